"""A file taken apart: its front matter as typed, its faults, and where everything stands."""

from __future__ import annotations

import pytest

from speckb.files.frontmatter import Span, locate, parse

BREAKS = {
    "carriage return": "\r",
    "next line": "\x85",
    "line separator": "\u2028",
    "paragraph separator": "\u2029",
}


def front(*lines: str) -> str:
    return "\n".join(["---", *lines, "---", "", "Prose.", ""])


def faults(text: str) -> list[str]:
    return [problem.rule for problem in parse(text).problems]


def shown(text: str, *path: str | int, key: bool = False) -> str:
    """Return what stands at the place that `locate` names."""
    span = locate(text, path, key=key)
    return text.split("\n")[span.line - 1][span.column - 1 : span.end - 1]


@pytest.mark.parametrize(
    "word", ["no", "yes", "on", "off", "Y", "1.10", "012", "1e3", "0x1F", "1_000", "2007-09-20"]
)
def test_a_plain_word_stays_as_it_was_typed(word: str) -> None:
    assert parse(front(f"field: {word}")).meta == {"field": word}


@pytest.mark.parametrize("word", ["12:30:45", "=", "<<", ".inf", "-", "NO"])
def test_what_older_yaml_reads_as_something_else_stays_a_word(word: str) -> None:
    assert parse(front(f"field: '{word}'")).meta == {"field": word}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("true", True), ("False", False), ("null", None), ("~", None), ("", None), ("'true'", "true")],
)
def test_true_false_and_null_have_their_yaml_1_2_meaning(typed: str, meant: object) -> None:
    assert parse(front(f"field: {typed}")).meta == {"field": meant}


def test_words_in_keys_stay_words() -> None:
    assert parse(front("no: a", "1.10: b", "null: c")).meta == {"no": "a", "1.10": "b", "null": "c"}


def test_lists_groups_and_folded_text_nest() -> None:
    source = parse(front("a:", "  - b: [no, 'x y']", "    c: >-", "      one", "      two"))
    assert source.meta == {"a": [{"b": ["no", "x y"], "c": "one two"}]}
    assert source.problems == []


@pytest.mark.parametrize(
    ("lines", "rule"),
    [
        (["a: 1", "a: 2"], "yaml-duplicate-key"),
        (["a:", "  b: 1", "  c: 2", "  b: 3"], "yaml-duplicate-key"),
        (["a: {b: 1, b: 2}"], "yaml-duplicate-key"),
        (["a: &x 1"], "yaml-alias"),
        (["a: *x"], "yaml-alias"),
        (["*x : 1"], "yaml-alias"),
        (["a: !!str 1"], "yaml-tag"),
        (["a: !!python/object:os.system x"], "yaml-tag"),
        (["a: !mine [1]"], "yaml-tag"),
        (["? [a]", ": b"], "yaml-key"),
        (["a: b", "\tc: d"], "yaml-syntax"),
        (["a: [b"], "yaml-syntax"),
        (["a: 'b"], "yaml-syntax"),
        (["a: b: c"], "yaml-syntax"),
        (["a: \x07"], "file-character"),
        (["a: b", "...", "c: d"], "yaml-syntax"),
        (["- a", "- b"], "front-matter-shape"),
        (["a word"], "front-matter-shape"),
        ([], "front-matter-shape"),
        (["# only a comment"], "front-matter-shape"),
    ],
)
def test_each_fault_of_the_form_has_its_rule(lines: list[str], rule: str) -> None:
    assert faults(front(*lines)) == [rule]


@pytest.mark.parametrize(
    ("lines", "place", "said"),
    [
        (["a:", "\tb: c"], (3, 1), "a tab; indent with spaces"),
        (["a: b: c"], (2, 5), "a second ': ' in the line; quote the text"),
        (["a: 'b'", "c: 'd' e"], (3, 8), "text after a closing quote"),
        (["a: 'b"], (2, 4), "a quote is not closed"),
        (["a: [b", "c: d"], (2, 4), "a list in brackets is not closed, or a comma is missing"),
        (["a: {b: c", "d: e"], (2, 4), "a group in brackets is not closed"),
        (["a: @b"], (2, 4), "text cannot start with '@'; quote it"),
        (["a: `b`"], (2, 4), "text cannot start with '`'; quote it"),
        (["a: b", "c:d", "e: f"], (3, 1), "is the space after the colon missing?"),
        (
            ["a:", "   b: c", "    d: e"],
            (4, 6),
            "does not belong to any group above; check the indentation",
        ),
        (["a:", "  b: c", " d: e"], (4, 2), "does not belong to any list or group above"),
    ],
)
def test_a_fault_of_the_syntax_is_said_in_the_words_of_an_editor(
    lines: list[str], place: tuple[int, int], said: str
) -> None:
    (problem,) = parse(front(*lines)).problems
    assert problem.rule == "yaml-syntax"
    assert (problem.span.line, problem.span.column) == place
    assert said in problem.message


def test_a_duplicate_key_keeps_its_first_value_and_is_named_where_it_stands() -> None:
    source = parse(front("a: 1", "b: 2", "a: 3"))
    assert source.meta == {"a": "1", "b": "2"}
    (problem,) = source.problems
    assert problem.span == Span(4, 1, 2)
    assert "'a'" in problem.message


