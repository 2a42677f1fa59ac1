"""The formats of an export, and what each needs."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from speckb.errors import UsageError
from speckb.exchange.importing.reading import EXTRA
from speckb.language import N_
from speckb.suggest import instead

if TYPE_CHECKING:
    from collections.abc import Mapping

    from speckb.corpus.corpus import Corpus
    from speckb.exchange.exporting.dates import Dates


@dataclass(frozen=True, slots=True)
class Format:
    """A format: the module that writes it, the ending of its files, media type, and what it is for.

    `packages` are those that it needs and that the engine does not.
    """

    module: str
    ending: str
    media_type: str
    about: str
    packages: tuple[str, ...] = ()
    function: str = "data"

    def data(self, corpus: Corpus, dates: Dates) -> bytes:
        """Return the bytes of the file of a corpus, or of the view of an edition.

        The same input gives the same bytes. Raises UsageError where a package is missing.
        """
        for package in self.packages:
            if find_spec(package) is None:
                raise UsageError(
                    f"to write {self.ending}, speckb needs {package}, which is not installed;"
                    f" run `pip install '{EXTRA}'`"
                )
        module = importlib.import_module(f"speckb.exchange.exporting.{self.module}")
        found: bytes = getattr(module, self.function)(corpus, dates)
        return found


FORMATS: Mapping[str, Format] = {
    "json": Format(
        "document",
        ".json",
        "application/json",
        N_("everything, by one JSON Schema"),
    ),
    "reqif": Format(
        "reqif",
        ".reqif",
        "application/xml",
        N_("for tools of requirements such as DOORS, Polarion and StrictDoc"),
    ),
    "reqifz": Format(
        "reqif",
        ".reqifz",
        "application/zip",
        N_("the same, compressed"),
        function="compressed",
    ),
}


def chosen(name: str, file: str) -> Format:
    """Return a format by its name, or by the ending of a file where that is empty.

    Raises UsageError for a format that is unknown, and for a file that says nothing.
    """
    if name:
        if name not in FORMATS:
            raise UsageError(f"unknown format {name!r}{instead(name, FORMATS)}")
        return FORMATS[name]
    for one in FORMATS.values():
        if file.lower().endswith(one.ending):
            return one
    raise UsageError(f"{file}: say with --format what to write; allowed: {', '.join(FORMATS)}")
