"""Rule for the entry and the page that the settings name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb.corpus.page import Page
from speckb.corpus.settings import FILE
from speckb.files.frontmatter import Source, Span
from speckb.files.toml_positions import place
from speckb.rules.rule import Group, Hit, Scope, rule
from speckb.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    if found.source and found.source not in corpus.entries:
        message = f"no entry {found.source!r}{nearest(found.source, corpus.entries)}"
        yield _hit(corpus, "source", message)
    if found.editors_page and found.editors_page not in corpus.docnames:
        message = f"no page {found.editors_page!r}{nearest(found.editors_page, corpus.docnames)}"
        yield _hit(corpus, "editors_page", message)


def _hit(corpus: Corpus, name: str, message: str) -> Hit:
    try:
        text = (corpus.settings.root / FILE).read_text(encoding="utf-8-sig", errors="replace")
    except OSError:  # a state of the past, whose folder is gone when it is checked
        text = ""
    where = place(text, ["speckb", name]) or ":1:1"
    line, column = map(int, where.split(":")[1:])
    span = Span(line, column, column + len(name))
    return Hit(Page(FILE, Source(text)), span, f"speckb.{name}: {message}")
