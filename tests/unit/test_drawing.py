"""Pictures: text fits its frame, links cross seldom, nothing overlaps, the bytes stay."""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree as ET

import pytest

from speckb.tables.charts.chart import chart
from speckb.tables.charts.layers import order, spread
from speckb.tables.charts.neighbours import MOST, neighbours
from speckb.tables.charts.svg import SIZE
from speckb.tables.charts.text import BOLD, width, wrap
from speckb.tables.trace import trace
from tests.unit.lending import CATALOGUE, SLIPS

if TYPE_CHECKING:
    from speckb.corpus.corpus import Corpus
    from tests.unit.lending import Lending

SVG = "{http://www.w3.org/2000/svg}"
MOVED = re.compile(r"translate\(([-\d.]+),([-\d.]+)\)( rotate\(-90\))?")


class Area(NamedTuple):
    """A rectangle of a picture."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Area) -> bool:
        return (
            min(self.right, other.right) - max(self.left, other.left) > 1
            and min(self.bottom, other.bottom) - max(self.top, other.top) > 1
        )

    def holds(self, other: Area) -> bool:
        return (
            self.left <= other.left
            and self.top <= other.top
            and self.right >= other.right
            and self.bottom >= other.bottom
        )


def number(element: ET.Element, name: str) -> float:
    return float(element.get(name, "0"))


def frames(picture: ET.Element) -> list[Area]:
    """Return the visible frames of a picture, as they are placed inside its group."""
    found = []
    for rect in picture.iter(f"{SVG}rect"):
        if rect.get("opacity") != "0":
            x, y = number(rect, "x"), number(rect, "y")
            found.append(Area(x, y, x + number(rect, "width"), y + number(rect, "height")))
    return found


def texts(picture: ET.Element) -> list[tuple[Area, str]]:
    """Return where each line of text stands at most, with the line."""
    found = []
    for text in picture.iter(f"{SVG}text"):
        size = number(text, "font-size") or SIZE
        if text.get("font-weight") == "bold":
            size *= BOLD
        spans = list(text.iter(f"{SVG}tspan")) or [text]
        for span in spans:
            x, y, room = number(span, "x"), number(span, "y"), width(span.text or "", size)
            area = Area(x, y - SIZE * 0.75, x + room, y + SIZE * 0.2)
            if moved := MOVED.fullmatch(text.get("transform", "")):
                right, down = float(moved[1]), float(moved[2])
                area = Area(right + area.top, down - area.right, right + area.bottom, down - x)
            found.append((area, span.text or ""))
    return found


def nowhere(_entry: str, _anchor: str) -> str:
    return ""


def somewhere(entry: str, anchor: str) -> str:
    return f"{entry}.html#{anchor}"


def drawn(corpus: Corpus) -> ET.Element:
    return ET.fromstring(chart(corpus, trace(corpus), "all", somewhere))


def around(corpus: Corpus, name: str) -> ET.Element:
    return ET.fromstring(neighbours(corpus, corpus.entries[name], "n", somewhere))


@pytest.fixture(params=["full", "lent"])
def corpus(request: pytest.FixtureRequest, full: Corpus, lent: Corpus) -> Corpus:
    return full if request.param == "full" else lent


def test_text_breaks_at_spaces_and_ends_in_an_ellipsis() -> None:
    assert wrap("one two three", 10, width("one two", 10), 2) == ("one two", "three")
    assert wrap("one two three", 10, width("one two…", 10), 1) == ("one two…",)
    assert wrap("", 10, 100, 2) == ()


def test_only_a_word_without_room_breaks_at_its_hyphens() -> None:
    assert wrap("a-b c-d", 10, width("a-b c-d", 10), 2) == ("a-b c-d",)
    assert wrap("a-b c-d", 10, width("a-b", 10), 2) == ("a-b", "c-d")
    long = "draft-of-a-norm"
    assert wrap(long, 10, width("draft-of-", 10), 3) == ("draft-of-", "a-norm")


def test_a_word_that_fits_nowhere_is_cut() -> None:
    (line,) = wrap("w" * 50, 10, 60, 3)
    assert line.endswith("…")
    assert width(line, 10) <= 60


def test_an_accent_takes_no_room_of_its_own() -> None:
    assert width("re\u0301seau", 10) == width("reseau", 10)


def test_an_order_takes_crossings_away() -> None:
    links = [[("a", "z"), ("b", "y"), ("c", "x")]]
    left, right = order([["a", "b", "c"], ["x", "y", "z"]], links)
    pairs = [(left.index(one), right.index(other)) for one, other in links[0]]
    assert sorted(pairs) == [(0, 0), (1, 1), (2, 2)]


def test_what_has_no_link_comes_last_and_equals_keep_their_order() -> None:
    left, right = order([["lone", "a", "b"], ["p", "q"]], [[("a", "p"), ("b", "q")]])
    assert (left, right) == (["a", "b", "lone"], ["p", "q"])


def test_boxes_stand_where_they_want_to_unless_they_would_overlap() -> None:
    assert spread([10, 50, 90], [20, 20, 20], 100) == [10, 50, 90]
    assert spread([50, 50], [20, 20], 100) == [40, 60]
    assert spread([-5, 200], [20, 20], 100) == [10, 90]


def test_the_trace_has_every_entry_of_its_layers_and_every_value(corpus: Corpus) -> None:
    picture = drawn(corpus)
    nodes = {n.get("data-id") for n in picture.iter() if "node" in n.get("class", "").split()}
    layers = {e.id for layer in trace(corpus).layers for e in layer.entries}
    assert nodes == layers | {entry.id for entry in corpus.compared}
    cells = {
        (n.get("data-from"), n.get("data-to")) for n in picture.iter() if n.get("class") == "cell"
    }
    assert cells == {(c, e.id) for e in corpus.compared for c in e.assessments}


def test_the_trace_has_an_edge_per_link(corpus: Corpus) -> None:
    edges = [(p.get("data-from"), p.get("data-to")) for p in drawn(corpus).iter(f"{SVG}path")]
    wanted = [pair for pairs in trace(corpus).links for pair in pairs]
    assert sorted(e for e in edges if e[0]) == sorted(wanted)


def test_the_layers_of_the_trace_are_headed_by_what_they_hold(lent: Corpus) -> None:
    (heads,) = [g for g in drawn(lent).iter(f"{SVG}g") if g.get("class") == "titles"]
    said = [text.text for text in heads.iter(f"{SVG}text")]
    assert said == ["Circumstance", "Demand", "Yardstick", "Demand: without a link"]


def test_the_lines_of_a_long_heading_stand_side_by_side(lending: Lending) -> None:
    title = "Paper slips of all desks in the valley"
    lending.change(SLIPS, "title: Paper slips", f"title: {title}")
    spans = [list(t.iter(f"{SVG}tspan")) for t in drawn(lending.corpus()).iter(f"{SVG}text")]
    ((first, second),) = [found for found in spans if found and "Paper slips" in found[0].text]
    assert (
        first.text.split() + second.text.split() == "Paper slips of all desks in the valley".split()
    )
    assert number(second, "y") - number(first, "y") >= SIZE


@pytest.mark.parametrize("kind", ["trace", "neighbours"])
def test_no_text_and_no_frame_overlaps_another(kind: str, corpus: Corpus) -> None:
    pictures = {"": drawn(corpus)}
    if kind == "neighbours":
        texts_of = {n: neighbours(corpus, e, "n", nowhere) for n, e in corpus.entries.items()}
        pictures = {name: ET.fromstring(text) for name, text in texts_of.items() if text}
    for name, picture in pictures.items():
        boxes, lines = frames(picture), texts(picture)
        assert boxes
        assert lines
        for one, other in combinations(boxes, 2):
            assert not one.overlaps(other), (name, one, other)
        for (one, text), (other, more) in combinations(lines, 2):
            assert not one.overlaps(other), (name, text, more)
        for area, text in lines:
            for box in boxes:
                assert box.holds(area) or not box.overlaps(area), (name, text)


def test_a_picture_holds_all_that_it_draws(corpus: Corpus) -> None:
    picture = drawn(corpus)
    whole = Area(0, 0, number(picture, "width"), number(picture, "height"))
    (group,) = picture.findall(f"{SVG}g")
    moved = MOVED.fullmatch(group.get("transform", ""))
    assert moved
    down = float(moved[2])
    for area in [*frames(picture), *(area for area, _ in texts(picture))]:
        assert whole.holds(area._replace(top=area.top + down, bottom=area.bottom + down)), area


def test_every_node_leads_to_its_entry_and_says_what_it_is(full: Corpus) -> None:
    for node in drawn(full).iter(f"{SVG}a"):
        title = node.find(f"{SVG}title")
        assert title is not None
        if name := node.get("data-id"):
            assert node.get("href") == f"{name}.html#"
            assert (title.text or "").startswith(full.entries[name].heading)
        else:
            about = node.get("data-from"), node.get("data-to")
            assert node.get("href") == f"{about[1]}.html#{about[1]}--{about[0]}"
    titles = [t.text for t in drawn(full).iter(f"{SVG}title")]
    assert "Paper slips, Privacy of loans: seen at the desk" in titles


def test_a_frame_leaves_room_above_and_below_its_text(lent: Corpus) -> None:
    picture = around(lent, "LEND-1")
    for area, text in texts(picture):
        for box in frames(picture):
            if box.holds(area):
                assert min(area.top - box.top, box.bottom - area.bottom) > SIZE / 2, text


def test_without_addresses_a_picture_has_no_links(full: Corpus) -> None:
    text = chart(full, trace(full), "all", nowhere)
    assert "<a" not in text
    assert "href" not in text


def test_a_picture_is_the_same_each_time(corpus: Corpus) -> None:
    first, second = (chart(corpus, trace(corpus), "all", somewhere) for _ in range(2))
    assert first == second


def test_neighbours_stand_left_and_right_of_the_entry(full: Corpus) -> None:
    picture = around(full, "LEND-1")
    lefts = {
        (a.findtext(f"{SVG}title") or "").partition(":")[0]: number(next(a.iter(f"{SVG}rect")), "x")
        for a in picture.iter(f"{SVG}a")
    }
    (here,) = [number(r, "x") for r in picture.iter(f"{SVG}rect") if r.get("class") == "here"]
    assert lefts["Market day"] < here
    assert lefts["Privacy of loans"] > here


def test_many_neighbours_are_counted_and_lead_to_the_list(lending: Lending) -> None:
    names = [f"BOOK-{number}" for number in range(MOST + 3)]
    for name in names:
        text = lending.text("works/ALMANAC-7.md").replace("ALMANAC-7", name)
        lending.write(f"works/{name}.md", text.replace("mark: Almanac", f"mark: {name}"))
    lending.change(CATALOGUE, "[QUILL-RULES, ALMANAC-7]", f"[{', '.join(names)}]")
    corpus = lending.corpus()
    shown = _links(around(corpus, "union-catalogue"))
    assert shown["and 3 more"] == "union-catalogue.html#links"
    headings = {corpus.entries[one].heading for one in names}
    assert len(headings & {told.partition(":")[0] for told in shown}) == MOST


def test_values_are_one_neighbour_that_leads_to_their_table(lent: Corpus) -> None:
    shown = _links(around(lent, "union-catalogue"))
    assert shown["Yardstick (3)"] == "union-catalogue.html#remarks"
    shown = _links(around(lent, "loan-privacy"))
    assert shown["Lending candidate (3)"] == "loan-privacy.html#vocabulary"


def _links(picture: ET.Element) -> dict[str, str]:
    found = picture.iter(f"{SVG}a")
    return {a.findtext(f"{SVG}title") or "": a.get("href", "") for a in found}


def test_without_criteria_there_is_nothing_to_draw(lending: Lending) -> None:
    for folder in ("yardsticks", "candidates"):
        for path in (lending.root / folder).glob("*.md"):
            path.unlink()
    corpus = lending.corpus()
    assert chart(corpus, trace(corpus), "all", somewhere) == ""


def test_without_anything_that_asks_the_criteria_are_drawn(lending: Lending) -> None:
    for path in (lending.root / "circumstances").glob("*.md"):
        path.unlink()
    picture = drawn(lending.corpus())
    assert {n.get("data-id") for n in picture.iter()} >= {"LEND-1", "loan-privacy", "paper-slips"}


def test_an_entry_without_links_has_no_picture(full: Corpus) -> None:
    linked = {name for pair in _pairs(full) for name in pair}
    alone = [entry for name, entry in full.entries.items() if name not in linked]
    assert alone
    assert [neighbours(full, entry, "n", nowhere) for entry in alone] == [""] * len(alone)


def _pairs(corpus: Corpus) -> list[tuple[str, str]]:
    return [(one.source, one.target) for links in corpus.outgoing.values() for one in links]


@pytest.mark.parametrize("title", ["<script>alert(1)</script>", "R & D", '"quoted"', "日本語" * 30])
def test_an_author_s_text_stays_text(title: str, lending: Lending) -> None:
    quoted = title.replace('"', '\\"')
    lending.change(
        "demands/LEND-1.md", "title: Nobody else learns what is read", f'title: "{quoted}"'
    )
    corpus = lending.corpus()
    for picture in (drawn(corpus), around(corpus, "loan-privacy")):
        assert not [e for e in picture.iter() if "script" in e.tag]
        assert any(title in (t.text or "") for t in picture.iter(f"{SVG}title"))
