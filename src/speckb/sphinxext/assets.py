"""Files of the site beside its pages, and the style sheets and scripts that a page loads."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from furo import get_pygments_style_colors
from rcssmin import cssmin
from rjsmin import jsmin
from sphinx.highlighting import PygmentsBridge

from speckb.files.output import write
from speckb.sphinxext import words
from speckb.sphinxext.computed import csv_files
from speckb.sphinxext.state import corpus_of, settings_of, showing, table_of
from speckb.tables import comparison

if TYPE_CHECKING:
    from sphinx.application import Sphinx

ENGINE = Path(__file__).parent.parent
SCHEMAS = (
    ENGINE / "rules" / "findings.schema.json",
    ENGINE / "diff" / "diff.schema.json",
    ENGINE / "exchange" / "exporting" / "export.schema.json",
)
HIGHLIGHTED = '<div class="highlight'
VARIABLES = "variables.css"
WORDS = "words.js"
UNUSED = (
    "sphinx-needs",
    "sphinx-data-viewer",
    "sphinx_needs",
    "jquery",
    "graphviz",
    "_sphinx_javascript_frameworks_compat",
    "documentation_options",
    "doctools",
    "sphinx_highlight",
    "translations",
)
# What Sphinx's theme brings for its own search.
NOT_PUBLISHED = (
    "documentation_options.js",
    "doctools.js",
    "language_data.js",
    "searchtools.js",
    "sphinx_highlight.js",
    "translations.js",
)


def connect(app: Sphinx) -> None:
    """Register the writers and the additions to the context of templates."""
    app.connect("html-page-context", _keep_used, priority=900)
    app.connect("html-page-context", _add_source, priority=410)
    app.connect("build-finished", _write_tables, priority=700)
    app.connect("build-finished", _write_schemas, priority=700)
    app.connect("build-finished", _write_variables, priority=700)
    app.connect("build-finished", _write_static, priority=700)
    app.connect("build-finished", _remove_unpublished, priority=700)


def _keep_used(
    _app: Sphinx, _page: str, _template: str, context: dict[str, Any], _tree: Any
) -> None:
    """Drop the style sheets and scripts of extensions that the page does not use."""
    unused = list(UNUSED)
    if HIGHLIGHTED not in context.get("body", ""):
        unused.append("pygments.css")
    for kind in ("css_files", "script_files"):
        context[kind] = [
            asset
            for asset in context[kind]
            if not any(name in str(getattr(asset, "filename", asset)) for name in unused)
        ]


def _add_source(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _tree: Any
) -> None:
    """Give the templates the source file of the page, its edit link, its type and its summary."""
    has_file = pagename in app.env.found_docs and pagename not in corpus_of(app).default_docnames
    source = app.env.doc2path(pagename, base=False) if has_file else ""
    pattern = settings_of(app).edit_url
    context["editors_page"] = settings_of(app).editors_page
    context["source_path"] = str(source)
    context["edit_url"] = pattern.format(path=source) if pattern and source else ""
    entry = corpus_of(app).by_docname.get(pagename)
    context["page_kind"] = entry.type.name if entry else "page"
    context["page_summary"] = entry.summary if entry else ""


def _write_tables(app: Sphinx, error: Exception | None) -> None:
    if error is not None or app.builder.format != "html":
        return
    for path, edition, name in csv_files(app):
        with showing(edition):
            write(Path(app.outdir) / path, comparison.csv_file(table_of(app, name)))


def _write_schemas(app: Sphinx, error: Exception | None) -> None:
    """Publish the JSON Schemas of what `speckb check` and `speckb diff` print as JSON."""
    if error is not None or app.builder.format != "html":
        return
    for source in SCHEMAS:
        text = source.read_text(encoding="utf-8")
        write(Path(app.outdir) / "_schemas" / source.name, text)


def _write_static(app: Sphinx, error: Exception | None) -> None:
    """Publish style sheets and scripts without comments and blanks, and with the site's words."""
    if error is not None or app.builder.format != "html":
        return
    for source in words.STATIC.glob("*.js"):
        text = source.read_text(encoding="utf-8")
        if source.name == WORDS:
            text += words.of_scripts()
        write(Path(app.outdir) / "_static" / source.name, jsmin(text))
    for source in words.STATIC.glob("*.css"):
        text = source.read_text(encoding="utf-8")
        write(Path(app.outdir) / "_static" / source.name, cssmin(text))


def _remove_unpublished(app: Sphinx, _error: Exception | None) -> None:
    if app.builder.format == "html":
        for name in NOT_PUBLISHED:
            (Path(app.outdir) / "_static" / name).unlink(missing_ok=True)


def _write_variables(app: Sphinx, error: Exception | None) -> None:
    """Write the style sheet of what furo puts into each page, where the policy allows no style."""
    if error is not None or app.builder.format != "html":
        return
    builder: Any = app.builder
    dark = PygmentsBridge("html", app.config.pygments_dark_style)
    text = builder.templates.render(
        VARIABLES,
        {
            **builder.globalcontext,
            "furo_pygments": {
                "light": _colors(builder.highlighter, "black", "white"),
                "dark": _colors(dark, "white", "black"),
            },
        },
    )
    write(Path(app.outdir) / "_static" / VARIABLES, f"{text}\n")


def _colors(highlighter: PygmentsBridge, foreground: str, background: str) -> dict[str, str]:
    """Return the colors of a style for code, as furo does; the two given ones if it has none."""
    colors: dict[str, str] = get_pygments_style_colors(
        highlighter.formatter_args["style"],
        fallbacks={"foreground": foreground, "background": background},
    )
    return colors
