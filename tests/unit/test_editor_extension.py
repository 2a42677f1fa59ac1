"""The extension for VS Code: what it offers at a place, and that its settings fit the repository.

It runs in the Node of the browser tests; the editor itself is not there, so a stand-in of its
programming interface takes what the extension registers.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright._impl._driver import compute_driver_executable

from speckb.corpus import loading, settings
from speckb.editing import editor_schemas
from tests.conftest import REPO

if TYPE_CHECKING:
    from speckb.corpus.corpus import Corpus

HOME = REPO / ".vscode"
EXTENSION = HOME / "extensions/speckb"
NODE = compute_driver_executable()[0]
SETTINGS = json.loads((HOME / "settings.json").read_text(encoding="utf-8"))
MARK = "‸"
COMPLETE = """
const { complete } = require(process.argv[1]);
const [text, line, character, schema, names] = JSON.parse(require("fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(complete(text, line, character, schema, names)));
"""


def node(script: str, *arguments: str, given: Any = None, cwd: Path = REPO) -> Any:
    done = subprocess.run(
        [NODE, "-e", script, *arguments],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=True,
        cwd=cwd,
    )
    return json.loads(done.stdout)


@cache
def _schemas() -> dict[str, Any]:
    corpus = loading.load(settings.load(REPO))
    return {name: json.loads(text) for name, text in editor_schemas.files(corpus).items()}


def offered(kind: str, marked: str) -> list[dict[str, Any]]:
    """Return what is offered where the mark stands in an entry of a type of this repository."""
    line = marked[: marked.index(MARK)].count("\n")
    character = len(marked.split("\n")[line].partition(MARK)[0])
    schema, names = (_schemas()[f"{name}.json"] for name in (kind, "names"))
    text = marked.replace(MARK, "")
    found: list[dict[str, Any]] = node(
        COMPLETE, str(EXTENSION / "complete.js"), given=[text, line, character, schema, names]
    )
    return found


def labels(kind: str, marked: str) -> list[str]:
    return [item["label"] for item in offered(kind, marked)]


@pytest.fixture(scope="module")
def ids(knowledge: Corpus) -> dict[str, list[str]]:
    groups = knowledge.whole.by_type
    return {name: [entry.id for entry in group] for name, group in groups.items()}


def test_a_value_is_one_of_the_words_of_its_field() -> None:
    assert labels("mechanism", f"---\npath: {MARK}\n---\n") == [
        "signaling",
        "media",
        "both",
        "other",
    ]
    assert labels("mechanism", f"---\npath: me{MARK}\n---\n") == [
        "signaling",
        "media",
        "both",
        "other",
    ]


def test_a_value_by_a_criterion_is_a_word_of_its_vocabulary(knowledge: Corpus) -> None:
    marked = (
        f"---\nid: x\ncriteria:\n  clipping:\n    note: >-\n      Words.\n    value: {MARK}\n---\n"
    )
    items = offered("mechanism", marked)
    values = knowledge.whole.entries["clipping"].values
    assert [item["label"] for item in items] == [*values]
    assert all(
        word.meaning in item["about"] for word, item in zip(values.values(), items, strict=True)
    )


@pytest.mark.parametrize(
    "cites",
    [
        "cites: [{}]",
        "cites: [RFC3711, {}]",
        "cites: [RFC3711,\n  {}]",
        "cites: [{}",
        "cites:\n  - {}",
        "cites:\n  - RFC3711\n  - RFC{}",
    ],
)
def test_a_list_of_links_offers_the_ids_of_its_type(cites: str, ids: dict[str, list[str]]) -> None:
    marked = f"---\nid: x\n{cites.format(MARK)}\nsummary: Words.\n---\n"
    assert labels("mechanism", marked) == ids["reference"]


def test_a_group_of_links_offers_the_ids_that_are_not_there_yet(
    ids: dict[str, list[str]],
) -> None:
    marked = f"---\nmotivated_by:\n  clipping: >-\n    Words.\n  {MARK}\n---\n"
    first = ids["scenario"][0]
    marked = marked.replace("clipping", first)
    assert labels("requirement", marked) == ids["scenario"][1:]


def test_a_field_is_one_that_the_entry_has_not_yet() -> None:
    found = labels("requirement", f"---\nid: R1\ntitle: Words\n{MARK}\nsection: 4\n---\n")
    assert {"summary", "keywords", "statement", "motivated_by", "cites"} <= {*found}
    assert not {"id", "title", "section"} & {*found}


def test_a_field_of_a_value_is_one_that_the_value_has_not_yet() -> None:
    marked = (
        f"---\ncriteria:\n  clipping:\n    value: clipped\n    {MARK}\n  pfs:\n    note: x\n---\n"
    )
    assert labels("mechanism", marked) == [
        "note",
        "condition",
        "editorial",
        "no_verdict",
        "disputed_by",
        "document",
        "section",
        "later",
    ]
    inserted = {
        item["label"]: item["insert"] for item in offered("criterion", f"---\n{MARK}\n---\n")
    }
    assert inserted["title"] == "title: "
    assert inserted["arises_in"] == "arises_in: ["
    assert inserted["values"] == "values:\n"


def test_a_finding_on_purpose_names_a_rule() -> None:
    assert "link-missing" in labels("requirement", f"---\naccepted:\n  {MARK}\n---\n")


@pytest.mark.parametrize(
    "prose", ["{entry}`‸`", "{entry}`zr‸", "{entry}`the words <‸>`", "a {entry}`x` {entry}`‸"]
)
def test_prose_names_entries(prose: str, ids: dict[str, list[str]]) -> None:
    found = labels("mechanism", f"---\nid: x\n---\n\n{prose}\n")
    assert sorted(found) == sorted(name for group in ids.values() for name in group)


def test_prose_names_tables_types_and_terms(knowledge: Corpus) -> None:
    head = "---\nid: x\n---\n\n"
    assert "matrix" in labels("mechanism", f"{head}```{{computed}} {MARK}\n```\n")
    types = [*knowledge.settings.types]
    assert labels("mechanism", f"{head}:::{{entries}} {MARK}\n:::\n") == types
    assert labels("mechanism", f"{head}{{count}}`{MARK}`\n") == types
    assert labels("mechanism", f"{head}{{term}}`{MARK}`\n")


@pytest.mark.parametrize(
    "marked",
    [
        "‸---\nid: x\n---\n",
        "---\nid: x\n---‸\n",
        "---\nid: x\n---\n\nSome words‸\n",
        "---\nsummary: >-\n  Words: and more‸\n---\n",
        "---\nnothing:\n  here: ‸\n---\n",
        "‸",
    ],
)
def test_elsewhere_nothing_is_offered(marked: str) -> None:
    assert labels("mechanism", marked) == []


# -- settings


def test_each_type_of_entry_has_its_schema_in_the_settings() -> None:
    found = settings.load(REPO)
    assert SETTINGS["speckb.schemas"] == {
        f"{kind.folder}/*.md": f"{found.editor_schemas}/{name}.json"
        for name, kind in found.types.items()
    }
    named = [*SETTINGS["speckb.schemas"].values(), SETTINGS["speckb.names"]]
    assert {name.removeprefix(f"{found.editor_schemas}/") for name in named} <= {*_schemas()}


def test_the_settings_of_the_extension_are_those_that_it_declares() -> None:
    package = json.loads((EXTENSION / "package.json").read_text(encoding="utf-8"))
    declared = package["contributes"]["configuration"]["properties"]
    assert {name for name in SETTINGS if name.startswith("speckb.")} == {*declared}
    code = (EXTENSION / "extension.js").read_text(encoding="utf-8")
    assert {f"speckb.{name}" for name in re.findall(r'\.get\("(\w+)"', code)} == {*declared}
    assert (EXTENSION / package["main"]).is_file()
    assert package["capabilities"]["untrustedWorkspaces"]["supported"] is False


# -- the extension in a stand-in of the editor

EDITOR = """
const Module = require("module");
const found = { marks: {}, providers: [], cleared: 0 };
class Item { constructor(label, kind) { Object.assign(this, { label, kind }); } }
const folder = { uri: { fsPath: process.cwd(), path: process.cwd() } };
const given = JSON.parse(require("fs").readFileSync(0, "utf8"));
const vscode = {
  CompletionItem: Item,
  CompletionItemKind: { Property: "field", Value: "value" },
  Diagnostic: class { constructor(range, message, severity) {
    Object.assign(this, { range, message, severity }); } },
  Range: class { constructor(...places) { this.places = places; } },
  RelativePattern: class { constructor(base, pattern) { this.pattern = pattern; } },
  Uri: {
    joinPath: (uri, name) => ({ fsPath: `${uri.fsPath}/${name}`, toString: () => name }),
    parse: (name) => ({ toString: () => name }),
  },
  languages: {
    createDiagnosticCollection: () => ({
      clear: () => { found.cleared += 1; },
      set: (uri, marks) => { found.marks[uri] = marks; },
    }),
    registerCompletionItemProvider: (selector, provider) => {
      found.providers.push(provider); return {}; },
    match: ({ pattern }, document) =>
      document.name.startsWith(pattern.pattern.replace("*.md", "")) ? 10 : 0,
  },
  window: { setStatusBarMessage: (message) => { found.status = message; } },
  workspace: {
    workspaceFolders: [folder],
    getWorkspaceFolder: () => folder,
    getConfiguration: () => ({ get: (name, other) => given.settings[`speckb.${name}`] ?? other }),
    onDidSaveTextDocument: () => ({}),
  },
};
const load = Module._load;
Module._load = (name, ...rest) => (name === "vscode" ? vscode : load(name, ...rest));
require(process.argv[1]).activate({ subscriptions: [] });
const text = given.text;
const document = { name: given.name, uri: folder.uri, getText: () => text,
  getWordRangeAtPosition: () => undefined };
found.items = found.providers[0].provideCompletionItems(document, given.position);
delete found.providers;
process.on("exit", () => console.log(JSON.stringify(found)));
"""


def test_the_extension_completes_and_marks_what_the_check_finds(small: Path) -> None:
    path = small / "works/HARBOUR-1911.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}\n🚲🚲 {{entry}}`nobody`\n", encoding="utf-8")
    found = node(
        EDITOR,
        str(EXTENSION / "extension.js"),
        given={
            "settings": {
                **SETTINGS,
                "speckb.command": [str(Path(sys.executable).with_name("speckb"))],
                "speckb.schemas": {"works/*.md": ".schema.json"},
            },
            "name": "works/HARBOUR-1911.md",
            "text": "---\nshelf: \n---\n",
            "position": {"line": 1, "character": 7},
        },
        cwd=_with_schema(small),
    )
    assert [item["label"]["label"] for item in found["items"]] == ["open", "closed"]
    _letters, mark = found["marks"]["works/HARBOUR-1911.md"]
    assert (mark["code"], mark["severity"], mark["source"]) == ("prose-unknown", 0, "speckb")
    line = text.count("\n") + 1
    start = len("🚲🚲 {entry}`".encode("utf-16-le")) // 2
    assert mark["range"]["places"] == [line, start, line, start + len("nobody")]


def _with_schema(root: Path) -> Path:
    shelf = {"properties": {"shelf": {"enum": ["open", "closed"]}}}
    (root / ".schema.json").write_text(json.dumps(shelf), encoding="utf-8")
    return root


def test_a_command_that_is_not_there_is_said_in_the_status_bar(small: Path) -> None:
    found = node(
        EDITOR,
        str(EXTENSION / "extension.js"),
        given={
            "settings": {"speckb.command": ["./nothing"]},
            "name": "x.md",
            "text": "",
            "position": {"line": 0, "character": 0},
        },
        cwd=small,
    )
    assert found["status"].startswith("speckb: ")
    assert found["marks"] == {}
