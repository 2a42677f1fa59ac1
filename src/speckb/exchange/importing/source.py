"""What a reader returns: the records of another tool's file, each with its place there."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST = 800  # characters of a message

GROUP = "group"


class BadFileError(Exception):
    """A file cannot be read.

    The message begins with the place, such as `reqs.xlsx, sheet 'Goals', row 12`, and says what is
    wrong and what is allowed. It is cut where a stranger's words would fill the screen.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message if len(message) <= MOST else f"{message[:MOST]} ...")


@dataclass(frozen=True, slots=True)
class Relation:
    """A link from a record to another: its kind in the source, the id of its target, and why."""

    kind: str
    target: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """A thing of the source that may become an entry.

    `place` is where it stands, for messages: `reqs.csv:12`, or `reqs.reqif: SPEC-OBJECT _4711`.
    `kind` is its type there, such as the name of a sheet or a type of needs; empty if the source
    has none. `values` has text, numbers, truth, or a list of texts by attribute, in the order of
    the source, and no attribute that is empty. Dates are texts such as 2026-09-30. Texts are to the
    letter, but those of attributes in `markdown`. `group` has the headings above it, the outer one
    first.
    """

    place: str
    kind: str
    values: Mapping[str, Any]
    relations: tuple[Relation, ...] = ()
    group: tuple[str, ...] = ()
    markdown: tuple[str, ...] = ()

    @property
    def attributes(self) -> dict[str, Any]:
        """The values that a mapping can name: those of the source, and its headings.

        `group` has all headings with a slash between, `group 1` the outermost alone, and so on.
        """
        headings = {f"{GROUP} {number}": title for number, title in enumerate(self.group, 1)}
        whole = {GROUP: " / ".join(self.group)} if self.group else {}
        return {**whole, **headings, **self.values}


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that a person should know about how the source was read.

    That is what was recognized rather than stated (an encoding, a separator), or what was left out
    or changed (a hidden sheet, markup that Markdown does not have).
    """

    place: str
    message: str


@dataclass(frozen=True, slots=True)
class Source:
    """All that was read. `format` is the name of the reader; `ids` is the attribute with the id.

    `ids` is empty where the source does not say which attribute that is. `words` has, by attribute,
    the words that the source declares for it, in their order. `files` has the files that are no
    entries (settings, schemas, pages, drawings), by path, where the source is a whole knowledge
    base. `attributes` are those that the source declares, whether any record has a value or not.
    """

    format: str
    records: tuple[Record, ...]
    remarks: tuple[Remark, ...] = ()
    ids: str = ""
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    attributes: tuple[str, ...] = ()

    def as_json(self) -> str:
        """Return all as JSON, to be read by `from_json`."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str | bytes) -> Source:
        """Return what `as_json` has written."""
        data = json.loads(text)
        records = tuple(
            Record(
                one["place"],
                one["kind"],
                one["values"],
                tuple(Relation(**relation) for relation in one["relations"]),
                tuple(one["group"]),
                tuple(one["markdown"]),
            )
            for one in data["records"]
        )
        remarks = tuple(Remark(**one) for one in data["remarks"])
        words = {name: tuple(found) for name, found in data["words"].items()}
        return cls(
            data["format"],
            records,
            remarks,
            data["ids"],
            words,
            data["files"],
            tuple(data["attributes"]),
        )
