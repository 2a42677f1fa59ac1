"""Computed tables: rows, as lists or as a pandas DataFrame, with the meaning of each column."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

    import pandas as pd

Kind = (
    Literal["entry", "entries", "title", "value", "remark", "field", "text", "brief"]
    | Literal["verdict", "word", "agreement", "tone", "subject"]
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `kind` says how its cells are shown, `editorial` that no document has it.

    The name is for programs, and the same in each language; readers see the title. A `subject` is
    an entry, or stands for all (others).

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
    """A computed table: each row of `records` has a cell per entry of `columns`.

    The first `keys` columns name the row; the last of them holds the id of the row's entry. In a
    `grouped` table equal cells of the first column that follow each other are shown as one.
    """

    name: str
    caption: str
    columns: Sequence[Column]
    records: Sequence[Sequence[Any]]
    keys: int = 1
    grouped: bool = False

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The rows as a DataFrame with columns named like `columns`; cells are kept as objects."""
        names = [column.name for column in self.columns]
        found: pd.DataFrame = pandas().DataFrame([*self.records], columns=names, dtype=object)
        return found


def pandas() -> ModuleType:
    """Import pandas, which takes 0.3 s and 50 MB, where a table is computed with it or printed."""
    # starting threads for linear algebra, which tables never use, takes time
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    import pandas as pd  # noqa: PLC0415

    return pd
