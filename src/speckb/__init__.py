"""Engine for knowledge bases of standards groups: from entries to site, tables and findings."""

__version__ = "0.1.0"
SETTINGS = "ubproject.toml"
JOURNAL = ".speckb-journal"
