"""What Sphinx, docutils and MyST make anew for each page although it never differs: made once.

Each of these costs as much as an entry's own text. Nothing that is written depends on them.
"""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.utils import DependencyList
from jinja2 import FileSystemBytecodeCache
from myst_parser.mdit_to_docutils import base
from sphinx import addnodes
from sphinx.transforms.post_transforms.code import HighlightLanguageTransform
from sphinx.util import docutils

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from docutils.frontend import Values
    from sphinx.application import Sphinx

CODE = (nodes.literal_block, addnodes.highlightlang)


def connect(app: Sphinx) -> None:
    """Put the remembering ones in place of those that make everything anew."""
    os.environ["DOCUTILSCONFIG"] = ""  # no settings from a home folder: all machines build alike
    if not hasattr(docutils._get_settings, "remembers"):
        docutils._get_settings = _remembering(docutils._get_settings)
        vars(base)["get_default_settings"] = cache(get_default_settings)
    app.connect("builder-inited", _trust_templates)
    transforms = app.registry.get_post_transforms()
    transforms[transforms.index(HighlightLanguageTransform)] = HighlightCode


class HighlightCode(HighlightLanguageTransform):
    """Sphinx's own; it walks through a page only where there is code."""

    def apply(self, **options: Any) -> None:
        """Set the language of each block of code."""
        if any(True for kind in CODE for _ in self.document.findall(kind)):
            super().apply(**options)


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
    """Compile a template once for all builds, and do not look whether it changed since a page."""
    environment = getattr(getattr(app.builder, "templates", None), "environment", None)
    if environment is not None:
        environment.auto_reload = False
        environment.bytecode_cache = FileSystemBytecodeCache(str(app.doctreedir))
