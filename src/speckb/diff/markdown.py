"""Renderer of an outline as a comment on a pull request: a summary, and details folded.

Authors' text is escaped: it cannot end a line, is not read as markup or HTML, and neither mentions
people nor links to issues.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from speckb.diff.outline import Line
from speckb.terminal import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speckb.diff.outline import Block, Outline, Section
    from speckb.diff.worddiff import Words

LONGEST = 60_000
BLOCKS = (200, 50, 20, 5, 0)
NAMED, TOLD = 5, 3
LINES = 40
FIRST = "verdicts"  # what reviewers ask first
MARKUP = re.compile(r"[\\`*_{}\[\]!|~$^]|^[-+#=]|(?<=^\d)[.)]|(?<=^\d\d)[.)]")
HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
APART = "\N{ZERO WIDTH SPACE}"
LIVE = re.compile(
    r"@(?=\S)|[#!%&$](?=\d)|(?<!\w)~(?=\w)|:(?=//|[\w+-]+:)|\bGH(?=-\d)|\bwww(?=\.)", re.IGNORECASE
)
TAGS = {"out": "del", "in": "ins"}
NOTHING = "*none*"


def markdown(found: Outline) -> str:
    """Return the outline as GitHub Markdown, shortened to the length that a forge accepts."""
    for most in BLOCKS:
        text = "\n".join(_lines(found, most)) + "\n"
        if len(text.encode()) <= LONGEST:
            break
    return text


def inert(text: str) -> str:
    """Return text that Markdown shows as it is; zero-width spaces break up mentions and links."""
    plain = LIVE.sub(lambda match: match[0] + APART, printable(" ".join(text.split())))
    return "".join(HTML.get(c, c) for c in MARKUP.sub(r"\\\g<0>", plain))


def _lines(found: Outline, most: int) -> Iterator[str]:
    yield "### Changes in the knowledge base"
    yield ""
    yield f"From {inert(found.before)} to {inert(found.after)}"
    yield ""
    sections = sorted(found.sections, key=lambda section: section.name != FIRST)
    yield from (f"- **{section.count}**: {_names(section)}" for section in sections)
    yield from (f"- {note}" for note in found.notes)
    for section in sections if most else ():
        yield from _section(section, most)
    if not most and found.sections:
        yield ""
        yield "The details are too long for a comment; `speckb diff` prints all of them."


def _names(section: Section) -> str:
    """Return the summary of a section: its lines if they are few and short, otherwise titles."""
    pairs = [(block, line) for block in section.blocks for line in block.lines or [Line("")]]
    if len(pairs) <= TOLD and all(line.was or line.now for _, line in pairs):
        return "; ".join(f"{_cut(block.title, 80)}: {_line(line)}" for block, line in pairs)
    titles = list(dict.fromkeys(block.title for block in section.blocks))
    more = f" and {len(titles) - NAMED} more" if len(titles) > NAMED else ""
    return ", ".join(_cut(title, 80) for title in titles[:NAMED]) + more


def _cut(text: str, most: int) -> str:
    return inert(text if len(text) <= most else f"{text[: most - 1]}\N{HORIZONTAL ELLIPSIS}")


def _section(section: Section, most: int) -> Iterator[str]:
    yield ""
    yield f"<details><summary>{section.title}: {section.count}</summary>"
    yield ""
    for block in section.blocks[:most]:
        yield from _block(block, most)
    if len(section.blocks) > most:
        yield f"- and {len(section.blocks) - most} more"
    yield ""
    yield "</details>"


def _block(block: Block, most: int) -> Iterator[str]:
    name = f" ({inert(block.extra_name)})" if block.extra_name else ""
    yield f"- {block.word}: **{inert(block.title)}**{name}"
    lines = block.lines[: min(most, LINES)]
    yield from (f"  - {_line(line)}" for line in lines)
    if len(block.lines) > len(lines):
        yield f"  - and {len(block.lines) - len(lines)} more"


def _line(line: Line) -> str:
    label = f"{inert(f'{line.label}:')} " if line.label else ""
    if line.words:
        return label + " ".join(map(_words, line.words))
    if not (line.was or line.now):
        return inert(line.label)
    return f"{label}{inert(line.was) or NOTHING} \N{RIGHTWARDS ARROW} {inert(line.now) or NOTHING}"


def _words(words: Words) -> str:
    tag = TAGS.get(words.mark)
    return f"<{tag}>{inert(words.text)}</{tag}>" if tag else inert(words.text)
