"""Picture of the site for links elsewhere (Open Graph): its title, and the matrix in small."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from speckb.files.output import write
from speckb.language import ngettext
from speckb.sphinxext.discovery import address_of
from speckb.sphinxext.state import settings_of, stop, view_of
from speckb.tables.verdicts import judged, spoken, verdict
from speckb.typst.code import array, quote
from speckb.typst.compiler import compile_png
from speckb.typst.faces import SANS, Faces, FontsError, faces

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from speckb.corpus.corpus import Corpus

FILE = "_static/preview.png"
WIDTH, HEIGHT, PPI = 600, 315, 144  # in points; 1200 by 630 pixels
INKS = {
    "good": "#7cc596",
    "conditional": "#c3cf6b",
    "mixed": "#e8c46a",
    "bad": "#e58f86",
    "neutral": "#e3e7ec",
    "elsewhere": "#a9bdf0",
}
CODE = """
#set page(width: {width}pt, height: {height}pt, margin: 30pt, fill: white)
#set text(font: {fonts}, size: 13pt, fill: rgb("#16181d"))
#text(size: 30pt, weight: "bold", {title})

#text(size: 15pt, fill: rgb("#595e67"), {summary})
#v(1fr)
#grid(columns: {columns} * ({cell}pt,), rows: {cell}pt, gutter: 2pt,
  ..({cells},).map(ink => box(width: 100%, height: 100%, radius: 1.5pt, fill: rgb(ink))))
"""


def connect(app: Sphinx) -> None:
    """Register the picture, and its address in the context of pages."""
    app.connect("html-page-context", _add_address)
    # after the PDF: its child process could not use Typst, had this one used it before the fork
    app.connect("build-finished", _write, priority=950)


def _add_address(
    app: Sphinx, _page: str, _template: str, context: dict[str, Any], _tree: Any
) -> None:
    context["preview"] = f"{address_of(app)}{FILE}" if address_of(app) else ""


def _write(app: Sphinx, error: Exception | None) -> None:
    if error is not None or app.builder.format != "html" or not address_of(app):
        return
    try:
        found = faces(settings_of(app))
    except FontsError as problem:
        stop(str(problem))
    made = compile_png(code(view_of(app), app.config.project, found), PPI, found)
    write(Path(app.outdir) / FILE, made)


def code(corpus: Corpus, title: str, known: Faces) -> str:
    """Return the Typst code of the picture."""
    asked = spoken(corpus) if corpus.settings.assessed else []
    entries = judged(corpus) if asked else []
    words = corpus.settings.verdicts.words
    tones = [words[verdict(corpus, e, about).settled].tone for e in entries for about in asked]
    counted = ngettext("{n} entry", "{n} entries", len(corpus.entries))
    cell = min(18.0, (WIDTH - 60) / max(1, len(asked)) - 2, 150 / max(1, len(entries)) - 2)
    return CODE.format(
        width=WIDTH,
        height=HEIGHT,
        fonts=array(quote(family.name) for family in known.drawn) if known.files else quote(SANS),
        title=quote(title),
        summary=quote(f"{counted} {corpus.edition}".strip()),
        columns=max(1, len(asked)),
        cell=round(max(2.0, cell), 1),
        cells=", ".join(quote(INKS[tone]) for tone in tones) or quote(INKS["neutral"]),
    )
