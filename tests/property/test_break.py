"""A knowledge base with one thing broken: findings, or a clean pass that is right.

Never a traceback, never more work than the size of what is broken asks for, and never a change of
the tree. `SPECKB_BREAK=5000 pytest tests/property/test_break.py` tries more ways to break it.
"""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import stat
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from speckb.corpus import loading
from speckb.corpus import settings as knowledge_settings
from speckb.files.frontmatter import Builder
from speckb.rules import report
from speckb.rules.check import RULES, check
from speckb.rules.impact import caused
from tests.conftest import REPO, SECOND
from tests.unit.filled import fill, review
from tests.unit.lending import LEND_1, PRIVACY, Lending

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from speckb.corpus.settings import EntryType
    from speckb.rules.finding import Finding

KEY = re.compile(r"^( *)([\w-]+):( |$)")
WORD = re.compile(r"[A-Za-z][\w-]+")
REMARK = '"remark": {"title": "R", "description": "Whether it needs one.", "enum": ["required"]}'
# What a finding may cost in a report: its head, its line, its caret and the rule.
MOST_FINDINGS = 500
MOST_LETTERS = 3_000

broken = settings(max_examples=int(os.environ.get("SPECKB_BREAK", "100")))
somewhere = st.integers(0, 1_000_000)


class Base:
    """The knowledge base in a folder of its own, with every file's bytes in memory."""

    def __init__(self, root: Path) -> None:
        lending = fill(Lending(root))
        lending.change("schemas/demand.json", '"minItems": 1', '"minItems": 1, "uniqueItems": true')
        lending.change("schemas/yardstick.json", '"depends_on": {', f'{REMARK}, "depends_on": {{')
        lending.change(PRIVACY, "on the way know too.\n", "know.\n    remark: required\n")
        review(lending)
        self.root = root
        self.settings = knowledge_settings.load(root)
        self.files = {
            path.relative_to(root).as_posix(): path.read_bytes()
            for path in sorted(root.rglob("*"))
            if path.is_file()
        }
        self.types = {
            name: kind
            for kind in self.settings.types.values()
            for name in self.files
            if name.rpartition("/")[0] == kind.folder
            if name.endswith(".md") and not name.endswith("/index.md")
        }
        self.entries = sorted(self.types)
        found = loading.load(self.settings)
        self.prose = sorted(item.path for item in found.items)
        self.meta = {name: self.front(name) for name in self.entries}
        self.kinds = {meta["id"]: self.types[name].name for name, meta in self.meta.items()}

    def text(self, name: str) -> str:
        return self.files[name].decode()

    def front(self, name: str) -> dict[str, Any]:
        """Return the front matter, by another reader than the engine's."""
        data: dict[str, Any] = yaml.load(
            self.text(name).split("\n---\n", 1)[0].removeprefix("---\n"), yaml.CBaseLoader
        )
        return data

    def state(self) -> dict[str, tuple[int, ...]]:
        """Return what would differ if anybody touched the tree."""
        found = {}
        for folder, _, names in os.walk(self.root):
            for path in (folder, *(f"{folder}/{name}" for name in names)):
                kept = os.lstat(path)
                found[path] = (kept.st_mode, kept.st_size, kept.st_mtime_ns, kept.st_ino)
        return found

    @contextmanager
    def instead(self, *changes: tuple[str, bytes]) -> Iterator[None]:
        """Write files anew, and put them back."""
        for name, data in changes:
            (self.root / name).write_bytes(data)
        try:
            yield
        finally:
            for name, _ in changes:
                (self.root / name).write_bytes(self.files[name])

    def findings(self, *changes: tuple[str, bytes]) -> list[Finding]:
        """Return what is said with files changed; whatever it is, it can be reported."""
        with self.instead(*changes):
            before = self.state()
            found = self.check()
            assert self.state() == before
            for finding in found:
                self.place(finding)
            names = {name for name, _ in changes}
            assert caused(found, names, self.settings) == found
        said = report.text(found, RULES)
        assert len(found) <= MOST_FINDINGS
        assert len(said) <= MOST_LETTERS * (len(found) + 1)
        broken_rules = {rule: RULES[rule] for rule in RULES if rule in {f.rule for f in found}}
        for write in (report.as_json, report.github, report.sarif, report.junit):
            write(found, broken_rules)
        return found

    def check(self) -> list[Finding]:
        """Return what is said of the tree, whose settings are as they were."""
        return check(loading.load(self.settings))

    def place(self, finding: Finding) -> None:
        """Hold that a finding lies inside its file and that it says something."""
        place = finding.place
        assert finding.message
        data = (self.root / place.path).read_bytes().decode("utf-8-sig", "replace")
        lines = data.replace("\r\n", "\n").split("\n")
        assert 1 <= place.line <= len(lines)
        assert 1 <= place.column <= len(lines[place.line - 1]) + 1
        assert place.end > place.column

    def files_named(self, findings: list[Finding]) -> set[str]:
        return {finding.place.path for finding in findings}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Base:
    return Base(tmp_path_factory.mktemp("broken") / "knowledge")