def test_one_fault_does_not_hide_the_next() -> None:
    assert faults(front("a: &x 1", "b: *x", "c: !t 2", "a: 4")) == [
        "yaml-alias",
        "yaml-alias",
        "yaml-tag",
        "yaml-duplicate-key",
    ]


def test_an_alias_bomb_is_refused_and_never_unfolds() -> None:
    layers = [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 30)]
    source = parse(front("l0: &l0 [lol]", *layers))
    assert {problem.rule for problem in source.problems} == {"yaml-alias"}
    assert source.meta["l29"] == [None] * 9


def test_front_matter_without_end_is_a_fault_of_line_one() -> None:
    source = parse("---\na: 1\n\nProse.\n")
    assert [(p.rule, p.span.line) for p in source.problems] == [("front-matter-open", 1)]
    assert source.meta == {}


@pytest.mark.parametrize("text", ["", "\n", "# Prose\n", "--- a\n", "----\n", " ---\na: 1\n---\n"])
def test_a_file_without_front_matter_is_all_body(text: str) -> None:
    source = parse(text)
    assert (source.has_front_matter, source.body, source.problems) == (False, text, [])


def test_a_fence_may_have_blanks_after_it_and_text_may_contain_one() -> None:
    source = parse("---  \nd: |\n  x\na: b --- c\n---\t\nProse.\n---\nmore\n")
    assert source.meta == {"a": "b --- c", "d": "x\n"}
    assert (source.body, source.body_line) == ("Prose.\n---\nmore\n", 6)


def test_windows_line_ends_change_neither_values_nor_places() -> None:
    text = front("a: no", "b:", "  - x", "  - y")
    windows = text.replace("\n", "\r\n")
    assert parse(windows).meta == parse(text).meta
    assert locate(windows, ("b", 1)) == locate(text, ("b", 1))


def test_line_returns_the_line_without_its_end() -> None:
    source = parse("---\r\na: 1\r\n---\r\n")
    assert [source.line(n) for n in (1, 2, 3, 4, 9)] == ["---", "a: 1", "---", "", ""]


def test_keys_and_values_are_found() -> None:
    text = front("title: A title", "cites: [one, 'two']", "criteria:", "  pfs:", "    value: no")
    assert shown(text, "title", key=True) == "title"
    assert shown(text, "title") == "A title"
    assert shown(text, "cites", 1) == "'two'"
    assert shown(text, "criteria", "pfs", key=True) == "pfs"
    assert shown(text, "criteria", "pfs", "value") == "no"
    assert locate(text, ("criteria", "pfs", "value")) == Span(6, 12, 14)


def test_columns_count_characters_and_not_bytes() -> None:
    text = front("title: Käse 日本 e\u0301 😀", "f: {é: x, 日本: [ü, wanted]}")
    assert shown(text, "title") == "Käse 日本 e\u0301 😀"
    assert shown(text, "f", "日本", key=True) == "日本"
    assert shown(text, "f", "日本", 1) == "wanted"


def test_text_over_several_lines_is_marked_where_it_starts() -> None:
    text = front("a: >-", "  one", "  two", "b: last")
    assert locate(text, ("a",)) == Span(2, 4, 5)
    assert locate(text, ("b",)) == Span(5, 4, 8)


def test_a_path_that_leads_nowhere_is_marked_at_the_nearest_place_on_it() -> None:
    text = front("a:", "  b: x")
    assert locate(text, ("a", "b", "c", 7)) == locate(text, ("a", "b"))
    assert locate(text, ("a", "missing"), key=True) == locate(text, ("a",), key=True)
    assert locate(text, ("missing",)) == Span(1, 1, 4)
    assert locate("no front matter", ("a",)) == Span(1, 1, 4)


def test_of_a_duplicate_key_the_value_that_counts_is_found() -> None:
    text = front("a: first", "a: second")
    assert parse(text).meta["a"] == shown(text, "a") == "first"


@pytest.mark.parametrize("name", BREAKS)
def test_a_character_that_ends_lines_in_old_yaml_alone_is_refused_or_ends_none(name: str) -> None:
    """Otherwise a value loses its end, and every place below it is a line too low."""
    text = front(f"a: one{BREAKS[name]}two: x", "b: last")
    source = parse(text)
    if source.problems:
        assert [(p.rule, p.span) for p in source.problems] == [("file-character", Span(2, 7, 8))]
    else:
        assert source.meta == {"a": f"one{BREAKS[name]}two: x", "b": "last"}
        assert shown(text, "b") == "last"


def test_a_text_of_many_lines_is_the_same_at_the_end_as_elsewhere() -> None:
    last = parse("---\nid: a\nsaid: |\n  one\n  two\n---\n").meta
    assert last == parse("---\nsaid: |\n  one\n  two\nid: a\n---\n").meta


def test_an_anchor_at_a_key_is_refused() -> None:
    assert [found.rule for found in parse("---\n&a title: x\n---\n").problems] == ["yaml-alias"]
