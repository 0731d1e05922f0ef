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
    asking,
    due_by,
    framework_option,
    json_option,
    known_by_option,
    mode_option,
    reading_option,
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
    from ..pipeline import load_case

    asked = today_or(as_of)
    day = due_by(asked, within)
    by = known_by or asked
    how = asking(framework_name, asked, mode, readings)
    answer = how.outcome(load_case(case, how.words), asked, by, turns=True)
    if as_json:
        from ..engine.jsonable import outcome
        from ..receipts import receipt

        framework, taken = how.texts[-1].framework, how.settings.readings
        proof = receipt(framework, asked, (case,), taken, asked_command(), answer) | {"known_by": by.isoformat()}
        click.echo(json.dumps(outcome(answer, proof, day), indent=2, ensure_ascii=False))
    else:
        from ..visualise.answer import answer_text

        click.echo(answer_text(answer, day), nl=False)
    return 1 if answer.findings else 0
