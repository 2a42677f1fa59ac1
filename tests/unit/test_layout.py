"""Front matter in its canonical layout: what moves, what is evened out, and what stays."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from speckb.editing.layout import canonical, laid_out
from speckb.files.textfile import TextFile

PERSON = {"properties": {"name": {}, "library": {}}}
SCHEMA = {
    "properties": {
        "id": {},
        "title": {},
        "summary": {},
        "writers": {"items": PERSON},
        "criteria": {"additionalProperties": {"properties": {"value": {}, "note": {}}}},
        "cites": {},
    }
}


def lay_out(text: str) -> str:
    """Return front matter as it is laid out; doing so again changes nothing."""
    lines = dedent(text).strip("\n").split("\n")
    once = canonical(lines, SCHEMA)
    assert canonical(once, SCHEMA) == once
    return "\n".join(once)


def same(text: str) -> bool:
    return lay_out(text) == dedent(text).strip("\n")


def test_keys_stand_in_the_order_of_the_schema_and_unknown_ones_last() -> None:
    assert (
        lay_out("other: x\ncites: [a]\ntitle: T\nid: a") == "id: a\ntitle: T\ncites: [a]\nother: x"
    )


def test_a_text_of_many_lines_moves_as_it_is() -> None:
    text = """
        cites: [a]
        summary: >-
          One  line,
            a deeper one,

          # no comment,
          "and" 'quotes'.
        id: a
        """
    assert lay_out(text) == dedent(
        """\
        id: a
        summary: >-
          One  line,
            a deeper one,

          # no comment,
          "and" 'quotes'.
        cites: [a]"""
    )


def test_comments_go_with_the_key_below_them() -> None:
    text = """
        # on the title,
        # in two lines
        title: T  # beside
        # on the id
        id: a
        """
    assert lay_out(text) == dedent(
        """\
        # on the id
        id: a
        # on the title,
        # in two lines
        title: T  # beside"""
    )


def test_comments_at_the_end_stay_there() -> None:
    assert lay_out("title: T\nid: a\n# the end") == "id: a\ntitle: T\n# the end"


def test_a_comment_below_the_last_item_is_indented_as_it_is() -> None:
    assert lay_out("id: a\nwriters:\n    - name: N\n      library: L\n    # the last") == (
        "id: a\nwriters:\n  - name: N\n    library: L\n  # the last"
    )
    assert lay_out("id: a\ncriteria:\n    x:\n        value: v\n    # the last") == (
        "id: a\ncriteria:\n  x:\n    value: v\n  # the last"
    )


def test_groups_are_put_in_order_with_their_comments() -> None:
    text = """
        criteria:
          # first criterion
          b:
            # its note
            note: N
            value: no
          # second criterion
          a:
            value: yes
          # after all
        """
    assert lay_out(text) == dedent(
        """\
        criteria:
          # first criterion
          b:
            value: no
            # its note
            note: N
          # second criterion
          a:
            value: yes
          # after all"""
    )


def test_items_of_a_list_are_put_in_order_behind_their_dash() -> None:
    text = """
        writers:
          - library: L
            # his name
            name: N
          - name: O
            library: M
        """
    assert lay_out(text) == dedent(
        """\
        writers:
          # his name
          - name: N
            library: L
          - name: O
            library: M"""
    )


def test_white_space_is_evened_out() -> None:
    text = """
        id:   a
        writers:
        - name: N
          library:  L
        criteria:
            # about it
            b:
                value:   no
        cites: [a,b ,  c]
        """
    assert lay_out(text) == dedent(
        """\
        id: a
        writers:
          - name: N
            library: L
        criteria:
          # about it
          b:
            value: no
        cites: [a, b, c]"""
    )


@pytest.mark.parametrize(
    "text",
    [
        "id: null",
        "id: ~",
        "id:",
        "id: 1.10",
        "id: 0x1F",
        "id: 007",
        "id: 1_000",
        "id: 2001-12-14",
        "id: 2001-12-14T21:59:43.10-05:00",
        "id: no",
        "id: True",
        "id: .inf",
        "id: 'it''s'",
        'id: "a\\tb \\u00e9"',
        'id: ""',
        "id: a#b",
        "id: é 日本 \N{SNOWMAN}",
        "id: {a: b, c: [d, e]}",
        "id: []",
        "summary: |\n  literal  \n\n  end",
        "summary: |2-\n    indented\n  less",
        "summary: >+\n  kept\n\n",
        "title: " + "long " * 60 + "line",
        "id: a\n\n\ntitle: T",
        "{id: a, title: T}",
        "id: a\n?  title\n: T",
        "# nothing else",
    ],
)
def test_words_quotes_and_blank_lines_stay_as_they_were_typed(text: str) -> None:
    assert same(text)


def test_a_list_whose_comments_the_round_trip_would_lose_stays_as_it_was_typed() -> None:
    assert same("id: a\ncites: [a,\n    b,  # why\n    c]")
    assert lay_out("title:  T\ncites: [a,\n    b,  # why\n    c]").startswith("title: T\n")


def test_only_the_front_matter_of_a_file_changes() -> None:
    prose = "\r\nProse  \n\ttabs\r\n\r\n---\n\n\n"
    data = b"\xef\xbb\xbf---  \r\ntitle:  T\r\nid: a\r\n---\r\n" + prose.encode()
    assert laid_out(TextFile(Path("x"), data), SCHEMA) == (
        b"\xef\xbb\xbf---\r\nid: a\r\ntitle: T\r\n---\r\n" + prose.encode()
    )
