"""Word diff of two texts, with a few words of context."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Literal

from speckb.language import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

AROUND = 5
MOST = 60
DEAREST = 2_000_000
BREAK = "\N{PILCROW SIGN}"
GAP = "\N{HORIZONTAL ELLIPSIS}"
WORD = re.compile(r"\n|\S+")


@dataclass(frozen=True, slots=True)
class Words:
    """A run of words: kept, removed (`out`), inserted (`in`), or a gap for kept words left out."""

    mark: Literal["kept", "out", "in", "gap"]
    text: str


def changed(before: str, after: str, around: int = AROUND) -> tuple[Words, ...]:
    """Return the runs of words that differ, each with `around` words of context.

    Line ends are shown as pilcrows. Texts with the same words give no runs.
    """
    old, new = (WORD.findall(text) for text in (before, after))
    if old == new:
        return ()
    runs: list[Words] = []
    codes = list(_opcodes(old, new))
    for place, (tag, i1, i2, j1, j2) in enumerate(codes):
        if tag == "equal":
            first, last = place == 0, place == len(codes) - 1
            runs += _kept(old[i1:i2], around, first=first, last=last)
        else:
            runs += [Words("out", _text(old[i1:i2]))] if i2 > i1 else []
            runs += [Words("in", _text(new[j1:j2]))] if j2 > j1 else []
    return tuple(runs)


def shortened(runs: Sequence[Words], most: int = MOST) -> tuple[Words, ...]:
    """Return the runs with at most `most` changed words, and the number of words left out."""
    left = most
    for place, run in enumerate(runs):
        if run.mark not in {"out", "in"}:
            continue
        words = run.text.split()
        if len(words) > left:
            cut = [Words(run.mark, " ".join([*words[:left], GAP]))] if left else []
            rest = (*(Words(run.mark, " ".join(words[left:])),), *runs[place + 1 :])
            return (*runs[:place], *cut, Words("gap", _not_shown(rest)))
        left -= len(words)
    return tuple(runs)


def _not_shown(runs: Sequence[Words]) -> str:
    out, come = (
        sum(len(run.text.split()) for run in runs if run.mark == mark) for mark in ("out", "in")
    )
    words = [ngettext("{n} word removed", "{n} words removed", out)] if out else []
    words += [ngettext("{n} word added", "{n} words added", come)] if come else []
    # Translators: {what} is a number of words of a text that changed
    return _("({what} not shown)", what=_(", ").join(words))


def _opcodes(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """Yield difflib's opcodes; a middle part that would take too long is replaced as a whole.

    SequenceMatcher can take quadratic time, so that equal ends are cut off first.
    """
    start = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), None)
    if start is None:
        start = min(len(old), len(new))
    most = min(len(old), len(new)) - start
    end = next((i for i in range(most) if old[-1 - i] != new[-1 - i]), most)
    middle_old, middle_new = old[start : len(old) - end], new[start : len(new) - end]
    if start:
        yield "equal", 0, start, 0, start
    if len(middle_old) * len(middle_new) > DEAREST:
        yield "replace", start, len(old) - end, start, len(new) - end
    else:
        matcher = SequenceMatcher(None, middle_old, middle_new)
        for tag, i1, i2, j1, j2 in matcher.get_opcodes():
            yield tag, i1 + start, i2 + start, j1 + start, j2 + start
    if end:
        yield "equal", len(old) - end, len(old), len(new) - end, len(new)


def _kept(words: Sequence[str], around: int, *, first: bool, last: bool) -> Iterator[Words]:
    head = 0 if first else around
    tail = 0 if last else around
    if len(words) <= head + tail + 1 and not (first and last):
        yield Words("kept", _text(words))
        return
    if head:
        yield Words("kept", _text(words[:head]))
    yield Words("gap", GAP)
    if tail:
        yield Words("kept", _text(words[-tail:]))


def _text(words: Sequence[str]) -> str:
    return " ".join(BREAK if word == "\n" else word for word in words)
