"""Normal forms of field values, prose and drawings, independent of layout and line breaks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from speckb.corpus.prose.markdown import LISTS, parser
from speckb.corpus.prose.reading import directive, holds_code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

Path = tuple[str, ...]
DEEPEST = 20
FENCES = frozenset({"fence", "colon_fence", "code_block"})
ITEM = re.compile(r"^[ \t]+\S.*(?:\n[ \t]+\S.*)*|^\S.*", re.MULTILINE)
UNSEEN = frozenset({"myst_line_comment"})
MARKS = {
    "blockquote_open": "> ",
    "dd_open": ": ",
    "th_open": "| ",
    "td_open": "| ",
}


def flatten(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield path and normal form of each value in nested mappings; a list is one value."""
    if isinstance(value, dict) and value:
        for name, item in value.items():
            yield from flatten(item, (*path, str(name)))
    else:
        yield path, plain(value)


def plain(value: Any) -> Any:
    """Return a value with runs of whitespace as one space and with sorted keys."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): plain(value[key]) for key in sorted(value)}
    return value


def prose(text: str) -> str:
    """Return Markdown with one line per block, as the site's parser reads it.

    Line breaks within a paragraph, the number of blank lines and the choice of list markers make no
    difference. Code keeps its lines.
    """
    return "\n".join(_blocks(text, 0))


def drawing(text: str) -> str:
    """Return D2 source without blank lines and comment lines.

    Comments stay in a source with a bar: within a block string a line may only look like one.
    """
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line and ("|" in text or line[0] != "#"))


def _blocks(text: str, depth: int) -> Iterator[str]:
    """Yield a line per block, prefixed with the marks of the blocks around it."""
    found: dict[str, Any] = {}
    lead: list[str] = []
    for token in parser().parse(text, found):
        if token.nesting == 1:
            lead.append(_mark(token))
        elif token.nesting == -1:
            lead.pop()
        elif token.type not in UNSEEN:
            for line in _lines(token, depth):
                yield "".join(lead) + line
            lead = [" " * len(mark) if mark in {"- ", "1. ", ": "} else mark for mark in lead]
    for label, about in sorted(found.get("references", {}).items()):
        yield f"[{label}]: {about['href']} {about['title']}".rstrip()


def _mark(token: Token) -> str:
    """Return the prefix that an opening token gives to the lines within it."""
    if token.type == "heading_open":
        return "#" * int(token.tag[1:]) + " "
    if token.type == "list_item_open":
        return "1. " if token.info else "- "
    if token.type == "footnote_reference_open":
        return f"[^{token.meta['label']}]: "
    return MARKS.get(token.type, "")


def _lines(token: Token, depth: int) -> Iterator[str]:
    """Yield the lines of a leaf token; directives with prose are parsed in turn."""
    if token.type not in FENCES:
        yield "---" if token.type == "hr" else " ".join(token.content.split())
        return
    fence = ":::" if token.type == "colon_fence" else "```"
    yield f"{fence}{' '.join(token.info.split())}"
    name = directive(token.info)
    if holds_code(token.markup, name) or depth > DEEPEST:
        yield from (line.rstrip() for line in token.content.splitlines())
    elif name in LISTS:
        yield from (" ".join(item.split()) for item in ITEM.findall(token.content))
    else:
        yield from _blocks(token.content, depth + 1)
    yield fence
