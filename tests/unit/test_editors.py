"""The JSON Schemas for editors: they say what the check says, of the entries as they are now."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest

from speckb.cli.main import main
from speckb.editing import editor_schemas
from speckb.rules.check import RULES
from speckb.tables import need_fields
from tests.conftest import REPO
from tests.unit.lending import SLIPS, Lending

if TYPE_CHECKING:
    from speckb.corpus.corpus import Corpus

Capture = pytest.CaptureFixture[str]
FOLDER = "schemas/generated"


@pytest.fixture
def offered(lending: Lending) -> Lending:
    """A knowledge base whose settings name a folder of schemas for editors."""
    lending.change("ubproject.toml", "[speckb]\n", f'[speckb]\neditor_schemas = "{FOLDER}"\n')
    return lending


def schemas(corpus: Corpus) -> dict[str, Any]:
    return {name: json.loads(text) for name, text in editor_schemas.files(corpus).items()}


def test_those_of_this_repository_are_current(knowledge: Corpus) -> None:
    assert editor_schemas.stale(knowledge, REPO / FOLDER) == []
    assert knowledge.settings.editor_schemas == FOLDER


@pytest.mark.parametrize("which", ["this", "the second"])
def test_every_entry_fits_the_schema_of_its_type(
    which: str, knowledge: Corpus, lending: Lending
) -> None:
    corpus = knowledge if which == "this" else lending.corpus()
    made = schemas(corpus)
    validators = {
        name: jsonschema_rs.Draft7Validator(made[f"{name}.json"]) for name in corpus.settings.types
    }
    for entry in corpus.entries.values():
        problems = validators[entry.type.name].iter_errors(dict(entry.meta))
        assert [problem.message for problem in problems] == [], entry.id


def test_the_ids_that_a_link_may_name_are_those_of_its_types(lending: Lending) -> None:
    corpus = lending.corpus()
    demand = schemas(corpus)["demand.json"]["properties"]
    works = [entry.id for entry in corpus.by_type["work"]]
    assert demand["draws_on"]["items"]["enum"] == works
    assert demand["draws_on"]["items"]["enumDescriptions"] == [
        corpus.entries[name].title for name in works
    ]
    assert [*demand["prompted_by"]["properties"]] == [e.id for e in corpus.by_type["circumstance"]]
    assert demand["prompted_by"]["additionalProperties"] is False


def test_the_values_of_a_criterion_are_its_words_with_their_meanings(lending: Lending) -> None:
    corpus = lending.corpus()
    criteria = schemas(corpus)["candidate.json"]["properties"]["criteria"]["properties"]
    assert [*criteria] == [criterion.id for criterion in corpus.criteria]
    for criterion in corpus.criteria:
        value = criteria[criterion.id]["properties"]["value"]
        assert value["enum"] == [*criterion.values]
        for word, about in zip(criterion.values.values(), value["enumDescriptions"], strict=True):
            assert word.label in about
            assert word.meaning in about


def test_what_an_entry_may_accept_are_the_rules(lending: Lending) -> None:
    accepted = schemas(lending.corpus())["work.json"]["properties"]["accepted"]
    assert accepted["propertyNames"]["enum"] == [
        name for name, rule in RULES.items() if not rule.protects
    ]


def test_prose_may_name_entries_types_terms_and_tables(lending: Lending) -> None:
    corpus = lending.corpus()
    found = schemas(corpus)[editor_schemas.NAMES]
    assert {*found["roles"]["entry"]} == {*corpus.entries}
    assert {*found["roles"]["term"]} == {"desk", "shelf mark"}
    assert "matrix" in found["directives"]["computed"]
    assert [*found["directives"]["entries"]] == [*corpus.settings.types]


def test_a_change_of_an_entry_makes_its_schemas_stale(offered: Lending, capsys: Capture) -> None:
    root = str(offered.root)
    assert main(["--root", root, "schemas"]) == 0
    written = sorted(path.name for path in (offered.root / FOLDER).iterdir())
    assert written == sorted(editor_schemas.files(offered.corpus()))
    capsys.readouterr()
    assert main(["--root", root, "schemas", "--check"]) == 0
    assert main(["--root", root, "schemas"]) == 0
    assert capsys.readouterr().out == ""
    offered.change("works/HARBOUR-1911.md", "title: ", "title: The ")
    assert main(["--root", root, "schemas", "--check"]) == 1
    said = capsys.readouterr().out.splitlines()
    assert f"{FOLDER}/demand.json: not current; write it with `speckb schemas`" in said
    assert f"{FOLDER}/paper.json: not current; write it with `speckb schemas`" not in said
    assert main(["--root", root, "schemas"]) == 0
    assert main(["--root", root, "schemas", "--check"]) == 0


def test_a_file_that_belongs_to_no_type_is_taken_away(offered: Lending) -> None:
    root = str(offered.root)
    assert main(["--root", root, "schemas"]) == 0
    left = offered.root / FOLDER / "gone.json"
    left.write_text("{}", encoding="utf-8")
    assert main(["--root", root, "schemas", "--check"]) == 1
    assert main(["--root", root, "schemas"]) == 0
    assert not left.exists()


def test_of_a_broken_knowledge_base_nothing_is_written(offered: Lending, capsys: Capture) -> None:
    offered.change(SLIPS, "value: by-letter", "value: by-leter")
    assert main(["--root", str(offered.root), "schemas"]) == 1
    assert "value-vocabulary" in capsys.readouterr().err
    assert not (offered.root / FOLDER).exists()


def test_settings_without_a_folder_end_with_2(lending: Lending, capsys: Capture) -> None:
    assert main(["--root", str(lending.root), "schemas"]) == 2
    assert "names no folder under speckb.editor_schemas" in capsys.readouterr().err


# -- what sphinx-needs validates


def test_each_type_has_a_schema_by_which_sphinx_needs_validates_its_entries(
    knowledge: Corpus,
) -> None:
    found = need_fields.type_schemas(knowledge)["schemas"]
    assert [one["id"] for one in found] == [*knowledge.settings.types]
    for one in found:
        entry_type = knowledge.settings.types[one["id"]]
        assert one["select"]["properties"]["type"]["const"] == entry_type.name
        required = {*one["validate"]["local"]["required"]}
        plain = {
            name
            for name in entry_type.schema["required"]
            if entry_type.properties[name].get("type") == "string" and name != "id"
        }
        assert plain <= required


@pytest.mark.parametrize("which", ["this", "the second"])
def test_what_is_required_is_what_every_entry_has(
    which: str, knowledge: Corpus, lending: Lending
) -> None:
    corpus = knowledge if which == "this" else lending.corpus()
    for one in need_fields.type_schemas(corpus)["schemas"]:
        validator = jsonschema_rs.validator_for(one["validate"]["local"])
        for entry in corpus.by_type[one["id"]]:
            values = need_fields.values(corpus.settings, entry)
            given = {k: v for k, v in values.items() if v is not None and v != []}
            assert validator.is_valid({"title": entry.title, **given}), entry.id


def test_the_file_for_the_tools_of_sphinx_needs_is_named_in_the_settings(
    knowledge: Corpus,
) -> None:
    settings = (REPO / "ubproject.toml").read_text(encoding="utf-8")
    path = Path(FOLDER) / editor_schemas.NEEDS
    assert f'\nschema_definitions_from_json = "{path.as_posix()}"\n' in settings
    assert json.loads((REPO / path).read_text()) == need_fields.type_schemas(knowledge)


def test_a_statement_is_required_of_a_demand_alone(lending: Lending) -> None:
    found = {
        one["id"]: one["validate"]["local"]["required"]
        for one in need_fields.type_schemas(lending.corpus())["schemas"]
    }
    assert "statement" in found["demand"]
    assert "statement" not in found["work"]
