"""Headings of imported prose: an entry has its title already, so that they start at level 2."""

from __future__ import annotations

import re

HIGHEST, LOWEST = 2, 6
FENCE = re.compile(r"[ ]{0,3}(`{3,}|~{3,})")
HEADING = re.compile(r"[ ]{0,3}(#{1,6})(?=[ \t]|$)")
UNDERLINE = re.compile(r"[ ]{0,3}(=+|-+)[ \t]*")
NO_PARAGRAPH = re.compile(r"\s*$|[ ]{0,3}(?:[#>|`~]|[-+*][ \t]|\d+[.)][ \t])|    ")


def lowered(text: str) -> str:
    """Return Markdown whose headings start at level 2, and go down one level at a time.

    Text whose headings are so already is returned as it is.
    """
    lines = text.split("\n")
    found = dict(_headings(lines))
    levels = {old: new for new, old in enumerate(sorted({*found.values()}), HIGHEST)}
    if all(old == new for old, new in levels.items()):
        return text
    for number, level in found.items():
        signs = "#" * min(levels[level], LOWEST)
        match = HEADING.match(lines[number])
        lines[number] = f"{signs}{lines[number][match.end() :]}" if match else ""
        if not match:
            lines[number - 1] = f"{signs} {lines[number - 1].strip()}"
    return "\n".join(lines)


def _headings(lines: list[str]) -> list[tuple[int, int]]:
    """Return number of line and level of each heading; of one with a line below, of that line."""
    found, fence = [], ""
    for number, line in enumerate(lines):
        match = FENCE.match(line)
        if fence:
            if match and match[1].startswith(fence) and not line[match.end() :].strip():
                fence = ""
        elif match:
            fence = match[1]
        elif heading := HEADING.match(line):
            found.append((number, len(heading[1])))
        elif _is_underline(lines, number):
            found.append((number, 1 if "=" in line else 2))
    return found


def _is_underline(lines: list[str], number: int) -> bool:
    """Return whether a line makes a heading of the paragraph of one line above it."""
    if not number or not UNDERLINE.fullmatch(lines[number]):
        return False
    is_alone = number == 1 or not lines[number - 2].strip()
    return is_alone and not NO_PARAGRAPH.match(lines[number - 1])
