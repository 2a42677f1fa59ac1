"""Adapter to sphinx-needs: typed fields from the schemas, and one need per entry.

No other module imports sphinx-needs. Beyond its documented interface this one relies on:

- the parameters of `add_need`, whose names no field can have; it needs no parser state, because
  the content of a need is hidden;
- the validation of needs on `write-started`, at the default priority, where
  `needs_schema_validation_enabled` is set;
- the files that it installs for needs that are shown, and no page of ours shows one.

Tried with sphinx-needs 9.1.0. To validate needs in a cold build alone saves 6 % of a rebuild; the
rest is not for speed. `tests/unit/test_internals.py` fails when one of them changes.
"""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from sphinx_needs.api import add_need
from sphinx_needs.need_item import NeedItemSourceDirective

from speckb.files.output import write
from speckb.sorting import natural
from speckb.sphinxext import needs_project
from speckb.sphinxext.state import corpus_of, settings_of, view_of
from speckb.tables import need_fields, need_verdicts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from docutils import nodes
    from docutils.parsers.rst.states import RSTState
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.corpus.settings import Settings

DOT = "\N{ONE DOT LEADER}"
VALIDATES = 500  # the priority that listeners have by default
UNUSED = (
    "permalink.html",
    "schema_violations.json",
    "_static/_sphinx_javascript_frameworks_compat.js",
    "_static/jquery.js",
    "_static/sphinx-data-viewer",
    "_static/sphinx-needs",
)


def connect(app: Sphinx) -> None:
    """Register the fields, the verdicts and the removal of unused files."""
    app.connect("config-inited", _configure, priority=9)
    app.connect("config-inited", _add_fields, priority=20)
    app.connect("config-inited", _leave_graphviz_out, priority=900)
    app.connect("builder-inited", _write_data_in_site_only)
    app.connect("env-before-read-docs", _leave_to_the_check)
    app.connect("needs-before-post-processing", _compute_verdicts)
    # after the installation, since a build that is refused later is not finished; and after copying
    app.connect("env-updated", _remove_unused, priority=900)
    app.connect("build-finished", _remove_unused, priority=900)
    app.connect("build-finished", _rewrite_data, priority=650)  # after sphinx-needs


def register(app: Sphinx, entry: Entry) -> nodes.Node:
    """Record the need of an entry and return the node that sphinx-needs takes out again."""
    line = entry.locate(("id",)).line
    place = NeedItemSourceDirective(
        docname=entry.docname, lineno=line, lineno_content=entry.source.body_line
    )
    made = add_need(
        app,
        cast("RSTState", SimpleNamespace()),
        need_source=place,
        need_type=entry.type.name,
        id=_need_id(entry.id),
        title=entry.title,
        content=entry.source.body.strip(),
        doctype=".md",
        hide=True,
        allow_type_coercion=False,
        **_linked(need_fields.values(settings_of(app), entry), settings_of(app), _need_id),
    )
    return made[0]


def _need_id(name: str) -> str:
    """Return an id as sphinx-needs gets it, which reads what follows a dot as a part of a need."""
    return name.replace(".", DOT)


def _entry_id(name: str) -> str:
    return name.replace(DOT, ".")


def _linked(
    values: Mapping[str, Any], settings: Settings, convert: Callable[[str], str]
) -> dict[str, Any]:
    """Return values of fields with the ids in links converted."""
    kinds = {*settings.links, *(f"{name}_back" for name in settings.links)}
    return {
        name: [*map(convert, value)] if name in kinds and value else value
        for name, value in values.items()
    }


def _configure(app: Sphinx, config: Config) -> None:
    """Set types and links, and all else that a build needs, before sphinx-needs reads a file.

    It evaluates strings of many of its settings as Python, fetches what others name, and writes
    wherever a path leads: it takes none from a file. The settings that `ubproject.toml` may have
    for other tools are those that are set here.
    """
    found = settings_of(app)
    config.needs_from_toml = None
    config.needs_types = needs_project.types(found)
    config.needs_links = needs_project.links(found)
    config.needs_id_required = True
    config.needs_id_regex = needs_project.ID
    config.needs_build_json = True
    config.needs_reproducible_json = True
    # a project that imports our needs shall not read their texts, which are for our pages
    config.needs_json_exclude_fields = [
        name for name in config.needs_json_exclude_fields if name != "hide"
    ]
    config.needs_parse_dynamic_functions = False


