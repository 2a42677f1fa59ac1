"""What is the same text, whatever way it is laid out, and what is not."""

from __future__ import annotations

import pytest

from speckb.diff.normalize import flatten, prose

SAME = {
    "lines broken elsewhere": ("One two\nthree.", "One\ntwo three."),
    "blank lines": ("One.\n\nTwo.\n", "\n\nOne.\n\n\n\nTwo.\n\n"),
    "blanks at the end": ("One.  \nTwo", "One.\nTwo"),
    "another mark of a list": ("- a\n- b", "* a\n* b"),
    "a loose list": ("- a\n- b", "- a\n\n- b"),
    "numbers of a list": ("1. a\n2. b", "1) a\n1) b"),
    "underlined headings": ("# One", "One\n==="),
    "another fence": ("```{note}\nOne two\n```", "~~~~{note}\nOne\ntwo\n~~~~"),
    "a wrapped admonition": (":::{note}\nOne two.\n:::", ":::{note}\nOne\ntwo.\n:::"),
    "a wrapped explanation of a term": (
        "```{glossary}\nterm\n  What it is.\n```",
        "```{glossary}\nterm\n  What\n  it is.\n```",
    ),
    "a comment": ("One.\n\n% to do\n\nTwo.", "One.\n\nTwo."),
    "places of link definitions": ("[x]: a\n\nText [x].", "Text [x].\n\n[x]: a"),
    "columns of a table": ("|a|b|\n|-|-|\n|c|d|", "| a | b |\n| - | --- |\n| c   | d |"),
}
OTHER = {
    "a word": ("One two", "One three"),
    "a new paragraph": ("One two", "One\n\ntwo"),
    "a level of heading": ("# One", "## One"),
    "a heading that is none": ("# One", "#One"),
    "a list in a list": ("- a\n- b", "- a\n  - b"),
    "quoted or not": ("> a", "a"),
    "blanks in code": ("```\na  b\n```", "```\na b\n```"),
    "indented code": ("a\n\n    b", "a\n\nb"),
    "a directive's name": ("```{note}\na\n```", "```{tip}\na\n```"),
    "a directive's option": ("```{d2} a.d2\n:alt: x\n```", "```{d2} a.d2\n:alt: y\n```"),
    "a link's address": ("[a](b.md)", "[a](c.md)"),
    "a link definition's address": ("[x]\n\n[x]: a", "[x]\n\n[x]: b"),
    "which term is explained": (
        "```{glossary}\na\n  b\nc\n  d\n```",
        "```{glossary}\na\n  d\nc\n  b\n```",
    ),
    "a cell of a table": ("|a|b|\n|-|-|\n|c|d|", "|a|b|\n|-|-|\n|d|c|"),
    "a footnote": ("a[^1]\n\n[^1]: b", "a[^1]\n\n[^1]: c"),
}


@pytest.mark.parametrize("case", SAME)
def test_layout_means_nothing(case: str) -> None:
    one, other = SAME[case]
    assert prose(one) == prose(other)


@pytest.mark.parametrize("case", OTHER)
def test_what_readers_see_means_something(case: str) -> None:
    one, other = OTHER[case]
    assert prose(one) != prose(other)


def test_the_normal_form_reads_like_the_prose() -> None:
    text = "# One\n\nTwo\nthree:\n\n- four\n  five\n\n  six\n- seven\n\n> eight\n"
    assert prose(text) == "# One\nTwo three:\n- four five\n  six\n- seven\n> eight"


def test_front_matter_is_flat_and_its_blanks_and_order_mean_nothing() -> None:
    one = {"a": {"b": "x  y\nz", "c": ["p\n q", {"r": "s", "q": 1}]}, "d": 1, "e": {}}
    other = {"e": {}, "d": 1, "a": {"c": ["p q", {"q": 1, "r": "s"}], "b": "x y z"}}
    assert dict(flatten(one)) == dict(flatten(other))
    assert dict(flatten(one))["a", "b"] == "x y z"
    assert dict(flatten({"a": ["x", "y"]})) != dict(flatten({"a": ["y", "x"]}))


def test_very_deep_prose_ends() -> None:
    nested = "".join(f"{'`' * (60 - i)}{{note}}\n" for i in range(50))
    assert prose(nested + "x") != prose(nested + "y")
    assert prose("> " * 5_000 + "x") == ""  # the site shows nothing of it either
