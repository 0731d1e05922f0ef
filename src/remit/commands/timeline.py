"""`remit timeline`: what was due for a school and when, what happened, and what lapsed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from .options import (
    as_of_option,
    asking,
    framework_option,
    known_by_option,
    mode_option,
    reading_option,
    today_or,
)

FORMS = ("text", "markdown", "json")
ENDINGS = ("svg", "html", "txt", "md", "json")


@click.command(name="timeline")
@click.argument("case", type=click.Path(path_type=Path))
@framework_option
@as_of_option
@mode_option
@known_by_option
@reading_option
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=None,
    help=f"Where to write: {', '.join(f'.{each}' for each in ENDINGS)}.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice((*FORMS, "none")),
    default="text",
    show_default=True,
    help="The tables of states, events and norms on standard output.",
)
def command(
    case: Path,
    framework_name: str,
    as_of: dt.date | None,
    known_by: dt.date | None,
    mode: str,
    readings: tuple[str, ...],
    output: Path | None,
    form: str,
) -> None:
    """Draw the windows of the norms of the school of CASE, its states and its events on one axis of time."""
    from ..engine.path import traced
    from ..pipeline import load_case
    from ..visualise.timeline.chart import chart_of
    from ..visualise.timeline.forms import FILES

    if output is not None and output.suffix.lower().lstrip(".") not in ENDINGS:
        raise click.BadParameter(
            f"'{output.suffix or output}' is not a format of timelines: {', '.join(f'.{each}' for each in ENDINGS)}.",
            param_hint="--output",
        )
    asked = today_or(as_of)
    how = asking(framework_name, asked, mode, readings)
    subject = load_case(case, how.words)
    chart = chart_of(*traced(how, subject, asked, known_by), subject)
    if output is not None:
        from ..writers import write_bytes

        write_bytes(output, FILES[output.suffix.lower().lstrip(".")](chart).encode())
        click.echo(f"wrote {output}", err=True)
    if form != "none":
        click.echo(FILES[{"text": "txt", "markdown": "md"}.get(form, form)](chart), nl=False)
