"""Bytes to text and back: front matter, transactions, git."""
