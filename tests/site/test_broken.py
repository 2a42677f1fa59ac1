"""A broken entry never makes a half-built or silently wrong site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conftest import build
from tests.unit.lending import CATALOGUE, LEND_1, SLIPS

if TYPE_CHECKING:
    from pathlib import Path

BREAKS = {
    "an unknown link": (
        CATALOGUE,
        "draws_on: [",
        "draws_on: [QUIL-RULES, ",
        "unknown entry 'QUIL-RULES'; did you mean 'QUILL-RULES'?",
    ),
    "a misspelt value": (
        SLIPS,
        "value: seen-at-the-desk",
        "value: seen-at-the-dsk",
        "'seen-at-the-dsk' is not a value of loan-privacy; did you mean 'seen-at-the-desk'?",
    ),
    "an unknown field": (
        LEND_1,
        "summary:",
        "sumary:",
        "unknown field 'sumary'; did you mean 'summary'?",
    ),
    "a word outside its list": (
        SLIPS,
        "carrier: van",
        "carrier: vna",
        "'vna' is not allowed in field 'carrier'; did you mean 'van'? allowed: van, post, reader",
    ),
    "broken YAML": (LEND_1, "title: ", "title: [", "error:"),
    "an unknown entry in prose": (
        "words.md",
        "\n\n",
        "\n\nSee {entry}`LEND-3`.\n\n",
        "unknown entry 'LEND-3'",
    ),
    "a page for editors that is none": (
        "ubproject.toml",
        "[speckb]\n",
        '[speckb]\neditors_page = "side-by-side/chian"\n',
        "editors_page: unknown page 'side-by-side/chian'; did you mean 'side-by-side/chain'?",
    ),
}


@pytest.mark.parametrize("case", BREAKS)
def test_the_build_stops_at_the_place_before_it_writes(
    case: str, small: Path, tmp_path: Path
) -> None:
    name, old, new, message = BREAKS[case]
    path = small / name
    source = path.read_text(encoding="utf-8")
    assert old in source
    path.write_text(source.replace(old, new, 1), encoding="utf-8")
    line = (
        source[: source.index(old)].count("\n")
        + new[: len(new) - len(new.lstrip("\n"))].count("\n")
        + 1
    )
    built = build(small, tmp_path / "html")
    assert built.status == 1
    assert message in built.output
    if name.endswith(".md") and case != "broken YAML":  # the parser notices it only further down
        assert f"{name}:{line}:" in built.output
    assert f"{name}:" in built.output
    assert "Traceback" not in built.output
    assert not list((tmp_path / "html").rglob("*.html"))


def test_a_warning_in_prose_does_not_turn_green_by_itself(small: Path, tmp_path: Path) -> None:
    page = small / "words.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n{unknown}`x`\n", encoding="utf-8")
    out = tmp_path / "html"
    assert build(small, out).status != 0
    assert build(small, out, fresh=False).status != 0
    page.write_text(page.read_text(encoding="utf-8").replace("{unknown}`x`", ""), encoding="utf-8")
    assert build(small, out, fresh=False).status == 0
