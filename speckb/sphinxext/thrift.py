"""What Sphinx, docutils and MyST make anew for each page although it never differs: made once.

Each of these costs as much as an entry's own text. Nothing that is written depends on them.
"""

from __future__ import annotations

import gc
import os
from functools import cache
from typing import TYPE_CHECKING, Any

from docutils.frontend import get_default_settings
from docutils.utils import DependencyList
from myst_parser.mdit_to_docutils import base
from sphinx.util import docutils

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from docutils.frontend import Values
    from sphinx.application import Sphinx

# Pages are many small objects that live until they are written: the default of 700 has the
# collector look at them again and again.
THRESHOLDS = (10_000, 20, 50)


def connect(app: Sphinx) -> None:
    """Put the remembering ones in place of those that make everything anew."""
    gc.set_threshold(*THRESHOLDS)
    os.environ["DOCUTILSCONFIG"] = ""  # no settings from a home folder: all machines build alike
    if not hasattr(docutils._get_settings, "remembers"):
        docutils._get_settings = _remembering(docutils._get_settings)
        vars(base)["get_default_settings"] = cache(get_default_settings)
    app.connect("builder-inited", _trust_templates)


def _remembering(make: Callable[..., Values]) -> Callable[..., Values]:
    """Return Sphinx's maker of a document's settings, asking docutils once per kind of document."""
    made: dict[tuple[object, ...], Values] = {}

    def settings(*components: Any, defaults: Mapping[str, Any], **options: Any) -> Values:
        kind = (*(c if isinstance(c, type) else type(c) for c in components), *options.items())
        if kind not in made:
            made[kind] = make(*components, defaults={}, **options)
        found = made[kind].copy()
        found.record_dependencies = DependencyList()
        vars(found).update(defaults)
        return found

    settings.remembers = True  # type: ignore[attr-defined]
    return settings


def _trust_templates(app: Sphinx) -> None:
    """Do not look whether a template has changed since the last page."""
    environment = getattr(getattr(app.builder, "templates", None), "environment", None)
    if environment is not None:
        environment.auto_reload = False
