"""Real entries, spoiled at random: findings come, tracebacks never."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speckb.corpus import loading, settings
from speckb.rules import report
from speckb.rules.check import RULES, check
from speckb.tables import comparison
from speckb.tables.entry_view import facts
from speckb.tables.fragments import rows
from speckb.tables.names import table_names
from tests.conftest import SECOND
from tests.unit.lending import CATALOGUE, LEND_1, PRIVACY, Lending

if TYPE_CHECKING:
    from pathlib import Path

    from speckb.corpus.corpus import Corpus
    from speckb.rules.finding import Finding

FILES = sorted(
    path.relative_to(SECOND).as_posix()
    for path in SECOND.rglob("*.md")
    if path.parent != SECOND and path.name != "index.md"
)
ODD = [
    *["", "~", "true", "no", "[]", "{}", "[[]]", "{a: b}", "[null]", "''", "0", "-1", "1.5"],
    *["*a", "&a b", "!!str x", "!x {}", "'", '"', "[", "{", "|", ">", "@", "- a", "a: b", "日本"],
]
Spoil = Callable[[list[str]], list[str]]

positions = st.integers(0, 60)


def at(position: int, lines: list[str]) -> int:
    return position % max(1, len(lines))


@st.composite
def spoils(draw: st.DrawFn) -> Spoil:
    """Return one change of a file's lines."""
    kind = draw(st.sampled_from(["delete", "double", "swap", "indent", "value", "misspell", "add"]))
    one, other = draw(positions), draw(positions)
    odd = draw(st.sampled_from(ODD) | st.text(max_size=6))

    def spoil(lines: list[str]) -> list[str]:
        found = [*lines]
        if not found:
            return found
        i, j = at(one, found), at(other, found)
        line = found[i]
        match kind:
            case "delete":
                del found[i]
            case "double":
                found.insert(j, line)
            case "swap":
                found[i], found[j] = found[j], found[i]
            case "indent":
                found[i] = f"  {line}" if other % 2 else line.lstrip()
            case "value":
                found[i] = f"{line.partition(':')[0]}: {odd}"
            case "misspell":
                k = other % max(1, len(line))
                found[i] = line[:k] + line[k + 1 : k + 2] + line[k : k + 1] + line[k + 2 :]
            case "add":
                k = other % (len(line) + 1)
                found[i] = line[:k] + odd + line[k:]
        return found

    return spoil


@pytest.fixture(scope="module")
def lending(tmp_path_factory: pytest.TempPathFactory) -> Lending:
    return Lending(tmp_path_factory.mktemp("spoiled") / "lending")


def said(lending: Lending) -> list[Finding]:
    """Check, print, and where nothing is wrong show everything that there is to show."""
    found = lending.corpus()
    findings = check(found)
    assert report.text(findings, RULES)
    for finding in findings:
        place = finding.place
        assert place.line >= 1
        assert place.end > place.column >= 1
        assert (lending.root / place.path).is_file()
    if not findings:
        show(found)
    return findings


def show(found: Corpus) -> None:
    for name in table_names(found):
        table = comparison.table(found, name)
        rows(found, table)
        for write in (
            comparison.to_csv,
            comparison.to_markdown,
            comparison.to_text,
            comparison.to_records,
        ):
            write(table)
    for entry in found.entries.values():
        facts(found, entry)


def spoiled(lending: Lending, name: str, data: bytes) -> list[Finding]:
    """Return what is said with one file in place of another, and put the file back."""
    before = (lending.root / name).read_bytes()
    lending.write(name, data)
    try:
        return said(lending)
    finally:
        lending.write(name, before)


@given(st.sampled_from(FILES), st.lists(spoils(), min_size=1, max_size=4))
def test_a_spoiled_entry_gives_findings_and_no_traceback(
    lending: Lending, name: str, changes: list[Spoil]
) -> None:
    lines = lending.text(name).split("\n")
    for change in changes:
        lines = change(lines)
    spoiled(lending, name, "\n".join(lines).encode("utf-8", "surrogatepass"))


