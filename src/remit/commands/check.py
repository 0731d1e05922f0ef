"""`remit check`: reads frameworks and says everything that is wrong with them."""

from __future__ import annotations

from pathlib import Path

import click

from ..dsl.base.diagnostics import has_errors, render, summary


@click.command(name="check")
@click.argument("frameworks", nargs=-1, metavar="[FRAMEWORK]...")
def command(frameworks: tuple[str, ...]) -> int:
    """Parse, resolve and check frameworks: those named, by id or folder, or all that ship with remit.

    Leaves with 1 where there are errors.
    """
    from ..files import find, versions

    paths = [find(name) for name in frameworks] or [path for _, _, path in versions()]
    failed = False
    for path in paths:
        failed |= _check(path)
    return 1 if failed else 0


def _check(path: Path) -> bool:
    from ..pipeline import load_folder, load_scenarios

    loaded = load_folder(path)
    diagnostics = loaded.diagnostics
    if loaded.compiled is not None:
        diagnostics = (*diagnostics, *load_scenarios(loaded)[1])
    for diagnostic in diagnostics:
        click.echo(render(diagnostic, loaded.sources))
    click.echo(f"{loaded.folder.manifest.label}: {summary(diagnostics)}")
    return has_errors(diagnostics)
