"""What a computed table is: a pandas DataFrame, and what each of its columns shows."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # words need no threads for linear algebra

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Kind = (
    Literal["entry", "entries", "title", "value", "remark", "field", "text", "brief"]
    | Literal["verdict", "word", "agreement"]
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `about` is what it shows, `editorial` whether it is no part of the source.

    `about` is the type whose field it is, the criterion whose value, or the entry on which a
    verdict.
    """

    name: str
    title: str
    kind: Kind
    about: str = ""
    hidden: bool = False
    editorial: bool = False


@dataclass(frozen=True)
class Table:
    """A computed table: `frame` has one column per entry of `columns`, named alike.

    The first `keys` columns name the row; the last of them holds the id of the row's entry. In a
    `grouped` table equal cells of the first column that follow each other are shown as one.
    """

    name: str
    caption: str
    columns: Sequence[Column]
    frame: pd.DataFrame
    keys: int = 1
    grouped: bool = False

    @cached_property
    def records(self) -> Sequence[Sequence[Any]]:
        """The rows of the frame, cell by cell; all at once, which is far faster than one by one."""
        cells: list[list[Any]] = self.frame.to_numpy(dtype=object).tolist()
        return cells


def frame(columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> pd.DataFrame:
    """Return the rows as a DataFrame with those columns; cells stay as they are."""
    return pd.DataFrame(list(rows), columns=[c.name for c in columns], dtype=object)
