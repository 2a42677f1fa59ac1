"""The files that a site has for its content; what the build before made and this one not is gone.

A note in the output folder lists them. It belongs to that folder and not to what Sphinx keeps of
the pages, which can be shared by other outputs or thrown away.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from speckb.diff.history.feed import FILE as FEED
from speckb.files.output import write
from speckb.sphinxext import computed, d2, freshness, history
from speckb.sphinxext.redirects import former_pages
from speckb.sphinxext.state import corpus_of, settings_of
from speckb.tables.fragments import slug
from speckb.tables.names import table_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx
    from sphinx.builders import Builder

NOTE = ".speckb-files"


def connect(app: Sphinx) -> None:
    """Register what notes the files before they are written, and what tidies up at the end."""
    app.connect("write-started", _announce)
    app.connect("build-finished", _tidy, priority=980)


def _announce(app: Sphinx, builder: Builder) -> None:
    """Note what will be written as well: a build that is stopped half-way has made it too."""
    if builder.format == "html":
        out = Path(app.outdir)
        _write(out, {*_noted(out), *_files(app)})


def _tidy(app: Sphinx, error: Exception | None) -> None:
    if error is not None or app.builder.format != "html":
        return
    out, now = Path(app.outdir), {*_files(app)}
    for name in sorted(_noted(out) - now):
        _remove(out, name)
    _write(out, now)


def _files(app: Sphinx) -> Iterator[str]:
    """Yield the names of the files that the site has because of what entries and pages say."""
    builder: Any = app.builder
    env, out = app.env, Path(app.outdir)
    pages = [*env.found_docs, *(name for name, _, _ in former_pages(corpus_of(app)))]
    for name in pages:
        yield builder.get_output_path(name).relative_to(out).as_posix()
    if app.config.html_copy_source:
        for name in env.found_docs:
            yield f"_sources/{env.doc2path(name, base=False)}{app.config.html_sourcelink_suffix}"
    for name in table_names(corpus_of(app)):
        yield f"{computed.FOLDER}/{name}.csv"
    for _, name in env.images.values():
        yield f"{builder.imagedir}/{name}"
    for name in freshness.used(env, d2.USE):
        yield from (f"{builder.imagedir}/{file}" for file in d2.files(name))
    yield pdf_name(app)
    if history.has_feed(app):
        yield FEED


def pdf_name(app: Sphinx) -> str:
    """Return the name of the PDF: that of the settings, or one made of the project's."""
    name = settings_of(app).pdf_name or slug(app.config.project).lower() or "document"
    return f"{name}.pdf"


def _noted(out: Path) -> set[str]:
    try:
        return {*(out / NOTE).read_text(encoding="utf-8").splitlines()}
    except (OSError, UnicodeDecodeError):
        return set()


def _write(out: Path, names: Iterable[str]) -> None:
    write(out / NOTE, "".join(f"{name}\n" for name in sorted(names)))


def _remove(out: Path, name: str) -> None:
    """Delete a file of the output folder, and the folders that are empty without it.

    The note could come from elsewhere: no name in it leads out of the folder.
    """
    folder = (out / name).parent
    if ".." in PurePosixPath(name).parts or not folder.resolve().is_relative_to(out.resolve()):
        return
    with suppress(OSError):
        (out / name).unlink()
        while folder != out:
            folder.rmdir()
            folder = folder.parent
