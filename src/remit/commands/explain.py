"""`remit explain`: why an answer is what it is."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import click

from .options import as_of_option, framework_option, json_option, reading_option, settings_of, today_or


@click.command(name="explain")
@click.argument("case", type=click.Path(path_type=Path))
@framework_option
@as_of_option
@reading_option
@click.option("--why", "name", default="", metavar="NAME", help="Explain one lifecycle, decision or rule alone.")
@json_option
def command(
    case: Path, framework_name: str, as_of: dt.date | None, readings: tuple[str, ...], name: str, as_json: bool
) -> None:
    """Say step by step, with paragraphs, why the school of CASE stands where it stands."""
    from ..dsl.base.diagnostics import did_you_mean
    from ..engine.derive import derive
    from ..engine.evaluate import evaluation
    from ..engine.jsonable import derivation
    from ..pipeline import load_case, usable
    from ..visualise.answer import derivation_text

    asked = today_or(as_of)
    compiled, _ = usable(framework_name, asked)
    framework = compiled.framework
    known = (*framework.lifecycles, *framework.decisions, *framework.rules)
    if name and name not in known:
        raise click.BadParameter(
            f"there is no answer '{name}'. {did_you_mean(name, known)} There are: {', '.join(known)}.",
            param_hint="--why",
        )
    settings = settings_of(framework, readings)
    steps = derive(evaluation(compiled, load_case(case, framework), asked, settings))
    if as_json:
        click.echo(json.dumps(derivation(steps), indent=2, ensure_ascii=False))
    else:
        click.echo(derivation_text(steps, name), nl=False)
