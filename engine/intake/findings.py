"""The verdicts on a population as a table: a row for each norm of each school that is to be judged."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import polars as pl

from ..bulk.population import NO_DAY, Population, day
from ..bulk.verdicts import TOLD, Heading

_DAYS = ("earliest", "latest", "done")
_TEXTS = ("urn", "name", "clause", "heading")
SCHEMA: dict[str, pl.DataType] = {
    "row": pl.Int64(),
    **{name: pl.String() for name in _TEXTS},
    "instance": pl.Int64(),
    **{name: pl.String() for name in ("verdict", *TOLD)},
    **{name: pl.Date() for name in _DAYS},
    "paragraphs": pl.String(),
}


def findings_frame(headings: Iterable[Heading], population: Population) -> pl.DataFrame:
    """The rows in the order of the file, then of the rules. Where a school has several instances of a rule, each has a
    row, and no days."""
    rows: list[tuple[int, int, tuple[object, ...]]] = []
    for number, heading in enumerate(headings):
        rule = heading.rule
        days = [heading.block.days.get(f"{rule.name}_{end}") for end in _DAYS]
        for place, said in enumerate(heading.cells):
            if all(each is None for each in said):
                continue
            dated = heading.home and len(said) == 1
            for index in np.flatnonzero(heading.block.which == place).tolist():
                ends = [day(int(each[index] if dated and each is not None else NO_DAY)) for each in days]
                school = (population.rows[index], population.urns[index], population.names[index])
                for instance, each in enumerate(said, start=1):
                    if each is not None:
                        told = (rule.name, heading.view.value, instance, each.verdict.value, *each.texts)
                        rows.append((index, number, (*school, *told, *ends, "; ".join(rule.citation.paragraphs))))
    rows.sort(key=lambda row: row[:2])
    return pl.DataFrame([row for *_, row in rows], schema=SCHEMA, orient="row")
