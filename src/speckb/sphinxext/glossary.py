"""Links from the first use of each glossary term on a page to its definition."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from speckb.sphinxext.nodes import value_badge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils.nodes import Node
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

NO_LINKS = (
    nodes.reference,
    addnodes.pending_xref,
    nodes.title,
    nodes.literal,
    nodes.literal_block,
    nodes.term,
    nodes.field_name,
    nodes.rubric,
    nodes.caption,
    nodes.thead,
    value_badge,
)
NAMES = {"link-title", "word"}


def connect(app: Sphinx) -> None:
    """Register the transform."""
    app.add_post_transform(LinkTerms)


def terms(env: BuildEnvironment) -> dict[str, str]:
    """Return the page that defines each term of the glossary."""
    objects = env.domaindata["std"].get("objects", {})
    return {name: place[0] for (kind, name), place in objects.items() if kind == "term"}


class LinkTerms(SphinxPostTransform):
    """Post-transform that links the first use of each term in running text."""

    default_priority = 6

    def run(self, **_: Any) -> None:
        """Link the terms of this page, except those that it defines."""
        known = {t: page for t, page in terms(self.env).items() if page != self.env.docname}
        if not known:
            return
        pattern = re.compile(
            r"(?<![\w-])("
            + "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
            + r")(?![\w-])"
        )
        seen: set[str] = set()
        for text in list(self._running_text()):
            pieces = list(_linked(text.astext(), pattern, seen, self.env.docname))
            if len(pieces) > 1:
                text.parent.replace(text, pieces)

    def _running_text(self) -> Iterator[nodes.Text]:
        def visit(node: Node) -> Iterator[nodes.Text]:
            for child in node.children:
                if isinstance(child, nodes.Text):
                    yield child
                elif isinstance(child, NO_LINKS) or not isinstance(child, nodes.Element):
                    continue
                elif not NAMES & {*child["classes"]}:
                    yield from visit(child)

        return visit(self.document)


def _linked(text: str, pattern: re.Pattern[str], seen: set[str], docname: str) -> Iterator[Node]:
    start = 0
    for match in pattern.finditer(text):
        term = match[1]
        if term in seen:
            continue
        seen.add(term)
        if match.start() > start:
            yield nodes.Text(text[start : match.start()])
        shown = nodes.inline("", term)
        yield addnodes.pending_xref(
            "",
            shown,
            refdomain="std",
            reftype="term",
            reftarget=term,
            refexplicit=True,
            refwarn=True,
            refdoc=docname,
            classes=["term"],
        )
        start = match.end()
    yield nodes.Text(text[start:])
