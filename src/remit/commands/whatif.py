"""`remit whatif`: baseline beside scenario, for one case or for every school of a table."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from .options import as_of_option, asked_command, framework_option, json_option, known_by_option, today_or
from .published import complete_option, events_option, every_clause_option, mapping_option, progress, request_of, tell

REASONS = ("differing", "whole", "none")
"""As in `engine.whatif.reasons`, which is imported only when it is needed."""


@click.command(name="whatif")
@click.argument("subject", metavar="CASE|TABLE", type=click.Path(path_type=Path))
@framework_option
@as_of_option
@known_by_option
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="NAME=VALUE",
    help="Give a parameter, reading or fact another value; may be repeated.",
)
@click.option(
    "--with",
    "overlays",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="OVERLAY.yaml",
    help="Lay an overlay over it; may be repeated: a later one counts, and --set counts last.",
)
@click.option(
    "--reasons",
    type=click.Choice(REASONS),
    default=None,
    help="How much of the derivations is told. [default: differing; with --json: none]",
)
@mapping_option
@events_option
@complete_option
@every_clause_option
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=None,
    help="Where to write a row for each school of a table: .csv, .xlsx or .parquet.",
)
@click.option("--urn", default=None, help="Instead of the summary of a table, answer for this school alone.")
@json_option
def command(
    subject: Path,
    framework_name: str,
    as_of: dt.date | None,
    known_by: dt.date | None,
    settings: tuple[str, ...],
    overlays: tuple[Path, ...],
    reasons: str | None,
    mapping_name: str | None,
    events: Path | None,
    complete_until: dt.date | None,
    every_clause: bool,
    output: Path | None,
    urn: str | None,
    as_json: bool,
) -> int:
    """Say what would differ for CASE, or for the schools of TABLE, if something were otherwise.

    CASE ends in .yaml or .yml. Leaves with 1 where an overlay cannot be laid over the framework, the case or the table,
    and where rows could not be read; it is no matter whether anything differs.
    """
    if not settings and not overlays:
        raise click.UsageError("Say what is to be otherwise: --set NAME=VALUE, or --with OVERLAY.yaml.")
    single = subject.suffix.lower() in (".yaml", ".yml")
    of_tables = {"--mapping": mapping_name, "--events": events, "--complete-until": complete_until,
                 "--every-clause": every_clause, "--output": output,
                 "--urn": urn}  # fmt: skip
    if single and any(of_tables.values()):
        named = next(name for name, value in of_tables.items() if value)
        raise click.UsageError(f"{named} goes with a table, and {subject} is a case.")
    if known_by and not single:
        raise click.UsageError(f"--known-by goes with a case, and {subject} is a table.")
    from ..dsl.base.diagnostics import render, summary
    from ..engine.settings import defaults
    from ..engine.whatif.reasons import Reasons
    from ..overlaying import OverlayRefused, scenario
    from ..pipeline import usable
    from ..supposing import ask_case

    asked = today_or(as_of)
    told = Reasons(reasons or ("none" if as_json else "differing"))
    if output is not None:
        from ..surveying import writable

        writable(output, subject)
    compiled, loaded = usable(framework_name, asked)
    paths: list[Path] = []
    unread = False
    try:
        supposed = scenario(loaded, overlays, settings)
        if single:
            case = ask_case(compiled, supposed, subject, asked, known_by or asked, asked_command())
            printed = case.json(told) if as_json else case.text(told)
        else:
            from ..supposing_many import ask_table

            request = request_of(
                subject, framework_name, asked, mapping_name, events, complete_until, every_clause, defaults
            )
            with progress() as show:
                table = ask_table(compiled, loaded, supposed, request, show)
            for words in table.notes:
                click.echo(words, err=True)
            tell(table.problems)
            unread = bool(table.problems)
            if urn is not None:
                school = table.school(urn)
                printed = school.json(told) if as_json else school.text(told)
            else:
                printed = table.json() if as_json else table.text()
            paths += table.write(output) if output is not None else ()
    except OverlayRefused as refused:
        for diagnostic in refused.diagnostics:
            click.echo(render(diagnostic, refused.sources), err=True)
        click.echo(f"{summary(refused.diagnostics)}; `remit help CODE` explains a code", err=True)
        return 1
    for note in supposed.notes:
        click.echo(render(note, supposed.loaded.sources), err=True)
    for path in paths:
        click.echo(f"wrote {path}", err=True)
    click.echo(printed, nl=False)
    return 1 if unread else 0
