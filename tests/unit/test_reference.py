"""The reference of settings and fields: complete, and true of the engine."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

import pytest

from speckb.corpus.settings import EntryType, Listing, Settings, reference
from speckb.corpus.settings.bibliography import FIELDS
from speckb.corpus.settings.errors import SCHEMA
from speckb.corpus.settings.keywords import BCP14
from speckb.corpus.settings.shapes import SHAPES
from speckb.files.limits import DEFAULT
from tests.conftest import REPO

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDERS = {"this": REPO / "schemas", "second": REPO / "tests/second/schemas"}


def settings(part: dict[str, Any], *path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each setting by its path, `*` for a name, with its part of the schema."""
    for name, held in part.get("properties", {}).items():
        yield ".".join([*path, name]), held
        yield from settings(held, *path, name)
    if isinstance(each := part.get("additionalProperties"), dict):
        yield from settings(each, *path, "*")


FOUND = dict(settings(json.loads(SCHEMA.read_text(encoding="utf-8"))))


def section(name: str) -> str:
    """Return what the page says under the heading of a group, or an empty string."""
    path = name.replace("*", "NAME")
    return reference.settings_page().partition(f"`[{path}]`\n")[2].partition("\n##")[0]


def test_there_are_settings_to_describe() -> None:
    assert {"needs.types.*.title", "speckb.trace.links", "speckb.limits.pages"} < {*FOUND}


@pytest.mark.parametrize("name", FOUND)
def test_each_setting_is_described_on_the_page(name: str) -> None:
    about = FOUND[name]["description"]
    assert about.endswith(".")
    assert about[0].isupper() or about.startswith("`")
    if name == "$schema":
        return  # says which schema the file has, and sets nothing
    group, _, last = name.rpartition(".")
    own = section(name) or section(f"{name}.*")
    assert about in (own or section(group))
    assert own or f"`{last}` (" in section(group)


def test_defaults_are_those_of_the_engine() -> None:
    plain = {field.name: field.default for field in fields(Settings)}
    found = {name: part["default"] for name, part in FOUND.items() if "default" in part}
    limits = {f"speckb.limits.{name}": most for name, most in asdict(DEFAULT).items()}
    assert found == {
        "speckb.title": plain["title"],
        "speckb.language": plain["language"],
        "speckb.keywords": [BCP14],
        "speckb.unstated": plain["unstated"],
        "speckb.pages": [*Settings.pages],
        "speckb.releases": plain["releases"],
        "speckb.matrix_caption": plain["matrix_caption"],
        "speckb.pdf.paper": plain["paper"],
        "speckb.types.*.text": EntryType.text,
        "speckb.types.*.heading": EntryType.heading,
        "speckb.types.*.print": EntryType.print,
        "speckb.tables.*.reason": Listing("", "", "", ()).reason,
        **{f"speckb.bibliography.fields.{said}": name for said, name in FIELDS.items()},
        **limits,
    }


@pytest.mark.parametrize("folder", FOLDERS)
def test_each_key_that_the_engine_reads_is_described(folder: str) -> None:
    page = reference.fields_page()
    for path in FOLDERS[folder].glob("*.json"):
        properties = json.loads(path.read_text(encoding="utf-8"))["properties"]
        for name in SHAPES.keys() & properties.keys():
            assert f"\n`{name}` (" in page
            each = properties[name].get("additionalProperties")
            keys = each.get("properties", {}) if isinstance(each, dict) else {}
            assert {*keys} <= {*SHAPES[name].keys}, (path.name, name)


def test_the_page_of_fields_says_which_each_entry_must_have() -> None:
    page = reference.fields_page()
    assert "`id` (text, required)" in page
    assert "`title` (text, required)" in page
    assert "  - `value`, required: " in page
    assert "  - `note`: " in page
    assert "`formerly` (list)" in page
    assert "`accepted` (group)" in page
