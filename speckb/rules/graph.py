"""Rules over the whole corpus: links, vocabularies, completeness."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb.finding import Finding, Place, choice, nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from speckb.corpus import Corpus
    from speckb.entry import Entry
    from speckb.source import Path


def _at(entry: Entry, path: Path, rule: str, message: str, *, key: bool = False) -> Finding:
    span = entry.locate(path, key=key)
    place = Place(entry.path, span.line, span.column, span.end)
    return Finding(place, rule, "error", message, entry.source.line(span.line))


def _keyed(entry: Entry, path: Path) -> bool:
    return isinstance(path[-1], str) and isinstance(entry.meta.get(str(path[0])), dict)


def link_unknown(corpus: Corpus) -> Iterator[Finding]:
    """A link leads to an entry that exists."""
    for entry in corpus.entries.values():
        for link in corpus.outgoing[entry.id]:
            if link.target not in corpus.entries:
                targets = corpus.settings.links[link.kind].targets
                ids = [e.id for name in targets for e in corpus.by_type[name]]
                yield _at(
                    entry,
                    link.path,
                    "link-unknown",
                    f"no entry has the id {link.target!r}{nearest(link.target, ids)}",
                    key=_keyed(entry, link.path),
                )


def link_type(corpus: Corpus) -> Iterator[Finding]:
    """A link leads to an entry of a type that it may reach."""
    for entry in corpus.entries.values():
        for link in corpus.outgoing[entry.id]:
            kind = corpus.settings.links[link.kind]
            target = corpus.entries.get(link.target)
            if target and kind.targets and target.type.name not in kind.targets:
                titles = [corpus.settings.types[name].title.lower() for name in kind.targets]
                yield _at(
                    entry,
                    link.path,
                    "link-type",
                    f"{target.id!r} is a {target.type.title.lower()}; "
                    f"{entry.type.label(link.kind)!r} leads to: {choice(titles)}",
                    key=_keyed(entry, link.path),
                )


def value_vocabulary(corpus: Corpus) -> Iterator[Finding]:
    """A value is a word of its criterion's vocabulary."""
    for entry in corpus.by_type[corpus.settings.compared.name]:
        for cell in entry.assessments.values():
            criterion = corpus.entries.get(cell.criterion)
            if criterion and cell.value not in criterion.values:
                yield _at(
                    entry,
                    ("criteria", cell.criterion, "value"),
                    "value-vocabulary",
                    f"{criterion.id} has no value {cell.value!r}"
                    f"{nearest(cell.value, criterion.values)} "
                    f"allowed: {choice(criterion.values, 30)}",
                )


def criterion_missing(corpus: Corpus) -> Iterator[Finding]:
    """An entry that is compared has a value for every criterion."""
    for entry in corpus.compared:
        missing = [c.id for c in corpus.criteria if c.id not in entry.assessments]
        if missing:
            yield _at(
                entry,
                ("criteria",),
                "criterion-missing",
                f"no value for: {choice(missing)}",
                key=True,
            )


def assessment_value(corpus: Corpus) -> Iterator[Finding]:
    """A criterion assesses by words of its own vocabulary, each word once."""
    for criterion in corpus.criteria:
        for target, mapping in criterion.meta.get("assesses", {}).items():
            seen: dict[str, str] = {}
            for verdict, words in mapping.items():
                if not isinstance(words, list):
                    continue
                for index, word in enumerate(words):
                    path = ("assesses", target, verdict, index)
                    if word not in criterion.values:
                        yield _at(
                            criterion,
                            path,
                            "assessment-value",
                            f"{criterion.id} has no value {word!r}"
                            f"{nearest(word, criterion.values)} "
                            f"allowed: {choice(criterion.values, 30)}",
                        )
                    elif word in seen:
                        yield _at(
                            criterion,
                            path,
                            "assessment-value",
                            f"{word!r} stands under {seen[word]!r} and under {verdict!r}",
                        )
                    seen.setdefault(word, verdict)


RULES: tuple[Callable[[Corpus], Iterator[Finding]], ...] = (
    link_unknown,
    link_type,
    value_vocabulary,
    criterion_missing,
    assessment_value,
)
