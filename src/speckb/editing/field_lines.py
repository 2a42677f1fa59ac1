"""Writes data as front matter, in the style in which people write it here.

What is written reads back as the same data: a text that one form would change gets another form.
"""

from __future__ import annotations

import json
import re
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import yaml

from speckb.corpus.schema_parts import decimal
from speckb.files.frontmatter import FENCE, parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

WIDTH = 100
# The first letter starts no other sign of YAML; nothing inside ends a value or starts a comment.
PLAIN = re.compile(
    r"(?![-?:,\[\]{}#&*!|>'\"%@`\s~=<])(?:(?!: |:$| #)[^\n\t\\\u0085\u2028\u2029])+(?<! )"
)
BARE = re.compile(
    r"(?!\s)[^\n]+(?<!\s)"
)  # a text that can be folded: one line, no blanks at its ends
WORD = re.compile(r"[A-Za-z0-9][\w.-]*")
AS_TYPED = {"yes", "no", "on", "off"}  # which other readers of YAML take for truth
TEXT = "tag:yaml.org,2002:str"
_resolver: Any = yaml.resolver.Resolver()


def field_lines(name: str, value: Any) -> list[str]:
    """Return the lines of a field; raises ValueError for a value that YAML cannot hold."""
    lines = [*_field(name, value, 0)]
    if problem := _problem(lines, {name: value}):
        raise ValueError(f"field {name!r} cannot be written: {problem}")
    return lines


def front_matter(meta: Mapping[str, Any]) -> list[str]:
    """Return the lines of front matter, without its fences; raises ValueError as `field_lines`."""
    lines = [line for name, value in meta.items() for line in _field(name, value, 0)]
    if _problem(lines, meta):  # say of which field
        return [line for name, value in meta.items() for line in field_lines(name, value)]
    return lines


def _problem(lines: list[str], meta: Mapping[str, Any]) -> str:
    """Return why lines do not read back as data, or an empty string."""
    source = parse("\n".join([FENCE, *lines, FENCE, ""]))
    if source.problems:
        return source.problems[0].message
    return "" if source.meta == _as_read(dict(meta)) else "it reads back differently"


def _as_read(value: Any) -> Any:
    """Return a value as front matter is parsed: numbers stay the text that was typed."""
    if isinstance(value, dict):
        return {str(key): _as_read(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_as_read(part) for part in value]
    return value if isinstance(value, bool | None) else _number(value)


def _number(value: object) -> str:
    return decimal(value) if isinstance(value, float) else str(value)


def _field(name: str, value: Any, indent: int) -> Iterator[str]:
    blank = " " * indent
    key = name if WORD.fullmatch(name) and _is_text(name) else _quoted(name)
    if isinstance(value, dict) and value:
        yield f"{blank}{key}:"
        for inner, part in value.items():
            yield from _field(str(inner), part, indent + 2)
    elif isinstance(value, list) and value:
        yield from _list(f"{blank}{key}:", value, indent)
    else:
        first, *rest = _scalar(value, indent + 2, len(key) + 2 + indent)
        yield f"{blank}{key}: {first}"
        yield from rest


def _list(head: str, value: list[Any], indent: int) -> Iterator[str]:
    if all(not isinstance(one, dict | list) for one in value):
        items = [_scalar(one, 0, 0, is_item=True)[0] for one in value]
        flow = f"{head} [{', '.join(items)}]"
        if len(flow) <= WIDTH and all(len(str(one)) <= 40 for one in value):
            yield flow
            return
    yield head
    blank = " " * (indent + 2)
    for one in value:
        if isinstance(one, dict) and one:
            lines = [line for key, part in one.items() for line in _field(key, part, indent + 4)]
            yield f"{blank}- {lines[0].lstrip()}"
            yield from lines[1:]
        elif isinstance(one, list) and one:
            yield f"{blank}- {json.dumps(one, ensure_ascii=False)}"
        else:
            first, *rest = _scalar(one, indent + 4, indent + 4)
            yield f"{blank}- {first}"
            yield from rest


def _scalar(value: Any, indent: int, used: int, *, is_item: bool = False) -> list[str]:
    """Return the lines of a value: the first follows a key that takes `used` columns."""
    if value is None or isinstance(value, bool | dict | list):
        return [json.dumps(value)]
    if not isinstance(value, str):
        return [_number(value)]
    blank = " " * indent
    if not is_item and len(value) + used > WIDTH and BARE.fullmatch(value) and "  " not in value:
        lines = wrap(
            value, WIDTH - indent, break_long_words=False, break_on_hyphens=False, tabsize=1
        )
        if " ".join(lines) == value and not any(line.startswith(("\t", " ")) for line in lines):
            return [">-", *(blank + line for line in lines)]
    if not is_item and "\n" in value and _is_block(value):
        return ["|-", *(blank + line if line else "" for line in value.split("\n"))]
    plain = PLAIN.fullmatch(value) and _is_text(value)
    if plain and not (is_item and re.search(r"[,\[\]{}]", value)):
        return [value]
    return [_quoted(value)]


def _is_block(value: str) -> bool:
    """Return whether a text of several lines can be written as it is."""
    lines = value.split("\n")
    seen = lines[0][:1].strip() and lines[-1].strip()
    return bool(seen) and all(line == line.rstrip() for line in lines) and not _odd(value)


def _odd(value: str) -> bool:
    return bool(re.search(r"[\t\r\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]", value))


def _is_text(value: str) -> bool:
    """Return whether YAML takes a plain scalar for a text."""
    if value.lower() in AS_TYPED:
        return True
    return bool(_resolver.resolve(yaml.ScalarNode, value, (True, False)) == TEXT)


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=_odd(value))
