"""The picture of an entry's neighbours is as high as what it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from speckb.tables.charts.neighbours import SPACE, neighbours

if TYPE_CHECKING:
    from speckb.corpus.corpus import Corpus

SVG = "{http://www.w3.org/2000/svg}"


def test_nothing_is_free_below_the_lowest_box(lent: Corpus) -> None:
    seen = 0
    for entry in lent.entries.values():
        if not (text := neighbours(lent, entry, "Neighbours", lambda *_: "x")):
            continue
        picture = ET.fromstring(text)
        ends = [
            float(r.get("y", 0)) + float(r.get("height", 0)) for r in picture.iter(f"{SVG}rect")
        ]
        free = float(picture.get("height", 0)) - max(ends)
        assert 0 < free <= SPACE + 1, entry.id
        seen += 1
    assert seen > 9
