"""What the commands on published tables share: their options, the bar, and the cells that could not be used."""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .options import Day, asked_command

if TYPE_CHECKING:
    from ..dsl import ir
    from ..engine.intake.table import Problem
    from ..engine.settings import Settings
    from ..published import Request

SHOWN = 20
"""How many cells that could not be used are told; the problems file of a survey lists all."""

mapping_option = click.option(
    "--mapping",
    "mapping_name",
    default=None,
    metavar="NAME|FILE",
    help="How a table's columns are read. [default: the one that fits]",
)
events_option = click.option(
    "--events",
    type=click.Path(path_type=Path),
    default=None,
    metavar="EVENTS",
    help="A second table with one event to a row: urn, event, and days and fields named as in the framework.",
)
complete_option = click.option(
    "--complete-until",
    type=Day(),
    default=None,
    help="The day until which a table's silence is evidence. [default: the day in the file's name, else the "
    "latest day in the file]",
)


by_option = click.option(
    "--by", "columns", multiple=True, metavar="COLUMN", help="Of a TABLE: also by this column; may be repeated."
)
every_clause_option = click.option(
    "--every-clause",
    is_flag=True,
    help="Also the clauses for which many schools have to be asked one by one: slow.",
)


def day_in(name: str) -> dt.date | None:
    """The day that a file's name gives as yyyy-mm-dd, as published files usually do."""
    from ..dsl.base.dates import read_iso_date

    found = re.search(r"\d{4}-\d\d-\d\d", name)
    return read_iso_date(found.group()) if found else None


def request_of(
    table: Path,
    framework_name: str,
    as_of: dt.date,
    mapping: str | None,
    events: Path | None,
    complete_until: dt.date | None,
    every_clause: bool,
    settings: Callable[[ir.Framework], Settings],
    within: dt.date | None = None,
) -> Request:
    """What a command asks of a table, with the days that the names of files give."""
    from ..published import Request

    return Request(
        table,
        framework_name,
        as_of,
        mapping,
        complete_until or day_in(table.name),
        settings,
        every_clause=every_clause,
        command=asked_command(),
        due_by=within,
        events=events,
        events_whole=complete_until is not None,
        events_until=complete_until or (day_in(events.name) if events is not None else None),
    )


def known_columns(asked: Sequence[str], there_are: Sequence[str], about: str = "") -> tuple[str, ...]:
    """The columns that are asked for, each once; refuses one that is not there. `about`: what to say of others."""
    from ..dsl.base.diagnostics import did_you_mean, hints

    for name in asked:
        if name not in there_are:
            hint = hints(did_you_mean(name, there_are), about or f"There are: {', '.join(there_are)}.")
            raise click.BadParameter(f"the table has no column '{name}'. {hint}", param_hint="--by")
    return tuple(dict.fromkeys(asked))


def tell(problems: tuple[Problem, ...]) -> None:
    """Say which cells of a table could not be used."""
    from ..dsl.base.diagnostics import Diagnostic, render
    from ..dsl.base.spans import SourceMap

    for problem in problems[:SHOWN]:
        where = f"{problem.table}: " if problem.table else ""
        where += f"row {problem.row}" + (f", {problem.column}" if problem.column else "")
        what = f"'{problem.value}' " if problem.value else ""
        click.echo(f"{where}: {what}{problem.reason}", err=True)
    if len(problems) > SHOWN:
        click.echo(f"... and {len(problems) - SHOWN:,} more; the problems file lists all", err=True)
    if problems:
        message = f"{len(problems):,} of the table's cells or rows could not be used as they stand"
        hint = "Correct the file, or add what is missing to the mapping; the answers hold without them."
        click.echo(render(Diagnostic("E405", message, None, hint), SourceMap()), err=True)


@contextmanager
def progress() -> Iterator[Callable[[str, float], None]]:
    """A bar on a terminal, nothing elsewhere."""
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=100, file=sys.stderr, item_show_func=_step, show_eta=False, hidden=hidden) as bar:

        def show(step: str, done: float) -> None:
            bar.update(round(done * 100) - bar.pos, step)

        yield show


def _step(step: str | None) -> str | None:
    return step
