"""The `explorer` directive: a form to filter and compare entries, in the site alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from docutils import nodes
from markupsafe import Markup
from sphinx.util.docutils import SphinxDirective

from speckb.files.output import write
from speckb.sphinxext import freshness
from speckb.sphinxext.charts import address_from
from speckb.sphinxext.only import on_screen
from speckb.sphinxext.page_editions import name_of, passes
from speckb.sphinxext.state import settings_of, view_of
from speckb.tables import explorer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils.nodes import Node
    from sphinx.application import Sphinx

TEMPLATE = "explorer.html"
FOLDER = "_explorer"  # of scripts with reasons and remarks, loaded when they are to be shown


class explorer_place(nodes.General, nodes.Element):  # noqa: N801  docutils names its nodes so
    """Placeholder of the explorer; attribute: docname."""


def connect(app: Sphinx) -> None:
    """Register the directive, its node and its style sheet."""
    app.add_directive("explorer", ExplorerDirective)
    app.add_node(explorer_place, html=(_visit, None))
    app.connect("html-page-context", _add_style)
    app.connect("build-finished", _write, priority=700)


def _add_style(
    app: Sphinx, _page: str, _template: str, context: dict[str, Any], _tree: Any
) -> None:
    if 'id="explorer"' in context.get("body", ""):
        app.add_css_file("explorer.css")


class ExplorerDirective(SphinxDirective):
    """Directive for the explorer."""

    def run(self) -> list[Node]:
        """Return a placeholder: other entries can change the data."""
        if reason := settings_of(self.env.app).lack(self.name):
            raise self.error(reason)
        freshness.uses(self.env, self.env.docname, "explorer", "")
        place = explorer_place(docname=self.env.docname)
        self.set_source_info(place)
        return [on_screen(place)]


def files(app: Sphinx) -> Iterator[str]:
    """Yield the path of each file with the reasons and remarks of an explorer."""
    yield from (path for path, _ in _all(app))


def _all(app: Sphinx) -> Iterator[tuple[str, str]]:
    """Yield the path of each file, and the docname of its page, while its edition is shown."""
    pages = freshness.pages_with(app.env, "explorer")
    for docnames in passes(app, pages):
        yield from ((f"{FOLDER}/{name_of(app, name)}.js", name) for name in sorted(docnames))


def _write(app: Sphinx, error: Exception | None) -> None:
    if error is None and app.builder.format == "html":
        for path, docname in _all(app):
            text = _json(_data(app, docname)["texts"])
            write(Path(app.outdir) / path, f"Decide.add({text});\n")


def _data(app: Sphinx, docname: str) -> dict[str, Any]:
    return explorer.packed(explorer.explorer(view_of(app), address_from(app, docname)))


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _visit(translator: Any, node: explorer_place) -> None:
    builder, docname = translator.builder, node["docname"]
    app = builder.app
    data = _data(app, docname)
    del data["texts"]
    template = builder.templates.environment.get_template(TEMPLATE)
    root = builder.get_relative_uri(docname, app.config.root_doc).rpartition("/")[0] or "."
    translator.body.append(
        template.render(
            data=Markup(_json(data).replace("<", "\\u003c")),  # noqa: S704  no tag can begin in it
            static=f"{root}/_static",
            texts=f"{root}/{FOLDER}/{quote(name_of(app, docname))}.js",
            titles=data["titles"],
        )
    )
    raise nodes.SkipNode
