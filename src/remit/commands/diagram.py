"""`remit diagram`: draws the lifecycles of a framework."""

from __future__ import annotations

from pathlib import Path

import click

from ..drawing import FORMATS


@click.command(name="diagram")
@click.argument("framework_name", metavar="FRAMEWORK")
@click.option("--lifecycle", default=None, help="Draw one lifecycle, with the rules that live in its states.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=None,
    help="Where to write: .svg, .png, .pdf (needs the system's dot) or .dot. Without it, the table alone.",
)
@click.option(
    "--table",
    type=click.Choice(["text", "markdown", "none"]),
    default="text",
    show_default=True,
    help="The tables of changes, rules, documents and signs on standard output.",
)
def command(framework_name: str, lifecycle: str | None, output: Path | None, table: str) -> None:
    """Draw the states, transitions and rules of a framework, and print the same as tables."""
    from ..engine.graph import state_graph
    from ..pipeline import usable
    from ..visualise.scene import scene_of
    from ..visualise.table import transition_markdown, transition_table

    if output is not None and output.suffix.lower().lstrip(".") not in FORMATS:
        raise click.BadParameter(
            f"'{output.suffix or output}' is not a format that can be drawn: "
            f"{', '.join('.' + each for each in FORMATS)}.",
            param_hint="--output",
        )
    compiled, _ = usable(framework_name)
    scene = scene_of(state_graph(compiled.framework), lifecycle)
    if output is not None:
        from ..drawing import picture
        from ..writers import write_bytes

        write_bytes(output, picture(scene, output.suffix.lower().lstrip(".")))
        click.echo(f"wrote {output}", err=True)
    if table == "text":
        click.echo(transition_table(scene).rstrip("\n"))
    elif table == "markdown":
        click.echo(transition_markdown(scene).rstrip("\n"))
