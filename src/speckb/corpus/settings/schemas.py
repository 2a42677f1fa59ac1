"""Reader of the types' JSON Schemas."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from speckb.corpus.ids import PAGE
from speckb.corpus.schema import validator
from speckb.corpus.schema_parts import in_words
from speckb.corpus.settings import declared, shapes
from speckb.corpus.settings.editions import with_editions
from speckb.corpus.settings.file import ABSENT, MOST, SettingsError, limited, read, too_deep
from speckb.files import json_positions
from speckb.files.characters import described, in_data
from speckb.files.frontmatter import CHARACTER, Span
from speckb.files.limits import DEFAULT, Limits
from speckb.files.positions import START
from speckb.files.toml_positions import LONG_NUMBER
from speckb.language import N_

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    from speckb.corpus.page import Fault
    from speckb.corpus.settings.file import SettingsFile
    from speckb.corpus.settings.shapes import Problem
    from speckb.language import Catalogue

FORMERLY = {
    "title": N_("Former ids"),
    "description": (
        "Ids that the entry had before, or paths of its page, such as 'parts/P-2'; these"
        " addresses redirect to its page."
    ),
    "type": "array",
    "items": {
        "type": "string",
        "description": "a former id, or a former path of the page without its suffix",
        "pattern": PAGE,
    },
    "minItems": 1,
    "uniqueItems": True,
}
ACCEPTED = {
    "title": N_("Accepted findings"),
    "description": "Rule id: why this entry breaks the rule on purpose (editorial).",
    "type": "object",
    "minProperties": 1,
    "additionalProperties": {"type": "string", "minLength": 1},
}
OF_EVERY_TYPE: Mapping[str, Mapping[str, Any]] = {"formerly": FORMERLY, "accepted": ACCEPTED}
DEEPEST = 2 * DEFAULT.nesting  # of a schema, which has two levels for each of the data
TYPE = re.compile(r"[A-Za-z0-9][\w-]*", re.ASCII)  # a type's name, which is that of a file


def read_schemas(
    root: Path, settings: SettingsFile, data: Mapping[str, Any], words: Catalogue
) -> tuple[dict[str, Any], dict[str, SettingsFile], list[Fault]]:
    """Return the schemas by type, the files that have them, and the faults of all of them.

    A type without a file has the fields that the settings declare. Titles of the engine's own
    fields are in the words of a catalogue. The settings may be wrong themselves: what cannot be
    the name of a type is passed over.
    """
    found: dict[str, Any] = {}
    files: dict[str, SettingsFile] = {}
    faults: list[Fault] = []
    limits = Limits.raised(_table(data, "speckb", "limits"))
    titles, links = _table(data, "needs", "types"), _table(data, "needs", "links")
    editions = _table(data, "speckb", "editions")
    for name in filter(TYPE.fullmatch, _table(data, "speckb", "types")):
        fields = _table(data, "speckb", "types", name, "fields")
        try:
            file = read(root, path_of(name), limits)
            schema, files[name] = _schema(file, links, words), file
            if fields:
                message = f"{path_of(name)} declares the fields of this type; keep one of the two"
                faults.append(settings.fault(message, ["speckb", "types", name, "fields"]))
        except SettingsError as error:
            faults += error.faults
            continue
        except ABSENT:
            title = _table(titles, name).get("title", name)
            schema, wrong = _declared(settings, name, str(title), fields, links, words)
            faults += wrong
        found[name] = with_editions(schema, [*editions], words) if editions else schema
    return found, files, faults


def path_of(name: str) -> str:
    """Return the path of a type's schema from the root; there may be no such file."""
    return f"schemas/{name}.json"


def _declared(
    settings: SettingsFile,
    name: str,
    title: str,
    fields: Mapping[str, Any],
    links: Collection[str],
    words: Catalogue,
) -> tuple[dict[str, Any], list[Fault]]:
    """Return the schema of a type without a file, and the faults of its fields."""
    where = ["speckb", "types", name, "fields"]
    wrong = [*declared.problems(fields, links)]
    known = {field: said for field, said in fields.items() if [field] not in [s for s, _ in wrong]}
    schema = declared.schema(title, known, links, words)
    for found in (declared.misshaped(schema, links), ((s[1:], m) for s, m in _unusable(schema))):
        wrong = wrong or [*found]
    faults = limited(settings, _placed(([*where, *steps], message) for steps, message in wrong))
    return _with_shared(schema, words), [*faults]


def _table(data: Any, *path: str) -> Mapping[str, Any]:
    """Return the table at a path of the settings, or an empty one where there is something else."""
    for step in path:
        data = data.get(step) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else {}


def _schema(file: SettingsFile, links: Collection[str], words: Catalogue) -> Mapping[str, Any]:
    schema: Mapping[str, Any] = _data(file)
    hidden = [file.fault(described(letter), steps, CHARACTER) for steps, letter in in_data(schema)]
    faults = hidden[:MOST] or [*limited(file, _placed(shapes.problems(schema, links)))]
    if faults := faults or [*limited(file, _placed(_unusable(schema)))]:
        raise SettingsError(faults)
    return _with_shared(shapes.completed(schema), words)


def _with_shared(schema: dict[str, Any], words: Catalogue) -> dict[str, Any]:
    """Return a schema with the two fields of every type, in the order of commands that write."""
    own = schema.get("properties", {})
    first = {name: own[name] for name in ("id",) if name in own}
    shared = in_words(OF_EVERY_TYPE, words)
    formerly, accepted = shared["formerly"], shared["accepted"]
    return {**schema, "properties": {**first, "formerly": formerly, **own, "accepted": accepted}}


def _data(file: SettingsFile) -> dict[str, Any]:
    """Return the object of a file; raises SettingsError where it has none."""
    twice = False

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal twice
        found = dict(pairs)
        twice |= len(found) < len(pairs)
        return found

    try:
        schema = json.loads(file.text, object_pairs_hook=unique)
    except json.JSONDecodeError as error:
        where = Span(error.lineno, error.colno, error.colno + 1)
        raise SettingsError([file.fault_at(where, error.msg)]) from None
    except RecursionError:
        raise SettingsError([file.fault_at(START, "nested too deep")]) from None
    except ValueError:  # Python's own limit
        raise SettingsError([file.fault_at(START, LONG_NUMBER)]) from None
    if not isinstance(schema, dict):
        raise SettingsError([file.fault("the schema of a type must be a JSON object")])
    if deep := too_deep(schema, DEEPEST):  # too deep as well for the parser that knows places
        message = f"{deep[0]}: a schema can be nested at most {DEEPEST} levels deep"
        raise SettingsError([file.fault_at(START, message)])
    if twice:
        steps, where = json_positions.repeated(file.text)
        named = "".join(f"{'.'.join(steps)}: " for _ in steps[:1])
        raise SettingsError([file.fault_at(where, f"{named}an object has the same key twice")])
    return schema


def _unusable(schema: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield why the validator cannot use a schema, if so: the first reason that it gives."""
    try:
        validator(schema)
    except jsonschema_rs.ValidationError as error:
        yield [str(step) for step in error.instance_path], error.message
    except (ValueError, jsonschema_rs.ReferencingError) as error:  # type: ignore[misc]
        yield [], str(error).splitlines()[0]


def _placed(found: Iterable[Problem]) -> Iterator[Problem]:
    """Yield problems whose messages name the part of the schema."""
    for steps, message in found:
        yield steps, f"{'.'.join(steps)}: {message}" if steps else message
