"""Positions in a JSON file, which Python's own parser does not report.

JSON is YAML, but for tabs before keys: where a file has some, no positions are known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from speckb.files.frontmatter import Span
from speckb.files.positions import START

if TYPE_CHECKING:
    from collections.abc import Iterator

Path = tuple[str, ...]


def places(text: str) -> dict[Path, Span]:
    """Return the position of each key and item by its path; the empty path is the whole file."""
    found: dict[Path, Span] = {}
    for path, span in _parts(text):
        found.setdefault(path, span)
    return found


def repeated(text: str) -> tuple[Path, Span]:
    """Return path and position of the first key that its object has already."""
    seen: set[Path] = set()
    for path, span in _parts(text):
        if path in seen:
            return path, span
        seen.add(path)
    return (), START


def _parts(text: str) -> Iterator[tuple[Path, Span]]:
    """Yield path and position of the whole, of each key and each item, in the order of the file."""
    try:
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, RecursionError):
        return
    pending: list[tuple[Path, yaml.Node, yaml.Node]] = [((), root, root)] if root else []
    while pending:
        path, named, node = pending.pop()
        start, end = named.start_mark, named.end_mark
        last = end.column if end.line == start.line else start.column + 1
        yield path, Span(start.line + 1, start.column + 1, last + 1)
        if isinstance(node, yaml.MappingNode):
            parts = [(str(key.value), key, held) for key, held in node.value]
        elif isinstance(node, yaml.SequenceNode):
            parts = [(str(number), held, held) for number, held in enumerate(node.value)]
        else:
            continue
        pending += [((*path, step), key, held) for step, key, held in reversed(parts)]
