"""Reader of font files, as far as it takes to tell which characters they have.

A file may be anybody's: no number in it decides how much is read or kept, except within its bytes.
"""

from __future__ import annotations

import struct
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    Run = tuple[int, int]

SUFFIXES = (".ttf", ".otf", ".ttc")
SINGLE, COLLECTION = (b"\0\1\0\0", b"true", b"OTTO"), b"ttcf"
WEB = {b"wOFF": "WOFF", b"wOF2": "WOFF2"}
NEEDED = ("cmap", "head", "hhea", "hmtx", "maxp", "name")
OUTLINES = ("glyf", "CFF ", "CFF2")
UNICODE = {(0, number) for number in range(5)} | {(0, 6), (3, 1), (3, 10)}  # platform, encoding
MOST_FACES = 64  # of a collection
MOST_GROUPS = 100_000  # of the characters of a font; large ones have a fifth of it
LAST = 0x10FFFF


class FontError(ValueError):
    """A file that is no font; the message says why."""


def characters(data: bytes) -> list[Run]:
    """Return the first and last of each run of code points that a font has, in ascending order.

    Of a collection, those of any of its fonts. Raises FontError.
    """
    found: list[Run] = []
    try:
        for start in _faces(data):  # one after the other: each may have very many runs
            found = merged(chain(found, _face(data, start)))
    except (struct.error, IndexError):
        raise FontError("damaged: a table ends after the file") from None
    return found


def merged(runs: Iterable[Run]) -> list[Run]:
    """Return runs of numbers sorted, those that touch as one."""
    found: list[Run] = []
    for first, last in sorted(runs):
        if found and first <= found[-1][1] + 1:
            found[-1] = found[-1][0], max(found[-1][1], last)
        else:
            found.append((first, last))
    return found


def _faces(data: bytes) -> list[int]:
    """Return where each font of a file begins."""
    kind = data[:4]
    if kind in SINGLE:
        return [0]
    if kind in WEB:
        raise FontError(f"compressed for web pages ({WEB[kind]})")
    if kind != COLLECTION:
        raise FontError("not a font")
    (count,) = struct.unpack_from(">I", data, 8)
    if count > MOST_FACES:
        raise FontError(f"a collection of {count:,} fonts; at most {MOST_FACES}")
    return [*dict.fromkeys(struct.unpack_from(f">{count}I", data, 12))]


def _face(data: bytes, start: int) -> Iterator[Run]:
    tables = _tables(data, start)
    lacking = [name for name in NEEDED if name not in tables]
    if lacking or not tables.keys() & {*OUTLINES}:
        raise FontError(f"damaged: no table {(lacking or OUTLINES)[0].strip()!r}")
    cmap = tables["cmap"]
    (count,) = struct.unpack_from(">H", cmap, 2)
    parts = {
        offset
        for platform, encoding, offset in struct.iter_unpack(">HHI", cmap[4 : 4 + 8 * count])
        if (platform, encoding) in UNICODE
    }
    forms = {struct.unpack_from(">H", cmap, offset)[0]: offset for offset in parts}
    if 12 in forms:
        yield from _groups(cmap[forms[12] :])
    elif 4 in forms:
        yield from _segments(cmap[forms[4] :])
    else:
        raise FontError("without a table of Unicode characters (format 4 or 12)")


def _tables(data: bytes, start: int) -> Mapping[str, bytes]:
    """Return the content of each table of a font that begins at an offset."""
    (count,) = struct.unpack_from(">H", data, start + 4)
    found = {}
    for number in range(count):
        tag, _, offset, length = struct.unpack_from(">4sIII", data, start + 12 + 16 * number)
        if offset + length > len(data):
            raise FontError("damaged: a table ends after the file")
        found[tag.decode("latin-1")] = data[offset : offset + length]
    return found


def _groups(table: bytes) -> Iterator[Run]:
    """Yield the runs of a table of format 12; the first glyph stands for no character."""
    (count,) = struct.unpack_from(">I", table, 12)
    if count > MOST_GROUPS:
        raise FontError(f"{count:,} groups of characters; at most {MOST_GROUPS:,}")
    for first, last, glyph in struct.iter_unpack(">III", table[16 : 16 + 12 * count]):
        if first + (not glyph) <= last <= LAST:
            yield first + (not glyph), last


def _segments(table: bytes) -> Iterator[Run]:
    """Yield the runs of a table of format 4, whose segments ascend."""
    (double,) = struct.unpack_from(">H", table, 6)
    count, before = double // 2, -1
    lasts, firsts, deltas, offsets = (
        struct.unpack_from(f">{count}H", table, 14 + double * number + 2 * (number > 0))
        for number in range(4)
    )
    for number, (first, last) in enumerate(zip(firsts, lasts, strict=True)):
        if not before < first <= last:
            raise FontError("damaged: the segments of its characters do not ascend")
        before = last
        place = 16 + 3 * double + 2 * number + offsets[number]
        for code in range(first, min(last, 0xFFFE) + 1):
            at = place + 2 * (code - first)
            glyph = struct.unpack_from(">H", table, at)[0] if offsets[number] else code
            if (glyph or not offsets[number]) and (glyph + deltas[number]) & 0xFFFF:
                yield code, code
