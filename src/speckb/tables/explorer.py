"""Data of the explorer: questions, and every entry's verdicts and values. Plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from speckb.corpus.settings.verdicts import MET, MISSED
from speckb.tables.fragments import SYMBOLS
from speckb.tables.groups import groups, listed
from speckb.tables.verdicts import assessed, judged, speaking, verdict
from speckb.tables.verdicts.claims import disagreeing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.tables.verdicts import Verdict

    Address = Callable[[str, str], str]


def explorer(corpus: Corpus, address: Address) -> dict[str, Any]:
    """Return the data as JSON can hold it; `address` returns the URL of an entry and an anchor.

    `asked` are the entries that criteria assess, `silent` those that none does, `groups` sets of
    them that can be chosen together. `criteria` have their vocabularies. `entries` are the judged
    ones, with `verdicts` by id (word, settled word, reasons, each a list of sentences) and `values`
    by criterion (value, remark).
    """
    settings = corpus.settings
    asked = [about for about in assessed(corpus) if speaking(corpus, about)]
    titles = [settings.types[name].title for name in settings.assessed]
    return {
        "titles": {
            "asked": ", ".join(titles),
            "criterion": settings.criterion.title,
            "entry": settings.compared.title,
        },
        "symbols": SYMBOLS,
        "words": {w.id: [w.label, w.tone, w.meaning] for w in settings.verdicts.words.values()},
        "met": MET,
        "missed": MISSED,
        "unstated": settings.unstated,
        "asked": [_named(about, address) for about in asked],
        "silent": [_named(a, address) for a in assessed(corpus) if a not in asked],
        "criteria": [
            {
                **_named(criterion, address),
                "values": {v.id: [v.label, v.tone, v.meaning] for v in criterion.values.values()},
            }
            for criterion in corpus.criteria
        ],
        "groups": list(_groups(corpus, {about.id for about in asked})),
        "entries": [_entry(corpus, entry, asked, address) for entry in judged(corpus)],
    }


def _named(entry: Entry, address: Address) -> dict[str, Any]:
    found = {"id": entry.id, "name": entry.text, "href": address(entry.id, "")}
    return found if entry.heading == entry.text else {**found, "title": entry.title}


def _entry(corpus: Corpus, entry: Entry, asked: list[Entry], address: Address) -> dict[str, Any]:
    found = {about.id: verdict(corpus, entry, about) for about in asked}
    return {
        **_named(entry, address),
        "summary": entry.summary,
        "verdicts": {
            about: [one.word, one.settled, list(_reasons(corpus, one))]
            for about, one in found.items()
        },
        "values": {name: [cell.value, cell.note] for name, cell in entry.assessments.items()},
    }


def _reasons(corpus: Corpus, found: Verdict) -> Iterator[list[str]]:
    """Yield the reasons of a verdict as sentences: one per criterion, one per outcome."""
    for reason in found.reasons:
        criterion = corpus.entries[reason.criterion]
        where = f" ({reason.section})" if reason.section else ""
        said = f"{criterion.text}{where}: {_closed(criterion.values[reason.value].label)}"
        decided = f"Decided by {_closed(reason.depends_on)}" if reason.depends_on else ""
        conditions = [f"Condition: {_closed(one)}" for one in reason.conditions]
        disputed = [f"Disputed: {corpus.entries[one].heading}." for one in reason.disputed_by]
        why = [*conditions, *disputed, decided, reason.no_verdict, reason.note]
        yield [part for part in (said, *why) if part]
    for kind in dict.fromkeys((o.word, o.conditions) for o in found.outcomes):
        same = [o for o in found.outcomes if (o.word, o.conditions) == kind]
        sources = ", ".join(corpus.entries[one.source].text for one in same)
        label = corpus.settings.verdicts.words[kind[0]].label
        yield [f"{sources}: {_closed(label)}", *(f"Condition: {_closed(c)}" for c in kind[1])]
    for claim in disagreeing(corpus).get((found.entry, found.about), ()):
        yield [_closed(claim.summary)]


def _closed(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


def _groups(corpus: Corpus, known: set[str]) -> Iterator[dict[str, Any]]:
    """Yield the groupings of assessed entries that tables of the settings have."""
    for listing in corpus.settings.listings.values():
        if not listing.by or listing.type not in corpus.settings.assessed:
            continue
        members: dict[str, list[str]] = {}
        column, order = groups(corpus, listing.type, listing.by)
        for entry in corpus.by_type[listing.type]:
            for name in listed(entry.meta.get(listing.by)):
                if entry.id in known:
                    members.setdefault(name, []).append(entry.id)
        named = {
            name: corpus.entries[name].text if column.kind == "entry" else name
            for name in order
            if name
        }
        yield {
            "caption": listing.caption,
            "groups": [[named[name], members[name]] for name in named if name in members],
        }
