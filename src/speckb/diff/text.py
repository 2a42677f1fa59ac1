"""Renderer of an outline for terminals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb.terminal import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from speckb.diff.outline import Block, Line, Outline
    from speckb.diff.worddiff import Words

RED, GREEN, BOLD, PLAIN = "\033[31m", "\033[32m", "\033[1m", "\033[0m"
MARKS = {"out": ("[-", "-]"), "in": ("{+", "+}")}
NOTHING = "(none)"


def text(found: Outline, *, color: bool = False) -> str:
    """Return the outline as text; removed words are `[-so-]`, inserted words `{+so+}`."""
    return "\n".join(_Writer(color).lines(found))


class _Writer:
    def __init__(self, color: bool) -> None:
        self.color = color

    def lines(self, found: Outline) -> Iterator[str]:
        yield f"{printable(found.before)} -> {printable(found.after)}: {'; '.join(found.summary)}"
        for section in found.sections:
            yield ""
            yield self._in(BOLD, section.title)
            for block in section.blocks:
                yield from self._block(block)

    def _block(self, block: Block) -> Iterator[str]:
        named = f" ({block.extra_name})" if block.extra_name else ""
        yield f"  {block.word}: {printable(block.title + named)}"
        yield from (f"    {self._line(line)}" for line in block.lines)

    def _line(self, line: Line) -> str:
        label = f"{printable(line.label)}: " if line.label else ""
        if line.words:
            return label + marked(line.words, color=self.color)
        if not (line.was or line.now):
            return printable(line.label)
        was = self._in(RED, printable(line.was) or NOTHING)
        return f"{label}{was} -> {self._in(GREEN, printable(line.now) or NOTHING)}"

    def _in(self, color: str, shown: str) -> str:
        return f"{color}{shown}{PLAIN}" if self.color else shown


def marked(runs: Sequence[Words], *, color: bool = False) -> str:
    """Return runs of words as text; removed words are `[-so-]`, inserted ones `{+so+}`.

    With `color` they are red and green instead.
    """
    return " ".join(_marked(run, color=color) for run in runs)


def _marked(run: Words, *, color: bool) -> str:
    shown = printable(run.text)
    if run.mark not in MARKS:
        return shown
    if color:
        return f"{RED if run.mark == 'out' else GREEN}{shown}{PLAIN}"
    first, last = MARKS[run.mark]
    return f"{first}{shown}{last}"
