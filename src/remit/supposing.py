"""A what-if question about one case, from file to file: baseline beside scenario."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from .dsl.base.diagnostics import in_order
from .engine import jsonable
from .engine.evaluate import evaluate, evaluation
from .engine.groups import Compiled
from .engine.history import Case
from .engine.outcome import Outcome
from .engine.reasons.derive import derive
from .engine.reasons.steps import Derivation
from .engine.record import recorded
from .engine.settings import defaults
from .engine.whatif import plain
from .engine.whatif.alterations import Alteration, alterations
from .engine.whatif.differences import Difference, differences
from .engine.whatif.reasons import Reasons
from .engine.whatif.subjects import laid_over
from .overlaying import OverlayRefused, Scenario
from .pipeline import load_case
from .receipts import receipt
from .visualise.beside import beside_text


@dataclass(frozen=True, slots=True)
class CaseAnswer:
    """A question about one case, answered: the outcomes and derivations of baseline and scenario, and what differs."""

    scenario: Scenario
    outcomes: tuple[Outcome, Outcome]
    derivations: tuple[Derivation, Derivation]
    supposed: tuple[Alteration, ...]
    found: tuple[Difference, ...]
    proof: dict[str, Any]

    def text(self, told: Reasons) -> str:
        """The answer for people."""
        before, after = self.outcomes
        return beside_text(before, after, self.supposed, self.found, self.derivations, told, self.scenario.overlays)

    def json(self, told: Reasons) -> str:
        """The answer for programs."""
        before, after = self.outcomes
        frameworks = before.framework, after.framework
        answer = {
            "subject": {"urn": before.subject, "name": before.name},
            "as_of": before.as_of.isoformat(),
            "supposed": [plain.alteration(each) for each in self.supposed],
            "differences": [plain.difference(each, frameworks, self.derivations, told) for each in self.found],
            "baseline": jsonable.outcome(before, {}),
            "scenario": jsonable.outcome(after, {}),
            "receipt": self.proof,
        }
        return json.dumps(answer, indent=2, ensure_ascii=False) + "\n"


def ask_case(
    compiled: Compiled,
    scenario: Scenario,
    path: Path,
    as_of: dt.date,
    known_by: dt.date,
    command: tuple[str, ...],
) -> CaseAnswer:
    """What the case of a file comes to as it is, by the record of the day `known_by`, and under the overlays.

    Raises Refused where the case cannot be read under either framework, OverlayRefused where the overlays do not fit
    it.
    """
    changed = scenario.compiled
    case, again = (
        recorded(load_case(path, each.framework), each.framework, as_of, known_by).case for each in (compiled, changed)
    )
    supposed, faults = laid_over(again, scenario.subjects, changed.framework, as_of)
    if faults:
        raise OverlayRefused(in_order(faults), scenario.loaded.sources)
    proof = proof_of(compiled, scenario, as_of, (path,), command) | {"known_by": known_by.isoformat()}
    return case_answer(scenario, (compiled, changed), (case, supposed), as_of, known_by, proof)


def case_answer(
    scenario: Scenario,
    compiled: tuple[Compiled, Compiled],
    cases: tuple[Case, Case],
    as_of: dt.date,
    known_by: dt.date,
    proof: dict[str, Any],
) -> CaseAnswer:
    """One case as it is and as it is supposed to be, each under its framework, with all that the record showed."""
    outcomes: list[Outcome] = []
    derivations: list[Derivation] = []
    for each, case in zip(compiled, cases, strict=True):
        settings = defaults(each.framework)
        # What is supposed was never a matter of the record: neither case is filtered once more.
        outcomes.append(replace(evaluate(each, case, as_of, settings), known_by=known_by))
        derivations.append(derive(evaluation(each, case, as_of, settings)))
    before, after = outcomes
    frameworks = before.framework, after.framework
    return CaseAnswer(
        scenario,
        (before, after),
        (derivations[0], derivations[1]),
        alterations(scenario.overlays, scenario.subjects, *frameworks, cases[0]),
        differences(before, after),
        proof,
    )


def proof_of(
    compiled: Compiled, scenario: Scenario, as_of: dt.date, inputs: tuple[Path, ...], command: tuple[str, ...]
) -> dict[str, Any]:
    """The receipt of a what-if question: that of the baseline, and the overlays in the order in which they are laid."""
    readings = defaults(compiled.framework).readings
    return receipt(compiled.framework, as_of, inputs, readings, command) | {"overlays": scenario.receipt}
