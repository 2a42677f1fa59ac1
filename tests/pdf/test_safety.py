"""Entries come from strangers: no string of theirs becomes code, opens a file or a way out."""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING, Any

import pytest
import typst
import yaml
from docutils import nodes
from hypothesis import given
from hypothesis import strategies as st

from speckb.typst import blocks, compiler
from speckb.typst.code import EMPTY, array, block, call, dictionary, quote
from speckb.typst.writer import RULES, UnknownNodeError, Writer
from tests.conftest import SECOND, Built, add_to_conf, build, printed, without_check
from tests.pdf.conftest import SQUARE
from tests.pdf.reading import Reader, plain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SECRET = "xyzzy-the-secret-word"
ATTACKS = [
    '#panic("x")',
    '"); panic("x"); ("',
    '\\"); read("/secret.txt"); (\\"',
    '#read("../secret.txt")',
    '#import "@preview/cetz:0.3.0"',
    '#include "/secret.typ"',
    "\\u{22}#panic()",
    "$ x_1 $ *b* _i_ `r` = h <l> @l // c /* d */ ~ --- \\",
    "]}) #{[(",
    '#eval("1")',
    "here:R5",
]
TEXT = " ".join(ATTACKS)
FIELDS = {"title", "summary", "statement", "note", "editorial", "label", "meaning", "reason",
          "carrier", "library", "name", "mark", "shelf"}  # fmt: skip
KEPT = {"id", "carrier", "shelf", "mark"}


def strings(value: Any, name: str = "") -> Iterator[tuple[Any, Any, str]]:
    """Yield where each free text of front matter stands: its home, its key, its name."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in items:
        field = key if isinstance(key, str) else name
        if isinstance(inner, dict | list):
            yield from strings(inner, field)
        elif isinstance(inner, str) and (field in FIELDS - KEPT or " " in inner):
            yield value, key, field


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Built, set[str]]:
    """The second knowledge base with an attack in every free text of it, built as a PDF."""
    folder = tmp_path_factory.mktemp("attacked")
    (folder / "secret.txt").write_text(SECRET, encoding="utf-8")
    root = folder / "knowledge"
    shutil.copytree(SECOND, root)
    fields = set()
    for path in sorted(root.rglob("*.md")):
        head, front, body = path.read_text(encoding="utf-8").partition("---\n")
        if head == "" and front:
            matter, _, body = body.partition("\n---\n")
            meta = yaml.load(matter, Loader=yaml.BaseLoader)
            for home, key, field in list(strings(meta)):
                home[key] = f"{home[key]} {TEXT}"
                fields.add(field)
            front = f"---\n{yaml.safe_dump(meta, sort_keys=False, allow_unicode=True)}---\n"
            path.write_text(f"{front}{body}\n{prose()}", encoding="utf-8")
    settings = root / "ubproject.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(
        text.replace('caption = "Works"', f"caption = {json.dumps('Works ' + TEXT)}"),
        encoding="utf-8",
    )
    add_to_conf(root, f"project = 'Lending {TEXT.translate({39: None, 92: '/'})}'")
    without_check(root)
    for folder_of_pages in {path.parent for path in root.rglob("*.md")}:
        (folder_of_pages / "square.png").write_bytes(SQUARE)
    return build(root, folder / "pdf", builder="pdf"), fields


def prose() -> str:
    """Return Markdown with an attack in each place of it."""
    escaped = "".join(f"\\{c}" if c in "\\`*_{}[]()#+-.!<>$|\"'~@/:" else c for c in TEXT)
    return f"""
## {escaped}

{escaped}

- {escaped}

> {escaped}

| {escaped}

```
{TEXT}
```

`{TEXT.replace("`", "")}`

![{escaped}](square.png)

