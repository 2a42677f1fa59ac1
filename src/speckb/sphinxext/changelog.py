"""The `changes` directive, which lists the changes of each release, and their Atom feed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective

from speckb.diff.history.feed import FILE, Site, feed
from speckb.files.output import write
from speckb.sphinxext import changelog_nodes, freshness
from speckb.sphinxext.history import DIRECTIVE, chapters_of, has_feed, page_of, past_of
from speckb.sphinxext.state import corpus_of, settings_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def connect(app: Sphinx) -> None:
    """Register the directive and the feed."""
    app.add_directive(DIRECTIVE, ChangesDirective)
    app.connect("build-finished", _write_feed, priority=700)


class ChangesDirective(SphinxDirective):
    """Directive for the changes of each release."""

    def run(self) -> list[nodes.Node]:
        """Return a section for each release and one for unpublished changes."""
        app, env = self.env.app, self.env
        found = changelog_nodes.sections(corpus_of(app), past_of(app), chapters_of(env))
        for section in found:
            for link in section.findall(addnodes.pending_xref):
                if link["reftype"] == "entry":
                    freshness.uses(env, env.docname, "name", link["reftarget"])
            if isinstance(section, nodes.section):
                self.set_source_info(section)
                self.state.document.note_implicit_target(section, section)
        return found


def _write_feed(app: Sphinx, error: Exception | None) -> None:
    if error is not None or app.builder.format != "html" or not has_feed(app):
        return
    page = app.builder.get_target_uri(page_of(app))
    site = Site(app.config.project, str(app.config.author), settings_of(app).site_url, page)
    write(Path(app.outdir) / FILE, feed(site, chapters_of(app.env)))
