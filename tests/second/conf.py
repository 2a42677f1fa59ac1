"""The second knowledge base: another field, other types and words, and the same engine."""

project = "Ways of lending between libraries"
author = "The lending desk"
copyright = "the lending desk"
version = release = "0.0"

extensions = ["speckb.sphinxext"]
