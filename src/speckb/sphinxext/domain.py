"""Sphinx domain of entries: roles, links by id, search results and `objects.inv`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.domains import Domain, ObjType
from sphinx.roles import XRefRole
from sphinx.util.docutils import SphinxRole
from sphinx.util.nodes import make_refnode

from speckb.sphinxext import freshness
from speckb.sphinxext.nodes import entry_count
from speckb.sphinxext.state import corpus_of, settings_of, view_of
from speckb.suggest import instead
from speckb.tables.fragments import evidence
from speckb.tables.queries import filled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from docutils.nodes import Element, Node, system_message
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from speckb.corpus.corpus import Corpus

NAME = "speckb"


def connect(app: Sphinx) -> None:
    """Register the domain and the roles."""
    app.add_domain(EntryDomain)
    app.add_role("entry", EntryRole())
    app.add_role("count", CountRole())


class EntryRole(XRefRole):
    """Role for a link to an entry by its id; the default text is the name of the entry."""

    def __init__(self) -> None:
        super().__init__(innernodeclass=nodes.inline, warn_dangling=True)

    def process_link(
        self,
        env: BuildEnvironment,
        refnode: Element,
        has_explicit_title: bool,
        title: str,
        target: str,
    ) -> tuple[str, str]:
        """Record the use, so that the page is written again when the name of the entry changes."""
        refnode["refdomain"], refnode["reftype"] = NAME, "entry"
        freshness.uses(env, env.docname, "name", target)
        if has_explicit_title and "[[" in title and self.name == "need":
            refnode["template"] = title
            freshness.uses(env, env.docname, "words", f"{target}\0{title}")
        return super().process_link(env, refnode, has_explicit_title, title, target)


class CountRole(SphinxRole):
    """Role for the number of entries of a type."""

    def run(self) -> tuple[list[Node], list[system_message]]:
        """Return a placeholder: other pages can change the number."""
        known = settings_of(self.env.app).types
        if self.text not in known:
            message = f"unknown type {self.text!r}{instead(self.text, known)}"
            return [], [self.inliner.reporter.error(message, line=self.lineno)]
        freshness.uses(self.env, self.env.docname, "count", self.text)
        return [entry_count(of=self.text)], []


class EntryDomain(Domain):
    """Domain whose objects are the entries and their values by each criterion."""

    name = NAME
    label = "Entry"
    dangling_warnings = {"entry": "unknown entry '%(target)s'"}  # noqa: RUF012
    object_types = {"value": ObjType("value", searchprio=-1)}  # noqa: RUF012  as the base class

    def __init__(self, env: BuildEnvironment) -> None:
        super().__init__(env)
        for entry_type in settings_of(env.app).types.values():
            self.add_object_type(entry_type.name, ObjType(entry_type.title, "entry"))

    def get_type_name(self, type: ObjType, primary: bool = False) -> str:  # noqa: A002, ARG002
        """Return what search results call an object: its type's title."""
        return type.lname

    @property
    def corpus(self) -> Corpus:
        """The corpus of the build."""
        return corpus_of(self.env.app)

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Yield each entry, by its former ids too, and each of its values by a criterion."""
        for entry in self.corpus.entries.values():
            if entry.docname in self.env.found_docs:
                yield entry.id, entry.id, entry.type.name, entry.docname, entry.id, 0
                for old in entry.former_ids:
                    yield old, entry.id, entry.type.name, entry.docname, entry.id, -1
        for entry in self.corpus.compared:
            for criterion in entry.assessments:
                address = evidence(entry.id, criterion)
                title = f"{entry.text}: {self.corpus.entries[criterion].text}"
                yield address, title, "value", entry.docname, address, -1

    def resolve_xref(
        self,
        env: BuildEnvironment,  # noqa: ARG002
        fromdocname: str,
        builder: Builder,
        typ: str,  # noqa: ARG002
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> nodes.reference | None:
        """Return the link to an entry, or to an anchor on its page if the node has an `address`."""
        entry = self.corpus.entries.get(target)
        if entry is None:
            return None
        if not node.get("refexplicit"):
            contnode = nodes.inline("", entry.text, classes=["entry-name"])
        elif template := node.get("template"):
            contnode = nodes.inline("", filled(self.corpus, entry, template))
        address = node.get("address") or entry.id
        _, _, other = address.partition("--")
        if other and other not in view_of(self.env.app, entry.id).entries:
            address = entry.id  # its page shows an edition without the other one
        return make_refnode(
            builder,
            fromdocname,
            entry.docname,
            address,
            contnode,
            node.get("reftitle") or entry.title,
        )

    def resolve_any_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> list[tuple[str, nodes.reference]]:
        """Return the link for a Markdown link such as `[text](#R6)`."""
        found = self.resolve_xref(env, fromdocname, builder, "entry", target, node, contnode)
        return [(f"{NAME}:entry", found)] if found is not None else []

    def merge_domaindata(self, docnames: AbstractSet[str], otherdata: dict[str, Any]) -> None:
        """Do nothing: the domain keeps no data of its own, and reads the corpus."""
