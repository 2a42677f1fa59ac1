"""`check --changed` reports what a change breaks in a file that did not change.

Rules over the whole corpus break where nothing names the file that changed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from speckb.cli.main import main
from tests.unit.gitrepo import GitRepo
from tests.unit.lending import CATALOGUE, LEND_1, PRIVACY, SLIPS, Lending

if TYPE_CHECKING:
    from collections.abc import Sequence

SETTINGS = "ubproject.toml"
RECALL = "yardsticks/overdue-recall.md"
READING = """\
assesses:
  LEND-2:
    met: [rings-by-itself]
    reason: LEND-2 asks for overdue books.
---

The paper compares all three.
"""
EXPECTED = 'folder = "works"\nlinked_by = ["draws_on"]\n'


@dataclass(frozen=True)
class Replaced:
    """A piece of a file, and what comes in its place."""

    name: str
    old: str
    new: str


@dataclass(frozen=True)
class Step:
    """A sound base, one change of it, and what that breaks elsewhere."""

    rule: str
    before: Sequence[Replaced]
    change: Replaced
    broken: str

    def __str__(self) -> str:
        return self.rule


STEPS = [
    Step(
        "link-missing",
        [Replaced(SETTINGS, 'folder = "works"\n', EXPECTED)],
        Replaced(LEND_1, "draws_on: [HARBOUR-1911]\n", ""),
        "works/HARBOUR-1911.md",
    ),
    Step(
        "accepted-needless",
        [
            Replaced(SETTINGS, 'folder = "works"\n', EXPECTED),
            Replaced(LEND_1, "draws_on: [HARBOUR-1911]\n", "draws_on: [QUILL-RULES]\n"),
            Replaced(
                "works/HARBOUR-1911.md",
                "shelf: closed\n",
                "shelf: closed\naccepted:\n  link-missing: Nobody has read it yet.\n",
            ),
        ],
        Replaced(LEND_1, "[QUILL-RULES]", "[HARBOUR-1911]"),
        "works/HARBOUR-1911.md",
    ),
    Step(
        "entry-unlisted",
        [],
        Replaced("works/index.md", "```{entries} work\n```\n", ""),
        "works/ALMANAC-7.md",
    ),
    Step(
        "term-unknown",
        [Replaced(SLIPS, "Slips are yellow.", "Slips have a {term}`shelf mark`.")],
        Replaced("words.md", "shelf mark\n", "mark on a shelf\n"),
        SLIPS,
    ),
    Step(
        "anchor-unknown",
        [
            Replaced("words.md", "# Words\n", "# Words\n\n(the-desk)=\nA desk.\n"),
            Replaced(SLIPS, "Slips are yellow.", "See {ref}`the desk <the-desk>`."),
        ],
        Replaced("words.md", "(the-desk)=\n", ""),
        SLIPS,
    ),
    Step(
        "assessment-unmet",
        [],
        Replaced(CATALOGUE, "value: sealed-envelope", "value: open-ledger"),
        LEND_1,
    ),
    Step(
        "value-inherited",
        [],
        Replaced(
            PRIVACY,
            "    meaning: Desks on the way know too.\n",
            "    meaning: Desks on the way know too.\n    inherits: grew_from\n",
        ),
        SLIPS,
    ),
    Step(
        "assessment-question",
        [
            Replaced("demands/LEND-2.md", "duty:", "would_ask: Who asks for late books?\nduty:"),
            Replaced("demands/LEND-10.md", "duty:", "would_ask: Who lends on?\nduty:"),
        ],
        Replaced(RECALL, "---\n\nThe paper compares all three.\n", READING),
        "demands/LEND-2.md",
    ),
]


def asking(lending: Lending) -> None:
    """Let demands say what one would have to ask."""
    schema = json.loads(lending.text("schemas/demand.json"))
    schema["properties"]["would_ask"] = {"title": "Would ask", "type": "string"}
    lending.write("schemas/demand.json", json.dumps(schema))


@pytest.mark.parametrize("step", STEPS, ids=str)
def test_what_a_change_breaks_elsewhere_is_reported(
    step: Step, lending: Lending, capsys: pytest.CaptureFixture[str]
) -> None:
    if step.rule == "assessment-question":
        asking(lending)
    for one in step.before:
        lending.change(one.name, one.old, one.new)
    assert lending.rules() == []
    GitRepo(lending.root).commit()
    lending.change(step.change.name, step.change.old, step.change.new)
    command = ["--root", str(lending.root), "check", "--changed", "HEAD", "--format", "json"]
    main([*command, "--fail-on", "warning"])
    found = [(f["path"], f["rule"]) for f in json.loads(capsys.readouterr().out)["findings"]]
    assert found == [(step.broken, step.rule)]
    assert step.change.name != step.broken


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("carrier: post", "carrier: pots", id="in a field"),
        pytest.param("[QUILL-RULES, ", "[QUIL-RULES, ", id="by a link"),
    ],
)
def test_what_was_broken_elsewhere_before_is_not_reported(
    old: str, new: str, lending: Lending, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither a field's breach nor one that names other files can come from this change."""
    lending.change(CATALOGUE, old, new)
    GitRepo(lending.root).commit()
    lending.change(SLIPS, "Slips are yellow.", "Slips are blue, as in union-catalogue.")
    assert main(["--root", str(lending.root), "check", "--changed", "HEAD"]) == 0
    assert capsys.readouterr().out == "no findings\n"
