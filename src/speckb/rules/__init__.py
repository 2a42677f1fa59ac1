"""Rules, findings, reports of findings, and reviews."""
