"""Edits of content that anybody may make: each leaves a knowledge base that has no findings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from speckb.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path


def change(path: Path, old: str, new: str) -> None:
    """Replace a piece of a file that must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {path}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def a_value(root: Path) -> None:
    """Change what one mechanism has by one criterion."""
    change(
        root / "mechanisms/ekt.md",
        "  pfs:\n    value: no\n",
        "  pfs:\n    value: depends-on-mode\n",
    )


def a_mechanism(root: Path) -> None:
    """Add a mechanism, with all values, of which one is new."""
    text = (root / "mechanisms/zrtp.md").read_text(encoding="utf-8")
    text = re.sub(r"(?m)^id: .*", "id: new-keying", text)
    text = re.sub(r"(?m)^title: .*", "title: New keying", text)
    text = re.sub(r"(?m)^also_called: .*\n(  .*\n)*", "", text)
    text = re.sub(r"(?m)^section: .*", "section: A.3.9", text)
    front = text.split("\n---\n", 1)[0]
    (root / "mechanisms/new-keying.md").write_text(
        f"{front}\n---\n\nIt is new, and as {{entry}}`zrtp` is.\n", encoding="utf-8"
    )


def a_criterion(root: Path) -> None:
    """Add a criterion, with a value by it for each mechanism."""
    (root / "criteria/age.md").write_text(AGE, encoding="utf-8")
    for path in sorted((root / "mechanisms").glob("*.md")):
        text = path.read_text(encoding="utf-8")
        if "\ncriteria:\n" in text:
            new = "\ncriteria:\n  age:\n    value: new\n    note: >-\n      It is of 2007.\n"
            path.write_text(text.replace("\ncriteria:\n", new), encoding="utf-8")


AGE = """\
---
id: age
title: Age
section: C.9
summary: >-
  How old the mechanism is.
values:
  new:
    label: new
    tone: good
    meaning: It is younger than ten years.
  old:
    label: old
    tone: bad
    meaning: It is older.
assesses:
  R8:
    met: [new]
    missed: [old]
    reason: >-
      What is young was made for it.
cites: [RFC9999]
---

Age is no merit.
"""


def a_reference(root: Path) -> None:
    """Add a reference, which a criterion cites."""
    (root / "references/RFC9999.md").write_text(REFERENCE, encoding="utf-8")


REFERENCE = """\
---
id: RFC9999
title: A document of tomorrow
label: RFC9999
section: "9.2"
order: 99
kind: informative
authors:
  - A. Nobody
date: May 2030
document: RFC 9999
url: https://www.rfc-editor.org/rfc/rfc9999
status_today: Proposed Standard
confidence: high
---
"""


def a_scenario(root: Path) -> None:
    """Add a scenario with a drawing, to which a requirement links."""
    (root / "scenarios/lost-call.md").write_text(SCENARIO, encoding="utf-8")
    (root / "scenarios/figures/lost.d2").write_text("alice: Alice\nbob: Bob\nalice -> bob: lost\n")
    change(
        root / "requirements/R5.md",
        "motivated_by:\n",
        "motivated_by:\n  lost-call: >-\n    So it is.\n",
    )


SCENARIO = """\
---
id: lost-call
title: The lost call
section: "3.9"
summary: >-
  A call that nobody answers.
open_issue: no
---

Nobody answers.

:::{d2} figures/lost.d2
:name: figure-lost
:alt: Alice calls Bob, and the call is lost.

The lost call.
:::

In words: the call is lost.
"""


def a_claim(root: Path) -> None:
    """Add claims of a specification on one more requirement."""
    text = (root / "claims/R-ASSOC.md").read_text(encoding="utf-8")
    text = text.replace("id: R-ASSOC", "id: R-NEW").replace("order: 7", "order: 77")
    text = re.sub(r"(?m)^title: .*", "title: Something new", text)
    (root / "claims/R-NEW.md").write_text(text, encoding="utf-8")


EDITS = (a_reference, a_value, a_mechanism, a_criterion, a_scenario, a_claim)


def edit(root: Path) -> None:
    """Make all of them, one after the other, and confirm what rests on what they changed."""
    for one in EDITS:
        one(root)
    assert main(["--root", str(root), "fmt"]) == 0
    assert main(["--root", str(root), "schemas"]) == 0
    assert main(["--root", str(root), "review", "--all"]) == 0
    assert main(["--root", str(root), "check", "--fail-on", "note"]) == 0
