"""Rule for the field `accepted`: each accepted rule must have a finding in the entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb.corpus.renamed import nearly_linked
from speckb.rules.rule import NEEDLESS, RULES, Group, Hit, Scope, at, rule
from speckb.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speckb.corpus.corpus import Corpus

LINKS = "link-missing"


@rule(NEEDLESS, Group.ACCEPTED, Scope.WHOLE_CORPUS, severity="warning")
def accepted_needless(corpus: Corpus) -> Iterator[Hit]:
    """An entry accepts only findings that exist, each by the id of its rule.

    Bad:

        accepted:
          prose-table: The paper prints this table, which is gone here.

    Good:

        accepted:
          prose-table: The paper prints this table.
    """
    named = {name for entry in corpus.entries.values() for name in entry.accepted} - {NEEDLESS}
    breaking = {n: {hit.file.path for hit in RULES[n].hits(corpus)} for n in named & RULES.keys()}
    near = nearly_linked(corpus) if LINKS in named else set()
    for entry in corpus.entries.values():
        for name in entry.accepted:
            if name not in RULES:
                message = f"unknown rule {name!r}{nearest(name, RULES)}"
                yield at(entry, ("accepted", name), message, key=True)
            elif RULES[name].protects:
                message = (
                    f"{name!r} cannot be accepted, because it protects readers; remove the line"
                )
                yield at(entry, ("accepted", name), message, key=True)
            elif name == LINKS and entry.id in near:
                continue  # a link that is to be corrected may lead here, or elsewhere
            elif name == NEEDLESS or not (corpus.broken or entry.path in breaking[name]):
                message = f"the rule {name!r} has no finding here any more; remove the line"
                yield at(entry, ("accepted", name), message, key=True)
