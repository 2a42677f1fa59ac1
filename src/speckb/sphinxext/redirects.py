"""Pages at former addresses.

That of a former id, or of a page that moved, leads to the present one; that of a removed id says
what became of the entry.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from sphinx.util.osutil import relative_uri

from speckb import language
from speckb.corpus.entry import Entry
from speckb.files.output import write
from speckb.sphinxext.policy import policy
from speckb.sphinxext.state import corpus_of, settings_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.page import Page

RENAMED, REMOVED = "renamed.html", "removed.html"
SCRIPT = "_static/renamed.js"


def connect(app: Sphinx) -> None:
    """Register the writer."""
    app.connect("build-finished", _write_pages, priority=700)


def old_pages(corpus: Corpus) -> Iterator[str]:
    """Yield the docname of each page at a former address."""
    yield from corpus.moved
    yield from corpus.settings.removed


def _names(old: str, item: Entry | Page) -> tuple[str, str]:
    """Return what a page was and is called: the ids of an entry, or else the pages' names."""
    name = old.rpartition("/")[2]
    if isinstance(item, Entry) and name != item.id:
        return name, item.id
    return old, item.docname


def _write_pages(app: Sphinx, error: Exception | None) -> None:
    if error is not None or app.builder.format != "html":
        return
    builder: Any = app.builder
    base = app.config.html_baseurl or settings_of(app).site_url
    for name, item in corpus_of(app).moved.items():
        uri = builder.get_target_uri(item.docname)
        address = builder.get_relative_uri(name, item.docname)
        old, new = _names(name, item)
        text = builder.templates.render(
            RENAMED,
            {
                "language": language.code(),
                "direction": language.direction(language.code()),
                "policy": policy(),
                "address": address,
                "script": relative_uri(builder.get_target_uri(name), SCRIPT),
                "canonical": urljoin(f"{base.rstrip('/')}/", uri) if base else address,
                "old": old,
                "new": new,
                "heading": app.env.titles[item.docname].astext(),
            },
        )
        write(Path(app.outdir) / builder.get_target_uri(name), f"{text}\n")
    for name, reason in settings_of(app).removed.items():
        text = builder.templates.render(
            REMOVED,
            {
                "language": language.code(),
                "direction": language.direction(language.code()),
                "policy": policy(),
                "old": name.rpartition("/")[2],
                "reason": reason,
                "address": builder.get_relative_uri(name, app.config.root_doc),
                "project": app.config.project,
            },
        )
        write(Path(app.outdir) / builder.get_target_uri(name), f"{text}\n")
