"""The knowledge base as files of other tools, and each entry as JSON, beside the pages."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from sphinx.util import logging

from speckb import __version__
from speckb.errors import UsageError
from speckb.exchange.exporting import bibliography, document
from speckb.exchange.exporting.about import about
from speckb.exchange.exporting.dates import dates
from speckb.exchange.exporting.formats import FORMATS
from speckb.files.output import write
from speckb.language import N_
from speckb.sphinxext import needs_project
from speckb.sphinxext.state import corpus_of, settings_of
from speckb.tables.fragments import slug

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx.application import Sphinx

    from speckb.corpus.corpus import Corpus
    from speckb.exchange.exporting.dates import Dates

FOLDER = "_exports"
INDEX = "entries.json"
CITED = N_("the references")
CITING = N_("how to cite the knowledge base")
# Translators: what a file is for; needs.json is the name of another
NEEDS = N_("settings for needs.json in another sphinx-needs project")
MEMORY = "speckb-exports.json"  # in the folder of doctrees, which is published nowhere
log = logging.getLogger(__name__)
_files: WeakKeyDictionary[Sphinx, Mapping[str, File]] = WeakKeyDictionary()
_digests: WeakKeyDictionary[Sphinx, str] = WeakKeyDictionary()  # of what they were made from


@dataclass(frozen=True, slots=True)
class File:
    """An export: what it is for, in English, and its size in bytes.

    `data` is None where the file of the last build is still right.
    """

    about: str
    size: int
    data: bytes | None = None


def connect(app: Sphinx) -> None:
    """Register the making, before pages are compared with the last build, and the writing.

    A preview makes no exports, which take longer than a page does.
    """
    app.add_config_value("speckb_exports", True, "html", types=[bool])
    app.connect("env-updated", _make, priority=100)
    app.connect("html-page-context", _add_address)
    app.connect("build-finished", _write, priority=700)


def name_of(app: Sphinx) -> str:
    """Return the name of the files that hold the whole, from the settings or the project."""
    return settings_of(app).pdf_name or slug(app.config.project).lower() or "document"


def files_of(app: Sphinx) -> Mapping[str, File]:
    """Return the exports by their paths on the site; none in other outputs."""
    return _files.get(app, {})


def sizes(app: Sphinx) -> list[tuple[str, int]]:
    """Return path and size in bytes of each export."""
    return [(path, file.size) for path, file in files_of(app).items()]


def paths(app: Sphinx) -> Iterator[str]:
    """Yield the path of each file, with those of single entries."""
    yield from files_of(app)
    yield INDEX
    yield from (f"{entry.docname}.json" for entry in corpus_of(app).entries.values())


def _make(app: Sphinx, _env: Any) -> None:
    if app.builder.format != "html" or not app.config.speckb_exports:
        return
    whole = corpus_of(app).whole
    known = dates(whole)
    _digests[app] = _digest(whole, known)
    last = _last(app, _digests[app])
    found = {}
    for form, one in FORMATS.items():
        if not one.fits(whole):
            continue
        path = f"{FOLDER}/{name_of(app)}{one.ending}"
        if (size := last.get(path)) is not None:
            found[path] = File(one.about, size)
            continue
        try:
            data = one.data(whole, known)
        except UsageError as error:
            log.info("no export as %s: %s", form, error)
            continue
        found[path] = File(one.about, len(data), data)
    settings = needs_project.as_toml(whole).encode()
    found[needs_project.FILE] = File(NEEDS, len(settings), settings)
    _files[app] = found | _citations(app, whole)


def _citations(app: Sphinx, corpus: Corpus) -> dict[str, File]:
    config = app.config
    own = about(corpus, title=config.project, author=config.author, version=config.release)
    made = bibliography.files(corpus, own)
    return {
        name: File(CITED if name in bibliography.OF_REFERENCES else CITING, len(data), data)
        for name, data in made.items()
    }


def _digest(corpus: Corpus, known: Dates) -> str:
    """Return a digest of everything that an export depends on."""
    texts = [__version__, repr(known), repr(about(corpus))]  # which is of tags as well
    texts += [text for file in document.files(corpus) for text in file]
    texts += [f"{entry.path}\0{entry.source.text}" for entry in corpus.entries.values()]
    return sha256("\0".join(texts).encode("utf-8", "surrogatepass")).hexdigest()


def _last(app: Sphinx, digest: str) -> dict[str, int]:
    """Return the sizes of the files of the last build that are still right, by path."""
    try:
        data = json.loads((Path(app.doctreedir) / MEMORY).read_bytes())
        sizes = {path: int(size) for path, size in data["sizes"].items()}
        out = Path(app.outdir)
        kept = {path for path, size in sizes.items() if (out / path).stat().st_size == size}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
    return {path: sizes[path] for path in kept} if data["digest"] == digest else {}


def _write(app: Sphinx, error: Exception | None) -> None:
    if error is not None or app.builder.format != "html":
        return
    out, whole = Path(app.outdir), corpus_of(app).whole
    for path, file in files_of(app).items():
        if file.data is not None:
            write(out / path, file.data)
    known = {path: size for path, size in sizes(app) if path.startswith(f"{FOLDER}/")}
    memory = {"digest": _digests.get(app, ""), "sizes": known}
    write(Path(app.doctreedir) / MEMORY, json.dumps(memory))
    write(out / INDEX, document.as_json(document.index(whole)))
    for entry in whole.entries.values():
        write(out / f"{entry.docname}.json", document.as_json(document.entry(whole, entry)))


def _add_address(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _tree: Any
) -> None:
    """Give the templates the path of an entry's own JSON."""
    is_entry = pagename in corpus_of(app).by_docname
    context["entry_json"] = f"{pagename}.json" if is_entry else ""
