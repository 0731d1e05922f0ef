"""Alterations and differences as plain objects for JSON, with stable keys."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from .. import jsonable
from ..outcome import (
    DecisionAnswer,
    DocumentAnswer,
    Finding,
    JudgementAnswer,
    Missing,
    NormAnswer,
    Outcome,
    StateAnswer,
    TurnsOn,
)
from ..reasons.steps import Derivation, Step
from .alterations import Alteration
from .differences import Answer, Difference
from .reasons import Reasons, steps_of
from .spread import Spread, spread
from .table import Beside, Said, Turn


def alteration(each: Alteration) -> dict[str, Any]:
    """One thing that is supposed to be otherwise."""
    return {
        "sort": each.sort,
        "name": each.name,
        "what": each.words,
        "before": each.before or None,
        "after": each.after or None,
        "cite": jsonable.cite(each.citation),
        "place": f"{each.place.source}:{each.place.start.line}",
    }


def difference(
    each: Difference,
    outcomes: tuple[Outcome, Outcome],
    derivations: tuple[Derivation, Derivation],
    told: Reasons,
) -> dict[str, Any]:
    """An answer as it is and as it would be; with the derivations of both sides, where they are to be told."""
    either = each.either
    steps = steps_of(each, derivations, told)
    return {
        "part": part(either),
        "name": name(either),
        "aspects": list(each.aspects),
        "before": None if each.before is None else _answer(each.before, outcomes[0]),
        "after": None if each.after is None else _answer(each.after, outcomes[1]),
    } | ({} if told is Reasons.NONE else {"reasons": {"before": _step(steps[0]), "after": _step(steps[1])}})


def _step(step: Step | None) -> dict[str, Any] | None:
    return None if step is None else jsonable.step(step)


def part(answer: Answer) -> str:
    """Under which key of an answer it stands, in the singular."""
    match answer:
        case StateAnswer():
            return "state"
        case DecisionAnswer():
            return "decision"
        case NormAnswer(view=view):
            return view.value
        case JudgementAnswer():
            return "judgement"
        case DocumentAnswer():
            return "document"
        case Missing():
            return "missing"
        case TurnsOn():
            return "turns on"
        case Finding():
            return "finding"


def name(answer: Answer) -> str:
    """The clause that an answer is about; of what is missing its own name."""
    match answer:
        case StateAnswer(lifecycle=found) | DocumentAnswer(event=found) | TurnsOn(reading=found):
            return found
        case Finding(subject=found):
            return found
        case _:
            return answer.name


def _answer(answer: Answer, outcome: Outcome) -> dict[str, Any]:
    match answer:
        case StateAnswer():
            return jsonable.state(answer)
        case DecisionAnswer():
            return jsonable.decision(answer)
        case NormAnswer():
            return jsonable.norm(answer)
        case JudgementAnswer():
            return jsonable.judgement(answer)
        case DocumentAnswer():
            return jsonable.document(answer)
        case Missing():
            return jsonable.missing(answer)
        case TurnsOn():
            return jsonable.turns_on(answer, outcome.framework_of(answer.under))
        case Finding():
            return jsonable.finding(answer)


def table(found: Beside) -> dict[str, Any]:
    """How the answers for the schools of a table differ, in numbers."""
    return {
        "schools": found.surveys[0].population.size,
        "differ": int(found.differs.sum()),
        "answers": [
            {
                "part": each.unit.part,
                "name": each.unit.name,
                "same": each.same,
                "moves": [
                    {"before": _said(before), "after": _said(after), "schools": schools}
                    for before, after, schools in each.tally
                ],
            }
            for each in found.units
        ],
        "days": [
            {
                "name": each.name,
                "end": each.end,
                "same": each.count(Turn.SAME),
                "gained": each.count(Turn.GAINED),
                "lost": each.count(Turn.LOST),
                "unknown": each.count(Turn.UNKNOWN),
                "moved": [{"days": days, "schools": schools} for days, schools in each.by()],
                "spread": _spread(spread(each.by())),
            }
            for each in found.shifts
        ],
    }


def _spread(found: Spread | None) -> dict[str, int] | None:
    return None if found is None else asdict(found)


def _said(value: Said) -> dict[str, Any] | None:
    return {"possible": list(value.possible), "modality": value.modality or None} if value.possible else None
