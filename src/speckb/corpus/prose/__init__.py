"""Prose below the front matter: a quick reader of what it names, and what it may contain."""

from __future__ import annotations

from speckb.corpus.prose.allowed import IMAGE_SUFFIXES, ROLES, SCHEMES, refusal
from speckb.corpus.prose.forms import DIRECTIVES
from speckb.corpus.prose.text import Prose, Use

__all__ = ["DIRECTIVES", "IMAGE_SUFFIXES", "ROLES", "SCHEMES", "Prose", "Use", "refusal"]
