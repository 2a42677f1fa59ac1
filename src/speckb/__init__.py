"""Engine for knowledge bases of standards groups: from entries to site, tables and findings."""

__version__ = "0.1.0"  # the only place: pyproject.toml and conf.py read it from here
SETTINGS = "ubproject.toml"
JOURNAL = ".speckb-journal"
