"""Ordering of front matter: moves the lines of each key into the order of the schema.

The comment lines right above a key move with it if they are indented like it. Line numbers count
from 0.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import yaml

from speckb.files.frontmatter import FENCE

if TYPE_CHECKING:
    from collections.abc import Mapping

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def ordered(head: list[str], schema: Mapping[str, Any]) -> list[str]:
    """Return the lines of front matter with their keys in order; unknown keys come last."""
    node = yaml.compose("\n".join(head), LOADER)
    return Lines(head).group(node, schema, 0, len(head))


def fields(head: list[str]) -> list[list[str]]:
    """Return the lines of each field of the first level, and apart those between the fields."""
    node = yaml.compose("\n".join(head), LOADER)
    if not isinstance(node, yaml.MappingNode) or node.flow_style or not node.value:
        return [head]
    lines = Lines(head)
    keys = [key.start_mark.line for key, _ in node.value]
    found = [head[: keys[0]]]
    for key, stop in pairwise([*keys, len(head)]):
        end = lines.before(lines.above(stop, 0, key) if stop < len(head) else stop, 0, key)
        found += [head[key:end], head[end:stop]]
    return found


def field_end(text: str, name: str) -> int | None:
    """Return the number of the line after a field, from 1; None for a value in braces.

    `text` is the whole file. Comments below the field count to the next one.
    """
    lines = text.split("\n")
    head = lines[1 : next(i for i, line in enumerate(lines) if i and line.rstrip() == FENCE)]
    node: Any = yaml.compose("\n".join(head), LOADER)
    keys = [(key.start_mark.line, key.value, value) for key, value in node.value]
    starts = [line for line, _, _ in keys]
    place = next(i for i, (_, key, _) in enumerate(keys) if key == name)
    if node.flow_style or keys[place][2].flow_style:
        return None
    stop = [*starts, len(head)][place + 1]
    found = Lines(head)
    above = found.above(stop, 0, starts[place]) if stop < len(head) else stop
    return found.before(above, 0, starts[place]) + 2


class Lines:
    """The lines of front matter, which are moved by the nodes that YAML has at them.

    What is written in one line, or in braces, stays in its order.
    """

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines

    def group(self, node: Any, schema: Mapping[str, Any], start: int, end: int) -> list[str]:
        """Return the lines from `start` to `end`, the value `node` of a key, in order."""
        if isinstance(node, yaml.SequenceNode) and not node.flow_style:
            return self.items(node, schema.get("items", {}), start, end)
        if not isinstance(node, yaml.MappingNode) or node.flow_style or not node.value:
            return self.lines[start:end]
        column = node.value[0][0].start_mark.column
        keys = [key.start_mark.line for key, _ in node.value]
        marks = [self.lines[line][:column].strip() for line in keys]
        # two keys in one line, or something other than the dash of an item before a key
        if len({*keys}) < len(keys) or any(marks[1:]) or marks[0].strip("- "):
            return self.lines[start:end]
        starts = [self.above(line, column, start) for line in keys]
        last = self.before(end, column, keys[-1])
        known = [*schema.get("properties", {})]
        found = []
        for place, (key, value) in enumerate(node.value):
            stop = starts[place + 1] if place + 1 < len(starts) else last
            part = schema.get("properties", {}).get(key.value, schema.get("additionalProperties"))
            rank = known.index(key.value) if key.value in known else len(known)
            inner = self.group(value, part if isinstance(part, dict) else {}, keys[place] + 1, stop)
            comments = self.lines[starts[place] : keys[place]]
            found.append((rank, place, comments, [self.lines[keys[place]], *inner]))
        before, after = self.lines[start : starts[0]], self.lines[last:end]
        return [*before, *_arranged(found, column), *after]

    def items(self, node: Any, schema: Mapping[str, Any], start: int, end: int) -> list[str]:
        """Return the lines from `start` to `end`, a list, with the keys of its items in order."""
        starts = [item.start_mark.line for item in node.value]
        if len({*starts}) < len(starts) or any(line < start for line in starts):
            return self.lines[start:end]
        found = self.lines[start : starts[0]]
        for item, (first, stop) in zip(node.value, pairwise([*starts, end]), strict=True):
            found += self.group(item, schema, first, stop)
        return found

    def above(self, line: int, column: int, least: int) -> int:
        """Return the first of the comment lines right above a key."""
        while line > least and _is_comment(self.lines[line - 1], column):
            line -= 1
        return line

    def before(self, end: int, column: int, least: int) -> int:
        """Return the end of a group without the comments and blank lines below its last key."""
        while end > least + 1:
            line = self.lines[end - 1]
            depth = len(line) - len(line.lstrip(" "))
            if line.strip() and not (line.lstrip(" ").startswith("#") and depth <= column):
                break
            end -= 1
        return end


def _is_comment(line: str, column: int) -> bool:
    return line.startswith(" " * column + "#")


def _arranged(found: list[tuple[int, int, list[str], list[str]]], column: int) -> list[str]:
    """Return the lines of keys by rank; if the group is an item of a list, the first gets its dash.

    `found` has rank, position, comments and lines of each key.
    """
    mark = found[0][3][0][:column]
    blank = " " * column
    found[0][3][0] = blank + found[0][3][0][column:]
    found.sort(key=lambda part: part[:2])
    lines: list[str] = []
    for place, (_, _, comments, own) in enumerate(found):
        if place == 0 and mark.strip():
            dash = mark.index("-")
            lines += [" " * dash + line.lstrip(" ") for line in comments]
            lines += [mark + own[0][column:], *own[1:]]
        else:
            lines += [*comments, *own]
    return lines
