"""Folders that Doorstop itself makes, and folders that it would not."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from speckb.exchange.importing.readers import doorstop
from speckb.exchange.importing.source import BadFileError, Relation, Remark

if TYPE_CHECKING:
    from pathlib import Path

# In a process of its own: Doorstop changes the settings of its process.
MAKE = """
import doorstop
from doorstop import core
tree = doorstop.build()
reqs = tree.create_document("reqs", "REQ")
tests = tree.create_document("tests", "TST-", parent="REQ", itemformat="markdown")
head = reqs.add_item(level="1.0")
head.normative, head.header = False, "Desks"
first = reqs.add_item(level="1.1")
first.text = "A slip **shall** be kept.\\n\\n- a: b\\n- \\u00fcber"
first.header = "Slips"
first.set("owner", "ann"); first.set("prio", 3); first.set("kinds", ["a", "b"])
first.references = [{"path": "notes.txt", "type": "file", "keyword": "slip"}]
last = reqs.add_item(level="1.3"); last.text = "Ten"
second = reqs.add_item(level="1.2"); second.text = "Two"; second.derived = True
gone = reqs.add_item(level="2"); gone.text = "Gone"; gone.active = False
note = reqs.add_item(level="2.1"); note.text = "A note"; note.normative = False
test = tests.add_item()
test.header, test.text = "Look", "Look for the slip.\\n\\nTwice."
test.link(first.uid); test.link(second.uid)
for item in (head, first, last, second, gone, note, test): item.save()
tree = doorstop.build()
for document in tree:
    for item in document: item.clear(); item.review()
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if find_spec("doorstop") is None:
        pytest.skip("Doorstop is not installed (the group 'peers')")
    root = tmp_path_factory.mktemp("doorstop")
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    (root / "notes.txt").write_text("slip\n")
    subprocess.run([sys.executable, "-c", MAKE], cwd=root, check=True, capture_output=True)
    return root


def test_project_of_doorstop_is_read_whole(made: Path) -> None:
    assert doorstop.is_own(made)
    source = doorstop.read(made)
    assert (source.format, source.ids) == ("doorstop", "id")
    first, second, last, note, test = source.records
    assert dict(first.values) == {
        **{"id": "REQ002", "header": "Slips"},
        "text": "A slip **shall** be kept.\n\n- a: b\n- über",
        **{"level": "1.1", "references": ["notes.txt: slip"]},
        **{"kinds": ["a", "b"], "owner": "ann", "prio": "3"},
    }
    assert first.place == "reqs/REQ002.yml"
    assert first.kind == "REQ"
    assert dict(second.values) == {"id": "REQ004", "text": "Two", "level": "1.2", "derived": True}
    assert (last.values["text"], last.values["level"]) == ("Ten", "1.3")
    assert [one.group for one in (first, second, last)] == [("Desks",)] * 3
    assert dict(note.values) == {
        **{"id": "REQ006", "text": "A note", "level": "2.1", "normative": False}
    }
    assert note.group == ()
    assert test.kind == "TST-"
    assert (test.values["header"], test.values["text"]) == ("Look", "Look for the slip.\n\nTwice.")
    assert sorted(test.relations, key=str) == [
        Relation("links", "REQ002"),
        Relation("links", "REQ004"),
    ]
    assert source.remarks == (Remark("reqs/REQ005.yml", "not active; it was left out"),)


CONFIG = "settings:\n  digits: 3\n  prefix: REQ\n  sep: ''\n"


def folder(root: Path, **files: str) -> Path:
    """Write a document with items, by the names of their files without the ending."""
    root.joinpath(".doorstop.yml").write_text(CONFIG)
    for name, text in files.items():
        root.joinpath(f"{name}.yml").write_text(text)
    return root


