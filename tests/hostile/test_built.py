"""Real builds with the check left out: no hostile picture is published, or ends in a traceback."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from docutils import nodes

from speckb.cli.main import main
from speckb.typst.pictures import PictureError
from speckb.typst.writer import Writer
from tests.conftest import Built, build, printed, without_check
from tests.hostile.drawings import HERE, HOSTILE
from tests.hostile.pictures import NS, svg
from tests.hostile.test_d2 import DOUBLING
from tests.hostile.test_svg import png

if TYPE_CHECKING:
    from pathlib import Path

FLOOD = "circumstances/drawings/flood.d2"
SECRET = "xyzzy"
SCRIPT = svg("<script>alert(1)</script>")
BUILDERS = ("html", "pdf")


def unchecked(root: Path, *lines: str) -> None:
    """Leave the check out, and add lines to a page."""
    without_check(root)
    page = root / "index.md"
    page.write_text("\n".join([page.read_text(encoding="utf-8"), *lines, ""]), encoding="utf-8")


def refused(built: Built, message: str) -> None:
    """Assert that a build ended with a message, without a traceback and with nothing written."""
    assert built.status != 0
    said = re.sub(r"\x1b\[[\d;]*m", "", built.output)
    assert message in said, said
    assert "Traceback" not in said
    assert not [*built.out.rglob("*.html"), *built.out.rglob("*.svg"), *built.out.rglob("*.pdf")]


@pytest.mark.parametrize("builder", BUILDERS)
@pytest.mark.parametrize(
    ("case", "message"),
    [
        ("an icon with a backslash", "flood.d2:2:2: a backslash outside quotes"),
        ("an icon in a class", "flood.d2:1:17: 'icon' is not allowed: a drawing has no icons"),
        ("an icon behind a hyphen and a colon", "flood.d2:1:2: '-'"),
        ("an import of a file above", "flood.d2:1:4: an import"),
        ("HTML", "flood.d2:1:4: a block"),
        ("a line end of old", "flood.d2:1:3: a control character (U+000D)"),
    ],
)
def test_a_hostile_drawing_is_not_built(
    case: str, message: str, builder: str, small: Path, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text(f"<svg {NS}><text>{SECRET}</text></svg>", encoding="utf-8")
    source = HOSTILE[case].replace(HERE, "").replace("/outside/secret.svg", str(secret))
    (small / FLOOD).write_bytes(source.encode())
    unchecked(small)
    refused(build(small, tmp_path / "out", builder=builder), message)


@pytest.mark.parametrize("builder", BUILDERS)
def test_variables_that_double_end_the_check_and_the_build(
    builder: str,
    small: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (small / FLOOD).write_text(f"{DOUBLING}}}\nx: ${{a24}}\n", encoding="utf-8")
    monkeypatch.chdir(small)
    assert main(["check"]) == 1
    assert f"{FLOOD}:1:1: error: 'vars' is not allowed: a drawing has no" in capsys.readouterr().out
    unchecked(small)
    refused(build(small, tmp_path / "out", builder=builder), "flood.d2:1:1: 'vars'")


CONTENTS = {
    "a script": ("x.svg", SCRIPT.encode(), "x.svg:2:1: <script> is not allowed in a picture"),
    "another encoding": ("x.svg", SCRIPT.encode("utf-16"), "x.svg:1:1: byte 0xff is not UTF-8"),
    "a script as a bitmap": ("x.png", SCRIPT.encode(), "x.png:1:1: the suffix is '.png' for PNG"),
    "too many pixels": ("x.png", png(50_000, 50_000), "x.png:1:1: 50,000 by 50,000 pixels"),
    "nothing": ("x.svg", b"", "x.svg:1:1: not SVG: no element found"),
}
SHOWN = {
    "an image": "![x](NAME)",
    "a label that is defined over two lines": "![x][label]\n\n[label]:\nNAME",
    "a figure": "```{figure} NAME\n:alt: x\n\nx\n```",
    "an image in a quote in a list": "- > ```{image} NAME\n  > :alt: x\n  > ```",
}


@pytest.mark.parametrize("builder", BUILDERS)
@pytest.mark.parametrize(
    ("content", "shown"),
    [*((content, "an image") for content in CONTENTS), *(("a script", shown) for shown in SHOWN)],
)
def test_a_hostile_picture_is_not_built(
    content: str, shown: str, builder: str, small: Path, tmp_path: Path
) -> None:
    name, data, message = CONTENTS[content]
    (small / name).write_bytes(data)
    unchecked(small, SHOWN[shown].replace("NAME", name))
    refused(build(small, tmp_path / "out", builder=builder), message)


def test_a_picture_of_the_language_takes_no_other_s_place(small: Path, tmp_path: Path) -> None:
    (small / "x.svg").write_text(svg("<title>good</title>"), encoding="utf-8")
    (small / "x.en.svg").write_text(SCRIPT, encoding="utf-8")
    unchecked(small, "![x](x.svg)")
    built = build(small, tmp_path / "out")
    assert built.status == 0, built.output
    published = [path.read_text(encoding="utf-8") for path in built.out.rglob("x*.svg")]
    assert published == [svg("<title>good</title>")]


def test_a_picture_that_turns_hostile_is_seen_by_the_next_build(
    small: Path, tmp_path: Path
) -> None:
    (small / "x.svg").write_text(svg("<title>good</title>"), encoding="utf-8")
    unchecked(small, "![x](x.svg)")
    assert build(small, tmp_path / "out").status == 0
    (small / "x.svg").write_text(SCRIPT, encoding="utf-8")
    built = build(small, tmp_path / "out", fresh=False)
    assert built.status == 1
    assert "speckb: x.svg:2:1: <script> is not allowed in a picture" in built.output
    assert [path.read_text(encoding="utf-8") for path in built.out.rglob("x.svg")] == [
        svg("<title>good</title>")
    ]


@pytest.mark.parametrize("builder", BUILDERS)
def test_a_picture_that_is_not_there_is_one_line(builder: str, small: Path, tmp_path: Path) -> None:
    unchecked(small, "![x](nowhere.svg)")
    refused(build(small, tmp_path / "out", builder=builder), "image 'nowhere.svg' is not a file")


def test_a_picture_that_goes_away_while_the_pdf_is_written_is_one_line(tmp_path: Path) -> None:
    class Env:
        srcdir = tmp_path

        def doc2path(self, name: str, *, base: bool) -> str:
            return f"{name}.md" if not base else name

    image = nodes.image(uri="gone.svg", alt="x")
    with pytest.raises(PictureError, match=r"page\.md: image 'gone\.svg': No such file"):
        Writer("page", Env(), None).write(image)  # type: ignore[arg-type]


def test_a_harmless_picture_is_in_the_site_and_in_the_pdf(small: Path, tmp_path: Path) -> None:
    (small / "x.svg").write_text(svg('<path d="M0 0L9 9"/>', 'viewBox="0 0 9 9"'), encoding="utf-8")
    page = small / "index.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n![x](x.svg)\n", encoding="utf-8")
    for builder in BUILDERS:
        built = build(small, tmp_path / builder, builder=builder)
        assert built.status == 0, built.output
    assert (tmp_path / "html" / "_images" / "x.svg").is_file()
    assert printed(tmp_path / "pdf").stat().st_size > 0
