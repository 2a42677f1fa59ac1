"""Summary line of a build, and its end before it writes pages where it has failed already."""

from __future__ import annotations

import time
from logging import LogRecord, getLogger
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util import logging

from speckb.sphinxext.sphinx_internals import is_broken, warning_count
from speckb.sphinxext.state import corpus_of, stop
from speckb.tables.names import table_names
from speckb.terminal import inert

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder

log = logging.getLogger(__name__)


def connect(app: Sphinx) -> None:
    """Start the clock; register the summary and the early end."""
    for handler in getLogger(logging.NAMESPACE).handlers:
        handler.addFilter(_without_commands)
    started = time.monotonic()
    app.connect("write-started", _stop_when_broken, priority=1)
    app.connect(
        "build-finished",
        lambda a, error: _summary(a, error, time.monotonic() - started),
        priority=990,
    )


def _without_commands(record: LogRecord) -> bool:
    """Take from a message what a forge would obey; it may quote content."""
    record.msg, record.args = inert(LogRecord.getMessage(record)), ()
    return True


def _stop_when_broken(app: Sphinx, _builder: Builder) -> None:
    """End the build before it writes pages, where warnings are errors and there are any."""
    if is_broken(app):
        number = warning_count(app)
        stop(f"{number} warning{'s' if number > 1 else ''}; nothing was written")


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
