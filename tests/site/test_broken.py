"""A broken entry never makes a half-built or silently wrong site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conftest import build

if TYPE_CHECKING:
    from pathlib import Path

BREAKS = {
    "an unknown link": (
        "mechanisms/ekt.md",
        "cites: [",
        "cites: [draft-mcgrew-srtp-ektt, ",
        "no entry has the id 'draft-mcgrew-srtp-ektt'; did you mean 'draft-mcgrew-srtp-ekt'?",
    ),
    "a misspelt value": (
        "mechanisms/zrtp.md",
        "value: not-clipped",
        "value: not-cliped",
        "clipping has no value 'not-cliped'; did you mean 'not-clipped'?",
    ),
    "an unknown field": (
        "requirements/R5.md",
        "summary:",
        "sumary:",
        "no field 'sumary' here; did you mean 'summary'?",
    ),
    "a word outside its list": (
        "mechanisms/zrtp.md",
        "path: media",
        "path: medai",
        "field 'path' cannot be 'medai'; did you mean 'media'? allowed: signaling, media, both",
    ),
    "broken YAML": ("requirements/R5.md", "title: ", "title: [", "error:"),
    "an unknown entry in prose": (
        "introduction.md",
        "\n\n",
        "\n\nSee {entry}`R55`.\n\n",
        "no entry has the id 'R55'",
    ),
    "a page for editors that is none": (
        "ubproject.toml",
        'editors_page = "docs/editing"',
        'editors_page = "docs/editng"',
        "speckb.editors_page: no page 'docs/editng'; did you mean 'docs/editing'?",
    ),
}


@pytest.mark.parametrize("case", BREAKS)
def test_the_build_stops_at_the_place_before_it_writes(
    case: str, content: Path, tmp_path: Path
) -> None:
    name, old, new, message = BREAKS[case]
    path = content / name
    source = path.read_text(encoding="utf-8")
    assert old in source
    path.write_text(source.replace(old, new, 1), encoding="utf-8")
    line = (
        source[: source.index(old)].count("\n")
        + new[: len(new) - len(new.lstrip("\n"))].count("\n")
        + 1
    )
    built = build(content, tmp_path / "html")
    assert built.status == 1
    assert message in built.output
    if name.endswith(".md") and case != "broken YAML":  # the parser notices it only further down
        assert f"{name}:{line}:" in built.output
    assert f"{name}:" in built.output
    assert "Traceback" not in built.output
    assert not list((tmp_path / "html").rglob("*.html"))


def test_a_warning_in_prose_does_not_turn_green_by_itself(content: Path, tmp_path: Path) -> None:
    page = content / "introduction.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n{unknown}`x`\n", encoding="utf-8")
    out = tmp_path / "html"
    assert build(content, out).status != 0
    assert build(content, out, fresh=False).status != 0
    page.write_text(page.read_text(encoding="utf-8").replace("{unknown}`x`", ""), encoding="utf-8")
    assert build(content, out, fresh=False).status == 0
