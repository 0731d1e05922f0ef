"""`remit whatif`: baseline beside scenario, for one case or for every school of a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .options import (
    FORMS,
    as_of_option,
    format_option,
    framework_option,
    json_option,
    known_by_option,
    mode_option,
    set_option,
    today_or,
    with_option,
)
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
    from ..engine.whatif.reasons import Reasons
    from ..supposing import CaseAnswer

ENDINGS = {**FORMS, ".svg": "svg"}
TABLES = (".csv", ".xlsx", ".parquet")
"""As in `writers`: a row for each school of a table."""

REASONS = ("differing", "whole", "none")
"""As in `engine.whatif.reasons`, which is imported only when it is needed."""


@click.command(name="whatif")
@click.argument("subject", metavar="CASE|TABLE", type=click.Path(path_type=Path))
@framework_option
@as_of_option
@mode_option
@known_by_option
@set_option
@with_option
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
@by_option
@format_option
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=None,
    help="Write a file: .txt, .md, .html or .json; of a case the picture as .svg; of a table a row for each school "
    "as .csv, .xlsx or .parquet.",
)
@click.option("--urn", default=None, help="Instead of the summary of a table, answer for this school alone.")
@json_option
def command(
    subject: Path,
    framework_name: str,
    as_of: dt.date | None,
    mode: str,
    known_by: dt.date | None,
    settings: tuple[str, ...],
    overlays: tuple[Path, ...],
    reasons: str | None,
    mapping_name: str | None,
    events: Path | None,
    complete_until: dt.date | None,
    every_clause: bool,
    columns: tuple[str, ...],
    form: str | None,
    output: Path | None,
    urn: str | None,
    as_json: bool,
) -> int:
    """Say what would differ for CASE, or for the schools of TABLE, if something were otherwise.

    CASE ends in .yaml or .yml. Leaves with 1 where an overlay cannot be laid over the framework, the case or the table,
    and where rows could not be read; it is no matter whether anything differs.
    """
    needed(settings, overlays)
    single = is_case(subject)
    of_tables(subject, {"--mapping": mapping_name, "--events": events, "--complete-until": complete_until,
                        "--every-clause": every_clause, "--by": columns, "--urn": urn})  # fmt: skip
    if not single and (known_by or mode != "as-if"):
        raise click.UsageError(f"{'--known-by' if known_by else '--mode'} goes with a case, and {subject} is a table.")
    if urn is not None and columns:
        raise click.UsageError("--by is of many schools, and --urn of one. Give one of them.")
    if as_json and form is not None:
        raise click.UsageError("--json and --format ask for different forms. Give one of them.")
    ending = _ending(output, single or urn is not None, single)
    from ..engine.settings import defaults
    from ..engine.whatif.reasons import Reasons
    from ..overlaying import OverlayRefused, scenario
    from ..pipeline import usable

    asked = today_or(as_of)
    chosen = "json" if as_json else form or ENDINGS.get(ending, "text")
    told = Reasons(reasons or ("none" if chosen == "json" else "differing"))
    if output is not None and ending in TABLES:
        from ..surveying import writable

        writable(output, subject)
    _, loaded = usable(framework_name, asked)
    answer: Answered
    unread = False
    try:
        supposed = scenario(loaded, overlays, settings)
        if single:
            answer = _of_case(ask(loaded, supposed, subject, asked, known_by, mode), told)
        else:
            from ..supposing_many import ask_table

            request = request_of(
                subject, framework_name, asked, mapping_name, events, complete_until, every_clause, defaults
            )
            with progress() as show:
                table = ask_table(loaded, supposed, request, show)
            for words in table.notes:
                click.echo(words, err=True)
            tell(table.problems)
            unread = bool(table.problems)
            if columns:
                table = table.by(known_columns(columns, table.columns(columns), table.file_columns))
            answer = Answered(table.told, table.headline) if urn is None else _of_case(table.school(urn), told)
            if output is not None and ending in TABLES:
                from ..writers import write_table

                write_table(output, table.frame())
                click.echo(f"wrote {output}", err=True)
    except OverlayRefused as refused:
        return refused_overlay(refused)
    notes(supposed)
    if output is not None and ending in ENDINGS:
        from ..writers import write_text

        write_text(output, answer.told(chosen))
        click.echo(answer.headline)
        click.echo(f"wrote {output}", err=True)
    else:
        click.echo(answer.told(chosen), nl=False)
    return 1 if unread else 0


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer in the form that is named, and in one sentence."""

    told: Callable[[str], str]
    headline: str


def _of_case(answer: CaseAnswer, reasons: Reasons) -> Answered:
    return Answered(lambda form: answer.told(form, reasons), answer.headline)


def _ending(output: Path | None, one: bool, case: bool) -> str:
    """The end of the name of a file to write; refuses one that no answer of this kind is written as."""
    if output is None:
        return ""
    known = (*FORMS, *((".svg",) if one else ()), *(() if case else TABLES))
    ending = output.suffix.lower()
    if ending not in known:
        kind = "one school" if one else "a table"
        message = f"'{output.suffix or output}' is not a form of a what-if answer for {kind}: {', '.join(known)}."
        raise click.BadParameter(message, param_hint="--output")
    return ending
