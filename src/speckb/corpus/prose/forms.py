"""What each directive takes: an argument, content, and options with their forms.

That is less than docutils and Sphinx accept: a test compares both. Options that need a second
reading of other pages, or of code, are left out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Kind(NamedTuple):
    """A form of an option's value, and what to write, in words."""

    pattern: str
    words: str


ADMONITIONS = "attention caution danger error hint important note seealso tip warning"
LENGTH = r"\d*\.?\d+ *(?:em|ex|px|in|cm|mm|pt|pc)?"
_ID = r"[^\s,;:]+"
_IDS = rf"{_ID}(?: *, *{_ID})*"
KINDS = {
    "any": Kind(r".*", "anything"),
    "text": Kind(r".+", "text"),
    "flag": Kind(r"", "nothing"),
    "number": Kind(r"\d+", "a number"),
    "maybe": Kind(r"\d*", "a number, or nothing"),
    "length": Kind(LENGTH, "a length, such as 20em"),
    "width": Kind(rf"{LENGTH}|\d*\.?\d+ *%", "a length or a percentage, such as 20em or 50%"),
    "figwidth": Kind(rf"image|{LENGTH}|\d*\.?\d+ *%", "a length, a percentage, or 'image'"),
    "share": Kind(r"\d+ *%?", "a percentage, such as 50%"),
    "side": Kind(r"left|center|right", "left, center or right"),
    "place": Kind(
        r"left|center|right|top|middle|bottom", "left, center, right, top, middle, bottom"
    ),
    "class": Kind(r"[A-Za-z][\w-]*(?: +[A-Za-z][\w-]*)*", "a name of letters, digits and hyphens"),
    "widths": Kind(
        r"auto|grid|[1-9]\d*(?:[ ,]+[1-9]\d*)*", "auto, grid, or a number for each column"
    ),
    "level": Kind(r"[1-6]", "a number from 1 to 6"),
    "folded": Kind(r"|open|closed", "open or closed"),
    "table": Kind(
        r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*", "a name of lower-case letters, digits and hyphens"
    ),
    "way": Kind(r"both|incoming|outgoing", "both, incoming or outgoing"),
    "named": Kind(r"|none|outgoing|incoming|type", "none, outgoing, incoming or type"),
    "ids": Kind(_IDS, "ids with commas between them"),
    "accepted": Kind(
        rf"{_ID} *: *{_IDS}(?: *; *{_ID} *: *{_IDS})*",
        "values by criterion, such as 'criterion: a, b; other: c'",
    ),
    "loading": Kind(r"embed|link|lazy", "embed, link or lazy"),
}


class Form(NamedTuple):
    """What a directive takes: argument and content are "", "allowed" or "needed".

    `options` has the form of each, `needed` the names of those that must be there.
    """

    argument: str = ""
    content: str = ""
    options: Mapping[str, str] = {}
    needed: tuple[str, ...] = ()


