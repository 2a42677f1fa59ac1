"""View of an entry's page beside its prose, as plain data for every output. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from speckb.corpus import editions
from speckb.corpus.editions import DOCUMENT, EDITION, SECTION
from speckb.corpus.settings.verdicts import DISPUTED, GRADES, LABELS
from speckb.language import _, ngettext
from speckb.tables.fragments import (
    NOTHING,
    Piece,
    Row,
    condition_piece,
    disputed_piece,
    entry_piece,
    evidence,
    value_piece,
)
from speckb.tables.verdict_view import answers, claimed, judgement

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Assessment, Entry, Link
    from speckb.corpus.settings import Role
    from speckb.files.frontmatter import Path
    from speckb.tables.verdict_view import Answers, Claimed, Judgement

TABLED = frozenset({"criteria", "claims", DISPUTED})  # links that have tables of their own


@dataclass(frozen=True, slots=True)
class Fact:
    """A labelled field of the card; several items are a list, each with its note if any."""

    name: str
    label: str
    items: Sequence[Piece]
    editorial: bool = False
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Later:
    """What a document changes in an entry from an edition on, and what it says.

    `changed` is the criterion or word, with its value; `fields` are pairs of label and contents.
    """

    edition: str
    changed: Sequence[Piece]
    fields: Sequence[tuple[str, Sequence[Piece]]]
    documents: Sequence[Piece]
    note: str
    editorial: str


@dataclass(frozen=True, slots=True)
class Linked:
    """An entry at the other end of a link, and the reason of the link."""

    cell: Piece
    heading: str
    reason: str


@dataclass(frozen=True, slots=True)
class LinkGroup:
    """The links of one kind in one direction."""

    name: str
    label: str
    links: Sequence[Linked]
    editorial: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that an entry's page shows beside its prose.

    `strip` has what the last edition has, whatever edition the page shows.
    """

    kind: str
    id: str
    summary: str
    statement: Sequence[str]  # its parts; every second one is a keyword
    card: Sequence[Fact]
    values: Sequence[Row]
    vocabulary: Sequence[Row]
    criteria: Role
    compared: Role
    assesses: str
    links: Sequence[LinkGroup]
    strip: Sequence[Fact] = ()
    later: Sequence[Later] = ()
    editorial: bool = False
    answers: Answers | None = None
    judgement: Judgement | None = None
    claimed: Claimed | None = None


def facts(corpus: Corpus, entry: Entry) -> Facts:
    """Return the view of an entry's page."""
    return Facts(
        kind=entry.type.title,
        id=entry.id,
        summary=entry.summary,
        statement=corpus.settings.keywords.parts(entry.meta.get("statement", "")),
        card=_card(corpus, entry),
        values=_values(corpus, entry),
        vocabulary=_vocabulary(corpus, entry),
        criteria=corpus.settings.criteria,
        compared=corpus.settings.compared,
        assesses=_assesses(corpus),
        links=[*_outgoing(corpus, entry), *_incoming(corpus, entry), *_accepted(corpus, entry)],
        strip=_strip(corpus, entry),
        later=_later(corpus, entry),
        editorial=entry.is_editorial,
        answers=answers(corpus, entry) if corpus.settings.assessed else None,
        judgement=judgement(corpus, entry),
        claimed=claimed(corpus, entry),
    )


def _assesses(corpus: Corpus) -> str:
    """Return the title of the column for the entries that a value of a criterion assesses."""
    link = corpus.settings.links.get("assesses")
    titles = [corpus.settings.types[name].title for name in link.targets] if link else []
    shown = _(", ").join(titles)
    return _("{types} (editorial)", types=shown) if link and link.editorial else shown


def _strip(corpus: Corpus, entry: Entry) -> list[Fact]:
    """Return the fields and links that the page has on top, as the last edition has them."""
    last = next(reversed(corpus.whole.views), corpus)
    if (now := last.entries.get(entry.id)) is None:
        return []
    found = []
    for name in entry.type.strip:
        if kind := corpus.settings.links.get(name):
            targets = [link.target for link in last.outgoing[entry.id] if link.kind == name]
            shown = [entry_piece(last.entries[target]) for target in targets]
            found += [Fact(name, kind.outgoing, shown, kind.editorial)] if shown else []
        elif name in now.meta:
            found.append(_fact(last, now, name))
    return found


