"""Build of one PDF: collects the pages that Sphinx resolves, then compiles the document.

A child process compiles, with limits of time and memory; in a parallel build of the site it does so
while Sphinx writes the HTML. Where processes cannot be forked, this one compiles without limits.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from sphinx.util.parallel import parallel_available

from speckb.corpus.settings.types import LIST
from speckb.files.child import Limits, limit_this_process
from speckb.files.output import write
from speckb.sphinxext.in_print import form_of, is_printed
from speckb.sphinxext.numbering import for_screen
from speckb.sphinxext.page_editions import printed_edition, uris_of
from speckb.sphinxext.state import corpus_of, settings_of, showing, stop
from speckb.sphinxext.workers import KilledError, Workers
from speckb.typst import blocks, entries, inline, lists, pictures, tables  # noqa: F401  rules
from speckb.typst.addresses import Addresses
from speckb.typst.compiler import CompileError, compile_pdf
from speckb.typst.document import Document
from speckb.typst.faces import FontsError, faces
from speckb.typst.imprint import imprint_of
from speckb.typst.pictures import PictureError
from speckb.typst.writer import PageCode, UnknownNodeError, Writer

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

LIMITS = Limits(seconds=600, memory=6000, output=1000)
BROKEN = (
    "the PDF was not made: Typst took longer than {0.seconds} seconds, used"
    " more than {0.memory} MB of memory, or was killed"
)

_builds: WeakKeyDictionary[Sphinx, PdfBuild] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class CompiledPdf:
    """A PDF as bytes, its number of pages, and the wall and CPU seconds that Typst took."""

    data: bytes
    pages: int
    seconds: float
    cpu: float


class PdfBuild:
    """The PDF of a running Sphinx build.

    `page_codes` has the code of each page by docname; `result` is the PDF or an error message.
    """

    def __init__(self, app: Sphinx) -> None:
        self.app = app
        uris = {docname: uris_of(app, docname) for docname in app.env.found_docs}
        forms = {docname: form_of(app, docname) for docname in app.env.found_docs}
        self.addresses = Addresses(corpus_of(app), uris, forms, partial(for_screen, app))
        self.printed = {docname for docname in app.env.found_docs if is_printed(app, docname)}
        try:
            self.faces = faces(settings_of(app))
        except FontsError as error:
            stop(str(error))
        self.page_codes: dict[str, PageCode] = {}
        self.child: Workers | None = None
        self.result: CompiledPdf | str = ""

    def add(self, docname: str, tree: nodes.document) -> None:
        """Turn a resolved page into code; stop the build if the PDF cannot show it."""
        if docname not in self.printed:
            return
        try:
            writer = Writer(docname, self.app.env, self.addresses, self.faces)
            entry = writer.entry_of(docname)
            if entry is not None and form_of(self.app, docname) == LIST:
                self.page_codes[docname] = writer.write_page(
                    tree, partial(entries.show_item, entry)
                )
            else:
                self.page_codes[docname] = writer.write_page(tree)
        except (UnknownNodeError, PictureError) as error:
            stop(str(error))
        if self._can_compile_early():
            self._start_child()

    def finish(self) -> CompiledPdf:
        """Return the PDF of all pages; resolves pages that an incremental build did not."""
        env, builder = self.app.env, self.app.builder
        for docname in sorted(self.printed - self.page_codes.keys()):
            with showing(printed_edition(self.app, docname)):
                env.get_and_resolve_doctree(docname, builder, tags=builder.tags)
        if self.child is None and parallel_available:
            self._start_child()
        if self.child is None:
            self.result = self._compile()
        else:
            try:
                self.child.join()
            except KilledError:
                self.result = BROKEN.format(LIMITS)
        if isinstance(self.result, str):
            stop(self.result)
        return self.result

    def _start_child(self) -> None:
        self.child = Workers(1)
        self.child.add_task(self._compile_in_child, receive=self._receive)

    def _can_compile_early(self) -> bool:
        """Return whether a child process can compile now, while this one writes the site."""
        parallel = parallel_available and self.app.parallel > 1 and self.child is None
        writes = self.app.builder.format == "html"
        return parallel and writes and self.page_codes.keys() == self.printed

    def _compile(self) -> CompiledPdf | str:
        """Return the PDF, or the message of the compiler's error."""
        imprint = imprint_of(self.app, timestamp())
        document = Document(self.app.env, self.addresses, imprint, self.page_codes, self.faces)
        start, cpu = time.perf_counter(), time.process_time()
        try:
            data, pages = compile_pdf(document, timestamp(), self._known_pages)
        except CompileError as error:
            return str(error)
        return CompiledPdf(data, pages, time.perf_counter() - start, time.process_time() - cpu)

    def _compile_in_child(self) -> CompiledPdf | str:
        """Compile in a child process and leave the PDF in a file.

        Returned through the pipe, the bytes would block this process until the parent reads them.
        """
        limit_this_process(LIMITS)
        try:
            result = self._compile()
        except MemoryError:
            return BROKEN.format(LIMITS)
        if isinstance(result, CompiledPdf):
            write(self._child_output, result.data)
            result = replace(result, data=b"")
        return result

    def _receive(self, _argument: object, result: CompiledPdf | str) -> None:
        """Take the result of the child process, and the PDF from its file."""
        if isinstance(result, CompiledPdf):
            result = replace(result, data=self._child_output.read_bytes())
            self._child_output.unlink()
        self.result = result

    @property
    def _known_pages(self) -> Path:
        return Path(self.app.doctreedir) / "pages.json"

    @property
    def _child_output(self) -> Path:
        return Path(self.app.doctreedir) / "document.pdf"


def pdf_build_of(app: Sphinx) -> PdfBuild:
    """Return the PDF build of a Sphinx application, created on first use."""
    if app not in _builds:
        _builds[app] = PdfBuild(app)
    return _builds[app]


def timestamp() -> int:
    """Return the date of the PDF in seconds since 1970: SOURCE_DATE_EPOCH, or now."""
    return int(os.environ.get("SOURCE_DATE_EPOCH") or time.time())
