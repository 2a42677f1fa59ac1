"""What prose names and holds, and what in it is code and therefore only shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from docutils.parsers.rst.directives import directive
from docutils.parsers.rst.languages import en
from docutils.utils import new_document
from hypothesis import given
from hypothesis import strategies as st
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from speckb.corpus.prose import DIRECTIVES, ROLES, Prose, refusal
from speckb.corpus.prose.forms import FORMS, UNTITLED, WITHOUT_OPTIONS
from speckb.files.frontmatter import parse
from tests.conftest import SECOND

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from speckb.corpus.prose import Use
    from speckb.files.frontmatter import Span

HEAD = "---\nid: A\n---\n"
FRONT = 3


def prose(text: str) -> Prose:
    """Return the prose of a file with front matter."""
    return Prose(parse(HEAD + text))


def marked(text: str, span: Span) -> str:
    """Return the text at a place of the file."""
    return (HEAD + text).split("\n")[span.line - 1][span.column - 1 : span.end - 1]


def names(uses: Iterable[Use]) -> list[str]:
    return [use.name for use in uses]


# -- directives


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("```{note}\nText.\n```", ["note"]),
        ("~~~{note}\nText.\n~~~", ["note"]),
        (":::{note}\nText.\n:::", ["note"]),
        ("::::{note}\n:::{tip}\nText.\n:::\n::::", ["note", "tip"]),
        ("````{note}\n```{tip}\nText.\n```\n````", ["note", "tip"]),
        ("> ```{note}\n> Text.\n> ```", ["note"]),
        ("- Item\n  ```{note}\n  Text.\n  ```", ["note"]),
        ("``` {note}\nText.\n```", ["note"]),
        ("```{raw} html\n<b>\n```", ["raw"]),
        (":::{note} a `word` b\n:::", ["note"]),
        ("~~~{note} a `word` b\n~~~", ["note"]),
        ("```{note} a `word` b\n```", []),
        ("```{}\n```", [""]),
        ("```{code-block} python\n```{note}\n```\n", ["code-block"]),
        ("```\n:::{note}\n:::\n```\n", []),
        ("````\n```{note}\n```\n````", []),
        ("```text\n{note}\n```", []),
        ("`` ```{note} ``", []),
        ("No {note} here.", []),
        ("", []),
    ],
)
def test_directives_are_found_outside_of_code(text: str, found: list[str]) -> None:
    assert names(prose(text).directives) == found


def test_a_directive_is_marked_at_its_name() -> None:
    text = "# Käse\n\n:::{nöte} a title\nText.\n:::\n"
    (use,) = prose(text).directives
    assert marked(text, use.name_span) == "nöte"
    assert use.name_span.line == FRONT + 3


# -- roles


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{entry}`a-1`", [("entry", "a-1")]),
        ("See {entry}`the words <a-1>`.", [("entry", "a-1")]),
        ("{entry}`a <b> <a-1>`", [("entry", "a-1")]),
        ("{entry}`the\nwords <a-1>`", [("entry", "a-1")]),
        ("{entry}``a-1``", [("entry", "a-1")]),
        ("{py:class}`x`", [("py:class", "x")]),
        ("{entry}`a` and {term}`b`", [("entry", "a"), ("term", "b")]),
        ("{entry}`スリップ <a-1>`", [("entry", "a-1")]),
        (":::{note}\n{entry}`a`\n:::", [("entry", "a")]),
        ("```{note}\n{entry}`a`\n```", [("entry", "a")]),
        ("```\ncode\n```\n{entry}`a`", [("entry", "a")]),
        ("`code` {entry}`a` `code`", [("entry", "a")]),
        ("`` {entry}`a` ``", []),
        ("```\n{entry}`a`\n```", []),
        ("~~~\n{entry}`a`\n~~~", []),
        ("```{code-block} text\n{entry}`a`\n```", []),
        ("```\n{entry}`a`", []),
        ("{entry} `a`", []),
        ("{1}`a`", [("1", "a")]),
        ("{entry}`never closed", []),
    ],
)
def test_roles_are_found_outside_of_code(text: str, found: list[tuple[str, str]]) -> None:
    assert [(use.name, use.target) for use in prose(text).roles] == found


@pytest.mark.parametrize(
    ("text", "target", "line"),
    [
        ("日本 {entry}`a-1` x", "a-1", 1),
        ("x\n\nThe {entry}`words of <a-1>`.", "a-1", 3),
        ("The {entry}`words\nof <a-1>`.", "a-1", 2),
    ],
)
def test_a_role_is_marked_at_its_target(text: str, target: str, line: int) -> None:
    (use,) = prose(text).roles
    assert marked(text, use.span) == target
    assert use.span.line == FRONT + line
    assert marked(text, use.name_span) == "entry"


# -- links


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[a](b.md)", ["b.md"]),
        ("![a](b.svg)", ["b.svg"]),
        ("[a]( <b.md> )", ["b.md"]),
        ('[a](b.md "title")', ["b.md"]),
        ("[a](b.md#part) [c](d.md)", ["b.md#part", "d.md"]),
        ("[![a](b.svg)](c.md)", ["b.svg", "c.md"]),
        ("[a]()", [""]),
        (r"\[a\](b.md)", []),
        ("`[a](b.md)`", []),
        ("```\n[a](b.md)\n```", []),
        ("[a] (b.md)", []),
        ("[a]", []),
    ],
)
def test_links_are_found_outside_of_code(text: str, found: list[str]) -> None:
    assert [use.target for use in prose(text).links] == found


def test_a_link_is_marked_at_its_target() -> None:
    text = "Kä\nse [日本](<b.md>) x"
    (use,) = prose(text).links
    assert (marked(text, use.span), use.span.line) == ("b.md", FRONT + 2)


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("[a][1]\n\n[1]: javascript:alert(1)", "javascript:alert(1)"),
        ("[a]: ../../etc/passwd\n\n[a]", "../../etc/passwd"),
        ("[a](<b c.md>)", "b c.md"),
        ("[a](b(1).md)", "b(1).md"),
        ("<javascript:alert(1)>", "javascript:alert(1)"),
    ],
)
def test_links_of_every_form_are_found(text: str, target: str) -> None:
    assert [use.target for use in prose(text).links] == [target]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[a]:\nb.md\n\n[a]", [("reference", "b.md")]),
        ("[f&ouml;o]: b.md\n\n[föo]", [("reference", "b.md")]),
        ("![the flood][a]\n\n[a]: b.svg", [("image", "b.svg"), ("reference", "b.svg")]),
        ("<desk@lend.example>", [("address", "mailto:desk@lend.example")]),
        (r"[a](b\_c.md)", [("link", "b_c.md")]),
        ("[a](f&ouml;.md)", [("link", "fö.md")]),
        ("[x [a](b.md) y](c.md)", [("link", "b.md")]),
        ("> [a](b.md)\n> [c](d.md)", [("link", "b.md"), ("link", "d.md")]),
        (":::{note} [a](b.md)\n:::", [("link", "b.md")]),
        ("```{glossary}\nbook bus\n  See [a](b.md) \\& more.\n```", [("link", "b.md")]),
    ],
)
def test_what_is_no_plain_link_is_read_by_the_parser(
    text: str, found: list[tuple[str, str]]
) -> None:
    assert [(use.name, use.target) for use in prose(text).links] == found


@pytest.mark.parametrize(
    ("text", "target", "line"),
    [
        ("> x\n> [a](b.md)", "b.md", 2),
        ("- x\n\n  > [a](<b.md>)", "b.md", 3),
        ("[a\\]](b.md 'title')", "b.md", 1),
        ("> [a]:\n> b.md\n\n[a]", "b.md", 2),
        ("a | b\n--|--\nb.md | [a](b.md)", "b.md", 3),
        (":::{note}\n:class: x\n\n> [a](b.md)\n:::", "b.md", 4),
    ],
)
def test_a_link_that_the_parser_finds_is_marked_at_its_target(
    text: str, target: str, line: int
) -> None:
    use = prose(text).links[0]
    assert (marked(text, use.span), use.span.line) == (target, FRONT + line)


def test_a_directive_on_the_first_line_of_another_is_found() -> None:
    found = prose(":::{note} ```{include} x\ny\n```\n:::").directives
    assert names(found) == ["note", "include"]


@pytest.mark.parametrize(
    "options", [":target: b.md", ":alt: x\n:target: b.md", "---\nalt: x\ntarget: b.md\n---"]
)
def test_options_stand_between_dashes_or_behind_colons(options: str) -> None:
    found = prose(f"```{{figure}} x.svg\n{options}\n\n:target: no option\n```")
    (use,) = found.directives
    assert found.text[slice(*found.options(use)["target"])] == "b.md"


# -- raw HTML


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<b>bold</b>", ["<b>", "</b>"]),
        ("<br/>", ["<br/>"]),
        ('<img src="x" onerror="y">', ['<img src="x" onerror="y">']),
        ("<SCRIPT>x</SCRIPT>", ["<SCRIPT>", "</SCRIPT>"]),
        ("<!-- a comment -->", ["<!-- a comment -->"]),
        ("<!DOCTYPE html>", ["<!DOCTYPE html>"]),
        ("<?php x ?>", ["<?php x ?>"]),
        ("<my-element>", ["<my-element>"]),
        ('<a\nhref="x">', ["<a"]),
        ("<https://desk.example/a>", []),
        ("<mailto:a@desk.example>", []),
        ("`<b>`", []),
        ("```html\n<b>\n```", []),
        ("{entry}`a <b>`", []),
        ("1 < 2 and 3 > 2", []),
        ("a <b and c> d", ["<b and c>"]),
        ("<1>", []),
    ],
)
def test_raw_html_is_found_outside_of_code(text: str, found: list[str]) -> None:
    assert names(prose(text).tags()) == found


def test_raw_html_is_marked_on_its_first_line() -> None:
    text = "x\ny <a\nhref='z'>w</a>"
    spans = [use.span for use in prose(text).tags()]
    assert [marked(text, span) for span in spans] == ["<a", "</a>"]
    assert [span.line for span in spans] == [FRONT + 2, FRONT + 3]


# -- tables


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("| a | b |\n| --- | --- |\n| 1 | 2 |", 1),
        ("a | b\n--|--\n1 | 2", 1),
        ("| a | b |\n|:--:|---:|", 1),
        ("| a | b |\n| --- | --- |\n\n| c | d |\n| --- | --- |", 2),
        ("```\n| a | b |\n| --- | --- |\n```", 0),
        ("A rule:\n\n---\n\nand a | b.", 0),
        ("a | b", 0),
        ("Title\n-----", 0),
    ],
)
def test_tables_that_are_typed_by_hand_are_found(text: str, found: int) -> None:
    uses = [*prose(text).tables()]
    assert len(uses) == found
    assert all("--" in marked(text, use.span) for use in uses)


# -- code

CODE = ["```\n{}\n```", "~~~\n{}\n~~~", "````\n```\n{}\n```\n````", "```python\n{}\n```", "`{}`"]
NO_CODE = ["{}", ":::{{note}}\n{}\n:::", "```{{note}}\n{}\n```", "`` a ` b `` {}", "```\n```\n{}"]
SHOWN = "[x](y.md) and <b>"


@pytest.mark.parametrize("frame", CODE)
def test_what_is_code_is_only_shown(frame: str) -> None:
    found = prose(frame.format(SHOWN))
    assert [*found.links, *found.tags()] == []


@pytest.mark.parametrize("frame", NO_CODE)
def test_what_is_no_code_is_read(frame: str) -> None:
    found = prose(frame.format(SHOWN))
    assert len([*found.links, *found.tags()]) == 2


@pytest.mark.parametrize("frame", CODE)
def test_prose_goes_on_after_code(frame: str) -> None:
    found = prose(f"{frame.format('x')}\n\n{SHOWN}")
    assert len([*found.links, *found.tags()]) == 2


# -- what is allowed


@pytest.mark.parametrize("kind", ["directive", "role"])
def test_what_is_allowed_is_not_refused(kind: str) -> None:
    for name in DIRECTIVES if kind == "directive" else ROLES:
        assert refusal(kind, name) == ""


@pytest.mark.parametrize("name", ["include", "raw", "eval-rst", "literalinclude", "csv-table"])
def test_directives_that_read_files_or_write_markup_are_refused(name: str) -> None:
    assert refusal("directive", name).startswith(f"unknown directive {name!r}")


def test_a_refusal_suggests_the_nearest_name_and_lists_all() -> None:
    said = refusal("role", "entri")
    assert said.startswith("unknown role 'entri'; did you mean 'entry'? allowed: ")
    assert all(name in said for name in ROLES)


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
def test_what_follows_a_directive_s_name_is_known_as_the_site_reads_it(tmp_path: Path) -> None:
    """Without an argument it is content, and without options the content starts at once."""
    with patch_docutils(SECOND), docutils_namespace():
        app = Sphinx(SECOND, SECOND, tmp_path, tmp_path / "doctrees", "dummy", status=None)
        domain = app.env.get_domain("std")
        for name in DIRECTIVES:
            kind = domain.directive(name) or directive(name, en, new_document(""))[0]
            assert kind is not None
            arguments = kind.required_arguments or kind.optional_arguments
            assert (name in UNTITLED) == (not arguments), name
            assert (name in WITHOUT_OPTIONS) == (kind.has_content and not kind.option_spec), name
            form = FORMS[name]
            assert {*form.options} <= {*(kind.option_spec or ())}, name
            assert {*form.needed} <= {*form.options}, name
            assert bool(form.content) == kind.has_content, name
            assert (form.argument == "needed") == bool(kind.required_arguments), name


# -- anything

pieces = st.sampled_from(
    [
        "```",
        "~~~",
        ":::",
        "````",
        "{note}",
        "{entry}",
        "`",
        "``",
        "a",
        " ",
        "\n",
        "\n\n",
        "[",
        "](",
        ")",
        "<",
        ">",
        "<b>",
        "</b>",
        "<!--",
        "-->",
        "<?",
        "?>",
        "|",
        "--",
        "| --- |",
        "é",
        "日",
        "\\",
    ]
)


@given(st.lists(pieces, max_size=60).map("".join) | st.text(max_size=80))
def test_of_any_text_every_place_lies_inside(text: str) -> None:
    found = prose(text)
    uses = [*found.directives, *found.roles, *found.links, *found.tags(), *found.tables()]
    lines = (HEAD + text).split("\n")
    for span in [span for use in uses for span in (use.span, use.name_span)]:
        assert FRONT < span.line <= len(lines)
        assert 1 <= span.column < span.end <= len(lines[span.line - 1]) + 2
