"""Pages of prose beside the entries, and faults of single files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from speckb.corpus.prose import Prose

if TYPE_CHECKING:
    from collections.abc import Mapping

    from speckb.files.frontmatter import Source, Span


@dataclass(frozen=True, eq=False)  # equal only to itself, as entries are
class Page:
    """A Markdown page that is not an entry."""

    path: str
    source: Source

    @property
    def docname(self) -> str:
        """The page's name: the path without its suffix."""
        return self.path.removesuffix(".md")

    @cached_property
    def prose(self) -> Prose:
        """The text below the front matter."""
        return Prose(self.source)

    @property
    def accepted(self) -> Mapping[str, str]:
        """A page accepts no finding; only entries do."""
        return {}


class Fault(NamedTuple):
    """An error of a single file, found while reading: rule, file, position and message."""

    rule: str
    file: Page
    span: Span
    message: str
