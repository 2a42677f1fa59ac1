"""A diff in the forms in which it is read: nothing that an author wrote breaks out of one."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest
from markdown_it import MarkdownIt

from speckb import language
from speckb.cli.main import main
from speckb.diff.compare import diff
from speckb.diff.data import as_json
from speckb.diff.markdown import LONGEST, inert, markdown
from speckb.diff.outline import Block, Line, Outline, Section, outline
from speckb.diff.text import text
from speckb.diff.webpage import webpage
from speckb.diff.worddiff import Words
from speckb.rules.report import printable
from tests.conftest import REPO, SECOND
from tests.golden import golden
from tests.unit.lending import CATALOGUE, LEND_1, PRIVACY, SLIPS, Lending

if TYPE_CHECKING:
    from pathlib import Path

    from speckb.corpus.corpus import Corpus
    from speckb.diff.model import Diff

Capture = pytest.CaptureFixture[str]
SCHEMA = jsonschema_rs.validator_for(
    json.loads((REPO / "src/speckb/diff/diff.schema.json").read_text(encoding="utf-8"))
)
CIRCLE = "candidates/swap-circle.md"

PEN = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\0\0\0\0"


@pytest.fixture
def much(lent: Corpus, lending: Lending) -> Diff:
    """One change of every kind."""
    lending.change(SLIPS, "value: seen-at-the-desk", "value: open-ledger")
    lending.change(
        SLIPS, "Whoever sorts the slips reads them.", "Whoever sorts the slips reads all."
    )
    lending.change(SLIPS, "Slips are yellow.", "Slips are green.\n\nSome are long.")
    lending.change(SLIPS, "desks: unknown", "desks: 4")
    lending.change(CATALOGUE, "[QUILL-RULES, ALMANAC-7]", "[ALMANAC-7, HARBOUR-1911]")
    lending.change(CATALOGUE, "A line between", "A wire between")
    lending.change(PRIVACY, "tone: bad", "tone: neutral")
    text = lending.text(CIRCLE).replace("id: swap-circle", "id: circle\nformerly: [swap-circle]")
    lending.write("candidates/circle.md", text)
    (lending.root / CIRCLE).unlink()
    lending.change(SLIPS, "<swap-circle>", "<circle>")
    lending.change(LEND_1, "draws_on: [HARBOUR-1911]\n", "")
    (lending.root / "works/ALMANAC-7.md").rename(lending.root / "works/ALMANAC-8.md")
    for page in lending.root.rglob("*.md"):
        page.write_text(page.read_text().replace("ALMANAC-7", "ALMANAC-8"))
    lending.change("words.md", "# ", "# All ")
    lending.change("circumstances/drawings/flood.d2", "Branch", "Wet branch")
    lending.write("drawings/pen.png", PEN)
    lending.change("words.md", "\n\n", "\n\n![A pen](drawings/pen.png)\n\n")
    lending.change("ubproject.toml", 'caption = "The candidates"', 'caption = "All candidates"')
    return diff(lent, lending.corpus())


def test_the_forms_of_a_diff(much: Diff) -> None:
    laid_out = outline(much, "v1.0 (0123456789)", "the working tree")
    golden("diff.txt", text(laid_out))
    golden("diff-color.txt", text(laid_out, color=True))
    golden("diff.md", markdown(laid_out))
    golden("diff.html", webpage(laid_out))
    data = as_json(much, "v1.0 (0123456789)", "the working tree")
    golden("diff.json", data)
    SCHEMA.validate(json.loads(data))


def test_nothing_changed_is_said_in_all_forms(lent: Corpus) -> None:
    found = diff(lent, lent)
    laid_out = outline(found, "one", "other")
    assert text(laid_out) == "one -> other: nothing changed in meaning"
    assert "- nothing changed in meaning" in markdown(laid_out)
    assert "nothing changed in meaning" in webpage(laid_out)
    SCHEMA.validate(json.loads(as_json(found, "one", "other")))


def test_errors_of_a_state_are_said_in_place_of_consequences(
    lent: Corpus, lending: Lending
) -> None:
    lending.change(SLIPS, "title: Paper slips", "titel: Paper slips")
    found = diff(lent, lending.corpus())
    shown = text(outline(found, "one", "other"))
    assert "tables and verdicts not compared: the new state has 1 error" in shown
    data = json.loads(as_json(found, "one", "other"))
    SCHEMA.validate(data)
    assert data["consequences"] is None
    assert data["errors"] == {"from": 0, "to": 1}


@pytest.mark.parametrize("form", ["text", "markdown", "json", "html"])
def test_the_command_prints_each_form(form: str, lending: Lending, capsys: Capture) -> None:
    lending.change(SLIPS, "title: Paper slips", "title: Schein \N{RIGHTWARDS ARROW} Zettel")
    status = main(["--root", str(lending.root), "diff", str(SECOND), "--format", form])
    out, err = capsys.readouterr()
    assert (status, err) == (0, "")
    assert "Schein \N{RIGHTWARDS ARROW} Zettel" in out
    assert {"text": "Title: Paper slips -> ", "markdown": "Title: Paper slips →"}.get(
        form, "{"
    ) in out


WORDS = """msgid "What changed"
msgstr "Was anders ist"

