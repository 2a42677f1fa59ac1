"""Template loader that compiles each template once for all builds, and names those at fault.

A knowledge base's own templates are compiled before anything is written. An error that shows only
on a page ends the build with the place in the template.
"""

from __future__ import annotations

import traceback
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import FileSystemBytecodeCache, TemplateNotFound, TemplateSyntaxError
from sphinx.jinja2glue import BuiltinTemplateLoader

from speckb.files import templates as files
from speckb.sphinxext.state import stop

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.config import Config
    from sphinx.theming import Theme


def connect(app: Sphinx) -> None:
    """Set the loader; register the test of the templates."""
    app.connect("config-inited", _set_loader)
    app.connect("builder-inited", _compile_all)


def _set_loader(_app: Sphinx, config: Config) -> None:
    config.template_bridge = f"{__name__}.{CachingTemplateLoader.__name__}"


def _compile_all(app: Sphinx) -> None:
    """Compile the knowledge base's own templates; end the build if Jinja cannot."""
    loader = getattr(app.builder, "templates", None)  # builders for HTML have one
    for folder in own_folders(app.config, app.confdir):
        for path in files.files(folder):
            _compile(loader, path, _shown(path, app.confdir))


def _compile(loader: object, path: Path, shown: Path) -> None:
    text = files.read(path)
    found: tuple[int, str] | None = None
    if isinstance(text, files.Wrong):
        found = text.line, text.message
    elif isinstance(loader, CachingTemplateLoader):
        found = files.problem(loader.environment, text)
    if found:
        stop(f"{shown}:{found[0]}: error: {found[1]}\nnothing was built")


def own_folders(config: Config, root: Path) -> list[Path]:
    """Return the folders of the templates that the knowledge base at `root` has itself."""
    return [root / name for name in config.templates_path]


@contextmanager
def faults_named(config: Config, root: Path, page: str = "") -> Iterator[None]:
    """End the build where one of the knowledge base's own templates fails, with the place.

    Jinja puts the files and the lines of templates into the traceback.
    """
    try:
        yield
    except Exception as error:
        places = [(f.filename, f.lineno) for f in traceback.extract_tb(error.__traceback__)]
        if isinstance(error, TemplateSyntaxError) and error.filename:
            places.append((error.filename, error.lineno))
        for name, line in reversed(places):
            if any(Path(name).is_relative_to(folder) for folder in own_folders(config, root)):
                where = f"{_shown(Path(name), root)}:{line}"
                reason = str(getattr(error, "message", "") or error) or type(error).__name__
                if isinstance(error, TemplateNotFound):  # followed by the folders of all packages
                    reason = f"template {reason.partition(' not found in ')[0]} does not exist"
                end = f"the page {page} was not written" if page else "nothing was built"
                stop(f"{where}: error: {reason}\n{end}")
        raise


def _shown(path: Path, root: Path) -> Path:
    return path.relative_to(root) if path.is_relative_to(root) else path


class CachingTemplateLoader(BuiltinTemplateLoader):
    """Sphinx's loader with a bytecode cache: a fifteenth of the time of a rebuild."""

    def init(
        self, builder: Builder, theme: Theme | None = None, dirs: list[str] | None = None
    ) -> None:
        """Make the Jinja environment."""
        super().init(builder, theme, dirs)
        self._builder = builder
        self.environment.bytecode_cache = FileSystemBytecodeCache(str(builder.doctreedir))
        # a template does not change during a build; Jinja would look for every page
        self.environment.auto_reload = False

    def render(self, template: str, context: dict[str, Any]) -> str:  # type: ignore[override]
        """Render a page; end the build where one of the knowledge base's own templates fails."""
        return self.render_first([template], context)

    def render_first(self, names: Sequence[str], context: dict[str, Any]) -> str:
        """Render the first template of those that exist, as `render` does."""
        page = context.get("pagename") or context.get("entry") or ""
        with faults_named(self._builder.config, self._builder.confdir, page):
            return self.environment.select_template([*names]).render(context)
