"""Entries of a knowledge base: front matter as typed data, links and assessments."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from speckb.corpus.prose import Prose
from speckb.corpus.schema_parts import plain, words
from speckb.corpus.settings.verdicts import DISPUTED, GRADES, TONES
from speckb.corpus.vocabulary import NUMBER, Measure, Value, Vocabulary
from speckb.files.frontmatter import Span, locate
from speckb.sorting import natural

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from speckb.corpus.overlay import Overlay, Said
    from speckb.corpus.settings import EntryType, LinkType
    from speckb.files.frontmatter import Path, Source


@dataclass(frozen=True, slots=True)
class Link:
    """A typed link between two ids.

    `reason` is the front matter's, or empty; `path` leads to the target in the front matter.
    """

    kind: str
    source: str
    target: str
    reason: str
    path: Path


@dataclass(frozen=True, slots=True)
class Assessment:
    """The value of an entry by one criterion, with the document's remark and an editorial one.

    `condition` is that under which it holds; `no_verdict` says why no verdict is made from it;
    `disputed_by` has ids of entries that call it in question. `document` and `sections` say where
    it is from, unless it is from the section of the criterion.
    """

    criterion: str
    value: str
    note: str
    editorial: str
    condition: str = ""
    no_verdict: str = ""
    disputed_by: tuple[str, ...] = ()
    document: str = ""
    sections: tuple[str, ...] = ()


# Equal only to itself and hashed by identity: a corpus reads each file once, and an entry's front
# matter, which has lists, cannot be hashed.
@dataclass(frozen=True, eq=False)
class Entry:
    """A file's front matter, read by its type's schema, and its prose."""

    type: EntryType
    path: str
    meta: Mapping[str, Any]
    source: Source
    overlay: Overlay | None = None  # what later documents changed, in a view of the corpus

    @property
    def id(self) -> str:
        """The entry's id: what links, addresses and tables name it by."""
        return str(self.meta["id"])

    @property
    def formerly(self) -> tuple[str, ...]:
        """The ids that the entry had before, and the paths that its page had."""
        return tuple(self.meta.get("formerly", ()))

    @property
    def former_ids(self) -> tuple[str, ...]:
        """The ids that the entry had before, each once."""
        ids = (name.rpartition("/")[2] for name in self.formerly)
        return tuple(dict.fromkeys(name for name in ids if name != self.id))

    @property
    def former_pages(self) -> tuple[str, ...]:
        """The names of the pages that it had before, in the order of `formerly`."""
        return tuple(n if "/" in n else self.beside(n) for n in self.formerly)

    @property
    def title(self) -> str:
        """The entry's title."""
        return str(self.meta["title"])

    @property
    def docname(self) -> str:
        """The page's name: the path without its suffix."""
        return self.path.removesuffix(".md")

    def beside(self, name: str) -> str:
        """Return the name of the page that another id would have in the same folder."""
        return f"{self.docname.rpartition('/')[0]}/{name}"

    @cached_property
    def prose(self) -> Prose:
        """The text below the front matter."""
        return Prose(self.source)

    @cached_property
    def text(self) -> str:
        """The entry's name in prose and tables, by its type's pattern."""
        return self.type.text.format_map(_Words(self.meta))

    @cached_property
    def heading(self) -> str:
        """The heading of the entry's page, by its type's pattern."""
        return self.type.heading.format_map(_Words(self.meta))

    @property
    def names(self) -> tuple[str, ...]:
        """All that the search finds the entry by as by a name, each once.

        That is id, title, heading, other names, words of readers and former ids.
        """
        own = (self.id, self.title, self.heading, self.text, *self.meta.get("also_called", ()))
        more = (*self.meta.get("searched_as", ()), *self.former_ids)
        return tuple(dict.fromkeys((*own, *more)))

    @property
    def is_editorial(self) -> bool:
        """Whether the entry is the knowledge base's own and not based on a document."""
        return "editorial" in self.meta

    @property
    def summary(self) -> str:
        """The entry's summary, or else its title where the heading does not contain it."""
        title = self.title if self.title not in self.heading else ""
        return str(self.meta.get("summary", title))

    @cached_property
    def order(self) -> tuple[Any, ...]:
        """The sort key for document order: section, place within it, id."""
        return (
            natural(str(self.meta.get("section", ""))),
            int(self.meta.get("order", 0)),
            natural(self.id),
        )

    def rank(self, name: str) -> tuple[Any, ...]:
        """Return the sort key by a field: its word's place in the vocabulary, or its value."""
        vocabulary = words(self.type.properties[name])
        value = self.meta.get(name)
        if value is None:
            return (2,)
        return (0, vocabulary.index(value)) if value in vocabulary else (1, natural(str(value)))

    @cached_property
    def assessments(self) -> Mapping[str, Assessment]:
        """The entry's values, by criterion, in the order of the front matter."""
        later = self.overlay.said if self.overlay else {}
        return {
            criterion: Assessment(
                criterion,
                plain(about["value"]),
                about.get("note", ""),
                about.get("editorial", ""),
                about.get("condition", ""),
                about.get("no_verdict", ""),
                tuple(about.get(DISPUTED, ())),
                *_where(about, later.get(("criteria", criterion))),
            )
            for criterion, about in self.meta.get("criteria", {}).items()
        }

    @cached_property
    def values(self) -> Vocabulary:
        """The values by this criterion; a size has the tone of what it counts as."""
        words = (
            Value(
                name,
                value["label"],
                value["tone"],
                value["meaning"],
                value.get("depends_on", ""),
                value.get("inherits", ""),
                value.get("condition", ""),
            )
            for name, value in self.meta.get("values", {}).items()
        )
        made = self.meta.get("measure")
        measure = Measure(made.get("kind", NUMBER), made.get("unit", "")) if made else None
        tones: dict[str, list[str]] = {TONES[grade]: [] for grade in GRADES} if measure else {}
        for mapping in self.meta.get("assesses", {}).values() if measure else ():
            for grade in GRADES:
                tones[TONES[grade]] += mapping.get(grade, ())
        return Vocabulary(words, measure, tones)

    @property
    def accepted(self) -> Mapping[str, str]:
        """The rules that the entry breaks on purpose, each with the reason."""
        accepted: Mapping[str, str] = self.meta.get("accepted", {})
        return accepted

    def links(self, kinds: Mapping[str, LinkType]) -> Iterator[Link]:
        """Yield the entry's links: a field of that name that lists ids, or is keyed by them.

        The links of its values are among them.
        """
        for kind in kinds.keys() & self.meta.keys():
            targets = self.meta[kind]
            if isinstance(targets, dict):
                for target, about in targets.items():
                    reason = about if isinstance(about, str) else about.get("reason", "")
                    yield Link(kind, self.id, target, reason, (kind, target))
            elif isinstance(targets, list):
                for index, target in enumerate(targets):
                    yield Link(kind, self.id, target, "", (kind, index))
        for cell in self.assessments.values() if DISPUTED in kinds else ():
            for index, target in enumerate(cell.disputed_by):
                path = ("criteria", cell.criterion, DISPUTED, index)
                yield Link(DISPUTED, self.id, target, "", path)

    def locate(self, path: Path, *, key: bool = False) -> Span:
        """Return the position of a field's value in the file, or of its key."""
        return locate(self.source.text, self.place(path), key=key)

    def place(self, path: Path) -> Path:
        """Return the path in the file of a field."""
        return self.overlay.place(path) if self.overlay else path


def _where(about: Mapping[str, Any], later: Said | None) -> tuple[str, tuple[str, ...]]:
    """Return the document and the sections of a value, both empty if they are the criterion's."""
    if later:
        return later.document, later.sections
    section = about.get("section", ())
    return about.get("document", ""), (section,) if isinstance(section, str) else tuple(section)


class _Words(dict[str, Any]):
    """Fields for a type's pattern such as `{id}: {title}`; a missing field is empty."""

    def __missing__(self, key: str) -> str:
        return ""
