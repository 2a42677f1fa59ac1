"""A knowledge base needs entries and a few lines of settings: all else has a default."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from speckb.cli.main import main
from speckb.corpus import loading, settings
from speckb.corpus.settings.declared import DETAILED, TITLES
from speckb.corpus.settings.defaults import titled
from speckb.corpus.settings.shapes import SHAPES
from speckb.corpus.settings.verdicts import DISPUTED
from speckb.rules import report
from speckb.rules.check import RULES, check
from tests.conftest import REPO

if TYPE_CHECKING:
    from pathlib import Path

# Invented: three ways to warm a pot, and what a pot must do.
SETTINGS = """
[speckb]
title = "Pots *and* lids"

[speckb.types.wish]
plural = "Wishes"

[speckb.types.pot]
fields = { criteria = true, litres = "number", made_of = ["clay", "iron"] }

[speckb.types.trait]
fields = { values = true, assesses = true }
"""
ENTRIES = {
    "wish/stay-warm": "title: Soup stays warm",
    "pot/kettle": (
        "title: The kettle\nlitres: 2.5\nmade_of: iron\n"
        "criteria:\n  lid:\n    value: tight\n    note: It whistles."
    ),
    "trait/lid": (
        "title: Does the lid close?\n"
        "values:\n  tight: {label: tight, tone: good, meaning: No steam leaves.}\n"
        "assesses:\n  stay-warm:\n    met: [tight]"
    ),
}


@pytest.fixture
def pots(tmp_path: Path) -> Path:
    """A knowledge base of settings and three entries, without any other file."""
    root = tmp_path / "pots"
    root.mkdir()
    (root / "ubproject.toml").write_text(SETTINGS, encoding="utf-8")
    for name, fields in ENTRIES.items():
        path = root / f"{name}.md"
        path.parent.mkdir()
        path.write_text(f"---\nid: {path.stem}\n{fields}\n---\n", encoding="utf-8")
    return root


def findings(root: Path) -> str:
    """Return what the check prints."""
    return report.text(check(loading.load(settings.load(root))), RULES)


def with_settings(root: Path, old: str, new: str) -> Path:
    """Change the settings; the old text must be there."""
    path = root / "ubproject.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return root


def test_settings_and_entries_are_enough(pots: Path) -> None:
    assert findings(pots) == "no findings"
    known = settings.load(pots)
    assert {kind.name: (kind.title, kind.folder) for kind in known.types.values()} == {
        "wish": ("Wish", "wish"),
        "pot": ("Pot", "pot"),
        "trait": ("Trait", "trait"),
    }
    assert {name: link.targets for name, link in known.links.items()} == {
        "criteria": ("trait",),
        "assesses": ("wish",),
    }


@pytest.mark.parametrize("fields", ["measure = true", "values = true, measure = true"])
def test_a_criterion_that_measures_needs_no_words(fields: str, pots: Path) -> None:
    with_settings(pots, "fields = { values = true, assesses", f"fields = {{ {fields}, assesses")
    lid, kettle = pots / "trait/lid.md", pots / "pot/kettle.md"
    lid.write_text(
        "---\nid: lid\ntitle: How long does it take?\nmeasure: {unit: min}\n"
        'assesses:\n  stay-warm: {met: ["<= 20"], missed: ["> 20"]}\n---\n',
        encoding="utf-8",
    )
    text = kettle.read_text(encoding="utf-8")
    kettle.write_text(text.replace("value: tight", "value: 12"), encoding="utf-8")
    assert findings(pots) == "no findings"
    found = loading.load(settings.load(pots))
    assert found.settings.links["criteria"].targets == ("trait",)
    assert found.settings.links["assesses"].targets == ("wish",)
    first = next(page for page in found.pages if page.path == "index.md")
    assert "{computed} matrix" in first.source.text
    assert "{computed} verdicts" in first.source.text
    lid.write_text(lid.read_text().replace("unit: min", "kind: nubmer"), encoding="utf-8")
    assert "'nubmer' is not" in findings(pots)


def built(root: Path, out: Path | None = None) -> Path:
    """Build the site, and return its folder."""
    folder = out or root / "build"
    command = ["--root", root, "build", "html", "--jobs", "1", "--out", folder]
    done = subprocess.run(
        [sys.executable, "-m", "speckb", *command],
        cwd=REPO,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder / "html"


def test_a_rebuild_has_the_default_pages_of_a_cold_build(pots: Path, tmp_path: Path) -> None:
    built(pots)
    index = pots / "index.md"
    toctree = "```{toctree}\nwish/index\npot/index\ntrait/index\n```\n"
    index.write_text(f"# Our own\n\n{toctree}", encoding="utf-8")
    (pots / "wish/stay-cold.md").write_text(
        "---\nid: stay-cold\ntitle: Ice stays cold\nsummary: In summer.\n---\n", encoding="utf-8"
    )
    assert "<h1>Our own" in (built(pots) / "index.html").read_text(encoding="utf-8")
    index.unlink()
    warm, cold = built(pots), built(pots, tmp_path / "cold")
    for page in ("index.html", "wish/index.html", "pot/index.html"):
        assert (warm / page).read_bytes() == (cold / page).read_bytes(), page
    assert "In summer." in (warm / "wish/index.html").read_text(encoding="utf-8")


def test_what_is_lacking_is_on_the_site(pots: Path) -> None:
    built(pots)
    pages = {
        path: (pots / f"build/html/{path}.html").read_text(encoding="utf-8")
        for path in ("index", "wish/index", "pot/index", "trait/index", "pot/kettle")
    }
    assert "<title>Pots *and* lids</title>" in pages["index"]
    assert '<a class="reference internal" href="wish/index.html">' in pages["index"]
    assert 'id="table-verdicts"' in pages["index"]
    assert 'href="kettle.html#kettle"' in pages["pot/index"]
    assert "see its source" in pages["pot/kettle"]
    assert "see its source" not in pages["index"]
    assert sorted(path.name for path in pots.iterdir()) == [
        *("build", "pot", "trait", "ubproject.toml", "wish"),
    ]


def test_an_own_first_page_gets_the_lists_that_it_names(pots: Path) -> None:
    toctree = "# Pots\n\nSee [all pots](pot/index.md).\n\n```{toctree}\npot/index\ntrait/lid\n"
    (pots / "index.md").write_text(f"{toctree}wish/stay-warm\n```\n", encoding="utf-8")
    assert findings(pots) == "no findings"
    pages = loading.load(settings.load(pots)).pages
    assert {page.path: page.is_default for page in pages} == {
        "index.md": False,
        "pot/index.md": True,
    }


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("criteria = true", "critera = true", "no link; did you mean 'criteria'?"),
        (
            '"number"',
            '"numbr"',
            "must be one of: true, text, integer, number, boolean, date, list, a list of words, a",
        ),
        ('["clay", "iron"]', "[]", "must be one of: true, "),
        ('["clay", "iron"]', '{type = "sting"}', "unknown type 'sting'; did you mean 'string'?"),
        ("values = true", "values = 'text'", "field 'values' must have 'type': 'object'"),
        ("[speckb.types.pot]", '[needs.types]\n[speckb.types.pot]\ntitel = "Pot"', "'titel'"),
    ],
)
def test_a_field_that_is_declared_wrong_is_named(
    old: str, new: str, said: str, pots: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with_settings(pots, old, new)
    assert main(["--root", str(pots), "check"]) == 1
    out = capsys.readouterr().out
    assert said in out
    assert out.startswith("ubproject.toml:")


def test_an_entry_is_held_to_the_declared_fields(pots: Path) -> None:
    path = pots / "pot/kettle.md"
    text = path.read_text(encoding="utf-8").replace("iron", "irn").replace("2.5", "two")
    path.write_text(text, encoding="utf-8")
    said = findings(pots)
    assert "pot/kettle.md:5:10: error: 'irn' is not allowed in field 'made_of'" in said
    assert "field 'litres' must be a number" in said


def test_fields_stand_in_one_place(pots: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (pots / "schemas").mkdir()
    schema = (
        '{"type": "object", "properties": {"id": {"type": "string"}, "title": {"type": "string"}}'
    )
    (pots / "schemas/pot.json").write_text(schema + ', "required": ["id", "title"]}', "utf-8")
    assert main(["--root", str(pots), "check"]) == 1
    assert "schemas/pot.json declares the fields of this type; keep one" in capsys.readouterr().out


def test_a_base_without_types_is_told_how_to_begin(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "ubproject.toml").touch()
    assert main(["--root", str(tmp_path), "check"]) == 1
    assert "no type is declared; add [speckb.types.NAME]" in capsys.readouterr().out


WORDS = """msgid "All values at a glance"
msgstr "Alles auf einen Blick"

