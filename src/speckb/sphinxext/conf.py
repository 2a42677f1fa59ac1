"""Values of `conf.py` that a knowledge base need not write; without the file all of them hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from speckb.sphinxext.sphinx_internals import is_given
from speckb.sphinxext.state import settings_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config


def connect(app: Sphinx) -> None:
    """Register the values, after the settings are read and before anything uses them."""
    app.connect("config-inited", _fill, priority=7)


def _fill(app: Sphinx, config: Config) -> None:
    settings = settings_of(app)
    project = config.project if is_given(config, "project") else settings.title
    author = config.author if is_given(config, "author") else settings.author or project
    values: dict[str, Any] = {
        "project": project,
        "author": author,
        "copyright": author,
        "html_title": project,
        "html_theme": "speckb",
        "html_theme_options": {"footer_icons": []},
        "html_show_sphinx": False,
        "html_use_index": False,
        "numfig": True,
    }
    for name, value in values.items():
        if not is_given(config, name):
            setattr(config, name, value)
