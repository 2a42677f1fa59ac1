"""Selection of the pages to write in a rebuild, by digests of what they show.

While a page is read, its uses of the corpus are recorded. After reading, the digest of everything
that a page uses is compared with that of the last build; pages with another one are written again.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from sphinx.addnodes import toctree

from speckb.corpus.choices import choice, explorer_page, in_view
from speckb.corpus.queries import Query
from speckb.sphinxext import exports, glossary, history, page_editions, sidebar_patch
from speckb.sphinxext.sidebar import navigation_of
from speckb.sphinxext.sphinx_internals import drop_parents
from speckb.sphinxext.state import (
    corpus_of,
    has_table,
    read_at,
    settings_of,
    showing,
    table_of,
    view_of,
)
from speckb.tables import fragments
from speckb.tables.charts.chart import chart
from speckb.tables.charts.flow import chart as flow_chart
from speckb.tables.charts.neighbours import groups
from speckb.tables.choices import standings
from speckb.tables.entry_list import Part, entry_list
from speckb.tables.entry_view import facts
from speckb.tables.explorer import explorer, packed
from speckb.tables.flow import flow
from speckb.tables.queries import chosen, counted, filled
from speckb.tables.trace import trace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from speckb.corpus.choices import Choice
    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.corpus.page import Page
    from speckb.tables.charts.svg import Address

TICK = 10_000  # µs by which the time of a file may be behind the clock


def connect(app: Sphinx) -> None:
    """Register the records and the selection."""
    app.connect("env-purge-doc", _purge)
    app.connect("env-merge-info", _merge)
    app.connect("env-get-outdated", _outdated)
    app.connect("env-updated", _updated, priority=900)
    app.connect("env-updated", _date_pages)
    app.connect("write-started", _ignore_hidden_toctrees)


def uses(env: BuildEnvironment, docname: str, kind: str, name: str) -> None:
    """Record that a page shows something: an `entry`, a `name`, a `table`, a `count`, ..."""
    _uses(env).setdefault(docname, {})[kind, name] = None


def used(env: BuildEnvironment, kind: str) -> set[str]:
    """Return the names of a kind that any page uses."""
    return {name for uses in _uses(env).values() for one, name in uses if one == kind}


def pages_with(env: BuildEnvironment, kind: str) -> set[str]:
    """Return the pages that use anything of a kind."""
    return {page for page, uses in _uses(env).items() if any(one == kind for one, _ in uses)}


def _uses(env: Any) -> dict[str, dict[tuple[str, str], None]]:
    if not hasattr(env, "speckb_uses"):
        env.speckb_uses = {}
        env.speckb_digests = {}
        env.speckb_orders = {}
        env.speckb_terms = {}
    found: dict[str, dict[tuple[str, str], None]] = env.speckb_uses
    return found


def _purge(_app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    _uses(env).pop(docname, None)


def _merge(_app: Sphinx, env: BuildEnvironment, docnames: AbstractSet[str], other: Any) -> None:
    _uses(env).update({d: u for d, u in _uses(other).items() if d in docnames})


def _outdated(
    app: Sphinx,
    env: Any,
    _added: AbstractSet[str],
    _changed: AbstractSet[str],
    _removed: AbstractSet[str],
) -> list[str]:
    """Return the pages that list entries or have tables of criteria, and other ones than before."""
    orders = dict(_orders(app, used(env, "comparisons")))
    changed = {use for use, order in orders.items() if env.speckb_orders.get(use) != order}
    return [name for name, found in _uses(env).items() if not changed.isdisjoint(found)]


def _orders(app: Sphinx, sections: Iterable[str]) -> Iterator[tuple[tuple[str, str], object]]:
    """Yield the uses of the corpus that shape a page when it is read, each with what it gives.

    `sections` are those whose comparisons pages show.
    """
    corpus, view = corpus_of(app), view_of(app)
    for name, group in corpus.by_type.items():
        yield ("entries", name), [entry.docname for entry in group]
    for section in sections:
        found = view.criteria_of(section)
        shown = [(c.id, c.title, c.text, c.meta.get("section"), c.summary) for c in found]
        yield ("comparisons", section), shown
    yield from ((("table-page", c.id), corpus.table_pages.get(c.id)) for c in corpus.criteria)


def _updated(app: Sphinx, env: Any) -> Iterable[str]:
    """Return the pages whose content differs from that of the last build by this builder.

    Pages that differ in their navigation alone are left to `sidebar_patch`.
    """
    builder = app.builder.name
    env.speckb_orders = dict(_orders(app, used(env, "comparisons")))
    texts = dict(_texts(app, env))
    navigation = navigation_of(app)
    old_digests = env.speckb_digests.get(builder, {})
    digests = {
        name: (_digest(text), _digest(navigation.digest(name))) for name, text in texts.items()
    }
    found_terms = set(glossary.terms(env).items())
    terms = {term for term, _ in found_terms ^ env.speckb_terms.get(builder, set())}
    env.speckb_digests[builder], env.speckb_terms[builder] = digests, found_terms
    known = {name: (old_digests[name], now) for name, now in digests.items() if name in old_digests}
    written = {name for name, (old, now) in known.items() if old[0] != now[0]}
    written |= {name for name, text in texts.items() if any(term in text for term in terms)}
    listed = [name for name, (old, now) in known.items() if old[1] != now[1]]
    return sorted(
        {*written, *sidebar_patch.take(app, (name for name in listed if name not in written))}
    )


def _date_pages(app: Sphinx, env: BuildEnvironment) -> None:
    """Date pages with the reading of the corpus, which has their texts, and not with Sphinx's.

    A page that is saved in between has to be read by the next build.
    """
    begun = read_at(app) // 1000 - TICK
    for name, read in env.all_docs.items():
        env.all_docs[name] = min(read, begun)


def _ignore_hidden_toctrees(_app: Sphinx, builder: Builder) -> None:
    """Do not write a page again because of a page in its hidden table of contents."""
    env = builder.env
    hidden = {
        name for name, toc in env.tocs.items() if all(t["hidden"] for t in toc.findall(toctree))
    }
    drop_parents(env, hidden)


def _texts(app: Sphinx, env: BuildEnvironment) -> Iterator[tuple[str, str]]:
    """Yield the name of each page, and its prose and everything that it uses as one text.

    A page that differs by edition has all its editions in the text. Which pages do is in the texts
    of all, since their links lead to the edition that they show.
    """
    corpus = corpus_of(app)
    relations = env.collect_relations()
    items: list[Entry | Page] = [*corpus.entries.values(), *corpus.pages]
    bodies = {item.docname: item.source.body for item in items}
    names = sorted(env.found_docs)
    known: dict[tuple[str, str, str], str] = {}
    shown = {docname: _shown_by_edition(app, docname, known) for docname in names}
    differing = {name: [*texts] for name, texts in shown.items() if _differ(app, texts)}
    page_editions.record(app, differing)
    map_of_editions = _digest(repr(differing))
    for docname in names:
        parts = [map_of_editions, bodies.get(docname, ""), history.digest(app, docname)]
        neighbours = relations.get(docname, ())
        parts += [env.titles[n].astext() if n in env.titles else "" for n in neighbours]
        yield docname, "\0".join([*parts, *dict.fromkeys(shown[docname].values())])


def _differ(app: Sphinx, texts: Mapping[str, str]) -> bool:
    """Return whether a page shows not the same in all editions."""
    editions = len(settings_of(app).editions)
    return "" not in texts and (len(texts) < editions or len({*texts.values()}) > 1)


def _shown_by_edition(
    app: Sphinx, docname: str, known: dict[tuple[str, str, str], str]
) -> dict[str, str]:
    """Return everything that a page uses as one text, by the editions that the page can show.

    `known` keeps what a use shows in an edition. The key is empty for a page that shows none.
    """
    used = _uses(app.env).get(docname, {})
    entry = corpus_of(app).by_docname.get(docname)
    whole = corpus_of(app).whole
    editions = [edition.id for edition in settings_of(app).editions]
    if entry is not None:
        editions = [*whole.editions_of(whole.entries[entry.id])]
    found = {}
    for edition in editions or [""]:
        with showing(edition):
            for use in used:
                if (edition, *use) not in known:
                    known[edition, *use] = _shown(app, *use)
        found[edition] = "\0".join(known[edition, *use] for use in used)
    return found


def _shown(app: Sphinx, kind: str, name: str) -> str:
    """Return what a page shows by one use, as text."""
    corpus = corpus_of(app)
    match kind:
        case "entry":
            corpus = view_of(app, name)
            entry = corpus.entries[name]
            return repr(facts(corpus, entry)) + _digest(repr(list(groups(corpus, entry))))
        case "name":
            named = corpus.entries.get(name)
            return repr((named.text, named.title, named.docname)) if named else ""
        case "table":
            found, view = table_of(app, name), view_of(app)
            rows = fragments.rows(view, found) if has_table(view, name) else ()
            return repr((found.caption, found.columns, rows))
        case "explorer" | "trace":  # they contain no prose in which terms become links
            return _digest(_drawn(view_of(app), kind))
        case "exports" | "changes":
            all_of_it = [(e.id, e.meta) for e in corpus.whole.entries.values()]
            return _digest(repr(all_of_it if kind == "changes" else exports.sizes(app)))
        case "query":
            return _queried(view_of(app), Query.of_record(name))
        case "question":
            return _answered(view_of(app), choice(*name.split("\0")))
        case "count" | "list":
            return _counted(view_of(app), kind, name)
        case _:
            return _filled(corpus, *name.split("\0")) if kind == "words" else ""


def _counted(corpus: Corpus, kind: str, name: str) -> str:
    """Return how many entries a type has, or their list."""
    if kind == "count":
        return str(len(corpus.by_type[name]))
    found = entry_list(corpus, corpus.settings.types[name])
    return repr((found.table.caption, found.table.columns, found.rows, _outline(found.parts)))


def _outline(parts: Sequence[Part]) -> list[object]:
    """Return what a list shows of its parts: of entries, which are in which one."""
    return [
        (part.title, part.anchor, [entry.id for entry in part.entries], _outline(part.below))
        for part in parts
    ]


def _filled(corpus: Corpus, target: str, text: str) -> str:
    return filled(corpus, corpus.entries[target], text) if target in corpus.entries else ""


def _drawn(corpus: Corpus, kind: str) -> str:
    if kind == "trace":
        return chart(corpus, trace(corpus), "", _address(corpus))
    found = packed(explorer(corpus, _address(corpus)))
    del found["texts"]  # in a file of their own
    return json.dumps(found)


def _queried(corpus: Corpus, query: Query) -> str:
    match query.kind:
        case "needflow":
            return _digest(flow_chart(corpus, flow(corpus, query), "", _address(corpus)))
        case "need_count":
            return counted(corpus, query)
    found = []
    for entry in chosen(corpus, query):
        told: tuple[Any, ...] = entry.docname, entry.text, entry.title, entry.meta.get("status")
        if query.kind == "needextract":
            told = (*told, entry.heading, entry.summary, entry.meta.get("statement"))
        found.append(told)
    return repr(found)


def _answered(corpus: Corpus, asked: Choice) -> str:
    made = in_view(corpus, asked)
    found = standings(corpus, made) if made else ()
    named = [(s.entry.docname, s.entry.text, s.entry.title, s.state) for s in found if s.is_left]
    return repr((made and made.address, named, explorer_page(corpus.whole)))


def _address(corpus: Corpus) -> Address:
    return lambda entry, anchor: f"{corpus.entries[entry].docname}#{anchor}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
