"""`speckb rename`: every place that names an entry, and no other word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from speckb.cli.main import main
from tests.unit.interrupting import seen, tree
from tests.unit.lending import CATALOGUE, LEND_1, PRIVACY, SLIPS, Lending

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]
NOTES = """\
# Notes

{entry}`paper-slips`, {entry}`the slips <paper-slips>`, {doc}`candidates/paper-slips`,
{doc}`the slips </candidates/paper-slips>`, [one](candidates/paper-slips.md), [two](#paper-slips),
[three](./candidates/paper-slips.md "title"), [four](<candidates/paper-slips.md>), [five][slips],
[six](candidates/../candidates/paper-slips.md).

[slips]: candidates/paper-slips.md

Paper-slips, paper-slips-2 and `{entry}`paper-slips`` stay, and so does

```text
{entry}`paper-slips`
```

:::{note}
But not {entry}`paper-slips`.
:::

```{computed} paper-slips
```

See {ref}`table-paper-slips` and [it](#table-paper-slips).

% {entry}`paper-slips`
"""
RENAMED = """\
# Notes

{entry}`slips`, {entry}`the slips <slips>`, {doc}`candidates/slips`,
{doc}`the slips </candidates/slips>`, [one](candidates/slips.md), [two](#slips),
[three](./candidates/slips.md "title"), [four](<candidates/slips.md>), [five][slips],
[six](candidates/../candidates/slips.md).

[slips]: candidates/slips.md

Paper-slips, paper-slips-2 and `{entry}`paper-slips`` stay, and so does

```text
{entry}`paper-slips`
```

:::{note}
But not {entry}`slips`.
:::

```{computed} slips
```

See {ref}`table-slips` and [it](#table-slips).

% {entry}`paper-slips`
"""


def run(capsys: Capture, root: Path, *arguments: str) -> tuple[int, str, str]:
    status = main(["--root", str(root), "rename", *arguments])
    return status, *capsys.readouterr()


def renamed(lending: Lending, capsys: Capture, old: str, new: str) -> str:
    status, out, err = run(capsys, lending.root, old, new)
    assert (status, err) == (0, "")
    return out


def test_the_file_moves_and_keeps_the_old_id(lending: Lending, capsys: Capture) -> None:
    text = lending.text(SLIPS)
    out = renamed(lending, capsys, "paper-slips", "slips")
    assert out.startswith(f"{SLIPS} -> candidates/slips.md\n")
    assert not (lending.root / SLIPS).exists()
    assert lending.text("candidates/slips.md") == text.replace(
        "id: paper-slips\n", "id: slips\nformerly: [paper-slips]\n"
    )
    assert lending.rules() == []


def test_links_of_front_matter_follow_in_lists_and_as_keys(
    lending: Lending, capsys: Capture
) -> None:
    lending.change(
        CATALOGUE, "[QUILL-RULES, ALMANAC-7]", "['QUILL-RULES', ALMANAC-7] # QUILL-RULES"
    )
    renamed(lending, capsys, "paper-slips", "slips")
    renamed(lending, capsys, "QUILL-RULES", "QUILL-2")
    assert "grew_from:\n  slips: The numbers on the slips" in lending.text(CATALOGUE)
    assert "draws_on: ['QUILL-2', ALMANAC-7] # QUILL-RULES\n" in lending.text(CATALOGUE)


def test_a_criterion_is_renamed_in_every_cell_and_in_its_tables(
    lending: Lending, capsys: Capture
) -> None:
    lending.change("words.md", "# Words", "# Words\n\n```{computed} loan-privacy-values\n```\n")
    renamed(lending, capsys, "loan-privacy", "secrecy")
    for name in (SLIPS, CATALOGUE, "candidates/swap-circle.md"):
        assert "\n  secrecy:\n    value: " in lending.text(name)
        assert "loan-privacy" not in lending.text(name)
    assert "{computed} secrecy\n" in lending.text("side-by-side/index.md")
    assert "{computed} secrecy-values\n" in lending.text("words.md")
    assert lending.rules() == []


def test_what_a_criterion_assesses_is_renamed_in_it(lending: Lending, capsys: Capture) -> None:
    renamed(lending, capsys, "LEND-1", "LEND-0")
    assert "assesses:\n  LEND-0:\n" in lending.text(PRIVACY)
    assert "A yardstick for {entry}`LEND-0`." in lending.text(PRIVACY)


def test_prose_is_changed_at_its_links_alone(lending: Lending, capsys: Capture) -> None:
    lending.page("notes.md", NOTES)
    out = renamed(lending, capsys, "paper-slips", "slips")
    assert lending.text("notes.md") == RENAMED
    assert "notes.md: 14 places\n" in out
    assert "not changed, because 'paper-slips' is plain text here" in out
    assert "  notes.md: lines 10, 13, 25\n" in out


def test_links_from_folders_and_of_the_entry_itself(lending: Lending, capsys: Capture) -> None:
    lending.change(
        SLIPS, "Slips are yellow.", "Slips are yellow: [here](paper-slips.md), [top](#paper-slips)."
    )
    lending.change(CATALOGUE, "The central desk", "See [slips](paper-slips.md). The central desk")
    lending.change(LEND_1, "A ledger", "[Slips](../candidates/paper-slips.md). A ledger")
    renamed(lending, capsys, "paper-slips", "slips")
    assert "yellow: [here](slips.md), [top](#slips)." in lending.text("candidates/slips.md")
    assert "See [slips](slips.md)." in lending.text(CATALOGUE)
    assert "[Slips](../candidates/slips.md)." in lending.text(LEND_1)
    assert lending.rules() == []


def test_a_heading_that_is_spelt_like_the_id_keeps_its_address(
    lending: Lending, capsys: Capture
) -> None:
    lending.page("notes.md", "# Notes\n\n## Paper slips\n\nSee [above](#paper-slips).\n")
    renamed(lending, capsys, "paper-slips", "slips")
    assert "[above](#paper-slips)" in lending.text("notes.md")
    assert lending.rules() == []


def test_a_table_of_contents_lists_the_new_name(lending: Lending, capsys: Capture) -> None:
    listed = (
        "paper-slips\nSlips <paper-slips>\n/candidates/paper-slips\npaper-slips.md\nswap-circle\n"
    )
    lending.write(
        "candidates/index.md", f"# Candidates\n\n```{{toctree}}\n:hidden:\n\n{listed}```\n"
    )
    renamed(lending, capsys, "paper-slips", "slips")
    assert listed.replace("paper-slips", "slips") in lending.text("candidates/index.md")


def test_the_source_of_the_settings_is_renamed(lending: Lending, capsys: Capture) -> None:
    old = "draft-example-library-lending-00"
    before = lending.text("ubproject.toml")
    out = renamed(lending, capsys, old, "lending-00")
    assert lending.text("ubproject.toml") == before.replace(
        f'source = "{old}"', 'source = "lending-00"'
    )
    assert "ubproject.toml\n" in out


def test_a_setting_that_is_spelt_like_the_id_is_left(lending: Lending, capsys: Capture) -> None:
    lending.change("ubproject.toml", '"unknown"', '"paper-slips"')
    before = lending.text("ubproject.toml")
    renamed(lending, capsys, "paper-slips", "slips")
    assert lending.text("ubproject.toml") == before


def test_confirmations_stay_confirmed(lending: Lending, capsys: Capture) -> None:
    lending.change("ubproject.toml", "[speckb]", '[speckb]\nreviews = "reviews.txt"')
    main(["--root", str(lending.root), "review", "--all"])
    lending.write("reviews.txt", "# ours\n" + lending.text("reviews.txt"))
    for old, new in (("loan-privacy", "a"), ("LEND-1", "z"), ("paper-slips", "m")):
        renamed(lending, capsys, old, new)
    assert lending.rules() == []
    lines = lending.text("reviews.txt").splitlines()
    assert lines[0] == "# ours"
    assert [line for line in lines if not line.startswith("#")] == sorted(lines[3:])
    assert {"a z", "z market-day"} <= {line.rpartition(" ")[0] for line in lines}
    assert main(["--root", str(lending.root), "review", "--all"]) == 0
    assert "confirmed 0 assessments" in capsys.readouterr().out


def test_ids_that_an_entry_had_all_lead_to_the_last_one(lending: Lending, capsys: Capture) -> None:
    for old, new in (("paper-slips", "b"), ("b", "c"), ("c", "d")):
        renamed(lending, capsys, old, new)
    assert "id: d\nformerly: [paper-slips, b, c]\n" in lending.text("candidates/d.md")
    assert {old: e.id for old, e in lending.corpus().former.items()} == {
        "paper-slips": "d",
        "b": "d",
        "c": "d",
    }


def test_an_id_that_is_taken_again_is_no_former_one(lending: Lending, capsys: Capture) -> None:
    for old, new in (("paper-slips", "b"), ("b", "c"), ("c", "paper-slips")):
        renamed(lending, capsys, old, new)
    assert "id: paper-slips\nformerly: [b, c]\n" in lending.text(SLIPS)


@pytest.mark.parametrize(
    ("former", "expected"),
    [
        ("formerly: [x]  # why\n", "formerly: [x, paper-slips]  # why\n"),
        ("formerly: ['x', y]\n", "formerly: ['x', y, paper-slips]\n"),
        ("formerly:\n  - x  # why\n  - y\n", "formerly:\n  - x  # why\n  - y\n  - paper-slips\n"),
        ("formerly:\n- x\n", "formerly:\n- x\n- paper-slips\n"),
    ],
)
def test_former_ids_are_added_to_those_that_are_there(
    former: str, expected: str, lending: Lending, capsys: Capture
) -> None:
    lending.change(SLIPS, "id: paper-slips\n", f"id: paper-slips\n{former}")
    out = renamed(lending, capsys, "paper-slips", "slips")
    assert f"id: slips\n{expected}title:" in lending.text("candidates/slips.md")
    assert "candidates/slips.md: line" not in out
    assert lending.rules() == []


def test_a_dry_run_says_the_same_and_writes_nothing(lending: Lending, capsys: Capture) -> None:
    before = tree(lending.root)
    status, out, _ = run(capsys, lending.root, "paper-slips", "slips", "--dry-run")
    assert status == 0
    assert tree(lending.root) == before
    assert out == renamed(lending, capsys, "paper-slips", "slips") + "nothing was written\n"


def test_ends_of_lines_and_byte_order_marks_stay(lending: Lending, capsys: Capture) -> None:
    names = [SLIPS, CATALOGUE, "candidates/swap-circle.md", "ubproject.toml"]
    for name in names:
        data = lending.text(name).replace("\n", "\r\n").encode()
        lending.write(name, data if name.endswith(".toml") else b"\xef\xbb\xbf" + data)
    renamed(lending, capsys, "paper-slips", "slips")
    names[0] = "candidates/slips.md"
    for name in names:
        data = (lending.root / name).read_bytes()
        assert data.count(b"\n") == data.count(b"\r\n"), name
        assert data.startswith(b"\xef\xbb\xbf") == name.endswith(".md")
    assert lending.rules() == []


def refused(lending: Lending, capsys: Capture, old: str, new: str) -> str:
    """Return what is said where nothing is written."""
    before = tree(lending.root)
    status, out, err = run(capsys, lending.root, old, new)
    assert status in {1, 2}
    assert out == ""
    assert tree(lending.root) == before
    return err


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("paper-slip", "x", "unknown entry 'paper-slip'; did you mean 'paper-slips'?"),
        ("OLD-1", "x", "'OLD-1' was renamed: use 'ALMANAC-7'"),
        ("OLD-2", "x", "unknown entry 'OLD-2'; did you mean 'ALMANAC-7', formerly 'OLD-1'?"),
        ("paper-slips", "paper-slips", "'paper-slips' is in use: candidates/paper-slips.md"),
        ("paper-slips", "LEND-1", "'LEND-1' is in use: demands/LEND-1.md"),
        (
            "loan-privacy",
            "matrix",
            "'matrix' cannot be an id: it would name a second table 'matrix'",
        ),
        (
            "loan-privacy",
            "Verdicts",
            "'Verdicts' cannot be an id: it would name a second table 'verdicts'",
        ),
        (
            "paper-slips",
            "loan-privacy-values",
            "'loan-privacy-values' cannot be an id: it would name a second table 'loan-privacy-",
        ),
        ("paper-slips", "OLD-1", "'OLD-1' is a former id of 'ALMANAC-7'"),
        ("paper-slips", "a b", "'a b' is not a valid id; use letters, digits, '.', '_' and '-'"),
        ("paper-slips", "../x", "'../x' is not a valid id"),
        ("paper-slips", "index", "'index' is reserved for the page of a folder"),
        ("paper-slips", "lend-1", "'lend-1' and 'LEND-1' differ only in case"),
    ],
)
def test_what_cannot_be_renamed_is_refused_with_the_reason(
    old: str, new: str, said: str, lending: Lending, capsys: Capture
) -> None:
    lending.change("works/ALMANAC-7.md", "id: ALMANAC-7\n", "id: ALMANAC-7\nformerly: [OLD-1]\n")
    assert said in refused(lending, capsys, old, new)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["tables", "loan-privacy"], "'loan-privacy' was renamed: use 'secrecy'"),
        (["tables", "loan-privacy-values"], "'loan-privacy-values' was renamed: use 'secrecy-v"),
        (["tables", "paper-slips-verdicts"], "'paper-slips-verdicts' was renamed: use 'slips-v"),
        (["review", "loan-privacy:LEND-1"], "'loan-privacy' was renamed: use 'secrecy'"),
        (["review", "slips:loan-privacy"], "'loan-privacy' was renamed: use 'secrecy'"),
    ],
)
def test_commands_say_that_what_they_are_given_was_renamed(
    command: list[str], said: str, lending: Lending, capsys: Capture
) -> None:
    lending.change("ubproject.toml", "[speckb]", '[speckb]\nreviews = "reviews.txt"')
    renamed(lending, capsys, "loan-privacy", "secrecy")
    renamed(lending, capsys, "paper-slips", "slips")
    assert main(["--root", str(lending.root), *command]) == 2
    assert capsys.readouterr().err.startswith(f"speckb: {said}")


@pytest.mark.parametrize("name", ["paper-slips", "paper-slips-verdicts"])
def test_a_page_that_shows_a_table_by_a_former_id_is_told_the_new_one(
    name: str, lending: Lending, capsys: Capture
) -> None:
    renamed(lending, capsys, "paper-slips", "slips")
    lending.page("notes.md", f"# Notes\n\n```{{computed}} {name}\n```\n")
    new = name.replace("paper-", "")
    assert f"notes.md:3:15: error: {name!r} was renamed: use {new!r}" in lending.said()


def test_a_change_of_case_alone_is_refused(lending: Lending, capsys: Capture) -> None:
    """The old address leads to the new one, and some systems take both for one file."""
    said = refused(lending, capsys, "paper-slips", "Paper-Slips")
    assert "'Paper-Slips' and 'paper-slips' differ only in case" in said


def test_a_former_id_in_another_case_is_refused(lending: Lending, capsys: Capture) -> None:
    renamed(lending, capsys, "paper-slips", "slips")
    said = refused(lending, capsys, "swap-circle", "Paper-Slips")
    assert "'Paper-Slips' and 'paper-slips' differ only in case" in said


def test_a_file_at_fault_anywhere_is_refused_with_its_findings(
    lending: Lending, capsys: Capture
) -> None:
    lending.change("works/ALMANAC-7.md", "mark:", "marks:")
    assert "works/ALMANAC-7.md:5:1: error: unknown field 'marks'" in refused(
        lending, capsys, "paper-slips", "slips"
    )


def test_findings_that_leave_files_readable_do_not_refuse(
    lending: Lending, capsys: Capture
) -> None:
    lending.change(SLIPS, "value: by-letter", "value: by-leter")
    lending.change(CATALOGUE, "[QUILL-RULES, ALMANAC-7]", "[QUILL-RULES, NOBODY]")
    renamed(lending, capsys, "paper-slips", "slips")


def test_an_id_in_an_unusual_spelling_is_refused_at_its_place(
    lending: Lending, capsys: Capture
) -> None:
    lending.change(CATALOGUE, "[QUILL-RULES,", '["QUILL\\x2dRULES",')
    said = refused(lending, capsys, "QUILL-RULES", "QUILL-2")
    line = lending.text(CATALOGUE).split("draws_on:")[0].count("\n") + 1
    assert f"{CATALOGUE}:{line}:12: write the id directly, not as " in said
    assert 'as "QUILL\\x2dRULES"; nothing was changed' in said


def test_places_that_the_parser_finds_are_renamed(lending: Lending, capsys: Capture) -> None:
    """A quote, a table and an escape are not read by the quick reader."""
    text = (
        "# Notes\n\n> paper-slips {entry}`paper-slips`\n> [x](candidates/paper-slips.md) \\*\n\n"
        "- - x paper-slips {entry}`the\n    slips <paper-slips>`\n\n"
        "[y]:\n  candidates/paper-slips.md\n\n[y] {entry}``paper-slips``\n\n"
        ":::{note} {entry}`paper-slips`\n\n> {doc}`/candidates/paper-slips`\n:::\n"
    )
    lending.page("notes.md", text)
    renamed(lending, capsys, "paper-slips", "slips")
    words = text.replace("> paper-slips ", "> PAPER ").replace("x paper-slips", "x PAPER")
    assert lending.text("notes.md") == words.replace("paper-slips", "slips").replace(
        "PAPER", "paper-slips"
    )


def test_a_role_that_cannot_be_located_is_refused_on_its_line(
    lending: Lending, capsys: Capture
) -> None:
    """The cell of a table is not as it is typed where it has an escaped bar."""
    lending.page("notes.md", "# Notes\n\na | b\n--|--\nx | y \\| {entry}`paper-slips`\n")
    said = refused(lending, capsys, "paper-slips", "slips")
    assert "notes.md:5:" in said
    assert "write the id directly" in said


def test_a_link_in_an_unusual_spelling_is_refused_at_its_place(
    lending: Lending, capsys: Capture
) -> None:
    lending.page("notes.md", "# Notes\n\n[x](candidates/paper%2Dslips.md)\n")
    said = refused(lending, capsys, "paper-slips", "slips")
    assert "notes.md:3:5: write the id directly, not as candidates/paper%2Dslips.md" in said


def test_what_an_editor_sees_has_no_trace_of_the_work(lending: Lending, capsys: Capture) -> None:
    renamed(lending, capsys, "paper-slips", "slips")
    assert seen(tree(lending.root)) == tree(lending.root)


def test_a_page_that_moved_keeps_its_address_when_its_entry_is_renamed(
    lending: Lending, capsys: Capture
) -> None:
    lending.change(SLIPS, "id: paper-slips\n", "id: paper-slips\nformerly: [slips/paper-slips]\n")
    assert lending.findings() == []
    renamed(lending, capsys, "paper-slips", "slips")
    assert "id: slips\nformerly: [slips/paper-slips, paper-slips]\n" in lending.text(
        "candidates/slips.md"
    )
    assert lending.findings() == []
    corpus = lending.corpus()
    assert {page: item.docname for page, item in corpus.moved.items()} == dict.fromkeys(
        ("slips/paper-slips", "candidates/paper-slips"), "candidates/slips"
    )
    assert [*corpus.former] == ["paper-slips"]


def test_a_page_that_moved_is_named_to_those_that_link_to_its_old_place(lending: Lending) -> None:
    lending.change("words.md", "# Words\n", "---\nformerly: [old/words]\n---\n\n# Words\n")
    assert lending.findings() == []
    lending.change(
        "candidates/paper-slips.md", "\n---\n", "\n---\n\nSee [words](../old/words.md).\n"
    )
    (found,) = lending.findings()
    assert found.message == "'old/words' moved: use 'words.md'"


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("[index]", "'index' is in use; a former address cannot be reused"),
        ("[search]", "'search' is in use; a former address cannot be reused"),
        ("[works/MAPS-1]", "'works/MAPS-1' is already a former address of 'words.md'"),
        ("old/words", "field 'formerly' must be a list, not text"),
        ("[../words]", "'../words' is not valid in an item of 'formerly': a former id, or a former"
                       " path of the page without its suffix"),
    ],
)  # fmt: skip
def test_what_a_page_cannot_have_been_is_said(written: str, message: str, lending: Lending) -> None:
    lending.change("works/ALMANAC-7.md", "id: ALMANAC-7\n", "id: ALMANAC-7\nformerly: [MAPS-1]\n")
    lending.change("words.md", "# Words\n", f"---\nformerly: {written}\n---\n\n# Words\n")
    assert [f.message for f in lending.findings()][:1] == [message]


def test_a_knowledge_base_without_pages_of_its_own(tmp_path: Path) -> None:
    lending = Lending(tmp_path / "base")
    for name in ("index.md", "demands/index.md"):
        (lending.root / name).unlink(missing_ok=True)
    assert main(["--root", str(lending.root), "rename", "LEND-1", "LEND-99"]) == 0
    assert (lending.root / "demands/LEND-99.md").is_file()
    assert not (lending.root / "index.md").exists()
