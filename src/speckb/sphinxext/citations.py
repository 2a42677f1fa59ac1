"""Files for citations beside the pages: of the references, and of the knowledge base itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from speckb.exchange.exporting import bibliography
from speckb.exchange.exporting.about import about
from speckb.files.output import write
from speckb.sphinxext.state import corpus_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.application import Sphinx


def connect(app: Sphinx) -> None:
    """Register the writing of the files."""
    app.connect("build-finished", _write)


def files(app: Sphinx) -> Sequence[str]:
    """Return the paths of the files."""
    return bibliography.names(corpus_of(app))


def _write(app: Sphinx, error: Exception | None) -> None:
    if error is not None or app.builder.format != "html":
        return
    corpus, config = corpus_of(app), app.config
    found = about(corpus, title=config.project, author=config.author, version=config.release)
    for name, data in bibliography.files(corpus, found).items():
        write(Path(app.outdir) / name, data)