def chosen(names: list[str], number: int) -> str:
    return names[number % len(names)]


def test_the_copy_is_clean(base: Base) -> None:
    assert base.findings() == []
    assert len(base.entries) > 15


# -- what a clean pass must mean


class _Unique(yaml.CBaseLoader):
    """Reads words as they are, and refuses what the engine must refuse."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        assert len(keys) == len({*keys}), f"a key stands twice in {keys}"
        return super().construct_mapping(node, deep)


def sound(base: Base, name: str, data: bytes) -> None:
    """Hold that a changed entry is right, by other means than the engine's."""
    text = data.decode("utf-8-sig").replace("\r\n", "\n")
    assert text.startswith("---")
    head = text.split("\n", 1)[1]
    end = re.search(r"^---\s*$", head, re.M)
    assert end
    meta = yaml.load(head[: end.start()], _Unique)
    assert not re.search(r"(^|[\s\[{,])[&*!][\w!]", re.sub(r"(?m)#.*$", "", _flat(head)))
    kind = base.types[name]
    assert meta["id"] == Path(name).stem
    valid(kind, meta)
    for link in base.settings.links.values():
        targets = meta.get(link.name, ())
        for target in targets if isinstance(targets, list | dict) else ():
            assert target in base.kinds
            assert not link.targets or base.kinds[target] in link.targets
    (criterion_type,) = base.settings.criteria
    if "criteria" in meta:
        assert {*meta["criteria"]} == {i for i, k in base.kinds.items() if k == criterion_type.name}
    for criterion, cell in meta.get("criteria", {}).items():
        words = base.meta[f"{criterion_type.folder}/{criterion}.md"]["values"]
        assert cell["value"] in words
        assert words[cell["value"]].get("remark") != "required" or cell.get("note")
    if kind is criterion_type:
        used = {
            one["criteria"][meta["id"]]["value"] for one in base.meta.values() if "criteria" in one
        }
        assert used <= {*meta["values"]}


def _flat(head: str) -> str:
    """Return the front matter without texts, where any sign may stand."""
    lines = re.split(r"^---\s*$", head, maxsplit=1, flags=re.M)[0].split("\n")
    return "\n".join(
        line for line in lines if KEY.match(line) and line.rstrip()[-1:] not in ">|-'\""
    )


def number(value: Any) -> Any:
    """Return a number for a word that is one."""
    return json.loads(value) if re.fullmatch(r"-?(0|[1-9]\d{0,9})(\.\d{1,9})?", value) else value


def valid(kind: EntryType, meta: dict[str, Any]) -> None:
    numeric = {
        name
        for name, part in kind.properties.items()
        for one in (part, *part.get("oneOf", ()))
        if one.get("type") in {"integer", "number"}
    }
    read = {k: number(v) if k in numeric else v for k, v in meta.items()}
    assert [
        e.message for e in jsonschema_rs.validator_for(dict(kind.schema)).iter_errors(read)
    ] == []


def judged(base: Base, name: str, data: bytes) -> list[Finding]:
    """Return the findings of one changed entry; where there are none, it must be right."""
    found = base.findings((name, data))
    if not found:
        sound(base, name, data)
    return found


# -- one thing broken


def keys(base: Base, name: str) -> list[int]:
    """Return the lines of the front matter that have a key."""
    lines = base.text(name).split("\n---\n", 1)[0].split("\n")
    return [number for number, line in enumerate(lines) if KEY.match(line)]


def block(lines: list[str], number: int) -> int:
    """Return the line after the key's value."""
    depth = len(lines[number]) - len(lines[number].lstrip())
    end = number + 1
    while end < len(lines) and (not lines[end].strip() or lines[end].startswith(" " * (depth + 1))):
        end += 1
    return end


