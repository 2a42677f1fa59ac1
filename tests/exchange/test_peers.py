"""Whole projects: made by other tools, imported by the command, changed, and imported again."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pytest

from speckb.cli.main import main
from speckb.corpus import loading, settings
from speckb.rules.check import check
from tests.exchange import sdoc

if TYPE_CHECKING:
    from pathlib import Path

    from speckb.corpus.corpus import Corpus

Capture = pytest.CaptureFixture[str]
GOT = '"proposed", "agreed"'
FIELDS = "motivated_by = true }"


class Base:
    """A knowledge base as `speckb init --like requirements` writes it, and who works on it."""

    def __init__(self, root: Path, capsys: Capture) -> None:
        self.root, self.capsys = root, capsys
        assert main(["init", "--like", "requirements", str(root)]) == 0
        capsys.readouterr()

    def run(self, source: Path, *arguments: str) -> tuple[int, str]:
        """Import a source; return the status and what was printed."""
        status = main(["--root", str(self.root), "import", str(source), *arguments])
        out, err = self.capsys.readouterr()
        return status, out + err

    def report(self, source: Path, *arguments: str) -> Any:
        return json.loads(self.run(source, "--format", "json", *arguments)[1])

    def follow(self, report: Any, *statuses: str) -> None:
        """Add to the settings what a report says is missing, and words of the status."""
        path = self.root / "ubproject.toml"
        text = path.read_text(encoding="utf-8")
        (line,) = [
            one for one in report if one.startswith("  fields of [speckb.types.requirement]")
        ]
        fields = line.partition(": ")[2]
        text = text.replace(FIELDS, f"motivated_by = true, {fields} }}")
        text = text.replace(GOT, ", ".join([GOT, *(f'"{one}"' for one in statuses)]))
        at = report.index(line) + 1
        tables = report[at : report.index("", at)]
        path.write_text("\n".join([text, *(one.strip() for one in tables), ""]), encoding="utf-8")

    def corpus(self) -> Corpus:
        return loading.load(settings.load(self.root))

    def meta(self, name: str) -> dict[str, Any]:
        return dict(self.corpus().entries[name].meta)

    def findings(self) -> list[str]:
        return [f"{one.place.path}: {one.rule}" for one in check(self.corpus())]


@pytest.fixture
def base(tmp_path: Path, capsys: Capture) -> Base:
    return Base(tmp_path / "base", capsys)


def brought_in(base: Base, source: Path, *statuses: str) -> None:
    """Import a source as its report says, until there is nothing left to do."""
    asked = (source, "--type", "requirement")
    status, said = base.run(*asked, "--dry-run")
    assert "to import more, add this to the settings, and import again:" in said
    base.follow(said.splitlines(), *statuses)
    status, said = base.run(*asked)
    assert status == 0, said
    assert "to import more" not in said
    assert base.findings() == []


# --- StrictDoc

GRAMMAR = """\
[GRAMMAR]
ELEMENTS:
- TAG: TEXT
  FIELDS:
  - TITLE: UID
    TYPE: String
    REQUIRED: False
  - TITLE: STATEMENT
    TYPE: String
    REQUIRED: True
- TAG: SECTION
  PROPERTIES:
    IS_COMPOSITE: True
    PREFIX: None
  FIELDS:
  - TITLE: UID
    TYPE: String
    REQUIRED: False
  - TITLE: TITLE
    TYPE: String
    REQUIRED: True
- TAG: REQUIREMENT
  FIELDS:
  - TITLE: UID
    TYPE: String
    REQUIRED: True
  - TITLE: STATUS
    TYPE: SingleChoice(Draft, Approved)
    REQUIRED: False
  - TITLE: PRIORITY
    TYPE: SingleChoice(High, Low)
    REQUIRED: False
  - TITLE: EFFORT
    TYPE: String
    REQUIRED: False
  - TITLE: TITLE
    TYPE: String
    REQUIRED: False
  - TITLE: STATEMENT
    TYPE: String
    REQUIRED: True
  - TITLE: RATIONALE
    TYPE: String
    REQUIRED: False
  RELATIONS:
  - TYPE: Parent
