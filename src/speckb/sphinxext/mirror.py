"""Style sheet of furo for languages that are written from right to left: left and right exchanged.

Our own style sheets say where lines start and end instead, and are right for both.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import furo

from speckb import language
from speckb.files.output import write

if TYPE_CHECKING:
    from sphinx.application import Sphinx

STATIC = "styles/furo.css"
SHEET = Path(furo.__file__).parent / "theme" / "furo" / "static" / STATIC
DECLARATIONS = re.compile(r"\{[^{}]*\}")
SIDE = re.compile(r"\b(left|right)\b")
VALUE = r"((?:[^\s;:{}()]|\((?:[^()]|\([^()]*\))*\))+)"
FOUR = re.compile(rf"\b(margin|padding|inset):{VALUE} {VALUE} {VALUE} {VALUE}(?=[;}}])")
ACROSS = re.compile(r"translateX\((-?)")
OTHER = {"left": "right", "right": "left"}


def connect(app: Sphinx) -> None:
    """Register the step after a build that replaces the style sheet."""
    app.connect("build-finished", _write)


def _write(app: Sphinx, error: Exception | None) -> None:
    right_to_left = language.direction(language.code()) == "rtl"
    if error is None and app.builder.format == "html" and right_to_left:
        write(Path(app.outdir) / "_static" / STATIC, mirrored(SHEET.read_text(encoding="utf-8")))


def mirrored(css: str) -> str:
    """Return a minified style sheet with left and right exchanged in its declarations."""
    return DECLARATIONS.sub(lambda found: _turned(found[0]), css)


def _turned(declarations: str) -> str:
    turned = SIDE.sub(lambda found: OTHER[found[1]], declarations)
    turned = FOUR.sub(r"\1:\2 \5 \4 \3", turned)
    return ACROSS.sub(lambda found: f"translateX({'' if found[1] else '-'}", turned)
