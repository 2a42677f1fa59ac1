"""Restriction of what authors may use: settings of MyST, links and images.

Entries come from strangers: no content may run code, read a file outside the knowledge base or
load anything from another host. `parser` restricts directives and roles. Whatever the check says,
each picture that the site would copy is looked at before anything is written.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

from speckb.corpus.prose import IMAGE_SUFFIXES, SCHEMES
from speckb.files.pictures import file_problems
from speckb.sphinxext.state import stop
from speckb.suggest import choice

if TYPE_CHECKING:
    from docutils.nodes import Element
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

log = logging.getLogger(__name__)
ALLOWED = "allowed: http, https, mailto"

MYST = {
    "myst_enable_extensions": {"colon_fence", "deflist"},
    # front matter is read before; the rule takes some first lines of lists and blocks for it, too
    "myst_disable_syntax": ["html_block", "html_inline", "front_matter"],
    "myst_heading_anchors": 3,
    "myst_substitutions": {},
    "myst_url_schemes": {"http": None, "https": None, "mailto": None},
}


def connect(app: Sphinx) -> None:
    """Register the fixed settings of MyST and the check of links and images."""
    app.connect("config-inited", _fix_settings, priority=5)
    app.connect("env-before-read-docs", _insert_no_files)
    app.connect("env-updated", _check_pictures, priority=1)  # before anything is written
    app.add_transform(SafeTargets)


def _fix_settings(_app: Sphinx, config: Config) -> None:
    for name, value in MYST.items():
        setattr(config, name, value)
    # no file beside a picture takes its place because its name has the language in it
    config.figure_language_filename = "{root}{ext}"
    # code in an unknown language, or with a hole in it, is shown without colors
    config.suppress_warnings = [*config.suppress_warnings, "misc.highlighting_failure"]


def _check_pictures(app: Sphinx, env: BuildEnvironment) -> None:
    """End the build where a picture of some page holds what no picture may."""
    wrong = [
        f"{name}:{problem}"
        for name in sorted(env.images)
        for problem in file_problems(Path(app.srcdir) / name)
    ]
    if wrong:
        stop("\n".join(wrong))


def _insert_no_files(_app: Sphinx, env: BuildEnvironment, _docnames: list[str]) -> None:
    """Turn off, for any parser, what puts files and raw text into a page."""
    env.settings.update(raw_enabled=False, file_insertion_enabled=False)


class SafeTargets(SphinxTransform):
    """Transform that refuses links and images that leave the knowledge base or run a script."""

    default_priority = 1

    def apply(self, **_: Any) -> None:
        """Replace each refused node by its text, with a warning on its line."""
        for reference in list(self.document.findall(nodes.reference)):
            scheme = urlsplit(reference.get("refuri", "")).scheme.lower()
            if scheme not in SCHEMES:
                self._refuse(
                    reference, f"the scheme {scheme!r} is not allowed in a link; {ALLOWED}"
                )
        for toctree in list(self.document.findall(addnodes.toctree)):
            for title, target in list(toctree["entries"]):
                scheme = urlsplit(target).scheme.lower()
                if scheme not in SCHEMES:
                    toctree["entries"].remove((title, target))
                    self._warn(
                        toctree, f"the scheme {scheme!r} is not allowed in a link; {ALLOWED}"
                    )
        for download in list(self.document.findall(addnodes.download_reference)):
            self._refuse(download, f"a link to a file that is not a page: {download['reftarget']}")
        for image in list(self.document.findall(nodes.image)):
            if problem := self._image_problem(image["uri"]):
                self._refuse(image, f"image {image['uri']!r} {problem}")

    def _image_problem(self, uri: str) -> str:
        if urlsplit(uri).scheme or uri.startswith("//"):
            return "is on another host; put the file beside the page"
        root = Path(self.env.srcdir).resolve()
        path = Path(self.env.relfn2path(uri, self.env.docname)[1])
        if path.is_symlink() or not path.resolve().is_relative_to(root):
            return "is outside the knowledge base"
        if path.suffix.lower() not in IMAGE_SUFFIXES:
            return f"is not a picture; allowed: {choice(sorted(IMAGE_SUFFIXES))}"
        if not path.is_file():
            return "is not a file"
        return ""

    def _refuse(self, node: Element, message: str) -> None:
        self._warn(node, message)
        node.replace_self(nodes.inline("", node.astext()))

    def _warn(self, node: Element, message: str) -> None:
        log.warning("%s", message, location=node, type="speckb", subtype="refused")
