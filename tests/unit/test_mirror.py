"""What the site and the PDF exchange for languages that are written from right to left."""

from __future__ import annotations

from xml.dom import minidom

import pytest

from speckb.corpus.prose.glyphs import Coverage
from speckb.sphinxext.mirror import SHEET, mirrored
from speckb.tables.charts import svg
from speckb.typst.faces import Faces, Family
from speckb.typst.lettering import MixedError, lettered


@pytest.mark.parametrize(
    ("css", "turned"),
    [
        (".a{left:0;margin-right:1px}", ".a{right:0;margin-left:1px}"),
        (".text-left{text-align:left}", ".text-left{text-align:right}"),
        (".a{padding:1px 2px 3px calc(1px + 2px)}", ".a{padding:1px calc(1px + 2px) 3px 2px}"),
        (".a{margin:1px 2px}", ".a{margin:1px 2px}"),
        (".a{transform:translateX(-50%)}", ".a{transform:translateX(50%)}"),
    ],
)
def test_left_and_right_are_exchanged_in_declarations_alone(css: str, turned: str) -> None:
    assert mirrored(css) == turned


def test_the_style_sheet_mirrored_twice_is_itself() -> None:
    css = SHEET.read_text(encoding="utf-8")
    assert mirrored(css) != css
    assert mirrored(mirrored(css)) == css


def test_a_mirrored_chart_has_its_boxes_at_the_other_side_and_its_letters_as_they_were() -> None:
    box, text = '<rect x="10" width="20"/>', '<text x="12" y="3">abc</text>'
    found = svg.mirrored(box + text, 100)
    assert found == (
        '<g transform="matrix(-1,0,0,1,100,0)" text-anchor="end">'
        f'{box}<text x="12" y="3" transform="matrix(-1,0,0,1,24,0)">abc</text></g>'
    )


LATIN = Family("Latin", Coverage([(0x20, 0x7E)]))
HAN = Family("Han", Coverage([(0x4E00, 0x9FFF)]))
ARABIC = Family("Arabic", Coverage([(0x600, 0x6FF)]))


def families(text: str, *known: Family) -> list[tuple[str, str]]:
    """Return family and letters of each run of a drawn text."""
    drawn = lettered(f"<svg><text>{text}</text></svg>", known)
    runs = minidom.parseString(drawn).getElementsByTagName("tspan")
    return [(run.getAttribute("font-family"), run.firstChild.data) for run in runs]


def test_a_drawn_text_names_the_fonts_of_its_letters() -> None:
    assert families("a b", LATIN, HAN) == [("'Latin'", "a b")]
    assert families("a \u6f22", LATIN, HAN) == [("'Latin'", "a "), ("'Han'", "\u6f22")]
    with pytest.raises(MixedError):
        families("a \u0645", LATIN, ARABIC)


def test_fonts_of_the_settings_come_before_or_after_those_that_are_built_in() -> None:
    faces = Faces((), {"text": [LATIN], "headings": [ARABIC], "others": [HAN]})
    stacks = faces.stacks("en")
    assert stacks["serif"] == ["Latin", "Libertinus Serif", "Han", "DejaVu Sans Mono"]
    assert stacks["sans"][:3] == ["Arabic", "Source Sans Pro", "Han"]
    assert stacks["mono"] == ["DejaVu Sans Mono", "Han", "Libertinus Serif"]
    narrow = {"name": "Libertinus Serif", "covers": "latin-in-cjk"}
    assert faces.stacks("zh")["serif"][1:4] == [narrow, "Han", "Libertinus Serif"]
