"""Settings of a stranger: what sphinx-needs would run, fetch or write is no setting here."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from speckb.cli.main import main
from tests.conftest import build

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.lending import Lending

RUN = "__import__('pathlib').Path('run-by-settings').write_text('') or id"
# Settings of sphinx-needs that are evaluated, that fetch or read files, or that name a path.
NEEDS = [
    f'builder_filter = "{RUN}"',
    f'warnings = {{ odd = "{RUN}" }}',
    'external_needs = [{ base_url = "http://127.0.0.1:9", json_url = "http://127.0.0.1:9/n" }]',
    'external_needs = [{ base_url = "file:///", json_path = "/etc/passwd" }]',
    'services = { github-issues = { url = "http://127.0.0.1:9/" } }',
    f'variants = {{ one = "{RUN}" }}',
    'variant_options = ["title"]',
    'string_links = { s = { regex = "(.*)", link_url = "javascript:{{1}}", link_name = "{{1}}", '
    'options = ["title"] } }',
    "debug_measurement = true",
    "debug_filters = true",
    'filter_data = { a = "b" }',
    f'constraints = {{ odd = {{ check_0 = "{RUN}", severity = "LOW" }} }}',
    'global_options = { title = "[[test()]]" }',
    'render_context = { a = "b" }',
    'template_folder = "/etc"',
    "duration_option = { a = 1 }",
    'functions = ["os.system"]',
    'layouts = { a = { grid = "simple", layout = { head = ["<<image(\\"/etc/passwd\\")>>"] } } }',
    'flow_engine = "plantuml"',
    'plantuml = "/bin/sh"',
    'file = "../../needs.json"',
    'css = "/etc/passwd"',
    "build_json_per_id = true",
    'build_json_per_id_path = "../../x"',
    'import_keys = { a = "/etc/passwd" }',
    'schema_debug_path = "run-by-settings"',
    'ide_directive_snippets_disable = ["x"]',
    'fields = { a = { description = "b", default = "[[test()]]" } }',
    'extra_options = ["a"]',
    'fields = { a = { predicates = [["1 == 1", "b"]] } }',
    "parse_dynamic_functions = true",
    'id_regex = "(?=a)a"',
    'id_regex = "(a)\\\\1"',
    'id_regex = "^[A-Za-z"',
    "reproducible_json = false",
    "id_required = false",
    'schema_definitions_from_json = "/etc/passwd"',
    'schema_definitions_from_json = "../x.json"',
    "schema_definitions = {}",
    "[needs.schema]\ndebug_active = true",
    "[needs.types.demand.x]\na = 1",
    '[needs.types.raw]\ntitle = "x"\nstyle = "node"',
    '[needs.links.one]\noutgoing = "a"\nincoming = "b"\ncolor = "red"',
    '[needs.links."a b"]\noutgoing = "a"\nincoming = "b"',
    '[needs.links.one]\noutgoing = "a"\nincoming = "b"\nallow_dead_links = true',
]
OTHERS = [
    '[tool.sphinx]\nextensions = ["x"]',
    '[variants.data]\na = "b"',
    '[[scripts]]\nname = "x"\ncommand = "id"',
    "[server]\nindex_on_save = true",
    '[project]\nsrcdir = "/"',
]
FORMATS = [
    "{id.__class__}",
    "{id!r}",
    "{id:>999999999}",
    "{id[0]}",
    "{0}",
    "{}",
    "{id",
    "id}",
    "{{id}}",
    "{settings}",
    "{title:{id}}",
]


def refused(lending: Lending, capsys: pytest.CaptureFixture[str]) -> str:
    """Return the message of the check: one finding, with the place in the settings."""
    assert main(["--root", str(lending.root), "check", "--format", "json"]) == 1
    (found,) = json.loads(capsys.readouterr().out)["findings"]
    assert (found["path"], found["rule"]) == ("ubproject.toml", "setting-form")
    assert found["line"] > 1
    return str(found["message"])


@pytest.mark.parametrize("setting", NEEDS)
def test_no_other_setting_of_sphinx_needs_is_taken(
    setting: str, lending: Lending, capsys: pytest.CaptureFixture[str]
) -> None:
    lending.change("ubproject.toml", "[needs]\n", f"[needs]\n{without(lending, setting)}\n")
    refused(lending, capsys)


def without(lending: Lending, setting: str) -> str:
    """Return the setting, after the line that sets the same in the settings was taken out."""
    name = setting.partition(" =")[0]
    text = lending.text("ubproject.toml")
    lines = [line for line in text.split("\n") if not line.startswith(f"{name} =")]
    lending.write("ubproject.toml", "\n".join(lines))
    if setting.startswith("["):
        lending.write("ubproject.toml", lending.text("ubproject.toml") + f"\n{setting}\n")
        return ""
    return setting


def test_no_type_takes_the_name_of_a_directive(
    lending: Lending, capsys: pytest.CaptureFixture[str]
) -> None:
    types = '[needs.types.note]\ntitle = "x"\n[speckb.types.note]\nfolder = "works"\n'
    lending.write("ubproject.toml", f"{lending.text('ubproject.toml')}\n{types}")
    lending.write("schemas/note.json", lending.text("schemas/paper.json"))
    assert "a directive is named 'note', too; choose another name" in refused(lending, capsys)


@pytest.mark.parametrize("table", OTHERS)
def test_no_table_of_another_tool_is_taken(
    table: str, lending: Lending, capsys: pytest.CaptureFixture[str]
) -> None:
    lending.write("ubproject.toml", f"{lending.text('ubproject.toml')}\n{table}\n")
    assert "unknown setting" in refused(lending, capsys)


@pytest.mark.parametrize("setting", ["text", "heading"])
@pytest.mark.parametrize("form", FORMATS)
def test_a_format_has_names_of_fields_and_nothing_else(
    form: str, setting: str, lending: Lending, capsys: pytest.CaptureFixture[str]
) -> None:
    text = lending.text("ubproject.toml")
    head, start, rest = text.partition("[speckb.types.demand]\n")
    kept = [line for line in rest.split("\n") if not line.startswith((setting, "text"))]
    rest = f'{setting} = "{form}"\n' + "\n".join(kept)
    lending.write("ubproject.toml", head + start + rest)
    refused(lending, capsys)


def test_a_build_runs_nothing_of_the_settings(small: Path, tmp_path: Path) -> None:
    mark = tmp_path / "run"
    settings = small / "ubproject.toml"
    command = f"__import__('pathlib').Path('{mark}').write_text('') or id"
    text = settings.read_text().replace("[needs]\n", f'[needs]\nbuilder_filter = "{command}"\n')
    settings.write_text(text)
    done = build(small, tmp_path / "html")
    assert done.status == 1
    assert "ubproject.toml:4:1: error: needs: unknown setting 'builder_filter'" in done.output
    assert not mark.exists()


def test_sphinx_needs_reads_no_file_of_settings(small: Path, tmp_path: Path) -> None:
    """Even where `conf.py` asks for it: the engine has set all that a build needs."""
    mark = tmp_path / "run"
    command = f"__import__('pathlib').Path('{mark}').write_text('') or id"
    (small / "other.toml").write_text(f'[needs]\nbuilder_filter = "{command}"\n')
    with (small / "conf.py").open("a") as file:
        file.write('needs_from_toml = "other.toml"\n')
    assert build(small, tmp_path / "html").status == 0
    assert not mark.exists()
