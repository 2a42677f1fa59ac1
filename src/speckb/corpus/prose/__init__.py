"""What authors write around the facts: read as text, as the check does on every save."""

from __future__ import annotations

from speckb.corpus.prose.allowed import DIRECTIVES, IMAGE_SUFFIXES, ROLES, SCHEMES, refusal
from speckb.corpus.prose.text import Prose, Use

__all__ = ["DIRECTIVES", "IMAGE_SUFFIXES", "ROLES", "SCHEMES", "Prose", "Use", "refusal"]
