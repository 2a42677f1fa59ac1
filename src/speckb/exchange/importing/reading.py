"""Reads the file or folder of another tool in a child process, which has limits of its own.

Files of strangers are parsed by large packages. In a child, one that fills memory, never ends or
crashes is a message about the file; nothing that it does reaches this process but JSON.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

from speckb.errors import UsageError
from speckb.exchange.importing.source import BadFileError, Source
from speckb.files.child import ChildError, Limits, run
from speckb.suggest import instead

if TYPE_CHECKING:
    from collections.abc import Mapping

# By name: the module of `readers`, and the endings by which a file is recognized (a folder: "/").
READERS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "csv": ("csv_file", (".csv", ".tsv")),
    "xlsx": ("xlsx_file", (".xlsx",)),
    "speckb": ("speckb_json", (".json",)),
    "needs": ("needs_json", (".json",)),
    "doorstop": ("doorstop", ("/",)),
    "strictdoc": ("strictdoc", (".sdoc", ".json", "/")),
    "reqif": ("reqif_file", (".reqif", ".reqifz")),
}
EXTRA = "speckb[exchange]"
ENGINE_NAME = __name__.partition(".")[0]
LIMITS = Limits(seconds=60, memory=280, output=60)
# NumPy, which a package may import, reserves memory for each thread that it could start.
ENVIRONMENT = {"PATH": "", "PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1"}
ATTRIBUTES = 2_000
BAD, MISSING = 3, 4  # exit status of the child where the file is bad, where a package is missing
ENGINE = Path(__file__).parents[3]
COMMAND = (
    "import sys; sys.path.insert(0, sys.argv.pop(1));"
    "from speckb.exchange.importing.reading import child; child()"
)


def read(path: Path, form: str = "") -> Source:
    """Return the records of a file or folder; `form` is a name of `READERS`, or empty.

    Raises BadFileError for a file that cannot be read, and UsageError for a form that is unknown,
    not recognized, or needs a package that is not installed.
    """
    if form and form not in READERS:
        raise UsageError(f"unknown format {form!r}{instead(form, READERS)}")
    if not path.exists():
        raise UsageError(f"{path}: no such file or folder")
    if not path.is_file() and not path.is_dir():
        raise BadFileError(f"{path.name}: not a regular file or a folder")
    path = Path(os.path.abspath(path))  # noqa: PTH100  a name for "."; links stay as they are
    command = [sys.executable, "-I", "-c", COMMAND, str(ENGINE), str(path), form]
    try:
        ended = run(command, LIMITS, env=ENVIRONMENT)
    except ChildError as error:
        raise BadFileError(f"{path.name}: to read it, speckb {error}; nothing was read") from None
    if ended.status == BAD:
        raise BadFileError(json.loads(ended.output))
    if ended.status == MISSING:
        raise UsageError(
            f"to read {path.name}, speckb needs {json.loads(ended.output)}, which is not installed;"
            f" run `pip install '{EXTRA}'`"
        )
    if ended.status:
        last = ended.errors.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise BadFileError(f"{path.name}: cannot be read: {last or f'status {ended.status}'}")
    return Source.from_json(ended.output)


def child() -> None:
    """Read the file that the arguments name, and print its records, or why it cannot be read.

    A package that is missing is printed instead; formats that need none are read without it.
    """
    path, form = Path(sys.argv[1]), sys.argv[2]
    try:
        name = form or recognized(path)
        module = importlib.import_module(f"speckb.exchange.importing.readers.{READERS[name][0]}")
        with redirect_stdout(sys.stderr):  # which is what packages may say
            source = module.read(path)
        _refuse_many(path.name, source)
        print(source.as_json())
    except BadFileError as error:
        print(json.dumps(str(error)))
        sys.exit(BAD)
    except RecursionError:
        print(json.dumps(f"{path.name}: nested too deep"))
        sys.exit(BAD)
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package == ENGINE_NAME:
            raise
        print(json.dumps(package))
        sys.exit(MISSING)


def _refuse_many(name: str, source: Source) -> None:
    """Raise BadFileError for more attributes than can be compared with fields in a minute."""
    found = {attribute for record in source.records for attribute in record.values}
    if len(found) > ATTRIBUTES:
        message = f"{len(found):,} attributes (columns, fields); at most {ATTRIBUTES:,}"
        raise BadFileError(f"{name}: {message}")


def recognized(path: Path) -> str:
    """Return the name of the reader of a file or folder, by its ending and what it holds.

    Raises BadFileError where there is none.
    """
    for name in _possible(path):
        module = importlib.import_module(f"speckb.exchange.importing.readers.{READERS[name][0]}")
        if module.is_own(path):
            return name
    raise BadFileError(f"{path.name}: not recognized; say what it is with --from, {choices()}")


def choices() -> str:
    """Return the names of all readers as a phrase."""
    return f"one of: {', '.join(READERS)}"


def _possible(path: Path) -> list[str]:
    """Return the readers of files with such an ending, or of folders."""
    ending = "/" if path.is_dir() else path.suffix.lower()
    return [name for name, (_, endings) in READERS.items() if ending in endings]
