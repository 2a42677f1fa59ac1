"""The PDF: the site's resolved doctrees as Typst code, compiled in a clean folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from speckb import __version__

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the builder `pdf`; `speckb.sphinxext` calls for this extension by its name."""
    from speckb.typst import builder  # noqa: PLC0415  it rests on the other extension

    builder.connect(app)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
