"""How far long work has come: on a terminal, after a while, and gone at the end."""

from __future__ import annotations

import io

from speckb.progress import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def ticks(step: float) -> list[float]:
    """Return a clock's readings, each a step later."""
    return [number * step for number in range(100)]


def said(out: io.StringIO, step: float) -> str:
    clock = iter(ticks(step))
    assert list(progress(["a", "b", "c", "d"], "things done", out, lambda: next(clock))) == [
        *"abcd"
    ]
    return out.getvalue()


def test_short_work_says_nothing() -> None:
    assert said(Terminal(), 0.1) == ""


def test_long_work_says_how_far_it_is_and_takes_it_away() -> None:
    text = said(Terminal(), 0.5)
    assert "\r\x1b[K1 of 4 things done" in text
    assert "\r\x1b[K3 of 4 things done" in text
    assert text.endswith("\r\x1b[K")


def test_a_file_is_told_nothing() -> None:
    assert said(io.StringIO(), 5) == ""


def test_it_is_taken_away_when_work_fails() -> None:
    out = Terminal()
    clock = iter(ticks(5))
    work = progress(["a", "b"], "things done", out, lambda: next(clock))
    next(work)
    work.close()
    assert out.getvalue().endswith("\r\x1b[K")
