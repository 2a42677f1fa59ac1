"""The only room that knows sphinx-needs: typed fields from the schemas, one need per entry."""

from __future__ import annotations

import shutil
from contextlib import suppress
from inspect import signature
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from sphinx_needs.api import add_need
from sphinx_needs.need_item import NeedItemSourceDirective
from sphinx_needs.needsfile import NeedsList

from speckb.files.textfile import write_if_changed
from speckb.sphinxext import need_verdicts
from speckb.sphinxext.state import corpus_of, settings_of, stop
from speckb.tables import need_fields

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from docutils import nodes
    from docutils.parsers.rst.states import RSTState
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from speckb.corpus.entry import Entry

RESERVED = frozenset(signature(add_need).parameters) - {"status", "tags"}
INSTALLERS = frozenset(
    {"install_lib_static_files", "install_permalink_file", "install_styles_static_files"}
)
WRITERS = frozenset({"build_needs_json", "build_needs_id_json"})
UNUSED = (
    "schema_violations.json",
    "_static/_sphinx_javascript_frameworks_compat.js",
    "_static/graphviz.css",
    "_static/jquery.js",
    "_static/sphinx-data-viewer",
)


def connect(app: Sphinx) -> None:
    """Register the fields, and the removal of files that no page of ours uses."""
    app.connect("config-inited", _add_fields, priority=20)
    app.connect("builder-inited", _keep_assets_out)
    app.connect("env-before-read-docs", _leave_to_the_check)
    app.connect("needs-before-post-processing", _compute_verdicts)
    NeedsList.write_json = _write_json  # type: ignore[assignment]
    app.connect("build-finished", _remove_unused, priority=900)


def register(app: Sphinx, entry: Entry) -> nodes.Node:
    """Record the entry's need and return the node that stands for it until the page is read."""
    line = entry.locate(("id",)).line
    place = NeedItemSourceDirective(
        docname=entry.docname, lineno=line, lineno_content=entry.source.body_line
    )
    made = add_need(
        app,
        cast("RSTState", SimpleNamespace()),
        need_source=place,
        need_type=entry.type.name,
        id=entry.id,
        title=entry.title,
        content=entry.source.body.strip(),
        doctype=".md",
        hide=True,
        allow_type_coercion=False,
        **need_fields.values(settings_of(app), entry),
    )
    return made[0]


def _add_fields(app: Sphinx, config: Config) -> None:
    found = corpus_of(app)
    for field in [*need_fields.fields(found), *need_verdicts.fields(found)]:
        if field.name in RESERVED:
            message = f"sphinx-needs keeps the field name {field.name!r} for itself; choose another"
            stop(f"schemas: {message}")
        config.needs_fields.setdefault(
            field.name, {"description": field.title, "schema": field.schema, "nullable": True}
        )
    # a file that the settings name for an IDE was written from the same, and may be older
    config.needs_schema_definitions_from_json = None
    config.needs_schema_definitions = need_fields.type_schemas(found)


def _write_json(needs: NeedsList, needs_file: str = "needs.json", needs_path: str = "") -> None:
    """Write the same text as sphinx-needs, which encodes it piece by piece, ten times slower."""
    write_if_changed(Path(needs_path or needs.outdir) / needs_file, needs.dump_json())


def _compute_verdicts(app: Sphinx, needs: Mapping[str, Any]) -> None:
    """Set what a need says about other entries, whose pages an edit may not have touched."""
    corpus = corpus_of(app)
    for name, need in needs.items():
        for field, value in need_verdicts.values(corpus, corpus.entries[name]).items():
            need[field] = value


def _leave_to_the_check(app: Sphinx, env: BuildEnvironment, docnames: Sequence[str]) -> None:
    """Have sphinx-needs validate what a fresh environment holds, and nothing in a rebuild.

    The check that each build begins with has validated the same entries by the same schemas.
    """
    if len(docnames) < len(env.found_docs):
        _disconnect(app, "write-started", {"process_schemas"})


def _keep_assets_out(app: Sphinx) -> None:
    """Take away what installs sphinx-needs' own styles and scripts: our pages use none of them.

    Its data files belong to the site.
    """
    unused = INSTALLERS if app.builder.format == "html" else INSTALLERS | WRITERS
    for event in ("env-updated", "build-finished"):
        _disconnect(app, event, unused)


def _disconnect(app: Sphinx, event: str, names: AbstractSet[str]) -> None:
    """Let sphinx-needs' functions of those names hear no more of an event."""
    for listener in [*app.events.listeners[event]]:
        if listener.handler.__name__ in names:
            app.disconnect(listener.id)


def _remove_unused(app: Sphinx, _error: Exception | None) -> None:
    for name in UNUSED:
        path = Path(app.outdir) / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    with suppress(OSError):
        (Path(app.outdir) / "_static").rmdir()  # only where nothing is in it
