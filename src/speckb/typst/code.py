"""Typst expressions from Python values; the only module that turns authors' text into code.

The writer composes its output from these functions alone, so that text is always a string literal
and never markup, a function or a path.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PLAIN = {ord("\\"): "\\\\", ord('"'): '\\"', ord("\n"): "\\n", ord("\r"): "\\r", ord("\t"): "\\t"}
CONTROL = [*range(0x20), *range(0x7F, 0xA0), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)]
ESCAPES = dict.fromkeys(CONTROL, "�") | PLAIN
NAME = re.compile(r"[a-z][a-z-]*")
EMPTY = "[]"


def quote(text: str) -> str:
    """Return a Typst string literal with the value `text`.

    Control characters and halves of surrogate pairs, which no font shows, become U+FFFD.
    """
    return f'"{text.translate(ESCAPES)}"'


def block(pieces: Iterable[str]) -> str:
    """Return one expression that joins the given expressions in order."""
    found = [piece for piece in pieces if piece]
    if not found:
        return EMPTY
    return found[0] if len(found) == 1 else "{" + ";".join(found) + "}"


def call(name: str, *arguments: str, **named: str) -> str:
    """Return a call of a template function; the arguments are expressions.

    Raises ValueError for a name that is no plain identifier: names never come from authors.
    """
    if not NAME.fullmatch(name):
        raise ValueError(f"not the name of a function: {name!r}")
    parts = [*arguments, *(f"{key.replace('_', '-')}: {value}" for key, value in named.items())]
    return f"{name}({','.join(parts)})"


def array(items: Iterable[str]) -> str:
    """Return an array literal of expressions."""
    return "(" + "".join(f"{item}," for item in items) + ")"


def dictionary(items: Mapping[str, str]) -> str:
    """Return a dictionary literal of expressions."""
    pairs = "".join(f"{quote(key)}: {value}," for key, value in items.items())
    return f"({pairs or ':'})"


def boolean(value: object) -> str:
    """Return the Typst literal for the truth of a value."""
    return "true" if value else "false"
