"""What a page offers to those who name a place in it: headings, labels, and a glossary's terms."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from speckb.corpus.prose.allowed import AGAIN, address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speckb.corpus.prose.text import Prose

DEPTH = 3
# Those that few pages need are texts: to compile a pattern takes longer than to check a file.
ATX = re.compile(r"^ {0,3}(?P<marks>#{1,6})(?:[ \t]+(?P<text>.*?))?(?:[ \t]+#+)?[ \t]*$", re.M)
SETEXT = re.compile(r"^(?P<text> {0,3}[^\s#>|`~:%].*)\n {0,3}(?P<marks>=+|-+)[ \t]*$", re.M)
MARKUP = r"[*_`\[\]<>{}&\\!]"
LABEL = re.compile(
    r"^[ >\t]*\((?P<target>[^()\n]+)\)=[ \t]*$|^[ >\t]*:name:[ ]+(?P<name>.+)$", re.M
)
UNSLUGGED = r"[^\w\u4e00-\u9fff\- ]"
UNNAMED = r"[^a-z0-9]+"
TERM = r"(?m)^(?![ \t:]|\.\. |---)(?P<term>.+)$"


def found_headings(prose: Prose) -> Iterator[tuple[int, re.Match[str]]]:
    """Yield depth and match of each heading that is no code, in their order."""
    found = [*ATX.finditer(prose.text)] if "#" in prose.text else []
    if "\n==" in prose.text or "\n--" in prose.text:
        found += SETEXT.finditer(prose.text)
    for match in sorted(found, key=re.Match.start):
        marks = match["marks"]
        if not prose.in_block(match.start("marks")):
            yield {"=": 1, "-": 2}.get(marks[0], len(marks)), match


def headings(prose: Prose) -> Iterator[tuple[int, str]]:
    """Yield depth and words of each heading that is no code, in their order."""
    for depth, match in found_headings(prose):
        yield depth, _plain((match["text"] or "").strip())


def _plain(text: str) -> str:
    if not re.search(MARKUP, text):
        return text
    from speckb.corpus.prose.markdown import plain  # noqa: PLC0415  for headings with markup alone

    return plain(text)


def anchors(prose: Prose) -> frozenset[str]:
    """Return what may stand after the sign `#` in a link to the page."""
    found: set[str] = set()
    for depth, text in headings(prose):
        if depth > DEPTH:
            continue
        slug = unique = re.sub(UNSLUGGED, "", text.lower().replace(" ", "-"))
        number = 0
        while unique in found:
            number += 1
            unique = f"{slug}-{number}"
        found.add(unique)
    words = [text for _, text in headings(prose)]
    names = [name for name, _, _ in labels(prose)]
    return frozenset({*found, *names, *map(_identifier, [*words, *names])} - {""})


def labels(prose: Prose) -> Iterator[tuple[str, int, int]]:
    """Yield the names that a page gives to places in it, and where they stand in its text.

    These are `(name)=`, the option `:name:` of a directive, and the address of a computed table,
    unless the table is there again for readers alone.
    """
    if ")=" in prose.text or ":name:" in prose.text:
        for match in LABEL.finditer(prose.text):
            group = "target" if match["target"] else "name"
            if not prose.in_block(match.start(group)):
                yield " ".join(match[group].lower().split()), *match.span(group)
    for use in prose.directives:
        if use.name == "computed" and AGAIN not in prose.options(use):
            yield address(use.target).lower(), *use.target_at


def terms(prose: Prose) -> Iterator[str]:
    """Yield the terms that the page's glossaries explain, as they are written."""
    for block in prose.held("glossary"):
        for match in re.finditer(TERM, prose.text[block.start : block.end]):
            yield _plain(re.split(" +: +", match["term"])[0].strip())


def _identifier(text: str) -> str:
    """Return the address that docutils makes of a name, for letters with or without accents."""
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return re.sub(UNNAMED, "-", plain).strip("-").lstrip("0123456789-")