LAUGHS = "a: &a [x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a]\nc: [*b, *b, *b, *b, *b, *b]\n"
BAD = {
    "aliases": (LAUGHS, "REQ001.yml:1:4: anchors are not allowed"),
    "tag": ("a: !!python/object:os.system x", "REQ001.yml:1:4: YAML tags are not allowed"),
    "deep": ("a: " + "[" * 5000, "REQ001.yml:1:23: 21 levels of YAML; at most 20"),
    "open": ("level: 1\ntext: 'a\n", "REQ001.yml:2:7: a quote is not closed"),
    "list": ("- a", "REQ001.yml:1: not a list of 'field: value' lines"),
    "twice": ("text: a\ntext: b", "REQ001.yml:2:1: field 'text' is repeated"),
    "level": ("level: one", "REQ001.yml: level is 'one'; numbers with dots between, as 1.2"),
    "active": ("active: perhaps", "REQ001.yml: active is 'perhaps'; allowed: true, false"),
    "text": ("text: [a]", "REQ001.yml: text must be text"),
    "links": ("links: a", "REQ001.yml: links must be a list"),
    "link": ("links: [[a]]", "REQ001.yml: a link must be an id, or 'id: fingerprint'"),
    "reference": ("references: [a]", "REQ001.yml: a reference must have a path"),
    "nul": ("text: a\0", "REQ001.yml:1: a NUL character"),
    "large": (f"text: {'a' * 1_000_000}", "REQ001.yml: larger than 1 MB"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_item_is_a_message(tmp_path: Path, name: str) -> None:
    text, said = BAD[name]
    with pytest.raises(BadFileError) as caught:
        doorstop.read(folder(tmp_path, REQ001=text))
    assert str(caught.value).startswith(said)


def test_bad_documents_are_messages(tmp_path: Path) -> None:
    config = tmp_path / ".doorstop.yml"
    with pytest.raises(BadFileError, match="no document of Doorstop"):
        doorstop.read(tmp_path)
    for text, said in (
        ("settings: {}", ".doorstop.yml: settings.prefix is missing"),
        ("a", ".doorstop.yml:1: not a list of 'field: value' lines"),
        (f"{CONFIG}  itemformat: yml\n", "itemformat is 'yml'; did you mean 'yaml'? allowed: yaml"),
    ):
        config.write_text(text)
        with pytest.raises(BadFileError) as caught:
            doorstop.read(tmp_path)
        assert said in str(caught.value)
    config.write_text(f"{CONFIG}  itemformat: markdown\n")
    (tmp_path / "REQ001.md").write_text("# A\n")
    with pytest.raises(BadFileError, match=r"REQ001.md:1: the item must begin with front matter"):
        doorstop.read(tmp_path)
    (tmp_path / "REQ001.md").write_text("---\nlevel: 1\na: 'b\n---\n# A\n")
    with pytest.raises(BadFileError, match=r"REQ001.md:3:4: a quote is not closed"):
        doorstop.read(tmp_path)
    (tmp_path / "REQ001.md").write_bytes(b"---\nlevel: 1\n---\n\xfcber\n")
    with pytest.raises(BadFileError, match=r"REQ001.md:4: not UTF-8"):
        doorstop.read(tmp_path)


def test_one_id_in_two_files_is_a_message(tmp_path: Path) -> None:
    folder(tmp_path, REQ001="text: a")
    tmp_path.joinpath("more").mkdir()
    tmp_path.joinpath("more", "req001.yml").write_text("text: b")
    with pytest.raises(BadFileError, match=r"more/req001.yml: the item req001 is in REQ001.yml"):
        doorstop.read(tmp_path)


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no symbolic links on this system")
def test_links_to_files_and_folders_are_not_followed(tmp_path: Path) -> None:
    root = tmp_path / "inside"
    root.mkdir()
    folder(root, REQ001="text: a", README="text: b")
    secret = tmp_path / "secret"
    secret.mkdir()
    folder(secret, REQ777="text: secret")
    root.joinpath("REQ002.yml").symlink_to(secret / "REQ777.yml")
    root.joinpath("more").symlink_to(secret)
    root.joinpath("round").symlink_to(root)
    source = doorstop.read(root)
    assert [one.values["id"] for one in source.records] == ["REQ001"]
    assert [(one.place, one.message) for one in source.remarks] == [
        ("REQ002.yml", "a link, which was not followed"),
        ("more", "a link, which was not followed"),
        ("round", "a link, which was not followed"),
        ("README.yml", "not an item, by its name; it was left out"),
    ]


def test_heading_with_more_is_told(tmp_path: Path) -> None:
    text = "level: 1.0\nnormative: false\ntext: |\n  Desks\n  and more\nlinks: [REQ002]\n"
    items = {"REQ001": text, "REQ002": "level: 1.10\ntext: a", "REQ003": "level: 1.2\ntext: b"}
    source = doorstop.read(folder(tmp_path, **items))
    assert [(one.values["level"], one.group) for one in source.records] == [
        ("1.2", ("Desks",)),
        ("1.10", ("Desks",)),
    ]
    assert [one.message for one in source.remarks] == [
        "a heading; its text was left out: 'and more'",
        "a heading; its links were left out",
    ]
