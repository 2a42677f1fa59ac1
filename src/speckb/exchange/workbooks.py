"""What the writer and the reader of XLSX workbooks both know."""

from __future__ import annotations

import re

MARK = "speckb"  # the document property by which our own workbooks say which sheet has what
TYPES, DERIVED = "types", "derived"  # its parts, as JSON: types by sheet, and the other sheets
# A letter that is written by its number: XML cannot have it, what follows looks like a number, or
# openpyxl would take it away when it reads (`x005F_`).
ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)|x(?=005F_)|[\x00-\x08\x0b-\x1f]")
NO_LETTER = re.compile("[\ud800-\udfff\ufffe\uffff]")
NUMBERED = re.compile(r"_x(?![Dd][89A-Fa-f])([0-9A-Fa-f]{4})_")  # but for halves of letters


def escaped(text: str) -> str:
    """Return a text as XML can hold it, and as spreadsheets read it; lines end with LF."""
    text = NO_LETTER.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    return ESCAPED.sub(lambda found: f"_x{ord(found[0]):04x}_", text)


def unescaped(text: str) -> str:
    """Return a text as it is meant: without numbers for letters, lines ending with LF."""
    text = NUMBERED.sub(lambda found: chr(int(found[1], 16)), text)
    return text.replace("\r\n", "\n").replace("\r", "\n")
