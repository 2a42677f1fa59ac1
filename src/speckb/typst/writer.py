"""A page's resolved doctree as Typst code: each kind of node has one rule, found by its class.

A node without a rule stops the build by its name: nothing that an author wrote is lost in silence.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from docutils import nodes
from sphinx.util import logging

from speckb.typst.code import EMPTY, block, call, quote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from docutils.nodes import Element, Node
    from sphinx.environment import BuildEnvironment

    from speckb.typst.addresses import Addresses

    Rule = Callable[["Writer", Any], str]

log = logging.getLogger(__name__)
Made = TypeVar("Made", bound="Callable[..., str]")
RULES: dict[type, Rule] = {}


class UnknownNodeError(Exception):
    """A doctree has a node that no rule knows; the message names the node and its place."""


def rule(*kinds: type) -> Callable[[Made], Made]:
    """Register a function as the rule of some classes of nodes."""

    def register(function: Made) -> Made:
        RULES.update(dict.fromkeys(kinds, function))
        return function

    return register


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a list at the front: a heading at its depth, or a figure or table by its kind."""

    kind: str
    depth: int
    number: str
    text: str
    label: str


@dataclass
class Sheet:
    """One page as Typst code, and what the document has to know about it.

    `items` are its headings, figures and tables, `tables` the names of its computed tables,
    `targets` the labels that it defines, `wanted` those that it links to, and `pictures` the files
    that it shows, by names of our own.
    """

    docname: str
    code: str = ""
    items: list[Item] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)
    targets: set[str] = field(default_factory=set)
    wanted: set[str] = field(default_factory=set)
    pictures: dict[str, bytes] = field(default_factory=dict)


class Writer:
    """Writes one page; rules call it for the nodes below theirs."""

    def __init__(self, docname: str, env: BuildEnvironment, addresses: Addresses) -> None:
        self.env = env
        self.addresses = addresses
        self.sheet = Sheet(docname)
        self.docname = docname
        self.depth = 0
        self.brief = 0
        self.toned = self.heads = False
        self.titled: dict[Node, str] = {}
        self.marks: list[str] = []
        self.told: set[str] | None = None
        self.footnotes: dict[str, Element] = {}
        self.noted: set[str] = set()

    def page(self, document: nodes.document) -> Sheet:
        """Return the page as code.

        Raises UnknownNodeError for a node without a rule.
        """
        notes: list[Element] = [
            *document.findall(nodes.footnote),
            *document.findall(nodes.citation),
        ]
        for note in notes:
            self.footnotes |= dict.fromkeys(note["ids"], note)
        self.sheet.code = self.content(document.children)
        return self.sheet

    def content(self, children: Iterable[Node]) -> str:
        """Return nodes in their order as one expression."""
        return block(self.write(child) for child in children)

    def inline(self, node: Element) -> str:
        """Return what an element holds; a paragraph that stands alone is no paragraph there."""
        shown = [child for child in node.children if RULES.get(type(child)) is not nothing]
        if len(shown) == 1 and isinstance(shown[0], nodes.paragraph):
            alone = shown[0]
            return block([*self.anchors(alone, "spot"), self.content(alone.children)])
        return self.content(node.children)

    def note(self, node: Element) -> str:
        """Return what a note holds, its first paragraph in line with the number before it."""
        body = [child for child in node.children if not isinstance(child, nodes.label)]
        if body and isinstance(body[0], nodes.paragraph):
            first, *rest = body
            return block([self.content(first.children), *map(self.write, rest)])
        return self.content(body)

    def write(self, node: Node) -> str:
        """Return a node as an expression, its addresses before it."""
        found = RULES.get(type(node))
        if found is None:
            raise UnknownNodeError(
                f"{self.place(node)}: the PDF has no rule for the node "
                f"{type(node).__module__}.{type(node).__qualname__}"
            )
        code = found(self, node)
        if isinstance(node, nodes.Element) and node.get("ids"):
            within = isinstance(node.parent, nodes.TextElement)
            return block([*self.anchors(node, "spot" if within else "anchor"), code])
        return code

    def anchors(self, node: Element, kind: str = "anchor") -> Iterator[str]:
        """Yield an invisible mark for each address of a node that has none yet.

        A `spot` stands in a line of text, an `anchor` between blocks, a `sign-post` before the
        heading that it stays with.
        """
        names: list[str] = node.get("ids", [])
        for name in names:
            label = self.addresses.label(self.docname, name)
            if label not in self.sheet.targets:
                self.sheet.targets.add(label)
                yield call(kind, quote(label))

    def claim(self, node: Element) -> str:
        """Return the label that a heading takes as its own, or nothing where it is taken."""
        names: list[str] = node["ids"]
        for name in names[:1]:
            label = self.addresses.label(self.docname, name)
            if label not in self.sheet.targets:
                self.sheet.targets.add(label)
                return label
        return ""

    def place(self, node: Node) -> str:
        """Return file and line of a node, as messages name them."""
        path = self.env.doc2path(self.docname, base=False)
        found: Node | None = node
        while found is not None and found.line is None:
            found = found.parent
        return f"{path}:{found.line}" if found is not None else str(path)

    def warn(self, node: Node, message: str) -> None:
        """Report what an author has to change, at its place."""
        log.warning("%s: %s", self.place(node), message, type="speckb", subtype="pdf")

    def number(self, kind: str, node: Element) -> str:
        """Return the number of a figure, table or listing as the site shows it, or nothing."""
        known = self.env.toc_fignumbers.get(self.docname, {}).get(kind, {})
        names: list[str] = node.get("ids", [])
        found = next((known[name] for name in names if name in known), None)
        if not found:
            return ""
        return str(self.env.config.numfig_format[kind] % ".".join(map(str, found)))


def nothing(_writer: Writer, _node: Node) -> str:
    """Leave a node out: it shows nothing in any output, or belongs to the site alone."""
    return ""


def inside(writer: Writer, node: Element) -> str:
    """Show what a node holds and nothing of its own."""
    return writer.content(node.children)


def wrapped(name: str) -> Rule:
    """Return a rule that hands what a node holds to a function of the template."""

    def show(writer: Writer, node: Element) -> str:
        content = writer.content(node.children)
        return call(name, content) if content != EMPTY else ""

    return show
