"""Fonts of the letters in a drawing.

Typst takes a text of a drawing from one font, and looks for another one letter by letter. So each
text here names the first font that has all of it, or else each run of letters does: but not of
Arabic letters, which are joined, and which Typst takes apart, or stops at, beside another font.
"""

from __future__ import annotations

import unicodedata
from itertools import groupby
from typing import TYPE_CHECKING
from xml.dom import minidom

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from speckb.typst.faces import Family

SHOWN = ("text", "tspan")
EMBED, END = "\N{RIGHT-TO-LEFT EMBEDDING}", "\N{POP DIRECTIONAL FORMATTING}"
ARABIC = "AL"  # its letters' direction, by Unicode


class MixedError(ValueError):
    """A text of joined letters for which no font has all letters; the message has the text."""


def lettered(svg: str, families: Sequence[Family], *, turned: bool = False) -> str:
    """Return a drawing whose texts name the first family that has their letters.

    If `turned`, texts begin at the right, which Typst does not know. Raises MixedError.
    """
    if not families and not turned:
        return svg
    document = minidom.parseString(svg)  # noqa: S318  written by D2 or by ourselves
    elements = [found for name in SHOWN for found in document.getElementsByTagName(name)]
    for element in elements:
        for node in [*element.childNodes]:
            if isinstance(node, minidom.Text) and node.data.strip():
                whole = f"{EMBED}{node.data}{END}" if turned else node.data
                for family, text in _runs(whole, families):
                    run = document.createElement("tspan")
                    if family:
                        run.setAttribute("font-family", f"'{family}'")
                    run.appendChild(document.createTextNode(text))
                    element.insertBefore(run, node)
                element.removeChild(node)
    return "".join(node.toxml() for node in document.childNodes)


def _runs(text: str, families: Sequence[Family]) -> Iterator[tuple[str, str]]:
    """Yield family and letters of each run; a space belongs to the run before it."""
    if not families:
        yield "", text
        return
    letters = {letter for letter in text if letter.isprintable() and not letter.isspace()}
    whole = (one.name for one in families if all(ord(letter) in one.letters for letter in letters))
    if name := next(whole, ""):
        yield name, text
        return
    if any(unicodedata.bidirectional(letter) == ARABIC for letter in letters):
        raise MixedError(text)
    name, named = families[0].name, []
    for letter in text:
        has = (family.name for family in families if ord(letter) in family.letters)
        name = name if letter not in letters else next(has, families[0].name)
        named.append((name, letter))
    for family, run in groupby(named, key=lambda one: one[0]):
        yield family, "".join(letter for _, letter in run)
