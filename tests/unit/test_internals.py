"""The parts of libraries without a public interface are as the engine expects them.

When one of these tests fails after an update, read the module that it names first: it says what
relies on the part. `pyproject.toml` keeps each of these libraries below an untried version.
"""

from __future__ import annotations

import inspect
import io
import re
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import docutils.frontend
import furo
import jinja2
import pytest
import typst
from docutils import nodes
from docutils.parsers.rst import Parser
from docutils.readers import standalone
from docutils.utils import new_document
from jinja2.nodes import Block
from jinja2.sandbox import SandboxedEnvironment
from jsonschema_rs import ValidationErrorKind, validator_for
from myst_parser.mdit_to_docutils import base
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from myst_parser.parsers.sphinx_ import MystParser
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util import docutils as sphinx_docutils
from sphinx.util import logging
from sphinx_needs.api.need import add_need
from sphinx_needs.data import NeedsCoreFields
from sphinx_needs.schema.process import process_schemas

from speckb.files import templates
from speckb.sphinxext import docutils_settings, needs, sphinx_internals
from speckb.sphinxext.builder import SiteBuilder
from speckb.sphinxext.image_paths import PictureNames
from speckb.sphinxext.parser import Renderer
from speckb.sphinxext.templates import CachingTemplateLoader
from speckb.tables import need_fields
from speckb.typst import errors, fonts, postprocess

if TYPE_CHECKING:
    from collections.abc import Callable

THEME = Path(docutils_settings.__file__).parent / "theme"
OPTIONS = {"defaults": {"traceback": True, "tab_width": 3}, "read_config_files": True}


@pytest.fixture
def app(tmp_path: Path) -> Sphinx:
    """Return an application of Sphinx for one page, before its build."""
    (tmp_path / "index.rst").write_text("Title\n=====\n\nText.\n")
    folders = [str(tmp_path / name) for name in ("out", "doctrees")]
    return Sphinx(
        str(tmp_path), None, *folders, "html", {"extensions": []}, None, io.StringIO(), True, True
    )  # fmt: skip


# --- Sphinx: sphinx_internals


def test_sphinx_counts_the_warnings_of_a_build(app: Sphinx) -> None:
    before = sphinx_internals.warning_count(app)  # Sphinx may warn of what other tests left
    assert sphinx_internals.is_broken(app) == bool(before)
    logging.getLogger("sphinx").warning("one")
    assert (sphinx_internals.warning_count(app), sphinx_internals.is_broken(app)) == (
        before + 1,
        True,
    )


def test_sphinx_saves_its_environment_and_names_images(app: Sphinx) -> None:
    app.build()
    assert sphinx_internals.saved_environment(app).is_file()
    assert type(app.env.images) is sphinx_internals.FilenameUniqDict


def test_sphinx_names_images_by_a_class_that_calls_what_ours_overrides() -> None:
    names = PictureNames()
    assert [names.add_file("a", "x/p.png"), names.add_file("b", "y/p.png")] == [
        "x/p.png",
        "y/p.png",
    ]
    other = PictureNames()
    other.merge_other({"b"}, names)
    names.purge_doc("b")
    assert ([*names], [*other]) == (["x/p.png"], ["y/p.png"])


def test_sphinx_keeps_the_pages_to_write_again_by_what_they_list(app: Sphinx) -> None:
    app.env.files_to_rebuild["below"] = {"index", "other"}
    sphinx_internals.drop_parents(app.env, ["index"])
    assert app.env.files_to_rebuild == {"below": {"other"}}


def test_the_shortcut_for_titles_writes_what_sphinx_writes(app: Sphinx) -> None:
    title = nodes.title("", nodes.Text('A <b> & "c" @ d\'s'))
    builder = app.builder
    assert isinstance(builder, StandaloneHTMLBuilder)
    expected = builder.render_partial(title.deepcopy())
    assert SiteBuilder.render_partial(builder, title) == expected  # type: ignore[arg-type]


