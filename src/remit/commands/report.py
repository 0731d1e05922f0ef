"""`remit report`: a folder of pages, pictures and tables for people who will not run anything."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .compared import asked_of, comparing_command, concordance_option, schools_options, second_of
from .options import as_of_option, reading_option, settings_of, today_or
from .published import complete_option, events_option, every_clause_option, mapping_option, progress, request_of, tell

if TYPE_CHECKING:
    from ..reporting import Folder
    from ..surveying import Result

TABLES = (".csv", ".gz", ".tsv", ".xlsx", ".ods", ".parquet")


@click.command(name="report")
@click.argument("subject", metavar="FRAMEWORK|TABLE")
@click.argument("second", metavar="[FRAMEWORK]", required=False)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FOLDER",
    help="Where to write: a folder that is not there yet, an empty one, or one that holds a report.",
)
@click.option(
    "-f", "--framework", "framework_name", default=None, metavar="FRAMEWORK", help="Of a TABLE: under which framework."
)
@as_of_option
@click.option(
    "--by", "columns", multiple=True, metavar="COLUMN", help="Of a TABLE: also by this column; may be repeated."
)
@mapping_option
@events_option
@complete_option
@every_clause_option
@reading_option
@concordance_option
@schools_options
def command(
    subject: str,
    second: str | None,
    output: Path,
    framework_name: str | None,
    as_of: dt.date | None,
    columns: tuple[str, ...],
    mapping_name: str | None,
    events: Path | None,
    complete_until: dt.date | None,
    every_clause: bool,
    readings: tuple[str, ...],
    concordance: Path | None,
    table: Path | None,
    cases: Path | None,
) -> int:
    """Write a report as a folder of web pages, with its pictures and tables as files.

    Of a FRAMEWORK: its lifecycles, clauses, paragraphs, readings and gaps. Of a published TABLE, with -f: how many
    schools stand where and what is due.

    Leaves with 1 where cells of a table could not be read.
    """
    of_surveys = {"-f": framework_name, "--by": columns, "--events": events, "--reading": readings}
    of_comparisons = {"--concordance": concordance, "--data": table, "--cases": cases}
    of_schools = {"--as-of": as_of, "--mapping": mapping_name, "--complete-until": complete_until,
                  "--every-clause": every_clause}  # fmt: skip
    if second is None and Path(subject).suffix.lower() in TABLES:
        _refuse(of_comparisons, "goes with two frameworks")
        if framework_name is None:
            raise click.UsageError("Say under which framework the table is asked: -f FRAMEWORK.")
        request = request_of(
            Path(subject),
            framework_name,
            today_or(as_of),
            mapping_name,
            events,
            complete_until,
            every_clause,
            functools.partial(settings_of, readings=readings),
        )
        from ..reporting import of_survey
        from ..surveying import run

        with progress() as show:
            result = run(request, show)
        tell(result.problems)
        _written(of_survey(result, Path(subject).name, _known(columns, result)), output)
        return 1 if result.problems else 0
    second = second_of(subject, second)
    if second is not None:
        _refuse(of_surveys, "goes with a table, and two frameworks are named")
        from ..comparing import compared
        from ..reporting_comparison import of_comparison

        asked = asked_of(as_of, table, cases, mapping_name, complete_until, every_clause, listed=True)
        with progress() as show:
            answer = compared(subject, second, concordance, comparing_command(asked), asked, show)
        tell(answer.problems)
        _written(of_comparison(answer), output)
        return 1 if answer.problems else 0
    _refuse(of_comparisons, "goes with two frameworks")
    _refuse({**of_surveys, **of_schools}, f"goes with a table, and {subject} is a framework")
    from ..pipeline import usable
    from ..reporting import of_framework

    _written(of_framework(usable(subject)[0]), output)
    return 0


def _refuse(given: Mapping[str, object], why: str) -> None:
    """Refuses the first option that was given, though nothing here reads it."""
    if named := next((name for name, value in given.items() if value), None):
        raise click.UsageError(f"{named} {why}.")


def _known(columns: tuple[str, ...], result: Result) -> tuple[str, ...]:
    """The columns, each once; refuses one that the table of answers does not have."""
    from ..dsl.base.diagnostics import did_you_mean, hints

    there_are = [each for each in result.status.columns if each not in ("row", "urn", "name")]
    for name in columns:
        if name not in there_are:
            carried = ", ".join(there_are[: there_are.index("read")]) or "none"
            hint = hints(did_you_mean(name, there_are), f"Carried over from the file: {carried}.")
            raise click.BadParameter(f"the survey has no column '{name}'. {hint}", param_hint="--by")
    return tuple(dict.fromkeys(columns))


def _written(folder: Folder, output: Path) -> None:
    folder.write(output)
    click.echo(f"wrote {output / 'index.html'} and {folder.size - 1} other files", err=True)
