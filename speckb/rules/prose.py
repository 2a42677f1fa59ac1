"""Rules over the prose: the entries that it names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from speckb.finding import Finding, Place, nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from speckb.corpus import Corpus, Page
    from speckb.entry import Entry
    from speckb.source import Source

ROLE = re.compile(r"\{entry\}(`+)(?:[^`<]*<)?(?P<id>[^`<>]*)>?\1")
CODE = re.compile(r"^\s*(```+|~~~+)(?!\{)")


def lines_of_prose(source: Source) -> Iterator[tuple[int, str]]:
    """Yield line number and text of each body line outside code blocks."""
    fence = ""
    for number, line in enumerate(source.body.split("\n"), source.body_line):
        mark = line.strip()
        if fence:
            if mark.startswith(fence) and not mark.strip(fence[0]):
                fence = ""
        elif match := CODE.match(line):
            fence = match[1]
        else:
            yield number, line


def prose_unknown(corpus: Corpus) -> Iterator[Finding]:
    """An entry that prose names exists."""
    items: list[Entry | Page] = [*corpus.entries.values(), *corpus.pages]
    for item in items:
        if "{entry}" not in item.source.body:
            continue
        for number, line in lines_of_prose(item.source):
            for match in ROLE.finditer(line):
                if match["id"] not in corpus.entries:
                    column = match.start("id") + 1
                    place = Place(item.path, number, column, column + max(1, len(match["id"])))
                    yield Finding(
                        place,
                        "prose-unknown",
                        "error",
                        f"no entry has the id {match['id']!r}"
                        f"{nearest(match['id'], corpus.entries)}",
                        line,
                    )


RULES: tuple[Callable[[Corpus], Iterator[Finding]], ...] = (prose_unknown,)
