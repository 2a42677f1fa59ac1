"""Edits of a text file that keep all other bytes as they are.

Entries are parsed with LF at the end of lines and without a byte order mark. Commands that write
keep both as the author's editor wrote them, line by line.
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
    """The text that replaces a span of a line; it may have several lines.

    Without a text the whole line is deleted.
    """

    span: Span
    text: str | None


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file's path and bytes."""

    path: Path
    data: bytes

    @classmethod
    def read(cls, path: Path, text: str | None = None) -> TextFile:
        """Read a file; raises ConflictError where it no longer holds `text`, as parsed before."""
        try:
            found = cls(path, path.read_bytes())
            if text is None or found.text == text:
                return found
        except (OSError, UnicodeDecodeError):
            pass
        raise ConflictError(f"{path} was changed in the meantime; nothing was changed")

    @property
    def raw(self) -> str:
        """The text with its own ends of lines, without the byte order mark."""
        return self.data.removeprefix(codecs.BOM_UTF8).decode("utf-8")

    @property
    def text(self) -> str:
        """The text as it is parsed, with LF at the end of lines."""
        return self.raw.replace("\r\n", "\n")

    def holding(self, raw: str) -> bytes:
        """Return another text as bytes, with a byte order mark where this file has one."""
        mark = codecs.BOM_UTF8 if self.data.startswith(codecs.BOM_UTF8) else b""
        return mark + raw.encode("utf-8")

    def edited(self, edits: Iterable[Edit]) -> bytes:
        """Return the bytes with the edits made; their spans must not overlap."""
        lines = self.raw.split("\n")
        by_line: dict[int, list[Edit]] = defaultdict(list)
        deleted: set[int] = set()
        for edit in edits:
            by_line[edit.span.line - 1].append(edit)
        for number, found in by_line.items():
            line = lines[number]
            if any(edit.text is None for edit in found):
                deleted.add(number)
                continue
            end = "\r\n" if line.endswith("\r") else "\n"
            # from right to left, so that the columns of the edits that follow stay right
            for edit in sorted(found, key=lambda e: e.span.column, reverse=True):
                before, after = line[: edit.span.column - 1], line[edit.span.end - 1 :]
                line = before + (edit.text or "").replace("\n", end) + after
            lines[number] = line
        return self.holding("\n".join(s for n, s in enumerate(lines) if n not in deleted))

    def change(self, new: bytes | None) -> Change:
        """Return the change of this file to other bytes, or its deletion (None)."""
        return Change(self.path, self.data, new)
