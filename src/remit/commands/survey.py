"""`remit survey`: a whole published file to a status table and a summary."""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .options import (
    Day,
    as_of_option,
    asked_command,
    framework_option,
    json_option,
    reading_option,
    settings_of,
    today_or,
)

if TYPE_CHECKING:
    from ..engine.intake.table import Problem

SHOWN = 20


@click.command(name="survey")
@click.argument("table", type=click.Path(path_type=Path))
@framework_option
@as_of_option
@click.option(
    "--mapping",
    "mapping_name",
    default=None,
    metavar="NAME|FILE",
    help="How the columns are read. [default: the one that fits]",
)
@click.option(
    "--complete-until",
    type=Day(),
    default=None,
    help="The day until which the file's silence is evidence. [default: the day in the file's name, else the "
    "latest day in the file]",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=None,
    help="Where to write the status table: .csv, .xlsx or .parquet. Problems go beside it.",
)
@click.option(
    "--every-clause",
    is_flag=True,
    help="Also the clauses that hang on single histories, such as limits and times: slower, school by school.",
)
@click.option("--urn", default=None, help="Instead of the summary, answer for this school alone, with the reasons.")
@reading_option
@json_option
def command(
    table: Path,
    framework_name: str,
    as_of: dt.date | None,
    mapping_name: str | None,
    complete_until: dt.date | None,
    output: Path | None,
    every_clause: bool,
    urn: str | None,
    readings: tuple[str, ...],
    as_json: bool,
) -> int:
    """Say for each school of TABLE where it stands, what is due from when until when, and under which paragraph.

    Leaves with 1 where rows could not be read, or the file's own decisions contradict the computed ones.
    """
    from ..surveying import Request, run, writable

    if output is not None:
        writable(output, table)
    asked = today_or(as_of)
    request = Request(
        table,
        framework_name,
        asked,
        mapping_name,
        complete_until or day_in(table.name),
        lambda framework: settings_of(framework, readings),
        every_clause,
        command=asked_command(),
    )
    with _progress() as progress:
        result = run(request, progress)
    for note in result.notes:
        click.echo(note, err=True)
    _tell(result.problems)
    summary = result.json if as_json else result.text
    answer = summary() if urn is None else result.school(urn, as_json)
    if output is not None:
        for path in result.write(output):
            click.echo(f"wrote {path}", err=True)
    click.echo(answer, nl=False)
    return 1 if result.problems or result.contradicted else 0


def day_in(name: str) -> dt.date | None:
    """The day that a file's name gives as yyyy-mm-dd, as published files usually do."""
    from ..dsl.base.dates import read_iso_date

    found = re.search(r"\d{4}-\d\d-\d\d", name)
    return read_iso_date(found.group()) if found else None


def _tell(problems: tuple[Problem, ...]) -> None:
    from ..dsl.base.diagnostics import Diagnostic, render
    from ..dsl.base.spans import SourceMap

    for problem in problems[:SHOWN]:
        where = f"row {problem.row}" + (f", {problem.column}" if problem.column else "")
        what = f"'{problem.value}' " if problem.value else ""
        click.echo(f"{where}: {what}{problem.reason}", err=True)
    if len(problems) > SHOWN:
        click.echo(f"... and {len(problems) - SHOWN:,} more; the problems file lists all", err=True)
    if problems:
        message = f"{len(problems):,} of the table's cells or rows could not be used as they stand"
        hint = "Correct the file, or add what is missing to the mapping; the answers hold without them."
        click.echo(render(Diagnostic("E405", message, None, hint), SourceMap()), err=True)


@contextmanager
def _progress() -> Iterator[Callable[[str, float], None]]:
    """A bar on a terminal, nothing elsewhere."""
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=100, file=sys.stderr, item_show_func=_step, show_eta=False, hidden=hidden) as bar:

        def show(step: str, done: float) -> None:
            bar.update(round(done * 100) - bar.pos, step)

        yield show


def _step(step: str | None) -> str | None:
    return step
