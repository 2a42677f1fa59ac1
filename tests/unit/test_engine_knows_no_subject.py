"""The engine and its theme know neither knowledge base: their words come from files alone."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest

from tests.conftest import REPO
from tests.content.recorded import FACTS, read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from speckb.corpus.corpus import Corpus

ENGINE = REPO / "src/speckb"
FILES = [
    path
    for path in sorted(ENGINE.rglob("*"))
    if path.suffix in {".py", ".html", ".css", ".js", ".toml"}
]
# Words of a vocabulary that are English as well. `not-stated` is how the engine itself says so.
ORDINARY = {"conditional", "inherited", "none", "not-stated", "possible"}
PIECE = re.compile(r"[\w-]+")
KEYWORDS = {"MUST", "MUST NOT", "SHOULD", "SHOULD NOT"}  # which the engine is to know
SUBJECT = re.compile(r"\b(s?rtp|mikey|sdp|sip|keying|rekey|mechanisms?|loans?|librar\w+)\b", re.I)
# What both call their types differently; `criterion` is the engine's own word for what compares.
TYPES = {
    "requirement",
    "scenario",
    "mechanism",
    "attack class",
    "technique",
    "erratum",
    "demand",
    "circumstance",
    "yardstick",
}


@pytest.fixture(scope="module")
def words(lent: Corpus) -> set[str]:
    """Every id and every value of both knowledge bases that is no ordinary word.

    Of the first one those that the source has: what is added later may be an ordinary word.
    """
    found = {word for entry in lent.entries.values() for word in (entry.id, *entry.values)}
    for name, facts in FACTS.items():
        found |= {key for row in read(name) for key in facts.key(row)} - {""}
    found |= {word for row in read("criteria") for word in row["words"].split("; ")}
    return {word for word in found if len(word) > 3} - ORDINARY - KEYWORDS


@pytest.fixture(scope="module")
def search(words: set[str]) -> Callable[[str], set[str]]:
    """Return those of the words that stand in a text, as they are or in other capitals."""
    pieces = {word.lower() for word in words if PIECE.fullmatch(word)}
    others = [whole(word) for word in words if not PIECE.fullmatch(word)]
    pattern = re.compile("|".join(others), re.IGNORECASE)
    assert pieces
    assert others

    def found(text: str) -> set[str]:
        return (pieces & {*PIECE.findall(text.lower())}) | {*pattern.findall(text)}

    return found


def whole(word: str) -> str:
    return rf"(?<![\w-]){re.escape(word)}(?![\w-])"


def test_a_word_is_found_wherever_it_stands_alone(
    words: set[str], search: Callable[[str], set[str]]
) -> None:
    for word in words:
        for text in (f'"{word}"', f"x.{word.upper()}()", f"a {word}\n"):
            assert search(text), text
        assert not search(f"x-{word}-x")


def test_there_is_something_to_look_for(words: set[str]) -> None:
    assert words >= {"zrtp", "mikey-rsa-r", "late-binding", "clipping", "LEND-1", "open-ledger"}
    assert len(FILES) > 30


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ENGINE).as_posix())
def test_no_id_and_no_value_stands_in_the_engine(
    path: Path, search: Callable[[str], set[str]]
) -> None:
    assert search(path.read_text(encoding="utf-8")) == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ENGINE).as_posix())
def test_no_word_of_the_subject_stands_in_the_engine(path: Path) -> None:
    assert [found[0] for found in SUBJECT.finditer(path.read_text(encoding="utf-8"))] == []


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and text of each string that is no docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.lineno, node.value


# Words of other languages, by the module that writes them.
FOREIGN = {
    "d2.py": "scenarios",
    "oscal.py": "implemented-requirements",
    "proposal.py": "requirement",
    "sdoc.py": "REQUIREMENT",
}


@pytest.mark.parametrize(
    "path",
    [path for path in FILES if path.suffix == ".py"],
    ids=lambda path: path.relative_to(ENGINE).as_posix(),
)
def test_no_type_of_entry_is_named_in_the_code(path: Path) -> None:
    pattern = re.compile("|".join(rf"\b{name}s?\b" for name in TYPES), re.IGNORECASE)
    own = FOREIGN.get(path.name, "")
    texts = [(line, text.replace(own, "")) for line, text in strings(path)]
    assert [(line, text) for line, text in texts if pattern.search(text)] == []
