"""`remit conform`: what really happened, held against the framework."""

from __future__ import annotations

import datetime as dt
import functools
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .options import (
    as_of_option,
    asked_command,
    asking,
    framework_option,
    json_option,
    known_by_option,
    mode_option,
    reading_option,
    settings_of,
    today_or,
)
from .published import complete_option, events_option, every_clause_option, mapping_option, progress, request_of, tell

if TYPE_CHECKING:
    from ..published import Request

CASES = (".yaml", ".yml")


@click.command(name="conform")
@click.argument("inputs", nargs=-1, required=True, metavar="CASE...|TABLE", type=click.Path(path_type=Path))
@framework_option
@as_of_option
@mode_option
@known_by_option
@mapping_option
@events_option
@complete_option
@every_clause_option
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=None,
    help="Of a TABLE: where to write the verdicts school by school: .csv, .xlsx or .parquet.",
)
@reading_option
@json_option
def command(
    inputs: tuple[Path, ...],
    framework_name: str,
    as_of: dt.date | None,
    mode: str,
    known_by: dt.date | None,
    mapping_name: str | None,
    events: Path | None,
    complete_until: dt.date | None,
    every_clause: bool,
    output: Path | None,
    readings: tuple[str, ...],
    as_json: bool,
) -> int:
    """Say which norms were kept, which were not, and what small change would have kept them.

    CASE is a case file, or a folder of them. Of a published TABLE it says how often each clause was kept.

    Leaves with 1 where there are breaches, departures that nothing on record explains, or cells of a table that could
    not be read.
    """
    if len(inputs) == 1 and not inputs[0].is_dir() and inputs[0].suffix.lower() not in CASES:
        if known_by is not None:
            raise click.UsageError("--known-by asks what a case file tells of its record; a table tells nothing of it.")
        if mode == "in-force":
            raise click.UsageError(
                "--mode in-force asks of case files; a table is read as if the framework had always been in force."
            )
        settings = functools.partial(settings_of, readings=readings)
        request = request_of(
            inputs[0], framework_name, today_or(as_of), mapping_name, events, complete_until, every_clause, settings
        )
        return _table(request, output, as_json)
    if mapping_name or events or complete_until or every_clause or output:
        raise click.UsageError("--mapping, --events, --complete-until, --every-clause and --output are for one table.")
    from ..conforming import cases_in, conform

    asked = today_or(as_of)
    how = asking(framework_name, asked, mode, readings)
    paths = cases_in(inputs)
    words = asked_command()
    words = (words[0], *(path.name for path in paths), *words[1 + len(inputs) :])  # files, where folders were named
    found = conform(how, paths, asked, known_by, words)
    click.echo(found.json() if as_json else found.text(), nl=False)
    return 1 if found.wrong else 0


def _table(request: Request, output: Path | None, as_json: bool) -> int:
    from ..conforming import conform_table
    from ..surveying import writable

    if output is not None:
        writable(output, request.table)
    with progress() as show:
        result = conform_table(request, show)
    for note in result.surveyed.notes:
        click.echo(note, err=True)
    tell(result.surveyed.problems)
    if output is not None:
        for path in result.write(output):
            click.echo(f"wrote {path}", err=True)
    click.echo(result.json() if as_json else result.text(), nl=False)
    return 1 if result.wrong or result.surveyed.problems else 0
