"""The `changes` directive, for releases or between editions, and the Atom feed of releases."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from speckb.corpus.corpus import once
from speckb.diff.compare import between
from speckb.diff.history.feed import FILE, Site, feed
from speckb.diff.outline import outline
from speckb.files.output import write
from speckb.language import N_, _
from speckb.sphinxext import changelog_nodes, freshness
from speckb.sphinxext.history import DIRECTIVE, chapters_of, has_feed, page_of, past_of
from speckb.sphinxext.nodes import REPEATS
from speckb.sphinxext.state import corpus_of, settings_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from speckb.corpus.corpus import Corpus
    from speckb.diff.model import Diff

PARTS = {
    "verdicts": N_("Verdicts"),
    "entries": N_("Entries"),
}  # sections of an outline that pages have


def connect(app: Sphinx) -> None:
    """Register the directive and the feed."""
    app.add_directive(DIRECTIVE, ChangesDirective)
    app.add_node(changes_place)
    app.add_post_transform(FillChanges)
    app.connect("html-page-context", _add_script)
    app.connect("build-finished", _write_feed, priority=700)


def _add_script(
    app: Sphinx, _page: str, _template: str, context: dict[str, Any], _tree: Any
) -> None:
    if 'class="day"' in context.get("body", ""):
        app.add_js_file("since.js", loading_method="defer")
        app.add_css_file("filter.css")


class changes_place(nodes.General, nodes.Element):  # noqa: N801  as docutils names its nodes
    """Placeholder of the changes between two editions; attributes: editions, part."""


class ChangesDirective(SphinxDirective):
    """Directive for the changes of each release, or between two editions that it names."""

    optional_arguments = 2

    def run(self) -> list[nodes.Node]:
        """Return a section for each release and one for unpublished changes, or two sections."""
        if self.arguments:
            return self._between()
        app, env = self.env.app, self.env
        found = changelog_nodes.sections(corpus_of(app), past_of(app), chapters_of(env))
        for section in found:
            for link in section.findall(addnodes.pending_xref):
                if link["reftype"] == "entry":
                    freshness.uses(env, env.docname, "name", link["reftarget"])
            if isinstance(section, nodes.section):
                self._place(section)
        return found

    def _between(self) -> list[nodes.Node]:
        """Return a section of verdicts and one of entries, which are filled when written."""
        editions = " ".join(self.arguments)
        known = {edition.id for edition in settings_of(self.env.app).editions}
        if len(self.arguments) < 2 or not known.issuperset(self.arguments):
            raise self.error(f"{editions!r}: two editions are needed")
        freshness.uses(self.env, self.env.docname, "changes", editions)
        found: list[nodes.Node] = []
        for part, title in PARTS.items():
            place = changes_place(editions=editions, part=part)
            name = nodes.make_id(f"{part}-{editions}")
            section = nodes.section("", nodes.title("", _(title)), place, ids=[name], names=[name])
            self._place(section)
            found.append(section)
        return found

    def _place(self, section: nodes.section) -> None:
        self.set_source_info(section)
        self.state.document.note_implicit_target(section, section)


class FillChanges(SphinxPostTransform):
    """Post-transform that fills in the changes between editions."""

    default_priority = 5

    def run(self, **_options: Any) -> None:
        """Replace the placeholders of this page."""
        corpus = corpus_of(self.app)
        for place in list(self.document.findall(changes_place)):
            before, after = place["editions"].split()
            found = outline(_between(corpus.whole, before, after), before, after)
            section = next((s for s in found.sections if s.name == place["part"]), None)
            if section is None:
                place.replace_self(nodes.paragraph("", _("Nothing.")))
                continue
            place.parent[REPEATS] = True  # what the pages of entries say
            count = nodes.paragraph("", f"{section.count}.")
            place.replace_self([count, *changelog_nodes.changed(corpus, section)])


@once
def _between(corpus: Corpus, before: str, after: str) -> Diff:
    return between(corpus, before, after)


def _write_feed(app: Sphinx, error: Exception | None) -> None:
    if error is not None or app.builder.format != "html" or not has_feed(app):
        return
    page = app.builder.get_target_uri(page_of(app))
    site = Site(app.config.project, str(app.config.author), settings_of(app).site_url, page)
    write(Path(app.outdir) / FILE, feed(site, chapters_of(app.env)))
