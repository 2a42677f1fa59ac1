"""`needs.json` of a project that sphinx-needs itself builds, and files that are none."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from speckb.exchange.importing.readers import needs_json
from speckb.exchange.importing.source import BadFileError, Relation, Remark

if TYPE_CHECKING:
    from pathlib import Path

CONF = """
project = "Lending"
version = "2.0"
extensions = ["sphinx_needs", "myst_parser"]
needs_types = [
    dict(directive=name, title=name, prefix="", color="#fff", style="node")
    for name in ("req", "desk")
]
needs_fields = {
    "effort": {"schema": {"type": "integer"}},
    "paid": {"schema": {"type": "boolean"}},
    "owner": {"schema": {"type": "string"}, "default": "ann"},
}
needs_links = {"serves": {"incoming": "is served by", "outgoing": "serves"}}
needs_build_json = True
needs_json_remove_defaults = %s
needs_id_regex = ".*"
"""
INDEX = """
Lending
=======

.. toctree::

   other

Desks
-----

.. req:: Slips are *kept*
   :id: R1
   :status: open
   :tags: slip; paper
   :effort: 3
   :paid: true

   A slip **shall** be kept, see :need:`R2` and ``a_b``.

   .. note::

      For a year.

   :need_part:`(p1)a part`

.. desk:: A desk
   :id: D1
   :serves: R1, R1.p1
   :links: R2
   :owner: bob
"""
OTHER = """
# Other

```{req} In Markdown
:id: R2

Some *text* of {need}`R1`.
```
"""


def built(tmp_path: Path, *, without_defaults: bool) -> Path:
    (tmp_path / "conf.py").write_text(CONF % without_defaults)
    (tmp_path / "index.rst").write_text(INDEX)
    (tmp_path / "other.md").write_text(OTHER)
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "needs", str(tmp_path), "out"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    return tmp_path / "out" / "needs.json"


@pytest.mark.parametrize("without_defaults", [True, False])
def test_project_of_sphinx_needs_is_read_whole(tmp_path: Path, *, without_defaults: bool) -> None:
    path = built(tmp_path, without_defaults=without_defaults)
    assert needs_json.is_own(path)
    source = needs_json.read(path)
    desk, first, second = sorted(source.records, key=lambda one: one.values["id"])
    assert (source.format, source.ids) == ("needs", "id")
    assert (desk.kind, first.kind, second.kind) == ("desk", "req", "req")
    assert dict(first.values) == {
        **{"id": "R1", "title": "Slips are *kept*", "status": "open", "tags": ["slip", "paper"]},
        "content": (
            "A slip **shall** be kept, see :need:\\`R2\\` and `a_b`.\n\n"
            "```{note}\nFor a year.\n```\n\n:need_part:\\`(p1)a part\\`"
        ),
        **{"effort": 3, "paid": True, "owner": "ann", "parts": ["p1: a part"]},
    }
    assert first.group == ("Lending", "Desks")
    assert second.values["content"] == "Some *text* of {need}`R1`."
    assert second.group == ("Other",)
    assert dict(desk.values) == {"id": "D1", "title": "A desk", "owner": "bob"}
    assert sorted(desk.relations, key=str) == [
        Relation("links", "R2"),
        Relation("serves", "R1"),
        Relation("serves", "R1"),
    ]
    assert {*source.remarks} == {
        Remark("needs.json: need R1", 'line 1: Unknown interpreted text role "need".'),
        Remark("needs.json: need R1", 'line 7: Unknown interpreted text role "need_part".'),
        Remark("needs.json: need R1", "its parts became a list of texts, 'id: content'"),
        Remark("needs.json: need D1", "its link to part 'p1' of R1 became one to R1"),
    }


def needs(**about: Any) -> dict[str, Any]:
    version = {"needs": {"A": {"id": "A", "type": "req", "title": "T"} | about}}
    return {"project": "p", "current_version": "1", "versions": {"1": version}}


def written(path: Path, data: Any) -> Path:
    path.write_text(data if isinstance(data, str) else json.dumps(data))
    return path


def test_old_file_without_a_schema_has_links_by_what_leads_back(tmp_path: Path) -> None:
    data = needs(links=["B"], checks=["C"], checks_back=[], tags=[], type_color="#fff", arch={})
    data["versions"]["1"]["needs"]["X"] = {"id": "X", "is_external": True}
    data["versions"]["0"] = {"needs": {}}
    source = needs_json.read(written(tmp_path / "needs.json", data))
    (record,) = source.records
    assert dict(record.values) == {"id": "A", "title": "T"}
    assert record.relations == (Relation("links", "B"), Relation("checks", "C"))
    assert [one.message for one in source.remarks] == [
        "version '1' was read; others: 0",
        "1 external needs of other projects were left out",
    ]


BAD = {
    "not json": ("{", "needs.json:1:2: not JSON: Expecting property name"),
    "a list": ([], "needs.json: the file must be an object, not list"),
    "no versions": ({"project": "p"}, "needs.json: versions must be an object, not nothing"),
    "version": (
        {"current_version": "1.1", "versions": {"1.0": {}, "2.0": {}}},
        "current_version is '1.1'; did you mean '1.0'? allowed: 1.0, 2.0",
    ),
    "no needs": (
        {"current_version": "1", "versions": {"1": {}}},
        "needs.json: versions.1.needs must be an object, not nothing",
    ),
    "need": (
        {**needs(), "versions": {"1": {"needs": {"A": 1}}}},
        "need A must be an object, not int",
    ),
    "id": (needs(id="B"), "need A: its id is 'B'; key and id must be the same"),
    "links": (needs(links="B"), "need A: links must be a list of texts"),
    "inner links": (needs(links=[["B"]]), "need A: links must be a list of texts"),
    "sections": (needs(sections={"a": 1}), "need A: sections must be a list of texts"),
    "parts": (needs(parts=[1]), "need A: parts must be an object, not list"),
    "twice": ('{"versions": {}, "versions": {}}', "the key 'versions' is repeated in an object"),
    "not a number": ('{"versions": NaN}', "NaN is no number of JSON"),
    "too large": ('{"versions": 1e999}', "the number 1e999 is too large"),
    "digits": (f'{{"versions": {"1" * 5000}}}', "a number with too many digits"),
    "deep": ("[" * 100_000, "nested more than 100 deep"),
    "less deep": ("[" * 200 + "]" * 200, "nested more than 100 deep"),
    "half": ('{"versions": {"\\ud800": 1}}', "has half a character"),
    "many": ("[" + "0," * 2_000_000 + "0]", "more than 2,000,000 values"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_file_is_a_message(tmp_path: Path, name: str) -> None:
    data, said = BAD[name]
    with pytest.raises(BadFileError) as caught:
        needs_json.read(written(tmp_path / "needs.json", data))
    assert said in str(caught.value)
    assert str(caught.value).startswith("needs.json")


def test_other_json_is_not_needs_json(tmp_path: Path) -> None:
    for text in ("{}", "[]", '{"DOCUMENTS": []}', '{"versions": {}}', ""):
        assert not needs_json.is_own(written(tmp_path / "needs.json", text))
