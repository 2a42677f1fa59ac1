"""What a change of a knowledge base is said to be, and what follows from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from speckb.cli.main import main
from speckb.diff.affected import EVERYTHING
from speckb.diff.compare import compare, diff
from speckb.diff.consequences import consequences
from speckb.diff.content import content
from speckb.diff.model import ABSENT, Change, Diff
from speckb.diff.outline import outline
from tests.unit.filled import fill
from tests.unit.lending import CATALOGUE, LEND_1, PRIVACY, SLIPS, Lending

if TYPE_CHECKING:
    from speckb.corpus.corpus import Corpus

CIRCLE = "candidates/swap-circle.md"
FLOOD = "circumstances/drawings/flood.d2"
FLOODED = "circumstances/flooded-branch.md"


def changes(lent: Corpus, lending: Lending) -> Diff:
    return diff(lent, lending.corpus())


def only(found: Diff) -> Change:
    (change,) = found.changes
    return change


def fields(change: Change) -> list[tuple[str, str, tuple[str, ...], tuple[str, ...]]]:
    return [(field.kind, field.label, field.was, field.now) for field in change.fields]


def test_equal_states_differ_in_nothing(lent: Corpus, lending: Lending) -> None:
    assert changes(lent, lending).empty
    assert changes(lent, lending) == Diff()


def reordered(text: str) -> str:
    """Return an entry with its fields in the other order, and blanks wherever they mean nothing."""
    _, head, body = text.split("---\n", 2)
    groups: list[str] = []
    for line in head.splitlines(keepends=True):
        if line[0] in " -":
            groups[-1] += line
        else:
            groups.append(line)
    return f"---\n{''.join(reversed(groups))}---\n\n\n{body.replace('. ', '.  ')}\n\n"


def test_white_space_and_the_order_of_keys_are_no_change(lent: Corpus, lending: Lending) -> None:
    for entry in lent.entries.values():
        lending.write(entry.path, reordered(lending.text(entry.path)))
    lending.change(CATALOGUE, "    value: no\n", "    value:   no   # for now\n")
    settings = lending.text("ubproject.toml")
    lending.write("ubproject.toml", settings.replace(" = ", "   =   ") + "\n# a comment\n")
    assert changes(lent, lending).changes == ()
    assert changes(lent, lending).consequences == Diff().consequences


def test_a_value_changes_the_tables_the_verdicts_and_the_coverage(
    lent: Corpus, lending: Lending
) -> None:
    lending.change(SLIPS, "value: seen-at-the-desk", "value: open-ledger")
    found = changes(lent, lending)
    change = only(found)
    assert (change.sort, change.type, change.id, change.status) == (
        "entry",
        "candidate",
        "paper-slips",
        "changed",
    )
    assert fields(change) == [
        ("value", "Privacy of loans", ("seen at the desk",), ("open ledger",))
    ]
    assert found.consequences is not None
    tables = {table.name: table for table in found.consequences.tables}
    assert [(c.row, c.column, c.was, c.now) for c in tables["matrix"].cells] == [
        ("Paper slips", "Privacy of loans", "seen at the desk", "open ledger")
    ]
    assert {t.name for t in tables.values() if t.group == "comparison"} == {
        "loan-privacy",
        "matrix",
        "traceability",
    }
    assert {"paper-slips", "loan-privacy-values"} <= {
        t.name for t in tables.values() if t.group == "own"
    }
    verdicts = [(v.entry, v.about, v.was, v.now) for v in found.consequences.verdicts]
    assert ("paper-slips", "LEND-1", "half kept", "broken") in verdicts


def test_notes_and_editorial_remarks_are_told_apart(lent: Corpus, lending: Lending) -> None:
    lending.change(CATALOGUE, "in summer after 42", "in summer after 49")
    lending.change(CATALOGUE, "its text says 42", "its text says 49")
    labels = [(field.kind, field.label) for field in only(changes(lent, lending)).fields]
    assert labels == [
        ("note", "Recall of overdue books: Remark"),
        ("note", "Recall of overdue books: Editorial"),
    ]


def test_links_come_and_go_item_by_item(lent: Corpus, lending: Lending) -> None:
    lending.change(CATALOGUE, "[QUILL-RULES, ALMANAC-7]", "[ALMANAC-7, HARBOUR-1911]")
    (field,) = only(changes(lent, lending)).fields
    assert (field.kind, field.before, field.after) == (
        "link",
        ["QUILL-RULES", "ALMANAC-7"],
        ["ALMANAC-7", "HARBOUR-1911"],
    )
    assert set(field.now) - set(field.was) == {"<Harbour>"}


def test_a_renaming_by_the_command_is_one_change(
    lending: Lending, capsys: pytest.CaptureFixture[str]
) -> None:
    """What only looks like a role, in code, stays as it is and is no change."""
    text = "{entry}`paper-slips` `` {entry}`paper-slips` `` {doc}`candidates/paper-slips`"
    table = "```{computed} paper-slips-verdicts\n```\n"
    lending.page("notes.md", f"# Notes\n\n{text}\n\n{table}")
    before = lending.corpus()
    assert main(["--root", str(lending.root), "rename", "paper-slips", "slips"]) == 0
    found = diff(before, lending.corpus())
    assert [(c.id, c.status, c.former) for c in found.changes] == [
        ("slips", "renamed", "paper-slips")
    ]
    assert found.consequences == Diff().consequences
    assert "{computed} slips-verdicts" in lending.text("notes.md")
    assert "renamed" not in capsys.readouterr().err


def test_the_reason_of_a_link_is_part_of_it(lent: Corpus, lending: Lending) -> None:
    lending.change(CATALOGUE, "became the shelf marks", "were the shelf marks")
    (field,) = only(changes(lent, lending)).fields
    assert (field.kind, field.label) == ("link", "Grew from: Paper slips")


def pictures(found: Diff) -> list[tuple[str, str, str]]:
    return [(c.id, c.status, c.title) for c in found.changes if c.sort == "picture"]


def test_a_drawing_changes_with_its_source(lent: Corpus, lending: Lending) -> None:
    lending.change(FLOOD, "Branch", "Wet branch")
    change = only(changes(lent, lending))
    assert (change.sort, change.id, change.status) == ("picture", FLOOD, "changed")
    assert change.title == "figure-flood in The flooded branch"
    assert change.prose
    assert "Wet branch" in change.prose.after
    assert change.prose.before == change.prose.after.replace("Wet branch", "Branch")


def test_white_space_and_comments_of_a_drawing_are_no_change(
    lent: Corpus, lending: Lending
) -> None:
    text = lending.text(FLOOD).replace(": ", ":   ").replace("\n", "\n\n  # a comment\n")
    lending.write(FLOOD, text)
    assert changes(lent, lending) == Diff()


def test_a_text_of_a_drawing_is_no_comment(lending: Lending) -> None:
    lending.write(FLOOD, "desk: |md\n  # Open\n|\n")
    before = lending.corpus()
    old = dict(content(before))
    lending.write(FLOOD, "desk: |md\n  # Shut\n|\n")
    new = content(before)
    assert [c.id for c in compare(old, new, (), {}) if c.prose] == [FLOOD]


@pytest.mark.parametrize(
    "text",
    [
        "![A map](drawings/map.png)",
        "![A map][map]\n\n[map]: drawings/map.png",
        "```{figure} drawings/map.png\n:alt: A map\n\nThe map.\n```",
        "```{image} ./drawings/../drawings/map.png\n:alt: A map\n```",
    ],
)
def test_pictures_come_change_and_go(text: str, lent: Corpus, lending: Lending) -> None:
    lending.write("circumstances/drawings/map.png", b"one")
    assert changes(lent, lending).empty  # no page shows it
    lending.write(FLOODED, f"{lending.text(FLOODED)}\n{text}\n")
    name = "circumstances/drawings/map.png"
    shown = lending.corpus()
    old = dict(content(shown))
    assert pictures(changes(lent, lending)) == [(name, "added", "map.png in The flooded branch")]
    lending.write(name, b"two")
    (change,) = compare(old, content(shown), (), {})
    assert (change.sort, change.id, change.status) == ("picture", name, "changed")
    (lending.root / name).unlink()
    (change,) = compare(old, content(shown), (), {})
    assert (change.sort, change.id, change.status) == ("picture", name, "removed")


def test_all_pages_that_show_a_picture_are_named(lent: Corpus, lending: Lending) -> None:
    lending.write("words.md", f"{lending.text('words.md')}\n![Water]({FLOOD[:-2]}png)\n")
    lending.write(FLOODED, f"{lending.text(FLOODED)}\n![Water](drawings/flood.png)\n")
    lending.write(f"{FLOOD[:-2]}png", b"one")
    ((_, _, title),) = pictures(changes(lent, lending))
    assert title == "flood.png in The flooded branch, Words"


@pytest.mark.parametrize(
    "target", ["/etc/hostname.png", "../../outside.png", "linked.png", "a" * 300 + ".png", "a.txt"]
)
def test_only_pictures_of_the_knowledge_base_are_read(
    target: str, lent: Corpus, lending: Lending
) -> None:
    (lending.root.parent / "outside.png").write_bytes(b"secret")
    (lending.root / "circumstances/linked.png").symlink_to(lending.root.parent / "outside.png")
    lending.write("circumstances/a.txt", b"no picture")
    lending.write(FLOODED, f"{lending.text(FLOODED)}\n![A map]({target})\n")
    assert pictures(changes(lent, lending)) == []


def test_a_picture_stays_where_its_entry_cannot_be_read(lent: Corpus, lending: Lending) -> None:
    lending.change(FLOODED, "title:", "titel:")
    assert [(c.sort, c.status) for c in changes(lent, lending).changes] == [("entry", "unreadable")]


def test_what_is_not_stated_reads_so(lent: Corpus, lending: Lending) -> None:
    lending.change(SLIPS, "desks: unknown", "desks: 3")
    (field,) = only(changes(lent, lending)).fields
    assert (field.before, field.after, field.was, field.now) == (
        "unknown",
        3,
        ("not stated",),
        ("3",),
    )


def test_a_label_of_a_vocabulary_changes_each_cell_that_shows_it(
    lent: Corpus, lending: Lending
) -> None:
    lending.change(PRIVACY, "label: open ledger", "label: ledger for all")
    found = changes(lent, lending)
    assert [field.kind for field in only(found).fields] == ["word"]
    assert found.consequences is not None
    (matrix,) = [table for table in found.consequences.tables if table.name == "matrix"]
    assert [(c.row, c.was, c.now) for c in matrix.cells] == [
        ("Swap circle", "open ledger", "ledger for all")
    ]


def test_a_tone_alone_shows_in_the_cell(lent: Corpus, lending: Lending) -> None:
    lending.change(PRIVACY, "tone: bad", "tone: neutral")
    found = changes(lent, lending)
    assert found.consequences is not None
    (matrix,) = [table for table in found.consequences.tables if table.name == "matrix"]
    assert [(c.was, c.now) for c in matrix.cells] == [
        ("open ledger (bad)", "open ledger (neutral)")
    ]


def test_prose_is_compared_as_text(lent: Corpus, lending: Lending) -> None:
    lending.change(SLIPS, "Slips are yellow.", "Slips\nare\ngreen.")
    change = only(changes(lent, lending))
    assert change.prose is not None
    assert change.fields == ()
    assert "Slips are green." in change.prose.after


def test_a_page_and_the_settings_have_changes_too(lent: Corpus, lending: Lending) -> None:
    lending.change("words.md", "#", "# More\n\n#")
    lending.change("ubproject.toml", 'unstated = "unknown"', 'unstated = "open"')
    found = {change.sort: change for change in changes(lent, lending).changes}
    assert (found["page"].id, found["page"].title) == ("words.md", "More")
    assert [field.path for field in found["settings"].fields] == [("speckb", "unstated")]


def test_a_schema_is_compared_as_its_file_is(lent: Corpus, lending: Lending) -> None:
    lending.change("schemas/candidate.json", '"title": "Carrier"', '"title": "Carried by"')
    (found,) = [c for c in changes(lent, lending).changes if c.sort == "settings"]
    assert (found.id, found.title) == ("schemas/candidate.json", "Fields of Lending candidate")
    assert [field.path for field in found.fields] == [("properties", "carrier", "title")]


def test_a_schema_that_is_added_is_one_change(lent: Corpus, lending: Lending) -> None:
    for before, added in (
        ("[needs.links", '[needs.types.branch]\ntitle = "B"\n'),
        ("[speckb.tables", '[speckb.types.branch]\nfolder = "b"\n'),
    ):
        lending.change("ubproject.toml", before, f"{added}{before}")
    schema = (lending.root / "schemas/work.json").read_text(encoding="utf-8")
    lending.write("schemas/branch.json", schema)
    found = outline(changes(lent, lending), "old", "new")
    (section,) = [section for section in found.sections if section.name == "settings"]
    assert section.count == "2 settings changed, 1 schema added"
    assert [(block.word, block.title, block.name) for block in section.blocks] == [
        ("changed", "Settings", "ubproject.toml"),
        ("added", "Fields of B", "schemas/branch.json"),
    ]
    assert section.blocks[1].lines == ()


def renamed(lending: Lending, old: str = "paper-slips", new: str = "slips") -> None:
    """Give an entry another id, as an editor does."""
    assert main(["--root", str(lending.root), "rename", old, new]) == 0


def test_a_renamed_entry_is_neither_new_nor_gone_and_changes_nothing_else(
    lent: Corpus, lending: Lending
) -> None:
    renamed(lending)
    found = changes(lent, lending)
    change = only(found)
    assert (change.status, change.former, change.id) == ("renamed", "paper-slips", "slips")
    assert change.fields == ()
    assert found.consequences == Diff().consequences
    assert (found.new, found.solved) == ((), ())


def test_a_renamed_entry_keeps_its_other_changes(lent: Corpus, lending: Lending) -> None:
    renamed(lending)
    lending.change("candidates/slips.md", "title: Paper slips", "title: Slips")
    change = only(changes(lent, lending))
    assert (change.status, change.title) == ("renamed", "Slips")
    assert [field.label for field in change.fields] == ["Title"]


def test_a_renamed_yardstick_renames_its_column_and_tables(lent: Corpus, lending: Lending) -> None:
    renamed(lending, "loan-privacy", "privacy")
    found = changes(lent, lending)
    assert [change.status for change in found.changes] == ["renamed"]
    assert found.consequences == Diff().consequences


def test_links_to_a_renamed_entry_s_page_are_no_change(lending: Lending) -> None:
    """In prose, in a table of contents, and to a place on the page; two entries at once."""
    more = "\n[Slips](candidates/paper-slips.md#paper-slips--loan-privacy), {doc}`words`.\n"
    lending.write("words.md", lending.text("words.md") + more)
    before = lending.corpus()
    renamed(lending)
    renamed(lending, "loan-privacy", "privacy")
    assert "candidates/slips.md#slips--privacy" in lending.text("words.md")
    found = diff(before, lending.corpus())
    assert [(c.former, c.id) for c in found.changes] == [
        ("paper-slips", "slips"),
        ("loan-privacy", "privacy"),
    ]
    assert not any(change.fields or change.prose for change in found.changes)


def test_a_second_new_id_keeps_the_entry(lent: Corpus, lending: Lending) -> None:
    renamed(lending)
    between = lending.corpus()
    renamed(lending, "slips", "notes")
    after = lending.corpus()
    assert [(c.former, c.id) for c in diff(between, after).changes] == [("slips", "notes")]
    assert [(c.former, c.id) for c in diff(lent, after).changes] == [("paper-slips", "notes")]


def test_a_new_row_hides_no_change_below_it(lent: Corpus, lending: Lending) -> None:
    text = lending.text(CIRCLE).replace("swap-circle", "book-boat").replace("A.10", "A.3")
    lending.write("candidates/book-boat.md", text.replace("Swap circle", "Book boat"))
    lending.change(CIRCLE, "value: open-ledger", "value: seen-at-the-desk")
    found = changes(lent, lending).consequences
    assert found is not None
    (matrix,) = [table for table in found.tables if table.name == "matrix"]
    assert matrix.added == ("Book boat",)
    assert [(cell.row, cell.now) for cell in matrix.cells] == [("Swap circle", "seen at the desk")]


def test_a_new_entry_has_all_its_fields(lent: Corpus, lending: Lending) -> None:
    text = lending.text(CIRCLE).replace("swap-circle", "book-boat").replace("A.10", "A.3")
    lending.write("candidates/book-boat.md", text.replace("Swap circle", "Book boat"))
    found = changes(lent, lending)
    change = only(found)
    assert (change.status, change.title) == ("added", "Book boat")
    assert {field.before for field in change.fields} == {ABSENT}
    assert {field.path for field in change.fields} >= {
        ("id",),
        ("criteria", "loan-privacy", "value"),
    }
    assert found.consequences is not None
    (matrix,) = [table for table in found.consequences.tables if table.name == "matrix"]
    assert (matrix.added, matrix.removed, matrix.cells) == (("Book boat",), (), ())
    assert "book-boat" in {t.name for t in found.consequences.tables if t.status == "added"}


def test_the_other_way_round_everything_goes(lent: Corpus, lending: Lending) -> None:
    (lending.root / CIRCLE).unlink()
    lending.change(SLIPS, "An {entry}`open ledger <swap-circle>`", "A ledger")
    found = changes(lent, lending)
    gone = {change.id: change for change in found.changes}["swap-circle"]
    assert (gone.status, gone.title) == ("removed", "Swap circle")
    assert {field.after for field in gone.fields} == {ABSENT}
    assert found.consequences is not None
    (matrix,) = [table for table in found.consequences.tables if table.name == "matrix"]
    assert matrix.removed == ("Swap circle",)


def test_an_entry_that_cannot_be_read_is_not_called_gone(lent: Corpus, lending: Lending) -> None:
    lending.change(SLIPS, "title: Paper slips", "titel: Paper slips")
    found = changes(lent, lending)
    assert [(c.id, c.status) for c in found.changes] == [("paper-slips", "unreadable")]
    assert found.consequences is None
    assert found.errors == (0, 1)
    assert [f.rule for f in found.new] == ["field-unknown"]
    back = diff(lending.corpus(), lent)
    assert [(c.id, c.status) for c in back.changes] == [("paper-slips", "readable")]
    assert [f.rule for f in back.solved] == ["field-unknown"]


def test_a_moved_finding_is_not_a_new_one(lending: Lending) -> None:
    lending.change(LEND_1, "duty: [MUST]", "duty: [MUST, MUST NOT]")
    before = lending.corpus()
    lending.change(LEND_1, "order: 1\n", "\n# a comment\n\norder: 1\n")
    found = diff(before, lending.corpus())
    assert found.errors != (0, 0)
    assert (found.changes, found.new, found.solved) == ((), (), ())


def test_the_same_finding_a_second_time_is_new(lent: Corpus, lending: Lending) -> None:
    lending.change(SLIPS, "Slips are yellow.", "Slips are {entry}`nowhere`.")
    once = lending.corpus()
    lending.change(SLIPS, "Slips are", "Slips are {entry}`nowhere` and")
    assert len(diff(lent, once).new) == 1
    assert len(diff(once, lending.corpus()).new) == 1


@pytest.mark.parametrize("word", ["true", "1", "1.0", "'1'"])
def test_values_of_another_type_are_another_value(word: str, lending: Lending) -> None:
    lending.change("schemas/candidate.json", '"carrier": {', '"any": {}, "carrier": {')
    lending.change(SLIPS, "carrier: van", "carrier: van\nany: true")
    before = lending.corpus()
    lending.change(SLIPS, "any: true", f"any: {word}")
    assert len(diff(before, lending.corpus()).changes) == (0 if word == "true" else 1)


def test_a_value_changes_the_verdicts_of_those_that_inherit_it(lending: Lending) -> None:
    """What inherits is found among what may differ, and nothing else differs."""
    fill(lending)
    before = lending.corpus()
    lending.change(SLIPS, "  offline-desk:\n    value: yes", "  offline-desk:\n    value: no")
    after = lending.corpus()
    found = consequences(before, after, {})
    assert found == consequences(before, after, {}, EVERYTHING)
    assert {change.entry for change in found.verdicts} > {"paper-slips"}