@broken
@given(somewhere, somewhere)
def test_without_a_key(base: Base, file: int, position: int) -> None:
    name = chosen(base.entries, file)
    lines = base.text(name).split("\n")
    numbers = keys(base, name)
    number = numbers[position % len(numbers)]
    match = KEY.match(lines[number])
    assert match
    kept = lines[:number] + lines[block(lines, number) :]
    found = judged(base, name, "\n".join(kept).encode())
    if match[1] == "" and match[2] in base.types[name].schema["required"]:
        missing = [f for f in found if f.rule == "field-missing"]
        assert [(f.place.path, repr(match[2]) in f.message) for f in missing] == [(name, True)]
        assert base.files_named(found) == {name}


@broken
@given(somewhere, somewhere)
def test_with_two_ids_swapped(base: Base, one: int, other: int) -> None:
    names = {chosen(base.entries, one), chosen(base.entries, other)}
    ids = {name: base.meta[name]["id"] for name in names}
    swapped = dict(zip(names, reversed([*ids.values()]), strict=True))
    changes = [
        (name, base.text(name).replace(f"\nid: {ids[name]}\n", f"\nid: {swapped[name]}\n").encode())
        for name in names
    ]
    found = base.findings(*changes)
    expected = sorted((name, "id-file") for name in names if ids[name] != swapped[name])
    assert sorted((f.place.path, f.rule) for f in found) == expected


@broken
@given(somewhere, somewhere)
def test_with_two_files_swapped(base: Base, one: int, other: int) -> None:
    names = [chosen(base.prose, one), chosen(base.prose, other)]
    found = base.findings((names[0], base.files[names[1]]), (names[1], base.files[names[0]]))
    if names[0] != names[1] and {*names} & {*base.entries}:
        assert {*names} & base.files_named(found)


@broken
@given(somewhere, somewhere)
def test_cut_short(base: Base, file: int, position: int) -> None:
    name = chosen(base.entries, file)
    data = base.files[name]
    judged(base, name, data[: position % len(data)])


@broken
@given(somewhere, somewhere)
def test_a_page_cut_short(base: Base, file: int, position: int) -> None:
    name = chosen(sorted({*base.prose} - {*base.entries}), file)
    data = base.files[name]
    base.findings((name, data[: position % len(data)]))


@broken
@given(somewhere, somewhere, st.binary(min_size=1, max_size=6))
def test_with_bytes_put_in(base: Base, file: int, position: int, odd: bytes) -> None:
    name = chosen(base.prose, file)
    data = base.files[name]
    place = position % (len(data) + 1)
    changed = data[:place] + odd + data[place:]
    found = judged(base, name, changed) if name in base.types else base.findings((name, changed))
    try:
        changed.decode()
    except UnicodeDecodeError:
        assert (name, "file-encoding") in {(f.place.path, f.rule) for f in found}


