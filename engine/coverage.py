"""What the scenarios of a framework have put to work: collected from evaluation, never from its texts.

Only what is certain counts: a row that may or may not have fired was not shown to fire.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from ..dsl import ir
from ..dsl.base.spans import Span
from ..dsl.citing import paragraph_of
from ..dsl.words import spoken
from . import expressions as x
from . import groups as g
from . import kernel
from .evaluation import Evaluation
from .history import histories
from .instances import Instance
from .life import Status, View, view_of
from .norms import headings
from .outcome import DecisionAnswer, NormAnswer, StateAnswer
from .scenario import Scenario


class Part(StrEnum):
    """What is counted."""

    ROW = "decision rows"
    TRANSITION = "transitions"
    EXCEPTION = "exceptions"
    NORM = "rules, by heading and status"
    DEFINE = "definitions, true and false"
    READING = "readings, by alternative"
    PARAGRAPH = "paragraphs of the ledger"


Key = tuple[Part, str, str]
"""Part, clause, and which of its sides: the number of a row, a transition's id, a status, an alternative …"""


@dataclass(frozen=True, slots=True)
class Item:
    """Something that a scenario can put to work: in words, with its paragraphs and where it stands."""

    key: Key
    words: str
    paragraphs: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Covered:
    """An item, and how many scenarios put it to work."""

    item: Item
    scenarios: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Everything that scenarios could put to work, part by part."""

    items: tuple[Covered, ...]

    def of(self, part: Part) -> tuple[Covered, ...]:
        """The items of one part."""
        return tuple(each for each in self.items if each.item.key[0] is part)

    @property
    def missed(self) -> tuple[Item, ...]:
        """What no scenario puts to work."""
        return tuple(each.item for each in self.items if not each.scenarios)


def cover(compiled: g.Compiled, scenarios: Iterable[Scenario]) -> Coverage:
    """What `scenarios` put to work."""
    counts = Counter(key for scenario in scenarios for key in worked(compiled, scenario))
    return Coverage(tuple(Covered(item, counts[item.key]) for item in items(compiled.framework)))


# What there is


def items(framework: ir.Framework) -> Iterator[Item]:
    """Everything that a scenario can put to work."""
    for decision in framework.decisions.values():
        for number, row in enumerate(decision.rows):
            words = f"row {number + 1} of {decision.name}, '{spoken(row.value)}', decides nothing"
            yield Item((Part.ROW, decision.name, str(number)), words, row.citation.paragraphs, row.span)
    for lifecycle in framework.lifecycles.values():
        for number, each in enumerate(lifecycle.transitions):
            words = f"transition {number + 1} of {lifecycle.name}, to {spoken(each.target)}, is never taken"
            yield Item((Part.TRANSITION, lifecycle.name, each.id), words, each.citation.paragraphs, each.span)
    for rule in framework.rules.values():
        for exception in rule.exceptions:
            words = f"exception {exception.name} of {rule.name} never acts"
            key = (Part.EXCEPTION, rule.name, exception.name)
            yield Item(key, words, exception.citation.paragraphs, exception.span)
    for rule in framework.rules.values():
        for view, status in standings(rule, framework):
            words = f"rule {rule.name} as a {view.value} is never '{status.value}'"
            yield Item((Part.NORM, rule.name, f"{view}: {status}"), words, rule.citation.paragraphs, rule.span)
    for define in framework.defines.values():
        for truth in (ir.YES, ir.NO):
            words = f"definition {define.name} is never {'true' if truth == ir.YES else 'false'}"
            yield Item((Part.DEFINE, define.name, truth), words, define.citation.paragraphs, define.span)
    for reading in framework.readings.values():
        for name in reading.names:
            words = f"reading {reading.name} is never taken as {name}"
            yield Item((Part.READING, reading.name, name), words, reading.citation.paragraphs, reading.span)
    for paragraph in framework.ledger.values():
        if paragraph.treatment in (ir.Treatment.MODELLED, ir.Treatment.PARTLY):
            words = f"paragraph {paragraph.number}, {paragraph.treatment.value}, is never the reason of an answer"
            yield Item((Part.PARAGRAPH, paragraph.number, ""), words, (paragraph.number,), paragraph.span)


def standings(rule: ir.Rule, framework: ir.Framework) -> Iterator[tuple[View, Status]]:
    """The headings and statuses in which a rule can be found, as far as its form tells."""
    native = view_of(rule.modality)
    windows = [each for each in (rule.window, *(one.window for one in rule.exceptions)) if each is not None]
    escapable = bool(rule.exceptions) or rule.during is not None
    for view in headings(rule):
        if view is View.PROHIBITION:
            yield view, Status.APPLIES
        else:
            duty = view is View.DUTY
            if any(_may_wait(each, framework) for each in windows):
                yield view, Status.NOT_YET_OPEN
            yield view, Status.OPEN
            yield view, Status.MET if duty else Status.USED
            if any(each.latest is not None for each in windows):
                yield view, Status.OVERDUE if duty else Status.CLOSED
        if view is native and escapable:
            yield view, Status.VOID


def _may_wait(window: ir.Window, framework: ir.Framework) -> bool:
    """Whether a window can lie ahead: it has a first day, or is counted from a moment that follows its event."""
    if window.earliest is not None:
        return True
    anchor = window.latest.anchor if window.latest is not None else None
    if not isinstance(anchor, ir.MomentAnchor):
        return False
    moments = framework.readings[anchor.reading].names if anchor.reading else (anchor.moment,)
    return any(
        each in event.moments and event.moments.index(each) > event.moments.index(event.effective)
        for each in moments
        for event in framework.events.values()
    )


# What a scenario puts to work


def worked(compiled: g.Compiled, scenario: Scenario) -> frozenset[Key]:
    """What one scenario puts to work, in every order of events that its case allows."""
    found = [
        frozenset(_Worked(Evaluation.of(compiled, scenario.case, each, scenario.settings, scenario.as_of)).keys())
        for each in histories(scenario.case, compiled.framework, scenario.as_of)
    ]
    return frozenset.intersection(*found)


@dataclass(frozen=True, slots=True)
class _Worked:
    evaluation: Evaluation

    def keys(self) -> Iterator[Key]:
        """Everything put to work."""
        known = self.evaluation.known
        for name, taken in known.settings.readings:
            yield Part.READING, name, taken
        yield from self.lifecycles()
        yield from self.decisions()
        yield from self.rules()
        outcome = self.evaluation.outcome()
        answers: tuple[StateAnswer | DecisionAnswer | NormAnswer, ...]
        answers = (*outcome.states, *outcome.decisions, *outcome.norms)
        for number in (number for each in answers if each.citation for number in each.citation.paragraphs):
            yield Part.PARAGRAPH, paragraph_of(number), ""

    def lifecycles(self) -> Iterator[Key]:
        """Transitions taken, and what their guards read."""
        known = self.evaluation.known
        for event in known.history.past:
            for (name, kind), group in self.evaluation.compiled.steps.items():
                if kind not in event.kinds:
                    continue
                masks = self.evaluation.course.masks(group, event)
                for move in group.moves:
                    yield from self.condition(move.guard, masks)
                states = self.evaluation.course.states(name, known.before(event))
                taken = {each.outcome for state in states for each in kernel.step(group, state, masks)}
                if len(taken) == 1 and (only := next(iter(taken))) is not None:
                    yield Part.TRANSITION, name, only

    def decisions(self) -> Iterator[Key]:
        """Rows that decide, and what they read."""
        for name, group in self.evaluation.compiled.decisions.items():
            it, asked = self.evaluation.about(self.evaluation.compiled.framework.decisions[name].about)
            if asked:
                _, masks = self.evaluation.decision_possibilities(group, it)
                yield from self.rows(name, group.rows, masks)

    def rules(self) -> Iterator[Key]:
        """Exceptions that act, statuses, and what rules read."""
        for name, group in self.evaluation.compiled.rules.items():
            for instance in self.evaluation.ruling.instances(group):
                yield from self.instance(name, group, instance)
            for answer in self.evaluation.norm(group):
                yield Part.NORM, name, f"{answer.view}: {answer.status}"

    def instance(self, name: str, group: g.RuleGroup, instance: Instance) -> Iterator[Key]:
        """Exceptions of a rule that act for one instance, and what is read for it."""
        considered = self.evaluation.ruling.considered(group, instance)
        yield from self.condition(group.when, considered.masks)
        effects = [each.outcome.now for each in considered.possibilities]
        if any(effect is None for effect in effects):
            return
        yield from self.condition(group.now.during, considered.masks)
        for exception, cond in zip(group.rule.exceptions, group.now.exceptions, strict=True):
            yield from self.condition(cond, considered.masks)
            if all(effect is not None and exception.name in effect.through for effect in effects):
                yield Part.EXCEPTION, name, exception.name

    def condition(self, expression: x.Expression | None, masks: kernel.Masks) -> Iterator[Key]:
        """The definitions and decisions that a condition reads, where what they come to is certain."""
        match expression:
            case x.Not(item=item):
                yield from self.condition(item, masks)
            case x.All(items=parts) | x.AnyOf(items=parts):
                for each in parts:
                    yield from self.condition(each, masks)
            case x.Named(define=name, body=body):
                truths = {value for value, _ in kernel.explore(body, masks)}
                if len(truths) == 1:
                    yield Part.DEFINE, name, ir.YES if truths == {True} else ir.NO
                yield from self.condition(body, masks)
            case x.Chosen(decision=name, rows=rows):
                yield from self.rows(name, rows, masks)
            case x.Is() | None:
                pass

    def rows(self, name: str, rows: tuple[x.CaseRow, ...], masks: kernel.Masks) -> Iterator[Key]:
        """The row that decides, and what the rows down to it read; rows that are not told apart decide nothing."""
        fired = {number for number, _ in kernel.explore_rows(rows, masks)}
        for row in rows[: max(fired) + 1]:
            yield from self.condition(row.when, masks)
        only = rows[next(iter(fired))]
        if len(fired) == 1 and (only.when is not None or only.origin.when is None):
            yield Part.ROW, name, str(next(iter(fired)))
