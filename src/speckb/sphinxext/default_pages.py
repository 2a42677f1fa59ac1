"""Pages that the corpus has by default, as files that Sphinx can read: it knows no other pages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.project import Project
from sphinx.util._pathlib import _StrPath

from speckb.files.output import write
from speckb.sphinxext.state import corpus_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sphinx.application import Sphinx

FOLDER = "_pages"  # below the folder of doctrees, which is published nowhere


class SiteProject(Project):
    """Sphinx's set of pages, with those that have their files elsewhere, by their names."""

    def __init__(self, project: Project, elsewhere: Mapping[str, Path]) -> None:
        super().__init__(project.srcdir, project.source_suffix)
        self.restore(project)
        self._elsewhere = {**elsewhere}

    def discover(
        self, exclude_paths: Iterable[str] = (), include_paths: Iterable[str] = ("**",)
    ) -> set[str]:
        """Return the names of all pages."""
        super().discover(exclude_paths, include_paths)
        self.docnames |= self._elsewhere.keys()
        return self.docnames

    def doc2path(self, docname: str, absolute: bool) -> _StrPath:
        """Return the file of a page; the relative path of one that is elsewhere is its address."""
        if absolute and docname in self._elsewhere:
            return _StrPath(self._elsewhere[docname])
        return super().doc2path(docname, absolute)


def connect(app: Sphinx) -> None:
    """Register the pages before any is read."""
    app.connect("builder-inited", _add_pages)


def _add_pages(app: Sphinx) -> None:
    folder = Path(app.doctreedir) / FOLDER
    found = {page.docname: page for page in corpus_of(app).pages if page.is_default}
    paths = {name: folder / page.path for name, page in found.items()}
    for path in {*folder.rglob("*.md")} - {*paths.values()}:
        path.unlink()  # a page that becomes a default page again is newer than what was built
    for name, path in paths.items():
        write(path, found[name].source.text)
    app.project = SiteProject(app.project, paths)
    app.env.project = app.project
