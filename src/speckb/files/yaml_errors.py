"""Translation of the YAML parser's error messages into words for authors."""

from __future__ import annotations

from speckb.files.characters import unseen

BRACKETS = "in brackets that is not closed, or lacks a comma"
BY_CONTEXT = {
    "while scanning a simple key": "no 'field: value'; is there no blank after the colon?",
    "while scanning a quoted": "a quote that is not closed",
    "while parsing a flow sequence": f"a list {BRACKETS}",
    "while parsing a flow mapping": f"a group {BRACKETS}",
    "while parsing a block": "what fits no group or list above it; look at the indentation",
}


def in_words(problem: str, context: str, line: str, column: int) -> str:
    """Return an error of the parser in words for authors, or as it is where it is not known.

    `problem` and `context` are the parser's, `line` and `column` (from 0) say where it stopped.
    """
    sign, before = line[column : column + 1], line[:column]
    if sign == "\t":
        return "a tab; indent with blanks"
    if "cannot start any token" in problem:
        return f"a text cannot start with {sign!r}; put it in quotes"
    if "mapping values are not allowed" in problem:
        if ":" in before:
            return "a second ': ' in the line; put the text in quotes"
        return "a field that fits no group above it; look at the indentation"
    if before.rstrip().endswith(("'", '"')):
        return "words after a quote that is closed; put all of them in quotes"
    after = line.partition(":")[2][:1]
    if context.startswith("while scanning a simple key") and (letter := unseen(after)):
        return f"{letter} after the colon, where YAML takes a blank"
    for start, said in BY_CONTEXT.items():
        if context.startswith(start):
            return said
    return ", ".join(part for part in (problem, context) if part)
