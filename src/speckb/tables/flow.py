"""Flows: the entries that a query chooses, in layers by the links between them. Pure."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from speckb.corpus.corpus import once
from speckb.tables.queries import chosen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.corpus.queries import Query

MOST, HIGHEST, DEEPEST = 40, 18, 6  # entries, entries one below the other, layers: on one page


@dataclass(frozen=True, slots=True)
class Arrow:
    """All links that lead from one entry to another, by their kinds.

    `target_first` is false where they lead against the order of the layers, in a circle.
    """

    source: str
    target: str
    kinds: Sequence[str]
    target_first: bool


@dataclass(frozen=True, slots=True)
class Flow:
    """Entries by layer: links lead to the left, but for those that close a circle.

    `apart` are the entries without a link to another one of the flow.
    """

    layers: Sequence[Sequence[Entry]]
    arrows: Sequence[Arrow]
    apart: Sequence[Entry]

    @property
    def entries(self) -> Sequence[Entry]:
        """All entries."""
        return [*(entry for layer in self.layers for entry in layer), *self.apart]


def excess(found: Flow) -> str:
    """Return why a flow is too large to be drawn, or an empty string."""
    number, depth = len(found.entries), len(found.layers)
    narrower = "choose fewer by 'types', 'filter', 'link_types' or 'root_depth'"
    if number > MOST:
        return f"{number} entries in one drawing; at most {MOST}: {narrower}"
    if depth > DEEPEST:
        return f"links {depth} entries deep in one drawing; at most {DEEPEST}: {narrower}"
    highest = max(map(len, found.layers), default=0)
    if highest > HIGHEST:
        return f"{highest} entries one below the other; at most {HIGHEST}: {narrower}"
    return ""


@once
def flow(corpus: Corpus, query: Query) -> Flow:
    """Return the flow that a query asks for.

    With `root_id` it has the entries that links reach from there, `root_depth` of them away at
    most, along and against their direction as `root_direction` says.
    """
    kinds = query.listed("link_types") or [*corpus.settings.links]
    entries = {entry.id: entry for entry in chosen(corpus, query)}
    root = corpus.entries.get(query.get("root_id"))
    if root is not None:
        entries = {root.id: root} | entries
    targets: dict[str, list[str]] = {name: [] for name in entries}
    labels: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name in entries:
        for link in corpus.outgoing[name]:
            if link.kind in kinds and link.target in entries and link.target != name:
                targets[name].append(link.target)
                labels[name, link.target].append(link.kind)
    if root is not None:
        near = _near(root.id, targets, query)
        entries = {name: entry for name, entry in entries.items() if name in near}
        labels = {ends: k for ends, k in labels.items() if near.issuperset(ends)}
    linked = {name for ends in labels for name in ends}
    places = _layers([name for name in entries if name in linked], [*labels])
    layers: list[list[Entry]] = [[] for _ in range(max(places.values(), default=-1) + 1)]
    for name, place in places.items():
        layers[place].append(entries[name])
    arrows = [
        Arrow(source, target, tuple(dict.fromkeys(found)), places[target] <= places[source])
        for (source, target), found in labels.items()
    ]
    return Flow(layers, arrows, [entry for name, entry in entries.items() if name not in linked])


def _near(root: str, targets: Mapping[str, Sequence[str]], query: Query) -> set[str]:
    sources: dict[str, list[str]] = defaultdict(list)
    for name, others in targets.items():
        for other in others:
            sources[other].append(name)
    way, depth = query.get("root_direction").lower(), query.get("root_depth")
    found = {root}
    for onward, other_way in ((targets, "incoming"), (sources, "outgoing")):
        if way == other_way:
            continue
        edge, seen, step = {root}, {root}, 0
        while edge and (not depth or step < int(depth)):
            edge = {other for name in edge for other in onward.get(name, ())} - seen
            seen |= edge
            step += 1
        found |= seen
    return found


def _layers(names: Sequence[str], links: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Return the layer of each entry: one to the right of those that its links lead to.

    An entry to which links lead stands as near to them as it can. Links that close a circle count
    for nothing.
    """
    targets: dict[str, list[str]] = {name: [] for name in names}
    for source, target in links:
        targets[source].append(target)
    found: dict[str, int] = {}
    sources: dict[str, list[str]] = {name: [] for name in names}
    for name in names:
        path: list[tuple[str, Iterator[str]]] = [(name, iter(targets[name]))]
        open_at = {name}
        while path and name not in found:
            top, rest = path[-1]
            following = next((t for t in rest if t not in found and t not in open_at), None)
            if following is not None:
                path.append((following, iter(targets[following])))
                open_at.add(following)
                continue
            below = [target for target in targets[top] if target in found]
            found[top] = max((found[target] + 1 for target in below), default=0)
            for target in below:
                sources[target].append(top)
            path.pop()
            open_at.discard(top)
    for name in sorted(found, key=lambda one: -found[one]):
        if sources[name]:
            found[name] = min(found[source] for source in sources[name]) - 1
    return {name: found[name] for name in names}
