"""Targets that a page defines: anchors of headings, labels, and terms of a glossary."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from speckb.corpus.prose.allowed import AGAIN, address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speckb.corpus.prose.reading import Range
    from speckb.corpus.prose.text import Prose

DEPTH = 3  # myst_heading_anchors
# Patterns that few pages need are strings: to compile one takes longer than to check a file.
MARKUP = r"[*_`\[\]<>{}&\\!]"
UNSLUGGED = r"[^\w\u4e00-\u9fff\- ]"
UNNAMED = r"[^a-z0-9]+"
TERM = r"(?m)^(?![ \t:]|\.\. |---)(?P<term>.+)$"


def headings(prose: Prose) -> Iterator[tuple[int, str]]:
    """Yield depth and text of each heading, in the order of the text."""
    for heading in prose.headings:
        yield heading.depth, _plain(heading.text)


def _plain(text: str) -> str:
    if not re.search(MARKUP, text):
        return text
    from speckb.corpus.prose.markdown import plain  # noqa: PLC0415  for headings with markup alone

    return plain(text)


def anchors(prose: Prose) -> frozenset[str]:
    """Return the anchors of a page: what may follow `#` in a link to it.

    They are those of MyST-Parser (slugs, numbered where two headings are alike), of docutils
    (identifiers) and the labels.
    """
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
    """Yield each label of a page, in lower case, with the offsets of its start and end.

    Labels are `(name)=`, the option `:name:` of a directive, and the anchor of a computed table,
    unless the table has the option `:again:`.
    """
    for at in prose.labels:
        yield _name(prose, at)
    for use in prose.directives:
        options = prose.options(use)
        if "name" in options and use.name == "needtable":
            at = options["name"]
            yield address(prose.text[slice(*at)]).lower(), *at
        elif "name" in options:
            yield _name(prose, options["name"])
        if use.name == "computed" and AGAIN not in options:
            yield address(use.target).lower(), *use.target_at


def _name(prose: Prose, at: Range) -> tuple[str, int, int]:
    return " ".join(prose.text[slice(*at)].lower().split()), *at


def terms(prose: Prose) -> Iterator[tuple[int, str]]:
    """Yield each term that the page's glossaries define, as it is written, and where it starts."""
    for block in prose.held("glossary"):
        for match in re.finditer(TERM, prose.text[block.start : block.end]):
            start = block.start + match.start("term")
            yield start, _plain(re.split(" +: +", match["term"])[0].strip())


def _identifier(text: str) -> str:
    """Return the identifier that docutils makes of a name; accents are dropped."""
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return re.sub(UNNAMED, "-", plain).strip("-").lstrip("0123456789-")