msgid "{n} entry changed"
msgid_plural "{n} entries changed"
msgstr[0] "{n} Eintrag ge\u00e4ndert"
msgstr[1] "{n} Eintr\u00e4ge ge\u00e4ndert"

msgid "nothing"
msgstr "nichts"
"""


@pytest.mark.parametrize("form", ["text", "markdown", "json", "html"])
def test_a_page_alone_is_in_the_language_of_the_knowledge_base(
    form: str, lending: Lending, capsys: Capture, request: pytest.FixtureRequest
) -> None:
    request.addfinalizer(lambda: language.use(language.ENGLISH))
    lending.write("own.po", WORDS)
    lending.change("ubproject.toml", "[speckb]\n", '[speckb]\nlanguage = "de"\nwords = "own.po"\n')
    lending.change(SLIPS, "desks: unknown", "desks: 4")
    assert main(["--root", str(lending.root), "diff", str(SECOND), "--format", form]) == 0
    out = capsys.readouterr().out
    english = {"text": "1 entry changed", "markdown": "1 entry changed", "json": '"changed"'}
    if form == "html":
        assert '<html lang="de" dir="ltr">' in out
        assert "<h1>Was anders ist</h1>" in out
        assert "1 Eintrag ge\u00e4ndert" in out
    else:
        assert english[form] in out
        assert "ge\u00e4ndert" not in out


ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</details><h1>out</h1>",
    "</ins></li></ul></main><script>alert(1)</script>",
    "<!-- comment -->",
    "&lt;b&gt; &amp; &#64;x",
    "@everyone and @octocat/team",
    "mail x@desk.example",
    "fixes #1, GH-2, o/r#3, o/r@0123456, !4 %5 &6 $7 ~8",
    "https://desk.example/x www.desk.example http://x",
    ":tada: :+1:",
    "[link](https://desk.example) ![image](https://desk.example/x.png)",
    "[reference][1] <https://desk.example>",
    "`code` ``code`` ```fence",
    "~~~ fence",
    "**bold** __bold__ *a* _a_ ~~out~~ ~out~",
    "# heading",
    "> quote",
    "- item",
    "+ item",
    "1. item",
    "10) item",
    "--- ===",
    "| a | b |",
    "$x$ $$y$$ \\(z\\)",
    "\\",
    "\\\\` `",
    "\u202egnp.exe\u202c \u200b\ufeff",
    "\x1b[31mred\x1b[0m \x07",
    "::error::x",
    "/close",
    "[[wiki]] [^1] [x] [ ]",
    "=SUM(A1)",
]


def attacked(piece: str) -> Outline:
    """Return an outline that shows a text wherever a text can stand."""
    words = tuple(Words(mark, piece) for mark in ("kept", "out", "in", "gap"))
    lines = (
        Line(piece, piece, piece),
        Line("", piece),
        Line("", "", piece),
        Line(piece),
        Line(piece, words=words),
        Line("", words=words),
    )
    section = Section(
        "entries", "Entries", "1 entry changed", (Block("changed", piece, piece, lines),)
    )
    return Outline(piece, piece, (section,))


class Reading(HTMLParser):
    """What a browser makes of a page: elements, attributes and text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.words: list[str] = []
        self.comments: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


def visible(piece: str) -> str:
    """Return an attack as every form shows it."""
    return " ".join(printable(piece).split())


@pytest.mark.parametrize("piece", ATTACKS)
def test_html_shows_what_an_author_wrote_and_nothing_else(piece: str) -> None:
    harmless, page = Reading(webpage(attacked("x"))), Reading(webpage(attacked(piece)))
    assert page.tags == harmless.tags
    assert page.comments == []
    assert page.text.count(visible(piece)) >= 13
    assert not {"script", "img", "iframe", "object"} & {tag for tag, _ in page.tags}


def rendered(source: str) -> str:
    """Return what a forge makes of Markdown: HTML is let through, links are found in text."""
    return MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(source)


@pytest.mark.parametrize("piece", ATTACKS)
def test_markdown_shows_what_an_author_wrote_and_nothing_else(piece: str) -> None:
    harmless = Reading(rendered(markdown(attacked("x"))))
    page = Reading(rendered(markdown(attacked(piece))))
    assert page.tags == harmless.tags
    assert page.comments == []
    assert page.text.replace("\u200b", "").count(visible(piece).replace("\u200b", "")) >= 12


