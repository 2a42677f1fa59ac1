"""Search data: names of entries for the ranking, and the repair of the index in a rebuild."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.util.index_entries import split_index_msg

from speckb.files.output import write
from speckb.sphinxext.sphinx_internals import restore_index
from speckb.sphinxext.state import corpus_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

    from speckb.corpus.corpus import Corpus

NAMES = "searchnames.js"


def connect(app: Sphinx) -> None:
    """Register the repair, which runs just before Sphinx writes the index, and the names."""
    app.connect("html-collect-pages", _restore_index_entries)
    app.connect("build-finished", _write_names, priority=700)


def names(corpus: Corpus) -> dict[str, Any]:
    """Return the data of entries for the search page, as JSON values.

    `kinds` are the types' titles; a row of `entries` is the page's name, the number of its kind,
    all that the entry is called with its id first, and its summary; a row of `compared` is the
    page of an entry and the pages of the criteria by which it has a value.
    """
    groups = corpus.by_type
    kinds = list(groups)
    rows = [
        [entry.docname, kinds.index(kind), entry.names, entry.summary]
        for kind, group in groups.items()
        for entry in group
    ]
    values = [
        [e.docname, [c.docname for c in corpus.criteria if c.id in e.assessments]]
        for e in corpus.compared
    ]
    titles = [corpus.settings.types[kind].title for kind in kinds]
    return {"kinds": titles, "entries": rows, "compared": values}


def _write_names(app: Sphinx, error: Exception | None) -> None:
    if error is None and app.builder.format == "html":
        data = json.dumps(names(corpus_of(app)), ensure_ascii=False, separators=(",", ":"))
        write(Path(app.outdir) / NAMES, f"Search.setNames({data});\n")


def _restore_index_entries(app: Sphinx) -> list[tuple[str, dict[str, str], str]]:
    """Make the index of a rebuild equal to that of a cold build; return no pages."""
    indexer = getattr(app.builder, "indexer", None)
    if indexer is not None:
        entries = app.env.domains.index_domain.entries
        restore_index(indexer, {page: sorted(set(_words(e))) for page, e in entries.items()})
    return []


def _words(
    found: list[tuple[str, str, str, str, str | None]],
) -> Iterator[tuple[str, str, str]]:
    """Yield the words of index entries, with target and importance, as Sphinx's indexer does."""
    for kind, value, target, main, _key in found:
        try:
            words = split_index_msg(kind, value)
        except ValueError:
            continue
        if kind in {"see", "seealso"}:
            yield words[0], target or "", main
        yield from ((word, target or "", main) for word in words)
