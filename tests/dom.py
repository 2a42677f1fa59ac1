"""Pages as a browser reads them: parsed by the rules of HTML5, and searched by CSS selectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from selectolax.lexbor import LexborNode

UNSEEN = ("script", "style")


class Tag:
    """An element of a page, or the page itself."""

    def __init__(self, node: LexborNode) -> None:
        self._node = node

    def __getitem__(self, name: str) -> str:
        """Return an attribute that must be there; one without a value is an empty text."""
        return self._node.attributes[name] or ""

    def get(self, name: str, default: str | None = None) -> str | None:
        return self.attributes.get(name, default)

    @property
    def name(self) -> str:
        return self._node.tag

    @property
    def attributes(self) -> dict[str, str]:
        return {name: value or "" for name, value in self._node.attributes.items()}

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()

    @property
    def html(self) -> str:
        """The element as it is written out again."""
        return self._node.html

    def select(self, css: str) -> list[Tag]:
        """Return the elements inside this one that a selector means, in the page's order."""
        return [Tag(node) for node in self._node.css(css) if node.mem_id != self._node.mem_id]

    def select_one(self, css: str) -> Tag | None:
        return next(iter(self.select(css)), None)

    def by_id(self, name: str) -> Tag | None:
        return self.select_one(f'[id="{name}"]')

    def enclosing(self, name: str) -> Tag | None:
        """Return the nearest element around this one that has this name."""
        node = self._node.parent
        while node is not None and node.tag != name:
            node = node.parent
        return Tag(node) if node is not None else None

    def after(self) -> Iterator[Tag]:
        """Yield the elements that follow in the same parent."""
        node = self._node.next
        while node is not None:
            if node.is_element_node:
                yield Tag(node)
            node = node.next

    def get_text(self, separator: str = "", *, strip: bool = False) -> str:
        """Join the text inside; that of scripts and styles counts only where one of them is asked.

        With `strip`, each piece loses the space around it, and empty pieces are left out.
        """
        pieces = (
            node.text_content or ""
            for node in self._node.traverse(include_text=True)
            if node.is_text_node and (self.name in UNSEEN or node.parent.tag not in UNSEEN)
        )
        if strip:
            pieces = (piece.strip() for piece in pieces if piece.strip())
        return separator.join(pieces)

    def copy(self) -> Tag:
        """Return a copy that can be changed while the page stays as it is."""
        return Tag(self._node.clone())

    def append(self, text: str) -> None:
        self._node.insert_child(text)

    def remove(self) -> None:
        """Take the element out of its page."""
        self._node.decompose()


def parse(html: str | bytes) -> Tag:
    """Return a page, whose one element is `html`."""
    root = LexborHTMLParser(html).root
    assert root is not None
    assert root.parent is not None
    return Tag(root.parent)


def read(path: Path) -> Tag:
    """Parse a file."""
    return parse(path.read_bytes())
