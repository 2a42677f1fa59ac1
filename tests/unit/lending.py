"""A copy of the second knowledge base that a test may break, and what is then said about it."""

from __future__ import annotations

import shutil
import stat
from dataclasses import replace
from typing import TYPE_CHECKING, Self

from speckb.corpus import corpus, loading, settings
from speckb.rules import report
from speckb.rules.check import RULES, check, unusable
from tests.conftest import SECOND

if TYPE_CHECKING:
    from pathlib import Path

    from speckb.rules.finding import Finding

LEND_1 = "demands/LEND-1.md"
SLIPS = "candidates/paper-slips.md"
CATALOGUE = "candidates/union-catalogue.md"
PRIVACY = "yardsticks/loan-privacy.md"
RECALL = "yardsticks/overdue-recall.md"
ORDINARY = 100_000  # bytes of settings or of a schema; what is larger, the engine alone may read
_known: dict[tuple[tuple[str, bytes], ...], settings.Settings] = {}


def known_settings(root: Path) -> settings.Settings:
    """Load the settings of a folder: once for all folders whose settings and schemas are equal.

    To read them and to compile the schemas takes half of the time of a check.
    """
    paths = [root / settings.FILE, *sorted(root.glob("schemas/*"))]
    try:
        kept = [path.lstat() for path in paths]
        plain = all(stat.S_ISREG(one.st_mode) and one.st_size < ORDINARY for one in kept)
        files = tuple((path.name, path.read_bytes()) for path in paths if plain)
    except OSError:
        plain, files = False, ()
    if not plain:
        return settings.load(root)
    found = _known.get(files) or settings.load(root)
    if not found.words:  # which would be in a file besides
        _known[files] = found
    return replace(found, root=root)


class Lending:
    """The second knowledge base in a folder of its own."""

    def __init__(self, root: Path) -> None:
        self.root = shutil.copytree(SECOND, root)

    @classmethod
    def of(cls, root: Path) -> Self:
        """Return the copy that a folder already is."""
        found = cls.__new__(cls)
        found.root = root
        return found

    def text(self, name: str) -> str:
        """Return a file's text."""
        return (self.root / name).read_text(encoding="utf-8")

    def write(self, name: str, text: str | bytes) -> None:
        """Write a file."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))

    def page(self, name: str, text: str) -> None:
        """Write a page beside the settings, and name it in the first page's list of pages."""
        if not (self.root / name).exists():
            first = self.text("index.md")
            named = f":hidden:\n\n{name.removesuffix('.md')}"
            self.write("index.md", f"{first}\n```{{toctree}}\n{named}\n```\n")
        self.write(name, text)

    def change(self, name: str, old: str, new: str) -> None:
        """Replace a piece of a file that must be there."""
        text = self.text(name)
        assert old in text, f"{old!r} is not in {name}"
        self.write(name, text.replace(old, new, 1))

    def corpus(self) -> corpus.Corpus:
        """Return the corpus as it is now."""
        return loading.load(known_settings(self.root))

    def findings(self) -> list[Finding]:
        """Return what the rules say about it."""
        try:
            return check(self.corpus())
        except settings.SettingsError as error:
            return unusable(error)

    def rules(self) -> list[tuple[str, str]]:
        """Return file and rule of each finding."""
        return [(finding.place.path, finding.rule) for finding in self.findings()]

    def said(self) -> str:
        """Return the report."""
        return report.text(self.findings(), RULES)
