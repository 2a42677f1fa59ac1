"""Cache of the default settings of docutils documents, which Sphinx and MyST compute per page.

Both build docutils' option parser, with its 70 options, for each page that they read, to take the
same defaults from it. Reading pages is final in Sphinx and MyST builds a document that it does not
use, so no subclass or setting prevents this: a private function of Sphinx and a name in a module
of MyST are replaced by ones that ask docutils once.

- Tried with Sphinx 9.0.0 to 9.2.0, MyST-Parser 5.0.0 to 5.2.0, docutils 0.22 to 0.23.
- It saves 7 % of the CPU time of a cold build of a site.
- `tests/unit/test_internals.py` fails when the replaced names are gone or no longer used.
"""

from __future__ import annotations

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


class CachedSettings:
    """Sphinx's function for the settings of a document, computed once per kind of document."""

    def __init__(self, compute: Callable[..., Values]) -> None:
        self.compute = compute
        self.known: dict[tuple[object, ...], Values] = {}

    def __call__(self, *components: Any, defaults: Mapping[str, Any], **options: Any) -> Values:
        """Return settings that no other document shares."""
        kind = (*(c if isinstance(c, type) else type(c) for c in components), *options.items())
        if kind not in self.known:
            self.known[kind] = self.compute(*components, defaults={}, **options)
        found = self.known[kind].copy()
        # a copy is shallow, and each page notes its own dependencies
        found.record_dependencies = DependencyList()
        vars(found).update(defaults)
        return found


def connect(_app: Sphinx) -> None:
    """Install the cache, once per process, and read no settings of the user or the machine."""
    # docutils would read docutils.conf in /etc and the home folder: all machines build alike
    os.environ["DOCUTILSCONFIG"] = ""
    if not isinstance(docutils._get_settings, CachedSettings):
        docutils._get_settings = CachedSettings(docutils._get_settings)
        vars(base)["get_default_settings"] = cache(get_default_settings)
