"""Settings of Python's garbage collector; imported before large modules.

Modules and pages are many small objects that live until the end or until they are written: with
the default of 700 the collector looks at them again and again.
"""

from __future__ import annotations

import atexit
import gc
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx

gc.set_threshold(100_000, 20, 100)

# At the end the system takes all back; a last look would cost a tenth of a check.
atexit.register(gc.freeze)


def rest() -> None:
    """Let the collector rest until the process ends: all that a check reads is used to its end."""
    gc.disable()


def connect(app: Sphinx) -> None:
    """Let the collector pass over all that is there when the first page is read."""
    app.connect("env-before-read-docs", _freeze)


def _freeze(*_: Any) -> None:
    gc.freeze()
