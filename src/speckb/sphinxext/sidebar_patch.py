"""Replacement of the navigation in written pages that an edit changes in nothing else.

The title of a page is in the navigation of all pages of its section. To resolve and write all of
them again would take a fifth of the time of a rebuild after an edit of a title.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from sphinx.util.osutil import relative_uri

from speckb.files.output import write
from speckb.sphinxext.page_editions import names_of, passes
from speckb.sphinxext.sidebar import navigation_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx

TEMPLATE = "sidebar/navigation.html"
START, PDF, END = '<nav class="sidebar-tree"', '<p class="sidebar-pdf"', "\n</nav>"
_stale: WeakKeyDictionary[Sphinx, list[str]] = WeakKeyDictionary()


def connect(app: Sphinx) -> None:
    """Register the replacement, after all other pages are written."""
    app.connect("build-finished", _patch, priority=600)


def take(app: Sphinx, docnames: Iterable[str]) -> list[str]:
    """Take over the pages that are already written; return the others, which Sphinx must write."""
    builder: Any = app.builder
    if builder.format != "html":
        return []
    names = list(docnames)
    out = Path(app.outdir)
    _stale[app] = [
        name
        for name in names
        if all((out / f"{n}{builder.out_suffix}").is_file() for n in names_of(app, name))
    ]
    return [name for name in names if name not in _stale[app]]


def _patch(app: Sphinx, error: Exception | None) -> None:
    names = _stale.pop(app, [])
    if error is not None or not names:
        return
    builder: Any = app.builder
    for found in passes(app, {*names}):
        for name in found:
            path = Path(builder.get_output_path(name))
            page = path.read_text(encoding="utf-8")
            if START in page:
                write(path, _replaced(page, _menu(app, name)))


def _menu(app: Sphinx, docname: str) -> str:
    """Return the HTML of the navigation of a page, without its end."""
    builder: Any = app.builder
    here = builder.get_target_uri(docname)

    def pathto(other: str) -> str:
        return relative_uri(here, builder.get_target_uri(other)) or "#"

    menu = navigation_of(app).menu(docname)
    context = {"navigation": menu, "pagename": docname, "pathto": pathto}
    text: str = builder.templates.render(TEMPLATE, context)
    return text[: text.rindex(END)]


def _replaced(page: str, menu: str) -> str:
    """Return a page with another navigation, and with the same link to the PDF at its end."""
    start = page.index(START)
    end = page.index(END, start)
    pdf = page.find(PDF, start, end)
    return page[:start] + menu + page[pdf if pdf >= 0 else end :]
