"""Scenarios: cases with what is expected of them, and the run that compares."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from ..dsl import ir
from ..dsl.base.diagnostics import Diagnostic, did_you_mean, hints
from ..dsl.base.spans import Source, Span
from ..dsl.ledger import paragraph_of
from ..dsl.yaml.nodes import Mapping, Node, Sequence, compose
from .evaluate import evaluate
from .groups import Compiled
from .history import Case
from .intake.cases import CaseReader
from .life import Status, View
from .outcome import NormAnswer, Outcome
from .settings import Settings, defaults

_NORM_KEYS = ("status", "possible", "modality", "earliest", "latest", "met_on", "timing", "cite")
_CALLED = {"states": "lifecycles", "duties": "rules", "powers": "rules", "prohibitions": "rules"}
_VIEWS = {"duties": View.DUTY, "powers": View.POWER, "prohibitions": View.PROHIBITION}


@dataclass(frozen=True, slots=True)
class Expected:
    """What one line of a scenario expects: of which answer, which aspect, which values, and where it says so."""

    part: str
    name: str
    aspect: str
    values: tuple[str, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A case as of a day, under the readings named, and what is expected."""

    name: str
    cite: tuple[str, ...]
    case: Case
    as_of: dt.date
    settings: Settings
    expected: tuple[Expected, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Mismatch:
    """An expectation that was not met."""

    scenario: Scenario
    expected: Expected
    found: tuple[str, ...]

    def __str__(self) -> str:
        wanted = " or ".join(self.expected.values) or "nothing"
        found = " or ".join(self.found) or "nothing"
        what = f"{self.expected.part} {self.expected.name} {self.expected.aspect}".rstrip()
        return f"{self.expected.span}: {self.scenario.name}: {what}: expected {wanted}, found {found}"


def read_scenarios(source: Source, framework: ir.Framework) -> tuple[tuple[Scenario, ...], tuple[Diagnostic, ...]]:
    """The scenarios of a file; those with a fault are left out, and the fault is told."""
    node, diagnostics = compose(source)
    if node is None:
        return (), diagnostics
    reader = _ScenarioReader(framework)
    values = reader.mapping(node, "the file", ("scenarios",))
    scenarios = []
    for item in reader.items(values.get("scenarios"), "scenarios"):
        before = len(reader.diagnostics)
        scenario = reader.scenario(item)
        if scenario is not None and len(reader.diagnostics) == before:
            scenarios.append(scenario)
    return tuple(scenarios), (*diagnostics, *reader.diagnostics)


def run(scenario: Scenario, compiled: Compiled) -> tuple[Mismatch, ...]:
    """What a scenario expects and does not find."""
    outcome = evaluate(compiled, scenario.case, scenario.as_of, scenario.settings, turns=False)
    mismatches = []
    for expected in scenario.expected:
        found = _found(outcome, expected)
        if not (_cites(found, expected.values) if expected.aspect == "cite" else set(found) == set(expected.values)):
            mismatches.append(Mismatch(scenario, expected, found))
    return tuple(mismatches)


def _cites(found: tuple[str, ...], expected: tuple[str, ...]) -> bool:
    """Whether the citations are those expected; one without a point stands for every point of its paragraph."""

    def stands_for(wanted: str, number: str) -> bool:
        return wanted in (number, paragraph_of(number))

    return all(any(stands_for(wanted, number) for number in found) for wanted in expected) and all(
        any(stands_for(wanted, number) for wanted in expected) for number in found
    )


def _found(outcome: Outcome, expected: Expected) -> tuple[str, ...]:
    match expected.part:
        case "states":
            return tuple(p.value for s in outcome.states if s.lifecycle == expected.name for p in s.possible)
        case "decisions":
            return tuple(p.value for d in outcome.decisions if d.name == expected.name for p in d.possible)
        case "missing":
            return tuple(missing.name for missing in outcome.missing)
        case part:
            norm = next((n for n in outcome.under(_VIEWS[part]) if n.name == expected.name), None)
            return () if norm is None else _aspect(norm, expected.aspect)


def _aspect(norm: NormAnswer, aspect: str) -> tuple[str, ...]:
    match aspect:
        case "status":
            return (norm.status.value,)
        case "possible":
            return tuple(each.value for each in norm.possible)
        case "modality":
            return (norm.modality,)
        case "timing":
            return (norm.timing,)
        case "cite":
            return norm.citation.paragraphs
        case _:
            day = {"earliest": norm.earliest, "latest": norm.latest, "met_on": norm.met_on}[aspect]
            return () if day is None else (day.isoformat(),)


class _ScenarioReader(CaseReader):
    """Reads scenarios for one framework."""

    def scenario(self, node: Node) -> Scenario | None:
        values = self.mapping(
            node, "a scenario", ("name", "as_of", "case", "expect"), ("cite", "reasoning", "readings")
        )
        if not {"name", "as_of", "case", "expect"} <= values.keys():
            return None
        as_of = self.date(values["as_of"], "as_of")
        case = self.case(values["case"])
        settings = self._settings(values.get("readings"))
        expected = self._expectations(values["expect"])
        if as_of is None:
            return None
        return Scenario(
            self.text(values["name"], "name"),
            self.texts(values.get("cite"), "cite"),
            case,
            as_of,
            settings,
            expected,
            values["name"].span,
        )

    def _settings(self, node: Node | None) -> Settings:
        settings = defaults(self.framework)
        if node is None:
            return settings
        keys = self.keys(node)
        for name, value in self.mapping(node, "readings", (), None).items():
            reading = self.framework.readings.get(name)
            if reading is None:
                self.fault(
                    "E502",
                    f"the framework has no reading '{name}'",
                    keys[name].span,
                    did_you_mean(name, self.framework.readings)
                    or f"Its readings: {', '.join(self.framework.readings) or 'none'}.",
                )
                continue
            taken = self.choice(value, f"the reading '{name}'", reading.names)
            if taken is not None:
                settings = settings.with_reading(name, taken)
        return settings

    def _expectations(self, node: Node) -> tuple[Expected, ...]:
        parts = self.mapping(node, "expect", (), ("states", "decisions", *_VIEWS, "missing"))
        expected: list[Expected] = []
        for part, value in parts.items():
            if part == "missing":
                expected.append(Expected(part, "", "", self.texts(value, "missing"), value.span))
                continue
            known = {
                "states": {n: tuple(s.name for s in e.states) for n, e in self.framework.lifecycles.items()},
                "decisions": {n: e.values for n, e in self.framework.decisions.items()},
            }.get(part) or dict.fromkeys(self.framework.rules, ())
            keys = self.keys(value)
            for name, wanted in self.mapping(value, part, (), None).items():
                if name not in known:
                    self.fault(
                        "E502",
                        f"the framework has no '{name}' among its {_CALLED.get(part, part)}",
                        keys[name].span,
                        hints(did_you_mean(name, known), f"There are: {', '.join(known)}."),
                    )
                elif part in _VIEWS:
                    expected += self._norm(part, name, wanted)
                else:
                    expected.append(
                        Expected(part, name, "", self._choices(wanted, f"'{name}'", known[name]), wanted.span)
                    )
        return tuple(expected)

    def _choices(self, node: Node, what: str, known: tuple[str, ...]) -> tuple[str, ...]:
        items = node.items if isinstance(node, Sequence) else (node,)
        return tuple(found for item in items if (found := self.choice(item, what, known)) is not None)

    def _norm(self, part: str, name: str, node: Node) -> list[Expected]:
        if not isinstance(node, Mapping):
            self.mapping(node, f"what is expected of {name}")
            return []
        found: list[Expected] = []
        for aspect, value in self.mapping(node, f"what is expected of {name}", (), _NORM_KEYS).items():
            if aspect in ("status", "possible"):
                values = self._choices(value, f"the {aspect} of '{name}'", tuple(Status))
            elif aspect == "cite":
                values = self.texts(value, f"{name}, cite")
            elif aspect in ("earliest", "latest", "met_on"):
                text = self.text(value, f"{name}, {aspect}")
                values = () if text == "none" else (text,) if self.date(value, f"{name}, {aspect}") else ()
            else:
                values = (self.text(value, f"{name}, {aspect}"),)
            found.append(Expected(part, name, aspect, values, value.span))
        return found
