"""What the settings say about the trace: the kinds of links that chain types to each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb.finding import instead

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from speckb.settings.model import EntryType, LinkType


def chain(
    trace: Sequence[str], types: Mapping[str, EntryType], links: Mapping[str, LinkType]
) -> Iterator[EntryType]:
    """Yield the types that the links join: what the first leads to, then what each starts from."""
    for number, name in enumerate(trace):
        if number == 0:
            yield types[links[name].targets[0]]
        yield types[owners(name, types)[0]]


def owners(link: str, types: Mapping[str, EntryType]) -> list[str]:
    """Return the types that have the link as a field."""
    return [kind.name for kind in types.values() if link in kind.properties]


def problems(
    trace: Sequence[str], types: Mapping[str, EntryType], links: Mapping[str, LinkType]
) -> Iterator[str]:
    """Yield what the trace names and what is not there or does not join."""
    before = ""
    for name in trace:
        if name not in links:
            yield f"speckb.trace.links: no {name!r}{instead(name, [*links])}"
            return
        starts, targets = owners(name, types), links[name].targets
        if not starts:
            yield f"speckb.trace.links: no type has a field {name!r} in its schema"
        if not targets:
            yield f"speckb.trace.links: needs.links.{name} has no target_types"
        elif before and before not in targets:
            yield f"speckb.trace.links: needs.links.{name} does not lead to {before!r}"
        before = starts[0] if starts else ""
