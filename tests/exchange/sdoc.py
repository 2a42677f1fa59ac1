"""A document of StrictDoc that several tests read, and the command of StrictDoc."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

TEXT = """[DOCUMENT]
TITLE: Lending
UID: DOC-1
VERSION: 1.0
OPTIONS:
  MARKUP: RST
METADATA:
  AUTHOR: Ann

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
- TAG: SLIP_RULE
  FIELDS:
  - TITLE: UID
    TYPE: String
    REQUIRED: False
  - TITLE: STATUS
    TYPE: SingleChoice(Draft, Active, "Gone (old)")
    REQUIRED: False
  - TITLE: PLACES
    TYPE: MultipleChoice(desk, bus, boat)
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
  - TITLE: COMMENT
    TYPE: String
    REQUIRED: False
  RELATIONS:
  - TYPE: Parent
  - TYPE: Parent
    ROLE: Refines
  - TYPE: Child
    ROLE: Serves
  - TYPE: File

[TEXT]
STATEMENT: >>>
Some *intro* text.
<<<

[[SECTION]]
TITLE: Desks

[SLIP_RULE]
UID: SR-1
STATUS: Active
PLACES: desk, bus
TITLE: Slips of a_b *kept*
STATEMENT: >>>
A slip **shall** be ``kept``.

- a
- b
<<<
RATIONALE: Slips are *short*.
COMMENT: One
COMMENT: >>>
Two
<<<
RELATIONS:
- TYPE: File
  VALUE: notes.txt

[[SECTION]]
TITLE: Inner

[SLIP_RULE]
UID: SR-2
STATEMENT: Text with a_b and *c*.
RELATIONS:
- TYPE: Parent
  VALUE: SR-1
  ROLE: Refines
- TYPE: Parent
  VALUE: SR-1

[[/SECTION]]

[[/SECTION]]

[SLIP_RULE]
TITLE: No id
STATEMENT: x
"""


def export(root: Path, form: str, *options: str) -> Path:
    """Let StrictDoc export the documents of a folder; return the folder of the export."""
    if find_spec("strictdoc") is None:
        pytest.skip("StrictDoc is not installed (the group 'peers')")
    command = [str(Path(sys.executable).with_name("strictdoc")), "export", ".", "--formats", form]
    output = root.parent / f"{root.name}-{form}"
    subprocess.run(
        [*command, *options, "--output-dir", str(output)],
        cwd=root,
        check=True,
        capture_output=True,
        timeout=120,
    )
    return output
