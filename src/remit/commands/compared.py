"""What commands that compare two frameworks share: which two, and the schools for which they are asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .options import asked_command, refuse, today_or
from .published import day_in

if TYPE_CHECKING:
    from ..comparison import Asked

Command = Callable[..., Any]


def concordance_option(command: Command) -> Command:
    """Adds --concordance."""
    return click.option(
        "--concordance",
        type=click.Path(path_type=Path),
        default=None,
        help="A file of concepts that frameworks share. [default: the one that ships with remit]",
    )(command)


def schools_options(command: Command) -> Command:
    """Adds --data and --cases."""
    table = click.option(
        "--data",
        "table",
        type=click.Path(path_type=Path),
        default=None,
        metavar="TABLE",
        help="A published table: say also for which of its schools the answers differ.",
    )
    cases = click.option(
        "--cases",
        type=click.Path(path_type=Path),
        default=None,
        metavar="CASES",
        help="A case file or a folder of them: say also for which of them the answers differ.",
    )
    return table(cases(command))


def second_of(first: str, second: str | None) -> str | None:
    """The second framework; where it is not named, the folder of a revision as it is now. None where neither is."""
    from ..revisions import revision

    if second is None and (found := revision(first)) is not None:
        return found.folder
    return second


def asked_of(
    as_of: dt.date | None,
    table: Path | None,
    cases: Path | None,
    mapping: str | None,
    complete_until: dt.date | None,
    every_clause: bool,
    listed: bool,
) -> Asked | None:
    """The schools for which is asked; None where none are. Refuses what does not go together.

    `listed`: a row for each school of a table is wanted.
    """
    from ..comparison import Asked

    if table is not None and cases is not None:
        raise click.UsageError("--data and --cases name schools both. Give one of them.")
    if table is None:
        of_tables = {"--mapping": mapping, "--complete-until": complete_until, "--every-clause": every_clause}
        refuse(of_tables, "goes with --data")
    if table is not None or cases is not None:
        until = complete_until or (day_in(table.name) if table is not None else None)
        return Asked(today_or(as_of), table, cases, mapping, until, listed, every_clause)
    if as_of is not None:
        raise click.UsageError("--as-of goes with --data or --cases: two texts have no day.")
    return None


def comparing_command(asked: Asked | None) -> tuple[str, ...]:
    """The command that is answered; two texts alone have no day."""
    words = asked_command()
    place = words.index("--as-of") if asked is None and "--as-of" in words else len(words)
    return (*words[:place], *words[place + 2 :])
