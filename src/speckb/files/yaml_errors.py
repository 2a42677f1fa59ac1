"""Translation of the YAML parser's error messages into words for authors."""

from __future__ import annotations

from speckb.files.characters import unseen

BRACKETS = "in brackets is not closed, or a comma is missing"
BY_CONTEXT = {
    "while scanning a simple key": "not 'field: value'; is the space after the colon missing?",
    "while scanning a quoted": "a quote is not closed",
    "while parsing a flow sequence": f"a list {BRACKETS}",
    "while parsing a flow mapping": f"a group {BRACKETS}",
    "while parsing a block": (
        "this does not belong to any list or group above; check the indentation"
    ),
}


def in_words(problem: str, context: str, line: str, column: int) -> str:
    """Return an error of the parser in words for authors, or as it is where it is not known.

    `problem` and `context` are the parser's, `line` and `column` (from 0) say where it stopped.
    """
    sign, before = line[column : column + 1], line[:column]
    if sign == "\t":
        return "a tab; indent with spaces"
    if "cannot start any token" in problem:
        return f"text cannot start with {sign!r}; quote it"
    if "mapping values are not allowed" in problem:
        if ":" in before:
            return "a second ': ' in the line; quote the text"
        return "this field does not belong to any group above; check the indentation"
    if before.rstrip().endswith(("'", '"')):
        return "text after a closing quote; quote all of it"
    after = line.partition(":")[2][:1]
    if context.startswith("while scanning a simple key") and (letter := unseen(after)):
        return f"{letter} after the colon; write a space"
    for start, said in BY_CONTEXT.items():
        if context.startswith(start):
            return said
    return ", ".join(part for part in (problem, context) if part)
