"""Data of the explorer: questions, and every entry's verdicts and values. Plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from speckb.corpus.choices import counterparts
from speckb.corpus.settings.verdicts import CONDITIONAL, MET, MISSED
from speckb.language import _
from speckb.tables.choices import ELSEWHERE, OPEN, condition_of
from speckb.tables.fragments import SYMBOLS
from speckb.tables.groups import groups, listed
from speckb.tables.verdicts import assessed, judged, speaking, verdict
from speckb.tables.verdicts.claims import disagreeing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.tables.verdicts import Verdict

    Address = Callable[[str, str], str]


def explorer(corpus: Corpus, address: Address) -> dict[str, Any]:
    """Return the data as JSON can hold it; `address` returns the URL of an entry and an anchor.

    `asked` are the entries that criteria assess, `silent` those that none does, `groups` sets of
    them that can be chosen together. `criteria` have their vocabularies (label, tone), what they
    assess, and their question with its answers: label, accepted words, which are None where any
    will do. `entries` are the judged ones: `verdicts` by id (word, settled word, reasons,
    conditions) and `values` by criterion (value, remark, condition). A reason has a criterion with
    the section of its value, or none, and sentences. `renamed` has ids by former ones; `across`
    the ids that other editions have, with those that stand for them in this one; `removed` what
    became of ids.
    """
    settings = corpus.settings
    asked = [about for about in assessed(corpus) if speaking(corpus, about)]
    entries = judged(corpus)
    known = {*(entry.id for entry in (*asked, *corpus.criteria, *entries))}
    return {
        "titles": {
            "asked": settings.assessed.title,
            "criterion": settings.criteria.title,
            "entry": settings.compared.title,
        },
        "nouns": {"asked": settings.assessed.noun, "criterion": settings.criteria.noun},
        "symbols": SYMBOLS,
        "words": {w.id: [w.label, w.tone] for w in settings.verdicts.words.values()},
        "states": [MET, CONDITIONAL, OPEN, MISSED],
        "elsewhere": ELSEWHERE,
        "unstated": settings.unstated,
        "asked": [_named(about, address) for about in asked],
        "silent": [_named(a, address) for a in assessed(corpus) if a not in asked],
        "criteria": [
            _criterion(corpus, criterion, known, address) for criterion in corpus.criteria
        ],
        "groups": list(_groups(corpus, {about.id for about in asked})),
        "entries": [_entry(corpus, entry, asked, address) for entry in entries],
        "renamed": {old: one.id for old, one in corpus.whole.former.items() if one.id in known},
        "across": dict(_across(corpus, known)),
        "removed": dict(settings.removed_ids),
    }


def _named(entry: Entry, address: Address) -> dict[str, Any]:
    found = {"id": entry.id, "name": entry.text, "href": address(entry.id, "")}
    return found if entry.heading == entry.text else {**found, "title": entry.title}


def _criterion(
    corpus: Corpus, criterion: Entry, known: set[str], address: Address
) -> dict[str, Any]:
    answers = [
        [answer["label"], _accepted(corpus, criterion, answer) if "values" in answer else None]
        for answer in criterion.meta.get("answers", ())
    ]
    asks = (
        {"asks": criterion.meta["asks"], "answers": answers} if any(w for _, w in answers) else {}
    )
    return {
        **_named(criterion, address),
        "values": {v.id: [v.label, v.tone] for v in corpus.values_of(criterion)},
        "assesses": [name for name in criterion.meta.get("assesses", ()) if name in known],
        **asks,
    }


def _accepted(corpus: Corpus, criterion: Entry, answer: Mapping[str, Any]) -> list[str]:
    """Return the words that an answer accepts, and the sizes that entries have."""
    listed = answer["values"]
    sizes = [value.id for value in corpus.values_of(criterion) if value.size is not None]
    among = [name for name in sizes if criterion.values.among(name, listed)]
    return [*among, *(word for word in listed if word in criterion.values.words)]


def _across(corpus: Corpus, known: set[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield what can be chosen in other editions alone, with its counterparts in this one."""
    settings = corpus.settings
    kinds = [*settings.assessed, *settings.criteria, *settings.compared]
    for entry in corpus.whole.entries.values():
        if entry.type in kinds and entry.id not in corpus.entries:
            yield entry.id, [name for name in counterparts(corpus, entry.id) if name in known]


