"""Rule for the names of fields, which become those of sphinx-needs' objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb.corpus.page import Page
from speckb.files import json_positions, toml_positions
from speckb.files.frontmatter import Source
from speckb.files.positions import innermost
from speckb.rules.rule import Group, Hit, Scope, at, rule
from speckb.tables import need_fields

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speckb.corpus.corpus import Corpus


@rule("field-name", Group.FIELDS, Scope.WHOLE_CORPUS, protects=True)
def field_name(corpus: Corpus) -> Iterator[Hit]:
    """A field has one meaning in `needs.json`, where all types share their fields.

    An id that names fields, such as that of a criterion, has `_` there in place of `-` and `.`.
    There, the key `note` of a group `criteria` is the field `criteria_note`, for example.

    Bad: a type with a field `days` of whole numbers, and another one with a text `days`.
    Good: `days` in the one and `opening_days` in the other.
    """
    yield from _alike(corpus)
    known: dict[str, tuple[str, str]] = {
        field.name: (str(field.schema["type"]), f"a value by a criterion, {field.title!r}")
        for field in need_fields.cells(corpus)
    }
    for kind in corpus.settings.types.values():
        for name in kind.properties:
            for field in need_fields.of_field(corpus.settings, kind, name):
                told = str(field.schema["type"]), f"the field {name!r} of type {kind.name!r}"
                other = known.setdefault(field.name, told)
                is_other = field.name == "status" and told[0] != "string"
                if field.name in need_fields.RESERVED | need_fields.FIXED or is_other:
                    message = f"sphinx-needs reserves the field name {field.name!r}; choose another"
                elif other[0] != told[0] or other[1].startswith("a value"):
                    message = f"{field.name!r} is already {other[1]}; choose another name"
                else:
                    continue
                yield _hit(corpus, kind.name, name, message)
                break


def _alike(corpus: Corpus) -> Iterator[Hit]:
    """Yield the ids that name fields, and name the same ones as another id."""
    known: dict[str, str] = {}
    for entry in (*corpus.criteria, *corpus.having(corpus.settings.assessed)):
        other = known.setdefault(need_fields.cell_field(entry.id, ""), entry.id)
        if other != entry.id:
            message = f"{entry.id!r} and {other!r} would name the same fields; choose another id"
            yield at(entry, ("id",), message, about=(other,))


def _hit(corpus: Corpus, kind: str, name: str, message: str) -> Hit:
    found = corpus.settings.types[kind]
    path = found.schema_path
    try:
        text = (corpus.settings.root / path).read_text(encoding="utf-8")
    except OSError:  # of a state in the past
        text = ""
    if found.has_schema_file:
        span = innermost(json_positions.places(text), ["properties", name])
    else:
        span = innermost(toml_positions.places(text), ["speckb", "types", kind, "fields", name])
    return Hit(Page(path, Source(text)), span, f"{name}: {message}")
