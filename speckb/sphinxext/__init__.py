"""The Sphinx extension: pages, needs and tables from the entries of a knowledge base."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from speckb import __version__, collector
from speckb.sphinxext import (
    assets,
    builder,
    changes,
    computed,
    domain,
    explorer,
    figures,
    former,
    freshness,
    glossary,
    images,
    knowledge,
    media,
    menus,
    navigation,
    needs,
    nodes,
    outputs,
    parser,
    parts,
    past,
    pictures,
    safety,
    search,
    summary,
    thrift,
)

if TYPE_CHECKING:
    from sphinx.application import Sphinx

THEME = Path(__file__).parent.parent / "theme"


def setup(app: Sphinx) -> dict[str, Any]:
    """Register everything; `html_theme = "speckb"` gives the site its look."""
    app.setup_extension("myst_parser")
    app.setup_extension("sphinx_needs")
    app.add_html_theme("speckb", str(THEME))
    for room in (
        collector,
        thrift,
        builder,
        knowledge,
        safety,
        nodes,
        needs,
        parser,
        domain,
        parts,
        computed,
        figures,
        images,
        pictures,
        media,
        explorer,
        glossary,
        navigation,
        menus,
        past,
        changes,
        freshness,
        search,
        assets,
        former,
        outputs,
        summary,
    ):
        room.connect(app)
    app.setup_extension("speckb.typst")
    return {
        "version": __version__,
        "env_version": 4,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
