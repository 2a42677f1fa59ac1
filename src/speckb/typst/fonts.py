"""Characters that the built-in fonts of the PDF cover.

`make glyphs` writes the covered characters to the file that `speckb check` reads.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import typst

from speckb.corpus.prose import glyphs
from speckb.files.output import write
from speckb.typst.errors import LOST
from speckb.typst.faces import put

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

STANDARDS: list[typst.PDFStandard] = ["ua-1", "a-2a"]
# All planes with characters in Typst's fonts, without surrogates.
ALL = (*range(0xA0, 0xD800), *range(0xE000, 0x20000), *range(0xE0000, 0xE0200))
PROBE = '#set document(title: "Letters")\n#for one in json("letters.json") [#par(one)]\n'


def lost(codes: Iterable[int]) -> set[int]:
    """Return the code points that no font covers, so that Typst refuses to make the PDF."""
    with tempfile.TemporaryDirectory(prefix="speckb-") as name:
        root = Path(name)
        put(root / "fonts")
        (root / "letters.json").write_text(json.dumps([chr(code) for code in codes]))
        (root / "main.typ").write_text(PROBE)
        compiler = typst.Compiler(
            str(root / "main.typ"),
            root=name,
            font_paths=[str(root / "fonts")],
            ignore_system_fonts=True,
        )
        try:
            compiler.compile(format="pdf", pdf_standards=STANDARDS)
        except typst.TypstError as problem:
            found = LOST.finditer(f"{problem.diagnostic}")
            return {int(match[1], 16) if match[1] else ord(match[2]) for match in found}
    return set()


def ranges(codes: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and last of each run of consecutive code points."""
    start = last = -2
    for code in sorted(codes):
        if code != last + 1:
            if last >= 0:
                yield start, last
            start = code
        last = code
    if last >= 0:
        yield start, last


def text() -> str:
    """Return the content of the file of covered characters."""
    runs = ranges({*ALL} - lost(ALL))
    return glyphs.HEAD + "".join(f"{first:04X}-{last:04X}\n" for first, last in runs)


def write_glyphs() -> None:
    """Write the file that `speckb check` reads."""
    write(glyphs.FILE, text())