"""
SYSTEM = """\
[DOCUMENT]
TITLE: System

[GRAMMAR]
IMPORT_FROM_FILE: shared.sgra

[TEXT]
STATEMENT: What the system does.

[[SECTION]]
TITLE: Access

[REQUIREMENT]
UID: SYS/ACC.1
STATUS: Approved
PRIORITY: High
TITLE: Log in
STATEMENT: >>>
The system **shall** ask for a password, see <https://example.org>.

- Twice on a new device.
<<<
RATIONALE: >>>
Others *must not* see it.

Why
===

It is theirs.
<<<

[[SECTION]]
TITLE: Recovery

[REQUIREMENT]
UID: SYS/ACC.2
STATUS: Draft
PRIORITY: Low
EFFORT: 3
STATEMENT: The system shall send a link.
RELATIONS:
- TYPE: Parent
  VALUE: SYS/ACC.1

[[/SECTION]]

[[/SECTION]]
"""
SOFTWARE = """\
[DOCUMENT]
TITLE: Software

[GRAMMAR]
IMPORT_FROM_FILE: shared.sgra

[REQUIREMENT]
UID: SW 1
STATUS: Draft
TITLE: Hash
STATEMENT: The software shall hash the password.
RELATIONS:
- TYPE: Parent
  VALUE: SYS/ACC.1
"""


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    root = tmp_path / "documents"
    root.mkdir()
    (root / "shared.sgra").write_text(GRAMMAR)
    (root / "system.sdoc").write_text(SYSTEM)
    (root / "software.sdoc").write_text(SOFTWARE)
    return root


def rewritten(root: Path) -> None:
    """Let StrictDoc read all documents and write them in its own form."""
    made = sdoc.export(root, "sdoc")
    for path in made.rglob("*.sdoc"):
        (root / path.name).write_bytes(path.read_bytes())


def test_folder_of_strictdoc(documents: Path, base: Base) -> None:
    rewritten(documents)
    brought_in(base, documents, "Draft", "Approved")
    entry = base.corpus().entries["SYS-ACC.1"]
    assert entry.meta == {
        **{"id": "SYS-ACC.1", "title": "Log in", "status": "Approved", "priority": "High"},
        "statement": "The system shall ask for a password, see https://example.org.\n\n"
        "- Twice on a new device.",
        "group": "System / Access",
    }
    assert entry.source.body.strip() == "Others *must not* see it.\n\n## Why\n\nIt is theirs."
    assert base.meta("SYS-ACC.2") == {
        **{"id": "SYS-ACC.2", "title": "SYS/ACC.2", "status": "Draft", "priority": "Low"},
        **{"effort": 3, "parent": ["SYS-ACC.1"], "group": "System / Access / Recovery"},
        "statement": "The system shall send a link.",
    }
    assert base.meta("SW-1")["parent"] == ["SYS-ACC.1"]
    path = documents / "system.sdoc"
    text = path.read_text().replace("TITLE: Log in", "TITLE: Enter")
    path.write_text(text.replace("TITLE: Recovery", "TITLE: Loss"))
    status, said = base.run(documents)
    assert status == 0
    assert "changed: requirements/SYS-ACC.1.md: title\n" in said
    assert "changed: requirements/SYS-ACC.2.md: group\n" in said
    assert "0 new, 2 changed, 1 unchanged\n" in said
    assert base.findings() == []


def test_reqif_of_strictdoc(documents: Path, base: Base) -> None:
    def export() -> Path:
        return sdoc.export(documents, "reqif-sdoc") / "reqif/output.reqif"

    source = export()
    brought_in(base, source, "Draft", "Approved")
    entry = base.corpus().entries["SYS-ACC.1"]
    assert entry.meta["statement"].startswith("The system shall ask for a password, see https:")
    assert entry.meta["group"] == "System / Access"
    assert entry.source.body.strip() == "Others *must not* see it.\n\n## Why\n\nIt is theirs."
    assert base.meta("SW-1")["parent"] == base.meta("SYS-ACC.2")["parent"] == ["SYS-ACC.1"]
    path = documents / "software.sdoc"
    path.write_text(path.read_text().replace("hash the", "salt the"))
    status, said = base.run(export())
    assert (status, base.findings()) == (0, [])
    assert "changed: requirements/SW-1.md: statement\n" in said


# --- Doorstop

DOORSTOP = """
import doorstop
tree = doorstop.build()
above = tree.create_document("reqs", "REQ")
below = tree.create_document("low", "LLR", parent="REQ", sep="-")
tests = tree.create_document("tests", "TST", parent="LLR")
def add(document, level, text="", header="", normative=True, active=True, links=(), **attributes):
    item = document.add_item(level=level)
    item.text, item.header, item.normative, item.active = text, header, normative, active
    for name, value in attributes.items():
        item.set(name, value)
    for target in links:
        item.link(target)
    item.save()
    return item.uid
