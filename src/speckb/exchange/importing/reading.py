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

# By name: the module of `readers`, the endings by which a file is recognized (a folder: "/"), and
# the modules beyond those of the engine that it needs.
READERS: Mapping[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "csv": ("csv_file", (".csv", ".tsv"), ()),
    "xlsx": ("xlsx_file", (".xlsx",), ("openpyxl",)),
    "speckb": ("speckb_json", (".json",), ()),
    "needs": ("needs_json", (".json",), ("markdownify",)),
    "strictdoc": ("strictdoc", (".sdoc", ".json", "/"), ("markdownify",)),
    "doorstop": ("doorstop", ("/",), ()),
    "reqif": ("reqif_file", (".reqif", ".reqifz"), ("reqif", "defusedxml", "markdownify")),
}
EXTRA = "speckb[exchange]"
LIMITS = Limits(seconds=60, memory=280, output=60)
# NumPy, which a package may import, reserves memory for each thread that it could start.
ENVIRONMENT = {"PATH": "", "PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1"}
BAD = 3  # exit status of the child where the file is bad
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
    for name in (form,) if form else _possible(path):
        _refuse_missing(name)
    path = Path(os.path.abspath(path))  # noqa: PTH100  a name for "."; links stay as they are
    command = [sys.executable, "-I", "-c", COMMAND, str(ENGINE), str(path), form]
    try:
        ended = run(command, LIMITS, env=ENVIRONMENT)
    except ChildError as error:
        raise BadFileError(f"{path.name}: to read it, speckb {error}; nothing was read") from None
    if ended.status == BAD:
        raise BadFileError(json.loads(ended.output))
    if ended.status:
        last = ended.errors.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise BadFileError(f"{path.name}: cannot be read: {last or f'status {ended.status}'}")
    return Source.from_json(ended.output)


def child() -> None:
    """Read the file that the arguments name, and print its records, or why it cannot be read."""
    path, form = Path(sys.argv[1]), sys.argv[2]
    try:
        name = form or recognized(path)
        module = importlib.import_module(f"speckb.exchange.importing.readers.{READERS[name][0]}")
        with redirect_stdout(sys.stderr):  # which is what packages may say
            source = module.read(path)
        print(source.as_json())
    except BadFileError as error:
        print(json.dumps(str(error)))
        sys.exit(BAD)
    except RecursionError:
        print(json.dumps(f"{path.name}: nested too deep"))
        sys.exit(BAD)


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
    return [name for name, (_, endings, _) in READERS.items() if ending in endings]


def _refuse_missing(name: str) -> None:
    """Raise UsageError where a package that a reader needs is not installed."""
    from importlib.util import find_spec  # noqa: PLC0415

    for package in READERS[name][2]:
        if find_spec(package) is None:
            raise UsageError(
                f"to read {name}, speckb needs {package}, which is not installed;"
                f" run `pip install '{EXTRA}'`"
            )
