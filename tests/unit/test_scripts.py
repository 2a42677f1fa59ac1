"""The scripts of the site, as they are written."""

from __future__ import annotations

import re

import pytest

from speckb.sphinxext.words import STATIC

NESTED = re.compile(r"\$\{[^{}`]*`")


@pytest.mark.parametrize(
    "name", [path.name for path in STATIC.glob("*.js") if path.name != "minisearch.js"]
)
def test_no_template_is_within_another(name: str) -> None:
    """What takes the blanks out of scripts takes a template for ended where another begins."""
    text = (STATIC / name).read_text(encoding="utf-8")
    assert NESTED.search(re.sub(r"`[^`$]*`", '""', text)) is None
