"""`check --changed`: with one file changed at random, each finding that the change caused."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from speckb.cli.main import main
from speckb.rules.check import RULES, check
from speckb.rules.impact import caused
from speckb.rules.reviews import confirm
from speckb.rules.rule import Scope
from tests.conftest import SECOND
from tests.property.test_corpus import Spoil, spoils
from tests.unit.gitrepo import GitRepo
from tests.unit.lending import LEND_1, SLIPS, Lending, known_settings

if TYPE_CHECKING:
    from pathlib import Path

    from speckb.rules.finding import Finding, Place

# A check takes most of the time of an example: a half of what the profile says.
half = settings(max_examples=settings().max_examples // 2)
FILES = sorted(path.relative_to(SECOND).as_posix() for path in SECOND.rglob("*.md"))
NAME = re.compile(r"(?<![\w-])[A-Za-z][\w-]*[\w]")
NAMES = sorted(
    {
        word
        for name in FILES
        for word in NAME.findall((SECOND / name).read_text(encoding="utf-8").split("\n---\n")[0])
    }
)


BUS = """\
---
id: book-bus
title: Book bus
section: A.9
summary: A bus full of books.
carrier: van
days: 3
desks: 1
grew_from:
  union-catalogue: The bus carries the catalogue.
---
"""


def spoil_elsewhere(lending: Lending) -> None:
    """Break rules of each scope, and confirm all assessments first."""
    lending.change("ubproject.toml", "[speckb]\n", '[speckb]\nreviews = "reviews.txt"\n')
    lending.change(
        "ubproject.toml", 'folder = "works"\n', 'folder = "works"\nlinked_by = ["draws_on"]\n'
    )
    lending.change("schemas/candidate.json", '"days",\n    "criteria"', '"days"')
    lending.write("candidates/book-bus.md", BUS)
    confirm(lending.corpus(), None)
    lending.change(SLIPS, "value: by-letter", "value: by-leter")
    lending.change(LEND_1, "[HARBOUR-1911]", "[HARBOR-1911]")
    lending.change("words.md", "# Words", "# Words\n\n{entry}`nobody` <b> {term}`nothing`\n")


@pytest.fixture(scope="module")
def lending(tmp_path_factory: pytest.TempPathFactory) -> Lending:
    found = Lending(tmp_path_factory.mktemp("changed") / "lending")
    spoil_elsewhere(found)
    return found


@pytest.fixture(scope="module")
def before(lending: Lending) -> set[tuple[Place, str]]:
    found = lending.findings()
    assert {RULES[finding.rule].scope for finding in found} == {*Scope}
    return {(finding.place, finding.rule) for finding in found}


def after(lending: Lending, name: str, text: str | None) -> tuple[list[Finding], list[Finding]]:
    """Return the findings with a file changed or deleted, all and those that it can have caused."""
    kept = (lending.root / name).read_bytes()
    if text is None:
        (lending.root / name).unlink()
    else:
        lending.write(name, text)
    try:
        found = check(lending.corpus())
        return found, caused(found, {name}, known_settings(lending.root))
    finally:
        lending.write(name, kept)


def hold(lending: Lending, before: set[tuple[Place, str]], name: str, text: str | None) -> None:
    """Hold that what is new or in the changed file is reported, and nothing old that is apart."""
    found, reported = after(lending, name, text)
    new = [f for f in found if (f.place, f.rule) not in before]
    assert [f for f in found if (f in new or f.place.path == name) and f not in reported] == []
    stem = name.rpartition("/")[2].removesuffix(".md")
    for finding in reported:
        if finding not in new and finding.place.path != name:
            scope = RULES[finding.rule].scope
            assert scope is not Scope.ONE_ENTRY
            assert scope is Scope.WHOLE_CORPUS or {name, stem} & finding.about


@half
@given(st.sampled_from(FILES), st.lists(spoils(), min_size=1, max_size=3))
def test_with_lines_changed(
    lending: Lending, before: set[tuple[Place, str]], name: str, changes: list[Spoil]
) -> None:
    lines = lending.text(name).split("\n")
    for change in changes:
        lines = change(lines)
    hold(lending, before, name, "\n".join(lines))


@half
@given(st.sampled_from(FILES), st.integers(0, 10_000), st.sampled_from([*NAMES, "nobody"]))
@example(LEND_1, 0, "LEND-2")
def test_with_another_word_in_place_of_one(
    lending: Lending, before: set[tuple[Place, str]], name: str, position: int, word: str
) -> None:
    text = lending.text(name)
    words = [*NAME.finditer(text)]
    old = words[position % len(words)]
    hold(lending, before, name, text[: old.start()] + word + text[old.end() :])


@pytest.mark.parametrize("name", FILES)
def test_with_a_file_deleted(lending: Lending, before: set[tuple[Place, str]], name: str) -> None:
    hold(lending, before, name, None)


FIELD = re.compile(r"^(?P<name>[\w-]+):.*\n(?:[ #].*\n)*", re.M)


@pytest.mark.parametrize("name", FILES)
def test_with_a_field_deleted(lending: Lending, before: set[tuple[Place, str]], name: str) -> None:
    text = lending.text(name)
    head = text.split("\n---\n")[0]
    for field in FIELD.finditer(head + "\n"):
        hold(lending, before, name, text[: field.start()] + text[field.end() :])


Edit = tuple[str, str, str]
ENTRIES = [name for name in FILES if name.count("/") == 1 and not name.endswith("index.md")]
TEXTS = [
    "[speckb]",
    "title",
    "summary",
    "value: yes",
    "{entry}`",
    "- LEND-1",
    "carrier",
    "](",
    "# ",
]


def edits() -> st.SearchStrategy[Edit]:
    """Edits of any kind of file: what is done, to which file, and a word for it."""
    others = ["ubproject.toml", "schemas/candidate.json", "schemas/demand.json", "reviews.txt"]
    drawings = ["circumstances/drawings/flood.d2"]
    return st.one_of(
        st.tuples(st.sampled_from(["rename", "move"]), st.sampled_from(ENTRIES), st.just("NEW-1")),
        st.tuples(st.just("delete"), st.sampled_from([*FILES, *drawings]), st.just("")),
        st.tuples(st.just("copy"), st.sampled_from(ENTRIES), st.sampled_from(["NEW-2", "NEW-3"])),
        st.tuples(
            st.just("reword"), st.sampled_from([*FILES, *others]), st.sampled_from([*TEXTS, *NAMES])
        ),
    )


def edit(root: Path, kind: str, name: str, word: str) -> None:
    path = root / name
    if not path.exists():
        return
    text = path.read_text(encoding="utf-8")
    other = path.with_name(f"{word}.md")
    if kind == "reword":
        path.write_text(text.replace(word, f"{word}x", 1), encoding="utf-8")
    elif kind in {"rename", "copy"}:
        other.write_text(text.replace(f"id: {path.stem}", f"id: {word}", 1), encoding="utf-8")
    elif kind == "move":
        other.write_text(text, encoding="utf-8")
    if kind in {"rename", "move", "delete"}:
        path.unlink()


def checked(root: Path, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, Any]:
    status = main(["--root", str(root), "check", "--format", "json", *options])
    said = capsys.readouterr()
    return status, said.err or {tuple(f.items()) for f in json.loads(said.out)["findings"]}


@settings(max_examples=40)
@given(st.lists(edits(), min_size=1, max_size=3), st.booleans())
@example([("rename", LEND_1, "NEW-1")], True)
@example([("move", LEND_1, "NEW-1")], False)
@example([("reword", "ubproject.toml", "draws_on")], True)
def test_the_command_finds_what_the_full_check_finds_new(
    sound: Lending, capsys: pytest.CaptureFixture[str], changes: list[Edit], staged: bool
) -> None:
    repo = GitRepo(sound.root, new=False)
    repo.git("reset", "--quiet", "--hard")
    repo.git("clean", "--quiet", "--force", "-d")
    for change in changes:
        edit(sound.root, *change)
    if staged:
        repo.git("add", "--all")
    assert checked(sound.root, capsys, "--changed", "HEAD") == checked(sound.root, capsys)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Lending:
    """A knowledge base without findings in its first commit: whatever is found is new."""
    found = Lending(tmp_path_factory.mktemp("sound") / "lending")
    found.change("ubproject.toml", "[speckb]\n", '[speckb]\nreviews = "reviews.txt"\n')
    confirm(found.corpus(), None)
    assert found.findings() == []
    GitRepo(found.root).commit("Sound")
    return found
