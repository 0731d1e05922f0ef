"""`remit whatif`: baseline beside scenario, for one case or for every school of a table."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from .options import as_of_option, asked_command, framework_option, json_option, today_or

REASONS = ("differing", "whole", "none")
"""As in `engine.whatif.reasons`, which is imported only when it is needed."""


@click.command(name="whatif")
@click.argument("subject", metavar="CASE|TABLE", type=click.Path(path_type=Path))
@framework_option
@as_of_option
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
@json_option
def command(
    subject: Path,
    framework_name: str,
    as_of: dt.date | None,
    settings: tuple[str, ...],
    overlays: tuple[Path, ...],
    reasons: str | None,
    as_json: bool,
) -> int:
    """Say what would differ for CASE, or for the schools of TABLE, if something were otherwise.

    Leaves with 1 where an overlay cannot be laid over the framework or the case; it is no matter whether anything
    differs.
    """
    if not settings and not overlays:
        raise click.UsageError("Say what is to be otherwise: --set NAME=VALUE, or --with OVERLAY.yaml.")
    from ..dsl.base.diagnostics import render, summary
    from ..engine.whatif.reasons import Reasons
    from ..overlaying import OverlayRefused, scenario
    from ..pipeline import usable
    from ..supposing import ask_case

    asked = today_or(as_of)
    compiled, loaded = usable(framework_name, asked)
    told = Reasons(reasons or ("none" if as_json else "differing"))
    try:
        supposed = scenario(loaded, overlays, settings)
        answer = ask_case(compiled, supposed, subject, asked, asked_command())
    except OverlayRefused as refused:
        for diagnostic in refused.diagnostics:
            click.echo(render(diagnostic, refused.sources), err=True)
        click.echo(f"{summary(refused.diagnostics)}; `remit help CODE` explains a code", err=True)
        return 1
    for note in supposed.notes:
        click.echo(render(note, supposed.loaded.sources), err=True)
    click.echo(answer.json(told) if as_json else answer.text(told), nl=False)
    return 0
