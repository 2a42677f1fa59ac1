"""Fonts are anybody's files: the reader tells their letters, or says why it cannot."""

from __future__ import annotations

import struct
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speckb.files import fontfile
from speckb.files.fontfile import FontError, characters, merged
from speckb.typst import fonts
from tests.scripts import ALL, FONTS

SOURCE = files("font_source_sans_pro") / "files" / "SourceSansPro-Regular.otf"
HEBREW = (FONTS / "Hebrew.ttf").read_bytes()


def test_a_font_has_the_letters_that_typst_finds_in_it() -> None:
    runs = characters(SOURCE.read_bytes())
    assert runs == merged(iter(runs))
    codes = {code for first, last in runs for code in range(first, last + 1)}
    assert fonts.lost(sorted(code for code in codes if code >= 0xA0)) == set()
    assert {ord(letter) for letter in "aZ\u00e9\u0416"} <= codes
    assert ord("\u6f22") not in codes


@pytest.mark.parametrize("script", ALL, ids=lambda one: one.language)
def test_the_fonts_of_the_tests_have_the_letters_of_their_texts(script: object) -> None:
    runs = characters((FONTS / script.font).read_bytes())  # type: ignore[attr-defined]
    texts = "".join(script.texts.values())  # type: ignore[attr-defined]
    lost = {c for c in texts if not any(first <= ord(c) <= last for first, last in runs)}
    assert {c for c in lost if ord(c) > 0x2FF} == set()


def test_a_collection_has_the_letters_of_its_fonts() -> None:
    head = struct.pack(">4sIII", b"ttcf", 0x10000, 1, 16)
    count = struct.unpack_from(">H", HEBREW, 4)[0]
    moved = bytearray(HEBREW)
    for number in range(count):
        place = 12 + 16 * number + 8
        struct.pack_into(">I", moved, place, struct.unpack_from(">I", HEBREW, place)[0] + 16)
    assert characters(head + bytes(moved)) == characters(HEBREW)


def test_a_font_that_a_collection_has_often_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    offsets = [16 + 4 * 63] * 64
    head = struct.pack(">4sII64I", b"ttcf", 0x10000, 64, *offsets)
    read: list[int] = []
    monkeypatch.setattr(fontfile, "_face", lambda _data, start: read.append(start) or iter(()))
    characters(head)
    assert read == offsets[:1]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not a font"),
        (b"<svg/>", "not a font"),
        (b"wOF2" + bytes(40), "compressed for web pages (WOFF2)"),
        (b"ttcf" + b"\xff" * 40, "at most 64"),
        (HEBREW[:200], "damaged"),
        (HEBREW.replace(b"cmap", b"xmap"), "no table 'cmap'"),
        (HEBREW.replace(b"glyf", b"xlyf"), "no table 'glyf'"),
    ],
)
def test_what_is_no_font_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(FontError, match=reason.replace("(", r"\(").replace(")", r"\)")):
        characters(data)


@given(st.integers(0, len(HEBREW) - 1), st.binary(min_size=1, max_size=8))
def test_a_damaged_font_is_read_or_refused(place: int, other: bytes) -> None:
    try:
        runs = characters(HEBREW[:place] + other + HEBREW[place + len(other) :])
    except FontError:
        return
    assert all(0 <= first <= last <= 0x10FFFF for first, last in runs)


def test_a_run_of_all_numbers_takes_no_room() -> None:
    at = HEBREW.index(b"cmap") + 8
    offset = struct.unpack_from(">I", HEBREW, at)[0]
    table = struct.pack(">HHHHI", 0, 1, 3, 10, 12) + struct.pack(">HHIII", 12, 0, 28, 0, 1)
    table += struct.pack(">III", 32, 0x10FFFF, 1)
    changed = HEBREW[:offset] + table + HEBREW[offset + len(table) :]
    assert characters(changed) == [(32, 0x10FFFF)]
