"""Where a site keeps pictures: by their own paths.

Sphinx keeps them by their bare names with a number where two are alike, so that what a picture is
called would depend on others, and on the order in which pages were read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from speckb.sphinxext.sphinx_internals import FilenameUniqDict

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class PictureNames(FilenameUniqDict):
    """The pictures of pages, by their paths, which are their names."""

    def add_file(self, docname: str, newfile: Any) -> str:
        """Note that a page shows a picture, and return its name."""
        name = str(newfile)
        self.setdefault(name, (set(), name))[0].add(docname)
        return name


def connect(app: Sphinx) -> None:
    """Register the names, for pages that are read from now on."""
    app.connect("env-before-read-docs", _name)


def _name(_app: Sphinx, env: Any, _docnames: list[str]) -> None:
    if not isinstance(env.images, PictureNames):
        env.images = PictureNames()
