"""Clause groups: what the kernel decides at once, compiled from the IR.

A group is itself and no other, however alike: the kernel keeps what it has decided by group and valuation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..dsl import ir
from ..dsl.ir.walk import of_anchor, tried_by
from .expressions import CaseRow, Expression, Time, Variable
from .reads import Reads, read_by_deemings, reads
from .writing import Builder


@dataclass(frozen=True, slots=True, eq=False)
class DecisionGroup:
    """One decision."""

    name: str
    variables: tuple[Variable, ...]
    rows: tuple[CaseRow, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """A transition of a step group."""

    transition: ir.Transition
    guard: Expression | None


@dataclass(frozen=True, slots=True, eq=False)
class StepGroup:
    """One lifecycle and one trigger: where that moves it from each state.

    `lineages`: each state with those around it, the outermost first.
    """

    name: str
    lifecycle: str
    trigger: ir.Trigger
    variables: tuple[Variable, ...]
    moves: tuple[Move, ...]
    lineages: dict[str, tuple[str, ...]]

    def move(self, transition: str) -> Move:
        """The move of that id."""
        return next(each for each in self.moves if each.transition.id == transition)


@dataclass(frozen=True, slots=True, eq=False)
class Filter:
    """A condition by itself: of a `where`, of an act, of a triggering event, of a sign, of a part of a document.

    `recorded`, `settled`: as all its variables are.
    """

    variables: tuple[Variable, ...]
    expression: Expression
    recorded: bool
    settled: bool


@dataclass(frozen=True, slots=True)
class Trial:
    """What a rule asks at one time: `during` (None: always), and the condition of each exception (None: always)."""

    during: Expression | None
    exceptions: tuple[Expression | None, ...]


@dataclass(frozen=True, slots=True, eq=False)
class RuleGroup:
    """One rule: its trigger, and what holds now and held on the last day of its own window.

    `performing`: what an act must be like to count (None: any does). `arising`: what its triggering event must be like
    to give rise to it (None: any does); the same as `when`, over the variables of that alone, and one for all rules
    that ask the same. `standing`: so of a rule without such an event what its `while` asks (None: nothing).
    """

    name: str
    rule: ir.Rule
    variables: tuple[Variable, ...]
    when: Expression | None
    now: Trial
    deadline: Trial | None
    performing: Filter | None
    arising: Filter | None
    standing: Filter | None


Terms = dict[ir.Term, ir.Term]
"""One object for all terms that are alike."""

Group = DecisionGroup | StepGroup | RuleGroup


@dataclass(frozen=True, slots=True)
class Compiled:
    """All groups of a framework. `steps` by lifecycle and event type, `timers` (at times and on lapses) by lifecycle.

    `filters` holds every other condition, as it stands where it is asked; `reads` says what each clause reads, by name;
    `deeming` are the readings on which it hangs as what an event counts.
    """

    framework: ir.Framework
    decisions: dict[str, DecisionGroup]
    steps: dict[tuple[str, str], StepGroup]
    timers: dict[str, tuple[StepGroup, ...]]
    rules: dict[str, RuleGroup]
    filters: dict[ir.Cond, Filter]
    reads: dict[str, Reads]
    deeming: frozenset[str]

    def moving(self, lifecycle: str) -> tuple[StepGroup, ...]:
        """Everything that can move a lifecycle: events, times and lapses."""
        events = (group for (name, _), group in self.steps.items() if name == lifecycle)
        return (*events, *self.timers.get(lifecycle, ()))

    def deemed_as(self, event: str) -> tuple[ir.Deem, ...]:
        """The deemings of an event type."""
        return tuple(each for each in self.framework.deems if each.event == event)


def compile_groups(framework: ir.Framework) -> Compiled:
    """The clause groups of a framework."""
    terms: Terms = {}
    filters: dict[ir.Cond, Filter] = {}
    decisions = {name: compile_decision(decision, framework, terms) for name, decision in framework.decisions.items()}
    steps: dict[tuple[str, str], StepGroup] = {}
    timers: dict[str, tuple[StepGroup, ...]] = {}
    for lifecycle in framework.lifecycles.values():
        for trigger in dict.fromkeys(transition.trigger for transition in lifecycle.transitions):
            group = compile_step(lifecycle, trigger, framework, terms)
            match trigger:
                case ir.OnEvent(event=event):
                    steps[lifecycle.name, event] = group
                case ir.OnLapse() | ir.AtTime():
                    timers[lifecycle.name] = (*timers.get(lifecycle.name, ()), group)
    rules = {name: _rule(rule, framework, terms, filters) for name, rule in framework.rules.items()}
    groups: tuple[Group, ...] = (
        *decisions.values(),
        *steps.values(),
        *(group for each in timers.values() for group in each),
        *rules.values(),
    )
    filters |= _filters((*_own_conditions(framework), *_tried(groups), *_tried_by_anchors(framework)), framework, terms)
    return Compiled(framework, decisions, steps, timers, rules, filters, reads(framework), read_by_deemings(framework))


def _own_conditions(framework: ir.Framework) -> Iterator[ir.Cond]:
    """The conditions that stand in no group: of deemings, signs and documents."""
    for deem in framework.deems:
        if deem.when is not None:
            yield deem.when
    for judgement in framework.judgements.values():
        for sign in judgement.signs:
            yield sign.when
    for document in framework.documents.values():
        for item in (*document.contents, *document.recipients):
            if item.when is not None:
                yield item.when


def _tried(groups: Iterable[Group]) -> Iterator[ir.Cond]:
    """The conditions of the `where`s by which the terms of groups find their events."""
    for group in groups:
        for variable in group.variables:
            yield from tried_by(variable.term)
        if isinstance(group, RuleGroup) and group.performing is not None:
            for variable in group.performing.variables:
                yield from tried_by(variable.term)


def _tried_by_anchors(framework: ir.Framework) -> Iterator[ir.Cond]:
    """The conditions of the `where`s by which windows and timers find their events."""
    for lifecycle in framework.lifecycles.values():
        for transition in lifecycle.transitions:
            if isinstance(transition.trigger, ir.AtTime):
                yield from of_anchor(transition.trigger.point.anchor)
    for rule in framework.rules.values():
        for point in rule.points:
            yield from of_anchor(point.anchor)
        if rule.repeat is not None and isinstance(rule.repeat.over, ir.EachStretch):
            yield from of_anchor(rule.repeat.over.anchor)


def _filters(conditions: Iterable[ir.Cond], framework: ir.Framework, terms: Terms) -> dict[ir.Cond, Filter]:
    found: dict[ir.Cond, Filter] = {}
    waiting = list(conditions)
    while waiting:
        cond = waiting.pop()
        if cond not in found:
            found[cond] = compile_condition(cond, framework, terms)
            waiting += [each for variable in found[cond].variables for each in tried_by(variable.term)]
    return found


def compile_condition(cond: ir.Cond, framework: ir.Framework, terms: Terms | None = None) -> Filter:
    """A condition by itself, with the variables that it reads."""
    builder = Builder(framework, {} if terms is None else terms)
    draft = builder.written_out(cond, ir.It(), Time.EVENT)
    builder.classify()
    expression = builder.expression(draft)
    assert expression is not None, "a condition was given"
    recorded = all(each.recorded for each in builder.variables)
    return Filter(builder.variables, expression, recorded, all(each.settled for each in builder.variables))


def compile_decision(decision: ir.Decision, framework: ir.Framework, terms: Terms) -> DecisionGroup:
    """A decision by itself, under the definitions of a framework."""
    builder = Builder(framework, terms)
    base = ir.It() if decision.about else None
    rows = [(row, builder.optional(row.when, base, Time.NOW)) for row in decision.rows]
    builder.classify()
    return DecisionGroup(
        decision.name, builder.variables, tuple(CaseRow(row.value, builder.expression(when), row) for row, when in rows)
    )


def compile_step(lifecycle: ir.Lifecycle, trigger: ir.Trigger, framework: ir.Framework, terms: Terms) -> StepGroup:
    """What a trigger does to a lifecycle, under the definitions of a framework."""
    builder = Builder(framework, terms)
    base = ir.It() if isinstance(trigger, ir.OnEvent) else None
    moves = [
        (each, builder.optional(each.when, base, Time.EVENT))
        for each in lifecycle.transitions
        if each.trigger == trigger
    ]
    builder.classify()
    return StepGroup(
        f"{lifecycle.name} on {_spoken(trigger)}",
        lifecycle.name,
        trigger,
        builder.variables,
        tuple(Move(each, builder.expression(when)) for each, when in moves),
        {name: lifecycle.lineage(name) for name in lifecycle.leaves},
    )


def _spoken(trigger: ir.Trigger) -> str:
    match trigger:
        case ir.OnEvent(event=event):
            return event
        case ir.OnLapse(rule=rule):
            return f"lapse of {rule}"
        case ir.AtTime(point=point):
            return f"time {point}"


def _rule(rule: ir.Rule, framework: ir.Framework, terms: Terms, filters: dict[ir.Cond, Filter]) -> RuleGroup:
    builder = Builder(framework, terms)
    base = ir.It() if rule.trigger else None
    when = builder.optional(rule.when, base, Time.EVENT)
    times = (Time.NOW, Time.DEADLINE) if rule.window and rule.window.latest else (Time.NOW,)
    trials = [
        (
            builder.optional(rule.during, base, time),
            [builder.optional(each.when, base, time) for each in rule.exceptions],
        )
        for time in times
    ]
    builder.classify()
    standing = rule.during if rule.trigger is None else None
    for cond in (rule.when, standing):
        if cond is not None and cond not in filters:
            filters[cond] = compile_condition(cond, framework, terms)
    compiled = [
        Trial(builder.expression(during), tuple(builder.expression(each) for each in exceptions))
        for during, exceptions in trials
    ]
    return RuleGroup(
        rule.name,
        rule,
        builder.variables,
        builder.expression(when),
        compiled[0],
        compiled[1] if len(compiled) > 1 else None,
        None if rule.performing is None else compile_condition(rule.performing, framework, terms),
        None if rule.when is None else filters[rule.when],
        None if standing is None else filters[standing],
    )
