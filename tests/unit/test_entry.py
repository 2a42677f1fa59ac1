"""One entry: its names, its place in the source's order, its values and its links."""

from __future__ import annotations

from typing import Any

import pytest

from speckb.corpus.entry import Entry, Link
from speckb.corpus.settings import EntryType, LinkType
from speckb.files.frontmatter import parse
from speckb.sorting import natural

KINDS = {name: LinkType(name, name, name, ()) for name in ("grew_from", "draws_on", "judges")}


def entry(text: str = "{title}", heading: str = "{title}", **meta: Any) -> Entry:
    kind = EntryType("work", "Work", "works", {}, text, heading)
    return Entry(kind, "works/A-1.md", {"id": "A-1", "title": "A work", **meta}, parse(""))


def test_text_and_heading_follow_the_type_s_patterns() -> None:
    found = entry("[{mark}]", "{id}: {title}", mark="Quill")
    assert (found.text, found.heading) == ("[Quill]", "A-1: A work")


def test_a_pattern_s_field_that_is_not_there_gives_nothing() -> None:
    assert entry("<{mark}>").text == "<>"


def test_braces_in_a_title_are_no_pattern() -> None:
    assert entry("{title}", title="a {id} b {").text == "a {id} b {"


def test_the_page_is_the_file_without_its_suffix() -> None:
    assert entry().docname == "works/A-1"


def test_order_is_section_then_place_then_id() -> None:
    found = [
        entry(section="A.2", order=2),
        entry(section="10"),
        entry(section="A.10"),
        entry(section="2"),
        entry(section="A.2", order=1),
        entry(id="A-10", section="A.2", order=2),
    ]
    ordered = [(e.meta["section"], e.id) for e in sorted(found, key=lambda e: e.order)]
    assert ordered == [
        ("2", "A-1"),
        ("10", "A-1"),
        ("A.2", "A-1"),
        ("A.2", "A-1"),
        ("A.2", "A-10"),
        ("A.10", "A-1"),
    ]


@pytest.mark.parametrize(
    "texts",
    [
        ["R2", "R10"],
        ["1", "2", "10"],
        ["3.1", "3.2", "3.10"],
        ["4", "A", "A.1", "A.1.1", "B"],
        ["\u00e4pfel 2", "\u00e4pfel 10", "apple", "b", "ma\u00df", "mast", "z"],
    ],
)
def test_natural_order_puts_numbers_by_size_and_before_words(texts: list[str]) -> None:
    found = [*reversed(texts)]
    found.sort(key=natural)
    assert found == texts


def test_a_digit_that_is_no_number_is_a_word() -> None:
    assert natural("²") == ((1, "²"),)


def test_a_number_of_any_length_can_be_ordered() -> None:
    assert natural("1" * 5000) < natural("2" * 5000)


def test_values_and_assessments_keep_the_file_s_order() -> None:
    words = {w: {"label": w.upper(), "tone": "good", "meaning": "m"} for w in ("z", "a")}
    assert [(v.id, v.label) for v in entry(values=words).values.values()] == [
        ("z", "Z"),
        ("a", "A"),
    ]
    cells = {"y": {"value": "no"}, "b": {"value": "yes", "note": "n", "editorial": "e"}}
    found = entry(criteria=cells).assessments
    assert [(a.criterion, a.value, a.note, a.editorial) for a in found.values()] == [
        ("y", "no", "", ""),
        ("b", "yes", "n", "e"),
    ]


def test_links_are_lists_of_ids_or_groups_with_reasons() -> None:
    found = entry(
        draws_on=["B", "C"],
        grew_from={"D": "why"},
        judges={"E": {"met": ["x"], "reason": "because"}, "F": {}},
        other=["G"],
    )
    assert {(link.kind, link.target): link for link in found.links(KINDS)} == {
        ("draws_on", "B"): Link("draws_on", "A-1", "B", "", ("draws_on", 0)),
        ("draws_on", "C"): Link("draws_on", "A-1", "C", "", ("draws_on", 1)),
        ("grew_from", "D"): Link("grew_from", "A-1", "D", "why", ("grew_from", "D")),
        ("judges", "E"): Link("judges", "A-1", "E", "because", ("judges", "E")),
        ("judges", "F"): Link("judges", "A-1", "F", "", ("judges", "F")),
    }
