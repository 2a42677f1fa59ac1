"""Files to embed in pages of other sites: the matrix of verdicts, and a badge per judged entry."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from speckb import language
from speckb.files.output import write
from speckb.sphinxext.page_editions import address_of
from speckb.sphinxext.policy import policy
from speckb.sphinxext.state import edition_of, settings_of, showing, table_of, view_of
from speckb.tables import fragments
from speckb.tables.charts.badge import badge
from speckb.tables.fragments import SYMBOLS
from speckb.tables.names import VERDICTS
from speckb.tables.verdicts import judged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

    from speckb.tables.fragments import Piece

FOLDER = "_embed"
TEMPLATE = "embed.html"


def connect(app: Sphinx) -> None:
    """Register the writing, and the address of a badge in the context of its entry's page."""
    app.connect("build-finished", _write, priority=700)
    app.connect("html-page-context", _add_badge)


def _add_badge(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _tree: Any
) -> None:
    entry = view_of(app).by_docname.get(pagename)
    has_badge = settings_of(app).assessed and entry in judged(view_of(app))
    context["badge"] = f"{_folder(app)}/{entry.id}.svg" if entry and has_badge else ""


def files(app: Sphinx) -> Iterator[str]:
    """Yield the path of each file."""
    yield from (path for path, _, _ in _all(app))


def matrix_path(app: Sphinx) -> str:
    """Return the path of the matrix in the edition that is shown now."""
    return f"{_folder(app)}/{VERDICTS}.html"


def _folder(app: Sphinx) -> str:
    edition = edition_of(app)
    return FOLDER if edition == settings_of(app).edition else f"{FOLDER}/{edition}"


def _all(app: Sphinx) -> Iterator[tuple[str, str, str]]:
    """Yield path, edition and entry of each file; that of the matrix has no entry."""
    if not settings_of(app).assessed:
        return
    for edition in [known.id for known in settings_of(app).editions] or [""]:
        with showing(edition):
            matrix, folder, entries = matrix_path(app), _folder(app), judged(view_of(app))
        yield matrix, edition, ""
        yield from ((f"{folder}/{entry.id}.svg", edition, entry.id) for entry in entries)


def _write(app: Sphinx, error: Exception | None) -> None:
    if error is not None or app.builder.format != "html":
        return
    for path, edition, entry in _all(app):
        with showing(edition):
            view = view_of(app)
            text = badge(view, view.entries[entry]) if entry else _matrix(app, path)
        write(Path(app.outdir) / path, f"{text}\n")


def _matrix(app: Sphinx, path: str) -> str:
    builder: Any = app.builder
    found, view = table_of(app, VERDICTS), view_of(app)
    root = "../" * path.count("/")
    rows = [
        [[_piece(app, root, fragments.compacted(cell))] for cell in row.cells]
        for row in fragments.rows(view, found)
    ]
    context = {
        "language": language.code(),
        "direction": language.direction(language.code()),
        "policy": policy(),
        "project": app.config.project,
        "caption": found.caption,
        "edition": edition_of(app),
        "root": root,
        "home": f"{root}{builder.get_target_uri(app.config.root_doc)}",
        "heads": [column.title for column in found.columns if not column.hidden],
        "rows": rows,
        "key": list(view.settings.verdicts.words.values()),
        "symbols": SYMBOLS,
    }
    text: str = builder.templates.render(TEMPLATE, context)
    return text


def _piece(app: Sphinx, root: str, part: Piece) -> dict[str, str]:
    return {
        "text": part.text,
        "title": part.title,
        "tone": part.tone,
        "symbol": SYMBOLS.get(part.tone, ""),
        "href": f"{root}{address_of(app, part.entry, part.anchor)}" if part.entry else "",
    }
