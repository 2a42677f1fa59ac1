"""Files with the evidence of each compared entry, which a script shows beside the cell of a matrix.

A file belongs to a page of an entry in one edition. It is a script and not JSON: a page that is
opened from its folder may load a script, and nothing else.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from speckb.files.output import write
from speckb.sphinxext.page_editions import address_of, name_of, passes
from speckb.sphinxext.state import corpus_of, view_of
from speckb.tables import evidence
from speckb.tables.fragments import SYMBOLS
from speckb.tables.verdicts import judged

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx.application import Sphinx

    from speckb.tables.fragments import Piece

FOLDER = "_evidence"
SCRIPT, STYLE = "matrix.js", "matrix.css"
WHERE = ("computed matrix", 'id="explorer"')


def connect(app: Sphinx) -> None:
    """Register the writing, and the script of pages that open it."""
    app.connect("build-finished", _write, priority=700)
    app.connect("html-page-context", _add_script)


def _add_script(
    app: Sphinx, _page: str, _template: str, context: dict[str, Any], _tree: Any
) -> None:
    if any(mark in context.get("body", "") for mark in WHERE):
        app.add_js_file(SCRIPT, loading_method="defer")
        app.add_css_file(STYLE)


def files(app: Sphinx) -> Iterator[str]:
    """Yield the path of each file."""
    yield from (path for path, _ in _all(app))


def _write(app: Sphinx, error: Exception | None) -> None:
    if error is not None or app.builder.format != "html":
        return
    for path, entry in _all(app):
        data = _packed(app, evidence.of_entry(view_of(app), view_of(app).entries[entry]))
        text = json.dumps(data, separators=(",", ":"))
        write(Path(app.outdir) / path, f"Evidence.add({json.dumps(_page(path))}, {text});\n")


def _all(app: Sphinx) -> Iterator[tuple[str, str]]:
    """Yield the path of each file, and the id of its entry, while its edition is shown."""
    corpus = corpus_of(app)
    pages = {entry.docname for entry in corpus.having(corpus.settings.compared)}
    for docnames in passes(app, pages):
        for entry in judged(view_of(app)):
            if entry.docname in docnames:
                yield f"{FOLDER}/{name_of(app, entry.docname)}.js", entry.id


def _page(path: str) -> str:
    return path.removeprefix(f"{FOLDER}/").removesuffix(".js")


def _packed(app: Sphinx, found: Mapping[str, evidence.Evidence]) -> dict[str, Any]:
    """Return the data as JSON can hold it, with each line once: a value decides several verdicts.

    `cells` has, by anchor, pieces that say what the cell is about, pieces that it says, and the
    numbers of its `lines`, which are pairs of label and pieces. A piece is a list of text, address
    from the root of the site, tone and title, without the empty ones at the end.
    """
    lines: dict[str, int] = {}
    cells = {
        anchor: [
            [_piece(app, one) for one in cell.about],
            [_piece(app, one) for one in cell.said],
            [
                lines.setdefault(json.dumps([label, [_piece(app, p) for p in pieces]]), len(lines))
                for label, pieces in cell.lines
            ],
        ]
        for anchor, cell in found.items()
    }
    return {"symbols": SYMBOLS, "cells": cells, "lines": [json.loads(line) for line in lines]}


def _piece(app: Sphinx, part: Piece) -> list[str]:
    # a script makes links of these, which the last check of the pages does not see
    away = part.url if part.url.startswith("https://") else ""
    address = address_of(app, part.entry, part.anchor) if part.entry else away
    found = [part.text, address, part.tone, part.title if part.tone in SYMBOLS else ""]
    while len(found) > 1 and not found[-1]:
        found.pop()
    return found
