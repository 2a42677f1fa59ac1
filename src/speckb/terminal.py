"""Text for terminals, and for logs in which a forge looks for commands.

A line of content may look like a command: GitHub obeys lines that begin with `::`, blanks before it
or not, and `##[` anywhere; Azure Pipelines obeys `##vso[`, TeamCity `##teamcity[`. What is printed
has a blank in the middle of such signs, or an escape where the format has one.
"""

from __future__ import annotations

import re
import unicodedata

UNPRINTABLE = {"Cc", "Cf", "Cn", "Cs", "Zl", "Zp"}
STARTS = re.compile(r"^([^\S\n]*:):", re.M)
MARKS = re.compile(r"##(?=[\w.-]*\[)")


def printable(shown: str) -> str:
    """Return the text without control characters, which could move the cursor or reverse a line."""
    if shown.isprintable():  # fast, and stricter: it also excludes unusual blanks
        return shown
    return "".join(
        "\N{REPLACEMENT CHARACTER}" if unicodedata.category(c) in UNPRINTABLE else c for c in shown
    )


def inert(text: str) -> str:
    """Return plain text in which no line is a command."""
    return unmarked(STARTS.sub(r"\1 :", text) if "::" in text else text)


def unmarked(text: str) -> str:
    """Return plain text without the signs that are obeyed anywhere in a line."""
    return MARKS.sub("# #", text) if "##" in text else text


def inert_json(text: str) -> str:
    """Return JSON of the same meaning in which no line has such signs."""
    return MARKS.sub(r"\\u0023#", text)


def inert_markup(text: str) -> str:
    """Return HTML or XML of the same meaning in which no line is a command."""
    return MARKS.sub("&#35;#", STARTS.sub(r"\1&#58;", text))