def _card(corpus: Corpus, entry: Entry) -> list[Fact]:
    found = [_fact(corpus, entry, name) for name in entry.type.card if name in entry.meta]
    if former := entry.former_ids:
        found.append(Fact("formerly", entry.type.label("formerly"), [Piece(old) for old in former]))
    if section := entry.meta.get("section"):
        found.append(
            Fact(
                "section",
                _("Section"),
                [section_piece(corpus, corpus.document_of(entry), section)],
            )
        )
    return found


def _fact(corpus: Corpus, entry: Entry, name: str) -> Fact:
    """Return a field as the card shows it; one of records as their sections, with their notes."""
    items = entry.meta[name] if isinstance(entry.meta[name], list) else [entry.meta[name]]
    records = [item for item in items if isinstance(item, dict) and DOCUMENT in item]
    notes = [str(item.get("note", "")) for item in records]
    shown = [section_piece(corpus, item[DOCUMENT], item.get(SECTION, "")) for item in records] or [
        Piece(_(NOTHING), tone="none")
        if item == corpus.settings.unstated
        else Piece(entry.type.word(name, item))
        for item in items
    ]
    return Fact(name, entry.type.label(name), shown, name in entry.type.editorial, notes)


def _later(corpus: Corpus, entry: Entry) -> list[Later]:
    """Return what later documents change in an entry, by edition, in the order of the file."""
    whole = corpus.whole
    raw = whole.entries.get(entry.id, entry)
    titles = {known.id: f"{known.id} ({known.title})" for known in corpus.settings.editions}
    found = []
    for path, item in editions.changes(raw):
        where = section_piece(corpus, item[DOCUMENT], item[SECTION])
        later = Later(
            titles[item[EDITION]],
            _changed(whole, raw, path, item),
            [] if path[0] in editions.MEMBERS else _fields(whole, raw, item),
            [where],
            str(item.get("note", "")),
            str(item.get("editorial", "")),
        )
        found.append((item[EDITION], later))
    order = [*titles]
    return [later for _, later in sorted(found, key=lambda pair: order.index(pair[0]))]


def _changed(corpus: Corpus, entry: Entry, path: Path, item: Mapping[str, Any]) -> list[Piece]:
    """Return what an item changes: a value by a criterion, or a word; nothing for fields."""
    if path[0] == "criteria" and (criterion := corpus.entries.get(str(path[1]))):
        value = item.get("value")
        return [
            entry_piece(criterion),
            *([value_piece(corpus, criterion.id, value)] if value else []),
            *_asides(corpus, item.get("condition", ""), item.get(DISPUTED, ())),
        ]
    return [Piece(entry.values[str(path[1])].label)] if path[0] == "values" else []


def _fields(
    corpus: Corpus, entry: Entry, item: Mapping[str, Any]
) -> list[tuple[str, Sequence[Piece]]]:
    """Return label and new contents of the fields that an item changes."""
    own = {EDITION, DOCUMENT, SECTION, *editions.REMARKS}
    return [
        (entry.type.label(name), _contents(corpus, entry, name, item[name]))
        for name in item
        if name not in own
    ]


def _contents(corpus: Corpus, entry: Entry, name: str, value: Any) -> list[Piece]:
    """Return the new contents of a field: words, links to entries, or sections of documents."""
    known = corpus.entries if name in corpus.settings.links else {}
    return [
        section_piece(corpus, part[DOCUMENT], part.get(SECTION, ""))
        if isinstance(part, dict) and DOCUMENT in part
        else entry_piece(known[part])
        if part in known
        else Piece(entry.type.word(name, part))
        for part in (value if isinstance(value, list | dict) else [value])
    ]