@pytest.mark.parametrize("piece", ATTACKS)
def test_markdown_mentions_nobody_and_links_nothing(piece: str) -> None:
    shown = Reading(rendered(markdown(attacked(piece)))).text
    live = [
        r"@[\w/-]",
        r"(?<!\w)#\d",
        r"\bGH-\d",
        r"https?://",
        r"www\.",
        r":[\w+-]+:",
        r"[!%&$~]\d",
    ]
    assert re.findall("|".join(live), shown, re.IGNORECASE) == []


@pytest.mark.parametrize("piece", ATTACKS)
def test_no_line_of_markdown_begins_with_an_author_s_text(piece: str) -> None:
    for line in markdown(attacked(f"x\n{piece}\n\n{piece}")).splitlines():
        assert line == "" or line.startswith(
            ("#", "From ", "- ", "  - ", "<details>", "</details>")
        )
        assert not line.startswith("- /")


@pytest.mark.parametrize("piece", ATTACKS)
def test_a_terminal_is_given_letters_alone(piece: str) -> None:
    shown = text(attacked(piece))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\ufeff]", shown)


@pytest.mark.parametrize("piece", ATTACKS)
def test_attacks_in_entries_pass_through_the_whole_command(
    piece: str, lending: Lending, capsys: Capture, tmp_path: Path
) -> None:
    quoted = json.dumps(piece, ensure_ascii=True)
    lending.change(SLIPS, "title: Paper slips", f"title: {quoted}")
    lending.change(
        SLIPS, "    note: >-\n      Whoever sorts the slips reads them.", f"    note: {quoted}"
    )
    lending.change(PRIVACY, "label: open ledger", f"label: {quoted}")
    for form in ("text", "markdown", "json", "html"):
        assert main(["--root", str(lending.root), "diff", str(SECOND), "--format", form]) == 0
        out = capsys.readouterr().out
        if form == "json":
            SCHEMA.validate(json.loads(out))
        if form in {"markdown", "html"}:
            page = Reading(rendered(out) if form == "markdown" else out)
            assert {tag for tag, _ in page.tags} <= OWN_TAGS
            assert page.comments == []
    assert tmp_path.is_dir()


OWN_TAGS = set(
    "html head meta title style body main h1 h2 h3 p b i ul li a details summary span div code "
    "ins del em strong".split()
)


def test_a_comment_is_shortened_until_a_forge_takes_it() -> None:
    lines = tuple(Line(f"label {n}", "was", "now " * 9) for n in range(60))
    blocks = tuple(Block("changed", f"Entry {n}", f"e{n}", lines) for n in range(60))
    long = markdown(Outline("a", "b", (Section("entries", "Entries", "60 entries", blocks),)))
    assert len(long.encode()) <= LONGEST
    assert re.search(r"- and \d+ more\n", long)
    many = tuple(Section(f"s{n}", "S" * 4_000, "1 entry", blocks) for n in range(20))
    assert "`speckb diff` prints all of them" in markdown(Outline("a", "b", many))


@pytest.mark.parametrize(
    "piece", ["a_b", "x*y*z", "50 %", "R&D", "C#", "e-mail", "a:b", "1.5", "3 < 4"]
)
def test_ordinary_text_reads_as_it_was_written(piece: str) -> None:
    shown = Reading(rendered(f"- x {inert(piece)} y")).text
    assert shown == f"x {piece} y"


def page_colors(html: str) -> dict[str, dict[str, str]]:
    """Return the colours of both schemes."""
    style = html[html.index("<style>") : html.index("</style>")]
    light, dark = re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    found: dict[str, Any] = {}
    for name, block in (("light", light), ("dark", dark)):
        found[name] = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", block))
    return found


def luminance(color: str) -> float:
    digits = color[1:] if len(color) == 7 else "".join(c * 2 for c in color[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_s_colors_can_be_read(scheme: str) -> None:
    colors = page_colors(webpage(attacked("x")))[scheme]
    pairs = [("text", "ground"), ("soft", "ground"), ("soft", "box"), ("text", "box")]
    pairs += [("out", "out-ground"), ("in", "in-ground")]
    for one, other in pairs:
        high, low = sorted((luminance(colors[one]), luminance(colors[other])), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 4.5, (one, other)


def test_the_page_asks_nobody_for_anything(much: Diff) -> None:
    html = webpage(outline(much, "a", "b"))
    (style,) = re.findall("<style>(.*?)</style>", html, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert (
        '<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="'
        f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'none'; base-uri 'none'\">"
    ) in html
    assert " style=" not in html
    assert not re.search(r"https?:|<script|<link|url\(|@import|\bon\w+=", html)
