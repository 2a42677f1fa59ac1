"""What a rebuild leaves in its folder: the files of a cold build, and what others put there."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.conftest import SECOND, build
from tests.site.test_rebuild import change, differing, digests

if TYPE_CHECKING:
    from pathlib import Path

FOREIGN = ("notes.html", "_tables/mine.csv", "works/mine.html", "_images/mine.svg")
FIGURE = """
```{{d2}} drawings/{name}.d2
:name: figure-{name}
:alt: A circle

The circle.
```

![A dot](drawings/{name}.svg)
"""
STOP = """
def setup(app):
    def stop(*_):
        raise SystemExit("stopped here")
    app.connect("build-finished", stop, priority=701)
"""


def add(root: Path, name: str) -> None:
    """Add an entry that has tables, a drawing and a picture."""
    text = (root / "candidates/swap-circle.md").read_text(encoding="utf-8")
    text = text.replace("swap-circle", name) + FIGURE.format(name=name)
    (root / "candidates" / f"{name}.md").write_text(text, encoding="utf-8")
    drawings = root / "candidates/drawings"
    drawings.mkdir(exist_ok=True)
    (drawings / f"{name}.d2").write_text("circle\n", encoding="utf-8")
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" id="{name}"/>'
    (drawings / f"{name}.svg").write_text(svg, encoding="utf-8")


def of(out: Path, name: str) -> set[str]:
    """Return the files of a site that are an entry's by their names."""
    return {file for file in digests(out) if name in file}


OWN = {
    "candidates/{}.html",
    "candidates/{}.json",
    "_sources/candidates/{}.md.txt",
    "_tables/{}.csv",
    "_tables/{}-verdicts.csv",
    "_drawings/figure-{}-light.svg",
    "_drawings/figure-{}-dark.svg",
    "_images/candidates/drawings/{}.svg",
    "_embed/{}.svg",
    "_evidence/candidates/{}.js",
    "_search/pages/candidates/{}.js",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The second knowledge base with three entries more and a page in a folder of its own.

    The build that had the third entry as a new one was stopped at its end.
    """
    root = shutil.copytree(SECOND, tmp_path / "knowledge")
    for name in ("first", "second"):
        add(root, name)
    change(root / "ubproject.toml", 'pages = ["*.md"', 'pages = ["aside/*.md", "*.md"')
    change(root / "index.md", "words\n", "words\naside/notes\n")
    (root / "aside").mkdir()
    (root / "aside/notes.md").write_text("# Notes\n\n![A dot](second.svg)\n", encoding="utf-8")
    shutil.copy(root / "candidates/drawings/second.svg", root / "aside")
    (root / "aside/.#notes.md").symlink_to("reader@desk.1234")
    built = build(root, tmp_path / "html", *with_pdf(root))
    assert built.status == 0, built.output
    add(root, "third")
    conf = (root / "conf.py").read_text(encoding="utf-8")
    (root / "conf.py").write_text(conf + STOP, encoding="utf-8")
    built = build(root, tmp_path / "html", *with_pdf(root), fresh=False)
    assert "stopped here" in built.output
    (root / "conf.py").write_text(conf, encoding="utf-8")
    return root


def with_pdf(root: Path) -> tuple[str, str]:
    return "-D", f"speckb_pdf={root.parent / 'pdf'}"


def test_a_rebuild_after_a_deletion_is_a_cold_build(root: Path) -> None:
    """It does not matter whether another builder has read the pages since, or nothing is kept."""
    folder = root.parent
    out, doctrees = folder / "html", folder / "html-doctrees"
    for name in ("first", "second", "third"):
        assert of(out / "_images/aside", name) == ({"second.svg"} if name == "second" else set())
        assert {file.format(name) for file in OWN} <= of(out, name)
    assert (out / "aside/notes.html").is_file()
    (printed,) = out.glob("*.pdf")
    for name in FOREIGN:
        (out / name).write_text("by somebody else", encoding="utf-8")
    (folder / "outside").mkdir()
    (folder / "outside/kept.txt").write_text("kept", encoding="utf-8")
    (out / "linked").symlink_to(folder / "outside")
    note = out / ".speckb-files"
    more = "../outside/kept.txt\nlinked/kept.txt\n/etc/hostname\n_tables\nno-such-file\n"
    note.write_text(note.read_text(encoding="utf-8") + more, encoding="utf-8")

    for name in ("first", "third"):
        (root / "candidates" / f"{name}.md").unlink()
    change(root / "index.md", "words\naside/notes\n", "words\n")
    shutil.rmtree(root / "aside")
    assert build(root, folder / "pdf", "-d", doctrees, fresh=False, builder="pdf").status == 0
    built = build(root, out, *with_pdf(root), fresh=False)
    assert built.status == 0, built.output
    assert of(out, "first") | of(out, "third") == set()
    assert of(out, "second") == {file.format("second") for file in OWN}
    assert not (out / "aside").exists()
    assert not (out / "_sources/aside").exists()

    (root / "candidates/second.md").unlink()
    change(root / "ubproject.toml", "[speckb]", '[speckb]\npdf.name = "paper"')
    shutil.rmtree(doctrees)
    built = build(root, out, *with_pdf(root), fresh=False)
    assert built.status == 0, built.output
    assert not printed.exists()
    assert (folder / "outside/kept.txt").read_text(encoding="utf-8") == "kept"
    (out / "linked").unlink()
    cold = build(root, folder / "cold", *with_pdf(root))
    assert cold.status == 0, cold.output
    assert differing(digests(out), digests(cold.out)) == {*FOREIGN}
