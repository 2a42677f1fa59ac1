"""Transforms of all tables: classes that the style sheet needs, and one address for each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from speckb.sphinxext.nodes import table_frame

if TYPE_CHECKING:
    from docutils.nodes import Element
    from sphinx.application import Sphinx

STEPS = (3, 6, 10, 25)  # numbers of columns above which a table is laid out in another way
LONG_WORD = re.compile(r"[^\s/-]{40}")  # that would make its column wide
CARD = 3  # columns of a table whose rows become cards on a phone


def connect(app: Sphinx) -> None:
    """Register the transforms."""
    app.add_post_transform(ClassesOfWidth)
    app.add_post_transform(OneAddressEach)


class ClassesOfWidth(SphinxPostTransform):
    """Post-transform that says in classes what the style sheet must know of a table.

    CSS can count columns itself (`:has`), but a browser then counts them again for each cell that
    it reads. The priority is below 500, where furo wraps each table and copies its classes.
    """

    default_priority = 490

    def run(self, **_: Any) -> None:
        """Add the classes to each table, and to the frame around it."""
        for table in self.document.findall(nodes.table):
            for text in table.findall(nodes.Text):
                if LONG_WORD.search(text):
                    _paragraph_of(text)["classes"].append("long-word")
            columns = next(iter(table.findall(nodes.tgroup)))["cols"]
            table["classes"] += [f"over-{step}" for step in STEPS if columns > step]
            spans = any("morerows" in entry for entry in table.findall(nodes.entry))
            if columns == CARD and not spans:
                table["classes"].append("as-cards")
            if isinstance(table.parent, table_frame):
                kinds = [f"of-{kind}" for kind in ("matrix", "compact") if kind in table["classes"]]
                over = [name for name in table["classes"] if name.startswith("over-")]
                table.parent["classes"] += [*kinds, *over]


def _paragraph_of(text: nodes.Text) -> Element:
    """Return the paragraph, or the title, that a text is in."""
    found = text.parent
    while not isinstance(found, nodes.paragraph | nodes.title):
        found = found.parent
    return found


class OneAddressEach(SphinxPostTransform):
    """Post-transform that removes the ids that furo copies from a table to its frame.

    Furo's own transform, which wraps each table, has the priority 500. Tried with furo 2025.12.19;
    `tests/unit/test_internals.py` fails when furo copies no ids.
    """

    default_priority = 510

    def run(self, **_: Any) -> None:
        """Remove the ids: an id must be unique in a page."""
        for frame in self.document.findall(nodes.container):
            if "table-wrapper" in frame["classes"]:
                frame["ids"] = []
