"""Pages at the addresses of ids that were given up.

That of a former id leads to the present one; that of a removed one says what became of the entry.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from sphinx.util.osutil import relative_uri

from speckb.files.output import write
from speckb.sphinxext.policy import policy
from speckb.sphinxext.state import corpus_of, settings_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry

RENAMED, REMOVED = "renamed.html", "removed.html"
SCRIPT = "_static/renamed.js"


def connect(app: Sphinx) -> None:
    """Register the writer."""
    app.connect("build-finished", _write_pages, priority=700)


def old_pages(corpus: Corpus) -> Iterator[str]:
    """Yield the docname of each page at the address of an id that was given up."""
    yield from (name for name, _, _ in _former_pages(corpus))
    yield from corpus.settings.removed


def _former_pages(corpus: Corpus) -> Iterator[tuple[str, str, Entry]]:
    """Yield the docname of each former page, its id, and the entry that has it now."""
    for old, entry in corpus.former.items():
        yield f"{entry.type.folder}/{old}", old, entry


def _write_pages(app: Sphinx, error: Exception | None) -> None:
    if error is not None or app.builder.format != "html":
        return
    builder: Any = app.builder
    base = app.config.html_baseurl or settings_of(app).site_url
    for name, old, entry in _former_pages(corpus_of(app)):
        uri = builder.get_target_uri(entry.docname)
        address = builder.get_relative_uri(name, entry.docname)
        text = builder.templates.render(
            RENAMED,
            {
                "language": app.config.language,
                "policy": policy(),
                "address": address,
                "script": relative_uri(builder.get_target_uri(name), SCRIPT),
                "canonical": urljoin(f"{base.rstrip('/')}/", uri) if base else address,
                "old": old,
                "new": entry.id,
                "heading": entry.heading,
            },
        )
        write(Path(app.outdir) / builder.get_target_uri(name), f"{text}\n")
    for name, reason in settings_of(app).removed.items():
        text = builder.templates.render(
            REMOVED,
            {
                "language": app.config.language,
                "policy": policy(),
                "old": name.rpartition("/")[2],
                "reason": reason,
                "address": builder.get_relative_uri(name, app.config.root_doc),
                "project": app.config.project,
            },
        )
        write(Path(app.outdir) / builder.get_target_uri(name), f"{text}\n")
