"""Rules for what the settings name: an entry, a page, and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb.corpus.page import Page
from speckb.corpus.settings import FILE
from speckb.files.frontmatter import Source, Span
from speckb.files.toml_positions import positions
from speckb.rules.rule import Group, Hit, Scope, at, rule
from speckb.suggest import choice, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from speckb.corpus.corpus import Corpus


@rule("setting-name", Group.FILES, Scope.WHOLE_CORPUS)
def setting_name(corpus: Corpus) -> Iterator[Hit]:
    """The entry and the page that the settings name exist.

    Bad: `source = "ATLAS-4"`, and no such entry.
    Good: `source = "ATLAS-3"`, the id of an entry.
    """
    if corpus.unread:
        return
    found = corpus.settings
    wrong = {}
    if found.source and found.source not in corpus.entries:
        wrong["source"] = f"no entry {found.source!r}{nearest(found.source, corpus.entries)}"
    if (page := found.editors_page) and page not in corpus.docnames:
        wrong["editors_page"] = f"no page {page!r}{nearest(page, corpus.docnames)}"
    if wrong:
        file, places = _file(corpus)
        for name, message in wrong.items():
            yield _hit(file, places, [name], message)


@rule("table-unshown", Group.FILES, Scope.WHOLE_CORPUS, severity="warning")
def table_unshown(corpus: Corpus) -> Iterator[Hit]:
    """A table that the settings define is on a page; one of a criterion is in the comparisons.

    Where no page shows the comparisons of a section, a criterion's table is on its own page alone,
    and that is enough.

    Bad: `[speckb.tables.works-named]` in the settings, and no page that shows it.
    Good:

        ```{computed} works-named
        ```
    """
    if corpus.unread:
        return
    shown = corpus.table_pages
    listings, coverage = corpus.settings.listings, corpus.settings.verdicts.coverage
    defined = [*(["tables", name] for name in listings)]
    defined += [["verdicts", "coverage", name] for name in coverage]
    if missing := [path for path in defined if path[-1] not in shown]:
        file, places = _file(corpus)
        for path in missing:
            message = f"no page shows this table: put {{computed}} {path[-1]} on one"
            yield _hit(file, places, path, message)
    groups = {use.target: None for item in corpus.items for use, _ in corpus.comparisons_on(item)}
    for criterion in corpus.criteria if groups else ():
        if corpus.keeps_table(criterion):
            where = "section" if "section" in criterion.meta else "id"
            message = (
                f"no comparison has this criterion: {{comparisons}} is there for {choice(groups)}"
            )
            yield at(criterion, (where,), message)


def _file(corpus: Corpus) -> tuple[Page, Mapping[tuple[str, ...], tuple[int, int]]]:
    """Return the settings as a file, and the places of the settings in it."""
    try:
        text = (corpus.settings.root / FILE).read_text(encoding="utf-8-sig", errors="replace")
    except OSError:  # a state of the past, whose folder is gone when it is checked
        text = ""
    return Page(FILE, Source(text)), positions(text)


def _hit(
    file: Page,
    places: Mapping[tuple[str, ...], tuple[int, int]],
    path: Sequence[str],
    message: str,
) -> Hit:
    line, column = places.get(("speckb", *path), (1, 1))
    name = ".".join(["speckb", *path])
    return Hit(file, Span(line, column, column + len(path[-1])), f"{name}: {message}")
