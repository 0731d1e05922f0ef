"""What the commands that lay overlays share: what has to be given, and what is said of overlays that do not fit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .options import asked_command, begun_by, refuse

if TYPE_CHECKING:
    from ..overlaying import OverlayRefused, Scenario
    from ..pipeline import Loaded
    from ..supposing import CaseAnswer


def needed(settings: tuple[str, ...], overlays: tuple[Path, ...]) -> None:
    """Refuses a question that supposes nothing."""
    if not settings and not overlays:
        raise click.UsageError("Say what is to be otherwise: --set NAME=VALUE, or --with OVERLAY.yaml.")


def is_case(subject: Path) -> bool:
    """Whether a file holds a case; any other is a table."""
    return subject.suffix.lower() in (".yaml", ".yml")


def of_tables(subject: Path, given: Mapping[str, Any]) -> None:
    """Refuses options of tables that are given for a case."""
    if is_case(subject):
        refuse(given, f"goes with a table, and {subject} is a case")


def ask(
    loaded: Loaded, scenario: Scenario, path: Path, as_of: dt.date, known_by: dt.date | None, mode: str
) -> CaseAnswer:
    """What a case comes to as it is and under overlays; refuses a day on which nothing had come into force."""
    from ..supposing import ask_case

    if mode == "in-force":
        from ..pipeline import chain_of

        begun_by(chain_of(loaded), as_of)
    return ask_case(loaded, scenario, path, as_of, known_by or as_of, mode, asked_command())


def refused_overlay(refused: OverlayRefused) -> int:
    """Say where overlays do not fit; the code with which to leave."""
    from ..dsl.base.diagnostics import render, summary

    for diagnostic in refused.diagnostics:
        click.echo(render(diagnostic, refused.sources), err=True)
    click.echo(f"{summary(refused.diagnostics)}; `remit help CODE` explains a code", err=True)
    return 1


def notes(scenario: Scenario) -> None:
    """Say what a reader should know of the overlays."""
    from ..dsl.base.diagnostics import render

    for note in scenario.notes:
        click.echo(render(note, scenario.loaded.sources), err=True)
