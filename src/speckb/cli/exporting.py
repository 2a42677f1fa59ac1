"""Runs `speckb export`: writes the whole knowledge base to a file of another tool."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb.cli import importing
from speckb.cli.edition import edition
from speckb.errors import UsageError
from speckb.exchange.exporting.dates import dates
from speckb.exchange.exporting.formats import chosen
from speckb.files.output import write

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from speckb.corpus.corpus import Corpus
    from speckb.exchange.exporting.formats import Format

OWN = frozenset({"schemas", importing.FOLDER})  # folders of JSON that is no export


def run(args: argparse.Namespace, corpus: Corpus) -> int:
    """Write the file of a corpus that has no errors; return the exit status."""
    form = chosen(args.format, args.output.name)
    if args.output.is_dir():
        raise UsageError(f"{args.output} is a folder; name a file such as export{form.ending}")
    _refuse_own(args.output, form, corpus.settings.root)
    if args.edition is not None:
        corpus = corpus.at(edition(corpus, args.edition))
    data = form.data(corpus, dates(corpus))
    write(args.output, data)
    number = "1 entry" if len(corpus.entries) == 1 else f"{len(corpus.entries)} entries"
    print(f"wrote {number} to {args.output} ({len(data):,} bytes)")
    return 0


def _refuse_own(path: Path, form: Format, root: Path) -> None:
    """Raise UsageError for an existing file that is no export: a page, settings, a device."""
    if not path.exists():
        return
    real = path.resolve()
    is_own = real.is_relative_to(root) and real.relative_to(root).parts[0] in OWN
    is_alike = real.suffix.lower() == f".{form.ending.rpartition('.')[2]}"
    if is_own or not is_alike or not real.is_file():
        raise UsageError(f"{path} is there and no export; name a file such as export{form.ending}")
