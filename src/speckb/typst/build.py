"""Gathers the sheets while a build resolves its pages, and makes the PDF when all are there."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from sphinx.util.parallel import ParallelTasks, parallel_available

from speckb.files.output import write
from speckb.sphinxext.state import corpus_of, settings_of, stop
from speckb.typst import blocks, entries, formulas, inline, lists, pictures, tables  # noqa: F401  rules
from speckb.typst.addresses import Addresses
from speckb.typst.compiler import CompileError, compile_pdf
from speckb.typst.document import Cover, Document
from speckb.typst.pictures import PictureError
from speckb.typst.writer import Sheet, UnknownNodeError, Writer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docutils import nodes
    from sphinx.application import Sphinx

_presses: WeakKeyDictionary[Sphinx, Press] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Printed:
    """A PDF as bytes, its number of pages, and the seconds of Typst: by the clock and of CPUs."""

    data: bytes
    pages: int
    seconds: float
    cpu: float


class Press:
    """The sheets of a running build."""

    def __init__(self, app: Sphinx) -> None:
        self.app = app
        self.addresses = Addresses(app.builder, corpus_of(app))
        self.sheets: dict[str, Sheet] = {}
        self.beside: ParallelTasks | None = None
        self.printed: Printed | str = ""

    def add(self, docname: str, tree: nodes.document) -> None:
        """Write a page's sheet; what it cannot show ends the build with a message."""
        try:
            self.sheets[docname] = Writer(docname, self.app.env, self.addresses).page(tree)
        except (UnknownNodeError, PictureError) as error:
            stop(str(error))
        if self._may_begin():
            self.beside = ParallelTasks(1)
            self.beside.add_task(self._make_aside, result_func=self._take)

    def print(self) -> Printed:
        """Return the PDF of all pages; those that the build had no need to resolve are now."""
        env, builder = self.app.env, self.app.builder
        for docname in sorted(env.found_docs - self.sheets.keys()):
            env.get_and_resolve_doctree(docname, builder, tags=builder.tags)
        if self.beside is not None:
            self.beside.join()
        else:
            self.printed = self._make()
        if isinstance(self.printed, str):
            stop(self.printed)
        return self.printed

    def _may_begin(self) -> bool:
        """Return whether a process beside the one that writes the site can make the PDF now."""
        parallel = parallel_available and self.app.parallel > 1 and self.beside is None
        writes = self.app.builder.format == "html"
        return parallel and writes and self.sheets.keys() == self.app.env.found_docs

    def _make(self) -> Printed | str:
        """Return the PDF, or what keeps it from being made."""
        document = Document(self.app.env, corpus_of(self.app), _cover(self.app), self.sheets)
        start, cpu = time.perf_counter(), time.process_time()
        try:
            data, pages = compile_pdf(document, timestamp())
        except CompileError as error:
            return str(error)
        return Printed(data, pages, time.perf_counter() - start, time.process_time() - cpu)

    def _make_aside(self) -> Printed | str:
        """Leave the PDF in a file: a pipe would keep this process until somebody reads it."""
        printed = self._make()
        if isinstance(printed, Printed):
            write(self._aside, printed.data)
            printed = replace(printed, data=b"")
        return printed

    def _take(self, _argument: object, printed: Printed | str) -> None:
        if isinstance(printed, Printed):
            printed = replace(printed, data=self._aside.read_bytes())
            self._aside.unlink()
        self.printed = printed

    @property
    def _aside(self) -> Path:
        return Path(self.app.doctreedir) / "document.pdf"


def press_of(app: Sphinx) -> Press:
    """Return the press of a build."""
    if app not in _presses:
        _presses[app] = Press(app)
    return _presses[app]


def timestamp() -> int:
    """Return the seconds since 1970 that the file is dated with: SOURCE_DATE_EPOCH, or now."""
    return int(os.environ.get("SOURCE_DATE_EPOCH") or time.time())


def _cover(app: Sphinx) -> Cover:
    config, found = app.config, settings_of(app)
    rights = config.copyright
    source = corpus_of(app).entries.get(found.source)
    day = datetime.fromtimestamp(timestamp(), UTC)
    return Cover(
        title=config.project,
        edition=config.release,
        date=config.today or f"{day.day} {day:%B %Y}",
        authors=_names(config.author),
        rights=", ".join([rights] if isinstance(rights, str) else rights),
        source=f"{source.title} ({source.id})" if source else "",
        paper=found.paper,
    )


def _names(authors: str) -> Sequence[str]:
    return [name.strip() for name in authors.split(";") if name.strip()]
