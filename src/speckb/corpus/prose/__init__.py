"""What authors write around the facts: read as text, as the check does on every save."""

from __future__ import annotations

from speckb.corpus.prose.allowed import DIRECTIVES, PICTURES, ROLES, SCHEMES, refusal
from speckb.corpus.prose.text import Prose, Use

__all__ = ["DIRECTIVES", "PICTURES", "ROLES", "SCHEMES", "Prose", "Use", "refusal"]
