"""What settings mean where they leave something out: types, folders, and two links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from speckb.corpus.settings.types import CRITERION
from speckb.language import N_, Catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from speckb.corpus.settings.shapes import Problem

ENGLISH = Catalogue()
# Titles of the links that the engine knows, in both directions.
LINKS = {
    "criteria": (N_("Compared by"), N_("Compares")),
    "assesses": (N_("Assesses"), N_("Assessed by")),
}


def filled(data: Mapping[str, Any], words: Catalogue = ENGLISH) -> dict[str, Any]:
    """Return settings with all types and links, each type with title and folder.

    Types are those of `needs.types`, or without it those of `speckb.types`. The settings must have
    the right form.
    """
    needs, own = data.get("needs", {}), data.get("speckb", {})
    options = own.get("types", {})
    titles = needs.get("types") or {
        name: {"title": said.get("title", titled(name))} for name, said in options.items()
    }
    types = {
        name: {"folder": name, **options.get(name, {})}
        for name in dict.fromkeys([*options, *titles])
    }
    links = {
        name: {**_titles(name, words), **link} for name, link in needs.get("links", {}).items()
    }
    return {
        **data,
        "needs": {**needs, "types": titles, "links": links},
        "speckb": {**own, "types": types},
    }


def linked(data: Mapping[str, Any], schemas: Mapping[str, Any], words: Catalogue) -> dict[str, Any]:
    """Return filled settings with the links that the engine knows and that a type has as a field.

    `criteria` leads to the types of criteria, and `assesses` to those with a statement, or where no
    type has one, to those that are neither criteria nor compared by them.
    """
    fields = {name: schema["properties"] for name, schema in schemas.items()}
    others = [name for name, own in fields.items() if not (CRITERION | {"criteria"}) & own.keys()]
    targets = {
        "criteria": [name for name, own in fields.items() if CRITERION & own.keys()],
        "assesses": [name for name in others if "statement" in fields[name]] or others,
    }
    links = dict(data["needs"]["links"])
    for name, types in targets.items():
        if any(name in own for own in fields.values()):
            links[name] = {**_titles(name, words), "target_types": types, **links.get(name, {})}
    return {**data, "needs": {**data["needs"], "links": links}}


def problems(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what settings of the right form leave out, and have no default for, or say twice."""
    needs, own = data.get("needs", {}), data.get("speckb", {})
    declared = needs.get("types", {})
    if not declared and not own.get("types"):
        yield ["speckb"], "no type is declared; add [speckb.types.NAME], such as for 'part'"
    for name, said in own.get("types", {}).items():
        if name in declared and "title" in said:
            where = ["speckb", "types", name, "title"]
            yield where, f"{'.'.join(where)}: needs.types.{name} has the title, too; keep one"
    for name, link in needs.get("links", {}).items():
        for title in ("outgoing", "incoming"):
            if title not in link and name not in LINKS:
                yield ["needs", "links", name], f"needs.links.{name}: setting {title!r} is missing"


def _titles(link: str, words: Catalogue) -> dict[str, str]:
    return dict(zip(("outgoing", "incoming"), map(words.text, LINKS.get(link, ())), strict=False))


def titled(name: str) -> str:
    """Return the title of a type, or of a field, that has only a name."""
    words = name.replace("-", " ").replace("_", " ")
    return words[:1].upper() + words[1:]