msgid "met"
msgstr "erf\u00fcllt"

msgid "Assessed by"
msgstr "Beurteilt durch"

msgid "Summary"
msgstr "Kurz"

msgid "Former ids"
msgstr "Fr\u00fchere Namen"

msgid "Since"
msgstr "Seit"
"""


def test_defaults_are_in_the_language_of_the_settings(pots: Path) -> None:
    (pots / "own.po").write_text(WORDS, encoding="utf-8")
    with_settings(pots, "[speckb]\n", '[speckb]\nlanguage = "de"\nwords = "own.po"\n')
    known = settings.load(pots)
    assert known.matrix_caption == "Alles auf einen Blick"
    words = known.verdicts.words
    assert (words["met"].id, words["met"].label) == ("met", "erf\u00fcllt")
    assert known.links["assesses"].incoming == "Beurteilt durch"
    pot = known.types["pot"]
    assert (pot.label("summary"), pot.label("formerly")) == ("Kurz", "Fr\u00fchere Namen")
    assert pot.label("made_of") == "Made of"  # a field of its own
    assert findings(pots) == "no findings"
    own = '\n[speckb.verdicts.words]\nmet = { label = "passt", meaning = "Es passt." }\n'
    with_settings(pots, "[speckb.types.wish]", f"{own}\n[speckb.types.wish]")
    assert settings.load(pots).verdicts.words["met"].label == "passt"


def test_fields_that_the_engine_knows_have_titles_for_all_languages() -> None:
    names = {name for name, shape in SHAPES.items() for name in (name, *shape.keys)}
    assert {name: TITLES.get(name) for name in names - DETAILED - {DISPUTED}} == {
        name: titled(name) for name in names - DETAILED - {DISPUTED}
    }


def test_what_is_assessed_has_a_statement_where_a_type_has_one(pots: Path) -> None:
    with_settings(
        pots, "[speckb.types.wish]\n", "[speckb.types.wish]\nfields = {statement = true}\n"
    )
    with_settings(pots, "[speckb.types.pot]\n", "[speckb.types.cook]\n[speckb.types.pot]\n")
    assert settings.load(pots).links["assesses"].targets == ("wish",)


def test_entries_that_no_table_in_print_has_are_a_finding(pots: Path) -> None:
    cook = '[speckb.types.cook]\nprint = "table"\n\n[speckb.types.pot]\n'
    with_settings(pots, "[speckb.types.pot]\n", cook)
    (pots / "cook").mkdir()
    (pots / "cook/ann.md").write_text("---\nid: ann\ntitle: Ann\n---\n", encoding="utf-8")
    assert "speckb.types.cook.print: no page shows a table with entries" in findings(pots)
    table = '[speckb.tables.cooks]\ntype = "cook"\ncaption = "All"\ncolumns = ["title"]\n'
    with_settings(pots, "[speckb.types.wish]\n", f"{table}\n[speckb.types.wish]\n")
    (pots / "cook/index.md").write_text("# Cooks\n\n```{computed} cooks\n```\n", encoding="utf-8")
    assert "speckb.types.cook.print" not in findings(pots)


def test_entries_with_fields_that_are_declared_nowhere_are_told_once(pots: Path) -> None:
    with_settings(
        pots, 'fields = { criteria = true, litres = "number", made_of = ["clay", "iron"] }', ""
    )
    path = pots / "pot/kettle.md"
    (pots / "pot/urn.md").write_text(path.read_text().replace("kettle", "urn"), encoding="utf-8")
    said = findings(pots)
    assert said.count("error: ") == 1
    assert said.startswith(
        "ubproject.toml:8:2: error: the fields of 'pot' are declared nowhere, but entries have"
        " litres, made_of, criteria; restore schemas/pot.json, or declare them here in 'fields'"
    )


def test_settings_with_fields_that_are_declared_nowhere_are_told_once(pots: Path) -> None:
    with_settings(pots, "[speckb.types.wish]\n", '[speckb.types.wish]\ncard = ["cost", "size"]\n')
    with pytest.raises(settings.SettingsError) as error:
        settings.load(pots)
    assert [fault.message for fault in error.value.faults] == [
        "speckb.types.wish: the fields of 'wish' are declared nowhere; restore schemas/wish.json,"
        " or declare them here in 'fields'"
    ]


def test_a_misspelt_field_is_told_where_it_is(pots: Path) -> None:
    path = pots / "wish/stay-warm.md"
    path.write_text(path.read_text().replace("title:", "titel:"), encoding="utf-8")
    assert "wish/stay-warm.md:3:1: error: unknown field 'titel'; did you mean 'title'?" in findings(
        pots
    )
