"""Chart of the trace: layers of entries with their links, and a mark per value of criteria."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from speckb.corpus.schema_parts import constants, item
from speckb.language import _
from speckb.tables.charts.marks import legend, mark
from speckb.tables.charts.places import BETWEEN, PAD, WIDTH, boxes, loose, unlinked
from speckb.tables.charts.svg import (
    BASE,
    FRAME,
    QUIET,
    SIZE,
    curve,
    document,
    frame,
    lines,
    link,
    tag,
)
from speckb.tables.charts.text import width, wrap
from speckb.tables.fragments import TONES, evidence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.tables.charts.places import Box
    from speckb.tables.charts.svg import Address
    from speckb.tables.trace import Trace

COLUMN, ROW, HIT = 28, 32, 26
HEAD_WIDTH, HEAD_LINE = 150, 13
TITLES, LEGEND, APART = 26, 70, 34


def chart(corpus: Corpus, trace: Trace, label: str, address: Address) -> str:
    """Return the chart as SVG, or an empty string while the last layer has no entries.

    `label` says what it shows; `address` returns the URL of an entry and an anchor.
    """
    if not trace.layers[-1].entries:
        return ""
    compared = corpus.compared if trace.layers[-1].type in corpus.settings.criteria else ()
    heads = [wrap(entry.title, SIZE, HEAD_WIDTH, 2) for entry in compared]
    above = max((width(line, SIZE) for head in heads for line in head), default=0) + 2 * PAD
    placed = boxes(trace, above, ROW)
    grid = Grid(corpus, placed[-1], address) if heads else None
    right = grid.right if grid else placed[-1][0].left + WIDTH + 1
    bottom = max(
        grid.bottom if grid else 0, *(b.middle + b.height / 2 for layer in placed for b in layer)
    )
    apart = loose(unlinked(trace), bottom + APART, right)
    parts = [
        tag("g", *_titles(trace, apart, bottom + APART), class_="titles", fill=QUIET),
        tag("g", *_links(trace, placed), class_="edges", fill="none", stroke=FRAME),
        *(_box(box, address) for layer in placed for box in layer),
        *(grid.parts(heads) if grid else ()),
        *(_box(box, address, stroke_dasharray="2 2") for box in apart),
    ]
    shifted = tag("g", *parts, transform=f"translate(0,{TITLES})")
    lowest = max(bottom, *(b.middle + b.height / 2 for b in apart)) if apart else bottom
    return document(right, TITLES + lowest + 1, label, "trace", shifted)


def _titles(trace: Trace, apart: Sequence[Box], top: float) -> Iterator[str]:
    for number, layer in enumerate(trace.layers):
        yield tag("text", escape(layer.type.title), x=number * (WIDTH + BETWEEN), y=SIZE - TITLES)
    if apart:
        kinds = _(", ").join(dict.fromkeys(box.entry.type.title for box in apart))
        # Translators: heading of the entries of a chart that no line leads to
        said = _("{types}: without a link", types=kinds)
        yield tag("text", escape(said), x=0, y=top - SIZE)


def _links(trace: Trace, placed: Sequence[Sequence[Box]]) -> Iterator[str]:
    found = {box.entry.id: box for layer in placed for box in layer}
    for pairs in trace.links:
        for left, right in pairs:
            one, other = found[left], found[right]
            ends = {"data_from": left, "data_to": right}
            yield curve(one.left + WIDTH, one.middle, other.left, other.middle, **ends)


def _box(box: Box, address: Address, **look: str) -> str:
    around = frame(box.left, box.middle - box.height / 2, WIDTH, box.height, **look)
    text = lines(box.shown, box.left + PAD, box.middle)
    entry = box.entry
    about = {"data_id": entry.id, "class_": "node"}
    return link(address(entry.id, ""), entry.heading, entry.summary, around, text, **about)


def _hit(left: float, top: float, width: float, height: float) -> str:
    """Return the clickable area of a link without a frame, visible while it has the focus."""
    return frame(left, top, width, height, opacity=0, class_="hit")


class Grid:
    """The values of all compared entries by all criteria, beside the last layer."""

    def __init__(self, corpus: Corpus, rows: Sequence[Box], address: Address) -> None:
        self.corpus = corpus
        self.boxes = rows
        self.address = address
        self.left = rows[0].left + WIDTH + PAD
        self.right = self.left + len(corpus.compared) * COLUMN + PAD
        self.top = rows[0].middle - max(ROW, rows[0].height) / 2
        self.bottom = rows[-1].middle + ROW / 2 + LEGEND

    def parts(self, heads: Sequence[Sequence[str]]) -> Iterator[str]:
        """Yield the titles of the columns, the rows and the legend."""
        yield from self.heads(heads)
        yield from self.rows()
        yield self.legend()

    def heads(self, shown: Sequence[Sequence[str]]) -> Iterator[str]:
        """Yield the titles of the columns, written upwards."""
        for entry, x, text in zip(self.corpus.compared, self._columns(), shown, strict=True):
            first = SIZE * BASE - (len(text) - 1) * HEAD_LINE / 2
            spans = [
                tag("tspan", escape(line), x=0, y=first + i * HEAD_LINE)
                for i, line in enumerate(text)
            ]
            turned = f"translate({x:g},{self.top - PAD:g}) rotate(-90)"
            name = tag("text", *spans, transform=turned)
            area = _hit(x - COLUMN / 2, 0, COLUMN, self.top)
            about = {"data_id": entry.id, "class_": "node head"}
            yield link(
                self.address(entry.id, ""), entry.heading, entry.summary, area, name, **about
            )

    def rows(self) -> Iterator[str]:
        """Yield a line and a mark per value for each criterion."""
        for box in self.boxes:
            y = round(box.middle)
            line = f"M{self.left - PAD:g},{y}H{self.right - PAD:g}"
            yield tag("path", d=line, stroke=FRAME, stroke_width=0.5, class_="rule")
            for entry, x in zip(self.corpus.compared, self._columns(), strict=True):
                if cell := entry.assessments.get(box.entry.id):
                    yield self._value(box.entry, entry, cell.value, x, y)

    def _value(self, criterion: Entry, entry: Entry, value: str, x: float, y: float) -> str:
        word = criterion.values[value]
        area = _hit(x - HIT / 2, y - HIT / 2, HIT, HIT)
        return link(
            self.address(entry.id, evidence(entry.id, criterion.id)),
            f"{entry.text}, {criterion.text}",
            word.label,
            area,
            mark(word.tone, x, y),
            data_from=criterion.id,
            data_to=entry.id,
            class_="cell",
        )

    def legend(self) -> str:
        """Return the legend of the marks, below the rows."""
        value = item(self.boxes[0].entry.type.properties.get("values", {}))
        own = dict(constants(value.get("properties", {}).get("tone", {})))
        # a tone without a title is called as the engine calls it
        names = {t: _(TONES[t]) if t in TONES and t == own[t] else own[t] for t in own}
        left = self.boxes[0].left + PAD
        return legend(names, left, self.bottom - LEGEND + 24, self.right - left)

    def _columns(self) -> list[float]:
        return [self.left + COLUMN * (i + 0.5) for i in range(len(self.corpus.compared))]
