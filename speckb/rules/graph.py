"""Rules over the whole corpus: links, vocabularies, coverage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb.finding import choice, instead, nearest
from speckb.reviews import load as load_reviews
from speckb.reviews import suspects
from speckb.rules.rule import RULES, Hit, at, rule
from speckb.settings import PROSE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from speckb.corpus import Corpus
    from speckb.entry import Entry, Link


NEEDLESS = "accepted-needless"


@rule("link-unknown")
def link_unknown(corpus: Corpus) -> Iterator[Hit]:
    """A link leads to an entry that exists.

    Bad:

        draws_on: [ATLAS-4]

    Good:

        draws_on: [ATLAS-3]
    """
    for entry in corpus.entries.values():
        for link in corpus.outgoing[entry.id]:
            if link.target not in corpus.entries and link.target not in corpus.broken:
                targets = corpus.settings.links[link.kind].targets or corpus.by_type
                ids = [e.id for name in targets for e in corpus.by_type[name]]
                message = f"no entry has the id {link.target!r}{nearest(link.target, ids)}"
                yield at(entry, link.path, message, key=_keyed(entry, link))


@rule("link-type")
def link_type(corpus: Corpus) -> Iterator[Hit]:
    """A link leads to an entry of a type that it may reach.

    Bad:

        draws_on: [ATLAS-3, new-ticket]

    Good:

        draws_on: [ATLAS-3]
    """
    for entry in corpus.entries.values():
        for link in corpus.outgoing[entry.id]:
            kind = corpus.settings.links[link.kind]
            target = corpus.entries.get(link.target)
            if target is None or target.id in corpus.broken or not kind.targets:
                continue
            if target.type.name not in kind.targets:
                titles = [corpus.settings.types[name].title.lower() for name in kind.targets]
                message = (
                    f"{target.id!r} is of the type {target.type.title.lower()!r}; "
                    f"{entry.type.label(link.kind)!r} leads to: {choice(titles)}"
                )
                yield at(entry, link.path, message, key=_keyed(entry, link))


@rule("link-cycle")
def link_cycle(corpus: Corpus) -> Iterator[Hit]:
    """Links of one kind do not lead back to where they started.

    Bad: the book boat grew from the book bus, and the book bus grew from the book boat.
    Good: the book boat grew from the book bus, and the book bus from nothing.
    """
    edges_of: dict[str, dict[str, list[Link]]] = {kind: {} for kind in corpus.settings.links}
    for links in corpus.outgoing.values():
        for link in links:
            edges_of[link.kind].setdefault(link.source, []).append(link)
    for kind, edges in edges_of.items():
        for cycle in _cycles(edges):
            entry = corpus.entries[cycle[0].source]
            path = " -> ".join([*(link.source for link in cycle), cycle[0].source])
            label = corpus.settings.links[kind].outgoing
            message = f"{label!r} runs in a circle: {path}"
            yield at(entry, cycle[0].path, message, key=_keyed(entry, cycle[0]))


def _cycles(edges: Mapping[str, Sequence[Link]]) -> Iterator[list[Link]]:
    """Yield each circle once, from its first entry; a depth-first search without recursion."""
    done: set[str] = set()
    for start in edges:
        if start in done or not edges[start]:
            continue
        trail: list[Link] = []
        on_trail = {start: 0}
        stack = [(start, iter(edges[start]))]
        while stack:
            node, links = stack[-1]
            link = next(links, None)
            if link is None:
                stack.pop()
                done.add(node)
                on_trail.pop(node)
                if trail:
                    trail.pop()
            elif link.target in on_trail:
                circle = [*trail[on_trail[link.target] :], link]
                first = min(range(len(circle)), key=lambda i: circle[i].source)
                yield [*circle[first:], *circle[:first]]
            elif link.target in edges and link.target not in done:
                trail.append(link)
                on_trail[link.target] = len(stack)
                stack.append((link.target, iter(edges[link.target])))


@rule("value-vocabulary")
def value_vocabulary(corpus: Corpus) -> Iterator[Hit]:
    """A value is a word of its criterion's vocabulary.

    Bad:

        value: yess

    Good:

        value: yes
    """
    for entry in corpus.by_type[corpus.settings.compared.name]:
        for cell in entry.assessments.values():
            criterion = corpus.entries.get(cell.criterion)
            if criterion and criterion.values and cell.value not in criterion.values:
                message = (
                    f"{criterion.id} has no value {cell.value!r}"
                    f"{instead(cell.value, criterion.values)}"
                )
                yield at(entry, ("criteria", cell.criterion, "value"), message)


@rule("note-missing")
def note_missing(corpus: Corpus) -> Iterator[Hit]:
    """A value has a note where its vocabulary says `remark: required`.

    Bad:

        value: now-and-then

    Good:

        value: now-and-then
        note: In summer, while the ferry runs.
    """
    for entry in corpus.compared:
        for cell in entry.assessments.values():
            criterion = corpus.entries.get(cell.criterion)
            words = criterion.meta.get("values", {}) if criterion else {}
            if words.get(cell.value, {}).get("remark") == "required" and not cell.note:
                message = f"the value {cell.value!r} of {cell.criterion} needs a note that says why"
                yield at(entry, ("criteria", cell.criterion, "value"), message)


@rule("criterion-missing")
def criterion_missing(corpus: Corpus) -> Iterator[Hit]:
    """An entry that is compared has a value for every criterion.

    Bad: three criteria, and two of them under the candidate's `criteria:`.
    Good: three criteria, and all of them under the candidate's `criteria:`.
    """
    for entry in corpus.compared:
        unknown = [name for name in entry.assessments if name not in corpus.entries]
        missing = [c.id for c in corpus.criteria if c.id not in entry.assessments]
        missing = [name for name in missing if not nearest(name, unknown)]
        if missing:
            yield at(entry, ("criteria",), f"no value for: {choice(missing)}", key=True)


@rule("entry-uncompared", "warning")
def entry_uncompared(corpus: Corpus) -> Iterator[Hit]:
    """An entry that could be compared has values, or links to an entry that has them.

    Bad: a candidate without `criteria:` that grew from nothing.
    Good: a candidate without `criteria:` that grew from one that has them.
    """
    compared = {entry.id for entry in corpus.compared}
    for entry in corpus.by_type[corpus.settings.compared.name]:
        targets = {link.target for link in corpus.outgoing[entry.id]}
        if entry.id not in compared and not compared & targets:
            yield at(entry, ("id",), f"nobody compares {entry.id}: it has no values of its own")


@rule("assessment-value")
def assessment_value(corpus: Corpus) -> Iterator[Hit]:
    """A criterion assesses by words of its own vocabulary, each word once.

    Bad:

        met: [yes]
        missed: [no, yes]

    Good:

        met: [yes]
        missed: [no]
    """
    for criterion in corpus.criteria:
        for target, mapping in criterion.meta.get("assesses", {}).items():
            seen: dict[str, str] = {}
            verdicts = {name: words for name, words in mapping.items() if isinstance(words, list)}
            for verdict, words in verdicts.items():
                for index, word in enumerate(words):
                    path = ("assesses", target, verdict, index)
                    if word not in criterion.values:
                        message = (
                            f"{criterion.id} has no value {word!r}{instead(word, criterion.values)}"
                        )
                        yield at(criterion, path, message)
                    elif word in seen:
                        message = f"{word!r} stands under {seen[word]!r} and under {verdict!r}"
                        yield at(criterion, path, message)
                    seen.setdefault(word, verdict)


@rule("assessment-unmet", "warning")
def assessment_unmet(corpus: Corpus) -> Iterator[Hit]:
    """What a criterion assesses is met by at least one entry that is compared.

    Bad: `met: [always]`, and no candidate with `value: always`.
    Good: `met: [always]`, and a candidate with `value: always`.
    """
    if corpus.broken:
        return
    met: dict[str, bool] = {}
    for criterion in corpus.criteria:
        cells = [e.assessments.get(criterion.id) for e in corpus.compared]
        found = {cell.value if cell else "" for cell in cells}
        for target, mapping in criterion.meta.get("assesses", {}).items():
            words = {*mapping.get("met", ())}
            unsure = not found | words <= criterion.values.keys()
            met[target] = met.get(target, False) or unsure or bool(found & words)
    for target, is_met in met.items():
        if not is_met and (entry := corpus.entries.get(target)):
            title = corpus.settings.compared.title.lower()
            yield at(entry, ("id",), f"no {title} meets {entry.id}")


@rule("link-missing", "warning")
def link_missing(corpus: Corpus) -> Iterator[Hit]:
    """An entry is reached by the links that its type's settings expect under `linked_by`.

    Bad: a work that nothing draws on, and that no page names.
    Good: a work that a demand draws on.
    """
    if corpus.broken:
        return
    named = {use.target for item in corpus.items for use in item.prose.roles}
    for entry in corpus.entries.values():
        expected = entry.type.linked_by
        found = {link.kind for link in corpus.incoming.get(entry.id, ())}
        if entry.id in named:
            found.add(PROSE)
        if expected and not found & {*expected}:
            kinds = [corpus.settings.links[kind].incoming for kind in expected if kind != PROSE]
            yield at(entry, ("id",), f"nothing is linked with {entry.id} as {choice(kinds)!r}")


@rule("link-suspect", "warning")
def link_suspect(corpus: Corpus) -> Iterator[Hit]:
    """What an assessment rests on is as it was when an editor last confirmed the assessment.

    Bad: the statement of a demand changed after the criterion that assesses it was confirmed.
    Good: the editor read both again and ran `speckb review`.
    """
    if not corpus.settings.reviews:
        return
    for suspect in suspects(corpus, load_reviews(corpus.settings)):
        entry = corpus.entries[suspect.entry]
        yield at(entry, suspect.path, suspect.message, key=True)


@rule("entry-unlisted")
def entry_unlisted(corpus: Corpus) -> Iterator[Hit]:
    """The entries of each type are listed by a page, with the directive `entries`.

    Bad: a folder of works, and no page that lists them.
    Good:

        ```{entries} work
        ```
    """
    listed = {name for page in corpus.pages for name in page.listed}
    for name, group in corpus.by_type.items():
        if group and name not in listed and not _in_toctree(corpus, group[0]):
            title = group[0].type.title.lower()
            message = f"no page lists the type {title!r}: put {{entries}} {name} on one"
            yield at(group[0], ("id",), message)


def _in_toctree(corpus: Corpus, entry: Entry) -> bool:
    for page in corpus.pages:
        folder = page.path.rpartition("/")[0]
        names = {entry.docname, entry.docname.removeprefix(f"{folder}/")}
        toctrees = any(use.name == "toctree" for use in page.prose.directives)
        if toctrees and names & {word.strip("<>") for word in page.source.body.split()}:
            return True
    return False


@rule(NEEDLESS, "warning")
def accepted_needless(corpus: Corpus) -> Iterator[Hit]:
    """An entry accepts only findings that there are, each by the id of its rule.

    Bad:

        accepted:
          prose-table: The paper prints this table, which is gone here.

    Good:

        accepted:
          prose-table: The paper prints this table.
    """
    named = {name for entry in corpus.entries.values() for name in entry.accepted} - {NEEDLESS}
    breaking = {n: {hit.file.path for hit in RULES[n].find(corpus)} for n in named & RULES.keys()}
    for entry in corpus.entries.values():
        for name in entry.accepted:
            if name not in RULES:
                message = f"no rule {name!r}{nearest(name, RULES)}"
                yield at(entry, ("accepted", name), message, key=True)
            elif name == NEEDLESS or not (corpus.broken or entry.path in breaking[name]):
                message = f"nothing breaks the rule {name!r} here any more; take the line out"
                yield at(entry, ("accepted", name), message, key=True)


def _keyed(entry: Entry, link: Link) -> bool:
    return isinstance(entry.meta.get(link.kind), dict)
