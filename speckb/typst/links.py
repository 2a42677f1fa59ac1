"""Links inside the PDF by the names of their targets.

Typst resolves a link to a label while it lays out, which doubles its work. Here a link is written
as an address of our own, `here:NAME`, and becomes a link to the destination of that name in the
finished file: in its place and of its length, so that all else stays where it is.
"""

from __future__ import annotations

import re

SCHEME = "here:"
LINK = re.compile(rb"/A<</Type/Action/S/URI/URI\(here:([^()\\]*)\)>>")
WORDS = re.compile(rb"/Contents\(here:([^()\\]*)\)")


def named(pdf: bytes) -> bytes:
    """Return the file with links to named destinations."""
    pdf = LINK.sub(lambda found: _padded(b"/Dest(%s)" % found[1], found[0]), pdf)
    return WORDS.sub(lambda found: _padded(b"/Contents(%s)" % found[1], found[0]), pdf)


def _padded(new: bytes, old: bytes) -> bytes:
    return new.ljust(len(old))
