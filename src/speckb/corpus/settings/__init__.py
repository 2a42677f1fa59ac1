"""Settings of a knowledge base: data model, reading, and checks of names in them."""

from __future__ import annotations

from speckb.corpus.settings.checks import PROSE
from speckb.corpus.settings.model import FILE, EntryType, LinkType, Listing, Settings
from speckb.corpus.settings.reading import OF_EVERY_TYPE, SettingsError, load, outline

__all__ = [
    "FILE",
    "OF_EVERY_TYPE",
    "PROSE",
    "EntryType",
    "LinkType",
    "Listing",
    "Settings",
    "SettingsError",
    "load",
    "outline",
]
