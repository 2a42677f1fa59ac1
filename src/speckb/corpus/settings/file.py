"""A file of the settings as read, and the faults in such files."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from speckb.corpus.page import Fault, Page, undecoded
from speckb.errors import UsageError
from speckb.files import json_positions, merging, toml_positions
from speckb.files.characters import described, forbidden
from speckb.files.frontmatter import CHARACTER, LIMIT, MERGE, Source
from speckb.files.positions import START, innermost
from speckb.files.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from speckb.corpus.settings.shapes import Problem
    from speckb.files.frontmatter import Span
    from speckb.files.limits import Limits

SETTING, SCHEMA = "setting-form", "schema-form"
ABSENT = (FileNotFoundError, NotADirectoryError)
MOST = 100  # faults of one file that are listed; who corrects these sees the rest


class SettingsError(UsageError):
    """Settings or schemas that cannot be used; `faults` has what is wrong, one or more.

    The message is the first fault in one line, with its position.
    """

    def __init__(self, faults: Sequence[Fault]) -> None:
        first, more = faults[0], len(faults) - 1
        where = f"{first.file.path}:{first.span.line}:{first.span.column}"
        super().__init__(f"{where}: {first.message}" + (f" (and {more} more)" if more else ""))
        self.faults = [*faults]


class SettingsFile:
    """The text of `ubproject.toml` or of a schema; `name` is its path from the root."""

    def __init__(self, name: str, text: str) -> None:
        self.text = text
        self._page = Page(name, Source(text))
        self._form = SCHEMA if name.endswith(".json") else SETTING

    def fault(self, message: str, steps: Iterable[object] = (), rule: str = "") -> Fault:
        """Return a fault at a part given by its path; the rule is that of the file's form."""
        return self.fault_at(innermost(self._places, [*map(str, steps)]), message, rule)

    def fault_at(self, span: Span, message: str, rule: str = "") -> Fault:
        """Return a fault at a position."""
        return Fault(rule or self._form, self._page, span, message)

    @cached_property
    def _places(self) -> dict[tuple[str, ...], Span]:
        if self._form == SCHEMA:
            return json_positions.places(self.text)
        return toml_positions.places(self.text)


def read(root: Path, name: str, limits: Limits) -> SettingsFile:
    """Read a file by its path from the root.

    Raises SettingsError for one that cannot be read, and one of ABSENT where there is none.
    """
    empty = SettingsFile(name, "")
    kind, size = Tree(root).look(name)
    if kind:
        message = f"{kind}; settings and schemas must be files"
        raise SettingsError([empty.fault_at(START, message, "file-kind")])
    if size > limits.file_bytes:
        message = limits.passed("file_bytes", f"{size:,} bytes")
        raise SettingsError([empty.fault_at(START, message, LIMIT)])
    try:
        text = (root / name).read_bytes().decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise SettingsError([undecoded(name, error)]) from None
    except ABSENT:
        raise
    except OSError as error:
        message = str(error.strerror)
        raise SettingsError([empty.fault_at(START, message, "file-unreadable")]) from None
    file = SettingsFile(name, text)
    if found := forbidden(text):
        where = Source(text).span(*found.span())
        raise SettingsError([file.fault_at(where, described(found[0]), CHARACTER)])
    if left := merging.mark(text):
        where = Source(text).span(*left.span())
        raise SettingsError([file.fault_at(where, merging.UNFINISHED, MERGE)])
    return file


def limited(file: SettingsFile, found: Iterable[Problem]) -> Iterator[Fault]:
    """Yield the faults of a file, and after many of them one that says that there are more."""
    for number, (steps, message) in enumerate(found):
        if number == MOST:
            yield file.fault_at(START, f"more than {MOST} errors; the rest is not listed")
            return
        yield file.fault(message, steps)


def too_deep(data: Any, most: int) -> list[str]:
    """Return the path of a value below more than `most` groups and lists, or an empty list."""
    pending: list[tuple[list[str], Any]] = [([], data)]
    while pending:
        steps, part = pending.pop()
        if len(steps) > most:
            return steps
        if isinstance(part, dict):
            pending += [([*steps, str(key)], value) for key, value in part.items()]
        elif isinstance(part, list):
            pending += [([*steps, str(number)], value) for number, value in enumerate(part)]
    return []
