"""One input of each kind, through the check, the diff, and a build of site and PDF without check.

What a kind has besides is tried in the other files of this folder.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import pytest

from speckb.cli.main import main
from tests.conftest import with_pdf, without_check
from tests.hostile.pictures import NS
from tests.hostile.test_d2 import DOUBLING
from tests.hostile.test_svg import png
from tests.pdf.reading import Reader
from tests.unit.gitrepo import GitRepo
from tests.unit.lending import LEND_1, Lending

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "xyzzy-secret"
MARK, TOLD = "MARK", "SECRET-FILE"  # stand for paths outside of the knowledge base
FLOOD = "circumstances/drawings/flood.d2"
SCRIPT = f"<svg {NS}><script>alert(document.domain)</script></svg>"
# What no file of the site may hold, and what no command may print.
LIVE = re.compile(
    rf"{SECRET}|(?:href|src|action)=[\"']?\s*(?:javascript|data|vbscript|file):"
    r"|<script>alert|<[^<>]*\son\w+=|<iframe|<object|<embed",
    re.I,
)
OBEYED = re.compile(rf"{SECRET}|^\s*::|##\[|[\x00-\x08\x0b-\x1f\u2028\u202e]", re.M)


class Input(NamedTuple):
    """Files to write, or to add to where the text starts with `+`; what the check says of them."""

    files: dict[str, str | bytes]
    said: str


INPUTS = {
    "a setting that runs": Input(
        {"ubproject.toml": f"+[needs.x]\nbuilder_filter = \"__import__('os').system('{MARK}')\""},
        "needs",
    ),
    "a format that reads attributes": Input(
        {"ubproject.toml": '+[speckb.types.x]\ntext = "{id.__class__}"'}, "speckb.types.x"
    ),
    "a drawing with an icon": Input(
        {FLOOD: f"evil: x {{\ni\\con: {TOLD}\n}}"}, f"{FLOOD}:2:2: error: a backslash"
    ),
    "a drawing that doubles": Input({FLOOD: f"{DOUBLING}}}\nx: ${{a24}}\n"}, f"{FLOOD}:1:1: error"),
    "a list of pages that runs": Input(
        {"words.md": "+```{toctree}\n:hidden:\n\nRead <javascript://x/%0aalert(1)>\n```"},
        "[prose-link]",
    ),
    "a link that runs": Input({"words.md": "+[x](<javascript:alert(1)>)"}, "[prose-link]"),
    "a link that runs, by a definition": Input(
        {"words.md": "+[x]\n\n[x]:\njavascript:alert(1)"}, "[prose-link]"
    ),
    "lone carriage returns": Input(
        {LEND_1: "+x\r```{toctree}\rClick <javascript://%0aalert(1)>\r```"},
        "a carriage return without a line feed",
    ),
    "a separator of lines": Input({LEND_1: "+x\u2028y"}, "U+2028"),
    "a change of direction": Input({LEND_1: "+x\u202ey"}, "U+202E"),
    "translations": Input(
        {
            "locales/en/LC_MESSAGES/words.po": 'msgid ""\nmsgstr "charset=UTF-8\\n"\n\n'
            f'msgid "Words"\nmsgstr "{SECRET}"\n'
        },
        "locales:1:1: error",
    ),
    "a module of Python": Input({"numexpr.py": f"open('{MARK}', 'w')"}, "numexpr.py:1:1: error"),
    "a package of Python": Input(
        {"bottleneck/__init__.py": f"open('{MARK}', 'w')"}, "bottleneck:1:1: error"
    ),
    "a command for a forge": Input(
        {LEND_1: f"+::add-mask::{SECRET[:5]}\n\n{{entry}}`##[error]x`"}, "[prose-unknown]"
    ),
    "HTML": Input(
        {LEND_1: '+<img src="x" onerror="alert(1)">\n\n<script>alert(1)</script>'}, "[prose-html]"
    ),
    "HTML in a title": Input(
        {"works/X.md": "---\nid: X\ntitle: <script>alert(1)</script>\n---\n"}, "works/X.md"
    ),
    "a picture with a script": Input({"x.svg": SCRIPT, "words.md": "+![x](x.svg)"}, "x.svg:1:"),
    "a picture of many pixels": Input(
        {"x.png": png(50_000, 50_000), "words.md": "+![x](x.png)"}, "50,000 by 50,000"
    ),
    "a picture from elsewhere": Input(
        {"words.md": f"+![x]({TOLD})\n\n![y](https://x.example/y.png)"}, "words.md"
    ),
    "a file that is inserted": Input(
        {"words.md": f"+```{{include}} {TOLD}\n```\n\n```{{literalinclude}} {TOLD}\n```"},
        "unknown directive 'include'",
    ),
    "a table from a file": Input(
        {"words.md": f"+```{{csv-table}}\n:file: {TOLD}\n```"}, "unknown directive 'csv-table'"
    ),
    "other markup": Input(
        {"words.md": f"+```{{eval-rst}}\n.. include:: {TOLD}\n```"}, "unknown directive 'eval-rst'"
    ),
    "a page of another kind": Input(
        {"x.rst": f"X\n=\n\n.. include:: {TOLD}\n", "ubproject.toml": '+[speckb.x]\npages = "*"'},
        "ubproject.toml:",
    ),
    "aliases that double": Input(
        {
            LEND_1: "---\n"
            + "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9))
            + "\n---\n"
        },
        LEND_1,
    ),
    "a tag of YAML": Input(
        {LEND_1: f"---\nid: !!python/object/apply:os.system [touch {MARK}]\n---\n"}, LEND_1
    ),
    "a name outside of the folder": Input(
        {"words.md": "+[x](../../../../../etc/hostname)"}, "[prose-link]"
    ),
    "a formula": Input({"works/X.md": "---\nid: X\ntitle: '=cmd()'\n---\n"}, "works/X.md"),
}


def laid(root: Path, files: dict[str, str | bytes], outside: Path) -> None:
    """Write the files of an input; paths outside of the knowledge base are those of the test."""
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(data, str):
            text = data.replace(MARK, str(outside / "run")).replace(TOLD, str(outside / "told"))
            before = path.read_text(encoding="utf-8") if text.startswith("+") else ""
            data = (f"{before}\n{text[1:]}\n" if before else text).encode()  # noqa: PLW2901
        path.write_bytes(data)


@pytest.mark.parametrize("kind", INPUTS)
def test_an_input_does_no_harm_by_any_way(
    kind: str, lending: Lending, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "told").write_text(SECRET)
    repo = GitRepo(lending.root)
    repo.commit("Before")
    laid(lending.root, INPUTS[kind].files, outside)

    assert main(["--root", str(lending.root), "check"]) in {1, 2}
    said = capsys.readouterr()
    assert INPUTS[kind].said in said.out + said.err
    assert not OBEYED.search(said.out + said.err)

    for form in ("text", "markdown", "html"):
        assert main(["--root", str(lending.root), "diff", "--format", form]) in {0, 1, 2}
        said = capsys.readouterr()
        assert not (LIVE if form == "html" else OBEYED).search(said.out + said.err)

    without_check(lending.root)
    out = tmp_path / "out"
    built = with_pdf(lending.root)(out)
    assert not OBEYED.search(re.sub(r"\x1b\[[\d;]*m|\r", "", built.output))
    for path in out.rglob("*"):
        if path.suffix in {".html", ".svg", ".json", ".atom", ".js", ".csv", ".txt"}:
            text = path.read_text(encoding="utf-8")
            harm = (
                LIVE.search(text) if path.suffix in {".html", ".svg", ".atom"} else SECRET in text
            )
            assert not harm, (path, harm)
    for path in (out / "pdf").glob("*.pdf"):
        book = Reader(path)
        assert {str(link.A.S) for _, link in book.links() if "/A" in link} <= {"/URI"}
        assert SECRET not in book.whole
    assert not (outside / "run").exists()
