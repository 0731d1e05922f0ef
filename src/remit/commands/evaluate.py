"""`remit evaluate`: where a school stands, what is due, by when and under which paragraph."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import click

from .options import (
    Length,
    as_of_option,
    asked_command,
    due_by,
    framework_option,
    json_option,
    known_by_option,
    mode_option,
    reading_option,
    settings_of,
    today_or,
    within_option,
)


@click.command(name="evaluate")
@click.argument("case", type=click.Path(path_type=Path))
@framework_option
@as_of_option
@mode_option
@known_by_option
@reading_option
@within_option
@json_option
def command(
    case: Path,
    framework_name: str,
    as_of: dt.date | None,
    known_by: dt.date | None,
    mode: str,
    readings: tuple[str, ...],
    within: Length | None,
    as_json: bool,
) -> int:
    """Say where the school of CASE stands: states, decisions, duties, powers, prohibitions, what is missing.

    Leaves with 1 where something in the case could not be used; the findings say what.
    """
    from ..pipeline import asking_of, load_case, usable

    asked = today_or(as_of)
    day = due_by(asked, within)
    compiled, loaded = usable(framework_name, asked)
    settings = settings_of(compiled.framework, readings)
    by = known_by or asked
    asking = asking_of(loaded, mode, settings)
    answer = asking.outcome(load_case(case, asking.words), asked, by, turns=True)
    if as_json:
        from ..engine.jsonable import outcome
        from ..receipts import receipt

        proof = receipt(compiled.framework, asked, (case,), settings.readings, asked_command(), answer) | {
            "known_by": by.isoformat()
        }
        click.echo(json.dumps(outcome(answer, proof, day), indent=2, ensure_ascii=False))
    else:
        from ..visualise.answer import answer_text

        click.echo(answer_text(answer, day), nl=False)
    return 1 if answer.findings else 0