[{escaped}](https://example.org/%22%29%3Bpanic%28%29)

A note[^evil].

[^evil]: {escaped}

{escaped}
: {escaped}
"""


def test_an_attack_in_every_field_and_in_prose_is_plain_text(
    attacked: tuple[Built, set[str]],
) -> None:
    built, fields = attacked
    assert built.status == 0, built.output
    assert {"title", "summary", "statement", "note", "editorial", "label", "meaning"} <= fields
    book = Reader(printed(built.out))
    for attack in ATTACKS:
        count = book.whole.count(plain(attack))
        assert count > 40 or "$" in attack, (attack, count)
    assert SECRET not in book.whole
    assert plain(SECRET) not in book.whole


def test_no_attack_becomes_a_link_an_action_or_a_destination(
    attacked: tuple[Built, set[str]],
) -> None:
    book = Reader(printed(attacked[0].out))
    for _, link in book.links():
        if "/A" in link:
            assert str(link.A.URI).startswith(("https://", "mailto:"))
    text = book.path.read_bytes()
    for word in (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/OpenAction"):
        assert word not in text


@given(st.text())
def test_a_quoted_string_means_itself(text: str) -> None:
    shown = "".join(
        "\ufffd" if (ord(c) < 32 and c not in "\n\r\t") or 0x7F <= ord(c) < 0xA0
        or ord(c) in {0xFFFE, 0xFFFF} else c for c in text
    )  # fmt: skip
    assert json.loads(typst.eval(b"", quote(text))) == shown


def test_half_a_pair_of_surrogates_is_replaced() -> None:
    assert quote("a\ud800b") == '"a\ufffdb"'


def test_names_of_functions_are_plain_words() -> None:
    assert call("page-link", quote("x"), wide="true") == 'page-link("x",wide: true)'
    for name in ("panic()", "a b", "a.b", "", '"', "#x"):
        with pytest.raises(ValueError, match="not the name of a function"):
            call(name)


def test_expressions_are_joined_as_typst_reads_them() -> None:
    assert block([]) == EMPTY
    assert block(['"a"']) == '"a"'
    assert block(['"a"', "", '"b"']) == '{"a";"b"}'
    assert (array([]), array(['"a"'])) == ("()", '("a",)')
    assert (dictionary({}), dictionary({"a b": "1"})) == ("(:)", '("a b": 1,)')


def test_an_unknown_node_stops_the_build_by_its_name() -> None:
    class Strange(nodes.Element):
        pass

    class Env:
        def doc2path(self, name: str, *, base: bool) -> str:
            return f"{name}.md" if not base else name

    node = Strange()
    node.line = 7
    writer = Writer("page", Env(), None)  # type: ignore[arg-type]
    with pytest.raises(UnknownNodeError, match=r"page\.md:7: the PDF has no rule for .*Strange"):
        writer.write(node)


def test_raw_output_stops_the_build_but_for_a_line_break() -> None:
    class Env:
        def doc2path(self, name: str, *, base: bool) -> str:
            return f"{name}.md" if not base else name

    writer = Writer("page", Env(), None)  # type: ignore[arg-type]
    assert writer.write(nodes.raw("", "<br />\n", format="html")) == "linebreak()"
    for text in ("<b>xyzzy</b>", "<br />\n<b>xyzzy</b>"):
        with pytest.raises(UnknownNodeError, match=r"page\.md: the PDF has no rule for raw html"):
            writer.write(nodes.raw("", text, format="html"))


def test_a_node_of_a_class_that_is_below_a_known_one_is_unknown() -> None:
    class Sly(nodes.paragraph):
        pass

    assert RULES[nodes.paragraph] is blocks.show_paragraph
    assert Sly not in RULES


SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9" height="9">{}</svg>'
PICTURES = {
    "a file outside": '<image href="../../secret.png" width="9" height="9"/>',
    "a file by its address": '<image href="file:///etc/passwd" width="9" height="9"/>',
    "another host": '<image href="https://example.org/x.png" width="9" height="9"/>',
    "an entity": "<text>&xxe;</text>",
    "a script": "<script>alert(1)</script><rect width='9' height='9'/>",
}


@pytest.mark.parametrize("case", PICTURES)
def test_a_drawing_reads_no_file_and_runs_no_script(case: str, small: Path, tmp_path: Path) -> None:
    svg = SVG.format(PICTURES[case])
    if case == "an entity":
        svg = f'<!DOCTYPE svg [<!ENTITY xxe SYSTEM "file:///etc/passwd">]>{svg}'
    (small / "evil.svg").write_text(svg, encoding="utf-8")
    page = small / "words.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n![evil](evil.svg)\n", encoding="utf-8")
    built = build(small, tmp_path / "pdf", builder="pdf")
    assert "Traceback" not in built.output
    assert built.status == 1
    assert "evil.svg:1:" in built.output
    assert "nothing was built" in built.output


def test_a_picture_that_is_a_link_out_of_the_pages_is_refused(small: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(SQUARE)
    (small / "linked.png").symlink_to(secret)
    page = small / "words.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n![x](linked.png)\n", encoding="utf-8")
    built = build(small, tmp_path / "pdf", builder="pdf")
    assert built.status == 1
    assert "'linked.png'" in built.output
    assert "[prose-picture]" in built.output
    assert not list((tmp_path / "pdf").glob("*.pdf"))


def test_nothing_is_put_outside_the_clean_folder_or_over_a_file_in_it(tmp_path: Path) -> None:
    root = tmp_path.resolve() / "clean"
    compiler._write_new(root, "pages/a.typ", b"1")
    for name in ("../b.typ", "/etc/b.typ", "pages/../../b.typ"):
        with pytest.raises(compiler.CompileError, match="outside the folder"):
            compiler._write_new(root, name, b"2")
    with pytest.raises(FileExistsError):
        compiler._write_new(root, "pages/a.typ", b"2")
    (root / "out").symlink_to(tmp_path)
    with pytest.raises(compiler.CompileError, match="outside the folder"):
        compiler._write_new(root, "out/c.typ", b"2")


def test_packages_and_the_network_are_off(tmp_path: Path) -> None:
    main = tmp_path / "main.typ"
    main.write_text('#import "@preview/cetz:0.3.0"\n', encoding="utf-8")
    before, nothing = dict(os.environ), str(tmp_path / "none")
    refused = pytest.raises(typst.TypstError, match=r"download package.*(?i:proxy|refused|connect)")
    with compiler._offline(), refused:
        typst.compile(main, root=tmp_path, package_path=nothing, package_cache_path=nothing)
    assert dict(os.environ) == before
