"""Sphinx builder `pdf`, and the hooks that make the PDF during a build of the site.

A build of the site has resolved every page already, so that the PDF costs Typst's time alone.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from sphinx.builders import Builder
from sphinx.util import logging
from sphinx.util.osutil import relative_uri

from speckb.files.output import write
from speckb.sphinxext.cleanup import pdf_name
from speckb.sphinxext.page_editions import printed_edition
from speckb.sphinxext.sphinx_internals import is_broken
from speckb.sphinxext.state import edition_of
from speckb.typst.build import pdf_build_of

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.config import Config

log = logging.getLogger(__name__)
IMAGES = ["image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp"]


def connect(app: Sphinx) -> None:
    """Register the builder, the settings and the event handlers.

    `speckb_pdf` is the folder, relative to the knowledge base, to which a build of the site writes
    the PDF as well; empty for no PDF.
    """
    app.add_builder(PdfBuilder)
    app.add_config_value("speckb_pdf", "", "", types=[str])
    app.add_config_value("speckb_has_pdf", False, "html", types=[bool])
    app.connect("config-inited", _find_pdf, priority=7)
    app.connect("doctree-resolved", _collect_page, priority=999)
    app.connect("html-page-context", _link_pdf, priority=420)
    app.connect("build-finished", _write_beside_site, priority=940)


class PdfBuilder(Builder):
    """Writes every page as Typst code and compiles the document."""

    name = "pdf"
    format = "pdf"
    epilog = ""
    allow_parallel = True
    supported_image_types: ClassVar[list[str]] = IMAGES

    def get_outdated_docs(self) -> str:
        """Return the target that Sphinx prints: the whole document is always written."""
        return "the document"

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:  # noqa: ARG002
        """Return the address of a page on the site: labels of the PDF are derived from it."""
        return f"{docname}.html"

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:  # noqa: ARG002
        """Return the address of a page relative to another page."""
        return relative_uri(self.get_target_uri(from_), self.get_target_uri(to))

    def prepare_writing(self, docnames: AbstractSet[str]) -> None:
        """Prepare nothing; Sphinx requires the method."""

    def write_documents(self, docnames: AbstractSet[str]) -> None:  # noqa: ARG002
        """Write the PDF."""
        _write_pdf(self._app, Path(self.outdir))


def _find_pdf(app: Sphinx, config: Config) -> None:
    """Set `speckb_has_pdf` if the site has a PDF to link to or this build will make it."""
    exists = (Path(app.outdir) / pdf_name(app)).is_file()
    config.speckb_has_pdf = bool(config.speckb_pdf) or exists


def _collect_page(app: Sphinx, tree: nodes.document, docname: str) -> None:
    """Add a resolved page to the PDF, in the edition that is printed."""
    if edition_of(app) != printed_edition(app, docname):
        return
    if app.builder.name == PdfBuilder.name or app.config.speckb_pdf:
        pdf_build_of(app).add(docname, tree)


def _link_pdf(
    app: Sphinx, _page: str, _template: str, context: dict[str, Any], _tree: nodes.document | None
) -> None:
    """Give the page templates the name of the PDF file."""
    context["pdf"] = pdf_name(app) if app.config.speckb_has_pdf else ""


def _write_beside_site(app: Sphinx, error: Exception | None) -> None:
    """Write the PDF after a build of the site, unless that failed."""
    broken = error is not None or is_broken(app)
    if app.config.speckb_pdf and app.builder.format == "html" and not broken:
        _write_pdf(app, Path(app.confdir) / app.config.speckb_pdf, Path(app.outdir))


def _write_pdf(app: Sphinx, *folders: Path) -> None:
    """Finish the PDF, write it to each folder and log its size and time."""
    compiled = pdf_build_of(app).finish()
    for folder in folders:
        write(folder / pdf_name(app), compiled.data)
    log.info(
        "%d pages, Typst %.2f s (CPU %.2f s): open %s",
        compiled.pages,
        compiled.seconds,
        compiled.cpu,
        folders[0] / pdf_name(app),
    )
