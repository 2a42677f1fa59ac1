"""Cells that a spreadsheet would run as formulas: an apostrophe in front makes them text.

What was disarmed is armed again by taking one apostrophe away, whatever the text was.
"""

from __future__ import annotations

import re

from speckb.tables.comparison import FORMULA

RISKY = re.compile(f"'*[{re.escape(''.join(FORMULA))}]")
FIGURE = re.compile(r"[-+]?[0-9]+(?:\.[0-9]+)?")


def disarmed(text: str) -> str:
    """Return the text of a cell that no spreadsheet takes for a formula; numbers stay as they are.

    A text that looks as if it had been disarmed already gets one more apostrophe.
    """
    return f"'{text}" if RISKY.match(text) and not FIGURE.fullmatch(text) else text


def is_disarmed(text: str) -> bool:
    """Return whether the text of a cell begins with an apostrophe that disarms it."""
    return text.startswith("'") and RISKY.match(text) is not None


def armed(text: str) -> str:
    """Return the text that `disarmed` was given."""
    return text[1:] if is_disarmed(text) else text
