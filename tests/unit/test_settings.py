"""Settings that cannot be used are refused in one sentence that names the file and the setting."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from speckb.corpus import loading, settings
from speckb.corpus.settings import EntryType, SettingsError, load
from speckb.errors import UsageError
from speckb.tables.names import table_names

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.lending import Lending


def test_settings_are_read(lending: Lending) -> None:
    found = load(lending.root)
    assert list(found.types) == [
        "demand",
        "circumstance",
        "candidate",
        "yardstick",
        "work",
        "paper",
    ]
    assert (found.compared.names, found.criteria.names) == (("candidate",), ("yardstick",))
    assert (found.unstated, found.source) == ("unknown", "draft-example-library-lending-00")
    assert found.types["work"].heading == "{mark}"
    assert found.types["paper"].heading == "{title}"
    assert found.links["draws_on"].targets == ("work",)
    assert [kind.name for kind in found.links.values() if kind.editorial] == ["prompted_by"]
    assert found.listings["writers"].rows == "writers"


def test_what_is_left_out_has_a_default(lending: Lending) -> None:
    text = lending.text("ubproject.toml")
    head, _, tail = text.partition("[speckb]\n")
    lending.write("ubproject.toml", head + "[speckb]\n" + tail[tail.index("[speckb.types.") :])
    found = load(lending.root)
    assert (found.pages, found.source, found.edit_url) == (("[a-z]*.md",), "", "")
    assert found.unstated == "not-stated"


PATHS = ["../x.md", "/etc/passwd", ".git/config", "notes/.hidden", "a/../x", "a//x", "", "a/"]


def refused(root: Path) -> str:
    """Return what is wrong with settings, each fault in a line with its place."""
    with pytest.raises(SettingsError) as caught:
        load(root)
    faults = caught.value.faults
    assert not any("\n" in fault.message for fault in faults)
    return "\n".join(f"{f.file.path}:{f.span.line}:{f.span.column}: {f.message}" for f in faults)


@pytest.mark.parametrize("name", ["", "nowhere", "file"])
def test_a_folder_without_settings_is_no_knowledge_base(name: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    path = tmp_path / name / "ubproject.toml"
    with pytest.raises(UsageError, match=f"^{path}: no such file; a knowledge base must have it$"):
        load(tmp_path / name)


def test_broken_toml_is_refused_with_its_place(lending: Lending) -> None:
    lending.write("ubproject.toml", "[needs\n")
    assert "ubproject.toml:1:7: " in refused(lending.root)


def test_settings_that_are_not_utf_8_are_refused(lending: Lending) -> None:
    lending.write("ubproject.toml", b"[needs]\nx = '\xff'\n")
    assert refused(lending.root) == "ubproject.toml:2:6: byte 0xff is not UTF-8"


@pytest.mark.parametrize(
    ("toml", "missing"),
    [
        ("[needs.types.work]\n[needs.links]\n[speckb.types]", "title"),
        ("[needs.types.work]\ntitle = 'Work'\n[needs.links.draws_on]\nincoming = 'x'", "outgoing"),
        ("[needs.types.work]\ntitle = 'Work'\n[needs.links.draws_on]\noutgoing = 'x'", "incoming"),
        (
            "[needs.types.work]\ntitle = 'Work'\n[needs.links]\n"
            "[speckb.types.work]\nfolder = 'works'\n[speckb.tables.t]",
            "type",
        ),
    ],
)
def test_a_missing_setting_is_named(toml: str, missing: str, tmp_path: Path) -> None:
    (tmp_path / "ubproject.toml").write_text(toml, encoding="utf-8")
    assert f"setting '{missing}' is missing" in refused(tmp_path)


def test_a_type_that_is_declared_on_one_side_only_is_named(lending: Lending) -> None:
    lending.change("ubproject.toml", "[speckb.types.demand]", "[speckb.types.wish]")
    assert refused(lending.root).endswith(
        " speckb.types.wish: unknown type 'wish', not in needs.types"
    )


def test_a_schema_that_is_no_json_is_refused_with_its_place(lending: Lending) -> None:
    lending.write("schemas/work.json", "{\n  oops\n}")
    message = refused(lending.root)
    assert "schemas/work.json" in message
    assert "schemas/work.json:2:3: " in message


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("ubproject.toml", 'folder = "demands"', "folder = 3"),
        ("ubproject.toml", 'card = ["duty"]', "card = 3"),
        ("ubproject.toml", "[needs.types.demand]\ntitle", "[[needs.types.demand]]\ntitle"),
        ("ubproject.toml", 'target_types = ["work"]', 'target_types = ["wrok"]'),
        ("ubproject.toml", 'type = "work"', 'type = "wrok"'),
        ("ubproject.toml", 'by = "duty"', 'by = "dutty"'),
        ("ubproject.toml", 'rows = "writers"', 'rows = "wirters"'),
        ("ubproject.toml", '["mark", "title", "year"', '["mark", "title", "yaer"'),
        ("ubproject.toml", 'card = ["year", "shelf"]', 'card = ["yaer", "shelf"]'),
        ("ubproject.toml", 'card = ["issued"]', 'order_by = ["isued"]'),
        ("ubproject.toml", 'editorial_links = ["prompted_by"]', 'editorial_links = ["prompt"]'),
        ("schemas/work.json", '"type": "object"', '"type": "nonsense"'),
    ],
)
def test_a_setting_that_is_not_what_it_must_be_is_refused(
    file: str, old: str, new: str, lending: Lending
) -> None:
    lending.change(file, old, new)
    refused(lending.root)


@pytest.mark.parametrize("name", PATHS)
@pytest.mark.parametrize("setting", ["reviews", "editors_page", "editor_schemas", "pages"])
def test_a_path_that_leaves_the_folder_or_is_hidden_is_refused(
    setting: str, name: str, lending: Lending
) -> None:
    value = [name] if setting == "pages" else name
    text = re.sub(rf"^{setting} = .*\n", "", lending.text("ubproject.toml"), flags=re.M)
    line = f"{setting} = {json.dumps(value)}"
    lending.write("ubproject.toml", text.replace("[speckb]\n", f"[speckb]\n{line}\n", 1))
    message = refused(lending.root)
    assert re.search(rf"ubproject\.toml:\d+:\d+: speckb\.{setting}", message)
    assert f"{name!r} is not allowed here; write " in message
    assert message.rpartition("such as ")[2].strip("'")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('folder = "works"', 'folder = "../works"', "types.work.folder: '../works' is not allowed"),
        (
            "[speckb.tables.works-named]",
            '[speckb.tables."../../x"]',
            "tables: '../../x' is not allowed",
        ),
        ("[speckb.types.work]", '[speckb.types."../work"]', "types: '../work' is not allowed"),
        ("[needs.types.work]", '[needs.types."../work"]', "types: '../work' is not allowed"),
        ("[speckb]", "[speckb]\nsite_url = 'javascript:x'", "'javascript:x' is not allowed"),
        (
            "edit/{path}",
            "edit/{path.root}",
            "'https://desk.example/lending/edit/{path.root}' is not allowed",
        ),
        (
            "https://desk.example/lending/edit/{path}",
            "javascript:{path}",
            "'javascript:{path}' is not allowed",
        ),
        ("[speckb]", '[speckb]\npdf.name = "../x"', "pdf.name: '../x' is not allowed"),
        (
            "[speckb.verdicts]",
            '[speckb.verdicts]\ncoverage."../x" = {by="x", caption="x"}',
            "'../x' ",
        ),
    ],
)
def test_what_becomes_a_file_s_name_or_an_address_is_refused_in_another_form(
    old: str, new: str, said: str, lending: Lending
) -> None:
    lending.change("ubproject.toml", old, new)
    message = refused(lending.root)
    assert said in message
    assert re.search(r"ubproject\.toml:\d+:\d+: .* is not allowed here; write ", message)


@pytest.mark.parametrize("address", ["file://FOLDER/any.json", "http://127.0.0.1:9/any.json"])
def test_a_schema_that_refers_to_a_file_or_a_host_is_refused(
    address: str, lending: Lending
) -> None:
    address = address.replace("FOLDER", str(lending.root))
    lending.write("any.json", "{}")
    schema = json.loads(lending.text("schemas/work.json"))
    schema["properties"]["year"] = {"$ref": address}
    lending.write("schemas/work.json", json.dumps(schema))
    message = refused(lending.root)
    assert re.search(
        r"schemas/work\.json:\d+:\d+: properties\.year\.\$ref: unknown keyword", message
    )


def test_a_schema_that_is_a_list_is_refused(lending: Lending) -> None:
    lending.write("schemas/work.json", "[]")
    refused(lending.root)


def test_a_knowledge_base_of_no_entries_is_fine(lending: Lending) -> None:
    for path in lending.root.rglob("*.md"):
        path.unlink()
    found = loading.load(settings.load(lending.root))
    assert found.entries == {}
    assert table_names(found)[0] == "matrix"


def kind(**fields: object) -> EntryType:
    return EntryType("work", "Work", "works", {"properties": fields}, "<{mark}>")


def test_words_and_labels_are_the_schema_s() -> None:
    options = [{"const": "open", "title": "open shelves"}, {"type": "integer"}, {"const": "no"}]
    found = kind(shelf={"title": "Shelf", "oneOf": options})
    assert found.label("shelf") == "Shelf"
    assert found.label("other") == "other"
    assert [found.word("shelf", w) for w in ("open", "no", 3, 2.0, 0.5, "else")] == [
        "open shelves",
        "no",
        "3",
        "2",
        "0.5",
        "else",
    ]


@pytest.mark.parametrize(
    ("text", "name"), [("{id}", "id"), ("<{mark}>", "mark"), ("{title}", "id"), ("fixed", "id")]
)
def test_the_field_that_names_an_entry_is_the_pattern_s_first(text: str, name: str) -> None:
    assert EntryType("work", "Work", "works", {}, text).name_field == name


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("[speckb]\n", '[speckb]\nsorce = "x"\n', "sorce ="),
        ('folder = "works"', "folder = 3", "folder = 3"),
        ('target_types = ["work"]', 'target_types = ["wrok"]', 'target_types = ["wrok"]'),
        ('card = ["duty"]', 'card = ["duti"]', 'card = ["duti"]'),
        ("[speckb.types.work]", "[speckb.types.works]", "speckb.types.works]"),
        ('by = "duty"', 'by = "duties"', 'by = "duties"'),
    ],
)
def test_a_setting_that_is_wrong_is_named_with_its_place(
    old: str, new: str, place: str, lending: Lending
) -> None:
    lending.change("ubproject.toml", old, new)
    text = lending.text("ubproject.toml")
    start = text.index(place)
    line = text.count("\n", 0, start) + 1
    column = start - text.rfind("\n", 0, start)
    assert f"ubproject.toml:{line}:{column}: " in refused(lending.root)


def test_a_setting_that_does_not_exist_suggests_the_nearest(lending: Lending) -> None:
    lending.change("ubproject.toml", "[speckb]\n", '[speckb]\nsorce = "x"\n')
    assert "unknown setting 'sorce'; did you mean 'source'? allowed: " in refused(lending.root)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("2026-01-01", "speckb.unstated: a date or time is not allowed; quote it if it is text"),
        ("12:00:00", "speckb.unstated: a date or time is not allowed; quote it if it is text"),
        ("[nan]", "speckb.unstated.0: nan is not a number that a setting can have"),
        ("9" * 5000, "a number has more than 4,300 digits"),
        (
            '"\\u202e"',
            "the character U+202E, which changes the order in which text is shown; remove it",
        ),
    ],
)
def test_values_that_no_setting_has_are_refused(value: str, said: str, lending: Lending) -> None:
    lending.change("ubproject.toml", 'unstated = "unknown"', f"unstated = {value}")
    assert said in refused(lending.root)


def test_every_independent_fault_is_told_at_once(lending: Lending) -> None:
    lending.change("ubproject.toml", "[speckb]\n", '[speckb]\nsorce = "x"\ncolour = 1\n')
    lending.change("ubproject.toml", 'folder = "works"', "folder = 3")
    lending.change("schemas/work.json", '"minimum"', '"minimun"')
    lending.change("schemas/work.json", '"order"', '"ordre"')
    lending.write("schemas/paper.json", "{")
    lending.change("ubproject.toml", "[needs.types.paper]\ntitle", "[needs.types.paper]\ntitel")
    said = refused(lending.root).split("\n")
    assert [line.split(": ")[0].split(":")[0] for line in said] == (
        ["ubproject.toml"] * 5 + ["schemas/work.json", "schemas/paper.json"]
    )


def test_names_that_do_not_exist_are_told_together(lending: Lending) -> None:
    for old, new in (("duty", "dutty"), ("writers", "wirters"), ("year", "yaer")):
        text = lending.text("ubproject.toml")
        lending.write("ubproject.toml", text.replace(f'"{old}"', f'"{new}"'))
    said = refused(lending.root)
    assert all(name in said for name in ("'dutty'", "'wirters'", "'yaer'"))


def test_very_many_faults_are_cut(lending: Lending) -> None:
    more = "".join(f"x{number} = 1\n" for number in range(300))
    lending.change("ubproject.toml", "[speckb]\n", f"[speckb]\n{more}")
    said = refused(lending.root).split("\n")
    assert len(said) == 101
    assert said[-1] == "ubproject.toml:1:1: more than 100 errors; the rest is not listed"


def test_names_of_the_wrong_form_do_not_multiply(lending: Lending) -> None:
    """The validator's own errors would hold all names once for each name: gigabytes."""
    more = "".join(f'[needs.types."a {number}"]\ntitle = "x"\n' for number in range(10_000))
    lending.write("ubproject.toml", f"{lending.text('ubproject.toml')}\n{more}")
    assert "'a 0' is not allowed here; write a name that can be part" in refused(lending.root)


