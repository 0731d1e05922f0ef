"""Data frames as tables, and answers as data frames: polars, and pandas where that is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from .readers import Table, settled
from .sheets import read_frame

if TYPE_CHECKING:
    import polars


@runtime_checkable
class Pandas(Protocol):
    """A pandas data frame, as far as it is used here: pandas itself is never needed."""

    columns: Any

    def isna(self) -> Any:
        """Where nothing stands."""

    def to_dict(self, orient: str) -> Any:
        """The columns as lists."""


def table_of(given: Any, label: str) -> Table:
    """A polars or pandas data frame as a table as published: every cell as text, a day as yyyy-mm-dd.

    Raises Refused (E404) where it has no columns; TypeError where it is no data frame.
    """
    return settled(label, read_frame(polars_of(given), label))


def polars_of(given: Any) -> polars.DataFrame:
    """The frame in polars. Raises TypeError where it is no data frame."""
    import polars as pl

    if isinstance(given, pl.LazyFrame):
        return given.collect()
    if isinstance(given, pl.DataFrame):
        return given
    if not isinstance(given, Pandas):
        raise TypeError(
            f"a table is a polars or pandas data frame or the path of a file, and no {type(given).__name__}"
        )
    absent = given.isna().to_dict("list")
    columns = given.to_dict("list")
    return pl.DataFrame(
        [
            pl.Series(str(name), [None if gone else each for each, gone in zip(cells, absent[name], strict=True)],
                      strict=False)
            for name, cells in columns.items()
        ]
    )  # fmt: skip


def as_pandas(frame: polars.DataFrame) -> Any:
    """The frame in pandas, which must be installed."""
    import pandas as pd

    return pd.DataFrame({name: frame[name].to_list() for name in frame.columns})
