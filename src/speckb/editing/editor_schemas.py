"""JSON Schemas for editors: those of the types, with the ids and words that entries have now.

Editors complete and validate front matter by them: one file for each type, `names.json` with the
names that roles and directives in prose may have, and `needs.json` for sphinx-needs and its tools.
They are derived output, written by the commands that change what they hold.
"""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

from speckb.corpus.prose.anchors import terms
from speckb.files.output import write
from speckb.rules.check import RULES
from speckb.tables import need_fields
from speckb.tables.names import table_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.corpus.settings import EntryType

DRAFT = "http://json-schema.org/draft-07/schema#"  # what editors read
WRITTEN = "Written by `speckb schemas` from {}; do not edit."
NAMES, NEEDS = "names.json", "needs.json"


def files(corpus: Corpus) -> dict[str, str]:
    """Return the text of each file by its name."""
    found: dict[str, Any] = {
        f"{entry_type.name}.json": schema(corpus, entry_type)
        for entry_type in corpus.settings.types.values()
    }
    found[NAMES] = _names(corpus)
    found[NEEDS] = need_fields.type_schemas(corpus)
    return {
        name: json.dumps(data, indent=1, ensure_ascii=False) + "\n" for name, data in found.items()
    }


def schema(corpus: Corpus, entry_type: EntryType) -> dict[str, Any]:
    """Return the JSON Schema of a type's front matter, with the ids and words that there are."""
    made: dict[str, Any] = copy.deepcopy(dict(entry_type.schema))
    written = WRITTEN.format(f"{entry_type.schema_path} and the entries")
    made |= {"$schema": DRAFT, "$comment": written}
    properties = made["properties"]
    for name, part in properties.items():
        if name in corpus.settings.links:
            ids = corpus.targets(corpus.settings.links[name])
            _fill(part, [corpus.linkable[one] for one in ids])
    if "criteria" in properties and "criteria" in corpus.settings.links:
        for criterion in corpus.criteria:
            value = properties["criteria"]["properties"][criterion.id]["properties"]["value"]
            meanings = {
                word.id: f"{word.label}: {word.meaning}" for word in criterion.values.values()
            }
            if criterion.values.measure is None:
                value |= _words(meanings)
    rules = {rule.id: rule.statement for rule in RULES.values() if not rule.protects}
    properties["accepted"]["propertyNames"] = _words(rules)
    _scalars(made)
    return made


def _fill(part: dict[str, Any], targets: Iterable[Entry]) -> None:
    """Put the ids that a link may name into the schema of its field."""
    about = {entry.id: entry.title for entry in targets}
    if part.get("type") == "array":
        part["items"] = {**part["items"], **_words(about)}
    elif part.get("type") == "object":
        _keyed(part, about)


def _words(about: Mapping[str, str]) -> dict[str, Any]:
    """Return a schema that allows only these words; editors show the text beside each."""
    return {"enum": [*about], "enumDescriptions": [*about.values()]} if about else {}


def _keyed(part: dict[str, Any], about: Mapping[str, str]) -> None:
    """Change the schema of a group with open names to one that allows only these names."""
    inner = part.pop("additionalProperties", {})
    part.pop("propertyNames", None)
    part["properties"] = {
        name: {**copy.deepcopy(inner), "title": title} for name, title in about.items()
    }
    part["additionalProperties"] = False


def _scalars(part: Any) -> None:
    """Allow numbers where the schema asks for a text.

    The engine reads every plain value as a text; an editor reads `section: 4` as a number.
    """
    if isinstance(part, dict):
        if part.get("type") == "string" and "enum" not in part:
            part["type"] = ["string", "number"]
        for inner in part.values():
            _scalars(inner)
    elif isinstance(part, list):
        for inner in part:
            _scalars(inner)


def _names(corpus: Corpus) -> dict[str, Any]:
    """Return the names that each role and directive of the engine accepts, with explanations."""
    types = {name: entry_type.title for name, entry_type in corpus.settings.types.items()}
    sections = {str(c.meta["section"]): c.title for c in corpus.criteria if "section" in c.meta}
    titles = {entry.id: entry.title for entry in corpus.entries.values()}
    explained = {term: "" for item in corpus.items for _, term in terms(item.prose)}
    return {
        "$comment": WRITTEN.format("the entries"),
        "roles": {
            **dict.fromkeys(("entry", "need"), titles),
            "count": types,
            "term": explained,
        },
        "directives": {
            "comparisons": sections,
            "computed": dict.fromkeys(table_names(corpus), ""),
            "entries": types,
        },
    }


def renew(corpus: Corpus) -> list[str]:
    """Write the files that are not current, delete those of no type, and return their paths.

    The paths are relative to the root. Nothing is written where the settings name no folder, where
    a file of the knowledge base cannot be read, as its ids and words would be missing, and where a
    symbolic link leads the folder elsewhere.
    """
    folder = corpus.settings.editor_schemas
    root = corpus.settings.root.resolve()
    top = root / folder
    if not folder or corpus.faults or top.resolve() != top:
        return []
    wanted = files(corpus)
    found = {path.name: path for path in top.glob("*.json")}
    current = {name for name in wanted.keys() & found.keys() if _holds(found[name], wanted[name])}
    changed = sorted((wanted.keys() | found.keys()) - current)
    for name in changed:
        if name in wanted:
            write(top / name, wanted[name])
        else:
            found[name].unlink()
    return [f"{folder}/{name}" for name in changed]


def _holds(path: Path, text: str) -> bool:
    """Return whether a file has a text; one that is far larger is not read."""
    few = path.stat().st_size <= 2 * len(text.encode())
    return few and path.read_bytes() == text.encode()
