"""Removal of output files that an earlier build wrote and this one does not.

A manifest in the output folder lists the files. It is there and not in Sphinx's environment, which
several outputs can share and which can be deleted on its own.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from speckb.diff.history.feed import FILE as FEED
from speckb.files.output import write
from speckb.sphinxext import (
    computed,
    d2,
    discovery,
    embeds,
    evidence,
    explorer,
    exports,
    freshness,
    history,
    search,
)
from speckb.sphinxext.page_editions import names_of
from speckb.sphinxext.redirects import old_pages
from speckb.sphinxext.state import corpus_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx
    from sphinx.builders import Builder

MANIFEST = ".speckb-files"


def connect(app: Sphinx) -> None:
    """Register the writing of the manifest and the removal."""
    app.connect("write-started", _extend_manifest)
    app.connect("build-finished", _remove_stale, priority=980)


def _extend_manifest(app: Sphinx, builder: Builder) -> None:
    """Add the files of this build to the manifest before it writes them, in case it is stopped."""
    if builder.format == "html":
        out = Path(app.outdir)
        _write(out, {*_listed(out), *_files(app)})


def _remove_stale(app: Sphinx, error: Exception | None) -> None:
    if error is not None or app.builder.format != "html":
        return
    out, now = Path(app.outdir), {*_files(app)}
    for name in sorted(_listed(out) - now):
        _remove(out, name)
    _write(out, now)


def _files(app: Sphinx) -> Iterator[str]:
    """Yield the path of each output file that depends on entries, pages or settings."""
    builder: Any = app.builder
    env, out = app.env, Path(app.outdir)
    for name in env.found_docs:
        yield from (f"{shown}{builder.out_suffix}" for shown in names_of(app, name))
        yield search.file_of(name)
    for name in old_pages(corpus_of(app)):
        yield builder.get_output_path(name).relative_to(out).as_posix()
    if app.config.html_copy_source:
        for name in env.found_docs:
            yield f"_sources/{env.doc2path(name, base=False)}{app.config.html_sourcelink_suffix}"
    yield from (path for path, _, _ in computed.csv_files(app))
    yield from evidence.files(app)
    yield from explorer.files(app)
    yield from embeds.files(app)
    yield from exports.paths(app)
    yield from discovery.files(app)
    for _, name in env.images.values():
        yield f"{builder.imagedir}/{name}"
    for name in freshness.used(env, d2.USE):
        yield from (f"{d2.FOLDER}/{file}" for file in d2.files(name))
    yield pdf_name(app)
    if history.has_feed(app):
        yield FEED


def pdf_name(app: Sphinx) -> str:
    """Return the file name of the PDF, from the settings or else from the project."""
    return f"{exports.name_of(app)}.pdf"


def _listed(out: Path) -> set[str]:
    try:
        return {*(out / MANIFEST).read_text(encoding="utf-8").splitlines()}
    except (OSError, UnicodeDecodeError):
        return set()


def _write(out: Path, names: Iterable[str]) -> None:
    write(out / MANIFEST, "".join(f"{name}\n" for name in sorted(names)))


def _remove(out: Path, name: str) -> None:
    """Delete a file of the output folder, and the folders that become empty.

    The manifest is not trusted: names that lead out of the folder are ignored.
    """
    folder = (out / name).parent
    if ".." in PurePosixPath(name).parts or not folder.resolve().is_relative_to(out.resolve()):
        return
    with suppress(OSError):
        (out / name).unlink()
        while folder != out:
            folder.rmdir()
            folder = folder.parent
