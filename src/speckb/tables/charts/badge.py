"""Badge of a judged entry, to show elsewhere: its name, how its verdicts are, and the edition."""

from __future__ import annotations

from collections import Counter
from html import escape
from typing import TYPE_CHECKING

from speckb.corpus.settings.verdicts import GRADES
from speckb.tables.charts.marks import RADIUS, mark
from speckb.tables.charts.svg import BASE, QUIET, SIZE, document, frame, tag
from speckb.tables.charts.text import BOLD, width
from speckb.tables.verdicts import spoken, verdict

if TYPE_CHECKING:
    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry

HEIGHT = 28
GAP = 10


def badge(corpus: Corpus, entry: Entry) -> str:
    """Return the badge as an SVG document, which needs no other file."""
    found = Counter(verdict(corpus, entry, about).settled for about in spoken(corpus))
    words = corpus.settings.verdicts.words
    shown = [(words[word], found[word]) for word in reversed(GRADES) if found[word]]
    shown += [(words[word], found[word]) for word in found if word not in GRADES]
    at = float(GAP)
    parts = [_text(entry.text, at, font_weight="bold")]
    at += width(entry.text, SIZE) * BOLD + GAP
    for word, count in shown:
        said = f"{count} {word.label}"
        parts += [mark(word.tone, at + RADIUS, HEIGHT / 2), _text(said, at + 2 * RADIUS + 5)]
        at += 2 * RADIUS + 5 + width(said, SIZE) + GAP
    if corpus.edition:
        parts.append(_text(corpus.edition, at, fill=QUIET))
        at += width(corpus.edition, SIZE) + GAP
    label = ", ".join([entry.text, *(f"{count} {word.label}" for word, count in shown)])
    return document(at, HEIGHT, label, "badge", frame(0, 0, at, HEIGHT), *parts)


def _text(text: str, x: float, **attributes: str | float) -> str:
    return tag("text", escape(text), x=x, y=HEIGHT / 2 + SIZE * BASE, **attributes)
