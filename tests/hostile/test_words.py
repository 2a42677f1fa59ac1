"""A catalogue of words from a stranger is text on pages, in scripts, drawings and the PDF."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from babel.messages import Catalog
from babel.messages.pofile import write_po

from speckb import language
from tests import words
from tests.conftest import SECOND, build, printed
from tests.pdf.reading import Reader

if TYPE_CHECKING:
    from pathlib import Path

EVIL = "\"'></title></script><script>alert(1)</script><img src=x onerror=alert(2)>"
MORE = "]#panic(1)\\ `{{7*7}}` {x.__class__} %s %(x)s &lt; [a](javascript:alert(3)) {entry}`x`"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second knowledge base, with a catalogue in which each text is hostile."""
    folder = shutil.copytree(SECOND, tmp_path_factory.mktemp("words") / "base")
    catalog = Catalog(locale="en")
    for number, message in enumerate(words.found()):
        if message.id and message.id not in {", ", ": "}:
            texts = language.forms(message.id)
            evil = tuple(f"{EVIL if number % 2 else MORE}{text}" for text in texts)
            catalog.add(message.id, evil if len(evil) > 1 else evil[0])
    with (folder / "evil.po").open("wb") as file:
        write_po(file, catalog)
    path = folder / "ubproject.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("\n[speckb]\n", '\n[speckb]\nwords = "evil.po"\n'), encoding="utf-8"
    )
    return folder


def test_words_are_text_wherever_they_are(root: Path, tmp_path: Path) -> None:
    built = build(root, tmp_path / "html", "-D", f"speckb_pdf={tmp_path / 'pdf'}")
    assert built.status == 0, built.output[-2000:]
    pages = sorted((tmp_path / "html").rglob("*.html"))
    assert len(pages) > 20
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert "<script>alert" not in text, page
        assert "<img src=x" not in text, page
        assert "javascript:alert" not in text.replace("](javascript:alert(3))", ""), page
        assert "<class" not in text
    seen = "".join(page.read_text(encoding="utf-8") for page in pages)
    assert "&lt;script&gt;alert(1)" in seen
    assert "{x.__class__}" in seen
    assert "{{7*7}}" in seen
    assert "<script>alert(1)" in Reader(printed(tmp_path / "pdf")).whole