@given(st.sampled_from(FILES), positions, st.binary(min_size=1, max_size=4))
def test_inserted_bytes_give_findings_and_no_traceback(
    lending: Lending, name: str, position: int, data: bytes
) -> None:
    before = (lending.root / name).read_bytes()
    place = min(position * 16, len(before))
    spoiled(lending, name, before[:place] + data + before[place:])


def fields(name: str) -> Iterator[str]:
    text = (SECOND / name).read_text(encoding="utf-8")
    yield from re.findall(r"^(\w+):", text.split("\n---")[0], re.MULTILINE)


@pytest.mark.parametrize("name", FILES)
def test_without_any_one_field_an_entry_is_sound_or_lacks_that_field(
    name: str, lending: Lending
) -> None:
    head, _, body = lending.text(name).removeprefix("---\n").partition("\n---\n")
    for field in fields(name):
        kept = re.sub(rf"(?m)^{field}:.*(\n[ -].*)*\n?", "", f"{head}\n")
        assert kept != f"{head}\n"
        found = spoiled(lending, name, f"---\n{kept}---\n{body}".encode())
        own = [f.message for f in found if f.place.path == name and f.rule == "field-missing"]
        assert [message.split(": ")[0] for message in own] in (
            [],
            [f"{field!r} is missing in the front matter"],
        )


@pytest.mark.parametrize("name", FILES)
def test_a_doubled_field_is_named(name: str, lending: Lending) -> None:
    text = lending.text(name)
    for field in fields(name):
        data = text.replace("---\n", f"---\n{field}: x\n", 1)
        found = [f.rule for f in spoiled(lending, name, data.encode()) if f.place.path == name]
        assert found == ["yaml-duplicate-key"]


HUGE = {
    "a huge line": (LEND_1, "statement: >-", "statement: " + "x" * 2_000_000 + "\nsummary_: >-"),
    "a huge word that is none": (LEND_1, "[MUST]", "[" + "M" * 200_000 + "]"),
    "a huge name": (LEND_1, "title: Nobody", "t" * 200_000 + ": Nobody"),
    "many items": (LEND_1, "[MUST]", "[" + "MUST, " * 20_000 + "MUST]"),
    "a deep alias": (LEND_1, "[MUST]", "&a [*a]"),
    "deep lists": (LEND_1, "[MUST]", "[" * 10_000 + "]" * 10_000),
    "deep lists of lines": (LEND_1, "[MUST]", "\n  " + "- " * 3_000 + "x"),
    "deep groups": (PRIVACY, "met: [sealed-envelope]", "met: " + "{a: " * 10_000 + "}" * 10_000),
    "a huge number": (LEND_1, "order: 1", "order: " + "9" * 5_000),
    "a huge section": (LEND_1, 'section: "3"', f'section: "{"3" * 5_000}"'),
    "a name with a blank": (CATALOGUE, "  paper-slips:", "  paper slips:"),
}


@pytest.mark.parametrize("case", HUGE)
def test_what_nobody_would_write_gives_findings_and_no_traceback(
    case: str, lending: Lending
) -> None:
    name, old, new = HUGE[case]
    text = lending.text(name)
    assert old in text
    spoiled(lending, name, text.replace(old, new, 1).encode())


@pytest.mark.parametrize("name", ["index.md", "words.md", "demands/index.md"])
@pytest.mark.parametrize("text", ["", "---", "---\n", "---\n---\n", "---\n- a\n---\n", "\x00"])
def test_a_spoiled_page_gives_findings_and_no_traceback(
    name: str, text: str, lending: Lending
) -> None:
    spoiled(lending, name, text.encode())


def test_the_knowledge_base_is_as_it_was(lending: Lending) -> None:
    assert said(lending) == []


def test_a_corpus_can_be_read_from_any_folder(tmp_path: Path) -> None:
    root = Lending(tmp_path / "a folder é 日").root
    assert check(loading.load(settings.load(root))) == []
