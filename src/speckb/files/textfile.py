"""A text file as its bytes are, and pieces of it put in place of others.

Entries are read with a line feed at the end of lines and without a byte order mark. What is
written keeps both as the editor's program has them, line by line.
"""

from __future__ import annotations

import codecs
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from speckb.files.transaction import Change, ConflictError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from speckb.files.frontmatter import Span


@dataclass(frozen=True, slots=True)
class Edit:
    """What stands in a file instead of a piece of a line; it may have line feeds."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file's path and bytes."""

    path: Path
    data: bytes

    @classmethod
    def read(cls, path: Path, text: str | None = None) -> TextFile:
        """Return the file; raises ConflictError where it no longer holds the `text` it was."""
        try:
            found = cls(path, path.read_bytes())
            if text is None or found.text == text:
                return found
        except (OSError, UnicodeDecodeError):
            pass
        raise ConflictError(f"{path} was changed in the meantime; nothing was changed")

    @property
    def raw(self) -> str:
        """The text with the ends of lines that it has."""
        return self.data.removeprefix(codecs.BOM_UTF8).decode("utf-8")

    @property
    def text(self) -> str:
        """The text as it is parsed."""
        return self.raw.replace("\r\n", "\n")

    def holding(self, raw: str) -> bytes:
        """Return the bytes of another text, with the byte order mark where there is one."""
        mark = codecs.BOM_UTF8 if self.data.startswith(codecs.BOM_UTF8) else b""
        return mark + raw.encode("utf-8")

    def edited(self, edits: Iterable[Edit]) -> bytes:
        """Return the bytes with other pieces in place; the pieces do not overlap."""
        lines = self.raw.split("\n")
        by_line: dict[int, list[Edit]] = defaultdict(list)
        for edit in edits:
            by_line[edit.span.line - 1].append(edit)
        for number, found in by_line.items():
            line = lines[number]
            end = "\r\n" if line.endswith("\r") else "\n"
            for edit in sorted(found, key=lambda e: e.span.column, reverse=True):
                before, after = line[: edit.span.column - 1], line[edit.span.end - 1 :]
                line = before + edit.text.replace("\n", end) + after
            lines[number] = line
        return self.holding("\n".join(lines))

    def change(self, new: bytes | None) -> Change:
        """Return the change to other bytes, or to none."""
        return Change(self.path, self.data, new)


def write_if_changed(path: Path, text: str) -> None:
    """Write a file of the site unless it holds just that already."""
    data = text.encode("utf-8")
    if not path.is_file() or path.read_bytes() != data:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def write(path: Path, data: bytes) -> None:
    """Write a file in one step: a reader finds the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(data)
    part.replace(path)
