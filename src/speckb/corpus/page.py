"""Pages of prose beside the entries, and faults of single files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from speckb.corpus.prose import Prose
from speckb.files.frontmatter import Path, Source, Span

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, eq=False)  # equal only to itself, as entries are
class Page:
    """A Markdown page that is not an entry; one that `is_default` has no file of its own."""

    path: str
    source: Source
    is_default: bool = False

    @property
    def docname(self) -> str:
        """The page's name: the path without its suffix."""
        return self.path.removesuffix(".md")

    @property
    def former_pages(self) -> tuple[str, ...]:
        """The names that the page had before."""
        return tuple(self.source.meta.get("formerly", ()))

    @cached_property
    def prose(self) -> Prose:
        """The text below the front matter."""
        return Prose(self.source)

    def place(self, path: Path) -> Path:
        """Return the path in the file of a field: it is the same."""
        return path

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


def undecoded(name: str, error: UnicodeDecodeError) -> Fault:
    """Return the fault of a file whose bytes are not UTF-8."""
    data, place = error.object, error.start
    column = len(data[data.rfind(b"\n", 0, place) + 1 : place].decode("utf-8", "replace")) + 1
    span = Span(data.count(b"\n", 0, place) + 1, column, column + 1)
    file = Page(name, Source(data.decode("utf-8", "replace")))
    return Fault("file-encoding", file, span, f"byte {data[place]:#04x} is not UTF-8")
