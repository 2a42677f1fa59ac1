"""Changes of the compiled PDF, links to named destinations and row headings, and a last check.

Typst resolves links to labels during layout, which doubles its work. Templates write such a link
as the address `here:NAME` instead, which becomes a link to the destination NAME here. Typst tags a
cell as a row heading only with a feature that its Python package does not offer; the templates mark
such cells with a background that no other cell has.

Each replacement keeps the length of the original, so that the byte offsets of objects stay valid.
The patterns are for the objects as Typst writes them. Tried with Typst 0.15.0 to 0.15.2;
`tests/unit/test_internals.py` fails when they change.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pikepdf

from speckb.corpus.prose import SCHEMES
from speckb.typst.metadata import add_metadata
from speckb.typst.tags import arrange

if TYPE_CHECKING:
    from collections.abc import Mapping

    from speckb.typst.imprint import Imprint

LINK = re.compile(rb"/A<</Type/Action/S/URI/URI\(here:([^()\\]*)\)>>")
CELL = re.compile(rb"/S/TD(/P \d+ 0 R/A\[<</O/Table)([^<>]*)(>><</O/Layout[^<>]*)")
HEADERS = re.compile(rb"/Headers\[[^\[\]]*\]")
ACTION = re.compile(rb"/Type/Action/S/(\w+)(?:/URI\(((?:[^()\\]|\\.)*+)\))?", re.S)
GROUND = b"/BackgroundColor[1 1 0.99607843]"


def postprocess_pdf(pdf: bytes) -> bytes:
    """Return the PDF with links to named destinations and with row headings."""
    pdf = LINK.sub(lambda found: _padded(b"/Dest(%s)" % found[1], found[0]), pdf)
    return CELL.sub(_cell, pdf)


def pack(pdf: bytes, imprint: Imprint, titles: Mapping[str, str]) -> bytes:
    """Return the PDF with tags arranged, all its metadata and its objects in compressed streams.

    `titles` has the title of each destination. Typst writes neither metadata nor object streams.
    """
    packed = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as found:
        arrange(found, titles)
        add_metadata(found, imprint)
        found.save(
            packed,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            deterministic_id=True,
            fix_metadata_version=False,
        )
    return packed.getvalue()


def foreign_actions(pdf: bytes) -> list[str]:
    """Return what the links of a PDF do other than to open a place in it or an allowed address."""
    found = []
    for kind, target in ACTION.findall(pdf):
        scheme = target.partition(b":")[0].decode("latin-1").lower()
        if kind != b"GoTo" and (kind != b"URI" or scheme not in SCHEMES - {""}):
            found.append((kind + b" " + target).decode("latin-1"))
    return found


def _cell(found: re.Match[bytes]) -> bytes:
    """Return the tag of a cell, TH for a row heading, without Typst's list of its headings.

    That list names the column heading alone; without it readers derive both from scopes.
    """
    heads = GROUND in found[3]
    scope = b"/Scope/Row" if heads else b""
    table = HEADERS.sub(lambda old: _padded(scope, old[0]), found[2])
    return b"/S/%s%s%s%s" % (b"TH" if heads else b"TD", found[1], table, found[3])


def _padded(new: bytes, old: bytes) -> bytes:
    """Return new bytes, padded with spaces to the length of the old ones."""
    return new.ljust(len(old))
