"""`remit test`: runs the scenarios of frameworks, and says how much of a framework they hold."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..dsl.base.diagnostics import has_errors, render

if TYPE_CHECKING:
    from ..engine.groups import Compiled
    from ..engine.killing import Trial
    from ..engine.scenario import Scenario


@click.command(name="test")
@click.argument("frameworks", nargs=-1, metavar="[FRAMEWORK]...")
@click.option("--coverage", "with_coverage", is_flag=True, help="Tell what of a framework the scenarios put to work.")
@click.option("--mutate", is_flag=True, help="Change the framework place by place; tell which changes go unnoticed.")
@click.option(
    "--fail-under",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="With --mutate: leave with 1 where fewer of the mutants are killed.",
)
@click.option("--junit", type=click.Path(path_type=Path), metavar="FILE", help="Write the results as JUnit XML.")
def command(
    frameworks: tuple[str, ...], with_coverage: bool, mutate: bool, fail_under: float | None, junit: Path | None
) -> int:
    """Run the scenario files of frameworks: those named, by id or folder.

    Without a name: those of the framework in the present folder; where that holds none, of all that ship with remit.
    Leaves with 1 where an expectation is not met.
    """
    from ..engine.coverage import cover
    from ..engine.scenario import run
    from ..files import find, unnamed
    from ..junit import Result, junit_text
    from ..pipeline import load_folder, load_scenarios, unusable
    from ..visualise.trials import coverage_text, held_text, killed_share, mismatches_text, mutation_text
    from ..writers import write_text

    if fail_under is not None and not mutate:
        raise click.UsageError("--fail-under says how many mutants are to be killed: give it with --mutate.")
    failed = False
    suites: list[tuple[str, list[Result]]] = []
    paths = tuple(find(name) for name in frameworks)
    if not frameworks:
        paths, which = unnamed()
        click.echo(which, err=True)
    for path in paths:
        loaded = load_folder(path)
        if loaded.compiled is None:
            raise unusable(loaded)
        compiled = loaded.compiled
        scenarios, diagnostics = load_scenarios(loaded)
        results: list[Result] = []
        for diagnostic in diagnostics:
            told = render(diagnostic, loaded.sources)
            click.echo(told)
            if has_errors([diagnostic]):
                results.append(Result(diagnostic.message, diagnostic.span, told, fault=True))
        holding: list[Scenario] = []
        for scenario in scenarios:
            mismatches = run(scenario, compiled)
            told = mismatches_text(compiled, mismatches) if mismatches else ""
            click.echo(told, nl=False)
            results.append(Result(scenario.name, scenario.span, told))
            holding += [] if mismatches else [scenario]
        name = compiled.framework.manifest.full_id
        suites.append((name, results))
        click.echo(f"{name}: {held_text(len(holding), len(scenarios) - len(holding), diagnostics)}")
        failed |= len(holding) < len(scenarios) or has_errors(diagnostics)
        if with_coverage:
            click.echo("\n" + coverage_text(cover(compiled, scenarios)), nl=False)
        if mutate:
            trials = _trials(compiled, holding)
            click.echo("\n" + mutation_text(trials), nl=False)
            share = killed_share(trials)
            if fail_under is not None and share < fail_under:
                click.echo(f"  {share:.1f} % of the mutants that can be killed were; {fail_under:g} % are asked for")
                failed = True
    if junit is not None:
        write_text(junit, junit_text(suites))
    return 1 if failed else 0


def _trials(compiled: Compiled, scenarios: Sequence[Scenario]) -> list[Trial]:
    """What becomes of each mutant, with a line of progress where somebody watches."""
    from ..engine.killing import tried
    from ..engine.mutate import mutants

    every = mutants(compiled.framework)
    watched = sys.stderr.isatty()
    trials: list[Trial] = []
    for trial in tried(compiled, every, scenarios):
        trials.append(trial)
        if watched:
            click.echo(f"\r{len(trials)} of {len(every)} mutants", nl=False, err=True)
    if watched:
        click.echo("\r\033[K", nl=False, err=True)
    return trials
