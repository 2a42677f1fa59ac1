"""Which pages an edit reaches: every page that shows something of what changed, and no other.

While a page is read it notes what it will show of the corpus. After reading, a digest of all that
is compared with the one of the last build, and the pages that differ are written again.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from speckb import cells, tables
from speckb.facts import facts
from speckb.sphinxext import navigation
from speckb.sphinxext.knowledge import corpus_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from speckb.corpus import Corpus


def connect(app: Sphinx) -> None:
    """Register the bookkeeping."""
    app.connect("env-purge-doc", _purge)
    app.connect("env-merge-info", _merge)
    app.connect("env-get-outdated", _outdated)
    app.connect("env-updated", _updated, priority=900)


def uses(env: BuildEnvironment, docname: str, kind: str, name: str) -> None:
    """Note that a page shows an `entry`, a `name`, a `table`, a `count`, `entries` or `text`."""
    _uses(env).setdefault(docname, {})[kind, name] = None


def _uses(env: Any) -> dict[str, dict[tuple[str, str], None]]:
    if not hasattr(env, "speckb_uses"):
        env.speckb_uses = {}
        env.speckb_digests = {}
        env.speckb_orders = {}
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
    """Return the pages whose table of contents lists other entries than it did."""
    used = _uses(env)
    orders = {
        name: [entry.docname for entry in group] for name, group in corpus_of(app).by_type.items()
    }
    changed = {name for name, order in orders.items() if env.speckb_orders.get(name) != order}
    env.speckb_orders = orders
    return [d for d, u in used.items() if any(("entries", name) in u for name in changed)]


def _updated(app: Sphinx, env: Any) -> Iterable[str]:
    """Return the pages that show something else than they did at the last build."""
    old = env.speckb_digests
    env.speckb_digests = _digests(app, env)
    return [d for d, digest in env.speckb_digests.items() if old.get(d) not in {None, digest}]


def _digests(app: Sphinx, env: BuildEnvironment) -> dict[str, str]:
    corpus = corpus_of(app)
    used = _uses(env)
    shown: dict[tuple[str, str], str] = {}
    menus = navigation.Navigation(env, corpus)
    relations = env.collect_relations()
    found = {}
    for docname in sorted(env.found_docs):
        parts = [menus.digest(docname)]
        neighbours = relations.get(docname, ())
        parts += [env.titles[n].astext() if n in env.titles else "" for n in neighbours]
        for use in used.get(docname, {}):
            if use not in shown:
                shown[use] = _shown(corpus, *use)
            parts.append(shown[use])
        found[docname] = hashlib.sha256("\0".join(parts).encode()).hexdigest()
    return found


def _shown(corpus: Corpus, kind: str, name: str) -> str:
    """Return everything of the corpus that a page shows by one use, as text."""
    match kind:
        case "entry":
            return repr(facts(corpus, corpus.entries[name]))
        case "name":
            entry = corpus.entries.get(name)
            return repr((entry.text, entry.title, entry.docname)) if entry else ""
        case "table":
            found = tables.table(corpus, name)
            return repr((found.caption, found.columns, cells.rows(corpus, found)))
        case "count":
            return str(len(corpus.by_type[name]))
        case _:
            return ""
