"""Scenarios: cases with what is expected of them, and the run that compares."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from ..dsl import ir
from ..dsl.base.diagnostics import Diagnostic, Severity, did_you_mean, hints
from ..dsl.base.spans import Source, Span
from ..dsl.citing import paragraph_of
from ..dsl.yaml.nodes import Mapping, Node, Scalar, Sequence, compose
from .chain import Chain, Mode, joined
from .evaluate import evaluate
from .groups import Compiled
from .history import Case
from .in_force import evaluate_in_force
from .intake.cases import CaseReader
from .lapse import Lapse
from .life import Status, View
from .outcome import NormAnswer, Outcome, Seen, Tally
from .settings import Settings, defaults

_NORM_KEYS = (
    "status", "possible", "modality", "earliest", "latest", "met_on", "timing", "lapse", "clock", "count", "cite",
)  # fmt: skip
_CALLED = {"states": "lifecycles", **dict.fromkeys(("duties", "powers", "prohibitions", "limits"), "rules")}
_VIEWS = {"duties": View.DUTY, "powers": View.POWER, "prohibitions": View.PROHIBITION, "limits": View.LIMIT}


@dataclass(frozen=True, slots=True)
class Expected:
    """What one line of a scenario expects: of which answer, which aspect, which values, and where it says so.

    `instance`: of a norm with several instances, the day of the event that gave rise to the one meant, or on which the
    stretch of time begins that is counted; None: the first.
    """

    part: str
    name: str
    aspect: str
    values: tuple[str, ...]
    span: Span = field(compare=False)
    instance: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """A case as of a day, under the readings named, and what is expected; `known_by`: by what was on record on that day
    (None: on the day asked for). `before`: the frameworks that are asked while they were in force, the oldest first;
    None: the one that the scenario stands beside is asked over the whole history."""

    name: str
    cite: tuple[str, ...]
    case: Case
    as_of: dt.date
    settings: Settings
    expected: tuple[Expected, ...]
    span: Span = field(compare=False)
    known_by: dt.date | None = None
    before: tuple[Compiled, ...] | None = None

    def chain(self, compiled: Compiled) -> Chain | None:
        """The frameworks asked, where each is asked while it was in force."""
        return None if self.before is None else Chain.of((*self.before, compiled))

    def outcome(self, compiled: Compiled) -> Outcome:
        """The answer for the case."""
        chain = self.chain(compiled)
        if chain is None:
            return evaluate(compiled, self.case, self.as_of, self.settings, known_by=self.known_by, turns=False)
        return evaluate_in_force(chain, self.case, self.as_of, self.settings, known_by=self.known_by, turns=False)


@dataclass(frozen=True, slots=True)
class Mismatch:
    """An expectation that was not met."""

    scenario: Scenario
    expected: Expected
    found: tuple[str, ...]

    def __str__(self) -> str:
        listed = self.expected.part in ("documents", "missing", "findings") or self.expected.aspect == "cite"
        joint = " and " if listed else " or "
        wanted = joint.join(self.expected.values) or "nothing"
        found = joint.join(self.found) or "nothing"
        instance = f" for {self.expected.instance.isoformat()}" if self.expected.instance else ""
        what = f"{self.expected.part} {self.expected.name}{instance} {self.expected.aspect}".rstrip()
        return f"{self.expected.span}: {self.scenario.name}: {what}: expected {wanted}, found {found}"


def read_scenarios(
    source: Source, framework: ir.Framework, before: Callable[[], tuple[Compiled, ...]] = tuple
) -> tuple[tuple[Scenario, ...], tuple[Diagnostic, ...]]:
    """The scenarios of a file; those with a fault are left out, and the fault is told.

    `before` gives the frameworks that this one succeeds, the oldest first, where a scenario asks for them.
    """
    node, diagnostics = compose(source)
    if node is None:
        return (), diagnostics
    reader = _ScenarioReader(framework, before)
    values = reader.mapping(node, "the file", ("scenarios",))
    scenarios = []
    for item in reader.items(values.get("scenarios"), "scenarios"):
        faults = len(reader.diagnostics)
        scenario = reader.scenario(item)
        if scenario is not None and len(reader.diagnostics) == faults:
            scenarios.append(scenario)
    return tuple(scenarios), (*diagnostics, *reader.diagnostics)


def named_twice(scenarios: Iterable[Scenario]) -> Iterator[Diagnostic]:
    """Scenarios with the name of one before them (E507, a warning)."""
    first: dict[str, Scenario] = {}
    for each in scenarios:
        other = first.setdefault(each.name, each)
        if other is not each:
            message = f"a second scenario is named '{each.name}'"
            also = ((other.span, "the first is here"),)
            yield Diagnostic("E507", message, each.span, "Rename one of them.", Severity.WARNING, also)


def run(scenario: Scenario, compiled: Compiled) -> tuple[Mismatch, ...]:
    """What a scenario expects and does not find."""
    outcome = scenario.outcome(compiled)
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
        case "findings":
            return tuple(finding.subject for finding in outcome.findings)
        case "documents":
            return _document(outcome, expected)
        case "judgements":
            return _judgement(outcome, expected)
        case part:
            norms = [each for each in outcome.under(_VIEWS[part]) if each.name == expected.name]
            if expected.instance is not None:
                norms = [each for each in norms if expected.instance in _begun(each)]
            if norms:
                return _aspect(norms[0], expected.aspect)
            return (Status.NOT_ARISING.value,) if Status.NOT_ARISING.value in expected.values else ()


def _begun(norm: NormAnswer) -> tuple[dt.date | None, ...]:
    """The days by which one instance of a norm is told from the others."""
    return (norm.earliest,) if norm.tally else (norm.instance.day if norm.instance else None,)


def _document(outcome: Outcome, expected: Expected) -> tuple[str, ...]:
    document = next((each for each in outcome.documents if each.event == expected.name), None)
    if document is None:
        return ()
    match expected.aspect:
        case "contains":
            return tuple(item.name for item in document.contents if item.needed is Seen.YES)
        case "to":
            return tuple(item.name for item in document.recipients if item.needed is Seen.YES)
        case _:
            items = (*document.contents, *document.recipients)
            return tuple(item.name for item in items if item.needed is Seen.UNKNOWN)


def _judgement(outcome: Outcome, expected: Expected) -> tuple[str, ...]:
    judgement = next((each for each in outcome.judgements if each.name == expected.name), None)
    if judgement is None:
        return ()
    if expected.aspect == "value":
        return () if judgement.value is None else (judgement.value,)
    return tuple(sign.met.value for sign in judgement.signs if sign.name == expected.aspect)


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
        case "lapse":
            return (norm.lapse.value,)
        case "clock":
            return (norm.clock,) if norm.clock else ()
        case "cite":
            return norm.citation.paragraphs
        case "count":
            return () if norm.tally is None else _counted(norm.tally)
        case _:
            day = {"earliest": norm.earliest, "latest": norm.latest, "met_on": norm.met_on}[aspect]
            return () if day is None else (day.isoformat(),)


def _counted(tally: Tally) -> tuple[str, ...]:
    return (str(tally.fewest),) if tally.fewest == tally.most else (str(tally.fewest), str(tally.most or "more"))


class _ScenarioReader(CaseReader):
    """Reads scenarios for one framework."""

    def __init__(self, framework: ir.Framework, before: Callable[[], tuple[Compiled, ...]]) -> None:
        super().__init__(framework)
        self.before = before

    def scenario(self, node: Node) -> Scenario | None:
        values = self.mapping(
            node,
            "a scenario",
            ("name", "as_of", "case", "expect"),
            ("cite", "reasoning", "mode", "known_by", "readings"),
        )
        if not {"name", "as_of", "case", "expect"} <= values.keys():
            return None
        as_of = self.date(values["as_of"], "as_of")
        known_by = self.date(values["known_by"], "known_by") if "known_by" in values else None
        modes = tuple(each.value for each in Mode)
        mode = self.choice(values["mode"], "mode", modes) if "mode" in values else Mode.AS_IF
        before = self.before() if mode == Mode.IN_FORCE else None
        case = self._case(values["case"], before)
        settings = self._settings(values.get("readings"))
        expected = self._expectations(values["expect"])
        if as_of is None:
            return None
        return Scenario(
            self.text(values["name"], "name"),
            self._cited(values.get("cite"), "cite"),
            case,
            as_of,
            settings,
            expected,
            values["name"].span,
            known_by,
            before,
        )

    def _cited(self, node: Node | None, what: str) -> tuple[str, ...]:
        """Paragraphs that the ledger has, where there is one."""
        ledger = self.framework.ledger
        found: list[str] = []
        for item in self.items(node, what):
            found.append(self.text(item, what))
            number = paragraph_of(found[-1])
            if ledger and isinstance(item, Scalar) and number not in ledger:
                message = f"the ledger has no paragraph {number}" if number else "no paragraph is named here"
                self.fault("E202", message, item.span, "Mend the number, or add the paragraph to ledger.yaml.")
        return tuple(found)

    def _case(self, node: Node, before: tuple[Compiled, ...] | None) -> Case:
        """The case, which may use the words of every framework that is asked."""
        if not before:
            return self.case(node)
        reader = CaseReader(joined((*(each.framework for each in before), self.framework)))
        case = reader.case(node)
        self.diagnostics += reader.diagnostics
        return case

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
        plain = ("missing", "findings")
        parts = self.mapping(node, "expect", (), ("states", "decisions", *_VIEWS, "judgements", "documents", *plain))
        expected: list[Expected] = []
        for part, value in parts.items():
            if part in plain:
                expected.append(Expected(part, "", "", self.texts(value, part), value.span))
                continue
            known = self._known(part)
            keys = self.keys(value)
            for name, wanted in self.mapping(value, part, (), None).items():
                if name not in known:
                    self.fault(
                        "E502",
                        f"the framework has no '{name}' among its {_CALLED.get(part, part)}",
                        keys[name].span,
                        hints(did_you_mean(name, known), f"There are: {', '.join(known)}." if known else "Remove it."),
                    )
                elif part in _VIEWS:
                    for item in wanted.items if isinstance(wanted, Sequence) else (wanted,):
                        expected += self._norm(part, name, item)
                elif part == "documents":
                    expected += self._document(name, wanted)
                elif part == "judgements":
                    expected += self._judgement(self.framework.judgements[name], wanted)
                else:
                    expected.append(
                        Expected(part, name, "", self._choices(wanted, f"'{name}'", known[name]), wanted.span)
                    )
        return tuple(expected)

    def _choices(self, node: Node, what: str, known: tuple[str, ...]) -> tuple[str, ...]:
        items = node.items if isinstance(node, Sequence) else (node,)
        return tuple(found for item in items if (found := self.choice(item, what, known)) is not None)

    def _known(self, part: str) -> dict[str, tuple[str, ...]]:
        """The names of which something can be expected in a part, with the values that each may have."""
        framework = self.framework
        match part:
            case "states":
                return {name: each.leaves for name, each in framework.lifecycles.items()}
            case "decisions":
                return {name: each.values for name, each in framework.decisions.items()}
            case "judgements":
                return dict.fromkeys(framework.judgements, ())
            case "documents":
                return dict.fromkeys(framework.documents, ())
            case _:
                return dict.fromkeys(framework.rules, ())

    def _document(self, name: str, node: Node) -> list[Expected]:
        values = self.mapping(node, f"what is expected of '{name}'", (), ("contains", "to", "perhaps"))
        return [
            Expected("documents", name, aspect, self.texts(value, f"{name}, {aspect}"), value.span)
            for aspect, value in values.items()
        ]

    def _judgement(self, judgement: ir.Judgement, node: Node) -> list[Expected]:
        signs = tuple(sign.name for sign in judgement.signs)
        what = f"what is expected of '{judgement.name}'"
        found: list[Expected] = []
        for aspect, value in self.mapping(node, what, (), ("value", *signs)).items():
            known = (*judgement.values, "none") if aspect == "value" else tuple(Seen)
            chosen = self._choices(value, f"{judgement.name}, {aspect}", known)
            values = tuple(each for each in chosen if each != "none")
            found.append(Expected("judgements", judgement.name, aspect, values, value.span))
        return found

    def _norm(self, part: str, name: str, node: Node) -> list[Expected]:
        what = f"what is expected of '{name}'"
        if not isinstance(node, Mapping):
            self.mapping(node, what)
            return []
        found: list[Expected] = []
        instance: dt.date | None = None
        for aspect, value in self.mapping(node, what, (), ("for", *_NORM_KEYS)).items():
            if aspect == "for":
                instance = self.date(value, f"{name}, for")
                continue
            if aspect in ("status", "possible"):
                values = self._choices(value, f"the {aspect} of '{name}'", tuple(Status))
            elif aspect == "lapse":
                values = self._choices(value, f"the lapse of '{name}'", tuple(Lapse))
            elif aspect == "cite":
                values = self._cited(value, f"{name}, cite")
            elif aspect == "count":
                values = self.texts(value, f"{name}, {aspect}")
            elif aspect == "clock":
                text = self.text(value, f"{name}, clock")
                values = () if text == "none" else (text,)
            elif aspect in ("earliest", "latest", "met_on"):
                text = self.text(value, f"{name}, {aspect}")
                values = () if text == "none" else (text,) if self.date(value, f"{name}, {aspect}") else ()
            else:
                values = (self.text(value, f"{name}, {aspect}"),)
            found.append(Expected(part, name, aspect, values, value.span))
        return [replace(each, instance=instance) for each in found]
