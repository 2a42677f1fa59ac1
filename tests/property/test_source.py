"""Whatever a file holds, it is taken apart without a traceback, and places lie inside of it."""

from __future__ import annotations

from typing import Any

import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from speckb.files.frontmatter import Source, locate, parse

MARKS = [
    *["---", "...", "- ", "? ", ": ", ":", "[", "]", "{", "}", ",", "&a ", "*a", "!!str ", "! "],
    *["|", ">-", "|2", "'", '"', "#", "%YAML 1.2", "<<", "~", "null", "no", "on", "1.10", "@", "`"],
    *["\n", "\n  ", "\n- ", "\t", "\r", "\r\n", "\x00", "\x07", "\x85", "\u2028", "\ufeff"],
    *["id", "title", "é", "日", "e\u0301", "😀"],
]

pieces = st.lists(st.sampled_from(MARKS) | st.text(max_size=5), max_size=40).map("".join)
fronts = pieces.map(lambda text: f"---\n{text}\n---\nProse.\n")
files = st.text() | pieces | fronts
steps = st.lists(st.sampled_from(["id", "title", "", "é"]) | st.integers(0, 3), max_size=4)
keys = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12)
scalars = st.text(st.characters(exclude_categories=["C"]), max_size=30)
data = st.dictionaries(
    keys,
    scalars | st.lists(scalars, max_size=4) | st.dictionaries(keys, scalars, max_size=4),
    min_size=1,
    max_size=6,
)


def paths(value: Any, here: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Return the path of every value below, and of every key."""
    if not isinstance(value, dict | list):
        return []
    found = []
    for step, below in value.items() if isinstance(value, dict) else enumerate(value):
        found += [(*here, step), *paths(below, (*here, step))]
    return found


@given(files)
@example("---\n? [a]\n: b\n---\n")
@example("---\n*a : b\n---\n")
@example("---\n" + "[" * 10_000 + "\n---\n")
@example("---\na: " + "{b: " * 10_000 + "\n---\n")
@example("---\na:\n  " + "- " * 3_000 + "x\n---\n")
@example("---\na: " + "x" * 1_000_000 + "\n---\n")
@example("---\n" + "".join(f"k{n}: {n}\n" for n in range(5_000)) + "---\n")
def test_any_text_is_taken_apart(text: str) -> None:
    source = parse(text)
    assert isinstance(source, Source)
    assert isinstance(source.meta, dict)
    assert source.body == "" or text.endswith(source.body)
    for problem in source.problems:
        assert problem.message
        assert problem.span.line >= 1
        assert problem.span.end > problem.span.column >= 1
        assert isinstance(source.line(problem.span.line), str)


@given(files, steps, st.booleans())
def test_any_path_is_located(text: str, path: list[str | int], key: bool) -> None:
    span = locate(text, tuple(path), key=key)
    assert span.line >= 1
    assert span.end > span.column >= 1


@given(fronts)
def test_what_was_read_stands_inside_the_front_matter(text: str) -> None:
    source = parse(text)
    lines = text.split("\n")
    for path in paths(source.meta):
        span = locate(text, path)
        assert 1 < span.line < source.body_line
        assert span.column <= len(lines[span.line - 1]) + 1


@given(data)
def test_simple_data_comes_back_as_it_was_written(written: dict[str, Any]) -> None:
    text = yaml.safe_dump(
        written, allow_unicode=True, default_style='"', sort_keys=False, width=10**9
    )
    file = f"---\n{text}---\nProse.\n"
    source = parse(file)
    assert source.problems == []
    assert source.meta == written
    assert source.body == "Prose.\n"


@given(data)
def test_keys_and_words_stand_where_locate_says(written: dict[str, Any]) -> None:
    text = yaml.safe_dump(
        written, allow_unicode=True, default_style='"', sort_keys=False, width=10**9
    )
    file = f"---\n{text}---\n"
    lines = file.split("\n")

    def shown(path: tuple[str | int, ...], *, key: bool) -> object:
        span = locate(file, path, key=key)
        return yaml.safe_load(lines[span.line - 1][span.column - 1 : span.end - 1])

    for path in paths(written):
        value: Any = written
        for step in path:
            value = value[step]
        if isinstance(value, str):
            assert shown(path, key=False) == value
        if isinstance(path[-1], str):
            assert shown(path, key=True) == path[-1]


@given(st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="#"), min_size=1))
def test_a_plain_word_keeps_its_letters(word: str) -> None:
    source = parse(f"---\nfield: x{word}\n---\n")
    if not source.problems:
        assert source.meta == {"field": f"x{word}"}
