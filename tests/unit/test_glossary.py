"""Which words of a page lead to the glossary."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from docutils import nodes
from docutils.utils import new_document
from sphinx import addnodes

from speckb.sphinxext.glossary import LinkTerms


def linked(*texts: str) -> list[str]:
    """Return the words of paragraphs that become links, where `desk` and `slip` are terms."""
    document: Any = new_document("page")
    terms = {("term", name): ("words", f"term-{name}") for name in ("desk", "slip")}
    domains = {"std": {"objects": terms}}
    document.settings.env = SimpleNamespace(docname="page", domaindata=domains)
    document += [nodes.paragraph("", text) for text in texts]
    LinkTerms(document).run()
    assert [paragraph.astext() for paragraph in document] == [*texts]
    return [found["reftarget"] for found in document.findall(addnodes.pending_xref)]


def test_each_term_is_linked_once_also_behind_one_that_was_linked_before() -> None:
    assert linked("A desk, and a desk with a slip.") == ["desk", "slip"]
    assert linked("A desk.", "Another desk with a slip.", "A slip.") == ["desk", "slip"]


def test_a_part_of_a_longer_word_is_no_term() -> None:
    assert linked("A desktop and a slip-case.") == []
