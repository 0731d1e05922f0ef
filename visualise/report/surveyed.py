"""What a report tells of a survey."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...dsl import ir
from ...engine.bulk.answers import Answers


@dataclass(frozen=True, slots=True, eq=False)
class Surveyed:
    """A survey: under which clauses, of which table, with which answers.

    `groups`: for some columns of the table what each school has there; `checks`: how published decisions compare, in
    words.
    """

    framework: ir.Framework
    as_of: dt.date
    source: str
    answers: Answers
    not_read: int
    problems: int
    notes: tuple[str, ...]
    checks: tuple[str, ...]
    groups: Mapping[str, Sequence[str]]
