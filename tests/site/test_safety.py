"""Entries come from strangers: none runs code, reads a file or puts a script on a page."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.conftest import SECOND, Built, build, without_check
from tests.dom import read
from tests.unit.lending import SLIPS

if TYPE_CHECKING:
    from pathlib import Path

SCRIPT = "<script>alert(1)</script>"
PAYLOADS = [
    SCRIPT,
    "<img src=x onerror=alert(1)>",
    "{{ 7*7 }}",
    "[[copy('id')]]",
    '"><svg onload=x>',
]


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + f"\n{text}\n", encoding="utf-8")


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder outside the knowledge base, with a secret that no page may show."""
    folder = tmp_path_factory.mktemp("outside")
    (folder / "secret.md").write_text("the secret word is xyzzy", encoding="utf-8")
    (folder / "secret.png").write_bytes(b"xyzzy")
    return folder


def test_markup_in_front_matter_and_prose_is_text(small: Path, tmp_path: Path) -> None:
    text = " ".join(PAYLOADS)
    path = small / SLIPS
    source = path.read_text(encoding="utf-8")
    quoted = "'" + text.replace("'", "''") + "'"
    lines = [
        f"summary: {quoted}" if line.startswith("summary:") else line for line in source.split("\n")
    ]
    start = lines.index(f"summary: {quoted}") + 1
    while lines[start].startswith("  "):
        del lines[start]
    lines = [f"title: {quoted}" if line.startswith("title:") else line for line in lines]
    path.write_text("\n".join(lines), encoding="utf-8")
    append(path, text)
    without_check(small)
    built = build(small, tmp_path / "html")
    assert built.status == 0, built.output
    for page in [
        tmp_path / "html" / name
        for name in ("candidates/paper-slips.html", "candidates/index.html")
    ]:
        soup = read(page)
        assert "alert(1)" not in "".join(script.get_text() for script in soup.select("script"))
        assert not soup.select("[onerror], [onload]")
        assert "{{ 7*7 }}" in soup.get_text()
        assert "[[copy('id')]]" in soup.get_text()


REFUSED = {
    "raw HTML": ("```{raw} html\n<b>x</b>\n```", "unknown directive 'raw'"),
    "an include": ("```{include} OUTSIDE/secret.md\n```", "unknown directive 'include'"),
    "a literal include": (
        "```{literalinclude} /conf.py\n```",
        "unknown directive 'literalinclude'",
    ),
    "a CSV file": ("```{csv-table}\n:file: /conf.py\n```", "unknown directive 'csv-table'"),
    "reStructuredText": ("```{eval-rst}\n.. raw:: html\n```", "unknown directive 'eval-rst'"),
    "a filter": ("```{needlist}\n:filter: __import__('os')\n```", "unknown function '__import__'"),
    "a graph": ("```{graphviz}\ndigraph {}\n```", "unknown directive 'graphviz'"),
    "a nested directive": (
        ":::{note}\n```{raw} html\n<b>x</b>\n```\n:::",
        "unknown directive 'raw'",
    ),
    "a dynamic function": ("{ndf}`copy('id')`", "role 'ndf' of sphinx-needs is not available"),
    "a download": ("{download}`/conf.py`", "unknown role 'download'"),
    "a file link": ("[x](/conf.py)", "not a page"),
    "a link out of the tree": ("[x](OUTSIDE/secret.png)", "not a page"),
    "an image from elsewhere": ("![x](https://example.org/x.png)", "another host"),
    "an image out of the tree": ("![x](OUTSIDE/secret.png)", "outside the knowledge base"),
    "a drawing that is written out of the tree": (
        "```{d2} circumstances/drawings/flood.d2\n:name: ../../evil\n:alt: x\n```",
        "is not a valid name of a drawing",
    ),
    "a drawing from a file of another kind": (
        "```{d2} /conf.py\n:name: sketch\n:alt: x\n```",
        "'/conf.py' is not a D2 file of the knowledge base",
    ),
    "a script link": (
        "```{figure} figures/x.svg\n:target: javascript:alert(1)\n```",
        "scheme 'javascript'",
    ),
}


@dataclass(frozen=True)
class Refusals:
    """One build of a page that holds every refused construct, and the line where each starts."""

    built: Built
    lines: dict[str, int]


@pytest.fixture(scope="module")
def refusals(tmp_path_factory: pytest.TempPathFactory, second: Path) -> Refusals:
    root = tmp_path_factory.mktemp("refused") / "small"
    shutil.copytree(SECOND, root)
    without_check(root)
    page = root / "index.md"
    lines = {}
    for case, (text, _) in REFUSED.items():
        lines[case] = page.read_text(encoding="utf-8").count("\n") + 2
        append(page, text.replace("OUTSIDE", os.path.relpath(second, root)))
    return Refusals(build(root, root.parent / "html"), lines)


@pytest.mark.parametrize("case", REFUSED)
def test_what_authors_may_not_use_is_refused_on_its_line(case: str, refusals: Refusals) -> None:
    message = REFUSED[case][1]
    rows = [row for row in refusals.built.output.splitlines() if message in row]
    places = [int(row.split("index.md:")[1].split(":")[0]) for row in rows if "index.md:" in row]
    start = refusals.lines[case]
    assert any(start <= place <= start + 2 for place in places), refusals.built.output


def test_nothing_is_written_after_a_refusal(refusals: Refusals) -> None:
    assert refusals.built.status != 0
    assert not list(refusals.built.out.rglob("*.html"))
    assert not list(refusals.built.root.parent.rglob("evil*"))


def test_a_symbolic_link_is_no_entry(small: Path, second: Path, tmp_path: Path) -> None:
    (small / "candidates" / "linked.md").symlink_to(second / "secret.md")
    built = build(small, tmp_path / "html")
    assert built.status == 1
    assert "candidates/linked.md:1:1: error: a symbolic link" in built.output
