"""What Typst cannot say, put into the finished file: links by name, and cells that head a row.

Typst resolves a link to a label while it lays out, which doubles its work. Here a link is written
as an address of our own, `here:NAME`, and becomes a link to the destination of that name. And it
tags no cell as the heading of a row unless a feature is on that its wheel does not offer; such a
cell is known by its ground, a white that no other one has.

Each change takes the place of what stood there and its length, so that all else stays where it is.
"""

from __future__ import annotations

import re

LINK = re.compile(rb"/A<</Type/Action/S/URI/URI\(here:([^()\\]*)\)>>")
WORDS = re.compile(rb"/Contents\(here:([^()\\]*)\)")
CELL = re.compile(rb"/S/TD(/P \d+ 0 R/A\[<</O/Table)([^<>]*)(>><</O/Layout[^<>]*)")
HEADERS = re.compile(rb"/Headers\[[^\[\]]*\]")
GROUND = b"/BackgroundColor[1 1 0.99607843]"


def finished(pdf: bytes) -> bytes:
    """Return the file with links to named destinations and with headings of rows."""
    pdf = LINK.sub(lambda found: _padded(b"/Dest(%s)" % found[1], found[0]), pdf)
    pdf = WORDS.sub(lambda found: _padded(b"/Contents(%s)" % found[1], found[0]), pdf)
    return CELL.sub(_cell, pdf)


def _cell(found: re.Match[bytes]) -> bytes:
    """Return a cell whose headings follow from their scopes, itself one or not.

    Typst lists the headings of its column alone, which would leave out that of its row.
    """
    heads = GROUND in found[3]
    scope = b"/Scope/Row" if heads else b""
    table = HEADERS.sub(lambda old: _padded(scope, old[0]), found[2])
    return b"/S/%s%s%s%s" % (b"TH" if heads else b"TD", found[1], table, found[3])


def _padded(new: bytes, old: bytes) -> bytes:
    return new.ljust(len(old))
