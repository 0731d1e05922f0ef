"""`remit diagram`: draws the lifecycles of a framework."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..drawing import FORMATS

if TYPE_CHECKING:
    from ..visualise.parts import Scene


@click.command(name="diagram")
@click.argument("framework_name", metavar="FRAMEWORK")
@click.option("--lifecycle", default=None, help="Draw one lifecycle, with the rules that live in its states.")
@click.option("--poster", is_flag=True, help="Draw every rule, not those alone that come first.")
@click.option("--each", is_flag=True, help="Draw each lifecycle by itself as well, in a file beside OUTPUT.")
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
    framework_name: str, lifecycle: str | None, poster: bool, each: bool, output: Path | None, table: str
) -> None:
    """Draw the states, transitions and rules of a framework, and print the same as tables."""
    from ..engine.graph import state_graph
    from ..pipeline import readable
    from ..visualise.scene import scene_of
    from ..visualise.table import transition_markdown, transition_table

    _check(lifecycle, each, output)
    graph = state_graph(readable(framework_name))
    scene = scene_of(graph, lifecycle, poster=poster)
    if output is not None:
        _write(scene, output)
        for part in graph.lifecycles if each else ():
            _write(scene_of(graph, part.id, poster=poster), output.with_stem(f"{output.stem}-{part.id}"))
    if table == "text":
        click.echo(transition_table(scene).rstrip("\n"))
    elif table == "markdown":
        click.echo(transition_markdown(scene).rstrip("\n"))


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
