"""The parts of Sphinx without a public interface that the engine reads or changes.

- Tried with Sphinx 9.0.0 to 9.2.0.
- They are here for what they do, and not for speed.
- `tests/unit/test_internals.py` fails when one of them is gone or behaves differently.

The cache of `docutils_settings` replaces one more private function, for speed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.application import ENV_PICKLE_FILENAME
from sphinx.util._files import FilenameUniqDict

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

__all__ = [
    "FilenameUniqDict",
    "drop_parents",
    "is_broken",
    "is_given",
    "saved_environment",
    "speak",
    "warning_count",
]


def is_given(config: Config, name: str) -> bool:
    """Return whether `conf.py` or the command line gives a value."""
    return name in config._raw_config or name in config.overrides


def speak(app: Sphinx) -> None:
    """Load Sphinx's own words in the language of the configuration, which was set after them."""
    app._init_i18n()


def warning_count(app: Sphinx) -> int:
    """Return how many warnings the build has logged."""
    return app._warncount


def is_broken(app: Sphinx) -> bool:
    """Return whether warnings are errors and the build has logged any."""
    return app._fail_on_warnings and app._warncount > 0


def saved_environment(app: Sphinx) -> Path:
    """Return the path of the environment that a build saves for the next one."""
    return app.doctreedir / ENV_PICKLE_FILENAME


def drop_parents(env: BuildEnvironment, docnames: Iterable[str]) -> None:
    """Keep pages from being written again because a page in their table of contents changed."""
    names = set(docnames)
    for parents in env.files_to_rebuild.values():
        parents.difference_update(names)
