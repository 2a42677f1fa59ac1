"""Navigation of the site: all sections, and the entries of the current page's section.

Furo builds the whole tree for every page, which takes quadratic time. Here the part of a section
is built once per build, and a section with very many entries is not unfolded.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from sphinx import addnodes

from speckb.sphinxext.state import corpus_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from speckb.corpus.corpus import Corpus

UNFOLDED = 60
_navigations: WeakKeyDictionary[Sphinx, Navigation] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Item:
    """Page in the navigation, and the pages below it where they are shown."""

    docname: str
    title: str
    below: Sequence[Item] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Items under one caption."""

    caption: str
    items: Sequence[Item]


def connect(app: Sphinx) -> None:
    """Register the navigation in the context of pages, before furo builds its own."""
    app.connect("env-updated", _forget, priority=100)
    app.connect("html-page-context", _add, priority=400)


def navigation_of(app: Sphinx) -> Navigation:
    """Return the navigation of a build, computed when all pages are read."""
    if app not in _navigations:
        _navigations[app] = Navigation(app.env, corpus_of(app))
    return _navigations[app]


class Navigation:
    """Navigation of a build."""

    def __init__(self, env: BuildEnvironment, corpus: Corpus) -> None:
        self.env = env
        self.corpus = corpus
        self.root = env.config.root_doc
        self.groups = self._groups()
        self.section = {
            below: item.docname
            for group in self.groups
            for item in group.items
            for below in (item.docname, *env.toctree_includes.get(item.docname, ()))
        }
        self._below: dict[str, Sequence[Item]] = {}

    def menu(self, docname: str) -> list[Group]:
        """Return the navigation of a page."""
        section = self.section.get(docname)
        return [
            Group(
                group.caption,
                [
                    replace(item, below=self.below(item.docname))
                    if item.docname == section
                    else item
                    for item in group.items
                ],
            )
            for group in self.groups
        ]

    def digest(self, docname: str) -> str:
        """Return the navigation of a page as text, to compare it with that of the last build."""
        section = self.section.get(docname, "")
        return repr((self.groups, self.below(section)))

    def below(self, section: str) -> Sequence[Item]:
        """Return the pages of a section, or none if they are too many to unfold."""
        if section not in self._below:
            names = self.env.toctree_includes.get(section, ()) if section else ()
            shown = names if len(names) <= UNFOLDED else ()
            self._below[section] = [Item(name, self._title(name)) for name in shown]
        return self._below[section]

    def _groups(self) -> list[Group]:
        found = []
        for toctree in self._toctrees():
            items = [
                Item(name, title or self._title(name))
                for title, name in toctree["entries"]
                if name in self.env.titles
            ]
            found.append(Group(toctree.get("caption") or "", items))
        return found

    def _toctrees(self) -> list[addnodes.toctree]:
        toc: nodes.Element | None = self.env.tocs.get(self.root)
        return list(toc.findall(addnodes.toctree)) if toc is not None else []

    def _title(self, docname: str) -> str:
        title = self.env.titles.get(docname)
        return title.astext() if title is not None else docname


def _forget(app: Sphinx, _env: BuildEnvironment) -> None:
    _navigations.pop(app, None)


def _add(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: Any
) -> None:
    context["navigation"] = navigation_of(app).menu(pagename)
    context["section"] = navigation_of(app).section.get(pagename, "")
    context["toctree"] = lambda **_: ""  # furo calls it for the tree that we replace
