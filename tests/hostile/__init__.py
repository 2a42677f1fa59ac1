"""Inputs of strangers who mean harm: each is refused where it stands, and nothing happens."""
