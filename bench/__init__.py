"""Measures what the engine costs: `python -m bench`, on the real and on generated entries."""