def _entry(corpus: Corpus, entry: Entry, asked: list[Entry], address: Address) -> dict[str, Any]:
    found = {about.id: verdict(corpus, entry, about) for about in asked}
    return {
        **_named(entry, address),
        "summary": entry.summary,
        "verdicts": {
            about: [one.word, one.settled, list(_reasons(corpus, one)), list(one.conditions)]
            for about, one in found.items()
        },
        "values": {
            name: [cell.value, cell.note, condition_of(corpus, cell)]
            for name, cell in entry.assessments.items()
        },
    }


def _reasons(corpus: Corpus, found: Verdict) -> Iterator[list[Any]]:
    """Yield the reasons of a verdict: one per criterion, one per outcome, and other claims."""
    for reason in found.reasons:
        decided = _("Decided by {what}", what=_closed(reason.depends_on))
        conditions = map(_condition, reason.conditions)
        disputed = [
            _("Disputed: {entry}.", entry=corpus.entries[one].heading) for one in reason.disputed_by
        ]
        by = [decided] if reason.depends_on else []
        why = [*conditions, *disputed, *by, reason.no_verdict, reason.note]
        yield [reason.criterion, reason.section, [part for part in why if part]]
    for kind in dict.fromkeys((o.word, o.conditions) for o in found.outcomes):
        same = [o for o in found.outcomes if (o.word, o.conditions) == kind]
        sources = _(", ").join(corpus.entries[one.source].text for one in same)
        label = corpus.settings.verdicts.words[kind[0]].label
        said = [f"{sources}: {_closed(label)}", *map(_condition, kind[1])]
        yield ["", "", said]
    for claim in disagreeing(corpus).get((found.entry, found.about), ()):
        yield ["", "", [_closed(claim.summary)]]


def _condition(text: str) -> str:
    return _("Condition: {condition}", condition=_closed(text))


def _closed(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


def _groups(corpus: Corpus, known: set[str]) -> Iterator[dict[str, Any]]:
    """Yield the groupings of assessed entries that tables of the settings have."""
    for listing in corpus.settings.listings.values():
        if not listing.by or listing.type not in corpus.settings.assessed.names:
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


def packed(data: dict[str, Any]) -> dict[str, Any]:
    """Return the data of `explorer` in a third of its size; `Decide.unpacked` undoes it.

    Each sentence is once in `texts` and each condition in `conditions`; they, words, values and
    criteria are named by number, and what entries have by id is a list in the order of `asked` or
    `criteria`. An address lacks its anchor, which is the id. Without `texts`, all but the reasons
    and remarks is there.
    """
    texts: dict[str, int] = {}
    known: dict[str, int] = {}
    words = [*data["words"]]
    criteria = {criterion["id"]: number for number, criterion in enumerate(data["criteria"])}
    vocabularies = {one["id"]: [*one["values"]] for one in data["criteria"]}

    def number(text: str) -> int:
        return texts.setdefault(text, len(texts))

    def numbered(conditions: list[str]) -> list[int]:
        return [known.setdefault(one, len(known)) for one in conditions]

    def reason(criterion: str, where: str, said: list[str]) -> list[int]:
        return [criteria.get(criterion, -1), number(where), *map(number, said)]

    def packed_verdict(word: str, settled: str, reasons: Any, conditions: Any) -> list[Any]:
        found = [words.index(word), words.index(settled), [reason(*one) for one in reasons]]
        return [*found, numbered(conditions)] if conditions else found

    def packed_value(criterion: str, cell: Any) -> list[int] | int:
        if cell is None:
            return 0
        value, note, condition = cell
        found = [vocabularies[criterion].index(value), number(note)]
        return [*found, *numbered([condition])] if condition else found

    def placed(one: dict[str, Any]) -> dict[str, Any]:
        return {**one, "href": one["href"].removesuffix(f"#{one['id']}")}

    entries = [
        {
            **placed(entry),
            "verdicts": [packed_verdict(*one) for one in entry["verdicts"].values()],
            "values": [packed_value(name, entry["values"].get(name)) for name in criteria],
        }
        for entry in data["entries"]
    ]
    listed = [
        {**placed(one), "values": [[word, *shown] for word, shown in one["values"].items()]}
        for one in data["criteria"]
    ]
    return {
        **data,
        **{name: [*map(placed, data[name])] for name in ("asked", "silent")},
        **{"criteria": listed, "entries": entries},
        **{"conditions": [*known], "texts": [*texts]},
    }
