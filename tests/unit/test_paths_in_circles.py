"""Paths that lead through symbolic links which lead to themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.unit.lending import Lending


def test_a_picture_behind_a_circle_of_symbolic_links_is_a_finding(lending: Lending) -> None:
    (lending.root / "loop").symlink_to("loop")
    lending.change("words.md", "# Words\n", "# Words\n\n![A desk](loop/desk.png)\n")
    (finding,) = lending.findings()
    assert (finding.place.path, finding.rule) == ("words.md", "prose-picture")
    assert "'loop/desk.png'" in finding.message


def test_a_link_behind_a_circle_of_symbolic_links_is_a_finding(lending: Lending) -> None:
    (lending.root / "loop").symlink_to("loop")
    lending.change("words.md", "# Words\n", "# Words\n\n[A desk](loop/desk.md)\n")
    (finding,) = lending.findings()
    assert (finding.place.path, finding.rule) == ("words.md", "prose-link")
    assert "'loop/desk.md'" in finding.message
