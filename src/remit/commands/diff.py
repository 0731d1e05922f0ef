"""`remit diff`: what differs between two frameworks, and how much it matters."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from .options import as_of_option, asked_command, json_option, today_or
from .published import complete_option, day_in, every_clause_option, mapping_option, progress, tell

FORMS = {".txt": "text", ".md": "markdown", ".html": "html", ".htm": "html", ".json": "json"}
"""What the end of a file's name says of its form."""

PICTURES = (".svg", ".png", ".pdf", ".dot")

LEVELS = ("outcome", "deadline", "strength", "wording")


@click.command(name="diff")
@click.argument("first", metavar="A")
@click.argument("second", metavar="[B]", required=False)
@click.option(
    "--concordance",
    type=click.Path(path_type=Path),
    default=None,
    help="A file of concepts that frameworks share. [default: the one that ships with remit]",
)
@click.option("--all", "everything", is_flag=True, help="List also what differs in wording or citation only.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "html"]),
    default=None,
    help="For a terminal, for a pull request, or as a page. [default: text, or as the end of -o says]",
)
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
@click.option(
    "--data",
    "table",
    type=click.Path(path_type=Path),
    default=None,
    metavar="TABLE",
    help="A published table: say also for which of its schools the answers differ.",
)
@click.option(
    "--cases",
    type=click.Path(path_type=Path),
    default=None,
    metavar="CASES",
    help="A case file or a folder of them: say also for which of them the answers differ.",
)
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
    from ..comparison import Asked
    from ..revisions import revision
    from ..surveying import writable
    from ..writers import write_table, write_text

    if second is None:
        found = revision(first)
        if found is None:
            raise click.UsageError("Name a second framework; only FOLDER@REVISION can stand alone.")
        second = found.folder
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
    if table is not None and cases is not None:
        raise click.UsageError("--data and --cases name schools both. Give one of them.")
    of_tables = {"--mapping": mapping_name, "--complete-until": complete_until, "--schools": schools,
                 "--every-clause": every_clause}  # fmt: skip
    if table is None and any(of_tables.values()):
        raise click.UsageError(f"{next(name for name, value in of_tables.items() if value)} goes with --data.")
    asked: Asked | None = None
    if table is not None or cases is not None:
        until = complete_until or (day_in(table.name) if table is not None else None)
        asked = Asked(today_or(as_of), table, cases, mapping_name, until, schools is not None, every_clause)
    elif as_of is not None:
        raise click.UsageError("--as-of goes with --data or --cases: two texts have no day.")
    if schools is not None and table is not None:
        writable(schools, table)
    with progress() as show:
        answer = compared(first, second, concordance, _dayless(asked_command(), asked is None), asked, show)
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


def _dayless(words: tuple[str, ...], dayless: bool) -> tuple[str, ...]:
    """The command that is answered; two texts alone have no day."""
    place = words.index("--as-of") if dayless and "--as-of" in words else len(words)
    return (*words[:place], *words[place + 2 :])
