"""Values of the cells of an XLSX sheet: numbers, dates, and text with emphasis as Markdown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import isfinite

WHOLE = re.compile(r"-?[0-9]{1,15}")
BUILT_IN = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}  # ids of date formats
ELAPSED_ID = 46
LITERAL = re.compile(r'"[^"]*"|\\.|_.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
DATE_LETTER = re.compile(r"[dmyhs]", re.IGNORECASE)
ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
ESCAPE = re.compile(r"_x(?![Dd][89A-Fa-f])([0-9A-Fa-f]{4})_")  # but for halves of letters
DAY = 86_400  # seconds
LEAP = 60  # the day 1900-02-29, which never was, in the count of spreadsheets
DATE, SPAN = "date", "span"
MARKS = {"b": "**", "i": "*", "strike": "~~"}


@dataclass(frozen=True, slots=True)
class Bad:
    """A cell without a value that can be read, and what to say of it."""

    message: str


@dataclass(frozen=True, slots=True)
class Rich:
    """A text in runs, each with its emphasis: keys of `MARKS`."""

    runs: tuple[tuple[str, frozenset[str]], ...]

    @property
    def markdown(self) -> str:
        """The text as Markdown; without marks where all of it has the same emphasis."""
        kinds = {marks for text, marks in self.runs if text.strip()}
        if len(kinds) < 2:
            return "".join(text for text, _ in self.runs)
        return "".join(
            "".join(_marked(line, marks) for line in text.splitlines(keepends=True))
            for text, marks in self.runs
        )


def _marked(line: str, marks: frozenset[str]) -> str:
    """Return a line with marks around all but the blanks at its ends, which Markdown requires."""
    inner = line.strip()
    if not inner or not marks:
        return line
    start = line.index(inner)
    around = "".join(sign for mark, sign in MARKS.items() if mark in marks)
    return f"{line[:start]}{around}{inner}{around[::-1]}{line[start + len(inner) :]}"


def plain(text: str) -> str:
    """Return text as it is meant: without escapes such as `_x000D_`, lines ending with LF."""
    text = ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def kind_of_format(number: int, code: str | None) -> str:
    """Return `DATE` or `SPAN` (of time) for a format of numbers, else an empty string."""
    if code is None:
        return SPAN if number == ELAPSED_ID else DATE if number in BUILT_IN else ""
    if code.lower() == "general":
        return ""
    code = LITERAL.sub("", code.partition(";")[0])
    if ELAPSED.search(code):
        return SPAN
    return DATE if DATE_LETTER.search(code) else ""


def number(text: str, kind: str, *, since_1904: bool) -> int | float | str | Bad:
    """Return the number in a cell: whole ones as int; dates and spans of time as text.

    `kind` is that of the format. Fractions have the 15 digits that spreadsheets compute with.
    """
    if not kind and WHOLE.fullmatch(text.strip()):
        return int(text)
    try:
        found = float(text)
    except ValueError:
        found = float("nan")
    if not isfinite(found):
        return Bad(f"{text[:60]!r} is no number")
    if kind == SPAN:
        minutes, seconds = divmod(round(found * DAY), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    if kind == DATE:
        return _date(found, since_1904=since_1904)
    rounded = float(f"{found:.15g}")
    return int(rounded) if rounded.is_integer() and abs(rounded) < 1e15 else rounded


def _date(days: float, *, since_1904: bool) -> str | Bad:
    """Return the date or time of day, in the notation of ISO 8601, of a number of days."""
    seconds = round(days * DAY)
    if not since_1904 and DAY <= seconds < LEAP * DAY:
        seconds += DAY
    start = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)
    try:
        found = start + timedelta(seconds=seconds)
    except OverflowError:
        return Bad(f"{days:g} is no date")
    if days < 0:
        return Bad(f"{days:g} is no date")
    if seconds < DAY and not since_1904:
        return found.time().isoformat()
    return found.date().isoformat() if seconds % DAY == 0 else found.isoformat()


def iso_date(text: str) -> str | Bad:
    """Return a date that is written as text, without a time that is midnight."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return Bad(f"{text[:60]!r} is no date")
    is_day = (found.hour, found.minute, found.second) == (0, 0, 0)
    return found.date().isoformat() if is_day else found.replace(tzinfo=None).isoformat()
