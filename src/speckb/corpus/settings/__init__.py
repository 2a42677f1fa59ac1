"""The settings of a knowledge base: what they are, how they are read, what can be wrong in them."""

from __future__ import annotations

from speckb.corpus.settings.checks import PROSE
from speckb.corpus.settings.model import FILE, EntryType, LinkType, Listing, Settings
from speckb.corpus.settings.reading import ID, SettingsError, load

__all__ = [
    "FILE",
    "ID",
    "PROSE",
    "EntryType",
    "LinkType",
    "Listing",
    "Settings",
    "SettingsError",
    "load",
]
