"""Characters that no file of a knowledge base may have.

Two programs would read different lines, or people would see another text than programs read:

- ends of lines for some readers alone: CR without LF, NEL, LS, PS, vertical tab, form feed;
- other control characters, among them those that steer a terminal;
- characters that change the direction of the text around them (CVE-2021-42574), and tags, which are
  invisible letters; marks of direction and joiners, which languages need, are allowed;
- a byte order mark that is not at the start of the file;
- half of a pair of code units (a surrogate), by an escape: it cannot be written as UTF-8.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from unicodedata import category, name

if TYPE_CHECKING:
    from collections.abc import Iterator

Path = tuple[str | int, ...]
LINE_ENDS = "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
DIRECTIONS = "\u202a-\u202e\u2066-\u2069"
HIDDEN = frozenset({"Cf", "Cn", "Co"})
FORBIDDEN = re.compile(
    f"\r(?!\n)|[\x00-\x08\x0e-\x1f\x7f-\x9f{LINE_ENDS}{DIRECTIONS}\ufeff\U000e0000-\U000e007f]"
    "|[\ud800-\udfff]"
)
_ASCII = bytes([*range(0x09), *range(0x0B, 0x20), 0x7F])


def forbidden(text: str) -> re.Match[str] | None:
    """Return the first such character of a text whose lines end with LF or CRLF, or None."""
    data = text.encode("utf-8", "surrogatepass")
    # nearly every file passes here, in a tenth of the time that the pattern takes
    if data.isascii() and len(data.translate(None, _ASCII)) == len(data):
        return None
    return FORBIDDEN.search(text)


def unseen(text: str) -> str:
    """Return the letters of a text that nobody sees, by number and name; blanks are none."""
    found = dict.fromkeys(c for c in text if c != " " and (c.isspace() or category(c) in HIDDEN))
    return ", ".join(f"U+{ord(c):04X} ({name(c, 'without a name')})" for c in found)


def in_data(data: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Yield path and character for each text of plain data, and each key, that has one.

    YAML, TOML and JSON have escapes for what their own text does not show.
    """
    if isinstance(data, str) and (found := forbidden(data)):
        yield path, found[0]
    elif isinstance(data, dict):
        for key, part in data.items():
            if found := forbidden(str(key)):
                yield (*path, key), found[0]
            yield from in_data(part, (*path, key))
    elif isinstance(data, list):
        for number, part in enumerate(data):
            yield from in_data(part, (*path, number))


def described(letter: str) -> str:
    """Return what is wrong with such a character."""
    code = f"U+{ord(letter):04X}"
    if letter == "\r":
        return (
            "a carriage return without a line feed, which only some programs read"
            " as the end of a line"
        )
    if letter in LINE_ENDS:
        return (
            f"the character {code}, which only some programs read as the end of a line; remove it"
        )
    if re.match(f"[{DIRECTIONS}]", letter):
        return f"the character {code}, which changes the order in which text is shown; remove it"
    if "\ud800" <= letter <= "\udfff":
        return f"{code} is half of a character; remove it"
    if letter == "\ufeff" or ord(letter) >= 0xE0000:
        return f"the invisible character {code}; remove it"
    return f"the control character {code}; remove it"
