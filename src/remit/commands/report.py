"""`remit report`: a folder of pages, pictures and tables for people who will not run anything."""

from __future__ import annotations

import datetime as dt
import functools
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .compared import asked_of, comparing_command, concordance_option, schools_options, second_of
from .options import as_of_option, reading_option, refuse, set_option, settings_of, today_or, with_option
from .published import (
    by_option,
    complete_option,
    events_option,
    every_clause_option,
    known_columns,
    mapping_option,
    progress,
    request_of,
    tell,
)
from .supposed import ask, is_case, needed, notes, of_tables, refused_overlay

if TYPE_CHECKING:
    from ..published import Request
    from ..reporting import Folder
    from ..surveying import Result

TABLES = (".csv", ".gz", ".tsv", ".xlsx", ".ods", ".parquet")


@click.command(name="report")
@click.argument("subject", metavar="FRAMEWORK|TABLE|CASE")
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
    "-f",
    "--framework",
    "framework_name",
    default=None,
    metavar="FRAMEWORK",
    help="Of a TABLE or a CASE: under which framework.",
)
@as_of_option
@set_option
@with_option
@by_option
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
    settings: tuple[str, ...],
    overlays: tuple[Path, ...],
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
    schools stand where and what is due. With --set or --with, of a TABLE or a CASE: what would differ if something were
    otherwise.

    Leaves with 1 where cells of a table could not be read, and where an overlay does not fit.
    """
    of_asked = {"-f": framework_name, "--set": settings, "--with": overlays}
    of_surveys = {"--by": columns, "--events": events, "--reading": readings}
    of_comparisons = {"--concordance": concordance, "--data": table, "--cases": cases}
    of_schools = {"--as-of": as_of, "--mapping": mapping_name, "--complete-until": complete_until,
                  "--every-clause": every_clause}  # fmt: skip
    path = Path(subject)
    single = is_case(path)
    if second is None and (single or path.suffix.lower() in TABLES):
        refuse(of_comparisons, "goes with two frameworks")
        if framework_name is None:
            raise click.UsageError(f"Say under which framework {subject} is asked: -f FRAMEWORK.")
        what_if = single or bool(settings or overlays)
        if what_if:
            of_tables(path, {**of_surveys, "--mapping": mapping_name, "--complete-until": complete_until,
                             "--every-clause": every_clause})  # fmt: skip
            needed(settings, overlays)
            if readings:
                raise click.UsageError("With --set and --with a reading is taken by --set NAME=ALTERNATIVE.")
        request = request_of(
            path,
            framework_name,
            today_or(as_of),
            mapping_name,
            events,
            complete_until,
            every_clause,
            functools.partial(settings_of, readings=readings),
        )
        return (
            _what_if(path, request, settings, overlays, columns, output)
            if what_if
            else _survey(request, columns, output)
        )
    second = second_of(subject, second)
    if second is not None:
        refuse({**of_asked, **of_surveys}, "goes with a table, and two frameworks are named")
        from ..comparing import compared
        from ..reporting_comparison import of_comparison

        asked = asked_of(as_of, table, cases, mapping_name, complete_until, every_clause, listed=True)
        with progress() as show:
            answer = compared(subject, second, concordance, comparing_command(asked), asked, show)
        tell(answer.problems)
        _written(of_comparison(answer), output)
        return 1 if answer.problems else 0
    refuse(of_comparisons, "goes with two frameworks")
    refuse(of_asked, f"goes with a table or a case, and {subject} is a framework")
    refuse({**of_surveys, **of_schools}, f"goes with a table, and {subject} is a framework")
    from ..pipeline import usable
    from ..reporting import of_framework

    _written(of_framework(usable(subject)[0]), output)
    return 0


def _survey(request: Request, columns: tuple[str, ...], output: Path) -> int:
    from ..reporting import of_survey
    from ..surveying import run

    with progress() as show:
        result = run(request, show)
    tell(result.problems)
    _written(of_survey(result, request.table.name, _known(columns, result)), output)
    return 1 if result.problems else 0


def _what_if(
    path: Path,
    request: Request,
    settings: tuple[str, ...],
    overlays: tuple[Path, ...],
    columns: tuple[str, ...],
    output: Path,
) -> int:
    from ..overlaying import OverlayRefused, scenario
    from ..pipeline import usable
    from ..reporting import of_supposed_case, of_supposed_table

    _, loaded = usable(request.framework, request.as_of)
    try:
        supposed = scenario(loaded, overlays, settings)
        if is_case(path):
            folder = of_supposed_case(ask(loaded, supposed, path, request.as_of, None, "as-if"))
            unread = False
        else:
            from ..supposing_many import ask_table

            with progress() as show:
                table = ask_table(loaded, supposed, request, show)
            tell(table.problems)
            if columns:
                table = table.by(known_columns(columns, table.columns(columns), table.file_columns))
            folder, unread = of_supposed_table(table), bool(table.problems)
    except OverlayRefused as refused:
        return refused_overlay(refused)
    notes(supposed)
    _written(folder, output)
    return 1 if unread else 0


def _known(columns: tuple[str, ...], result: Result) -> tuple[str, ...]:
    """The columns, each once; refuses one that the table of answers does not have."""
    there_are = [each for each in result.status.columns if each not in ("row", "urn", "name")]
    carried = ", ".join(there_are[: there_are.index("read")]) or "none"
    return known_columns(columns, there_are, f"Carried over from the file: {carried}.")


def _written(folder: Folder, output: Path) -> None:
    folder.write(output)
    click.echo(f"wrote {output / 'index.html'} and {folder.size - 1} other files", err=True)
