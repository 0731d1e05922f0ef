"""`remit diagram`: draws the lifecycles of a framework."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..drawing import FORMATS
from .options import as_of_option, asking, known_by_option, mode_option, reading_option, today_or

if TYPE_CHECKING:
    from ..visualise.painted import Painting
    from ..visualise.parts import Scene


@click.command(name="diagram")
@click.argument("framework_name", metavar="FRAMEWORK")
@click.option("--lifecycle", default=None, help="Draw one lifecycle, with the rules that live in its states.")
@click.option("--poster", is_flag=True, help="Draw every rule, not those alone that come first.")
@click.option("--each", is_flag=True, help="Draw each lifecycle by itself as well, in a file beside OUTPUT.")
@click.option(
    "--case",
    type=click.Path(path_type=Path),
    default=None,
    help="Draw the school of a case file in it: its way, where it is, and what may follow by when.",
)
@as_of_option
@mode_option
@known_by_option
@reading_option
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=None,
    help=f"Where to write: {', '.join(f'.{each}' for each in FORMATS)} (PDF needs the system's dot). "
    "Without it, the table alone.",
)
@click.option(
    "--table",
    type=click.Choice(["text", "markdown", "none"]),
    default="text",
    show_default=True,
    help="The tables of changes, rules, documents and signs on standard output.",
)
def command(
    framework_name: str,
    lifecycle: str | None,
    poster: bool,
    each: bool,
    case: Path | None,
    as_of: dt.date | None,
    known_by: dt.date | None,
    mode: str,
    readings: tuple[str, ...],
    output: Path | None,
    table: str,
) -> None:
    """Draw the states, transitions and rules of a framework, and print the same as tables."""
    from ..engine.graph import state_graph
    from ..pipeline import readable
    from ..visualise.scene import scene_of
    from ..visualise.table import transition_markdown, transition_table

    _check(lifecycle, each, output)
    if case is None:
        if as_of or known_by or readings or mode != "as-if":
            raise click.UsageError("--as-of, --known-by, --mode and --reading ask of one school: name its --case.")
        painting, framework = None, readable(framework_name)
    else:
        painting = _painting(framework_name, case, today_or(as_of), known_by, mode, readings)
        framework = painting.outcome.framework
    graph = state_graph(framework)
    scene = scene_of(graph, lifecycle, poster=poster, painting=painting)
    if output is not None:
        _write(scene, output)
        for part in graph.lifecycles if each else ():
            page = scene_of(graph, part.id, poster=poster, painting=painting)
            _write(page, output.with_stem(f"{output.stem}-{part.id}"))
    if table == "text":
        click.echo(transition_table(scene).rstrip("\n"))
    elif table == "markdown":
        click.echo(transition_markdown(scene).rstrip("\n"))


def _painting(
    name: str, case: Path, as_of: dt.date, known_by: dt.date | None, mode: str, readings: tuple[str, ...]
) -> Painting:
    """What is drawn of one school."""
    from ..engine.path import traced
    from ..pipeline import load_case
    from ..visualise.painted import Painting

    how = asking(name, as_of, mode, readings)
    return Painting(*traced(how, load_case(case, how.words), as_of, known_by))


def _check(lifecycle: str | None, each: bool, output: Path | None) -> None:
    """Refuse what cannot be meant."""
    if output is not None and output.suffix.lower().lstrip(".") not in FORMATS:
        raise click.BadParameter(
            f"'{output.suffix or output}' is not a format that can be drawn: "
            f"{', '.join('.' + each for each in FORMATS)}.",
            param_hint="--output",
        )
    if each and (output is None or lifecycle is not None):
        raise click.UsageError(
            "--each draws every lifecycle beside the whole: it needs -o and goes without --lifecycle."
        )


def _write(scene: Scene, output: Path) -> None:
    from ..drawing import picture
    from ..writers import write_bytes

    write_bytes(output, picture(scene, output.suffix.lower().lstrip(".")))
    click.echo(f"wrote {output}", err=True)
