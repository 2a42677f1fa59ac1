"""The last lines of a build, and a broken build's memory: it never turns green by itself."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util import logging

from speckb.sphinxext.state import corpus_of, stop
from speckb.tables.names import table_names

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder

log = logging.getLogger(__name__)


def connect(app: Sphinx) -> None:
    """Register the clock and the summary."""
    started = time.monotonic()
    app.connect("write-started", _stop_when_broken, priority=1)
    app.connect("build-finished", _forget_when_broken, priority=950)
    app.connect(
        "build-finished",
        lambda a, error: _summary(a, error, time.monotonic() - started),
        priority=990,
    )


def _stop_when_broken(app: Sphinx, _builder: Builder) -> None:
    """Where warnings are errors, write nothing after a page that could not be read as it is."""
    if app._fail_on_warnings and app._warncount:  # Sphinx keeps both private
        _forget(app)
        stop(f"{app._warncount} warnings; nothing was written")


def _forget(app: Sphinx) -> None:
    (Path(app.doctreedir) / "environment.pickle").unlink(missing_ok=True)


def _forget_when_broken(app: Sphinx, error: Exception | None) -> None:
    """Let the next build read everything again: Sphinx does not repeat warnings of unread pages."""
    if error is not None or app._warncount:
        _forget(app)


def _summary(app: Sphinx, error: Exception | None, seconds: float) -> None:
    if error is not None or app.builder.format != "html":
        return
    corpus = corpus_of(app)
    log.info(
        "%d entries, %d tables, %d pages, %.1f s: open %s",
        len(corpus.entries),
        len(table_names(corpus)),
        len(app.env.found_docs),
        seconds,
        Path(app.outdir) / "index.html",
    )
