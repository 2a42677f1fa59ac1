"""The formats of an export, and what each needs."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from speckb.errors import UsageError
from speckb.exchange.exporting import csv_files, document, oscal, parquet, reqif
from speckb.exchange.exporting.archive import packed
from speckb.exchange.importing.reading import EXTRA
from speckb.language import N_
from speckb.suggest import choice, instead

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from speckb.corpus.corpus import Corpus
    from speckb.exchange.exporting.dates import Dates


@dataclass(frozen=True, slots=True)
class Format:
    """A format: the ending of its files, what it is for, in English, and what writes it.

    `package` is one that it needs and that the engine does not. One `of_verdicts` has nothing to
    say of a knowledge base that assesses nothing.
    """

    ending: str
    about: str
    make: Callable[[Corpus, Dates], bytes]
    package: str = ""
    of_verdicts: bool = False

    def fits(self, corpus: Corpus) -> bool:
        """Return whether there is anything to write."""
        return bool(corpus.settings.assessed) or not self.of_verdicts

    def data(self, corpus: Corpus, dates: Dates) -> bytes:
        """Return the bytes of the file of a corpus, or of the view of an edition.

        The same input gives the same bytes. Raises UsageError where a package is missing, and
        where there is nothing to write.
        """
        if not self.fits(corpus):
            raise UsageError("nothing is assessed: no type has a field 'criteria'")
        if self.package and find_spec(self.package) is None:
            raise UsageError(
                f"to write {self.ending}, speckb needs {self.package}, which is not installed;"
                f" run `pip install '{EXTRA}'`"
            )
        return self.make(corpus, dates)


def _workbook(corpus: Corpus, dates: Dates) -> bytes:
    from speckb.exchange.exporting import xlsx  # noqa: PLC0415  imports an extra

    return xlsx.data(corpus, dates.export)


FORMATS: Mapping[str, Format] = {
    # Translators: what a file with the whole knowledge base is for
    "json": Format(".json", N_("everything, by one JSON Schema"), document.data),
    "xlsx": Format(
        ".xlsx",
        N_("a sheet for each table"),
        _workbook,
        "openpyxl",
    ),
    "csv": Format(".csv", N_("a row for each entry"), lambda corpus, _: csv_files.data(corpus)),
    "tables": Format(
        ".zip",
        N_("a CSV file for each table, with a description (Data Package)"),
        lambda corpus, dates: csv_files.package(corpus, dates.export),
    ),
    "parquet": Format(
        ".parquet",
        N_("typed columns for DuckDB, pandas and others"),
        lambda corpus, _: parquet.data(corpus),
        "pyarrow",
    ),
    "reqif": Format(".reqif", N_("for tools such as DOORS, Polarion and StrictDoc"), reqif.data),
    "reqifz": Format(".reqifz", N_("the same, compressed"), reqif.compressed),
    "oscal": Format(
        ".oscal.zip",
        N_("OSCAL: a catalog of what is required, and what is compared as components"),
        lambda corpus, dates: packed(
            [
                (oscal.CATALOG, oscal.catalog(corpus)),
                ("component-definition.json", oscal.components(corpus)),
            ],
            dates.export,
        ),
        of_verdicts=True,
    ),
}


def chosen(name: str, file: str) -> Format:
    """Return a format by its name, or by the ending of a file where that is empty.

    CSV in an archive is a file for each table.

    Raises UsageError for a format that is unknown, and for a file that says nothing.
    """
    if name and name not in FORMATS:
        raise UsageError(f"unknown format {name!r}{instead(name, FORMATS)}")
    if name == "csv" and file.lower().endswith(FORMATS["tables"].ending):
        name = "tables"
    if name:
        return FORMATS[name]
    fitting = [one for one in FORMATS.values() if file.lower().endswith(one.ending)]
    if fitting:
        return max(fitting, key=lambda one: len(one.ending))
    raise UsageError(f"{file}: say with --format what to write; allowed: {choice(FORMATS)}")
