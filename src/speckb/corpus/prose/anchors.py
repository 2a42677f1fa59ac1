"""Targets that a page defines: anchors of headings, labels, and terms of a glossary."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from speckb.corpus.prose.allowed import AGAIN, address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speckb.corpus.prose.text import Prose

DEPTH = 3  # myst_heading_anchors
# Patterns that few pages need are strings: to compile one takes longer than to check a file.
ATX = re.compile(r"^ {0,3}(?P<marks>#{1,6})(?P<text>[ \t][^\n]*|)$", re.M)
CLOSING = re.compile(r"(?<![^ \t])#++$")  # the signs that may end a heading
SETEXT = re.compile(r"^(?P<text> {0,3}[^\s#>|`~:%].*)\n {0,3}(?P<marks>=+|-+)[ \t]*$", re.M)
MARKUP = r"[*_`\[\]<>{}&\\!]"
LABEL = re.compile(
    r"^[ >\t]*\((?P<target>[^()\n]+)\)=[ \t]*$|^[ >\t]*:name:[ ]+(?P<name>.+)$", re.M
)
UNSLUGGED = r"[^\w\u4e00-\u9fff\- ]"
UNNAMED = r"[^a-z0-9]+"
TERM = r"(?m)^(?![ \t:]|\.\. |---)(?P<term>.+)$"


def found_headings(prose: Prose) -> Iterator[tuple[int, re.Match[str]]]:
    """Yield depth and match of each heading outside code, in the order of the text."""
    found = [*ATX.finditer(prose.text)] if "#" in prose.text else []
    if "\n==" in prose.text or "\n--" in prose.text:
        found += SETEXT.finditer(prose.text)
    for match in sorted(found, key=re.Match.start):
        marks = match["marks"]
        if not prose.in_block(match.start("marks")):
            yield {"=": 1, "-": 2}.get(marks[0], len(marks)), match


def headings(prose: Prose) -> Iterator[tuple[int, str]]:
    """Yield depth and text of each heading outside code, in the order of the text."""
    for depth, match in found_headings(prose):
        text = match["text"].strip()
        yield depth, _plain(CLOSING.sub("", text).rstrip() if text.endswith("#") else text)


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
    if ")=" in prose.text or ":name:" in prose.text:
        for match in LABEL.finditer(prose.text):
            group = "target" if match["target"] else "name"
            if not prose.in_block(match.start(group)):
                yield " ".join(match[group].lower().split()), *match.span(group)
    for use in prose.directives:
        if use.name == "computed" and AGAIN not in prose.options(use):
            yield address(use.target).lower(), *use.target_at


def terms(prose: Prose) -> Iterator[str]:
    """Yield the terms that the page's glossaries define, as they are written."""
    for block in prose.held("glossary"):
        for match in re.finditer(TERM, prose.text[block.start : block.end]):
            yield _plain(re.split(" +: +", match["term"])[0].strip())


def _identifier(text: str) -> str:
    """Return the identifier that docutils makes of a name; accents are dropped."""
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return re.sub(UNNAMED, "-", plain).strip("-").lstrip("0123456789-")
