"""A what-if question about one case, from file to file: baseline beside scenario."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from .dsl import ir
from .dsl.base.diagnostics import in_order
from .engine import jsonable
from .engine.asking import AsIf, Asking, InForce
from .engine.evaluate import evaluation
from .engine.history import Case
from .engine.in_force import works
from .engine.outcome import Outcome
from .engine.path import Way, traced
from .engine.reasons.derive import derive
from .engine.reasons.in_force import derive_in_force
from .engine.reasons.steps import Derivation
from .engine.record import recorded
from .engine.settings import Settings, defaults
from .engine.whatif import plain
from .engine.whatif.alterations import Alteration, alterations
from .engine.whatif.differences import Difference, differences
from .engine.whatif.reasons import Reasons
from .engine.whatif.subjects import laid_over
from .overlaying import OverlayRefused, Scenario
from .pipeline import Loaded, asking_of, load_case
from .receipts import TOOL, receipt
from .visualise.report.blocks import Report, on_one_page
from .visualise.report.markdown import markdown
from .visualise.report.page import page
from .visualise.supposed.case import case_report
from .visualise.supposed.lines import counted_differences
from .visualise.supposed.text import beside_text
from .visualise.supposed.told import Supposed
from .visualise.timeline.chart import Chart
from .visualise.timeline.paired import paired_chart
from .visualise.timeline.svg import timeline_svg


@dataclass(frozen=True, slots=True)
class CaseAnswer:
    """A question about one case, answered: the case, its outcome with the way taken, and the derivation, as it is and
    as it is supposed to be; and what differs."""

    scenario: Scenario
    cases: tuple[Case, Case]
    traced: tuple[tuple[Outcome, tuple[Way, ...]], tuple[Outcome, tuple[Way, ...]]]
    derivations: tuple[Derivation, Derivation]
    supposed: tuple[Alteration, ...]
    found: tuple[Difference, ...]
    proof: dict[str, Any]

    @property
    def outcomes(self) -> tuple[Outcome, Outcome]:
        """The answers of baseline and scenario."""
        return self.traced[0][0], self.traced[1][0]

    @property
    def headline(self) -> str:
        """How many answers would differ, in one sentence."""
        return counted_differences(self.outcomes[0], self.found)

    def chart(self) -> Chart:
        """Both timelines on one axis."""
        return paired_chart(*self.traced, self.cases)

    def report(self, told: Reasons) -> Report:
        """The answer as pages."""
        return case_report(self._told(told), self.chart(), foot_of(self.outcomes[0].framework, self.scenario))

    def text(self, told: Reasons) -> str:
        """The answer for people."""
        return beside_text(self._told(told))

    def json(self, told: Reasons) -> str:
        """The answer for programs."""
        before, after = self.outcomes
        answer = {
            "subject": {"urn": before.subject, "name": before.name},
            "as_of": before.as_of.isoformat(),
            "supposed": [plain.alteration(each) for each in self.supposed],
            "differences": [plain.difference(each, self.outcomes, self.derivations, told) for each in self.found],
            "baseline": jsonable.outcome(before, {}),
            "scenario": jsonable.outcome(after, {}),
            "receipt": self.proof,
        }
        return json.dumps(answer, indent=2, ensure_ascii=False) + "\n"

    def told(self, form: str, reasons: Reasons) -> str:
        """The answer in a form of FORMS."""
        return FORMS[form](self, reasons)

    def _told(self, told: Reasons) -> Supposed:
        return Supposed(self.outcomes, self.derivations, self.supposed, self.found, self.scenario.overlays, told)


FORMS: dict[str, Callable[[CaseAnswer, Reasons], str]] = {
    "text": CaseAnswer.text,
    "markdown": lambda of, told: markdown(on_one_page(of.report(told))),
    "html": lambda of, told: one_page(of.report(told)),
    "json": CaseAnswer.json,
    "svg": lambda of, _: timeline_svg(of.chart()),
}
"""The forms of an answer, by name."""


def one_page(report: Report) -> str:
    """A report as one file of HTML."""
    whole = on_one_page(report)
    return page(whole.pages[0], whole)


def foot_of(framework: ir.Framework, scenario: Scenario) -> tuple[str, ...]:
    """What an answer was made from."""
    laid = [f"{name} ({digest[:12]})" for each in scenario.receipt for name, digest in each["files"].items()]
    made = f"Made with {TOOL} from {framework.manifest.full_id}, content {framework.content_hash}"
    return (f"{made}; laid over it: {', '.join(laid)}.",)


def ask_case(
    loaded: Loaded,
    scenario: Scenario,
    path: Path,
    as_of: dt.date,
    known_by: dt.date,
    mode: str,
    command: tuple[str, ...],
) -> CaseAnswer:
    """What the case of a file comes to as it is, by the record of the day `known_by`, and under the overlays.

    `mode`: 'as-if' or 'in-force'; in force the overlays change the framework that is asked for, and none before it.
    Raises Refused where the case cannot be read under either framework, OverlayRefused where the overlays do not fit
    it.
    """
    both = asked_both(loaded, scenario, mode)
    case, again = (load_case(path, each.words) for each in both)
    answer = suppose(scenario, both, (case, again), as_of, known_by)
    return replace(answer, proof=proof_of(answer.outcomes[0], scenario, as_of, known_by, (path,), command))


def suppose(
    scenario: Scenario, both: tuple[Asking, Asking], cases: tuple[Case, Case], as_of: dt.date, known_by: dt.date
) -> CaseAnswer:
    """What a case comes to, as the baseline and as the scenario would read it; the overlays are laid over the second.

    Raises OverlayRefused where they do not fit it. No proof: that is for whoever knows where the case is from.
    """
    case, again = (recorded(case, each.words, as_of, known_by).case for case, each in zip(cases, both, strict=True))
    supposed, faults = laid_over(again, scenario.subjects, both[1].words, as_of)
    if faults:
        raise OverlayRefused(in_order(faults), scenario.loaded.sources)
    return case_answer(scenario, both, (case, supposed), as_of, known_by)


def asked_both(loaded: Loaded, scenario: Scenario, mode: str = "as-if") -> tuple[Asking, Asking]:
    """How the baseline is asked, and how the scenario.

    Raises Refused with every error of the first framework that cannot be evaluated.
    """
    before, after = (asking_of(each, mode, _defaults(each)) for each in (loaded, scenario.loaded))
    return before, after


def _defaults(loaded: Loaded) -> Settings:
    assert loaded.framework is not None, "a framework that was read"
    return defaults(loaded.framework)


def case_answer(
    scenario: Scenario, both: tuple[Asking, Asking], cases: tuple[Case, Case], as_of: dt.date, known_by: dt.date
) -> CaseAnswer:
    """One case as it is and as it is supposed to be, each as it is asked, with all that the record showed; no proof."""
    found: list[tuple[Outcome, tuple[Way, ...]]] = []
    derivations: list[Derivation] = []
    for asking, case in zip(both, cases, strict=True):
        # What is supposed was never a matter of the record: neither case is filtered once more.
        outcome, ways = traced(asking, case, as_of, None)
        found.append((replace(outcome, known_by=known_by), ways))
        derivations.append(_derived(asking, case, as_of))
    (before, _), (after, _) = found
    return CaseAnswer(
        scenario,
        cases,
        (found[0], found[1]),
        (derivations[0], derivations[1]),
        alterations(scenario.overlays, scenario.subjects, *_texts(both), cases[0]),
        differences(before, after),
        {},
    )


def _texts(both: tuple[Asking, Asking]) -> tuple[ir.Framework, ir.Framework]:
    """The frameworks that are asked for."""
    before, after = (each.texts[-1].framework for each in both)
    return before, after


def _derived(asking: Asking, case: Case, as_of: dt.date) -> Derivation:
    match asking:
        case AsIf():
            return derive(evaluation(asking.compiled, case, as_of, asking.settings))
        case InForce():
            return derive_in_force(works(asking.chain, case, as_of, asking.settings)[0], as_of)


def proof_of(
    before: Outcome,
    scenario: Scenario,
    as_of: dt.date,
    known_by: dt.date,
    inputs: tuple[Path, ...],
    command: tuple[str, ...],
) -> dict[str, Any]:
    """The receipt of a what-if question about a case: that of the baseline, and the overlays as they are laid."""
    readings = defaults(before.framework).readings
    proof = receipt(before.framework, as_of, inputs, readings, command, before)
    return proof | {"overlays": scenario.receipt, "known_by": known_by.isoformat()}
