"""Filters mean what sphinx-needs takes them to mean, and nothing that it would run is one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sphinx_needs.ubquery import compile_portable

from speckb.corpus.filters import DEEPEST, LONGEST, FilterError, compiled

FIELDS = {"status": "open", "title": "The Desk", "order": 3, "tags": ["a", "b"], "none": None}
PLAIN = [*FIELDS, "len(tags)", "len(title)", "title.lower()", "status.upper()"]
OTHERS = {
    "ordered text": ("status > 'a'", True),
    "a tuple": ("order in (1, 3)", True),
    "a set": ("order in {1, 3}", True),
    "bytes": ("status == b'x'", False),
    "a pattern": ("search('o.*n', status)", True),
    "a text with a letter before it": ("status == u'open'", True),
    "two texts in a row": ("status == 'op' 'en'", True),
}
operands = st.sampled_from(PLAIN)
words = st.sampled_from(["'open'", '"OPEN"', "'a'", '"the desk"', "'e'"])
numbers = st.sampled_from(["1", "2", "3", "-3", "2.5", "8"])
literals = st.one_of(words, numbers, st.sampled_from(["None", "True", "False"]))
signs = st.sampled_from(["==", "!="])
orders = st.sampled_from(["<", "<=", ">", ">="])
held = st.sampled_from(["in", "not in"])
lists = st.lists(literals, max_size=3).map(lambda parts: f"[{', '.join(parts)}]")
tests = st.one_of(
    operands,
    st.sampled_from(["True", "False"]),
    st.tuples(operands, signs, literals).map(" ".join),
    st.tuples(literals, signs, operands).map(" ".join),
    st.tuples(operands, st.one_of(signs, orders), operands).map(" ".join),
    st.tuples(operands, orders, numbers).map(" ".join),
    st.tuples(numbers, orders, operands).map(" ".join),
    st.tuples(operands, held, lists).map(" ".join),
    st.tuples(literals, held, operands).map(" ".join),
    st.tuples(operands, st.sampled_from(["is None", "is not None"])).map(" ".join),
    st.tuples(operands, st.sampled_from(["startswith", "endswith"]), words).map(
        lambda parts: "{}.{}({})".format(*parts)
    ),
    st.tuples(words, operands).map(lambda parts: "search({}, {})".format(*parts)),
)
filters = st.recursive(
    tests,
    lambda inner: st.one_of(
        inner.map(lambda text: f"not ({text})"),
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(
            lambda parts: "({}) {} {}".format(*parts)
        ),
    ),
    max_leaves=5,
)
pieces = st.sampled_from(
    "status tags none 'open' 3 len lower search needs c ( ) [ ] { } == < in not and or is if for"
    " lambda . , + - * None True := f'{order}' __import__ else await yield ! @ ~".split()
)


def ours(text: str) -> bool | None:
    """Return what our reader makes of a filter, or None where it is none."""
    try:
        return compiled(text).passes(FIELDS, "")
    except FilterError:
        return None


def theirs(text: str) -> Any:
    """Return what sphinx-needs makes of it: None where it would run Python, or what it raises."""
    predicate = compile_portable(text).predicate
    if predicate is None:
        return None
    try:
        return bool(predicate(FIELDS, {}))  # type: ignore[arg-type]  a mapping is all it reads
    except (AttributeError, NameError, TypeError, ValueError) as error:
        return error


@given(filters)
def test_a_filter_of_the_grammar_has_the_answer_of_sphinx_needs(text: str) -> None:
    expected = theirs(text)
    assert accepted(text)
    if isinstance(expected, bool):
        assert ours(text) is expected


@given(st.lists(pieces, max_size=9).map(" ".join))
def test_what_sphinx_needs_would_run_as_python_is_no_filter(text: str) -> None:
    if theirs(text) is None:
        assert not accepted(text)


def accepted(text: str) -> bool:
    """Return whether a text is a filter; where it is none, the error has its place in it."""
    try:
        compiled(text)
    except FilterError as found:
        error = found
    else:
        return True
    assert 0 <= error.start <= error.end <= max(1, len(text))
    assert error.message
    return False


@pytest.mark.parametrize("other", OTHERS)
def test_what_it_takes_beyond_the_grammar_is_refused(other: str) -> None:
    text, answer = OTHERS[other]
    assert theirs(text) is answer
    assert ours(text) is None


@given(
    st.sampled_from(["(", "[", "-", "not ", "len(", "x.", "f()", "'a' in ", "a if b else "]),
    st.integers(1, LONGEST),
    st.sampled_from(["", "order", "order == 3"]),
)
def test_no_text_takes_the_reader_down(part: str, number: int, last: str) -> None:
    accepted(part * number + last)


def test_nesting_and_length_have_an_end() -> None:
    assert ours("not " * DEEPEST + "order") is True
    for text in ("not " * (DEEPEST + 1) + "order", "order == 3 or " * 80 + "True", "(" * 500):
        assert not accepted(text)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("'a' in none", False),
        ("'a' not in none", True),
        ("none > 3", False),
        ("not (none > 3)", True),
        ("len(none) == 0", True),
        ("none.lower() is None", True),
        ("none.startswith('')", False),
        ("search('a', none)", False),
    ],
)
def test_a_field_without_a_value_contains_nothing_and_is_no_number(text: str, answer: bool) -> None:
    """Here sphinx-needs stops."""
    assert isinstance(theirs(text), Exception)
    assert ours(text) is answer
