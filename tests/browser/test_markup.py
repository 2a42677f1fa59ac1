"""The HTML of each kind of page is valid."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import KINDS

if TYPE_CHECKING:
    from playwright.sync_api import Browser

VALIDATOR = Path(__file__).parent / "validator" / "html-validate.js"
DIGEST = "f56462af99f2719b275a52c7076a526286efe049577e1d38ed5d90bf8b494936"
LEFT_OUT = (
    "attribute-boolean-style",  # Sphinx writes defer="defer"
    "doctype-style",
    "attr-quotes",
    "long-title",
    "no-trailing-whitespace",
    "valid-id",  # furo's ids of switches begin with underlines, which HTML allows
    "void-style",
)
# furo's style sheet asks for role="main", and a frame that scrolls is a region without a heading
NATIVE = ["error", {"exclude": ["main", "region", "search"]}]
CONFIG = {
    "extends": ["html-validate:recommended"],
    "rules": {**dict.fromkeys(LEFT_OUT, "off"), "prefer-native-element": NATIVE},
}
OTHERS = {
    "embedded matrix": "_embed/verdicts.html",
    "former name": "claims/index.html",
    "edition": "mechanisms/zrtp.2007.html",
    "changes": "changes.html",
}
PAGES = KINDS | OTHERS


def test_the_validator_is_the_one_that_its_readme_names() -> None:
    assert hashlib.sha256(VALIDATOR.read_bytes()).hexdigest() == DIGEST


@pytest.fixture(scope="module")
def problems(browser: Browser, site: Path) -> dict[str, list[str]]:
    """What the validator has to say about each page."""
    page = browser.new_page()
    page.add_script_tag(content=VALIDATOR.read_text(encoding="utf-8"))
    call = "([name, text, config]) => validateHtml(name, text, config)"
    found = {
        name: page.evaluate(call, [name, (site / name).read_text(encoding="utf-8"), CONFIG])
        for name in PAGES.values()
    }
    page.close()
    return found


@pytest.mark.parametrize("kind", PAGES)
def test_a_page_is_valid(kind: str, problems: dict[str, list[str]]) -> None:
    assert problems[PAGES[kind]] == []
