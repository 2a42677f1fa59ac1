"""Settings of Python's garbage collector; imported before large modules.

Modules and pages are many small objects that live until the end or until they are written. With
the default threshold of 700 new objects, the collector would traverse them again and again.
"""

from __future__ import annotations

import atexit
import gc

gc.set_threshold(100_000, 20, 100)

# At exit the system frees all memory; a last collection would take a tenth of a check's time.
atexit.register(gc.freeze)


def disable() -> None:
    """Disable the collector: what a check reads is in use until the process ends."""
    gc.disable()


def freeze(*_: object) -> None:
    """Exclude from collections all objects that exist now; also a handler of Sphinx's events."""
    gc.freeze()
