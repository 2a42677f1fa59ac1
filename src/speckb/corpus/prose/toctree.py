"""Items of lists of pages, the directive `toctree`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speckb.corpus.prose.text import Prose

# `Title <name>`, as Sphinx reads it; any other line is a name.
TITLED = re.compile(r"[ \t]*+\S[^\n]*<(?P<target>[^<\n]*)>[ \t]*")


def items(prose: Prose) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and name of each page that the lists name."""
    for found in lists(prose):
        yield from found


def lists(prose: Prose) -> Iterator[list[tuple[int, int, str]]]:
    """Yield start, end and name of the pages that each list names; its options are no names."""
    for block in prose.held("toctree"):
        found = []
        for start, end in (block.info, (block.options_end, block.end)):
            at = start
            for line in prose.text[start:end].split("\n"):
                name = line.strip()
                if name:
                    titled = TITLED.fullmatch(line)
                    first = at + (titled.start("target") if titled else line.index(name))
                    name = titled["target"] if titled else name
                    found.append((first, first + len(name), name))
                at += len(line) + 1
        yield found
