"""Computed tables: a pandas DataFrame, with the meaning of each column."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

# before pandas is imported: starting threads for linear algebra, which tables never use, takes time
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Kind = (
    Literal["entry", "entries", "title", "value", "remark", "field", "text", "brief"]
    | Literal["verdict", "word", "agreement"]
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `kind` says how its cells are shown, `editorial` that it is not from the source.

    `about` is a type's name for a field, a criterion's id for a value or remark, and the id of an
    assessed entry for a verdict.
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
        """The rows of the frame as lists; converted at once, as pandas is slow cell by cell."""
        cells: list[list[Any]] = self.frame.to_numpy(dtype=object).tolist()
        return cells


def frame(columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> pd.DataFrame:
    """Return the rows as a DataFrame with those columns, whose cells are kept as objects."""
    return pd.DataFrame(list(rows), columns=[c.name for c in columns], dtype=object)
