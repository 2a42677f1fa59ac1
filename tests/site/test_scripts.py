"""Knowledge bases in Chinese, Japanese, Arabic and Hebrew: checked, built, and read back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pikepdf
import pytest

from speckb.cli.main import main
from tests import scripts
from tests.conftest import with_pdf
from tests.pdf.reading import Reader, plain

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.scripts import Script

EACH = pytest.mark.parametrize("script", scripts.ALL, ids=lambda one: one.language)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Script], Path]:
    """Return the folder with knowledge base, site and PDF of a script."""
    return lambda script: script.built(tmp_path_factory)


@EACH
def test_the_check_names_the_letters_that_no_font_has(
    script: Script, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--root", str(script.write(tmp_path / "with")), "check"]) == 0
    assert "no findings" in capsys.readouterr().out
    main(["--root", str(script.write(tmp_path / "without", fonts=False)), "check"])
    found = capsys.readouterr().out
    if script.is_built_in:
        assert "no findings" in found
        return
    first = script.texts["statement"][0]
    lines = [line for line in found.splitlines() if line.startswith("requirements/R1.md:4:12")]
    assert f"{first} (U+{ord(first):04X})" in lines[0]
    assert "add a font that has them to speckb.pdf.fonts.others" in lines[0]
    assert any(line.startswith("ubproject.toml:2:1") for line in found.splitlines())


@EACH
def test_every_page_says_its_language_and_its_direction(
    script: Script, built: Callable[[Script], Path]
) -> None:
    html = built(script) / "html"
    for page in html.rglob("*.html"):
        head = page.read_text(encoding="utf-8")[:400]
        assert f'lang="{script.language}" dir="{script.direction}"' in head, page
    assert (html / "_static/preview.png").read_bytes().startswith(b"\x89PNG")


@EACH
def test_the_pdf_has_the_text_in_its_order_and_starts_at_its_side(
    script: Script, built: Callable[[Script], Path]
) -> None:
    (path,) = (built(script) / "pdf").glob("*.pdf")
    book = Reader(path)
    for name in ("statement", "candidates", "client"):
        assert plain(script.texts[name]) in book.whole
    assert str(book.pdf.Root.Lang) == script.language
    backwards = book.pdf.Root.ViewerPreferences.get("/Direction") == pikepdf.Name.R2L
    assert backwards == (script.direction == "rtl")
    width = float(book.pdf.pages[0].mediabox[2])
    number = next(n for n, text in enumerate(book.texts) if "Verdicts" in text)
    letters = [box for letter, box in book.boxes[number] if letter == "V"]
    assert (letters[0][0] > width / 2) == (script.direction == "rtl")


@EACH
def test_letters_in_text_and_drawings_are_from_the_font_of_the_settings(
    script: Script, built: Callable[[Script], Path]
) -> None:
    (path,) = (built(script) / "pdf").glob("*.pdf")
    names = {
        str(font.get("/BaseFont"))
        for page in pikepdf.open(path).pages
        for font in page.Resources.get("/Font", {}).values()
    }
    assert any(f"Test{script.font.removesuffix('.ttf')}" in name for name in names)


def test_arabic_letters_beside_others_in_a_drawing_need_a_font_that_has_both(
    tmp_path: Path,
) -> None:
    root = scripts.ARABIC.write(tmp_path / "root")
    drawing = root / "way.d2"
    drawing.write_text(drawing.read_text("utf-8").replace('a: "', 'a: "Q '), "utf-8")
    made = with_pdf(root)(tmp_path)
    assert made.status != 0
    assert "no font has all letters of" in made.output
    assert "add one to speckb.pdf.fonts.headings" in made.output


def test_a_font_that_is_none_stops_the_build_with_the_setting(tmp_path: Path) -> None:
    root = scripts.HEBREW.write(tmp_path / "root")
    (root / "fonts/Hebrew.ttf").write_text("not a font", encoding="utf-8")
    made = with_pdf(root)(tmp_path)
    assert made.status != 0
    assert "font 'fonts/Hebrew.ttf': not a font" in made.output
    assert "Traceback" not in made.output
