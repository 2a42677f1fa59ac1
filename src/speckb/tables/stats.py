"""Statistics of a corpus: numbers of entries, links and values, and how many are assessed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from speckb.corpus.corpus import Corpus


def stats(corpus: Corpus) -> dict[str, Any]:
    """Return counts by type and by kind of link, and the coverage.

    Keys: `entries` and `links` (name to count), `pages`, `assessed` (for each type that criteria
    assess: `of`, `by_criteria`, `met`), `values` (`of`, `filled`, `with_note`). The last two are
    there if criteria assess, or compare, anything.
    """
    kinds = Counter(link.kind for links in corpus.outgoing.values() for link in links)
    found: dict[str, Any] = {
        "entries": {name: len(group) for name, group in corpus.by_type.items()},
        "links": {name: kinds[name] for name in corpus.settings.links if kinds[name]},
        "pages": len(corpus.pages),
    }
    if corpus.settings.assessed:
        found["assessed"] = _assessed(corpus)
    if corpus.settings.comparing:
        found["values"] = _values(corpus)
    return found


def text(found: dict[str, Any]) -> str:
    """Return the result of `stats` as text for a terminal."""
    entries = _counted(sum(found["entries"].values()), "entry", "entries")
    lines = [f"{entries}, {_counted(found['pages'], 'page', 'pages')}"]
    lines += [f"  {count:6d}  {name}" for name, count in found["entries"].items()]
    if found["links"]:
        lines.append(_counted(sum(found["links"].values()), "link", "links"))
    lines += [f"  {count:6d}  {name}" for name, count in found["links"].items()]
    for name, cover in found.get("assessed", {}).items():
        lines.append(
            f"{name}: {cover['by_criteria']} of {cover['of']} assessed, {cover['met']} met"
        )
    if values := found.get("values"):
        filled = f"values: {values['filled']} of {values['of']}"
        lines.append(f"{filled}, {values['with_note']} with a note")
    return "\n".join(lines)


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _values(corpus: Corpus) -> dict[str, int]:
    cells = [cell for entry in corpus.compared for cell in entry.assessments.values()]
    return {
        "of": sum(len(corpus.criteria_for(entry.type)) for entry in corpus.compared),
        "filled": len(cells),
        "with_note": sum(bool(cell.note) for cell in cells),
    }


def _assessed(corpus: Corpus) -> dict[str, dict[str, int]]:
    assessed: set[str] = set()
    met: set[str] = set()
    for criterion in corpus.criteria:
        cells = (entry.assessments.get(criterion.id) for entry in corpus.compared)
        values = {cell.value for cell in cells if cell}
        for target, mapping in criterion.meta.get("assesses", {}).items():
            assessed.add(target)
            if any(criterion.values.among(value, mapping.get("met", ())) for value in values):
                met.add(target)
    found = {}
    for name in corpus.settings.assessed.names:
        ids = {entry.id for entry in corpus.by_type[name]}
        found[name] = {"of": len(ids), "by_criteria": len(ids & assessed), "met": len(ids & met)}
    return found