def _add_fields(app: Sphinx, config: Config) -> None:
    """Declare the fields of entries and verdicts, and the schemas of types."""
    found = corpus_of(app).whole
    for name, field in needs_project.fields(found).items():
        config.needs_fields.setdefault(name, field)
    # an editor's schemas, which the settings may name, are made from the same and may be older
    config.needs_schema_definitions_from_json = None
    config.needs_schema_definitions = need_fields.type_schemas(found)


def _leave_graphviz_out(_app: Sphinx, config: Config) -> None:
    """Take the style sheet of Sphinx's graphviz, which sphinx-needs loads, off the static files.

    No page uses it, and the path of the installed package would make `.buildinfo` differ with the
    version of Python and the place of the checkout.
    """
    config.html_static_path = [
        path for path in config.html_static_path if Path(path).name != "graphviz.css"
    ]


def _compute_verdicts(app: Sphinx, needs: Mapping[str, Any]) -> None:
    """Set the fields of verdicts.

    They depend on other entries: an edit of those does not read this entry's page again.
    """
    for need_id, need in needs.items():
        name = _entry_id(need_id)
        corpus = view_of(app, name)
        for field, value in need_verdicts.values(corpus, corpus.entries[name]).items():
            need[field] = value


def _write_data_in_site_only(app: Sphinx) -> None:
    """Have other builders write no `needs.json`, which belongs to the site."""
    if app.builder.format != "html":
        app.config.needs_build_json = False
        app.config.needs_build_json_per_id = False


def _rewrite_data(app: Sphinx, error: Exception | None) -> None:
    """Have `needs.json` hold ids as entries have them, and a version for each edition."""
    settings, path = settings_of(app), Path(app.outdir) / "needs.json"
    whole = corpus_of(app).whole
    has_dots = any("." in name for name in whole.entries)
    is_right = not settings.editions and not has_dots
    if error is not None or is_right or not app.config.needs_build_json:
        return
    data = json.loads(path.read_text(encoding="utf-8"))
    ((version, known),) = data["versions"].items()
    needs = {
        name: {**_linked(need, settings, _entry_id), "id": name}
        for need_id, need in known["needs"].items()
        for name in [_entry_id(need_id)]
    }
    data["versions"] = {version: {**known, "needs": needs}}
    if settings.editions:
        data["versions"] = {
            view.edition: {**known, "needs": found, "needs_amount": len(found)}
            for view in whole.views
            for found in [_needs_of(view, needs)]
        }
        data["current_version"] = settings.edition
    write(path, json.dumps(data, sort_keys=True))


def _needs_of(view: Corpus, known: Mapping[str, Any]) -> dict[str, Any]:
    """Return the needs of a view by id; `known` are those of all entries."""
    declared = (*need_fields.fields(view.whole), *need_verdicts.fields(view.whole))
    empty = dict.fromkeys(field.name for field in declared)
    found = {}
    for name, entry in view.entries.items():
        own = need_fields.values(view.settings, entry) | need_verdicts.values(view, entry)
        need = {**known[name], **empty, **own, "title": entry.title}
        for kind in view.settings.links:
            need[kind] = sorted(x.target for x in view.outgoing[name] if x.kind == kind)
            back = (x.source for x in view.incoming.get(name, ()) if x.kind == kind)
            need[f"{kind}_back"] = sorted(back, key=natural)
        found[name] = need
    return found


def _leave_to_the_check(app: Sphinx, env: BuildEnvironment, docnames: Sequence[str]) -> None:
    """Have sphinx-needs validate the needs of a cold build alone.

    The check that each build begins with has validated the same entries by the same schemas.
    """
    if len(docnames) < len(env.found_docs):
        # not before: Sphinx saves the settings after reading, and a changed one is a cold build
        app.connect("write-started", _skip_validation, priority=VALIDATES - 1)


def _skip_validation(app: Sphinx, _builder: Builder) -> None:
    app.config.needs_schema_validation_enabled = False


def _remove_unused(app: Sphinx, _: object) -> None:
    """Delete the files that sphinx-needs installs and no page of ours uses."""
    for name in UNUSED:
        path = Path(app.outdir) / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    with suppress(OSError):
        (Path(app.outdir) / "_static").rmdir()  # fails where other files are in it
