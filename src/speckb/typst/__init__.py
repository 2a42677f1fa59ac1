"""PDF output: turns the site's resolved doctrees into Typst code and compiles it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from speckb import __version__

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the builder `pdf`; `speckb.sphinxext` loads this extension by name."""
    from speckb.typst import builder, preview  # noqa: PLC0415  import speckb.sphinxext

    builder.connect(app)
    preview.connect(app)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
