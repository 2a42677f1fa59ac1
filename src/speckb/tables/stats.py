"""Statistics of a corpus: numbers of entries, links and values, and how many are assessed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from speckb.corpus.corpus import Corpus


def stats(corpus: Corpus) -> dict[str, Any]:
    """Return counts by type and by kind of link, and the coverage.

    Keys: `entries` and `links` (name to count), `pages`, `assessed` (for each type that criteria
    assess: `of`, `by_criteria`, `met`), `values` (`of`, `filled`, `with_note`).
    """
    kinds = Counter(link.kind for links in corpus.outgoing.values() for link in links)
    cells = [cell for entry in corpus.compared for cell in entry.assessments.values()]
    return {
        "entries": {name: len(group) for name, group in corpus.by_type.items()},
        "links": {name: kinds[name] for name in corpus.settings.links if kinds[name]},
        "pages": len(corpus.pages),
        "assessed": _assessed(corpus),
        "values": {
            "of": len(corpus.compared) * len(corpus.criteria),
            "filled": len(cells),
            "with_note": sum(bool(cell.note) for cell in cells),
        },
    }


def text(found: dict[str, Any]) -> str:
    """Return the result of `stats` as text for a terminal."""
    lines = [f"{sum(found['entries'].values())} entries, {found['pages']} pages"]
    lines += [f"  {count:6d}  {name}" for name, count in found["entries"].items()]
    lines.append(f"{sum(found['links'].values())} links")
    lines += [f"  {count:6d}  {name}" for name, count in found["links"].items()]
    for name, cover in found["assessed"].items():
        lines.append(
            f"{name}: {cover['by_criteria']} of {cover['of']} assessed by a criterion, "
            f"{cover['met']} met by an entry"
        )
    values = found["values"]
    lines.append(f"values: {values['filled']} of {values['of']}, {values['with_note']} with a note")
    return "\n".join(lines)


def _assessed(corpus: Corpus) -> dict[str, dict[str, int]]:
    link = corpus.settings.links.get("assesses")
    assessed: set[str] = set()
    met: set[str] = set()
    for criterion in corpus.criteria:
        cells = (entry.assessments.get(criterion.id) for entry in corpus.compared)
        values = {cell.value for cell in cells if cell}
        for target, mapping in criterion.meta.get("assesses", {}).items():
            assessed.add(target)
            if values & {*mapping.get("met", ())}:
                met.add(target)
    found = {}
    for name in link.targets if link else ():
        ids = {entry.id for entry in corpus.by_type[name]}
        found[name] = {"of": len(ids), "by_criteria": len(ids & assessed), "met": len(ids & met)}
    return found