add(above, "1.0", header="Access", normative=False)
one = add(above, "1.1", "It **shall** ask for a <b>long</b> password.", "Log in", owner="ann")
two = add(above, "1.2", "It shall log out.", owner="ben")
add(above, "2.1", "Gone", active=False)
three = add(below, "1.1", "Hash a_b with `salt`.", "Hash", links=[one])
four = add(below, "1.2", "Look at the clock.", links=[two])
add(tests, "1.1", "Log in.", "Try", links=[three, four])
"""
EDIT = """
import doorstop
item = doorstop.build().find_item("REQ003")
item.text = "It shall log out by itself."
item.header = "Log out"
"""


def scripted(root: Path, code: str) -> None:
    """Run a script of Doorstop, in a process of its own: it changes settings of the process."""
    subprocess.run([sys.executable, "-c", code], cwd=root, check=True, capture_output=True)


def test_project_of_doorstop(tmp_path: Path, base: Base) -> None:
    if find_spec("doorstop") is None:
        pytest.skip("Doorstop is not installed (the group 'peers')")
    root = tmp_path / "project"
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    scripted(root, DOORSTOP)
    brought_in(base, root)
    assert base.meta("REQ002") == {
        **{"id": "REQ002", "title": "Log in", "level": "1.1", "owner": "ann", "group": "Access"},
        "statement": "It shall ask for a long password.",
    }
    assert base.meta("REQ003")["title"] == "REQ003"
    assert base.meta("LLR-001")["statement"] == "Hash a_b with salt."
    assert base.meta("LLR-001")["linked_with"] == ["REQ002"]
    assert base.meta("TST001")["linked_with"] == ["LLR-001", "LLR-002"]
    assert "REQ004" not in base.corpus().entries
    scripted(root, EDIT)
    status, said = base.run(root)
    assert (status, base.findings()) == (0, [])
    assert "changed: requirements/REQ003.md: statement, title\n" in said
    assert "0 new, 1 changed, 4 unchanged\n" in said


# --- sphinx-needs

CONF = """
project = "Access"
version = "2.0"
extensions = ["sphinx_needs"]
needs_types = [
    dict(directive=name, title=title, prefix="", color="#fff", style="node")
    for name, title in (("req", "Requirement"), ("spec", "Specification"), ("test", "Test"))
]
needs_fields = {
    "effort": {"schema": {"type": "integer"}},
    "owner": {"schema": {"type": "string"}},
    "priority": {"schema": {"type": "string", "enum": ["high", "low"]}},
}
needs_links = {"verifies": {"incoming": "verified by", "outgoing": "verifies"}}
"""
NEEDS = """
Access
======

Log in
------

.. req:: Ask for a password
   :id: REQ_1
   :status: open
   :tags: web, login
   :priority: high
   :effort: 3
   :owner: Ann

   The system **shall** ask for a password.

   .. rubric:: Why

   #. It is theirs.

