"""Settings of a knowledge base: data model, reading, and checks of names in them."""

from __future__ import annotations

from speckb.corpus.settings.checks import DOCUMENT, PROSE
from speckb.corpus.settings.file import SettingsError
from speckb.corpus.settings.model import FILE, Edition, LinkType, Listing, Settings
from speckb.corpus.settings.reading import load, outline
from speckb.corpus.settings.schemas import OF_EVERY_TYPE
from speckb.corpus.settings.types import EntryType, Role

__all__ = [
    "DOCUMENT",
    "FILE",
    "OF_EVERY_TYPE",
    "PROSE",
    "Edition",
    "EntryType",
    "LinkType",
    "Listing",
    "Role",
    "Settings",
    "SettingsError",
    "load",
    "outline",
]
