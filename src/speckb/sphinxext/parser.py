"""Parser from Markdown to doctrees: a page as MyST, an entry as title, parts and prose.

It subclasses the parser and the renderer of MyST. `tests/unit/test_internals.py` fails when a
method that is overridden is gone. Tried with MyST-Parser 5.0.0 to 5.2.0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from weakref import WeakKeyDictionary

from docutils import nodes
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from myst_parser.parsers.mdit import create_md_parser
from myst_parser.parsers.sphinx_ import MystParser
from sphinx.util import logging

from speckb.corpus.editions import changes
from speckb.corpus.prose import refusal
from speckb.corpus.prose.markdown import levels
from speckb.files.frontmatter import parse
from speckb.language import _
from speckb.sphinxext import computed, freshness, needs
from speckb.sphinxext.nodes import entry_part
from speckb.sphinxext.state import corpus_of, settings_of
from speckb.tables.entry_view import TABLED

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode
    from sphinx.application import Sphinx

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.corpus.settings import EntryType, Settings

COMPARISON = "comparison"
log = logging.getLogger(__name__)
_parsers: WeakKeyDictionary[Sphinx, MarkdownIt] = WeakKeyDictionary()


def connect(app: Sphinx) -> None:
    """Register the parser in place of MyST's own."""
    app.add_source_parser(EntryParser, override=True)


class Renderer(SphinxRenderer):
    """MyST's renderer, restricted to the directives and roles that authors may use."""

    entry: Entry | None = None

    def run_directive(
        self, name: str, first_line: str, content: str, position: int, *args: Any, **options: Any
    ) -> list[nodes.Element]:
        """Run a directive that is allowed; warn about any other."""
        if problem := refusal("directive", name):
            self._refuse(problem, position)
            return []
        return super().run_directive(name, first_line, content, position, *args, **options)

    def render_restructuredtext(self, token: SyntaxTreeNode) -> None:
        """Refuse reStructuredText, which could contain any directive."""
        self._refuse(refusal("directive", "eval-rst"), token.map[0] if token.map else 1)

    def render_myst_role(self, token: SyntaxTreeNode) -> None:
        """Render a role that is allowed; warn about any other."""
        name = token.meta["name"]
        if problem := refusal("role", name):
            self._refuse(problem, token.map[0] if token.map else 1)
            return
        super().render_myst_role(token)

    def render_link_unknown(self, token: SyntaxTreeNode) -> None:
        """Render a link to a file or a name; one to a default page, which MyST finds no file of."""
        path = str(token.attrGet("href") or "").partition("#")[0]
        env = self.sphinx_env
        name = env.path2doc(env.relfn2path(path, env.docname)[1]) if path else None
        if name in corpus_of(env.app).default_docnames:
            self.render_link_project(token)
        else:
            super().render_link_unknown(token)

    def setup_render(self, options: dict[str, Any], env: MutableMapping[str, Any]) -> None:
        """Begin a page; that of an entry with the heading of its front matter, as plain text."""
        super().setup_render(options, env)
        if self.entry is None:
            return
        heading = self.entry.heading
        section = nodes.section(ids=[self.entry.id], names=[nodes.fully_normalize_name(heading)])
        section.source, section.line = self.document["source"], self.entry.locate(("title",)).line
        section += nodes.title("", heading)
        self.document.note_implicit_target(section, section)
        self.update_section_level_state(section, 1)  # headings of the prose become its children
        section += opening_parts(settings_of(self.sphinx_env.app), self.entry)
        self.current_node = section

    def _refuse(self, message: str, line: int) -> None:
        where = (self.sphinx_env.docname, line)
        log.warning("%s", message, location=where, type="speckb", subtype="refused")


