"""How deep front matter may be nested."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from speckb.files.frontmatter import Span, parse

if TYPE_CHECKING:
    from tests.unit.lending import Lending

DEEPEST = 12


def nested(levels: int) -> str:
    """Return a file whose fields are groups in groups, the front matter itself being the first."""
    head = [f"{'  ' * level}level{level}:" for level in range(levels - 1)]
    return "\n".join(["---", *head, f"{'  ' * (levels - 1)}last: word", "---", ""])


def depth(value: object) -> int:
    if not isinstance(value, dict):
        return 0
    return 1 + max(map(depth, value.values()))


def test_front_matter_may_be_nested_to_the_limit() -> None:
    source = parse(nested(DEEPEST))
    assert source.problems == []
    assert depth(source.meta) == DEEPEST


@pytest.mark.parametrize("levels", [DEEPEST + 1, DEEPEST + 2, 200])
def test_front_matter_that_is_nested_deeper_is_refused_where_it_goes_too_deep(levels: int) -> None:
    source = parse(nested(levels))
    (problem,) = source.problems
    assert problem.rule == "file-limit"
    assert problem.message == "13 levels of YAML; at most 12, by the setting speckb.limits.nesting"
    assert problem.span.line == DEEPEST + 2
    assert source.meta == {}


def test_lists_count_as_levels_too() -> None:
    def listed(levels: int) -> str:
        return f"---\nfield: {'[' * levels}word{']' * levels}\n---\n"

    assert parse(listed(DEEPEST - 1)).problems == []
    (problem,) = parse(listed(DEEPEST)).problems
    assert problem.span == Span(2, 8 + DEEPEST - 1, 8 + DEEPEST)


def test_the_check_names_the_place(lending: Lending) -> None:
    deep = "".join(f"{'  ' * level}level{level}:\n" for level in range(DEEPEST))
    lending.change("works/QUILL-RULES.md", "mark: Quill\n", f"{deep}{'  ' * DEEPEST}last: word\n")
    assert ("works/QUILL-RULES.md", "file-limit") in lending.rules()
