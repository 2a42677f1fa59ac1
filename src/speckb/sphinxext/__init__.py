"""Sphinx extension that makes pages, needs and tables from the entries of a knowledge base."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from speckb import __version__, gc_settings
from speckb.sphinxext import (
    assets,
    builder,
    changelog,
    charts,
    cleanup,
    computed,
    conf,
    d2,
    default_pages,
    discovery,
    docutils_settings,
    domain,
    edition_switch,
    embeds,
    entry_list,
    entry_page,
    evidence,
    exclusive,
    explorer,
    exports,
    exports_list,
    freshness,
    glossary,
    history,
    image_paths,
    mirror,
    needs,
    nodes,
    numbering,
    only,
    parser,
    policy,
    published,
    queries,
    question,
    redirects,
    sanitize,
    search,
    sidebar,
    sidebar_patch,
    state,
    summary,
    table_frames,
    templates,
    words,
    workers,
)

if TYPE_CHECKING:
    from sphinx.application import Sphinx

THEME = Path(__file__).parent / "theme"


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension and the theme `speckb`."""
    app.setup_extension("myst_parser")
    app.setup_extension("sphinx_needs")
    app.add_html_theme("speckb", str(THEME))
    for part in (
        exclusive,
        workers,
        docutils_settings,
        templates,
        builder,
        state,
        conf,
        words,
        default_pages,
        sanitize,
        nodes,
        needs,
        parser,
        domain,
        entry_list,
        entry_page,
        computed,
        table_frames,
        evidence,
        embeds,
        exports,
        exports_list,
        discovery,
        mirror,
        d2,
        image_paths,
        charts,
        queries,
        question,
        only,
        explorer,
        numbering,
        glossary,
        sidebar,
        sidebar_patch,
        history,
        changelog,
        freshness,
        edition_switch,
        search,
        assets,
        policy,
        redirects,
        cleanup,
        published,
        summary,
    ):
        part.connect(app)
    app.connect("env-before-read-docs", gc_settings.freeze)
    app.setup_extension("speckb.typst")
    return {
        "version": __version__,
        "env_version": 6,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
