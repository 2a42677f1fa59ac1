"""Navigation of the site: all sections, and the entries of the current page's section.

Furo builds the whole tree for every page, which takes quadratic time. Here a section is built once
per build. Very many entries are shown in parts, of which the one with the current page is unfolded.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from sphinx import addnodes

from speckb.sphinxext.state import corpus_of
from speckb.tables.entry_list import has_list, is_divided, parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from speckb.corpus.corpus import Corpus
    from speckb.tables.entry_list import Part

UNFOLDED = 60
_navigations: WeakKeyDictionary[Sphinx, Navigation] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Item:
    """Page in the navigation, and the pages below it where they are shown.

    One that is a part has the title of a part of a list, and leads to it or to its first page.
    """

    docname: str
    title: str
    below: Sequence[Item] = ()
    anchor: str = ""
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class Branch:
    """An item with what is below it, and the names of all pages there."""

    item: Item
    below: Sequence[Branch] = ()
    pages: frozenset[str] = frozenset()

    def opened(self, docname: str) -> Item:
        """Return the item, unfolded down to a page if that is below it."""
        if docname not in self.pages:
            return self.item
        return replace(self.item, below=[branch.opened(docname) for branch in self.below])


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
        self._branches: dict[str, Sequence[Branch]] = {}

    def menu(self, docname: str) -> list[Group]:
        """Return the navigation of a page."""
        section = self.section.get(docname)
        return [
            Group(
                group.caption,
                [
                    replace(item, below=self.below(item.docname, docname))
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
        return repr((self.groups, self.below(section, docname)))

    def below(self, section: str, docname: str) -> Sequence[Item]:
        """Return the pages of a section, or its parts, as a page shows them."""
        if section not in self._branches:
            self._branches[section] = list(self._section(section)) if section else []
        return [branch.opened(docname) for branch in self._branches[section]]

    def _section(self, section: str) -> Iterator[Branch]:
        """Yield the pages of a section; those of entries that are in parts, by part."""
        others = []
        done: set[str] = set()
        for name in self.env.toctree_includes.get(section, ()):
            entry = self.corpus.by_docname.get(name)
            kind = entry.type.name if entry else ""
            if kind and is_divided(self.corpus, kind):
                if kind not in done:
                    done.add(kind)
                    shown = section if has_list(self.corpus, section, kind) else ""
                    yield from (self._part(part, shown) for part in parts(self.corpus, kind))
            else:
                others.append(Branch(Item(name, self._title(name))))
        yield from others if len(others) <= UNFOLDED else ()

    def _part(self, part: Part, section: str) -> Branch:
        """Return a part of a list on the page of a section, or of one that is nowhere if empty."""
        page, anchor = (section, part.anchor) if section else (part.entries[0].docname, "")
        item = Item(page, part.title, (), anchor, is_part=True)
        if part.below:
            below = [self._part(one, section) for one in part.below]
        else:
            names = (entry.docname for entry in part.entries)
            below = [Branch(Item(name, self._title(name))) for name in names]
        return Branch(item, below, frozenset(entry.docname for entry in part.entries))

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
