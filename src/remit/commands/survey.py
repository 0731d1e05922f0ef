"""`remit survey`: a whole published file to a status table and a summary."""

from __future__ import annotations

import datetime as dt
import functools
from pathlib import Path

import click

from .options import (
    Length,
    as_of_option,
    due_by,
    framework_option,
    json_option,
    mode_option,
    reading_option,
    settings_of,
    today_or,
    within_option,
)
from .published import complete_option, events_option, every_clause_option, mapping_option, progress, request_of, tell


@click.command(name="survey")
@click.argument("table", type=click.Path(path_type=Path))
@framework_option
@as_of_option
@mapping_option
@events_option
@complete_option
@every_clause_option
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=None,
    help="Where to write the status table: .csv, .xlsx or .parquet. Problems go beside it.",
)
@mode_option
@click.option("--urn", default=None, help="Instead of the summary, answer for this school alone, with the reasons.")
@reading_option
@within_option
@json_option
def command(
    table: Path,
    framework_name: str,
    as_of: dt.date | None,
    mapping_name: str | None,
    events: Path | None,
    complete_until: dt.date | None,
    every_clause: bool,
    output: Path | None,
    mode: str,
    urn: str | None,
    readings: tuple[str, ...],
    within: Length | None,
    as_json: bool,
) -> int:
    """Say for each school of TABLE where it stands, what is due from when until when, and under which paragraph.

    Leaves with 1 where rows could not be read, or the file's own decisions contradict the computed ones.
    """
    from ..surveying import run, writable

    if mode == "in-force":
        raise click.UsageError(
            "a survey reads every history as if the framework had always been in force. "
            "For one school, write a case file and ask 'remit evaluate CASE --mode in-force'."
        )
    if output is not None:
        writable(output, table)
    asked = today_or(as_of)
    request = request_of(
        table,
        framework_name,
        asked,
        mapping_name,
        events,
        complete_until,
        every_clause,
        functools.partial(settings_of, readings=readings),
        due_by(asked, within),
    )
    with progress() as show:
        result = run(request, show)
    for note in result.notes:
        click.echo(note, err=True)
    tell(result.problems)
    summary = result.json if as_json else result.text
    answer = summary() if urn is None else result.school(urn, as_json)
    if output is not None:
        for path in result.write(output):
            click.echo(f"wrote {path}", err=True)
    click.echo(answer, nl=False)
    return 1 if result.problems or result.contradicted else 0
