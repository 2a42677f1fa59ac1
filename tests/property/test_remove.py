"""An entry that is merged into another one leaves no error and no link behind."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from speckb.editing.remove import remove
from speckb.errors import UsageError
from speckb.rules.check import check
from tests.property.test_rename import Room, own, read, second  # noqa: F401  fixtures
from tests.unit.interrupting import tree

numbers = st.integers(0, 10_000)


@settings(max_examples=12)
@given(numbers, numbers, st.booleans())
def test_what_is_removed_leaves_nothing_that_is_broken(
    second: Room,  # noqa: F811
    number: int,
    other: int,
    merged: bool,
) -> None:
    hold_nothing_is_broken(second, number, other, merged=merged)


@settings(max_examples=6)
@given(numbers, numbers, st.booleans())
def test_nor_does_it_among_many_entries(
    own: Room,  # noqa: F811
    number: int,
    other: int,
    merged: bool,
) -> None:
    hold_nothing_is_broken(own, number, other, merged=merged)


def hold_nothing_is_broken(room: Room, number: int, other: int, *, merged: bool) -> None:
    """Remove an entry, hold that the check has no error then, and bring it back."""
    root, corpus = room.root, room.corpus
    entry = list(corpus.entries.values())[number % len(corpus.entries)]
    others = [one.id for one in corpus.by_type[entry.type.name] if one is not entry]
    into = others[other % len(others)] if merged and others else ""
    before = tree(root)
    how = {"into": into} if into else {"unlink": True, "reason": "It is gone."}
    try:
        found = remove(corpus, entry.id, dry_run=False, **how)
    except UsageError:  # a link that only its author can take out
        assert tree(root) == before
        return
    if found.is_refused:
        assert tree(root) == before
        return
    after = read(root)
    said = {(finding.rule, finding.message) for finding in found.findings}
    findings = check(after)
    new = {(finding.rule, finding.message) for finding in findings}
    assert {one for one in new - said if one[0] != "link-suspect"} <= {
        (finding.rule, finding.message) for finding in check(corpus)
    }
    assert [f for f in findings if f.severity == "error"] == []
    assert after.entries.keys() == corpus.entries.keys() - {entry.id}
    assert entry.id not in after.incoming
    assert (into and after.former[entry.id].id == into) or entry.id in after.settings.removed_ids
    for name in {change.path for change in found.changes}:
        name.write_bytes(before[name.relative_to(root).as_posix()])
    assert tree(root) == before
