"""What is wrong with YAML, in the words of an editor."""

from __future__ import annotations


def in_words(problem: str, context: str, line: str, column: int) -> str:
    """Return what is wrong in the words of an editor, or in those of the parser."""
    sign = line[column : column + 1]
    if sign == "\t":
        return "a tab; indent with blanks"
    if "cannot start any token" in problem:
        return f"a text cannot start with {sign!r}; put it in quotes"
    if "mapping values are not allowed" in problem:
        if ": " in line[:column] or ":" in line[:column].strip():
            return "a second ': ' in the line; put the text in quotes"
        return "a field that fits no group above it; look at the indentation"
    if context.startswith("while scanning a simple key"):
        return "no 'field: value'; is there no blank after the colon?"
    if context.startswith("while scanning a quoted"):
        return "a quote that is not closed"
    if context.startswith("while parsing a flow"):
        what = "list" if "sequence" in context else "group"
        return f"a {what} in brackets that is not closed, or lacks a comma"
    if context.startswith("while parsing a block"):
        return "what fits no group or list above it; look at the indentation"
    return ", ".join(part for part in (problem, context) if part)
