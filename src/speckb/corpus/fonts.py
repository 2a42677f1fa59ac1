"""Fonts of the PDF that the settings name: their files, and the characters that they have."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import metadata
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from speckb.corpus.corpus import once
from speckb.corpus.prose.glyphs import Coverage
from speckb.files.fontfile import SUFFIXES, FontError, characters, merged
from speckb.files.limits import SETTING
from speckb.files.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.settings import Settings

    Run = tuple[int, int]

PACKAGE = "package:"
MOST_FILES = 100  # of a package
ALLOWED = f"allowed are TrueType and OpenType fonts ({', '.join(SUFFIXES)})"


@dataclass(frozen=True)
class Fonts:
    """The fonts of the settings: files by role, what they contain, and what is wrong with them.

    A problem is the path of a setting, and the message.
    """

    files: Mapping[str, Mapping[Path, Sequence[Run]]]
    problems: Sequence[tuple[list[str], str]]

    @property
    def letters(self) -> Coverage:
        """The characters of all fonts."""
        each = (runs for files in self.files.values() for runs in files.values())
        return Coverage(merged(chain.from_iterable(each)))


class _UnusableError(ValueError):
    """A setting that names no font; the message says why."""


@once
def of(corpus: Corpus) -> Fonts:
    """Return the fonts that the settings of a corpus name, read once for all rules."""
    return read(corpus.settings)


def read(settings: Settings) -> Fonts:
    """Return the fonts that the settings name, in their order."""
    files: dict[str, dict[Path, list[Run]]] = {}
    problems = []
    for role, names in settings.pdf_fonts.items():
        for number, name in enumerate(names):
            try:
                for path in _paths(settings.root, name):
                    runs = _characters(path, settings.limits.font_bytes)
                    files.setdefault(role, {})[path] = runs
            except _UnusableError as error:
                where = ["speckb", "pdf", "fonts", role, str(number)]
                problems.append((where, f"font {name!r}: {error}"))
    return Fonts(files, problems)


def _paths(root: Path, name: str) -> list[Path]:
    """Return the files of a font that the settings name; raises _UnusableError."""
    if name.startswith(PACKAGE):
        return [*_in_package(name.removeprefix(PACKAGE))]
    kind, _ = Tree(root).look(name)
    if kind:
        raise _UnusableError(f"{kind}; a font must be a file")
    if not (root / name).is_file():
        raise _UnusableError("no such file")
    return [root / name]


def _in_package(name: str) -> Iterator[Path]:
    """Yield the fonts of an installed Python package, of which nothing is run."""
    try:
        listed = metadata.distribution(name).files or []
    except metadata.PackageNotFoundError:
        raise _UnusableError("no such package is installed beside speckb") from None
    found = sorted(file for file in listed if file.suffix.lower() in SUFFIXES)
    if not found:
        raise _UnusableError(f"the package has no fonts; {ALLOWED}")
    if len(found) > MOST_FILES:
        raise _UnusableError(f"the package has {len(found):,} fonts; at most {MOST_FILES}")
    for file in found:
        yield Path(str(file.locate()))


def _characters(path: Path, most: int) -> list[Run]:
    try:
        size = path.stat().st_size
        if size > most:
            raise _UnusableError(f"{size:,} bytes; at most {most:,}, by {SETTING}.font_bytes")
        return characters(path.read_bytes())
    except OSError as error:
        raise _UnusableError(str(error.strerror)) from None
    except FontError as error:
        raise _UnusableError(f"{error}; {ALLOWED}") from None
