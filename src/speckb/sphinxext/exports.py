"""The knowledge base as files of other tools, and each entry as JSON, beside the pages."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from sphinx.util import logging

from speckb.errors import UsageError
from speckb.exchange.exporting import document
from speckb.exchange.exporting.dates import dates
from speckb.exchange.exporting.formats import FORMATS
from speckb.files.output import write
from speckb.sphinxext.state import corpus_of, settings_of
from speckb.tables.fragments import slug

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx.application import Sphinx

FOLDER = "_exports"
INDEX = "entries.json"
log = logging.getLogger(__name__)
_files: WeakKeyDictionary[Sphinx, Mapping[str, File]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class File:
    """An export: its format, what it is for, in English, and its content."""

    form: str
    about: str
    data: bytes


def connect(app: Sphinx) -> None:
    """Register the making, before pages are compared with the last build, and the writing."""
    app.connect("env-updated", _make, priority=100)
    app.connect("html-page-context", _add_address)
    app.connect("build-finished", _write, priority=700)


def files_of(app: Sphinx) -> Mapping[str, File]:
    """Return the exports by their paths on the site; none in other outputs."""
    return _files.get(app, {})


def sizes(app: Sphinx) -> list[tuple[str, int]]:
    """Return path and size in bytes of each export."""
    return [(path, len(file.data)) for path, file in files_of(app).items()]


def paths(app: Sphinx) -> Iterator[str]:
    """Yield the path of each file, with those of single entries."""
    yield from files_of(app)
    yield INDEX
    yield from (f"{entry.docname}.json" for entry in corpus_of(app).entries.values())


def _make(app: Sphinx, _env: Any) -> None:
    if app.builder.format != "html":
        return
    settings, whole = settings_of(app), corpus_of(app).whole
    known = dates(whole)
    name = settings.pdf_name or slug(app.config.project).lower() or "document"
    found = {}
    for form, one in FORMATS.items():
        try:
            data = one.data(whole, known)
        except UsageError as error:
            log.info("no export as %s: %s", form, error)
            continue
        found[f"{FOLDER}/{name}{one.ending}"] = File(form, one.about, data)
    _files[app] = found


def _write(app: Sphinx, error: Exception | None) -> None:
    if error is not None or app.builder.format != "html":
        return
    out, whole = Path(app.outdir), corpus_of(app).whole
    for path, file in files_of(app).items():
        write(out / path, file.data)
    write(out / INDEX, document.as_json(document.index(whole)))
    for entry in whole.entries.values():
        write(out / f"{entry.docname}.json", document.as_json(document.entry(whole, entry)))


def _add_address(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _tree: Any
) -> None:
    """Give the templates the path of an entry's own JSON."""
    is_entry = pagename in corpus_of(app).by_docname
    context["entry_json"] = f"{pagename}.json" if is_entry else ""
