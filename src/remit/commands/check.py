"""`remit check`: reads frameworks and says everything that is wrong with them."""

from __future__ import annotations

import os
from pathlib import Path

import click

from ..dsl.base.diagnostics import Diagnostic, Refused, has_errors, in_order, render, summary

FORMATS = ("text", "json", "sarif", "github")


@click.command(name="check")
@click.argument("frameworks", nargs=-1, metavar="[FRAMEWORK]...")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="For people, as JSON, as a SARIF log, or as GitHub's workflow commands.",
)
def command(frameworks: tuple[str, ...], form: str) -> int:
    """Parse, resolve and check frameworks: those named, by id or folder; and concordances, by file.

    Without a name: the one in the present folder; where that holds none, all that ships with remit. Leaves with 1 where
    there are errors.
    """
    from ..files import CONCORDANCE, find, shipped, unnamed

    found: list[Diagnostic] = []
    unreadable = False
    paths: tuple[Path, ...] = ()
    if not frameworks:
        paths, which = unnamed()
        paths += () if Path() in paths else (shipped() / CONCORDANCE,)
        click.echo(which, err=True)
    for name in frameworks or paths:
        try:
            path = name if isinstance(name, Path) else _concordance(name) or find(name)
            found += (_check_concordance if path.suffix == ".yaml" else _check)(path, form == "text")
        except Refused as refused:
            if form == "text":
                raise
            unreadable = True
            found += refused.diagnostics
            click.echo(f"{name}: {_closing(refused.diagnostics)}", err=True)
    if form != "text":
        click.echo(_rendered(in_order(found), form), nl=False)
    return 2 if unreadable else 1 if has_errors(found) else 0


def _concordance(name: str) -> Path | None:
    """The concordance that a name means: a file of YAML."""
    return Path(name) if name.endswith(".yaml") and os.path.isfile(name) else None  # noqa: PTH113 - raises for no name


def _check_concordance(path: Path, show: bool) -> tuple[Diagnostic, ...]:
    """What is wrong with a concordance, and with what it names of frameworks; told on the way where `show`."""
    from ..concording import check_concordance
    from ..files import shown

    diagnostics, sources = check_concordance(path)
    if show:
        for diagnostic in diagnostics:
            click.echo(render(diagnostic, sources))
    click.echo(f"{shown(path)}: {_closing(diagnostics)}", err=True)
    return diagnostics


def _check(path: Path, show: bool) -> tuple[Diagnostic, ...]:
    """What is wrong with one framework, its scenarios and its mappings; told on the way where `show`."""
    from ..engine.analyse import advise
    from ..pipeline import load_folder, load_mappings, load_scenarios

    loaded = load_folder(path)
    diagnostics = loaded.diagnostics
    if loaded.compiled is not None:
        advice = advise(loaded.compiled)
        diagnostics = in_order((*diagnostics, *advice))
        diagnostics = (*diagnostics, *load_scenarios(loaded)[1], *load_mappings(loaded)[1])
    if show:
        for diagnostic in diagnostics:
            click.echo(render(diagnostic, loaded.sources))
    click.echo(f"{loaded.folder.manifest.label}: {_closing(diagnostics)}", err=True)
    return diagnostics


def _closing(diagnostics: tuple[Diagnostic, ...]) -> str:
    return summary(diagnostics) + ("; `remit help CODE` explains a code" if diagnostics else "")


def _rendered(diagnostics: tuple[Diagnostic, ...], form: str) -> str:
    from .. import __version__
    from ..dsl.base.formats import as_github, as_json, as_sarif

    base = str(Path.cwd())
    match form:
        case "json":
            return as_json(diagnostics)
        case "sarif":
            return as_sarif(diagnostics, __version__, base)
        case _:
            return as_github(diagnostics, base)
