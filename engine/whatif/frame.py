"""A what-if question about a table as a table: one row for each school, baseline and scenario side by side."""

from __future__ import annotations

import numpy as np
import polars as pl

from ...dsl import ir
from ..bulk.answers import Answers
from ..bulk.population import NO_DAY, Days
from ..intake.frame import carried_frame, dates
from ..intake.mapping import Mapping
from .table import Beside, Said, Unit, said


def beside_frame(
    found: Beside,
    frameworks: tuple[ir.Framework, ir.Framework],
    frame: pl.DataFrame,
    row_numbers: list[int],
    mapping: Mapping,
) -> pl.DataFrame:
    """The schools that were read, in the order of the file `frame`, with what the mapping carries over from it."""
    population = found.surveys[0].population
    answers = tuple(each.answers for each in found.surveys)
    columns: dict[str, pl.Series] = {
        "row": pl.Series(population.rows, dtype=pl.Int64),
        "urn": pl.Series(population.urns, dtype=pl.String),
        "name": pl.Series(population.names, dtype=pl.String),
        "differs": pl.Series(found.named(), dtype=pl.String),
    }
    for moves in found.units:
        name = moves.unit.name if moves.unit.part in ("state", "decision") else f"{moves.unit.name}_{moves.unit.part}"
        for side, answer, framework in zip(("before", "after"), answers, frameworks, strict=True):
            columns[f"{name}_{side}"] = pl.Series(_texts(answer, moves.unit, framework), dtype=pl.String)
    for shift in found.shifts:
        name = f"{shift.name}_{shift.end}"
        before, after = (_days(answer, shift.name, name) for answer in answers)
        both = (before != NO_DAY) & (after != NO_DAY)
        moved = pl.Series(after.astype(np.int64) - before, dtype=pl.Int64)
        columns |= dates({f"{name}_before": before, f"{name}_after": after})
        columns[f"{name}_moved_days"] = moved.set(~pl.Series(both), None)
    for part in ("missing", "paragraphs"):
        for side, answer in zip(("before", "after"), answers, strict=True):
            listed = answer.missing() if part == "missing" else answer.paragraphs()
            columns[f"{part}_{side}"] = pl.Series(["; ".join(each) for each in listed], dtype=pl.String)
    carried = carried_frame(frame, row_numbers, mapping, columns)
    whole = pl.DataFrame(columns).join(carried, on="row", how="left", maintain_order="left")
    first = ["row", "urn", "name", *carried.columns[1:], "differs"]
    return whole.select(*first, *(name for name in columns if name not in first))


def _texts(answers: Answers, unit: Unit, framework: ir.Framework) -> list[str]:
    block = answers.blocks.get(unit.name)
    if block is None:
        return [""] * answers.size
    values = np.array([_text(said(cell, unit, framework)) for cell in block.cells], dtype=object)
    told: list[str] = values[block.which].tolist()
    return told


def _text(value: Said) -> str:
    """'open (will normally)'; several possible values with '|' between them."""
    possible = " | ".join(value.possible)
    return f"{possible} ({value.modality})" if value.modality else possible


def _days(answers: Answers, name: str, column: str) -> Days:
    block = answers.blocks.get(name)
    found = None if block is None else block.days.get(column)
    return np.full(answers.size, NO_DAY, dtype=np.int32) if found is None else found
