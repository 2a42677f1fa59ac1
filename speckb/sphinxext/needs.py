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

from speckb.sphinxext.assets import write_if_changed
from speckb.sphinxext.knowledge import corpus_of, settings_of, stop

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from docutils import nodes
    from docutils.parsers.rst.states import RSTState
    from sphinx.application import Sphinx
    from sphinx.config import Config

    from speckb.entry import Entry
    from speckb.settings import EntryType, Settings

RESERVED = frozenset(signature(add_need).parameters) - {"status", "tags"}
CORE = frozenset({"id", "title", "status"})
CELL = ("value", "note", "editorial")
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
        **_values(settings_of(app), entry),
    )
    return made[0]


def _add_fields(app: Sphinx, config: Config) -> None:
    found = corpus_of(app)
    fields = _fields(found.settings)
    for criterion in found.criteria:
        for key in CELL:
            words = {"enum": [*criterion.values]} if key == "value" else {}
            title = f"{criterion.title}: {key}"
            fields[_cell_field(criterion.id, key)] = (title, {"type": "string", **words})
    for name in fields.keys() & RESERVED:
        stop(f"schemas: sphinx-needs keeps the field name {name!r} for itself; choose another")
    for name, (title, schema) in fields.items():
        config.needs_fields.setdefault(
            name, {"description": title, "schema": schema, "nullable": True}
        )


def _fields(settings: Settings) -> dict[str, tuple[str, dict[str, Any]]]:
    """Return title and JSON type of each field: the front matter of all types, flattened."""
    found: dict[str, tuple[str, dict[str, Any]]] = {}
    for entry_type in settings.types.values():
        for name, part in entry_type.properties.items():
            if name == "criteria":
                continue
            for flat, title, schema in _flat_fields(settings, name, part):
                if flat not in CORE:
                    found[flat] = (title, _joined(found.get(flat, (title, schema))[1], schema))
    return found


def _joined(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a field that two types have: the words of both, or any word."""
    if "enum" in one and "enum" in other:
        return {**one, "enum": list(dict.fromkeys([*one["enum"], *other["enum"]]))}
    return {key: value for key, value in one.items() if key != "enum" or one == other}


def _flat_fields(
    settings: Settings, name: str, part: Mapping[str, Any]
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    title = part.get("title", name)
    texts = {"type": "array", "items": {"type": "string"}}
    inner = part.get("additionalProperties") or part.get("items", {})
    if part.get("type") not in {"object", "array"}:
        yield name, title, _plain(settings, part)
    elif "properties" in inner:
        if name not in settings.links:
            yield name, title, texts
        for key, field in inner["properties"].items():
            yield f"{name}_{key}", f"{title}: {field.get('title', key)}", texts
    else:
        if name not in settings.links:
            yield name, title, texts
        if part["type"] == "object":
            yield f"{name}_reason", f"{title}: reason", texts


def _plain(settings: Settings, part: Mapping[str, Any]) -> dict[str, Any]:
    """Return what sphinx-needs itself validates of a field that is one value."""
    options = part.get("oneOf", ())
    kinds = {option.get("type") for option in (part, *options)}
    number = next((kind for kind in ("integer", "number") if kind in kinds), None)
    if number is not None:
        return {"type": number}
    words = [option["const"] for option in options if "const" in option]
    words = [word for word in words if word != settings.unstated]
    return {"type": "string", **({"enum": words} if words else {})}


def _values(settings: Settings, entry: Entry) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in entry.meta.items():
        if name == "criteria":
            found[name] = list(value)
        elif name not in {"id", "title"}:
            found |= _flat_values(settings, entry.type, name, value)
    for cell in entry.assessments.values():
        for key in CELL:
            found[_cell_field(cell.criterion, key)] = getattr(cell, key) or None
    return found


def _cell_field(criterion: str, key: str) -> str:
    return f"{criterion.replace('-', '_')}_{key}"


def _flat_values(settings: Settings, kind: EntryType, name: str, value: Any) -> dict[str, Any]:
    """Return the field as sphinx-needs holds it: parallel lists for groups, ids for links."""
    if value == settings.unstated:
        return {name: None}
    if not isinstance(value, dict | list):
        return {name: value}
    part = kind.properties[name]
    inner = part.get("additionalProperties") or part.get("items", {})
    rows = list(value.values()) if isinstance(value, dict) else value
    if "properties" in inner:
        ids = {name: list(value)} if isinstance(value, dict) else {}
        fields = inner["properties"]
        return ids | {f"{name}_{key}": [_text(row.get(key)) for row in rows] for key in fields}
    if isinstance(value, dict):
        return {name: list(value), f"{name}_reason": [str(reason) for reason in rows]}
    return {name: [str(item) for item in value]}


def _text(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")


def _write_json(needs: NeedsList, needs_file: str = "needs.json", needs_path: str = "") -> None:
    """Write the same text as sphinx-needs, which encodes it piece by piece, ten times slower."""
    write_if_changed(Path(needs_path or needs.outdir) / needs_file, needs.dump_json())


def _keep_assets_out(app: Sphinx) -> None:
    """Take away what installs sphinx-needs' own styles and scripts: our pages use none of them.

    Its data files belong to the site.
    """
    unused = INSTALLERS if app.builder.format == "html" else INSTALLERS | WRITERS
    for event in ("env-updated", "build-finished"):
        for listener in [*app.events.listeners[event]]:
            if listener.handler.__name__ in unused:
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
