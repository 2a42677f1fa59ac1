"""What search engines and servers ask a site for: its pages, what they are, and what is not there.

All but the page for what is not there needs the address of the site: `html_baseurl` of Sphinx or
`site_url` of the settings.
"""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from markupsafe import Markup

from speckb import language
from speckb.files.output import write
from speckb.language import ngettext
from speckb.sphinxext.computed import csv_path
from speckb.sphinxext.history import past_of
from speckb.sphinxext.page_editions import uris_of
from speckb.sphinxext.policy import policy
from speckb.sphinxext.state import corpus_of, edition_of, settings_of, view_of
from speckb.tables.names import table_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

MISSING = "404.html"
SITEMAP, ROBOTS = "sitemap.xml", "robots.txt"
LISTED = 50  # tables that the first page names to search engines; needs.json has everything


def connect(app: Sphinx) -> None:
    """Register the writing, and the values of each page's template."""
    app.connect("html-page-context", _describe, priority=450)
    app.connect("build-finished", _write, priority=700)


def address_of(app: Sphinx) -> str:
    """Return the address of the site with a slash at its end; empty if it is not known."""
    base = (app.config.html_baseurl or settings_of(app).site_url).rstrip("/")
    return f"{base}/" if base else ""


def root_of(app: Sphinx) -> str:
    """Return the path of the site on its server; empty if it is not known."""
    return urlsplit(address_of(app)).path


def files(app: Sphinx) -> list[str]:
    """Return the path of each file."""
    return [MISSING, SITEMAP, ROBOTS] if address_of(app) else [MISSING]


def _describe(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _tree: Any
) -> None:
    """Give the templates the page's own address, and its data for search engines."""
    base, builder = address_of(app), app.builder
    if not base or pagename not in app.env.found_docs:
        return
    context["pageurl"] = f"{base}{builder.get_target_uri(pagename)}"
    found = _site(app, base) if pagename == app.config.root_doc else _article(app, base, pagename)
    text = json.dumps({"@context": "https://schema.org", **found}, ensure_ascii=False)
    context["linked_data"] = Markup(text.replace("<", "\\u003c"))  # noqa: S704  no tag can begin


def _article(app: Sphinx, base: str, pagename: str) -> dict[str, Any]:
    entry = corpus_of(app).by_docname.get(pagename)
    found: dict[str, Any] = {
        "@type": "TechArticle",
        "headline": app.env.titles[pagename].astext(),
        "url": f"{base}{app.builder.get_target_uri(pagename)}",
        "inLanguage": language.code(),
        "author": {"@type": "Organization", "name": app.config.author},
        "isPartOf": {"@type": "WebSite", "name": app.config.project, "url": base},
    }
    if entry and entry.summary:
        found["description"] = entry.summary
    if entry and (last := past_of(app).last.get(entry.id)) and last.day:
        found["dateModified"] = last.day
    if version := edition_of(app):
        found["version"] = version
    return found


def _site(app: Sphinx, base: str) -> dict[str, Any]:
    """Return the whole as a data set, with the files that have it."""
    paths = {"needs.json": "application/json"}
    paths |= {
        csv_path(app, edition_of(app), n): "text/csv" for n in table_names(view_of(app))[:LISTED]
    }
    return {
        "@type": "Dataset",
        "name": app.config.project,
        "description": ngettext(
            "{project}: {n} entry with sources.",
            "{project}: {n} entries with sources.",
            len(view_of(app).entries),
            project=app.config.project,
        ),
        "url": base,
        "creator": {"@type": "Organization", "name": app.config.author},
        "distribution": [
            {"@type": "DataDownload", "contentUrl": f"{base}{path}", "encodingFormat": kind}
            for path, kind in paths.items()
        ],
    }


def _write(app: Sphinx, error: Exception | None) -> None:
    if error is not None or app.builder.format != "html":
        return
    out, base, builder = Path(app.outdir), address_of(app), app.builder
    context = {
        "language": language.code(),
        "direction": language.direction(language.code()),
        "policy": policy(),
        "project": app.config.project,
        "root": root_of(app),
        "search": builder.get_target_uri("search"),
        "home": builder.get_target_uri(app.config.root_doc),
    }
    templates: Any = builder.templates
    write(out / MISSING, f"{templates.render(MISSING, context)}\n")
    if base:
        write(out / SITEMAP, _sitemap(app, base))
        write(out / ROBOTS, f"User-agent: *\nAllow: /\nSitemap: {base}{SITEMAP}\n")


def _sitemap(app: Sphinx, base: str) -> str:
    def lines() -> Iterator[str]:
        yield '<?xml version="1.0" encoding="UTF-8"?>'
        yield '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        for name in sorted(app.env.found_docs):
            for address in uris_of(app, name):
                yield f"<url><loc>{escape(base + address)}</loc></url>"
        yield "</urlset>"

    return "".join(f"{line}\n" for line in lines())