def test_a_key_that_is_there_twice_is_named(lending: Lending) -> None:
    lending.change("schemas/work.json", '"title": "Work",', '"title": "Work", "title": "Works",')
    assert re.fullmatch(
        r"schemas/work.json:\d+:\d+: title: an object has the same key twice", refused(lending.root)
    )


FIELD = ("properties", "carrier")


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (
            (*FIELD, "minLenght"),
            3,
            "carrier.minLenght: unknown keyword 'minLenght'; did you mean 'minL",
        ),
        ((*FIELD, "$ref"), "#/x", "carrier.$ref: unknown keyword '$ref'; allowed:"),
        (
            (*FIELD, "type"),
            ["string", "null"],
            "carrier.type: a field must have one type; use 'oneOf'",
        ),
        ((*FIELD, "format"), "time", "carrier.format: unknown format 'time'; allowed: date"),
        ((*FIELD, "type"), "sting", "carrier.type: unknown type 'sting'; did you mean 'string'?"),
        ((*FIELD, "pattern"), "[a", 'carrier.pattern: "[a" is not a "regex"'),
        ((*FIELD, "minLength"), "x", 'carrier.minLength: "x" is not of type "integer"'),
        (FIELD, [], "properties.carrier: the schema of a field must be an object"),
        (
            ("properties", "criteria", "type"),
            "array",
            "field 'criteria' must have 'type': 'object'",
        ),
        (
            ("properties", "criteria", "additionalProperties", "properties"),
            {},
            "each item of field 'criteria' must have value; add value to 'properties' of its items",
        ),
        (("properties", "order", "type"), "string", "field 'order' must have 'type': 'integer'"),
        (("properties", "draws_on", "type"), "string", "draws_on: a link must be an array of ids"),
        (("properties", "draws_on", "items"), {}, "draws_on: a link must be an array of ids"),
        (
            ("required",),
            ["id"],
            "required: every type must have a field 'title'; add it to 'propert",
        ),
        (("type",), "array", "type: the schema of a type must have 'type': 'object'"),
        (("items",), 3, "schemas/candidate.json:"),
    ],
)
def test_a_schema_that_the_engine_cannot_read_is_refused_at_its_place(
    path: tuple[str, ...], value: object, said: str, lending: Lending
) -> None:
    schema = json.loads(lending.text("schemas/candidate.json"))
    part = schema
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    text = json.dumps(schema, indent=2)
    lending.write("schemas/candidate.json", text)
    message = refused(lending.root)
    assert said in message
    place = re.search(r"schemas/candidate\.json:(\d+):\d+: ", message)
    assert place
    line = text.split("\n")[int(place[1]) - 1]
    assert line.strip() == "{" or any(f'"{step}":' in line for step in path)
