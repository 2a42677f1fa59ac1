"""The search in other languages: endings, questions, and words without blanks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.test_search import results
from tests.conftest import build, once
from tests.shapes import Shape

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

# Ids with a title and a summary each, by language, and queries with the id that they are about.
TEXTS = {
    "de": {
        "A1": ("Schlüsselaustausch", "Beide Seiten vereinbaren einen gemeinsamen Schlüssel."),
        "A2": ("Große Dateien", "Sehr große Dateien werden in Teilen übertragen."),
        "A3": ("Vertrauliche Verbindung", "Die Verbindung bleibt vertraulich."),
    },
    "zh": {
        "A1": ("密钥交换协议", "双方协商一个共享密钥。"),
        "A2": ("大文件传输", "大文件分段传输。"),
        "A3": ("保密连接", "连接保持机密。"),
    },
    "ja": {
        "A1": ("鍵交換プロトコル", "双方が共有鍵を取り決める。"),
        "A2": ("大きなファイル", "ファイルを分割して送る。"),
        "A3": ("秘密の接続", "接続の秘密を守る。"),
    },
    "ar": {
        "A1": ("تبادل المفاتيح", "يتفق الطرفان على مفتاح مشترك."),
        "A2": ("الملفات الكبيرة", "تنقل الملفات الكبيرة على أجزاء."),
        "A3": ("اتصال سري", "يبقى الاتصال سريا."),
    },
}
QUERIES = [
    ("de", "Schlüssel", "A1"),
    ("de", "grosse Datei", "A2"),
    ("de", "Verbindungen", "A3"),
    ("de", "wie ist die Verbindung", "A3"),
    ("zh", "密钥", "A1"),
    ("zh", "交换协议", "A1"),
    ("zh", "文", "A2"),
    ("zh", "机密", "A3"),
    ("ja", "プロトコル", "A1"),
    ("ja", "分割して", "A2"),
    ("ja", "鍵", "A1"),
    ("ar", "مفتاح", "A1"),
    ("ar", "الملفات", "A2"),
]


def written(root: Path, language: str) -> Path:
    """Write a knowledge base with entries in a language, and return its folder."""
    shape = Shape(root, f'language = "{language}"\n[speckb.pdf]\nname = "{language}"')
    shape.add(
        "requirement", {name: f"summary: {text}\n" for name, (_, text) in TEXTS[language].items()}
    )
    folder = shape.finish()
    for name, (title, text) in TEXTS[language].items():
        path = folder / f"requirement/{name}.md"
        said = path.read_text(encoding="utf-8").replace(f"The {name.lower()}", title)
        path.write_text(said.replace(f"About {name}.", text), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[dict[str, Page]]:
    """The page of results of a site in each language, and the errors that it had."""
    found = {}
    for language in TEXTS:
        made = once(
            tmp_path_factory,
            f"search-{language}",
            lambda f, language=language: build(written(f / "r", language), f / "html"),
        )
        found[language] = browser.new_page()
        found[language].goto((made / "html/search.html").as_uri())
    yield found
    for page in found.values():
        page.close()


@pytest.mark.parametrize(("language", "query", "wanted"), QUERIES)
def test_an_entry_is_found_in_its_language(
    language: str, query: str, wanted: str, pages: dict[str, Page]
) -> None:
    page = pages[language]
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{page.url.partition('?')[0]}?q={query}")
    found = results(page)
    assert [one for one in found if "index" not in one][:1] == [f"requirement/{wanted}.html"]
    assert errors == []


@pytest.mark.parametrize(
    ("language", "query", "marks"),
    [
        ("zh", "密钥", {"密钥"}),
        ("ja", "分割して", {"分割して"}),
        ("de", "grosse", {"Große", "große"}),
    ],
)
def test_the_words_are_marked(
    language: str, query: str, marks: set[str], pages: dict[str, Page]
) -> None:
    page = pages[language]
    page.goto(f"{page.url.partition('?')[0]}?q={query}")
    results(page)
    assert {*page.locator("ul.search mark").all_inner_texts()} == marks
