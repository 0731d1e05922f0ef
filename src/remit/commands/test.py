"""`remit test`: runs the scenarios of frameworks."""

from __future__ import annotations

import click

from ..dsl.base.diagnostics import has_errors, render


@click.command(name="test")
@click.argument("frameworks", nargs=-1, metavar="[FRAMEWORK]...")
def command(frameworks: tuple[str, ...]) -> int:
    """Run the scenario files of frameworks: those named, by id or folder, or all that ship with remit.

    Leaves with 1 where an expectation is not met.
    """
    from ..engine.scenario import run
    from ..files import find, versions
    from ..pipeline import PolicyRefused, load_folder, load_scenarios

    failed = False
    for path in [find(name) for name in frameworks] or [path for _, _, path in versions()]:
        loaded = load_folder(path)
        if loaded.compiled is None:
            raise PolicyRefused(loaded.diagnostics, loaded.sources)
        scenarios, diagnostics = load_scenarios(loaded)
        for diagnostic in diagnostics:
            click.echo(render(diagnostic, loaded.sources))
        results = [(scenario, run(scenario, loaded.compiled)) for scenario in scenarios]
        for _, mismatches in results:
            for mismatch in mismatches:
                click.echo(str(mismatch))
        wrong = sum(bool(mismatches) for _, mismatches in results)
        click.echo(
            f"{loaded.compiled.framework.manifest.full_id}: {len(results) - wrong} scenarios hold, {wrong} do not"
        )
        failed |= bool(wrong) or has_errors(diagnostics)
    return 1 if failed else 0
