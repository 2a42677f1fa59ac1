"""When two states have the same entry, and when two values are the same."""

from __future__ import annotations

from typing import Any

import pytest

from speckb.diff.compare import compare, diff
from speckb.diff.content import Record
from speckb.diff.model import ABSENT
from tests.unit.lending import CATALOGUE, SLIPS, Lending


def test_an_entry_that_takes_in_another_one_is_no_rename(lending: Lending) -> None:
    """The one was there before, so that the other is gone, though its id leads on."""
    before = lending.corpus()
    (lending.root / SLIPS).unlink()
    text = lending.text(CATALOGUE)
    growth = text[text.index("grew_from:") : text.index("criteria:")]
    lending.write(
        CATALOGUE,
        text.replace(growth, "").replace(
            "id: union-catalogue\n", "id: union-catalogue\nformerly: [paper-slips]\n"
        ),
    )
    found = {change.id: change for change in diff(before, lending.corpus()).changes}
    assert found["paper-slips"].status == "removed"
    assert found["union-catalogue"].status == "changed"
    assert found["union-catalogue"].former == ""


def test_an_entry_under_a_new_id_is_a_rename(lending: Lending) -> None:
    before = lending.corpus()
    text = lending.text(SLIPS).replace("id: paper-slips\n", "id: slips\nformerly: [paper-slips]\n")
    lending.write("candidates/slips.md", text)
    (lending.root / SLIPS).unlink()
    lending.change(CATALOGUE, "  paper-slips:", "  slips:")
    found = {change.id: change for change in diff(before, lending.corpus()).changes}
    assert "paper-slips" not in found
    assert (found["slips"].status, found["slips"].former) == ("renamed", "paper-slips")
    assert "union-catalogue" not in found


def test_an_entry_in_place_of_two_has_the_first_of_its_former_ids(lending: Lending) -> None:
    """One entry cannot have been two: the other one is gone."""
    before = lending.corpus()
    text = lending.text(SLIPS).replace(
        "id: paper-slips\n", "id: slips\nformerly: [swap-circle, paper-slips]\n"
    )
    lending.write("candidates/slips.md", text.replace("<swap-circle>", "<union-catalogue>"))
    (lending.root / SLIPS).unlink()
    (lending.root / "candidates/swap-circle.md").unlink()
    lending.change(CATALOGUE, "  paper-slips:", "  slips:")
    found = {change.id: change for change in diff(before, lending.corpus()).changes}
    assert (found["slips"].status, found["slips"].former) == ("renamed", "swap-circle")
    assert found["paper-slips"].status == "removed"
    assert "swap-circle" not in found


def field(value: Any) -> dict[Any, Record]:
    record = Record("entry", "work", "ALMANAC-7", {("mark",): value})
    return {record.key: record}


@pytest.mark.parametrize(
    ("one", "other"),
    [(True, 1), (False, 0), (1, "1"), (True, "true"), (None, ""), (None, False), (1, 1.0)],
)
def test_values_of_different_types_differ(one: Any, other: Any) -> None:
    for was, now in ((one, other), (other, one)):
        (change,) = compare(field(was), field(now), (), {})
        (found,) = change.fields
        assert found.path == ("mark",)
        assert (type(found.before), found.before) == (type(was), was)
        assert (type(found.after), found.after) == (type(now), now)
        assert [*compare(field(was), field(was), (), {})] == []


def test_null_is_not_a_field_that_is_not_there() -> None:
    nothing = Record("entry", "work", "ALMANAC-7", {})
    (change,) = compare({nothing.key: nothing}, field(None), (), {})
    assert [(found.before, found.after) for found in change.fields] == [(ABSENT, None)]