class EntryParser(MystParser):
    """Parses pages as MyST does, and entries by their front matter."""

    def parse(self, inputstring: str, document: nodes.document) -> None:
        """Parse a file into `document`, and register the need of an entry."""
        env = document.settings.env
        entry = corpus_of(env.app).by_docname.get(env.docname)
        parser = _parser(env)
        parser.options["document"] = document
        limits = settings_of(env.app).limits
        cast("Renderer", parser.renderer).entry = entry
        if entry is None:
            source = parse(inputstring, limits)
            env.metadata[env.docname].update({k: v or "" for k, v in source.meta.items()})
        else:
            source = entry.source
            freshness.uses(env, env.docname, "entry", entry.id)
        closing = _closing_sections(document, entry) if entry is not None else []
        # blank lines in place of the front matter keep the numbers of lines
        parser.render("\n" * (source.body_line - 1) + source.body)
        if entry is not None:
            page = next(document.findall(nodes.section))
            page += closing
            page.insert(1, needs.register(env.app, entry))


def _closing_sections(document: nodes.document, entry: Entry) -> list[nodes.section]:
    """Return the computed sections after the prose of an entry.

    Their addresses are taken before the prose is read: a heading or label of the same name gets
    another one.
    """
    env = document.settings.env
    found = []
    for heading, part in closing_parts(corpus_of(env.app), entry):
        section = nodes.section(ids=[part], names=[part], classes=["computed"])
        section += [nodes.title("", heading), _closing(env, document, entry, part)]
        document.note_implicit_target(section, section)
        found.append(section)
    return found


def _closing(env: Any, document: nodes.document, entry: Entry, part: str) -> nodes.Element:
    """Return a computed section's content; the table of a criterion may be on another page too."""
    place = entry_part(entry=entry.id, part=part)
    if part == COMPARISON:
        freshness.uses(env, env.docname, "table-page", entry.id)
        again = not corpus_of(env.app).keeps_table(entry)
        place += computed.shell(env, document, entry.id, again=again)
    return place


def _parser(env: Any) -> MarkdownIt:
    """Return the Markdown parser of a build: making one costs as much as parsing an entry."""
    if env.app not in _parsers:
        _parsers[env.app] = create_md_parser(env.myst_config, Renderer)
        nesting = settings_of(env.app).limits.nesting
        _parsers[env.app].options["maxNesting"] = levels(nesting)
    return _parsers[env.app]


def opening_parts(settings: Settings, entry: Entry) -> list[entry_part]:
    """Return the placeholders before the prose, which are filled when the page is written."""
    parts = {
        "lead": True,
        "strip": entry.type.strip,
        "answers": settings.assessed and entry.type in settings.compared,
        "statement": entry.meta.get("statement"),
        "card": True,
    }
    return [entry_part(entry=entry.id, part=part) for part, wanted in parts.items() if wanted]


def closing_parts(corpus: Corpus, entry: Entry) -> list[tuple[str, str]]:
    """Return heading and name of each computed section after the prose."""
    settings = corpus.settings
    found = []
    if any(changes(corpus.whole.entries[entry.id])):
        found.append((_("What changed later"), "later"))
    judged = entry.assessments or entry.meta.get(settings.verdicts.stand_in)
    asked = entry.type in settings.assessed
    if asked or (settings.assessed and judged):
        found.append((_("Verdicts"), "verdicts"))
    if entry.values:
        found.append((_("Values"), "vocabulary"))
    tabled = settings.comparing and entry.type in settings.criteria
    if tabled and corpus.table_pages.get(entry.id) != entry.docname:
        found.append((_("Comparison"), COMPARISON))
    if entry.assessments:
        found.append((_("Values and remarks"), "remarks"))
    claimed = settings.claiming and entry.type in settings.compared
    if claimed or (asked and "claims" in entry.meta):
        found.append((_("Claims"), "claims"))
    if entry.accepted or _is_linked(settings, entry.type):
        found.append((_("Traceability"), "links"))
    return found


def _is_linked(settings: Settings, kind: EntryType) -> bool:
    """Return whether entries of a type can have links, in either direction, beside their tables."""
    others = (link for link in settings.links.values() if link.name not in TABLED)
    return any(
        link.name in kind.properties or not link.targets or kind.name in link.targets
        for link in others
    )
