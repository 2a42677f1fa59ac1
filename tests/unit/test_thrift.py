"""What is made once serves as what Sphinx makes anew for each page."""

from __future__ import annotations

from docutils.readers import standalone
from myst_parser.parsers.sphinx_ import MystParser
from sphinx.util.docutils import _get_settings

from speckb.sphinxext.speed import _remembering

DEFAULTS = {"traceback": True, "language_code": "de", "tab_width": 3}


def test_remembered_settings_are_those_of_sphinx() -> None:
    options = {"defaults": DEFAULTS, "read_config_files": True}
    remembering = _remembering(_get_settings)
    expected = _get_settings(standalone.Reader, MystParser(), **options)
    for _ in range(2):
        found = remembering(standalone.Reader, MystParser(), **options)
        assert {**vars(found), "record_dependencies": None} == {
            **vars(expected),
            "record_dependencies": None,
        }


def test_pages_share_neither_settings_nor_dependencies() -> None:
    remembering = _remembering(_get_settings)
    one = remembering(standalone.Reader, MystParser(), defaults={"env": 1})
    one.record_dependencies.add("a.d2")
    other = remembering(standalone.Reader, MystParser(), defaults={})
    assert other.record_dependencies.list == []
    assert not hasattr(other, "env")
