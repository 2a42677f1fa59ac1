"""SVG files and bitmaps: what is refused is named at its place."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

import pytest

from speckb.files.pictures import problems
from speckb.files.pictures.bitmap import MOST_PIXELS
from speckb.files.pictures.svg import COMMITTED, MOST_TOLD
from speckb.files.pictures.svg import problems as svg_problems
from tests.hostile.pictures import HARMLESS, HERE, HOSTILE, svg

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_picture_is_refused_on_its_line(case: str) -> None:
    assert HERE in HOSTILE[case]
    before, _, after = HOSTILE[case].partition(HERE)
    found = problems((before + after).encode(), ".svg")
    assert before.count("\n") + 1 in [problem.span.line for problem in found], found
    assert all("\n" not in problem.message for problem in found)
    assert len(found) <= MOST_TOLD


@pytest.mark.parametrize("case", HARMLESS)
def test_a_harmless_picture_passes(case: str) -> None:
    assert problems(HARMLESS[case].encode(), ".svg") == []


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-7", "latin-1"])
def test_a_picture_is_utf_8(encoding: str) -> None:
    data = svg("<text>é<script/></text>").encode(encoding)
    assert problems(data, ".svg")


def test_a_picture_says_column_and_what_is_allowed() -> None:
    data = svg('<path d="M0 0"/><use href="x.svg#a"/>').encode()
    (found,) = problems(data, ".svg")
    assert (
        str(found)
        == "2:17: href='x.svg#a' is not allowed: a picture can refer only to its own parts, '#...'"
    )


@pytest.mark.parametrize(
    "code",
    [
        "a" * 300_000,
        " " * 300_000,
        "(" * 300_000,
        "url(" * 90_000,
        "a " * 150_000,
        "url(#" + "a" * 300_000,
        "@keyframes " + " " * 300_000,
    ],
)
def test_a_long_attribute_and_a_long_sheet_are_read(code: str) -> None:
    """A pattern that takes the square of the length would take many minutes."""
    svg_problems(svg(f'<path d="{code}"/><style>{code}</style>').encode(), COMMITTED)


def png(width: int, height: int) -> bytes:
    head = struct.pack(">4sIIBBBBB", b"IHDR", width, height, 8, 6, 0, 0, 0)
    check = struct.pack(">I", zlib.crc32(head))
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + check


def gif(width: int, height: int) -> bytes:
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\0\0\0;"


def jpeg(width: int, height: int) -> bytes:
    frame = struct.pack(">HBHHB", 17, 8, height, width, 3) + bytes(9)
    return b"\xff\xd8\xff\xc0" + frame + b"\xff\xd9"


def webp(width: int, height: int) -> bytes:
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    chunk = b"VP8X" + struct.pack("<I", 10) + bytes(4) + size
    return b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk


MADE = {".png": png, ".gif": gif, ".jpg": jpeg, ".jpeg": jpeg, ".webp": webp}


@pytest.mark.parametrize("suffix", [*MADE, ".PNG"])
def test_a_bitmap_of_bounded_size_passes(suffix: str) -> None:
    assert problems(MADE[suffix.lower()](640, 480), suffix) == []


@pytest.mark.parametrize("suffix", MADE)
def test_a_bitmap_has_a_limit_of_pixels(suffix: str) -> None:
    (found,) = problems(MADE[suffix](10_000, 10_000), suffix)
    assert (
        str(found)
        == f"1:1: 10,000 by 10,000 pixels; a picture can have at most {MOST_PIXELS:,} pixels"
    )


@pytest.mark.parametrize("suffix", MADE)
@pytest.mark.parametrize(
    "content",
    [
        b"",
        svg("<script/>").encode(),
        b"<html><script>alert(1)</script></html>",
        b"GIF",
        b"BM" + bytes(60),
        b"II*\0" + bytes(60),
        b"%PDF-1.7",
        b"RIFF\0\0\0\0WAVE",
    ],
)
def test_a_bitmap_is_what_its_suffix_says(suffix: str, content: bytes) -> None:
    (found,) = problems(content, suffix)
    assert "the content is something else" in found.message


@pytest.mark.parametrize("suffix", MADE)
@pytest.mark.parametrize("other", MADE)
def test_a_bitmap_of_another_format_is_named(suffix: str, other: str) -> None:
    found = problems(MADE[other](1, 1), suffix)
    assert bool(found) == (MADE[suffix] is not MADE[other])


@pytest.mark.parametrize("suffix", MADE)
def test_a_bitmap_that_ends_in_its_header_has_no_size(suffix: str) -> None:
    whole = MADE[suffix](640, 480)
    for length in range(len(whole)):
        found = problems(whole[:length], suffix)
        assert all("\n" not in problem.message for problem in found)
    assert problems(whole[:9], suffix)


@pytest.mark.parametrize("make", [png, gif, jpeg])
def test_a_bitmap_without_pixels_has_no_size(make: Callable[[int, int], bytes]) -> None:
    suffix = f".{make.__name__}"
    assert "without a size" in str(problems(make(640, 0), suffix))