def section_piece(corpus: Corpus, document: str, section: str | Sequence[str]) -> Piece:
    """Return a section of a document as a link to its text, or else to the document's page.

    Of several sections the link leads to the first.
    """
    sections = [section] if isinstance(section, str) else [*section]
    entry = corpus.whole.entries.get(document)
    names = _(", ").join(sections)
    said = ngettext("Section {names}", "Sections {names}", len(sections), names=names)
    if entry is None:
        return Piece(said)
    text, section = f"{entry.text}, {said}", sections[0]
    pattern = str(entry.meta.get("section_url", ""))
    if pattern.startswith("https://"):
        kind = "section" if section[:1].isdigit() else "appendix"
        return Piece(text, title=entry.title, url=pattern.replace("{anchor}", f"{kind}-{section}"))
    return Piece(text, entry.id, title=entry.title)


def _values(corpus: Corpus, entry: Entry) -> list[Row]:
    """Return a row per criterion: criterion, value, remark, editorial remark."""
    return [
        Row(
            evidence(entry.id, criterion.id),
            [
                [entry_piece(criterion)],
                [
                    _explained(corpus, criterion, cell.value),
                    *_asides(corpus, cell.condition, cell.disputed_by),
                ],
                [Piece(cell.note), *_where(corpus, entry, cell)],
                [Piece(cell.editorial)],
            ],
        )
        for criterion in corpus.criteria
        if (cell := entry.assessments.get(criterion.id))
    ]


def _explained(corpus: Corpus, criterion: Entry, value: str) -> Piece:
    """Return a value with a link to the row of the vocabulary that explains it."""
    where = evidence(criterion.id, value)
    return replace(value_piece(corpus, criterion.id, value), entry=criterion.id, anchor=where)


def _where(corpus: Corpus, entry: Entry, cell: Assessment) -> list[Piece]:
    """Return the section that a value has of its own, as a remark in parentheses."""
    if not cell.sections:
        return []
    where = section_piece(corpus, cell.document or corpus.document_of(entry), cell.sections)
    return [replace(where, text=f"({where.text})", tone="where")]


def _asides(corpus: Corpus, condition: str, disputed_by: Sequence[str]) -> list[Piece]:
    """Return the condition of a value, and marks for what calls it in question."""
    shown = [condition_piece(condition)] if condition else []
    return [*shown, *(disputed_piece(corpus, name) for name in disputed_by)]


def _vocabulary(corpus: Corpus, entry: Entry) -> list[Row]:
    """Return a row per value: value, meaning, entries that have it, entries that it assesses."""
    verdicts = entry.meta.get("assesses", {})
    found = []
    for value in corpus.values_of(entry):
        holders = [
            Piece(e.text, e.id, evidence(e.id, entry.id), title=e.title)
            for e in corpus.compared
            if (cell := e.assessments.get(entry.id)) and cell.value == value.id
        ]
        speaks = [
            Piece(f"{corpus.entries[target].text} {_(LABELS[verdict])}", target)
            for target, mapping in verdicts.items()
            for verdict in GRADES[::-1]
            if entry.values.among(value.id, mapping.get(verdict, ()))
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
            found.append(LinkGroup(kind.name, kind.outgoing, shown, kind.editorial))
    return found


def _incoming(corpus: Corpus, entry: Entry) -> list[LinkGroup]:
    found = []
    for kind in corpus.settings.links.values():
        if kind.name in TABLED:
            continue
        links = [link for link in corpus.incoming.get(entry.id, ()) if link.kind == kind.name]
        if links:
            shown = [_linked(corpus, link.source, link) for link in links]
            found.append(LinkGroup(kind.name, kind.incoming, shown, kind.editorial))
    return found


def _accepted(corpus: Corpus, entry: Entry) -> list[LinkGroup]:
    """Return the reasons for accepted findings, shown in the place of the links that lack."""
    found = []
    for name, reason in entry.accepted.items():
        kinds = [k for k in entry.type.linked_by if k in corpus.settings.links]
        labels = [corpus.settings.links[kind].incoming for kind in kinds]
        label = _(", ").join(labels) if name == "link-missing" else name
        none = _("none")
        found.append(LinkGroup(name, label, [Linked(Piece(none, tone="none"), none, reason)], True))
    return found


def _linked(corpus: Corpus, other: str, link: Link) -> Linked:
    entry = corpus.linkable[other]
    return Linked(entry_piece(entry), entry.title, link.reason)
