"""No pattern takes more than linear time: each is fed long runs behind what it matches."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
import warnings
from itertools import islice, product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import speckb

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    import sre_parse

if TYPE_CHECKING:
    from collections.abc import Iterator

RUNS = [*" \t\na1#<>[](-|`\"'\\:{}=*.%", "a ", " #", "- ", "> ", "![", "](", "a\n", "[^a]:", "::"]
ENDS = ["", "\0", "\n"]
FIRST, SHORT, LONG = (24, 28, 32, 40), 1_000, 4_000
# A run four times as long takes four times as long where time is linear, and sixteen times where it
# grows with the square; below this CPU time a difference is noise.
MOST, NOISE = 9, 0.004


def patterns() -> dict[str, re.Pattern[Any]]:
    """Return the compiled patterns of all modules of the engine, by module and name."""
    found: dict[int, tuple[str, re.Pattern[Any]]] = {}
    for module in pkgutil.walk_packages(speckb.__path__, "speckb."):
        if module.name.endswith("__main__"):
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, re.Pattern):
                found.setdefault(id(value), (f"{module.name}.{name}", value))
            elif isinstance(value, str) and name.isupper() and re.search(r"[\\[(][^ ]", value):
                try:
                    found[id(value)] = f"{module.name}.{name}", re.compile(value)
                except re.error:
                    continue  # text, and no pattern
    return dict(found.values())


def fitting(parsed: Any) -> list[str]:
    """Return the pieces of a text that a parsed pattern matches."""
    pieces: list[str] = []
    for op, argument in parsed:
        pieces += _pieces(str(op), argument)
    return pieces


def _pieces(op: str, argument: Any) -> list[str]:
    match op:
        case "LITERAL":
            return [chr(argument)]
        case "NOT_LITERAL" | "ANY":
            return ["a"]
        case "IN":
            return [_one(argument)]
        case "BRANCH":
            return fitting(argument[1][0])
        case "SUBPATTERN":
            return fitting(argument[-1])
        case "ATOMIC_GROUP":
            return fitting(argument)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            least, _, inner = argument
            return fitting(inner) * min(max(least, 1), 4)
    return []


def _one(choices: Any) -> str:
    """Return a character that a set has."""
    if str(choices[0][0]) == "NEGATE":
        excluded = {chr(a) for op, a in choices[1:] if str(op) == "LITERAL"}
        return next(c for c in "a1 b\n" if c not in excluded)
    op, argument = choices[0]
    if str(op) == "RANGE":
        return chr(argument[0])
    return chr(argument) if str(op) == "LITERAL" else "a"


def starts(pattern: re.Pattern[Any]) -> list[str]:
    """Return beginnings of a text that the pattern matches."""
    pieces = fitting(sre_parse.parse(pattern.pattern, pattern.flags & ~re.DEBUG))
    whole = [*dict.fromkeys("".join(pieces[:end]) for end in range(len(pieces) + 1))]
    step = max(1, len(whole) // 6)
    return [*whole[::step], whole[-1]]


def cost(pattern: re.Pattern[Any], text: str, *, anchored: frozenset[str]) -> float:
    """Return the CPU time of a search, or of a match at the start: the least of eight."""
    given = text.encode() if isinstance(pattern.pattern, bytes) else text
    times = []
    for _ in range(8):
        before = time.process_time()
        for method in anchored:
            getattr(pattern, method)(given)
        if not anchored:
            for _ in pattern.finditer(given):
                pass
        times.append(time.process_time() - before)
        if times[-1] < NOISE:
            break
    return min(times)


def slow(pattern: re.Pattern[Any], *, anchored: frozenset[str] = frozenset()) -> Iterator[str]:
    """Yield what makes a pattern take more than linear time."""
    for start, run, end in product(starts(pattern), RUNS, ENDS):
        # exponential time shows in short runs; a long one would never end
        for times in FIRST:
            if cost(pattern, start + run * times + end, anchored=anchored) > 10 * NOISE:
                yield f"{start!r} + {run!r} * {times} + {end!r}"
                return
        long = cost(pattern, start + run * LONG + end, anchored=anchored)
        if long > NOISE:
            short = cost(pattern, start + run * SHORT + end, anchored=anchored)
            if long > MOST * max(short, NOISE / MOST):
                yield f"{start!r} + {run!r} * n + {end!r}: {short:.4f} s, {long:.4f} s"


PATTERNS = patterns()


def anchored(name: str) -> frozenset[str]:
    """Return the methods by which a module matches its pattern, if all match at the start alone."""
    module, _, word = name.rpartition(".")
    source = Path(importlib.import_module(module).__file__ or "").read_text(encoding="utf-8")
    used = {*re.findall(rf"\b{word}\.(\w+)\(", source)}
    used |= {*re.findall(rf"\bre\.(\w+)\({word}\b", source)}
    return frozenset(used) if used <= {"match", "fullmatch"} else frozenset()


@pytest.mark.parametrize("name", PATTERNS)
def test_time_grows_with_the_length_of_a_text(name: str) -> None:
    found = slow(PATTERNS[name], anchored=anchored(name))
    assert [*islice(found, 3)] == []


def test_a_pattern_that_takes_longer_would_be_seen() -> None:
    for hostile in (r"(a+)+$", r"(?:a|aa)+$", r"a.*?b.*?c", r"^(?P<t>.*?)[ \t]*$", r"\s+$"):
        assert next(slow(re.compile(hostile, re.M)), ""), hostile
