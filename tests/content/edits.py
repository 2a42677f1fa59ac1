"""Nine edits that an editor makes one after the other, each checked, compared and committed.

Where an edit is often got wrong, the wrong state comes first, with what the check says of it.
"""

from __future__ import annotations

import json
import re
import subprocess
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from speckb.cli.main import main
from tests.unit.gitrepo import GitRepo

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = "ubproject.toml"


class Desk:
    """A copy of the knowledge base in a repository, and the commands that an editor runs there."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.repo = GitRepo(root)
        (root / ".gitignore").write_text("build/\n", encoding="utf-8")
        self.repo.commit("The knowledge base")

    def run(self, *arguments: str, status: int = 0) -> str:
        """Return what a command prints, which ends with this status."""
        with redirect_stdout(StringIO()) as out, redirect_stderr(out):
            ended = main(["--root", str(self.root), *arguments])
        assert ended == status, out.getvalue()
        return out.getvalue()

    def findings(self) -> str:
        """Return what the check says, where it has findings."""
        return self.run("check", "--fail-on", "note", status=1)

    def done(self, message: str) -> str:
        """Commit the edit, which has no findings; return what the diff said of it."""
        self.run("fmt", *self.changed())
        assert self.run("check", "--fail-on", "note") == "no findings\n"
        said = self.run("diff")
        self.repo.commit(message)
        return said

    def changed(self) -> list[str]:
        """Return the entries that were changed since the last commit, and are there."""
        self.repo.git("add", "--all")
        names = self.repo.git("diff", "--cached", "--name-only", "--diff-filter=d").split("\n")
        return [str(self.root / name) for name in names if name.endswith(".md")]

    def text(self, name: str) -> str:
        return (self.root / name).read_text(encoding="utf-8")

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def change(self, name: str, old: str, new: str) -> None:
        """Replace a piece of a file that must be there."""
        text = self.text(name)
        assert old in text, f"{old!r} is not in {name}"
        self.write(name, text.replace(old, new, 1))


def later_state(desk: Desk) -> None:
    """1. Update an entry: another value, and a document that has appeared."""
    desk.change(
        "mechanisms/ekt.md", "  pfs:\n    value: no\n", "  pfs:\n    value: depends-on-mod\n"
    )
    assert "did you mean 'depends-on-mode'?" in desk.findings()
    desk.change("mechanisms/ekt.md", "depends-on-mod\n", "depends-on-mode\n")
    assert "ekt:pfs" in desk.run("review", "ekt:pfs")
    desk.write("references/RFC9999.md", REFERENCE)
    assert "RFC9999" in desk.findings()
    desk.change(
        "mechanisms/ekt.md",
        "cites: [draft-mcgrew-srtp-ekt]",
        "cites: [draft-mcgrew-srtp-ekt, RFC9999]",
    )
    said = desk.done("EKT as it is now")
    assert "Perfect forward secrecy: no -> depends on mode" in said
    assert "R-PFS: missed -> depends" in said


def new_mechanism(desk: Desk) -> None:
    """2. A new mechanism with all values."""
    assert "places to fill in" in desk.run("new", "mechanism", "new-keying")
    assert "[placeholder]" in desk.findings()
    front = desk.text("mechanisms/zrtp.md").split("\n---\n", 1)[0]
    for name, value in (("id", "new-keying"), ("title", "New keying"), ("section", "A.3.3")):
        front = re.sub(rf"(?m)^{name}: .*", f"{name}: {value}", front)
    prose = "It is new, and as {entry}`zrtp` is."
    desk.write("mechanisms/new-keying.md", f"{front}\n---\n\n{prose}\n")
    values = len(re.findall(r"(?m)^    value: ", front))
    assert desk.findings().count("was never confirmed") == values > 15
    desk.run("review", "new-keying")
    said = desk.done("A new mechanism")
    assert "added: New keying (new-keying)" in said


def new_criterion(desk: Desk) -> None:
    """3. A criterion that assesses two requirements, with its value in every mechanism."""
    assert desk.run("new", "criterion", "age", "--fill").count("1 value to fill in") == 26
    desk.write("criteria/age.md", AGE)
    for path in (desk.root / "mechanisms").glob("*.md"):
        path.write_text(path.read_text().replace("value: FIXME", "value: new"), encoding="utf-8")
    assert "[link-suspect]" in desk.findings()
    assert desk.run("review", "*:age", "age").count("age") >= 17
    said = desk.done("A criterion")
    assert "added: Age (age)" in said
    assert "New keying, Age: (none) -> new" in said
    assert desk.run("tables", "age", "--format", "csv").count(",new,") == 26


def renames(desk: Desk) -> None:
    """4. Rename there, on and back."""
    for old, new in (("zrtp", "zrtp-draft"), ("zrtp-draft", "zrtp-text"), ("zrtp-text", "zrtp")):
        desk.run("rename", old, new)
        assert desk.run("check") == "no findings\n"
    assert "formerly: [zrtp-draft, zrtp-text]" in desk.text("mechanisms/zrtp.md")
    assert "'zrtp-text' was renamed" in desk.run("explain", "zrtp-text:pfs", status=2)
    said = desk.done("There and back")
    assert "1 entry changed" in said
    assert "Former ids" in said


def requirement_and_removal(desk: Desk) -> None:
    """5. A requirement with a scenario and a drawing, then removal of the scenario."""
    desk.run("new", "requirement", "R27")
    desk.write("requirements/R27.md", REQUIREMENT)
    desk.write("scenarios/lost-call.md", SCENARIO)
    desk.write("scenarios/figures/lost.d2", "alice: Alice\nbob: Bob\nalice -> bob: lost\n")
    assert "R27:lost-call" in desk.run("review", "R27")
    said = desk.done("A requirement and its scenario")
    assert "added: R27: A call that is lost" in said
    assert "figure-lost" in said
    assert "requirements/R27.md:" in desk.run("remove", "lost-call", "--reason", "x", status=1)
    reason = "No call is lost any more."
    assert "scenarios/lost-call.md: deleted" in desk.run(
        "remove", "lost-call", "--unlink", "--reason", reason
    )
    (desk.root / "scenarios/figures/lost.d2").unlink()
    desk.change(
        "requirements/R27.md",
        "later_change",
        "motivated_by:\n  conferencing: >-\n    A conference loses calls too.\nlater_change",
    )
    desk.run("review", "R27")
    again = desk.run("new", "scenario", "lost-call", status=2)
    assert "'lost-call' was removed; a removed id cannot be reused" in again
    assert "removed: The lost call (lost-call)" in desk.done("The scenario is gone")


def label_and_meaning(desk: Desk) -> None:
    """6. A label and a meaning: what rests on the meaning is suspect, and shows both states."""
    desk.change("criteria/pfs.md", "label: yes\n", "label: has PFS\n")
    assert desk.run("check") == "no findings\n"
    desk.change(
        "criteria/pfs.md",
        "A Diffie-Hellman exchange provides PFS.",
        "Each session has a Diffie-Hellman exchange of its own.",
    )
    found = desk.findings()
    assert "[-A-]" in found
    assert "{+Each session has a+}" in found
    confirmed = desk.run("review", "*:pfs", "pfs:R8", "pfs:R-PFS")
    assert "pfs:R8" in confirmed
    assert "pfs:R-PFS" in confirmed
    said = desk.done("What PFS means")
    assert "Perfect forward secrecy: yes -> has PFS" in said


def merge_conflict(desk: Desk) -> None:
    """7. Two editors change one value and its confirmation; no half of a merge is published."""
    before = "  pki:\n    value: not-used\n"
    for value in ("shared-key-instead", "depends-on-mode"):
        desk.repo.git("switch", "--quiet", "--create", value, "main")
        desk.change("mechanisms/zrtp.md", before, f"  pki:\n    value: {value}\n")
        desk.run("review", "zrtp:pki")
        desk.repo.commit(value)
    desk.repo.git("switch", "--quiet", "main")
    desk.repo.git("merge", "--quiet", "shared-key-instead")
    with pytest.raises(subprocess.CalledProcessError):
        desk.repo.git("merge", "--quiet", "depends-on-mode")
    found = desk.findings()
    assert found.count("unresolved merge conflict") == 2
    assert "mechanisms/zrtp.md:" in found
    assert "reviews.txt:" in found
    desk.repo.git("checkout", "--theirs", "mechanisms/zrtp.md")
    desk.repo.git("checkout", "--ours", "reviews.txt")
    assert "`speckb review zrtp:pki`" in desk.findings()
    desk.run("review", "zrtp:pki")
    assert desk.run("check", "--fail-on", "note") == "no findings\n"
    desk.repo.commit("Merge both")
    desk.change("mechanisms/zrtp.md", "  pki:\n    value: depends-on-mode\n", before)
    desk.run("review", "zrtp:pki")
    said = desk.done("As it was")
    assert "Public key infrastructure: depends on mode -> not used" in said


def new_field(desk: Desk) -> None:
    """8. A new field with a table."""
    schema = json.loads(desk.text("schemas/mechanism.json"))
    about = {
        "title": "Implementations",
        "description": "How many there are.",
        "type": "integer",
        "minimum": 0,
    }
    fields = schema["properties"]
    at = [*fields].index("criteria")
    schema["properties"] = {
        **dict([*fields.items()][:at]),
        "implementations": about,
        **dict([*fields.items()][at:]),
    }
    desk.write("schemas/mechanism.json", json.dumps(schema, indent=2, ensure_ascii=False) + "\n")
    desk.write(SETTINGS, desk.text(SETTINGS) + IN_USE)
    desk.change("mechanisms/zrtp.md", "\ncriteria:\n", "\nimplementations: several\ncriteria:\n")
    assert "field 'implementations' must be a whole number, not text" in desk.findings()
    desk.change("mechanisms/zrtp.md", "implementations: several", "implementations: 7")
    assert "add {computed} in-use to one" in desk.findings()
    desk.write(
        "comparisons/matrix.md",
        desk.text("comparisons/matrix.md") + "\n## In use\n\n```{computed} in-use\n```\n",
    )
    said = desk.done("A field and its table")
    assert "Implementations: (none) -> 7" in said
    assert "added: What is in use (in-use)" in said


def new_type(desk: Desk) -> None:
    """9. A new type, whose entries link to mechanisms."""
    for before, new in PRODUCT.items():
        desk.change(SETTINGS, before, f"{new}{before}")
    text = {"type": "string", "minLength": 1}
    ids = {"title": "Speaks", "type": "array", "items": {"type": "string"}}
    fields = {"id": text, "title": text, "summary": text, "speaks": ids}
    schema = {
        "title": "Product",
        "type": "object",
        "required": ["id", "title"],
        "properties": fields,
        "additionalProperties": False,
    }
    desk.write("schemas/product.json", json.dumps(schema, indent=2) + "\n")
    desk.run("new", "product", "phone")
    desk.write("products/phone.md", "---\nid: phone\ntitle: A phone\nspeaks: [zrtp]\n---\n")
    assert "no page lists the entries of type 'product'" in desk.findings()
    desk.write("products/index.md", "# Products\n\n```{entries} product\n```\n")
    desk.change("index.md", "techniques/index\n", "techniques/index\nproducts/index\n")
    said = desk.done("Products")
    assert "added: A phone" in said
    assert "1 schema added" in said


EDITS = (
    later_state,
    new_mechanism,
    new_criterion,
    renames,
    requirement_and_removal,
    label_and_meaning,
    merge_conflict,
    new_field,
    new_type,
)


def nine_edits(root: Path) -> Desk:
    """Make all of them, one after the other."""
    desk = Desk(root)
    for edit in EDITS:
        edit(desk)
    desk.run("fmt", "--check")
    return desk


IN_USE = """\
[speckb.tables.in-use]
type = "mechanism"
caption = "What is in use"
columns = ["title", "implementations"]
"""

PRODUCT = {
    "[needs.links.motivated_by]": """\
[needs.types.product]
title = "Product"
[needs.links.speaks]
outgoing = "Speaks"
incoming = "Spoken by"
target_types = ["mechanism"]
""",
    "[speckb.tables.mechanisms]": """\
[speckb.types.product]
folder = "products"
""",
}

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
number: RFC 9999
url: https://www.rfc-editor.org/rfc/rfc9999
status_today: Proposed Standard
confidence: high
---
"""

AGE = """\
---
id: age
title: Age
section: C.4
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
  R12:
    met: [new]
    missed: [old]
    reason: >-
      What is young needs no third party.
cites: [RFC9999]
---

Age is no merit.
"""

REQUIREMENT = """\
---
id: R27
until: "2007"
title: A call that is lost
section: "4"
order: 27
summary: >-
  A call that nobody answers leaves no key behind.
keywords: [MUST NOT]
statement: >-
  A lost call MUST NOT leave a key behind.
motivated_by:
  lost-call: >-
    So it is.
later_change: dropped
would_ask: >-
  Whether a lost call leaves a key behind.
accepted:
  link-missing: >-
    No criterion of the draft speaks to it.
---

Nothing more is said.
"""

SCENARIO = """\
---
id: lost-call
title: The lost call
section: "3.5"
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
