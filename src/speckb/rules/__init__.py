"""Rules, findings and reports."""
