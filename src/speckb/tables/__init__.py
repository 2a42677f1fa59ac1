"""Tables and views computed from a corpus."""
