"""Settings of sphinx-needs: for our own build, and as a file for projects that use `needs.json`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from speckb.files.toml_text import key, value
from speckb.tables import need_fields, need_verdicts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.settings import Settings

FILE = "needs.toml"
ID = r"^\S+$"  # the check knows better


def types(settings: Settings) -> list[dict[str, Any]]:
    """Return the types of needs, one for each type of entries."""
    return [
        {"directive": name, "title": kind.title, "prefix": ""}
        for name, kind in settings.types.items()
    ]


def links(settings: Settings) -> dict[str, dict[str, Any]]:
    """Return the kinds of links by name."""
    return {
        name: {
            "outgoing": link.outgoing,
            "incoming": link.incoming,
            **({"target_types": [*link.targets]} if link.targets else {}),
        }
        for name, link in settings.links.items()
    }


def fields(corpus: Corpus) -> dict[str, dict[str, Any]]:
    """Return the fields of entries and verdicts by name; no need must have them."""
    return {
        field.name: {"description": field.title, "schema": field.schema, "nullable": True}
        for field in (*need_fields.fields(corpus), *need_verdicts.fields(corpus))
    }


def as_toml(corpus: Corpus) -> str:
    """Return the file that a project names in `needs_from_toml` to import our `needs.json`."""
    return "\n".join([*_lines(corpus), ""])


def _lines(corpus: Corpus) -> Iterator[str]:
    yield "# Types, links and fields of the needs in needs.json, for `needs_from_toml` in conf.py."
    yield "[needs]"
    yield "id_required = true"
    yield f"id_regex = {value(ID)}"
    for kind in types(corpus.settings):
        yield from ("", "[[needs.types]]", *_values(kind))
    tables = {"links": links(corpus.settings), "fields": fields(corpus)}
    for table, found in tables.items():
        for name, one in found.items():
            yield from ("", f"[needs.{table}.{key(name)}]", *_values(one))


def _values(found: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"{key(name)} = {value(one)}" for name, one in found.items())
