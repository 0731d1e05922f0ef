"""`remit verify`: whether an answer that was kept comes out again."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(name="verify")
@click.argument("kept", metavar="RECEIPT", type=click.Path(path_type=Path))
def command(kept: Path) -> int:
    """Compute an answer again that was kept with --json, and say what is the same and what is not.

    Its inputs are looked for beside it and in the present folder. Leaves with 1 where anything differs.
    """
    from ..reproducing import reproduced

    found = reproduced(kept)
    for each in found:
        mark = "differs" if not each.same else "note" if each.told else "same"
        click.echo(f"{mark:7}  {each.what}{': ' if each.told else ''}{each.told}")
    differing = sum(not each.same for each in found)
    click.echo("the answer comes out again" if not differing else f"{differing} of {len(found)} differ")
    return 1 if differing else 0
