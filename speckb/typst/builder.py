"""The builder `pdf`, and the same for a site's build that makes its PDF on the way."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.builders import Builder
from sphinx.util import logging
from sphinx.util.osutil import relative_uri

from speckb.sphinxext.knowledge import corpus_of, settings_of, stop
from speckb.typst import blocks, entries, grids, inline, pictures  # noqa: F401  their rules
from speckb.typst.addresses import Addresses
from speckb.typst.compiler import CompileError, compile_pdf
from speckb.typst.document import Cover, Document
from speckb.typst.writer import UnknownNodeError, Writer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from docutils import nodes
    from sphinx.application import Sphinx

    from speckb.typst.writer import Sheet

log = logging.getLogger(__name__)


def connect(app: Sphinx) -> None:
    """Register the builder."""
    app.add_builder(PdfBuilder)


class PdfBuilder(Builder):
    """Writes every page as Typst code and compiles the document."""

    name = "pdf"
    format = "pdf"
    epilog = ""
    allow_parallel = False
    supported_image_types = ["image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp"]  # noqa: RUF012

    def get_outdated_docs(self) -> str:
        """Say that the document is made anew."""
        return "the document"

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:  # noqa: ARG002
        """Return the address that the page has in the site."""
        return f"{docname}.html"

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:  # noqa: ARG002
        """Return the address of a page from another."""
        return relative_uri(self.get_target_uri(from_), self.get_target_uri(to))

    def prepare_writing(self, docnames: AbstractSet[str]) -> None:
        """Have nothing to prepare."""

    def write_documents(self, _docnames: AbstractSet[str]) -> None:
        t = time.perf_counter()
        addresses = Addresses(self, corpus_of(self._app))
        sheets = {}
        w = 0.0
        for name in sorted(self.env.found_docs):
            tree = self.env.get_and_resolve_doctree(name, self, tags=self.tags)
            u = time.perf_counter()
            sheets[name] = Writer(name, self.env, addresses).page(tree)
            w += time.perf_counter() - u
        print("resolve", time.perf_counter() - t - w, "write", w)
        source = settings_of(self._app).source
        e = corpus_of(self._app).entries.get(source)
        source = f"After {e.id}: {e.title}" if e else ""
        cover = Cover(self.config.project, self.config.release, "today", [self.config.author], self.config.copyright, source, "a4")
        document = Document(self.env, corpus_of(self._app), cover, sheets)
        t = time.perf_counter()
        import resource
        def cpu():
            r=resource.getrusage(resource.RUSAGE_SELF); return r.ru_utime+r.ru_stime
        u0 = cpu()
        try:
            data = compile_pdf(document, 0)
        except CompileError as error:
            stop(str(error)[:3000])
        print("typst", time.perf_counter() - t, cpu()-u0, len(data))
        (Path(self.outdir) / "x.pdf").write_bytes(data)

    def finish(self) -> None:
        pass
