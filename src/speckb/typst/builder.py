"""The builder `pdf`, and the PDF beside a site: its build resolves the same pages anyway."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from sphinx.builders import Builder
from sphinx.util import logging
from sphinx.util.osutil import relative_uri

from speckb.files.output import write
from speckb.sphinxext.cleanup import pdf_name
from speckb.sphinxext.sphinx_internals import is_broken
from speckb.typst.build import press_of

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.config import Config

log = logging.getLogger(__name__)
IMAGES = ["image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp"]


def connect(app: Sphinx) -> None:
    """Register the builder, and the settings of a site's build that makes the PDF as well.

    `speckb_pdf` is the folder, from the knowledge base's own, that such a build writes it to.
    """
    app.add_builder(PdfBuilder)
    app.add_config_value("speckb_pdf", "", "", types=[str])
    app.add_config_value("speckb_has_pdf", False, "html", types=[bool])
    app.connect("config-inited", _look, priority=7)
    app.connect("doctree-resolved", _collect, priority=999)
    app.connect("html-page-context", _link, priority=420)
    app.connect("build-finished", _print_beside, priority=940)


class PdfBuilder(Builder):
    """Writes every page as Typst code and compiles the document."""

    name = "pdf"
    format = "pdf"
    epilog = ""
    allow_parallel = True
    supported_image_types: ClassVar[list[str]] = IMAGES

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

    def write_documents(self, docnames: AbstractSet[str]) -> None:  # noqa: ARG002
        """Write the PDF."""
        _print(self._app, Path(self.outdir))


def _look(app: Sphinx, config: Config) -> None:
    """Have the site link to its PDF where there is one or will be."""
    there = (Path(app.outdir) / pdf_name(app)).is_file()
    config.speckb_has_pdf = bool(config.speckb_pdf) or there


def _collect(app: Sphinx, tree: nodes.document, docname: str) -> None:
    if app.builder.name == PdfBuilder.name or app.config.speckb_pdf:
        press_of(app).add(docname, tree)


def _link(
    app: Sphinx, _page: str, _template: str, context: dict[str, Any], _tree: nodes.document | None
) -> None:
    context["pdf"] = pdf_name(app) if app.config.speckb_has_pdf else ""


def _print_beside(app: Sphinx, error: Exception | None) -> None:
    broken = error is not None or is_broken(app)
    if app.config.speckb_pdf and app.builder.format == "html" and not broken:
        _print(app, Path(app.confdir) / app.config.speckb_pdf, Path(app.outdir))


def _print(app: Sphinx, *folders: Path) -> None:
    printed = press_of(app).print()
    for folder in folders:
        write(folder / pdf_name(app), printed.data)
    log.info(
        "%d pages, Typst %.2f s (CPU %.2f s): open %s",
        printed.pages,
        printed.seconds,
        printed.cpu,
        folders[0] / pdf_name(app),
    )
