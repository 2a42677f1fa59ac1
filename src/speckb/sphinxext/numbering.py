"""Numbers of sections, figures and tables, which site and PDF share.

They count what is printed, in its order. What is on the site alone has the numbers after these, so
that print has no gaps; its sections have none.

Sphinx numbers anew in each build, and compares with the build before: it is given its own numbers
of that build back, and this module compares those that readers see. Tried with Sphinx 9.0.0 to
9.2.0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes

from speckb.corpus.prose.allowed import address
from speckb.corpus.settings.types import PAGE
from speckb.sphinxext.in_print import form_of, is_printed
from speckb.sphinxext.leaves import Leaf, leaves
from speckb.sphinxext.only import is_for_screen
from speckb.sphinxext.state import corpus_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from sphinx.application import Sphinx

    Number = tuple[int, ...]
    Numbers = dict[str, dict[str, Number]]

TABLE = "table"
DEEPEST = 3
BEFORE, AFTER = 100, 900  # Sphinx's own priority is 500


def connect(app: Sphinx) -> None:
    """Register the numbering, around that of Sphinx."""
    app.connect("env-get-updated", _give_back, priority=BEFORE)
    app.connect("env-get-updated", _renumber, priority=AFTER)


def _give_back(_app: Sphinx, env: Any) -> list[str]:
    """Keep the numbers that readers saw, and give Sphinx those that it had found itself."""
    env.speckb_seen = env.toc_secnumbers, env.toc_fignumbers
    env.toc_fignumbers = getattr(env, "speckb_fignumbers", {})
    return []


def _renumber(app: Sphinx, env: Any) -> list[str]:
    """Number sections, figures and tables; return the pages whose numbers changed."""
    old_sections, old_figures = env.speckb_seen
    del env.speckb_seen
    order = [Leaf(env.config.root_doc, 0), *leaves(env)]
    env.speckb_fignumbers = env.toc_fignumbers
    env.toc_secnumbers = section_numbers(app, order)
    env.toc_fignumbers = figure_numbers(app, order, env.toc_fignumbers)
    return [
        name
        for name in env.found_docs
        if env.toc_secnumbers.get(name) != old_sections.get(name)
        or env.toc_fignumbers.get(name) != old_figures.get(name)
    ]


def section_numbers(app: Sphinx, order: Sequence[Leaf]) -> Numbers:
    """Return the number of each section of printed pages by page and anchor, or ().

    The pages below a page are counted after its own sections; those of an entry have no numbers.
    """
    found: Numbers = {}
    entries = corpus_of(app).by_docname
    above: dict[int, Number] = {}  # the number of the page last seen at each level
    counts: dict[Number, int] = {}
    for leaf in order[1:]:
        parent = above.get(leaf.level - 1, ()) if not leaf.chapter else ()
        if form_of(app, leaf.docname) != PAGE:
            above[leaf.level] = parent
            continue
        number = above[leaf.level] = _next(counts, parent)
        own = found[leaf.docname] = {"": number}
        hidden = for_screen(app, leaf.docname)
        around = [number]  # the numbers of the sections around the next one
        for depth, anchor in _anchors(app.env.tocs[leaf.docname]):
            del around[depth:]
            has_number = leaf.docname not in entries and anchor[1:] not in hidden
            has_number = has_number and 0 < len(around[-1]) < DEEPEST
            around.append(_next(counts, around[-1]) if has_number else ())
            own[anchor] = around[-1]
    return found


def for_screen(app: Sphinx, docname: str) -> AbstractSet[str]:
    """Return the ids of all that a page has on the site alone."""
    if docname in corpus_of(app).by_docname:
        return frozenset()
    places = [*app.env.get_doctree(docname).findall(is_for_screen)]
    return {
        name for place in places for node in place.findall(nodes.Element) for name in node["ids"]
    }


def _next(counts: dict[Number, int], parent: Number) -> Number:
    counts[parent] = counts.get(parent, 0) + 1
    return (*parent, counts[parent])


def _anchors(toc: nodes.Node, depth: int = 0) -> Iterator[tuple[int, str]]:
    """Yield depth and anchor of each section below that of the page itself."""
    for child in toc.children:
        if isinstance(child, nodes.reference):
            if depth > 0:
                yield depth, child["anchorname"]
        else:
            yield from _anchors(child, depth + isinstance(child, nodes.bullet_list))


def figure_numbers(app: Sphinx, order: Sequence[Leaf], plain: Any) -> dict[str, Any]:
    """Return the number of each figure, table and listing, by page, kind and id.

    `plain` has them as Sphinx counted them, printed or not.
    """
    corpus = corpus_of(app)
    printed = {leaf.docname for leaf in order if is_printed(app, leaf.docname)}
    ranked = sorted(order, key=lambda leaf: leaf.docname not in printed)
    found: dict[str, Any] = {}
    counts: dict[str, int] = {}

    def take(docname: str, kind: str, name: str) -> None:
        numbers = found.setdefault(docname, {}).setdefault(kind, {})
        if name not in numbers:
            counts[kind] = counts.get(kind, 0) + 1
            numbers[name] = (counts[kind],)

    later: list[tuple[str, str, str]] = []
    for leaf in ranked:
        shown = is_printed(app, leaf.docname)
        hidden = for_screen(app, leaf.docname) if shown and leaf.docname in plain else ()
        for kind, names in plain.get(leaf.docname, {}).items():
            for name in names:
                if name in hidden:
                    later.append((leaf.docname, kind, name))
                else:
                    take(leaf.docname, kind, name)
        entry = corpus.by_docname.get(leaf.docname)
        if entry is None or not shown:
            continue
        home, name = corpus.table_pages.get(entry.id, leaf.docname), address(entry.id)
        if home not in printed and name in plain.get(home, {}).get(TABLE, {}):
            take(home, TABLE, name)
    for place in later:
        take(*place)
    return found