def test_sphinx_takes_templates_from_the_cache(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("{{ name }}")
    config = SimpleNamespace(templates_path=[])
    builder: Any = SimpleNamespace(
        config=config, confdir=tmp_path, _translator=None, doctreedir=tmp_path
    )
    loader = CachingTemplateLoader()
    loader.init(builder, dirs=[str(tmp_path)])
    assert loader.render("a.html", {"name": "b"}) == "b"
    assert [*tmp_path.glob("*.cache")]


def test_templates_are_checked_with_what_sphinx_has_for_them(app: Sphinx) -> None:
    app.builder.create_template_bridge()
    app.builder.templates.init(app.builder, dirs=[])  # type: ignore[union-attr]
    theirs = app.builder.templates.environment  # type: ignore[union-attr]
    plain, ours = SandboxedEnvironment(), templates.environment()
    assert {*theirs.extensions} == {*ours.extensions}
    assert {*theirs.filters} == {*ours.filters} > {*plain.filters}
    assert {*theirs.tests} == {*ours.tests}


# --- docutils and MyST: docutils_settings, parser


@pytest.fixture
def option_parsers(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Return a list that gets an item whenever docutils' option parser is built."""
    found: list[object] = []
    build = docutils.frontend.OptionParser.__init__

    def counted(*args: Any, **options: Any) -> None:
        found.append(args)
        build(*args, **options)

    monkeypatch.setattr(docutils.frontend.OptionParser, "__init__", counted)
    return found


def sphinx_function() -> Callable[..., Any]:
    function = sphinx_docutils._get_settings
    cached = isinstance(function, docutils_settings.CachedSettings)
    return function.compute if cached else function


def test_sphinx_asks_the_cached_function_for_each_page_that_it_reads() -> None:
    assert "_get_settings" in sphinx_docutils._parse_str_to_doctree.__code__.co_names


def test_cached_settings_are_those_of_sphinx(option_parsers: list[object]) -> None:
    cached = docutils_settings.CachedSettings(sphinx_function())
    expected = sphinx_function()(standalone.Reader, MystParser(), **OPTIONS)
    option_parsers.clear()
    for _ in range(2):
        found = cached(standalone.Reader, MystParser(), **OPTIONS)
        same = {"record_dependencies": None}
        assert {**vars(found), **same} == {**vars(expected), **same}
    assert len(option_parsers) == 1


def test_pages_share_neither_settings_nor_dependencies() -> None:
    cached = docutils_settings.CachedSettings(sphinx_function())
    one = cached(standalone.Reader, MystParser(), defaults={"env": 1})
    one.record_dependencies.add("a.d2")
    other = cached(standalone.Reader, MystParser(), defaults={})
    assert other.record_dependencies.list == []
    assert not hasattr(other, "env")


def test_myst_builds_a_document_for_each_page_from_cached_settings(
    option_parsers: list[object], app: Sphinx
) -> None:
    docutils_settings.connect(app)
    assert "make_document" in SphinxRenderer.setup_render.__code__.co_names
    base.make_document()
    option_parsers.clear()
    base.make_document()
    assert option_parsers == []


def test_docutils_reads_no_settings_of_the_machine(app: Sphinx) -> None:
    docutils_settings.connect(app)
    assert docutils.frontend.OptionParser.get_standard_config_files() == []


@pytest.mark.parametrize(
    "name", ["run_directive", "render_restructuredtext", "render_myst_role", "setup_render"]
)
def test_the_renderer_overrides_methods_of_myst(name: str) -> None:
    assert name in vars(Renderer)
    theirs = [*inspect.signature(getattr(SphinxRenderer, name)).parameters]
    ours = [*inspect.signature(getattr(Renderer, name)).parameters]
    plain = [one for one in ours if one not in {"args", "options"}]
    assert theirs[: len(plain)] == plain or name == "setup_render"


def test_headings_of_the_prose_go_below_a_section_that_the_renderer_began() -> None:
    parameters = [*inspect.signature(SphinxRenderer.update_section_level_state).parameters]
    assert parameters == ["self", "section", "level"]


# --- sphinx-needs: needs


def test_sphinx_needs_validates_where_it_can_be_turned_off(app: Sphinx) -> None:
    app.setup_extension("sphinx_needs")
    listeners = app.events.listeners["write-started"]
    assert [one.priority for one in listeners if one.handler is process_schemas] == [
        needs.VALIDATES
    ]
    needs._skip_validation(app, app.builder)
    process_schemas(app, app.builder)  # there are no needs: it would fail


def test_sphinx_needs_has_the_settings_that_keep_its_data_out_of_documents(app: Sphinx) -> None:
    app.setup_extension("sphinx_needs")
    assert {"needs_build_json", "needs_build_json_per_id"} <= {*app.config.values}


def test_names_that_no_field_can_have_are_parameters_of_add_need() -> None:
    own = {"id", "title", "status", "tags"}  # which entries have, and may have
    parameters = {*inspect.signature(add_need).parameters} - own
    core = NeedsCoreFields.keys() - need_fields.CORE - own
    assert parameters | core == need_fields.RESERVED


# --- furo: theme/, computed, sidebar


def test_the_theme_replaces_blocks_and_styles_of_furo() -> None:
    folder = Path(furo.__file__).parent / "theme" / "furo"
    environment = jinja2.Environment(extensions=["jinja2.ext.i18n"])

    def blocks(path: Path) -> set[str]:
        tree = environment.parse(path.read_text(encoding="utf-8"))
        return {block.name for block in tree.find_all(Block)}

    used = blocks(THEME / "page.html") - {"content", "footer"}
    assert used <= blocks(THEME / "base.html") <= blocks(folder / "base.html")
    css = (folder / "static/styles/furo.css").read_text(encoding="utf-8")
    template = (THEME / "page.html").read_text(encoding="utf-8")
    for name in ("sidebar-drawer", "toc-drawer", "mobile-header", "theme-toggle", "sidebar-toggle"):
        assert name in template
        assert f".{name}" in css


def test_furo_copies_the_address_of_a_table_to_the_frame_around_it() -> None:
    settings = docutils.frontend.get_default_settings(Parser)
    document = new_document("page", settings)
    document += nodes.table("", ids=["a"])
    furo.WrapTableAndMathInAContainerTransform(document).run()
    frame = document.children[0]
    assert isinstance(frame, nodes.container)
    assert (frame["classes"], frame["ids"]) == (["table-wrapper"], ["a"])


def test_furo_takes_the_whole_tree_from_the_context() -> None:
    assert 'context["toctree"]' in inspect.getsource(furo._compute_navigation_tree)


# --- jsonschema-rs: corpus.schema, corpus.settings.errors


def test_errors_of_validation_have_the_kinds_and_the_paths_that_messages_are_made_of() -> None:
    schema = {
        "required": ["r"],
        "additionalProperties": False,
        "properties": {"e": {"enum": [1]}},
        "propertyNames": {"pattern": "^[a-z]$"},
    }
    found = {e.kind.name: e for e in validator_for(schema).iter_errors({"A": 1, "e": 2})}
    kind = ValidationErrorKind
    assert found["required"].kind.property == "r"
    assert isinstance(found["required"].kind, kind.Required)
    assert found["additionalProperties"].kind.unexpected == ["A"]
    assert isinstance(found["additionalProperties"].kind, kind.AdditionalProperties)
    assert found["propertyNames"].kind.error.instance == "A"
    assert found["propertyNames"].schema_path == ["propertyNames", "pattern"]
    assert isinstance(found["enum"].kind, kind.Enum)
    assert found["enum"].instance_path == ["e"]
    assert found["enum"].schema_path == ["properties", "e", "enum"]


# --- Typst: postprocess, errors


def compiled(code: str) -> bytes:
    page = '#set document(title: "T")\n' + code
    made = typst.compile(page.encode(), format="pdf", pdf_standards=fonts.STANDARDS)
    assert isinstance(made, bytes)
    return made


def test_typst_writes_links_and_cells_as_they_are_looked_for() -> None:
    made = compiled(
        '#link("here:R1")[text] #metadata("x") <R1>\n'
        '#table(columns: 2, table.header[A][B], table.cell(fill: rgb("#fffffe"))[c], [d])'
    )
    assert postprocess.LINK.findall(made) == [b"R1"]
    finished = postprocess.postprocess_pdf(made)
    assert len(finished) == len(made)
    assert b"/Dest(R1)" in finished
    assert re.search(rb"/S/TH/P \d+ 0 R/A\[<</O/Table/Scope/Row", finished)


def test_typst_reports_errors_as_they_are_read(tmp_path: Path) -> None:
    page = tmp_path / "pages" / "a.typ"
    page.parent.mkdir()
    page.write_text("text\n#nothing")
    with pytest.raises(typst.TypstError) as caught:
        typst.compile(str(page), root=str(tmp_path))
    text = str(caught.value.diagnostic)
    kind, place = errors.KIND.search(text), errors.PLACE.search(text)
    assert kind is not None
    assert kind["message"] == "unknown variable: nothing"
    assert place is not None
    assert (place["page"], place["line"]) == ("a", "2")


def test_typst_names_a_letter_that_no_font_has() -> None:
    with pytest.raises(typst.TypstError) as caught:
        compiled("\\u{e123}")
    found = errors.LETTER.search(str(caught.value.diagnostic))
    assert found is not None
    assert "e123" in found["text"]
    assert errors.LOST.search(str(caught.value.diagnostic)) is not None
