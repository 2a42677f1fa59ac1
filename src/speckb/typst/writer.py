"""Doctree to Typst: a writer that looks up one rule per class of node.

A node without a rule stops the build with its name, so that no content is lost silently. Subclasses
do not inherit rules for the same reason.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from docutils import nodes
from sphinx.util import logging

from speckb.sphinxext.state import corpus_of
from speckb.typst.code import EMPTY, block, call, quote
from speckb.typst.faces import BUILT_IN, Faces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from docutils.nodes import Element, Node
    from sphinx.environment import BuildEnvironment

    from speckb.corpus.entry import Entry
    from speckb.typst.addresses import Addresses

    Rule = Callable[["Writer", Any], str]

log = logging.getLogger(__name__)
RuleT = TypeVar("RuleT", bound="Callable[..., str]")
RULES: dict[type, Rule] = {}


class UnknownNodeError(Exception):
    """A node without a rule; the message has its name, file and line."""


def rule(*kinds: type) -> Callable[[RuleT], RuleT]:
    """Register the decorated function as the rule for some classes of nodes."""

    def register(function: RuleT) -> RuleT:
        RULES.update(dict.fromkeys(kinds, function))
        return function

    return register


@dataclass(frozen=True, slots=True)
class Item:
    """A heading, figure or table (`kind`) for the lists at the front; `depth` is a heading's."""

    kind: str
    depth: int
    number: str
    text: str
    label: str


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the glossary: all its names, its label, and those that its definition links to."""

    names: tuple[str, ...]
    label: str
    links: tuple[str, ...]


@dataclass
class PageCode:
    """Typst code of one page, with the data that the document collects from all pages.

    `items` are its headings, figures and tables; `terms` those that it defines; `tables` the labels
    of its computed tables; `targets` the labels that it defines, `wanted` those that it links to;
    `pictures` the bytes of its images, by generated file names.
    """

    docname: str
    code: str = ""
    items: list[Item] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)
    targets: set[str] = field(default_factory=set)
    wanted: set[str] = field(default_factory=set)
    pictures: dict[str, bytes] = field(default_factory=dict)


class Writer:
    """Writes one page; rules call it for child nodes, and share its state.

    `depth` is the number of sections around the current node. While `numbers_hidden` is not 0,
    links show no number of their target; otherwise they do once on a page, and `numbered` has the
    labels that did. `absent` has the labels of the page that are not printed. `table` is the name
    of the table around the node, `row_label` the label that its row has taken. `table_anchors` wait
    for the next table.
    """

    def __init__(
        self, docname: str, env: BuildEnvironment, addresses: Addresses, faces: Faces = BUILT_IN
    ) -> None:
        self.env = env
        self.addresses = addresses
        self.faces = faces
        self.page_code = PageCode(docname)
        self.docname = docname
        self.depth = 0
        self.numbers_hidden = 0
        self.in_toned_cell = self.in_table_head = False
        self.numbered: set[str] = set()
        self.absent: set[str] = set()
        self.table = self.row_label = ""
        self.table_anchors: list[str] = []
        self.footnotes: dict[str, Element] = {}
        self.shown_footnotes: set[str] = set()

    def write_page(self, document: nodes.document, show: Rule | None = None) -> PageCode:
        """Return the page as code, by its nodes or as the rule `show` has it.

        Raises UnknownNodeError for a node without a rule.
        """
        self.absent |= self.addresses.hidden(self.docname)
        for note in document.findall(nodes.footnote):
            self.footnotes |= dict.fromkeys(note["ids"], note)
        self.page_code.code = show(self, document) if show else self.content(document.children)
        return self.page_code

    def content(self, children: Iterable[Node]) -> str:
        """Return nodes in order as one expression."""
        return block(self.write(child) for child in children)

    def inline(self, node: Element) -> str:
        """Return an element's content; an only paragraph becomes inline content."""
        shown = [child for child in node.children if RULES.get(type(child)) is not omit]
        if len(shown) == 1 and isinstance(shown[0], nodes.paragraph):
            alone = shown[0]
            return block([*self.anchors(alone, "inline-anchor"), self.content(alone.children)])
        return self.content(node.children)

    def note(self, node: Element) -> str:
        """Return a footnote's content, its first paragraph in line with the number."""
        body = [child for child in node.children if not isinstance(child, nodes.label)]
        if body and isinstance(body[0], nodes.paragraph):
            first, *rest = body
            return block([self.content(first.children), *map(self.write, rest)])
        return self.content(body)

    def write(self, node: Node) -> str:
        """Return a node as an expression, after anchors for its ids.

        Raises UnknownNodeError for a node without a rule.
        """
        found = RULES.get(type(node))
        if found is None:
            raise UnknownNodeError(
                f"{self.location(node)}: the PDF has no rule for the node "
                f"{type(node).__module__}.{type(node).__qualname__}"
            )
        code = found(self, node)
        if isinstance(node, nodes.Element) and node.get("ids"):
            within = isinstance(node.parent, nodes.TextElement)
            return block([*self.anchors(node, "inline-anchor" if within else "anchor"), code])
        return code

    def anchors(self, node: Element, kind: str = "anchor") -> Iterator[str]:
        """Yield an invisible link target for each id of a node that has none yet.

        `kind` is `inline-anchor` within a line, `anchor` between blocks, or `heading-anchor`, which
        stays on the page of the heading after it.
        """
        names: list[str] = node.get("ids", [])
        for name in names:
            label = self.addresses.label(self.docname, name)
            if label not in self.page_code.targets:
                self.page_code.targets.add(label)
                yield call(kind, quote(label))

    def claim_label(self, node: Element) -> str:
        """Return the label of a heading's first id, now defined; empty if it was before."""
        names: list[str] = node["ids"]
        for name in names[:1]:
            label = self.addresses.label(self.docname, name)
            if label not in self.page_code.targets:
                self.page_code.targets.add(label)
                return label
        return ""

    def location(self, node: Node) -> str:
        """Return `file:line` of a node, for messages."""
        path = self.env.doc2path(self.docname, base=False)
        found: Node | None = node
        while found is not None and found.line is None:
            found = found.parent
        return f"{path}:{found.line}" if found is not None else str(path)

    def warn(self, node: Node, message: str) -> None:
        """Log a warning with the location of a node."""
        log.warning("%s: %s", self.location(node), message, type="speckb", subtype="pdf")

    def number(self, kind: str, node: Element) -> str:
        """Return the number of a figure, table or code block as on the site; empty without one."""
        known = self.env.toc_fignumbers.get(self.docname, {}).get(kind, {})
        names: list[str] = node.get("ids", [])
        found = next((known[name] for name in names if name in known), None)
        return self.formatted(kind, found) if found else ""

    def formatted(self, kind: str, number: Sequence[int]) -> str:
        """Return a number as readers see it, such as `Table 8`."""
        return str(self.env.config.numfig_format[kind] % ".".join(map(str, number)))

    def entry_of(self, docname: str) -> Entry | None:
        """Return the entry of a page, as the page shows it."""
        return corpus_of(self.env.app).by_docname.get(docname)

    @contextmanager
    def links_within(self) -> Iterator[list[str]]:
        """Collect the labels that the content written in this context links to, sorted."""
        before, self.page_code.wanted = self.page_code.wanted, set()
        found: list[str] = []
        try:
            yield found
        finally:
            found += sorted(self.page_code.wanted)
            self.page_code.wanted |= before

    @contextmanager
    def without_numbers(self) -> Iterator[None]:
        """Show no numbers with links in this context, such as in titles and tables."""
        self.numbers_hidden += 1
        try:
            yield
        finally:
            self.numbers_hidden -= 1


def omit(_writer: Writer, _node: Node) -> str:
    """Leave a node out: it is invisible in every output, or is shown elsewhere."""
    return ""


def show_children(writer: Writer, node: Element) -> str:
    """Show a node's children alone."""
    return writer.content(node.children)


def wrapped(name: str) -> Rule:
    """Return a rule that passes a node's content to a template function."""

    def show(writer: Writer, node: Element) -> str:
        content = writer.content(node.children)
        return call(name, content) if content != EMPTY else ""

    return show
