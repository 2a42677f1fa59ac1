"""Settings, corpus and computed tables of a build; the corpus is checked before Sphinx reads."""

from __future__ import annotations

import hashlib
import re
import sys
import time
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, NoReturn
from weakref import WeakKeyDictionary

from speckb import language
from speckb.corpus import loading, settings
from speckb.corpus.corpus import once
from speckb.corpus.folders import all_patterns
from speckb.errors import UsageError
from speckb.files.tree import Tree
from speckb.rules.check import RULES, check, unusable
from speckb.rules.report import text
from speckb.tables import comparison
from speckb.tables.names import table_names
from speckb.terminal import inert

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.config import Config

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.settings import Settings
    from speckb.tables.table import Table

HIDDEN = (".*", "**/.*")
_given: ContextVar[tuple[Corpus, int] | None] = ContextVar("_given", default=None)
_settings: WeakKeyDictionary[Sphinx, Settings] = WeakKeyDictionary()
_corpora: WeakKeyDictionary[Sphinx, Corpus] = WeakKeyDictionary()
_read_at: WeakKeyDictionary[Sphinx, int] = WeakKeyDictionary()
_tables: WeakKeyDictionary[Sphinx, dict[tuple[str, str], Table]] = WeakKeyDictionary()
_edition: ContextVar[str] = ContextVar("_edition", default="")


def settings_of(app: Sphinx) -> Settings:
    """Return the settings of the build."""
    return _settings[app]


def corpus_of(app: Sphinx) -> Corpus:
    """Return the corpus of the build, without errors: all entries, as their pages show them."""
    return _corpora[app].shown


@contextmanager
def showing(edition: str) -> Iterator[None]:
    """Show an edition on all pages that are resolved and written in this context."""
    token = _edition.set(edition)
    try:
        yield
    finally:
        _edition.reset(token)


def edition_of(app: Sphinx) -> str:
    """Return the edition that pages show now; empty without editions."""
    return _edition.get() or _corpora[app].settings.edition


def view_of(app: Sphinx, entry: str = "") -> Corpus:
    """Return the view of the edition that is shown now, or the nearest one that has an entry."""
    known, edition = _corpora[app], edition_of(app)
    return known.with_entry(entry, edition) if entry else known.at(edition)


def view_in(app: Sphinx, edition: str) -> Corpus:
    """Return the view of an edition, whatever pages show now; all entries without editions."""
    return _corpora[app].at(edition)


def read_at(app: Sphinx) -> int:
    """Return when the reading of the corpus began, in ns since 1970."""
    return _read_at[app]


def table_of(app: Sphinx, name: str) -> Table:
    """Return a computed table of the edition that pages show now; page, digest and CSV share it."""
    known, key = _tables.setdefault(app, {}), (edition_of(app), name)
    if key not in known:
        known[key] = comparison.table(view_with(app, name), name)
    return known[key]


def view_with(app: Sphinx, table: str) -> Corpus:
    """Return the view of which a table is: that of the pages, or else the last that has it."""
    views = [view_of(app), *reversed(_corpora[app].views)]
    return next((view for view in views if has_table(view, table)), views[0])


def has_table(view: Corpus, table: str) -> bool:
    """Return whether a view has a table of that name."""
    return table in _names(view)


@once
def _names(view: Corpus) -> frozenset[str]:
    return frozenset(table_names(view))


def stop(message: str) -> NoReturn:
    """Print a message and end the build; Sphinx would report an exception as a bug of its own."""
    message = message if "\n" in message else f"speckb: {message}"
    print(inert(message), file=sys.stderr)
    raise SystemExit(1)


@contextmanager
def given(found: Corpus, begun: int) -> Iterator[None]:
    """Use, for builds in this context, a corpus that the caller has loaded and found valid.

    `begun` is when the loading began, in ns since 1970.
    """
    token = _given.set((found, begun))
    try:
        yield
    finally:
        _given.reset(token)


def connect(app: Sphinx) -> None:
    """Register the loading of settings and corpus."""
    app.add_config_value("speckb_settings_digest", "", "env", types=[str])
    app.connect("config-inited", _read_settings, priority=5)
    app.connect("config-inited", _read_corpus, priority=6)


def _read_settings(app: Sphinx, config: Config) -> None:
    known = _given.get()
    try:
        found = known[0].settings if known else settings.load(Path(app.confdir))
    except settings.SettingsError as error:
        stop(f"{text(unusable(error), RULES)}; nothing was built")
    except UsageError as error:
        stop(str(error))
    _settings[app] = found
    language.use(found.language, found.own_words)
    files = [found.root / name for name in sorted(found.own_files)]
    digest = hashlib.sha256(b"\0".join(path.read_bytes() for path in files))
    tree = Tree(found.root, found.limits)
    patterns = [*all_patterns(tree, found.types), *found.pages]
    overrides: dict[str, Any] = {
        "speckb_settings_digest": digest.hexdigest(),
        "include_patterns": patterns,
        "source_suffix": {".md": "markdown"},
        "locale_dirs": [],  # a catalog would put other words in place of those that were reviewed
        "exclude_patterns": [
            *config.exclude_patterns,
            *HIDDEN,
            *other_folders(found.root, patterns),
        ],
    }
    for name, value in overrides.items():
        setattr(config, name, value)


def other_folders(root: Path, patterns: list[str]) -> list[str]:
    """Return the folders without pages: Sphinx would search all of them, and follow their links."""
    used = {PurePosixPath(".")}
    for pattern in patterns:
        used |= {*PurePosixPath(pattern).parents}
    return sorted(
        re.sub(r"([*?[])", r"[\1]", path.relative_to(root).as_posix())
        for folder in used
        if (root / folder).is_dir()
        for path in (root / folder).iterdir()
        if path.is_dir() and PurePosixPath(path.relative_to(root)) not in used
    )


def _read_corpus(app: Sphinx, _config: Config) -> None:
    begun = time.time_ns()
    found, begun = _given.get() or (_checked(settings_of(app)), begun)
    _corpora[app], _read_at[app] = found, begun


def _checked(known: Settings) -> Corpus:
    found = loading.load(known)
    findings = check(found)
    if any(finding.severity == "error" for finding in findings):
        stop(f"{text(findings, RULES)}; nothing was built")
    return found
