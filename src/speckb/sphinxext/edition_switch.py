"""The switch between the editions of a page, and the name of another edition in the PDF."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from speckb.language import _
from speckb.sphinxext.only import on_paper
from speckb.sphinxext.page_editions import editions_of, printed_edition
from speckb.sphinxext.pieces import paragraph
from speckb.sphinxext.state import corpus_of, edition_of, settings_of, showing

if TYPE_CHECKING:
    from sphinx.application import Sphinx


@dataclass(frozen=True, slots=True)
class Choice:
    """An edition that a page can show; `href` is its address, and empty for the one shown."""

    id: str
    title: str
    date: str
    href: str


def connect(app: Sphinx) -> None:
    """Register the switch in the context of pages, and the line in the PDF."""
    app.add_post_transform(NameOtherEdition)
    app.connect("html-page-context", _add_switch, priority=430)


class NameOtherEdition(SphinxPostTransform):
    """Post-transform that names the edition of a page where the PDF as a whole has another one."""

    default_priority = 6  # when the parts of an entry's page are in their places

    def run(self, **_options: Any) -> None:
        """Put a line below the title, which the PDF alone has."""
        shown, printed = edition_of(self.app), settings_of(self.app).pdf_edition
        if shown == printed or shown != printed_edition(self.app, self.env.docname):
            return
        title = next(e.title for e in settings_of(self.app).editions if e.id == shown)
        name = _("Edition {edition} ({title})", edition=shown, title=title)
        line = paragraph([nodes.strong("", name)])
        for section in list(self.document.findall(nodes.section))[:1]:
            section.insert(1, on_paper(line))


def _add_switch(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _tree: Any
) -> None:
    """Give the templates the editions of a page, newest first, and the one shown."""
    builder: Any = app.builder
    known, shown = editions_of(app, pagename), edition_of(app)
    choices = []
    for edition in reversed(settings_of(app).editions):
        if edition.id in known:
            with showing(edition.id):
                other = builder.get_target_uri(pagename)
            here = edition.id == shown
            href = "" if here else other.rpartition("/")[2]
            choices.append(Choice(edition.id, edition.title, edition.date, href))
    context["editions"] = choices
    context["edition"] = next((one for one in choices if not one.href), None)
    found = {edition.id: edition.document for edition in settings_of(app).editions}
    document = corpus_of(app).entries.get(found.get(shown, "")) if choices else None
    context["edition_document"] = document
    context["earlier"] = bool(choices) and shown != settings_of(app).editions[-1].id
    context["other_edition"] = shown if choices and shown != choices[0].id else ""
