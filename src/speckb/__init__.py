"""A knowledge base for standards groups: entries in, site, tables and findings out."""

__version__ = "0.1.0"  # the only place: pyproject.toml and conf.py read it from here
SETTINGS = "ubproject.toml"