_NAMED = {"class": "class", "name": "any"}
_BOX = Form("", "needed", {**_NAMED, "collapsible": "folded"})
_IMAGE = {
    **{"alt": "any", "height": "length", "width": "width", "scale": "share", "align": "place"},
    **{"target": "text", "loading": "loading", **_NAMED},
}
_DRAWING = {"name": "text", "alt": "text"}
# Of the directives of sphinx-needs that choose entries.
_CHOSEN = dict.fromkeys(("types", "status", "tags", "filter", "sort_by"), "text")
FORMS: Mapping[str, Form] = {
    **dict.fromkeys(ADMONITIONS.split(), _BOX),
    "admonition": _BOX._replace(argument="needed"),
    "changes": Form("allowed"),
    "code": Form("allowed", "needed", {**_NAMED, "force": "flag", "number-lines": "maybe"}),
    "code-block": Form(
        "allowed",
        "allowed",
        {
            **_NAMED,
            **{"force": "flag", "linenos": "flag", "lineno-start": "number", "caption": "text"},
        },
    ),
    "comparisons": Form("allowed"),
    "computed": Form("needed", "", {"again": "flag"}),
    "container": Form("allowed", "needed", {"name": "any"}),
    "d2": Form("needed", "allowed", _DRAWING, ("name",)),  # a rule of pictures tells of the other
    "entries": Form("needed", "", {"hidden": "flag"}),
    "epigraph": Form("", "needed"),
    "explorer": Form(),
    "exports": Form(),
    "figure": Form(
        "needed",
        "allowed",
        {
            **_IMAGE,
            **{"align": "side", "figwidth": "figwidth", "figclass": "class", "figname": "any"},
        },
    ),
    "glossary": Form("", "allowed", {"sorted": "flag"}),
    "image": Form("needed", "", _IMAGE),
    "list-table": Form(
        "allowed",
        "needed",
        {
            **_NAMED,
            **{"header-rows": "number", "stub-columns": "number", "width": "width"},
            **{"widths": "widths", "align": "side"},
        },
    ),
    "needextract": Form("", "", _CHOSEN),
    "needflow": Form(
        "needed",
        "",
        {
            **{**_CHOSEN, **_DRAWING, "root_id": "text", "root_direction": "way"},
            **{"root_depth": "number", "link_types": "text", "show_link_names": "named"},
        },
        ("name", "alt"),
    ),
    "needlist": Form("", "", {**_CHOSEN, "show_status": "flag"}),
    "needtable": Form(
        "needed", "", {**_CHOSEN, "name": "table", "columns": "text", "sort": "text"}, ("name",)
    ),
    "on-paper": Form("", "allowed"),
    "on-screen": Form("", "allowed"),
    "question": Form("needed", "allowed", {"meet": "ids", "values": "accepted"}),
    "rubric": Form("needed", "", {**_NAMED, "heading-level": "level"}),
    "toctree": Form(
        "",
        "allowed",
        {
            **_NAMED,
            **{"maxdepth": "number", "caption": "text", "hidden": "flag", "titlesonly": "flag"},
        },
    ),
    "topic": Form("needed", "needed", _NAMED),
    "trace": Form("", "allowed", _DRAWING, ("name", "alt")),
}

DIRECTIVES = frozenset(FORMS)
# Directives without an argument: what follows the name is the first line of the content.
UNTITLED = frozenset(name for name, form in FORMS.items() if not form.argument)
# Directives whose content starts at once.
WITHOUT_OPTIONS = frozenset(n for n, form in FORMS.items() if form.content and not form.options)


def misformed(kind: str, value: str) -> str:
    """Return what to write in place of a value, or an empty string where it has the form."""
    pattern, words = KINDS[kind]
    return "" if re.fullmatch(pattern, value.strip().strip("\"'"), re.I) else words


# What MyST takes out of a value: a comment, and what follows the quotes around its beginning.
COMMENTED = r"(?:^|[ \t])#"
SINGLE, DOUBLE = r"'(?:[^']|'')*+'", r"\"[^\"\\]*+\""


def option_value(typed: str) -> tuple[str, str]:
    """Return the value of an option as MyST reads it, and what is wrong with how it is written."""
    sign = typed[:1]
    if sign in {"'", '"'}:
        if not re.fullmatch(SINGLE if sign == "'" else DOUBLE, typed):
            if sign == '"' and "\\" in typed and typed.endswith('"'):
                return typed, "backslashes are not allowed in double quotes; use single quotes"
            return (
                typed,
                "the quotes end before the value does; quote all of it",
            )
        return (typed[1:-1].replace("''", "'") if sign == "'" else typed[1:-1]), ""
    if sign in {"|", ">"}:
        return typed, f"a value cannot start with {sign!r}; quote it"
    if re.search(COMMENTED, typed):
        return typed, "' #' starts a comment; quote the value"
    return typed, ""


def within(typed: str, start: int, end: int, *, quoted: bool) -> tuple[int, int]:
    """Return where a part of a value stands in it as it is typed; `quoted` if quotes may be around.

    That is the whole of the first line where it cannot be told.
    """
    sign = typed[:1] if quoted and typed[:1] in {"'", '"'} else ""
    doubled = sign == "'" and "''" in typed
    if doubled or typed != " ".join(typed.split()):
        return 0, max(1, len(typed.split("\n", 1)[0]))
    first = start + len(sign)
    return first, max(first + 1, end + len(sign))
