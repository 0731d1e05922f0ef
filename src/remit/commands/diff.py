"""`remit diff`: what differs between two frameworks, and how much it matters."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from .compared import asked_of, comparing_command, concordance_option, schools_options, second_of
from .options import FORMS, as_of_option, format_option, json_option
from .published import complete_option, every_clause_option, mapping_option, progress, tell

PICTURES = (".svg", ".png", ".pdf", ".dot")

LEVELS = ("outcome", "deadline", "strength", "wording")


@click.command(name="diff")
@click.argument("first", metavar="A")
@click.argument("second", metavar="[B]", required=False)
@concordance_option
@click.option("--all", "everything", is_flag=True, help="List also what differs in wording or citation only.")
@format_option
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=None,
    help="Write a file: .txt, .md, .html or .json.",
)
@click.option(
    "--picture",
    type=click.Path(path_type=Path),
    default=None,
    help="Draw the lifecycles of both in one picture (.svg, .png, .pdf, .dot), and each alone on the same places.",
)
@click.option(
    "--fail-on",
    type=click.Choice(LEVELS),
    default=None,
    help="Leave with 1 where something differs that matters as much as this, or more.",
)
@schools_options
@mapping_option
@complete_option
@as_of_option
@every_clause_option
@click.option(
    "--schools",
    type=click.Path(path_type=Path),
    default=None,
    help="With --data: where to write a row for each school, both sides in it: .csv, .xlsx or .parquet.",
)
@json_option
def command(
    first: str,
    second: str | None,
    concordance: Path | None,
    everything: bool,
    form: str | None,
    output: Path | None,
    picture: Path | None,
    fail_on: str | None,
    table: Path | None,
    cases: Path | None,
    mapping_name: str | None,
    complete_until: dt.date | None,
    as_of: dt.date | None,
    every_clause: bool,
    schools: Path | None,
    as_json: bool,
) -> int:
    """Say what differs between the frameworks A and B, clause by clause and concept by concept.

    A and B are each an id, id@version, a folder, or FOLDER@REVISION: a folder as it was at a revision of its Git
    repository. Where A is such and B is left out, it is compared with the folder as it is now.
    """
    from ..comparing import compared
    from ..surveying import writable
    from ..writers import write_table, write_text

    second = second_of(first, second)
    if second is None:
        raise click.UsageError("Name a second framework; only FOLDER@REVISION can stand alone.")
    if as_json and form is not None:
        raise click.UsageError("--json and --format ask for different forms. Give one of them.")
    chosen = "json" if as_json else form
    if output is not None and chosen is None:
        chosen = FORMS.get(output.suffix.lower())
        if chosen is None:
            known = ", ".join(FORMS)
            raise click.BadParameter(
                f"'{output.suffix or output}' is not a form of a comparison: {known}.", param_hint="--output"
            )
    if picture is not None and picture.suffix.lower() not in PICTURES:
        message = f"'{picture.suffix or picture}' is not a form of a picture: {', '.join(PICTURES)}."
        raise click.BadParameter(message, param_hint="--picture")
    if schools is not None and table is None:
        raise click.UsageError("--schools goes with --data.")
    asked = asked_of(as_of, table, cases, mapping_name, complete_until, every_clause, schools is not None)
    if schools is not None and table is not None:
        writable(schools, table)
    with progress() as show:
        answer = compared(first, second, concordance, comparing_command(asked), asked, show)
    tell(answer.problems)
    for path in answer.draw(picture) if picture is not None else ():
        click.echo(f"wrote {path}", err=True)
    if schools is not None and answer.schools is not None:
        write_table(schools, answer.schools)
        click.echo(f"wrote {schools}", err=True)
    told = answer.json() if chosen == "json" else answer.told(chosen or "text", everything)
    if output is None:
        click.echo(told, nl=False)
    else:
        write_text(output, told)
        click.echo(answer.headline)
        click.echo(f"wrote {output}", err=True)
    return 1 if fail_on is not None and answer.worst_is_at_least(LEVELS.index(fail_on)) else 0
