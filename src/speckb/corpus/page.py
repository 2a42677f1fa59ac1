"""A page of prose that is no entry, and what is wrong with a file by itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from speckb.corpus.prose import Prose

if TYPE_CHECKING:
    from collections.abc import Mapping

    from speckb.files.frontmatter import Source, Span


@dataclass(frozen=True)
class Page:
    """A page of prose that is no entry."""

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

    @cached_property
    def listed(self) -> list[str]:
        """The types whose entries the page lists with the directive `entries`."""
        return [use.target for use in self.prose.directives if use.name == "entries"]


class Fault(NamedTuple):
    """What is wrong with a file by itself: the rule that it breaks, where and how."""

    rule: str
    file: Page
    span: Span
    message: str