.. req:: Log out
   :id: REQ_2
   :status: closed
   :links: REQ_1
   :priority: low

   After 5 minutes.

.. spec:: Hash
   :id: SPEC_1
   :links: REQ_1

   With ``salt``.

.. test:: Try
   :id: TEST_1
   :verifies: REQ_1, REQ_2
"""


def needs_of(root: Path) -> Path:
    """Let sphinx-needs write the needs of a project."""
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "needs", ".", "out"]
    subprocess.run(command, cwd=root, check=True, capture_output=True)
    return root / "out/needs.json"


def test_project_of_sphinx_needs(tmp_path: Path, base: Base) -> None:
    root = tmp_path / "project"
    root.mkdir()
    (root / "conf.py").write_text(CONF)
    (root / "index.rst").write_text(NEEDS)
    brought_in(base, needs_of(root), "open", "closed")
    entry = base.corpus().entries["REQ_1"]
    assert entry.meta == {
        **{"id": "REQ_1", "title": "Ask for a password", "status": "open", "priority": "high"},
        **{"effort": 3, "owner": "Ann", "tags_": ["web", "login"], "group": "Access / Log in"},
    }
    assert entry.source.body.strip().startswith("The system **shall** ask for a password.\n\n")
    assert base.meta("REQ_2")["linked_with"] == base.meta("SPEC_1")["linked_with"] == ["REQ_1"]
    assert base.meta("TEST_1")["verifies"] == ["REQ_1", "REQ_2"]
    (root / "index.rst").write_text(NEEDS.replace("After 5", "After 10").replace(": 3", ": 4"))
    status, said = base.run(needs_of(root))
    assert (status, base.findings()) == (0, [])
    assert "changed: requirements/REQ_1.md: effort\n" in said
    assert "changed: requirements/REQ_2.md: prose\n" in said
    assert "0 new, 2 changed, 2 unchanged\n" in said


def test_kinds_without_a_type_are_told(tmp_path: Path, base: Base) -> None:
    root = tmp_path / "project"
    root.mkdir()
    (root / "conf.py").write_text(CONF)
    (root / "index.rst").write_text(
        NEEDS.replace(":status:", ":owner:").replace("   :owner: Ann\n", "")
    )
    status, said = base.run(needs_of(root))
    assert status == 0, said
    assert "1 record of kind 'spec': not imported; the mapping has no type for it\n" in said
    assert {"REQ_1", "REQ_2"} <= {*base.corpus().entries}
    assert "TEST_1" not in base.corpus().entries


# --- Spreadsheets


def test_workbook(tmp_path: Path, base: Base) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Requirements"
    sheet.append(["Req. ID", "Title", "Description", "Status", "Owner", "Effort", "Parent"])
    sheet.append(["R 10", "Log in", "It shall ask. <b>1</b> < 2", "Proposed", "Ann", 3, ""])
    sheet.append(["R 11", "Log out", "It shall log out.", "Agreed", "Ben", 5, "R 10"])
    sheet.append(["R 12", "", "It shall end.", "Agreed", "Ann", 1, "R 10; R 11"])
    path = tmp_path / "all.xlsx"
    book.save(path)
    status, said = base.run(path, "--type", "requirement", "--dry-run")
    fields = 'owner = "text", effort = "integer", parent = true'
    assert (
        f"  fields of [speckb.types.requirement]: {fields}\n"
        "  [needs.links.parent]\n"
        '  outgoing = "Parent"\n'
    ) in said
    base.follow(said.splitlines())
    status, said = base.run(path, "--type", "requirement")
    assert status == 0, said
    assert base.findings() == ["requirements/R-10.md: field-typed"]
    assert base.meta("R-12") == {
        **{"id": "R-12", "title": "R 12", "statement": "It shall end.", "status": "agreed"},
        **{"owner": "Ann", "effort": 1, "parent": ["R-10", "R-11"]},
    }
