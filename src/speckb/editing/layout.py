"""The canonical layout of front matter: keys in the schema's order, and even indentation.

Lines move unchanged, each with the comment lines right above it. Then every field is read and
written by ruamel.yaml, which evens out white space. A field in which it would change anything else
(it loses some comments inside flow lists) stays as it was typed.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, cast

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.resolver import VersionedResolver

from speckb.editing.ordering import LOADER, fields, ordered
from speckb.files.frontmatter import FENCE, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from speckb.files.textfile import TextFile

WIDE = 1_000_000  # columns, so that ruamel.yaml wraps no line


class _Words(VersionedResolver):
    """Resolver that takes every plain scalar as a text: `1.10` stays as it was typed."""

    @property
    def versioned_resolver(self) -> dict[str, Any]:
        """The rules that would find other types than words: none."""
        return {}


def laid_out(
    file: TextFile,
    schema: Mapping[str, Any],
    clean: Callable[[list[str]], list[str]] = list,
) -> bytes:
    """Return the bytes of an entry's file in canonical layout; its prose stays as it is.

    The front matter must have no problems of form. `clean` takes comments out of its lines.
    """
    lines = file.raw.split("\n")
    end = next(i for i, line in enumerate(lines) if i and line.rstrip() == FENCE)
    head = clean(canonical([line.removesuffix("\r") for line in lines[1:end]], schema))
    mark = "\r" if lines[0].endswith("\r") else ""
    return file.holding(
        "\n".join([f"{line}{mark}" for line in (FENCE, *head, FENCE)] + lines[end + 1 :])
    )


def canonical(head: list[str], schema: Mapping[str, Any]) -> list[str]:
    """Return the lines of front matter, without its fences, in canonical layout.

    Each step is compared with the data before it and dropped if it changed any.
    """
    moved = ordered(head, schema)
    if not _same(head, moved):
        moved = head
    even = _round_trip(moved)
    if even == moved:  # nearly always: then no field needs a round trip of its own
        return moved
    even = [line for field in fields(moved) for line in _evened(field)]
    return even if _same(moved, even) else moved


def _same(one: Sequence[str], other: Sequence[str]) -> bool:
    """Return whether two front matters hold the same data."""
    found = [parse("\n".join([FENCE, *lines, FENCE, ""])) for lines in (one, other)]
    return found[0].meta == found[1].meta and not found[1].problems


def _evened(lines: list[str]) -> list[str]:
    """Return a field in even layout, or unchanged if that would alter more than white space."""
    once = _round_trip(lines)
    signs = ["".join("\n".join(part).split()) for part in (lines, once)]
    kept = signs[0] == signs[1] and _same(lines, once) and _round_trip(once) == once
    return once if kept else lines


def _round_trip(lines: list[str]) -> list[str]:
    """Return lines of YAML as ruamel.yaml writes them, or unchanged if it cannot read them."""
    if all(not line.strip() or line.lstrip().startswith("#") for line in lines):
        return [line.rstrip() for line in lines]
    reader = YAML()
    reader.Resolver = _Words
    reader.preserve_quotes = True
    reader.width = WIDE
    reader.indent(mapping=2, sequence=4, offset=2)
    out = io.StringIO()
    try:
        reader.dump(reader.load("\n".join(lines)), out)
    except YAMLError:
        return lines
    return _with_comments(lines, out.getvalue().removesuffix("\n").split("\n"))


def _with_comments(lines: list[str], even: list[str]) -> list[str]:
    """Return the evened lines with each comment line indented like the line it belongs to.

    ruamel.yaml indents keys and leaves comments where they were. A comment belongs to the line
    below if that is as deep, or else to the last line above that is.
    """
    if lines == even or [line.split() for line in lines] != [line.split() for line in even]:
        return even
    found = list(even)
    for number in comments(lines):
        deep = depth(lines[number])
        near = [*range(number + 1, len(lines)), *range(number - 1, -1, -1)]
        content = [i for i in near if lines[i].strip() and not lines[i].lstrip().startswith("#")]
        follows = [i for i in content[:1] if i > number and depth(lines[i]) == deep]
        earlier = [i for i in content if i < number and depth(lines[i]) <= deep][:1]
        for i in follows or [i for i in earlier if depth(lines[i]) == deep]:
            found[number] = " " * depth(even[i]) + lines[number].strip()
    return found


def comments(lines: list[str]) -> Iterator[int]:
    """Yield the number of each comment line; a line of a block text may look like one."""
    texts: set[int] = set()
    for event in yaml.parse("\n".join(lines), LOADER):
        if isinstance(event, yaml.ScalarEvent):
            first, end = cast("tuple[yaml.Mark, yaml.Mark]", (event.start_mark, event.end_mark))
            texts.update(range(first.line + 1, end.line + (end.column > 0)))
    for number, line in enumerate(lines):
        if number not in texts and line.lstrip(" ").startswith("#"):
            yield number


def depth(line: str) -> int:
    """Return how many blanks a line starts with."""
    return len(line) - len(line.lstrip(" "))
