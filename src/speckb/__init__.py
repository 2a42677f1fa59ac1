"""A knowledge base for standards groups: entries in, site, tables and findings out."""

__version__ = "0.1.0"
SETTINGS = "ubproject.toml"
