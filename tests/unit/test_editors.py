"""The JSON Schemas for editors: they say what the check says, of the entries as they are now."""

from __future__ import annotations

import json
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
    from pathlib import Path

    from speckb.corpus.corpus import Corpus

Capture = pytest.CaptureFixture[str]
FOLDER = "build/schemas"


@pytest.fixture
def offered(lending: Lending) -> Lending:
    """A knowledge base whose settings name a folder of schemas for editors."""
    lending.change("ubproject.toml", "[speckb]\n", f'[speckb]\neditor_schemas = "{FOLDER}"\n')
    return lending


def schemas(corpus: Corpus) -> dict[str, Any]:
    return {name: json.loads(text) for name, text in editor_schemas.files(corpus).items()}


def test_those_of_this_repository_are_below_what_git_ignores(knowledge: Corpus) -> None:
    assert knowledge.settings.editor_schemas == FOLDER
    assert "build/" in (REPO / ".gitignore").read_text(encoding="utf-8").splitlines()


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


def test_what_differs_is_written_and_no_more(offered: Lending, capsys: Capture) -> None:
    root = str(offered.root)
    folder = offered.root / FOLDER
    wanted = editor_schemas.files(offered.corpus())
    assert main(["--root", root, "schemas"]) == 0
    assert capsys.readouterr().out == f"{FOLDER}: wrote {len(wanted)} files for editors\n"
    assert {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()} == wanted
    assert main(["--root", root, "schemas"]) == 0
    assert capsys.readouterr().out == ""
    offered.change("works/HARBOUR-1911.md", "title: ", "title: The ")
    changed = editor_schemas.renew(offered.corpus())
    assert f"{FOLDER}/demand.json" in changed
    assert f"{FOLDER}/paper.json" not in changed
    assert editor_schemas.renew(offered.corpus()) == []


def test_a_file_that_belongs_to_no_type_is_deleted(offered: Lending) -> None:
    left = offered.root / FOLDER / "gone.json"
    left.parent.mkdir(parents=True)
    left.write_text("{}", encoding="utf-8")
    assert main(["--root", str(offered.root), "schemas"]) == 0
    assert not left.exists()


def test_nothing_is_written_by_way_of_a_symbolic_link(offered: Lending, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "kept.json").write_text("{}", encoding="utf-8")
    (offered.root / FOLDER).parent.mkdir()
    (offered.root / FOLDER).symlink_to(other)
    assert main(["--root", str(offered.root), "schemas"]) == 0
    assert [path.name for path in other.iterdir()] == ["kept.json"]


@pytest.mark.parametrize(
    "command",
    [["new", "work", "FLOOD-2"], ["rename", "paper-slips", "slips"], ["review", "paper-slips"]],
)
def test_commands_that_change_what_editors_offer_write_it(
    command: list[str], offered: Lending
) -> None:
    offered.change("ubproject.toml", "[speckb]\n", '[speckb]\nreviews = "reviews.txt"\n')
    assert main(["--root", str(offered.root), *command]) == 0
    assert editor_schemas.renew(offered.corpus()) == []
    assert (offered.root / FOLDER / editor_schemas.NAMES).is_file()


def test_of_entries_that_cannot_be_read_nothing_is_written(
    offered: Lending, capsys: Capture
) -> None:
    offered.write(SLIPS, "---\nid: [\n---\n")
    assert main(["--root", str(offered.root), "schemas"]) == 1
    assert "yaml-syntax" in capsys.readouterr().err
    assert not (offered.root / FOLDER).exists()


def test_settings_without_a_folder_end_with_2(lending: Lending, capsys: Capture) -> None:
    assert main(["--root", str(lending.root), "schemas"]) == 2
    assert "has no setting speckb.editor_schemas" in capsys.readouterr().err


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
    path = f"{FOLDER}/{editor_schemas.NEEDS}"
    assert f'\nschema_definitions_from_json = "{path}"\n' in settings
    made = json.loads(editor_schemas.files(knowledge)[editor_schemas.NEEDS])
    assert made == need_fields.type_schemas(knowledge)


def test_a_statement_is_required_of_a_demand_alone(lending: Lending) -> None:
    found = {
        one["id"]: one["validate"]["local"]["required"]
        for one in need_fields.type_schemas(lending.corpus())["schemas"]
    }
    assert "statement" in found["demand"]
    assert "statement" not in found["work"]
