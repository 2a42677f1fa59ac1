"""Settings of Python's garbage collector; imported before large modules.

Modules and pages are many small objects that live until the end or until they are written. With
the default threshold of 700 new objects, the collector would traverse them again and again.
"""

from __future__ import annotations

import atexit
import gc
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx

gc.set_threshold(100_000, 20, 100)

# At exit the system frees all memory; a last collection would take a tenth of a check's time.
atexit.register(gc.freeze)


def disable() -> None:
    """Disable the collector: what a check reads is in use until the process ends."""
    gc.disable()


def connect(app: Sphinx) -> None:
    """Exclude from collections all objects that exist when Sphinx reads the first page."""
    app.connect("env-before-read-docs", _freeze)


def _freeze(*_: Any) -> None:
    gc.freeze()
