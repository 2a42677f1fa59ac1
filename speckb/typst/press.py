"""Gathers the sheets while a build resolves its pages, and makes the PDF when all are there."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from speckb.cells import slug
from speckb.sphinxext.knowledge import corpus_of, settings_of, stop
from speckb.typst import blocks, entries, formulas, grids, inline, pictures  # noqa: F401  rules
from speckb.typst.addresses import Addresses
from speckb.typst.compiler import CompileError, compile_pdf
from speckb.typst.document import Cover, Document
from speckb.typst.pictures import PictureError
from speckb.typst.writer import Sheet, UnknownNodeError, Writer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from docutils import nodes
    from sphinx.application import Sphinx

_presses: WeakKeyDictionary[Sphinx, Press] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Printed:
    """A PDF as bytes, its number of pages, and the seconds that Typst took."""

    data: bytes
    pages: int
    seconds: float


class Press:
    """The sheets of a running build."""

    def __init__(self, app: Sphinx) -> None:
        self.app = app
        self.addresses = Addresses(app.builder, corpus_of(app))
        self.sheets: dict[str, Sheet] = {}

    def add(self, docname: str, tree: nodes.document) -> None:
        """Write a page's sheet; what it cannot show ends the build with a message."""
        try:
            self.sheets[docname] = Writer(docname, self.app.env, self.addresses).page(tree)
        except (UnknownNodeError, PictureError) as error:
            stop(str(error))

    def print(self) -> Printed:
        """Return the PDF of all pages; those that the build had no need to resolve are now."""
        env, builder = self.app.env, self.app.builder
        for docname in sorted(env.found_docs - self.sheets.keys()):
            env.get_and_resolve_doctree(docname, builder, tags=builder.tags)
        document = Document(env, corpus_of(self.app), _cover(self.app), self.sheets)
        start = time.perf_counter()
        try:
            data, pages = compile_pdf(document, timestamp())
        except CompileError as error:
            stop(str(error))
        return Printed(data, pages, time.perf_counter() - start)


def press_of(app: Sphinx) -> Press:
    """Return the press of a build."""
    if app not in _presses:
        _presses[app] = Press(app)
    return _presses[app]


def file_name(app: Sphinx) -> str:
    """Return the name of the PDF: that of the settings, or one made of the project's."""
    name = settings_of(app).pdf_name or slug(app.config.project).lower() or "document"
    return f"{name}.pdf"


def timestamp() -> int:
    """Return the seconds since 1970 that the file is dated with: SOURCE_DATE_EPOCH, or now."""
    return int(os.environ.get("SOURCE_DATE_EPOCH") or time.time())


def write(path: Path, data: bytes) -> None:
    """Write a file in one step: a reader finds the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(data)
    part.replace(path)


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
