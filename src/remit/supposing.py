"""A what-if question about one case, from file to file: baseline beside scenario."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
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
    compiled: Compiled, scenario: Scenario, path: Path, as_of: dt.date, command: tuple[str, ...]
) -> CaseAnswer:
    """What the case of a file comes to as it is, and under the overlays.

    Raises Refused where the case cannot be read under either framework, OverlayRefused where the overlays do not fit
    it.
    """
    changed = scenario.compiled
    case = recorded(load_case(path, compiled.framework), compiled.framework, as_of, as_of).case
    again = recorded(load_case(path, changed.framework), changed.framework, as_of, as_of).case
    supposed, faults = laid_over(again, scenario.subjects, changed.framework, as_of)
    if faults:
        raise OverlayRefused(in_order(faults), scenario.loaded.sources)
    first, second = answered(compiled, case, as_of), answered(changed, supposed, as_of)
    return CaseAnswer(
        scenario,
        (first[0], second[0]),
        (first[1], second[1]),
        alterations(scenario.overlays, scenario.subjects, compiled.framework, changed.framework, case),
        differences(first[0], second[0]),
        proof_of(compiled, scenario, as_of, path, command),
    )


def answered(compiled: Compiled, case: Case, as_of: dt.date) -> tuple[Outcome, Derivation]:
    """What a case comes to, and why."""
    settings = defaults(compiled.framework)
    return evaluate(compiled, case, as_of, settings), derive(evaluation(compiled, case, as_of, settings))


def proof_of(
    compiled: Compiled, scenario: Scenario, as_of: dt.date, path: Path, command: tuple[str, ...]
) -> dict[str, Any]:
    """The receipt of a what-if question: that of the baseline, and the overlays in the order in which they are laid."""
    readings = defaults(compiled.framework).readings
    return receipt(compiled.framework, as_of, (path,), readings, command) | {"overlays": scenario.receipt}
