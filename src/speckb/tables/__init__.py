"""Tables, charts and views computed from a corpus, as plain data for every output."""
