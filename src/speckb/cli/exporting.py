"""Runs `speckb export`: writes the whole knowledge base to a file of another tool."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb.cli.edition import edition
from speckb.errors import UsageError
from speckb.exchange.exporting.dates import dates
from speckb.exchange.exporting.formats import chosen
from speckb.files.output import write

if TYPE_CHECKING:
    import argparse

    from speckb.corpus.corpus import Corpus


def run(args: argparse.Namespace, corpus: Corpus) -> int:
    """Write the file of a corpus that has no errors; return the exit status."""
    form = chosen(args.format, args.output.name)
    if args.output.is_dir():
        raise UsageError(f"{args.output} is a folder; name a file such as export{form.ending}")
    if args.edition is not None:
        corpus = corpus.at(edition(corpus, args.edition))
    data = form.data(corpus, dates(corpus))
    write(args.output, data)
    number = "1 entry" if len(corpus.entries) == 1 else f"{len(corpus.entries)} entries"
    print(f"wrote {number} to {args.output} ({len(data):,} bytes)")
    return 0
