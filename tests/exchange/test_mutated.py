"""Files of other tools with random changes: records or a message, and nothing else.

`--hypothesis-profile=search` tries thousands.
"""

from __future__ import annotations

import copy
import importlib
import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speckb.exchange.importing.source import BadFileError, Source
from tests.exchange import sdoc
from tests.exchange.reqif_text import doors

if TYPE_CHECKING:
    from pathlib import Path

NEED = {
    **{"id": "R1", "type": "req", "title": "T", "tags": ["a"], "links": ["R2.p"], "effort": 1.5},
    **{"content": "A *b*.\n\n.. note::\n\n   c\n", "parts": {"p": {"content": "d"}}},
    **{"sections": ["s"], "doctype": ".rst", "is_external": False},
}
SCHEMA = {
    "properties": {"links": {"field_type": "links"}, "owner": {"enum": ["a"], "default": "a"}}
}
VERSION = {"needs": {"R1": NEED, "R2": {**NEED, "id": "R2"}}, "needs_schema": SCHEMA}
NEEDS = json.dumps(
    {"current_version": "1", "project": "p", "versions": {"1": VERSION, "0": {"needs": {}}}},
    indent=1,
)
NODE = {
    **{"_NODE_TYPE": "REQUIREMENT", "UID": "R-1", "STATEMENT": "A *b*.\n\n* c\n", "TAGS": "a, b"},
    "RELATIONS": [{"TYPE": "Parent", "VALUE": "R-2", "ROLE": "r"}, {"TYPE": "File", "VALUE": "f"}],
}
SECTION = {"_NODE_TYPE": "SECTION", "TITLE": "S", "NODES": [NODE]}
EXPORT = json.dumps(
    {"_COMMENT": "", "DOCUMENTS": [{"TITLE": "T", "NODES": [NODE, SECTION]}]}, indent=1
)
ITEM = """active: true
derived: false
header: |
  A header
level: 1.2
links:
- REQ002: abc=
normative: true
ref: ''
references:
- path: a.txt
  type: file
reviewed: xyz=
text: |
  A *text*.

  - b
owner: {a: [b]}
"""


def archive() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.reqif", doors())
        packed.writestr("b.png", b"x")
    return stream.getvalue()


# By the file's name: the reader, and the whole file.
FILES = {
    "needs.json": ("needs_json", NEEDS.encode()),
    "a.sdoc": ("strictdoc", sdoc.TEXT.encode()),
    "index.json": ("strictdoc", EXPORT.encode()),
    "a.reqif": ("reqif_file", doors().encode()),
    "a.reqifz": ("reqif_file", archive()),
    "REQ001.yml": ("doorstop", ITEM.encode()),
    "REQ001.md": ("doorstop", f"---\n{ITEM}---\n\n# A header\n\nA text.\n".encode()),
}
PIECES = [
    *b"\0 \xff \n \t \r { } [ ] < > </ /> & &#0; &x; <!-- ]]> : - --- *a !!x".split(b" "),
    *b"\" ' | >>> <<< &a".split(b" "),
    *b", null true -1 1e999 NaN \\ \\ud800 [[ ]] \n\n IDENTIFIER THE-VALUE RELATIONS:".split(b" "),
    *(b"", b" ", b": ", b"- ", b"&a ", b"[DOCUMENT]", b"<!DOCTYPE a>", b"a" * 2000),
    *(b"\xef\xbb\xbf", "\u202e\u2028\ud7ff".encode()),
]
Edits = list[tuple[float, int, bytes | float]]
PLACE = st.floats(0, 1, exclude_max=True)
# What is done at a place of the file: so many bytes are replaced by a piece, by another part of the
# file, or by the rest of it.
EDIT = st.tuples(PLACE, st.integers(0, 60), st.sampled_from(PIECES) | PLACE | st.just(-1.0))


def edited(data: bytes, edits: Edits) -> bytes:
    for where, length, new in edits:
        start = int(where * len(data))
        if isinstance(new, float):
            source = int(new * len(data))
            new = b"" if new < 0 else data[source : source + 200]  # noqa: PLW2901
            length = len(data) if not new else length  # noqa: PLW2901
        data = data[:start] + new + data[start + length :]
    return data


@pytest.mark.parametrize("name", FILES)
@given(edits=st.lists(EDIT, min_size=1, max_size=4))
def test_changed_file_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory,
    name: str,
    edits: Edits,
) -> None:
    reader, data = FILES[name]
    folder = tmp_path_factory.getbasetemp() / f"mutated-{name}"
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_bytes(edited(data, edits))
    if reader == "doorstop":
        form = "markdown" if name.endswith(".md") else "yaml"
        (folder / ".doorstop.yml").write_text(f"settings:\n  prefix: REQ\n  itemformat: {form}\n")
        path = folder
    read_or_refused(reader, path, name)


def read_or_refused(reader: str, path: Path, name: str) -> None:
    """Read a file; a message must name it."""
    try:
        source = importlib.import_module(f"speckb.exchange.importing.readers.{reader}").read(path)
    except BadFileError as error:
        assert str(error).startswith(name)  # noqa: PT017  it may be read as well
        assert len(str(error)) < 1000  # noqa: PT017
        return
    assert Source.from_json(source.as_json()) == source
    for record in source.records:
        assert record.place.startswith(name)
        for value in record.values.values():
            assert value not in ("", None, [])
            assert isinstance(value, str | int | float | bool) or all(
                isinstance(one, str) for one in value
            )


VALUE = st.sampled_from(
    [None, True, -1, 1.5, 10**30, "", "x", "R1.", [], [1], [None], [["a"]], {}, {"a": 1}]
)


def paths(data: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Return the paths of all values inside of plain data."""
    found = []
    for key, one in data.items() if isinstance(data, dict) else enumerate(data):
        found.append((*path, key))
        if isinstance(one, dict | list):
            found += paths(one, (*path, key))
    return found


@pytest.mark.parametrize("name", ["needs.json", "index.json"])
@given(changes=st.lists(st.tuples(PLACE, VALUE), min_size=1, max_size=3))
def test_other_values_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, name: str, changes: list[tuple[float, object]]
) -> None:
    reader, text = FILES[name]
    data = json.loads(text)
    for where, value in changes:
        if not (found := paths(data)):
            break
        *above, last = found[int(where * len(found))]
        holder = data
        for step in above:
            holder = holder[step]
        holder[last] = copy.deepcopy(value)
    path = tmp_path_factory.getbasetemp() / name
    path.write_text(json.dumps(data))
    read_or_refused(reader, path, name)
