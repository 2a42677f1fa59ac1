"""Recognition of front matter that is in canonical layout, without parsing it as YAML.

Only the forms are recognized that nearly all entries have: fields, groups and lists with even
indentation, values in one line, and folded or literal texts. For anything else, such as a comment,
the layout must be computed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from speckb.files.frontmatter import FENCE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LETTER = r"[!-~\u00a1-\u2027\u2030-\ud7ff]"  # of words that a writer of YAML leaves as they are
# words of a plain value: the first starts with no sign of YAML, none is a comment or ends in ':'
PLAIN = rf"(?<!{LETTER})(?=[\w(])(?:(?!#){LETTER}++(?<!:)(?: (?=\S)|$))+"
QUOTED = r'"[^"\\\s]+(?: [^"\\\s]+)*"' + r"|'[^'\s]+(?: [^'\s]+)*'"
NAME = r"[A-Za-z0-9][A-Za-z0-9_.-]*"
ITEM = rf"(?:{QUOTED}|{NAME}(?: {NAME})*)"
FLOW = rf"\[{ITEM}(?:, {ITEM})*\]"
VALUE = rf"(?:{FLOW}|{QUOTED}|{PLAIN})"
LINE = re.compile(
    rf"(?P<indent> *)(?P<dash>- )?"
    rf"(?:[A-Za-z0-9][\w-]{{0,99}}:(?P<rest>| (?P<text>[>|]-)| {VALUE})|(?P<item>{QUOTED}|{PLAIN}))"
)
TEXT = re.compile(rf"(?!#){LETTER}+(?: {LETTER}+)*")
SAFE = re.compile(rf"(?:{LETTER}| )+")
STEP = 2


def is_laid_out(text: str, meta: Mapping[str, Any], schema: Mapping[str, Any]) -> bool:
    """Return whether an entry's front matter is surely in canonical layout; False leaves it open.

    `text` is the whole file, and `meta` its front matter, with the keys in the order of the text.
    """
    lines = text.split("\n")
    end = next(i for i, line in enumerate(lines) if i and line.rstrip() == FENCE)
    return lines[0] == lines[end] == FENCE and is_ordered(meta, schema) and is_even(lines[1:end])


def is_ordered(data: Any, schema: Any) -> bool:
    """Return whether all keys are in the order of the schema, those that it has not last."""
    part = schema if isinstance(schema, dict) else {}
    if isinstance(data, list):
        return all(is_ordered(item, part.get("items")) for item in data)
    if not isinstance(data, dict):
        return True
    known = part.get("properties", {})
    places = {name: place for place, name in enumerate(known)}
    ranks = [places.get(key, len(known)) for key in data]
    return ranks == sorted(ranks) and all(
        is_ordered(value, known.get(key, part.get("additionalProperties")))
        for key, value in data.items()
    )


def is_even(head: Sequence[str]) -> bool:
    """Return whether the lines of front matter have surely canonical indentation and spacing."""
    groups = [(0, False)]  # the open groups and lists: their indentation, and whether it is a list
    opens = False  # whether the last line is a key whose group or list comes next
    number = 0
    while number < len(head):
        found = LINE.fullmatch(head[number])
        if not found or not SAFE.fullmatch(head[number]):
            return False
        number += 1
        indent, listed = len(found["indent"]), bool(found["dash"])
        if found["item"] and not listed:
            return False
        if opens:
            groups.append((groups[-1][0] + STEP, listed))
        while indent < groups[-1][0]:
            if opens:
                return False
            groups.pop()
        if groups[-1] != (indent, listed):
            return False
        if listed and not found["item"]:
            indent += STEP
            groups.append((indent, False))
        opens = found["rest"] == ""
        if found["text"]:
            first = number
            start = " " * (indent + STEP)
            while number < len(head) and head[number].startswith(start):
                if not TEXT.fullmatch(head[number], len(start)):
                    return False
                number += 1
            if number == first:
                return False
    return bool(head) and not opens
