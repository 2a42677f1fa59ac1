"""Faults in directives whose content has a form of its own: tables of lists, glossaries."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from markdown_it.token import Token


def table_problem(content: str, options: Mapping[str, str]) -> str:
    """Return why the content of a `list-table` is no table, or an empty string.

    It is one list, each of whose items is a list of the same number of cells.
    """
    from speckb.corpus.prose.markdown import blocks  # noqa: PLC0415  slow

    tokens = blocks().parse(f"{content}\n")
    rows = list(_rows(tokens))
    if not rows or _outermost(tokens) != ["bullet_list"]:
        return "a table must be one list with a list of cells in each item: '* - cell'"
    if None in rows or len({*rows}) > 1:
        return "each row of a table must be a list with as many cells as the first row"
    columns = rows[0] or 0
    header, stubs = (_number(options.get(name, "")) for name in ("header-rows", "stub-columns"))
    if header >= len(rows):
        return f"{header} header rows, but only {len(rows)} rows"
    if stubs >= columns:
        return f"{stubs} stub columns, but only {columns} columns"
    widths = options.get("widths", "auto").replace(",", " ").split()
    if widths not in (["auto"], ["grid"]) and len(widths) != columns:
        return f"{len(widths)} widths for {columns} columns"
    return ""


def _number(value: str) -> int:
    return int(value) if value.isdecimal() and len(value) < 9 else 0  # its form is told elsewhere


def _outermost(tokens: list[Token]) -> list[str]:
    return [t.type.removesuffix("_open") for t in tokens if t.level == 0 and t.nesting != -1]


def _rows(tokens: list[Token]) -> Iterator[int | None]:
    """Yield the number of cells of each row, or None where a row is no list of cells."""
    cells: int | None = None
    for token in tokens:
        if token.type == "list_item_open" and token.level == 1:
            cells = None
        elif token.level == 2 and token.nesting != -1:
            cells = 0 if token.type == "bullet_list_open" and cells is None else -1
        elif token.type == "list_item_open" and token.level == 3 and cells is not None:
            cells += cells >= 0
        elif token.type == "list_item_close" and token.level == 1:
            yield cells if cells and cells > 0 else None


def glossary_problem(lines: list[str]) -> tuple[int, str]:
    """Return line, from 0, and message of a fault in a glossary; no message where there is none.

    Terms start their lines; what they mean follows, indented.
    """
    last, blank = "", True
    for number, line in enumerate(lines):
        if not line.strip():
            blank = True
            continue
        if line[0] in " \t":
            if not last:
                return number, "a meaning without a term; start a line with the term"
            if last == "term" and blank:
                return number, "unexpected blank line between a term and its meaning"
            last = "meaning"
        else:
            if last == "term" and blank:
                return number, "the preceding term has no meaning"
            if last == "meaning" and not blank:
                return number, "add a blank line between a meaning and the next term"
            last = "term"
        blank = False
    return (
        (len(lines) - 1, "a term without a meaning; add it on the next line, indented")
        if last == "term"
        else (0, "")
    )
