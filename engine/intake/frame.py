"""A survey as a table: one row for each row of the file, in the file's order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

import numpy as np
import polars as pl

from ...dsl import ir
from ..bulk.answers import Block
from ..bulk.check import verdicts
from ..bulk.population import NO_DAY, Days, number
from ..bulk.survey import Survey
from .mapping import Mapping
from .table import Intake, Problem


def status_frame(
    found: Survey,
    taken: Intake,
    frame: pl.DataFrame,
    row_numbers: list[int],
    mapping: Mapping,
    framework: ir.Framework,
    due_by: dt.date | None = None,
) -> pl.DataFrame:
    """The status table. A row that was not read has no answers; `read` says so.

    `due_by`: with what falls due by then.
    """
    population, answers = found.population, found.answers
    troubled = {problem.row for problem in taken.problems if not problem.table}
    read = ["with problems" if row in troubled else "yes" for row in population.rows]
    columns: dict[str, pl.Series] = {
        "row": pl.Series(population.rows, dtype=pl.Int64),
        "urn": pl.Series(population.urns, dtype=pl.String),
        "name": pl.Series(population.names, dtype=pl.String),
        "read": pl.Series(read, dtype=pl.String),
    }
    days = dates(answers.days())
    for name, block in answers.blocks.items():
        columns |= _texts(block)
        columns |= {column: days[column] for column in block.days}
        if name in taken.published:
            decision = framework.decisions[name]
            values = np.array([*decision.values, ""], dtype=object)
            bits = [mask.bit_length() - 1 for mask in taken.published[name].tolist()]  # -1: the empty text
            places = np.array(bits, dtype=np.int64)
            columns[f"{name}_published"] = pl.Series(values[places].tolist(), dtype=pl.String)
            columns[f"{name}_check"] = pl.Series(verdicts(decision, answers, taken.published[name]), dtype=pl.String)
    if due_by is not None:
        due = answers.falling_due(number(due_by))
        names = ["; ".join(name for name, flags in due.items() if flags[i]) for i in range(population.size)]
        columns["falls_due"] = pl.Series(names, dtype=pl.String)
    columns["missing"] = _listed(answers.missing())
    columns["paragraphs"] = _listed(answers.paragraphs())
    status = pl.DataFrame(columns)
    carried = carried_frame(frame, row_numbers, mapping, columns)
    rows = carried["row"]
    unread = frame.select(
        rows,
        pl.col(mapping.urn).fill_null("").alias("urn"),
        (pl.col(mapping.subject_name).fill_null("") if mapping.subject_name else pl.lit("")).alias("name"),
        pl.lit("no").alias("read"),
    ).filter(pl.col("row").is_in(list(taken.not_read)))
    both = pl.concat([status, unread], how="diagonal").join(carried, on="row", how="left").sort("row")
    first = ["row", "urn", "name", *carried.columns[1:], "read"]
    return both.select(*first, *(name for name in both.columns if name not in first))


def carried_frame(frame: pl.DataFrame, row_numbers: list[int], mapping: Mapping, own: Collection[str]) -> pl.DataFrame:
    """The columns that a mapping carries over from the file, behind the file's numbers of the rows as `row`.

    `own`: the columns of the table beside which they are to stand; one of the same name is told apart from it.
    """
    rows = pl.Series("row", row_numbers, dtype=pl.Int64)
    shown = {name: f"{name} (file)" if name in own else name for name in dict.fromkeys(mapping.carry)}
    return frame.select(rows, *(pl.col(name).fill_null("").alias(alias) for name, alias in shown.items()))


def problems_frame(problems: Sequence[Problem]) -> pl.DataFrame:
    """Every cell that could not be used."""
    return pl.DataFrame(
        {
            "table": pl.Series([each.table for each in problems], dtype=pl.String),
            "row": pl.Series([each.row for each in problems], dtype=pl.Int64),
            "column": pl.Series([each.column for each in problems], dtype=pl.String),
            "value": pl.Series([each.value for each in problems], dtype=pl.String),
            "reason": pl.Series([each.reason for each in problems], dtype=pl.String),
        }
    )


def dates(columns: dict[str, Days]) -> dict[str, pl.Series]:
    """Days as columns of dates, by name; nothing where there is no day."""
    given = pl.DataFrame({name: np.ascontiguousarray(days) for name, days in columns.items()})
    found = given.select(pl.when(pl.all() != int(NO_DAY)).then(pl.all()).cast(pl.Date))
    return {each.name: each for each in found}


def _texts(block: Block) -> dict[str, pl.Series]:
    """The columns of text of one answer, by name: each cell is written down once, and then taken as often as it is."""
    cells = pl.DataFrame(
        {name: [cell.values.get(name, "") for cell in block.cells] for name in block.names},
        schema=dict.fromkeys(block.names, pl.String),
    )
    return {each.name: each for each in cells[block.which]} if block.names else {}


def _listed(every: Sequence[tuple[str, ...]]) -> pl.Series:
    """Lists as texts, each distinct one written down once."""
    said = {each: "; ".join(each) for each in set(every)}
    return pl.Series([said[each] for each in every], dtype=pl.String)
