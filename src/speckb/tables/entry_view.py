"""View of an entry's page beside its prose, as plain data for every output. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from speckb.tables.fragments import NOTHING, Piece, Row, entry_piece, evidence, value_piece
from speckb.tables.verdict_view import claimed, judgement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry, Link
    from speckb.tables.verdict_view import Claimed, Judgement

TABLED = frozenset({"criteria", "claims"})  # links that have tables of their own


@dataclass(frozen=True, slots=True)
class Fact:
    """A labelled field of the card; several items are shown as a list."""

    label: str
    items: Sequence[Piece]
    editorial: bool = False


@dataclass(frozen=True, slots=True)
class Linked:
    """An entry at the other end of a link, and the reason of the link."""

    cell: Piece
    heading: str
    reason: str


@dataclass(frozen=True, slots=True)
class LinkGroup:
    """The links of one kind in one direction."""

    label: str
    links: Sequence[Linked]
    editorial: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that an entry's page shows beside its prose."""

    kind: str
    id: str
    summary: str
    statement: str
    card: Sequence[Fact]
    values: Sequence[Row]
    vocabulary: Sequence[Row]
    criterion: str
    assesses: str
    links: Sequence[LinkGroup]
    judgement: Judgement | None = None
    claimed: Claimed | None = None


def facts(corpus: Corpus, entry: Entry) -> Facts:
    """Return the view of an entry's page."""
    return Facts(
        kind=entry.type.title,
        id=entry.id,
        summary=entry.summary,
        statement=entry.meta.get("statement", ""),
        card=_card(corpus, entry),
        values=_values(corpus, entry),
        vocabulary=_vocabulary(corpus, entry),
        criterion=corpus.settings.criterion.title,
        assesses=_assesses(corpus),
        links=[*_outgoing(corpus, entry), *_incoming(corpus, entry), *_accepted(corpus, entry)],
        judgement=judgement(corpus, entry),
        claimed=claimed(corpus, entry),
    )


def _assesses(corpus: Corpus) -> str:
    """Return the title of the column for the entries that a value of a criterion assesses."""
    link = corpus.settings.links.get("assesses")
    titles = [corpus.settings.types[name].title for name in link.targets] if link else []
    return ", ".join(titles) + (" (editorial)" if link and link.editorial else "")


def _card(corpus: Corpus, entry: Entry) -> list[Fact]:
    found = []
    source = corpus.entries.get(corpus.settings.source)
    for name in entry.type.card:
        if name in entry.meta:
            items = entry.meta[name]
            shown = [
                Piece(NOTHING, tone="none")
                if item == corpus.settings.unstated
                else Piece(entry.type.word(name, item))
                for item in (items if isinstance(items, list) else [items])
            ]
            found.append(Fact(entry.type.label(name), shown, name in entry.type.editorial))
    if entry.formerly:
        found.append(Fact(entry.type.label("formerly"), [Piece(old) for old in entry.formerly]))
    if section := entry.meta.get("section"):
        where = Piece(
            f"{section}", source.id if source else "", title=source.title if source else ""
        )
        found.append(Fact("Section of the source", [where]))
    return found


def _values(corpus: Corpus, entry: Entry) -> list[Row]:
    """Return a row per criterion: criterion, value, remark of the source, editorial remark."""
    return [
        Row(
            evidence(entry.id, criterion.id),
            [
                [entry_piece(criterion)],
                [value_piece(corpus, criterion.id, cell.value)],
                [Piece(cell.note)],
                [Piece(cell.editorial)],
            ],
        )
        for criterion in corpus.criteria
        if (cell := entry.assessments.get(criterion.id))
    ]


def _vocabulary(corpus: Corpus, entry: Entry) -> list[Row]:
    """Return a row per value: value, meaning, entries that have it, entries that it assesses."""
    verdicts = entry.meta.get("assesses", {})
    found = []
    for value in entry.values.values():
        holders = [
            Piece(e.text, e.id, evidence(e.id, entry.id), title=e.title)
            for e in corpus.compared
            if (cell := e.assessments.get(entry.id)) and cell.value == value.id
        ]
        speaks = [
            Piece(f"{corpus.entries[target].text} {verdict}", target)
            for target, mapping in verdicts.items()
            for verdict in ("met", "partly", "missed")
            if value.id in mapping.get(verdict, ())
        ]
        found.append(
            Row(
                f"{entry.id}--{value.id}",
                [
                    [value_piece(corpus, entry.id, value.id)],
                    [Piece(value.meaning)],
                    holders,
                    speaks,
                ],
            )
        )
    return found


def _outgoing(corpus: Corpus, entry: Entry) -> list[LinkGroup]:
    found = []
    for kind in corpus.settings.links.values():
        if kind.name in TABLED:
            continue
        links = [link for link in corpus.outgoing[entry.id] if link.kind == kind.name]
        if links:
            shown = [_linked(corpus, link.target, link) for link in links]
            found.append(LinkGroup(kind.outgoing, shown, kind.editorial))
    return found


def _incoming(corpus: Corpus, entry: Entry) -> list[LinkGroup]:
    found = []
    for kind in corpus.settings.links.values():
        if kind.name in TABLED:
            continue
        links = [link for link in corpus.incoming.get(entry.id, ()) if link.kind == kind.name]
        if links:
            shown = [_linked(corpus, link.source, link) for link in links]
            found.append(LinkGroup(kind.incoming, shown, kind.editorial))
    return found


def _accepted(corpus: Corpus, entry: Entry) -> list[LinkGroup]:
    """Return the reasons for accepted findings, shown in the place of the links that lack."""
    found = []
    for name, reason in entry.accepted.items():
        kinds = [k for k in entry.type.linked_by if k in corpus.settings.links]
        labels = [corpus.settings.links[kind].incoming for kind in kinds]
        label = ", ".join(labels) if name == "link-missing" else name
        found.append(LinkGroup(label, [Linked(Piece("none", tone="none"), "none", reason)], True))
    return found


def _linked(corpus: Corpus, other: str, link: Link) -> Linked:
    entry = corpus.entries[other]
    return Linked(entry_piece(entry), entry.title, link.reason)
