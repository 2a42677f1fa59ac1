"""The search index of a rebuild, made equal to that of a cold build.

Sphinx reads the old index back without its index entries, and with words that no page has any more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.util.index_entries import split_index_msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx


def connect(app: Sphinx) -> None:
    """Register the repair; it runs just before the index is written."""
    app.connect("html-collect-pages", _restore_index_entries)


def _restore_index_entries(app: Sphinx) -> list[tuple[str, dict[str, str], str]]:
    indexer = getattr(app.builder, "indexer", None)
    if indexer is not None:
        entries = indexer._index_entries  # Sphinx has no public way in
        for docname, found in app.env.domains.index_domain.entries.items():
            entries[docname] = sorted(set(_words(found)))
        for terms in (indexer._mapping, indexer._title_mapping):
            for word in [word for word, pages in terms.items() if not pages]:
                del terms[word]
    return []


def _words(
    found: list[tuple[str, str, str, str, str | None]],
) -> Iterator[tuple[str, str, str]]:
    """Yield the words of index entries as Sphinx's own indexer takes them."""
    for kind, value, target, main, _key in found:
        try:
            words = split_index_msg(kind, value)
        except ValueError:
            continue
        if kind in {"see", "seealso"}:
            yield words[0], target or "", main
        yield from ((word, target or "", main) for word in words)
