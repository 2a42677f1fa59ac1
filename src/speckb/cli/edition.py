"""The argument `--edition`: which view of a corpus a command prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb import SETTINGS as FILE
from speckb.errors import UsageError
from speckb.suggest import instead

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from speckb.corpus.corpus import Corpus


def argument(parser: ArgumentParser) -> None:
    """Add the argument to a command."""
    parser.add_argument(
        "--edition", metavar="EDITION", help="what held then (default: the settings' edition)"
    )


def edition(corpus: Corpus, name: str | None) -> str:
    """Return the id of the edition that was asked for, or that of the settings.

    Raises UsageError for one that does not exist.
    """
    known = [known.id for known in corpus.settings.editions]
    if name is not None and not known:
        raise UsageError(f"{FILE} names no editions")
    if name is not None and name not in known:
        raise UsageError(f"no edition {name!r}{instead(name, known)}")
    return corpus.settings.edition if name is None else name
