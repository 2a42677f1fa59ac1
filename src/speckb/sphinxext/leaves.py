"""Order of the pages: the toctrees of the site, flattened."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sphinx.addnodes import toctree

from speckb.sphinxext.sidebar import UNFOLDED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils.nodes import Element
    from sphinx.environment import BuildEnvironment


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page at its position in the document.

    `level` is the number of headings above its own, `part` the title of the part that starts with
    it or empty. A `chapter` is a page of the root toctree. Pages of very long toctrees are not
    `listed` in the contents.
    """

    docname: str
    level: int
    part: str = ""
    chapter: bool = False
    listed: bool = True


def leaves(env: BuildEnvironment) -> Iterator[Leaf]:
    """Yield every page but the landing page in the order of the toctrees; orphans come last."""
    seen = {env.config.root_doc}
    toc: Element | None = env.tocs.get(env.config.root_doc)
    for tree in toc.findall(toctree) if toc is not None else ():
        part = caption = tree.get("caption") or ""
        for name in tree["includefiles"]:
            for leaf in _below(env, name, Leaf(name, int(bool(caption)), chapter=True), seen):
                yield replace(leaf, part=part)
                part = ""
    for name in sorted(env.found_docs - seen):
        yield from _below(env, name, Leaf(name, 0, chapter=True), seen)


def _below(env: BuildEnvironment, name: str, leaf: Leaf, seen: set[str]) -> Iterator[Leaf]:
    """Yield a page and the pages of its toctrees, each page once."""
    if name in seen or name not in env.found_docs:
        return
    seen.add(name)
    yield leaf
    names = env.toctree_includes.get(name, ())
    listed = leaf.listed and len(names) <= UNFOLDED
    for below in names:
        yield from _below(env, below, Leaf(below, leaf.level + 1, listed=listed), seen)
