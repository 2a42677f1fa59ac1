"""The `d2` directive: a drawing from a D2 file, in a light and a dark version."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective
from sphinx.util.osutil import relative_uri

from speckb.corpus.prose.allowed import DRAWING_SUFFIXES
from speckb.corpus.prose.images import misnamed
from speckb.files.output import write
from speckb.files.pictures import drawing_text, problems
from speckb.files.pictures.drawing import THEMES, DrawingError, draw
from speckb.sphinxext import freshness

if TYPE_CHECKING:
    from docutils.nodes import Node
    from sphinx.application import Sphinx

USE = "drawing"
FOLDER = "_drawings"
VIEW_BOX = re.compile(r'viewBox="\S+ \S+ ([\d.]+) ([\d.]+)"')


class drawing(nodes.General, nodes.Element):  # noqa: N801  docutils names its nodes so
    """A drawing; attributes: name, alt, and the SVG code in `light` and `dark`."""


def connect(app: Sphinx) -> None:
    """Register the directive and the node."""
    app.add_directive("d2", D2Directive)
    app.add_node(drawing, html=(_visit_drawing, None))


class D2Directive(SphinxDirective):
    """Figure from a D2 file; `:name:` is its anchor, `:alt:` its alternative text."""

    required_arguments = 1
    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {
        "name": directives.unchanged_required,
        "alt": directives.unchanged_required,
    }

    def run(self) -> list[Node]:
        """Return the figure with its drawing and caption."""
        for option in ("name", "alt"):
            if option not in self.options:
                raise self.error(f"the option :{option}: is missing")
        if problem := misnamed(self.options["name"]):
            raise self.error(problem)
        freshness.uses(self.env, self.env.docname, USE, self.options["name"])
        text = self._source()
        svg = {scheme: self._draw(text, theme) for scheme, theme in THEMES.items()}
        caption, messages = self.state.inline_text(" ".join(self.content), self.lineno)
        figure = nodes.figure(
            "",
            drawing(name=self.options["name"], alt=self.options["alt"], **svg),
            nodes.caption("", "", *caption),
            classes=["d2"],
        )
        self.set_source_info(figure)
        self.add_name(figure)
        return [figure, *messages]

    def _source(self) -> str:
        relative, absolute = self.env.relfn2path(self.arguments[0])
        root, path = Path(self.env.srcdir).resolve(), Path(absolute)
        is_source = path.suffix in DRAWING_SUFFIXES and not path.is_symlink()
        if not is_source or not path.resolve().is_relative_to(root):
            raise self.error(f"{self.arguments[0]!r} is not a D2 file of the knowledge base")
        if not path.is_file():
            raise self.error(f"file {relative!r} does not exist")
        self.env.note_dependency(relative)
        data = path.read_bytes()
        for problem in problems(data, path.suffix):
            raise self.error(f"{relative}:{problem}")
        return drawing_text(data)

    def _draw(self, text: str, theme: str) -> str:
        try:
            return draw(text, theme)
        except DrawingError as error:
            raise self.error(f"{self.arguments[0]}:{error}") from None


def files(name: str) -> list[str]:
    """Return the file names of a drawing, one for each color scheme."""
    return [f"{name}-{scheme}.svg" for scheme in THEMES]


def _visit_drawing(translator: Any, node: drawing) -> None:
    """Write both versions; the style sheet shows that of the color scheme.

    They have a folder of their own: the names of images are their paths.
    """
    builder = translator.builder
    folder = Path(builder.outdir) / FOLDER
    here = relative_uri(builder.get_target_uri(builder.current_docname), FOLDER)
    for scheme, name in zip(THEMES, files(node["name"]), strict=True):
        write(folder / name, node[scheme])
        box = VIEW_BOX.search(node[scheme])
        size = {"width": box[1], "height": box[2]} if box else {}
        translator.body.append(
            translator.emptytag(
                node,
                "img",
                "\n",
                src=f"{here}/{name}",
                alt=node["alt"],
                loading="lazy",
                CLASS=f"drawing only-{scheme}",
                **size,
            )
        )
    raise nodes.SkipNode
