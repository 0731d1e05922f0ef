"""`remit explain`: why an answer is what it is."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .options import (
    as_of_option,
    begun_by,
    framework_option,
    json_option,
    known_by_option,
    mode_option,
    reading_option,
    settings_of,
    today_or,
)

if TYPE_CHECKING:
    from ..dsl import ir
    from ..engine.reasons.targets import Target
    from ..pipeline import Loaded


@click.command(name="explain")
@click.argument("case", type=click.Path(path_type=Path))
@framework_option
@as_of_option
@mode_option
@known_by_option
@reading_option
@click.option("--why", "name", default="", metavar="NAME", help="Explain one lifecycle, decision or rule alone.")
@click.option(
    "--why-not",
    "other",
    default="",
    metavar="NAME[=VALUE]",
    help="Say why an answer is not another one, and the smallest changes that would make it so.",
)
@click.option(
    "--needs",
    "needed",
    is_flag=False,
    flag_value="",
    default=None,
    metavar="[NAME]",
    help="Say what one would need to know, that first which settles most.",
)
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
    mode: str,
    readings: tuple[str, ...],
    name: str,
    other: str,
    needed: str | None,
    everything: bool,
    form: str,
    as_json: bool,
) -> None:
    """Say step by step, with paragraphs, why the school of CASE stands where it stands, or why it does not."""
    from ..engine import jsonable
    from ..engine.evaluate import evaluation
    from ..engine.reasons.derive import derive
    from ..engine.reasons.needs import needs
    from ..engine.reasons.why_not import why_not
    from ..pipeline import load_case, usable
    from ..visualise.explained.needs import needs_page
    from ..visualise.explained.reasons import reasons_page
    from ..visualise.explained.render import rendered
    from ..visualise.explained.why_not import why_not_page

    if sum((bool(name), bool(other), needed is not None)) > 1:
        raise click.UsageError("--why, --why-not and --needs ask different things. Give one of them.")
    if mode == "in-force" and (other or needed is not None):
        option = "--why-not" if other else "--needs"
        raise click.UsageError(f"{option} asks of one framework alone. Leave --mode out, or ask with --why.")
    asked = today_or(as_of)
    compiled, loaded = usable(framework_name, asked)
    if mode == "in-force":
        _in_force(case, loaded, asked, known_by, readings, name, everything, form, as_json)
        return
    framework = compiled.framework
    _known(framework, name, "--why")
    _known(framework, needed or "", "--needs")
    target = _target(framework, other) if other else None
    settings = settings_of(framework, readings)
    subject = load_case(case, framework)
    if target is not None:
        answer = why_not(compiled, subject, asked, settings, target, known_by)
        page, data = why_not_page(answer, framework), jsonable.why_not(answer)
    elif needed is not None:
        wanted = needs(compiled, subject, asked, settings, needed, known_by)
        page, data = needs_page(wanted, framework), jsonable.needs(wanted)
    else:
        steps = derive(evaluation(compiled, subject, asked, settings, known_by))
        page, data = reasons_page(steps, name, everything), jsonable.derivation(steps, name)
    if as_json:
        click.echo(json.dumps(data, indent=2, ensure_ascii=False))
    else:
        click.echo(rendered(page, form), nl=False)


def _in_force(
    case: Path,
    loaded: Loaded,
    as_of: dt.date,
    known_by: dt.date | None,
    readings: tuple[str, ...],
    name: str,
    everything: bool,
    form: str,
    as_json: bool,
) -> None:
    """The reasons of the answer under each framework while it was in force."""
    from ..engine import jsonable
    from ..engine.in_force import works
    from ..engine.reasons.in_force import derive_in_force
    from ..pipeline import chain_of, load_case
    from ..visualise.explained.reasons import reasons_page
    from ..visualise.explained.render import rendered

    chain = chain_of(loaded)
    begun = begun_by(chain, as_of)
    _known(chain.words, name, "--why", *(each for era in begun for each in era.compiled.framework.lifecycles))
    settings = settings_of(chain.eras[-1].compiled.framework, readings)
    steps = derive_in_force(works(chain, load_case(case, chain.words), as_of, settings, known_by)[0], as_of)
    if as_json:
        click.echo(json.dumps(jsonable.derivation(steps, name), indent=2, ensure_ascii=False))
    else:
        click.echo(rendered(reasons_page(steps, name, everything), form), nl=False)


def _known(framework: ir.Framework, name: str, option: str, *more: str) -> None:
    """Refuses the name of an answer that there is not."""
    from ..dsl.base.diagnostics import did_you_mean, hints

    known = tuple(dict.fromkeys((*framework.lifecycles, *framework.decisions, *framework.rules, *more)))
    if name and name not in known:
        raise click.BadParameter(
            hints(f"there is no answer '{name}'.", did_you_mean(name, known), f"There are: {', '.join(known)}."),
            param_hint=option,
        )


def _target(framework: ir.Framework, asked: str) -> Target:
    """What `--why-not` asks for."""
    from ..engine.reasons.targets import Unclear, target_of

    try:
        return target_of(framework, asked)
    except Unclear as unclear:
        raise click.BadParameter(str(unclear), param_hint="--why-not") from None
