"""Output paths of images: the same as their source paths.

Sphinx puts all images into one folder and numbers equal names, so that the name of an image would
depend on other images and on the order in which pages are read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from speckb.sphinxext.sphinx_internals import FilenameUniqDict

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class PictureNames(FilenameUniqDict):
    """The environment's map of images, in which the output name of an image is its path."""

    def add_file(self, docname: str, newfile: Any) -> str:
        """Record that a page shows an image, and return its output name."""
        name = str(newfile)
        self.setdefault(name, (set(), name))[0].add(docname)
        return name


def connect(app: Sphinx) -> None:
    """Register the replacement of the map, which a fresh environment has as Sphinx's own."""
    app.connect("env-before-read-docs", _name)


def _name(_app: Sphinx, env: Any, _docnames: list[str]) -> None:
    if not isinstance(env.images, PictureNames):
        env.images = PictureNames()
