"""`remit explain`: why an answer is what it is."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import click

from .options import (
    as_of_option,
    framework_option,
    json_option,
    known_by_option,
    reading_option,
    settings_of,
    today_or,
)


@click.command(name="explain")
@click.argument("case", type=click.Path(path_type=Path))
@framework_option
@as_of_option
@known_by_option
@reading_option
@click.option("--why", "name", default="", metavar="NAME", help="Explain one lifecycle, decision or rule alone.")
@click.option("--all", "everything", is_flag=True, help="Tell also what has no bearing on the answer as it is.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "html"]),
    default="text",
    show_default=True,
    help="For a terminal, for a pull request or Word, or as a page.",
)
@json_option
def command(
    case: Path,
    framework_name: str,
    as_of: dt.date | None,
    known_by: dt.date | None,
    readings: tuple[str, ...],
    name: str,
    everything: bool,
    form: str,
    as_json: bool,
) -> None:
    """Say step by step, with paragraphs, why the school of CASE stands where it stands."""
    from ..dsl.base.diagnostics import did_you_mean
    from ..engine.evaluate import evaluation
    from ..engine.jsonable import derivation
    from ..engine.reasons.derive import derive
    from ..pipeline import load_case, usable
    from ..visualise.explained.reasons import reasons_page
    from ..visualise.explained.render import rendered

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
    steps = derive(evaluation(compiled, load_case(case, framework), asked, settings, known_by))
    if as_json:
        click.echo(json.dumps(derivation(steps, name), indent=2, ensure_ascii=False))
    else:
        click.echo(rendered(reasons_page(steps, name, everything), form), nl=False)
