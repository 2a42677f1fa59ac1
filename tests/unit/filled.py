"""The second knowledge base with one of each thing that an entry can say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from speckb.cli.main import main
from tests.unit.boasting import boast
from tests.unit.lending import CATALOGUE

if TYPE_CHECKING:
    from tests.unit.lending import Lending

CIRCLE = "candidates/swap-circle.md"
DESK = "yardsticks/offline-desk.md"
RECALL = "yardsticks/overdue-recall.md"
# Values that leave the answer to something else, for offline-desk.
ELSEWHERE = """\
  as-before:
    label: as before
    tone: elsewhere
    meaning: As it was.
    inherits: grew_from
  by-season:
    label: by season
    tone: elsewhere
    meaning: The season decides.
    depends_on: the season
assesses:
  LEND-10:
    met: [yes]
    missed: [no]
    reason: The yardstick asks just this.
---

It is"""
# A second yardstick that judges LEND-1.
RECALLED = """\
assesses:
  LEND-1:
    partly: [by-letter]
    reason: Only the person who writes the letter learns of the loan.
  LEND-2:
    met: [rings-by-itself]
    missed: [by-letter, nobody-asks]
    reason: LEND-2 wants nobody to have to notice.
---

The paper"""
HEIR = """\
---
id: village-shelf
title: Village shelf
section: A.3
summary: >-
  A shelf by the church, from which everybody takes.
carrier: reader
days: 1
grew_from:
  swap-circle: The same readers, and a roof over the books.
  union-catalogue: The shelf has a number in the catalogue.
---

It is compared as what it grew from.
"""


TABLES = """
[speckb.verdicts.coverage.coverage-by-demand]
by = "demand"
caption = "Verdicts by demand"
[speckb.verdicts.coverage.coverage-by-candidate]
by = "candidate"
caption = "Verdicts by candidate"
[speckb.verdicts.coverage.coverage-by-circumstance]
by = "prompted_by"
caption = "Verdicts by circumstance"
[speckb.verdicts.coverage.coverage-by-duty]
by = "duty"
caption = "Verdicts by duty"
[speckb.tables.ancestors]
type = "candidate"
link = "grew_from"
caption = "What grew from each candidate"
columns = ["title"]
reason = "How"
"""


def fill(lending: Lending) -> Lending:
    """Add claims, a term, values that are inherited or depend, and an entry without values."""
    boast(lending)
    lending.change(RECALL, "---\n\nThe paper", RECALLED)
    lending.change(DESK, "---\n\nIt is", ELSEWHERE)
    lending.change(CATALOGUE, "value: no", "value: as-before")
    lending.change(CIRCLE, "value: yes", "value: by-season")
    lending.change("schemas/candidate.json", ',\n    "criteria"', "")
    lending.write("candidates/village-shelf.md", HEIR)
    lending.change("words.md", "shelf mark\n", "queue\n  People behind each other.\n\nshelf mark\n")
    lending.write("ubproject.toml", lending.text("ubproject.toml") + TABLES)
    names = re.findall(r"^\[speckb.*\.([\w-]+)\]$", TABLES, re.MULTILINE)
    shown = "".join(f"```{{computed}} {name}\n```\n\n" for name in ("claims-compared", *names))
    lending.write("side-by-side/counts.md", f"# Counts\n\n{shown}")
    lending.change("side-by-side/index.md", "\nchain\n", "\nchain\ncounts\n")
    return lending


def review(lending: Lending) -> Lending:
    """Keep reviews, and confirm everything."""
    lending.change("ubproject.toml", "[speckb]\n", '[speckb]\nreviews = "reviews.txt"\n')
    lending.write("reviews.txt", "")
    assert main(["--root", str(lending.root), "review", "--all"]) == 0
    return lending