def misspell(word: str, how: int) -> str:
    """Return the word with two letters swapped, one doubled, or one taken out."""
    place = (how // 3) % (len(word) - 1)
    swapped = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    return [swapped, word[: place + 1] + word[place:], word[:place] + word[place + 1 :]][how % 3]


def strict_words(base: Base, name: str) -> Iterator[tuple[int, int, str]]:
    """Yield line, column and word of what must be a word that the knowledge base knows."""
    lines = base.text(name).split("\n---\n", 1)[0].split("\n")
    for number, line in enumerate(lines):
        match = re.match(r"    value: (.*)$", line) or re.match(
            r"(?:draws_on|seen_in|answers|duty): \[(.*)\]$", line
        )
        if match:
            for word in re.finditer(r"[^,\s][^,]*", match[1]):
                yield number, match.start(1) + word.start(), word[0].rstrip()


@broken
@given(somewhere, somewhere, somewhere)
def test_with_a_word_misspelt(base: Base, file: int, position: int, how: int) -> None:
    names = [name for name in base.entries if any(strict_words(base, name))]
    name = chosen(names, file)
    words = [*strict_words(base, name)]
    number, column, word = words[position % len(words)]
    wrong = misspell(word, how)
    lines = base.text(name).split("\n")
    line = lines[number]
    lines[number] = line[:column] + wrong + line[column + len(word) :]
    found = judged(base, name, "\n".join(lines).encode())
    errors = [finding for finding in found if finding.severity == "error"]
    assert len(errors) <= 1
    if errors:
        place = errors[0].place
        assert (place.path, place.line, place.column) == (name, number + 1, column + 1)
        assert repr(wrong) in errors[0].message


@broken
@given(somewhere, somewhere)
def test_with_a_line_doubled(base: Base, file: int, position: int) -> None:
    name = chosen(base.entries, file)
    lines = base.text(name).split("\n")
    number = position % len(lines)
    found = judged(base, name, "\n".join([*lines[: number + 1], *lines[number:]]).encode())
    if number in keys(base, name):
        assert base.files_named(found) == {name}
        assert {f.rule for f in found} & {"yaml-duplicate-key", "yaml-syntax"}


@broken
@given(somewhere, st.lists(somewhere, min_size=2, max_size=2))
def test_with_two_lines_swapped(base: Base, file: int, positions: list[int]) -> None:
    name = chosen(base.entries, file)
    lines = base.text(name).split("\n")
    one, other = (position % len(lines) for position in positions)
    lines[one], lines[other] = lines[other], lines[one]
    judged(base, name, "\n".join(lines).encode())


@broken
@given(somewhere, somewhere)
def test_with_a_line_indented(base: Base, file: int, position: int) -> None:
    name = chosen(base.entries, file)
    lines = base.text(name).split("\n")
    number = position % len(lines)
    lines[number] = (" ", "\t")[position % 2] + lines[number]
    judged(base, name, "\n".join(lines).encode())


ODD = [
    *[
        "",
        "~",
        "null",
        "true",
        "no",
        "[]",
        "{}",
        "[[]]",
        "{a: b}",
        "[null]",
        "''",
        "0",
        "-1",
        "1.5",
    ],
    *[
        "9" * 5_000,
        "-" + "9" * 400,
        "9" * 400 + ".5",
        "1e999",
        ".inf",
        ".nan",
        "0x1F",
        "1_000",
        "٣",
    ],
    *["2001-02-03", "12:30:45", "!!python/name:os.system ''", "!!python/object/apply:os.abort []"],
    *["!!int 1", "!!binary aGVsbG8=", "!x y", "&a b", "*a", "&a [*a]", "{<<: {id: x}}", "<<"],
    *["|", ">", "|9", "- a", "? a", "a: b", "'", '"', "[", "{", "]", "}", "@a", "`a`", "%a", "# a"],
    *['"\\ud800"', '"\\0"', '"\\x1b[31m"', "日本", "e\u0301", "\u202e", "\u2028", "\x85", "\x00"],
    *["a\rb", "\x1b[2J", "x" * 20_000, "[" * 60 + "]" * 60, "{a: " * 60 + "}" * 60],
]


@broken
@given(somewhere, somewhere, st.sampled_from(ODD) | st.text(max_size=8))
def test_with_an_odd_value(base: Base, file: int, position: int, odd: str) -> None:
    name = chosen(base.entries, file)
    lines = base.text(name).split("\n")
    numbers = keys(base, name)
    number = numbers[position % len(numbers)]
    match = KEY.match(lines[number])
    assert match
    kept = [*lines[:number], f"{match[1]}{match[2]}: {odd}", *lines[block(lines, number) :]]
    data = "\n".join(kept).encode("utf-8", "replace")
    if len(odd) < 1_000:
        judged(base, name, data)
    else:
        with base.instead((name, data)):
            found = base.check()
        assert len(found) <= MOST_FINDINGS


@broken
@given(somewhere, somewhere, st.sampled_from(ODD))
def test_with_an_odd_key(base: Base, file: int, position: int, odd: str) -> None:
    name = chosen(base.entries, file)
    lines = base.text(name).split("\n")
    numbers = keys(base, name)
    number = numbers[position % len(numbers)]
    line = KEY.sub(lambda match: f"{match[1]}{odd[:80]}:{match[3]}", lines[number], count=1)
    judged(base, name, "\n".join([*lines[:number], line, *lines[number + 1 :]]).encode())


PROSE = [
    *[
        "{entry}`nobody`",
        "[a](../../x.md)",
        "[a](javascript:x)",
        "[a](http://[)",
        "<b>",
        "<!-- x -->",
    ],
    *["[a](x\x00.md)", f"[a]({'a' * 5_000}.md)", f"[a]({'a/' * 3_000}x.md)", "[a](//[)", "[a](#)"],
    *["[a](..)", "[a](/etc/passwd)", "```{include} x\n```", ":::{raw} html\n:::", "{download}`x`"],
    *[
        "| a |\n| --- |",
        "FIXME",
        "```",
        "~~~~",
        ":::",
        "`",
        "\x1b[2J",
        "\x00",
        "\u2028",
        "日本",
        "\t",
    ],
    *[
        "[a]: x",
        "![](x)",
        "[](x)",
        "{entry}``",
        "{entry}`<>`",
        "{}`x`",
        "```{}\n```",
        "$$",
        "%",
        "\\",
    ],
]


@broken
@given(somewhere, somewhere, st.lists(st.sampled_from(PROSE) | st.text(max_size=9), max_size=4))
def test_with_odd_prose(base: Base, file: int, position: int, odd: list[str]) -> None:
    name = chosen(base.prose, file)
    lines = base.text(name).split("\n")
    first = lines.index("---", 1) + 1 if lines[0] == "---" else 0
    number = first + position % (len(lines) - first + 1)
    text = "\n".join([*lines[:number], " ".join(odd), *lines[number:]])
    data = text.encode("utf-8", "replace")
    with base.instead((name, data)):
        found = base.check()
    folder, _, file = name.rpartition("/")
    unlisted = {entry for entry in base.entries if file == "index.md" and f"{folder}/" in entry}
    # a label that is now in this file too is reported where it was before
    apart = [f for f in found if not (f.rule == "label-twice" and f"in {name}:" in f.message)]
    assert base.files_named(apart) <= {name, *unlisted}
    if len(text) < len(base.text(name)) + 1_000:
        assert base.findings((name, data)) == found


# -- what breaks nothing

HARMLESS: dict[str, Callable[[str], bytes]] = {
    "carriage returns": lambda text: text.replace("\n", "\r\n").encode(),
    "some carriage returns": lambda text: text.replace("\n", "\r\n", 7).encode(),
    "a mark of the byte order": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "blank lines at the end": lambda text: text.encode() + b"\n\n\n",
    "no line end at the end": lambda text: text.rstrip("\n").encode(),
    "blanks after the dashes": lambda text: text.replace("---\n", "---  \n", 2).encode(),
    "a comment": lambda text: re.sub(r"\A---\n", "---\n# A comment.\n", text).encode(),
    "a blank line before the end": lambda text: text.replace("\n---\n", "\n\n---\n", 1).encode(),
    "a paragraph": lambda text: text.encode() + "\nA paragraph of words, λόγος.\n".encode(),
    "a long line": lambda text: text.encode() + b"\n" + b"words " * 1_600 + b"\n",
}


@pytest.mark.parametrize("change", HARMLESS)
@settings(max_examples=max(1, broken.max_examples // 8))
@given(somewhere)
def test_harmless_changes_are_no_findings(base: Base, change: str, file: int) -> None:
    name = chosen(base.prose, file)
    assert base.findings((name, HARMLESS[change](base.text(name)))) == []


# -- the file as a whole

WHOLE = {
    "nothing": b"",
    "blanks": b" \n\t\n",
    "dashes": b"---",
    "dashes twice": b"---\n---\n",
    "no front matter": b"# A heading\n",
    "front matter that does not end": b"---\nid: x\n",
    "a list": b"---\n- a\n---\n",
    "a word": b"---\nword\n---\n",
    "two documents": b"---\na: b\n...\n---\nc: d\n---\n",
    "NUL bytes": b"\0" * 1_000,
    "all bytes": bytes(range(256)),
    "UTF-16": "---\nid: x\n---\n".encode("utf-16"),
    "marks of the byte order": b"\xef\xbb\xbf\xef\xbb\xbf---\nid: x\n---\n",
    "old line ends": b"---\rid: x\r---\r",
    "YAML's own line ends": "---\nid: x\u2028title: y\x85a: b\n---\n".encode(),
    "merge keys": b"---\nid: x\n<<: {title: y}\n<<: [{a: b}]\n---\n",
    "laughs": b"---\na: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: [*c,*c]\n---\n",
    "tags": b"---\n!!python/object/apply:os.system ['exit 1']\n---\n",
    "lists 10,000 deep": b"---\nid: " + b"[" * 10_000 + b"]" * 10_000 + b"\n---\n",
    "groups 10,000 deep": b"---\nid: " + b"{a: " * 10_000 + b"}" * 10_000 + b"\n---\n",
    "items 10,000 deep": b"---\nid:\n  " + b"- " * 10_000 + b"x\n---\n",
    "quotes 10,000 deep": b"---\nid: x\n---\n" + b"> " * 10_000 + b"x\n",
    "lists never closed": b"---\nid: " + b"[" * 10_000 + b"\n---\n",
}


@pytest.mark.parametrize("name", WHOLE)
def test_with_another_file_in_its_place(base: Base, name: str) -> None:
    for kind in base.settings.types.values():
        entry = next(entry for entry in base.entries if base.types[entry] is kind)
        with base.instead((entry, WHOLE[name])):
            before = base.state()
            found = base.check()
            assert base.state() == before
        assert entry in base.files_named(found)
        assert base.files_named(found) <= {entry, *base.prose}
        assert len(found) <= MOST_FINDINGS
    for page in ("index.md", "demands/index.md"):
        with base.instead((page, WHOLE[name])):
            assert len(base.check()) <= MOST_FINDINGS


# -- what is no file


def said(base: Base, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command on the broken tree with little time and memory; it leaves the tree alone."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))

    before = base.state()
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "--root", base.root, "check", *arguments],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=limit,
        env={**os.environ, "PYTHONPATH": str(REPO), "PYTHONIOENCODING": "utf-8"},
    )
    assert base.state() == before
    assert done.stderr == ""
    assert done.returncode in {0, 1}
    return done


PROGRAM = "import sys; from speckb.cli.main import main; sys.exit(main())"
# Many times what a file of this size needs, and far from what it takes when each finding, or each
# start of something that never ends, reads the whole file again.
SECONDS = 20
MEMORY = 2**30


@pytest.fixture
def tree(base: Base) -> Iterator[Base]:
    """The tree for a test that does more than write files; it is laid anew afterwards."""
    yield base
    shutil.rmtree(base.root)
    for name, data in base.files.items():
        path = base.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def rules(base: Base) -> list[tuple[str, str]]:
    before = base.state()
    found = check(loading.load(knowledge_settings.load(base.root)))
    assert base.state() == before
    assert report.text(found, RULES)
    return [(finding.place.path, finding.rule) for finding in found]


ENTRY, PAGE, INDEX = LEND_1, "words.md", "candidates/index.md"


@pytest.mark.parametrize("name", [ENTRY, PAGE, INDEX])
@pytest.mark.parametrize(
    "target", ["/nowhere", "LEND-2.md", "..", ".", "/etc/passwd", "/dev/zero", ""]
)
def test_a_symbolic_link_is_a_finding_and_is_not_followed(
    tree: Base, name: str, target: str
) -> None:
    path = tree.root / name
    path.unlink()
    path.symlink_to(target or path.name)
    found = rules(tree)
    assert (name, "file-kind") in found
    if name == ENTRY:
        assert found == [(name, "file-kind")]


@pytest.mark.parametrize("target", ["/nowhere", "outside", "itself"])
def test_a_folder_that_is_a_symbolic_link_is_no_clean_pass(
    tree: Base, target: str, tmp_path: Path
) -> None:
    folder = tree.root / "demands"
    if target == "outside":
        shutil.copytree(folder, tmp_path / "demands")
    shutil.rmtree(folder)
    folder.symlink_to({"outside": tmp_path / "demands", "itself": folder}.get(target, target))
    assert rules(tree)


def test_a_loop_of_folders_ends(tree: Base) -> None:
    (tree.root / "demands/more").symlink_to("..")
    (tree.root / "side-by-side/more").symlink_to("..")
    assert rules(tree) == []


@pytest.mark.parametrize("folder", ["demands", "candidates", "side-by-side", "."])
def test_a_folder_with_the_name_of_a_file_is_no_entry(tree: Base, folder: str) -> None:
    name = "x.md" if folder == "." else f"{folder}/x.md"
    (tree.root / name).mkdir()
    assert rules(tree) == [(name, "file-kind")]


@pytest.mark.parametrize("name", [ENTRY, PAGE, INDEX])
def test_a_folder_in_place_of_a_file_is_no_clean_pass(tree: Base, name: str) -> None:
    (tree.root / name).unlink()
    (tree.root / name).mkdir()
    assert rules(tree)


@pytest.mark.parametrize("kind", [stat.S_IFIFO, stat.S_IFSOCK])
def test_what_is_neither_file_nor_folder_is_not_opened(tree: Base, kind: int) -> None:
    os.mknod(tree.root / "demands/x.md", kind | 0o644)
    assert rules(tree) == [("demands/x.md", "file-kind")]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_permission_is_a_finding(tree: Base) -> None:
    (tree.root / ENTRY).chmod(0)
    assert rules(tree) == [(ENTRY, "file-unreadable")]


@pytest.mark.parametrize("error", [PermissionError(13, "Permission denied"), OSError(5, "I/O")])
@pytest.mark.parametrize("name", [ENTRY, PAGE, INDEX])
def test_a_file_that_cannot_be_read_is_a_finding(
    base: Base, name: str, error: OSError, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path == base.root / name:
            raise error
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    found = rules(base)
    assert (name, "file-unreadable") in found
    assert {rule for path, rule in found if path == name} == {"file-unreadable"}


def test_a_file_that_is_deleted_is_no_clean_pass(tree: Base) -> None:
    for name in tree.entries[::9]:
        (tree.root / name).unlink()
        assert rules(tree) or not links_to(tree, tree.meta[name]["id"])
        (tree.root / name).write_bytes(tree.files[name])


def links_to(base: Base, target: str) -> bool:
    """Return whether any other file names the id where a link may stand."""
    word = re.compile(rf"(?<![\w-]){re.escape(target)}(?![\w-])")
    return any(word.search(base.text(name)) for name in base.prose if Path(name).stem != target)


@pytest.mark.parametrize(
    "name", ["\xff.md", "a\nb.md", "a\x1b[31m.md", "-x.md", "a b.md", "日本.md", "x" * 250 + ".md"]
)
def test_an_odd_file_name_is_a_finding(tree: Base, name: str) -> None:
    name = os.fsdecode(b"\xff.md") if name == "\xff.md" else name
    (tree.root / "demands" / name).write_bytes(tree.files[ENTRY])
    assert rules(tree) == [(f"demands/{name}", "id-file")]


# -- more than anybody would write


def repeated(piece: str, size: int = 200_000) -> str:
    return piece * (size // len(piece))


PLAIN = {
    "10 MB of prose": "Some plain words of prose, with `code` and **bold** ones.\n" * 180_000,
    "10 MB in a line": "words " * 1_700_000,
    "10 MB of line ends": "\n" * 10_000_000,
    "10 MB of NUL bytes": "\0" * 10_000_000,
    "10 MB of blanks": " " * 10_000_000,
    "10 MB of wide letters": "日本 " * 1_400_000,
    "comments never closed": repeated("<!--"),
    "instructions never closed": repeated("<?"),
    "tags never closed": repeated("<a "),
    "links never closed": repeated("[a]("),
    "brackets": repeated("["),
    "brackets on lines": repeated("[a\n"),
    "backticks": "{a}" + repeated("`"),
    "pairs of backticks": repeated("`` ` "),
    "fences": repeated("```\n"),
    "fences of growing length": "".join("`" * n + "\n" for n in range(3, 770)),
    "directives": repeated("```{note}\n```\n"),
    "code and directives": repeated("```\n```\n:::{note}\n:::\n"),
    "code and links": repeated("`a` [x](index.md) "),
    "code and links on lines": repeated("`a` [x](index.md)\n"),
    "quotes": repeated("> "),
    "items": repeated("- "),
    "dashes": repeated("-"),
    "bars": repeated("| - "),
    "angle brackets": repeated("<"),
    "backslashes": repeated("\\"),
    "percents": repeated("%\n"),
    "tabs": repeated("\t"),
}
FINDINGS = {
    "roles never closed": repeated("{entry}` ", 120_000),
    "references": repeated("[a]: b\n", 120_000),
    "unknown entries": repeated("{entry}`nobody`\n", 120_000),
    "unknown entries in a line": repeated("{entry}`nobody` ", 120_000),
    "placeholders": repeated("FIXME\n", 120_000),
    "placeholders in a line": repeated("FIXME ", 120_000),
    "raw HTML": repeated("<b>\n", 120_000),
    "raw HTML in a line": repeated("<b>", 120_000),
    "broken links": repeated("[a](b.md)\n", 120_000),
    "forbidden directives": repeated(":::{raw}\n:::\n", 120_000),
    "tables": repeated("| a |\n| --- |\n\n", 120_000),
}


@pytest.mark.parametrize("case", PLAIN)
def test_much_prose_takes_little_time_memory_and_output(base: Base, case: str) -> None:
    text = base.text(PAGE) + "\n" + PLAIN[case]
    with base.instead((PAGE, text.encode())):
        done = said(base)
    assert len(done.stdout) <= 1_000_000


@pytest.mark.parametrize("case", FINDINGS)
def test_many_findings_take_time_memory_and_output_by_their_number(base: Base, case: str) -> None:
    text = base.text(PAGE) + "\n" + FINDINGS[case]
    with base.instead((PAGE, text.encode())):
        done = said(base)
    assert done.returncode == 1
    heads = re.findall(rf"^{PAGE}:\d+:\d+: ", done.stdout, re.M)
    assert heads
    assert len(done.stdout) <= 1_000 * len(heads) + 10_000


FRONTS = {
    "a text of 10 MB": "x: " + "words " * 1_700_000,
    "a text of 10 MB on lines": "x: >-\n" + "  words words words\n" * 500_000,
    "a key of 1 MB": "x" * 1_000_000 + ": y",
    "a key of 1 MB that is quoted": '"' + "x" * 1_000_000 + '": y',
    "a number of 1 MB": "order: " + "9" * 1_000_000,
    "many fields": "".join(f"x{n}: y\n" for n in range(2_900)),
    "one field many times": "title: y\n" * 3_000,
    "many unknown links": "draws_on:" + "".join(f"\n  - x{n}" for n in range(2_900)),
    "many unknown words": "duty:" + "".join(f"\n  - X{n}" for n in range(2_900)),
    "many items": f"duty: [{'MUST, ' * 30_000}MUST]",
    "many accepted rules": "accepted:\n" + "".join(f"  link-{n}: y\n" for n in range(3_000)),
    "many anchors": "".join(f"x{n}: &a{n} y\n" for n in range(3_000)),
    "many comments": "# words\n" * 100_000,
    "lists a million deep": "x: " + "[" * 1_000_000,
}


@pytest.mark.parametrize("case", FRONTS)
def test_much_front_matter_takes_little_time_and_memory(base: Base, case: str) -> None:
    field = FRONTS[case].split(":")[0]
    text = (
        re.sub(rf"(?m)^{field}:.*(\n[ -].*)*\n", "", base.text(ENTRY))
        if len(field) < 20
        else base.text(ENTRY)
    )
    text = text.replace("\n---\n", f"\n{FRONTS[case]}\n---\n", 1)
    with base.instead((ENTRY, text.encode())):
        done = said(base)
    heads = re.findall(rf"^{ENTRY}:\d+:\d+: ", done.stdout, re.M)
    assert heads or case == "many comments"
    assert len(done.stdout) <= 2_000 * len(heads) + 10_000


@pytest.mark.parametrize("case", ["many unknown links", "many unknown words", "many fields"])
def test_the_front_matter_is_not_read_again_for_each_finding(
    base: Base, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = []
    build = Builder.build

    def count(builder: Builder, head: str) -> Any:
        if "x299" in head.lower():
            read.append(head)
        return build(builder, head)

    monkeypatch.setattr(Builder, "build", count)
    field = FRONTS[case].split(":")[0]
    lines = re.sub(rf"(?m)^{field}:.*\n", "", base.text(ENTRY))
    text = lines.replace("\n---\n", f"\n{FRONTS[case]}\n---\n", 1)
    with base.instead((ENTRY, text.encode())):
        found = base.check()
    assert len(found) >= 2_900
    assert 1 <= len(read) <= 10


# -- settings, schemas and reviews


@broken
@given(
    st.sampled_from(["ubproject.toml", "reviews.txt", "schemas/demand.json"])
    | st.sampled_from(sorted(f"schemas/{path.name}" for path in SECOND.glob("schemas/*.json"))),
    somewhere,
    somewhere,
    st.sampled_from(["cut", "delete", "double", "put in", "word"]),
    st.sampled_from(
        ["[", "]", "{", "}", ",", '"', "=", "\0", "é", "x", "1", "true", "[]", "{}", "\n"]
    ),
)
def test_with_a_setting_broken(
    base: Base, name: str, position: int, other: int, how: str, odd: str
) -> None:
    text = base.text(name)
    lines = text.split("\n")
    number = position % len(lines)
    place = position % len(text)
    match how:
        case "cut":
            text = text[:place]
        case "delete":
            text = "\n".join([*lines[:number], *lines[number + 1 :]])
        case "double":
            text = "\n".join([*lines[: number + 1], *lines[number:]])
        case "put in":
            text = text[:place] + odd + text[place:]
        case "word":
            words = [*WORD.finditer(text)]
            word = words[position % len(words)]
            text = text[: word.start()] + misspell(word[0], other) + text[word.end() :]
    with base.instead((name, text.encode())):
        before = base.state()
        try:
            found = check(loading.load(knowledge_settings.load(base.root)))
        except knowledge_settings.SettingsError as error:
            said_why = str(error)
            assert said_why
        else:
            assert report.text(found, RULES)
            json.loads(report.as_json(found, RULES))
        assert base.state() == before


def test_the_tree_is_as_it_was(base: Base) -> None:
    now = {
        path.relative_to(base.root).as_posix(): path.read_bytes()
        for path in base.root.rglob("*")
        if path.is_file()
    }
    assert now == base.files
    assert base.findings() == []
