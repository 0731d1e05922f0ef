"""Clause groups: what the kernel decides at once, compiled from the IR.

A group reads *variables*. A variable is a term, asked at a certain time, whose values fall into *classes*: values that
no test of the group tells apart are one class. A valuation gives each variable a bit mask of the classes that are
still possible; one bit means known. So a key is feasible by construction, and small.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from ..dsl import ir


class Time(StrEnum):
    """When a variable is asked: for all time, at the triggering event, as of the asking, or at a duty's deadline."""

    ALWAYS = "always"
    EVENT = "event"
    NOW = "now"
    DEADLINE = "deadline"


@dataclass(frozen=True, slots=True)
class Variable:
    """A term at a time, and the classes of its values."""

    term: ir.Term
    time: Time
    classes: tuple[frozenset[str], ...]

    @property
    def full(self) -> int:
        """The mask of a variable of which nothing is known."""
        return (1 << len(self.classes)) - 1

    def mask(self, values: Iterable[str]) -> int:
        """The classes into which `values` fall."""
        wanted = frozenset(values)
        return sum(1 << i for i, each in enumerate(self.classes) if each & wanted)

    def values(self, mask: int) -> frozenset[str]:
        """The values in the classes of `mask`."""
        return frozenset().union(*(each for i, each in enumerate(self.classes) if mask >> i & 1))


# Expressions over the variables of one group; `origin` is the condition from which each was made.


@dataclass(frozen=True, slots=True)
class Is:
    """Variable number `variable` lies within the classes `accept`."""

    variable: int
    accept: int
    origin: ir.Test


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    item: Expression
    origin: ir.Cond


@dataclass(frozen=True, slots=True)
class All:
    """Every one of them."""

    items: tuple[Expression, ...]
    origin: ir.Cond


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of them."""

    items: tuple[Expression, ...]
    origin: ir.Cond


@dataclass(frozen=True, slots=True)
class Named:
    """A named condition, written out."""

    define: str
    body: Expression
    origin: ir.Holds


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A row of a decision: `when` is None for `otherwise`."""

    value: str
    when: Expression | None
    origin: ir.Row


@dataclass(frozen=True, slots=True)
class Chosen:
    """A decision, written out, comes to one of the values."""

    decision: str
    rows: tuple[CaseRow, ...]
    accepted: frozenset[str]
    origin: ir.Chosen


Expression = Is | Not | All | AnyOf | Named | Chosen


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class StepGroup:
    """One lifecycle and one event type: where the event moves it from each state."""

    name: str
    lifecycle: str
    event: str
    variables: tuple[Variable, ...]
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """What a rule asks at one time: `during` (None: always), and the condition of each exception (None: always)."""

    during: Expression | None
    exceptions: tuple[Expression | None, ...]


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """One rule: its trigger, and what holds now and held on the last day of its own window."""

    name: str
    rule: ir.Rule
    variables: tuple[Variable, ...]
    when: Expression | None
    now: Trial
    deadline: Trial | None


Group = DecisionGroup | StepGroup | RuleGroup


@dataclass(frozen=True, slots=True)
class Compiled:
    """All groups of a framework. `steps` by lifecycle and event type."""

    framework: ir.Framework
    decisions: dict[str, DecisionGroup]
    steps: dict[tuple[str, str], StepGroup]
    rules: dict[str, RuleGroup]


def compile_groups(framework: ir.Framework) -> Compiled:
    """The clause groups of a framework."""
    decisions = {name: _decision(decision, framework) for name, decision in framework.decisions.items()}
    steps = {
        (lifecycle.name, event): _step(lifecycle, event, framework)
        for lifecycle in framework.lifecycles.values()
        for event in dict.fromkeys(transition.event for transition in lifecycle.transitions)
    }
    rules = {name: _rule(rule, framework) for name, rule in framework.rules.items()}
    return Compiled(framework, decisions, steps, rules)


def compile_condition(cond: ir.Cond, framework: ir.Framework) -> tuple[tuple[Variable, ...], Expression | None]:
    """A condition about an event, by itself, with the variables that it reads."""
    builder = _Builder(framework)
    draft = builder.written_out(cond, ir.It(), Time.EVENT)
    builder.classify()
    return builder.variables, builder.expression(draft)


def _decision(decision: ir.Decision, framework: ir.Framework) -> DecisionGroup:
    builder = _Builder(framework)
    base = ir.It() if decision.about else None
    rows = [(row, builder.optional(row.when, base, Time.NOW)) for row in decision.rows]
    builder.classify()
    return DecisionGroup(
        decision.name, builder.variables, tuple(CaseRow(row.value, builder.expression(when), row) for row, when in rows)
    )


def _step(lifecycle: ir.Lifecycle, event: str, framework: ir.Framework) -> StepGroup:
    builder = _Builder(framework)
    moves = [
        (each, builder.optional(each.when, ir.It(), Time.EVENT))
        for each in lifecycle.transitions
        if each.event == event
    ]
    builder.classify()
    return StepGroup(
        f"{lifecycle.name} on {event}",
        lifecycle.name,
        event,
        builder.variables,
        tuple(Move(each, builder.expression(when)) for each, when in moves),
    )


def _rule(rule: ir.Rule, framework: ir.Framework) -> RuleGroup:
    builder = _Builder(framework)
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
    )


# Writing out: named conditions and decisions are replaced by their bodies, `it` by the event meant.


@dataclass(frozen=True, slots=True)
class _Leaf:
    term: ir.Term
    time: Time
    origin: ir.Test


@dataclass(frozen=True, slots=True)
class _Not:
    item: _Draft
    origin: ir.Cond


@dataclass(frozen=True, slots=True)
class _Many:
    every: bool
    items: tuple[_Draft, ...]
    origin: ir.Cond


@dataclass(frozen=True, slots=True)
class _Named:
    body: _Draft
    origin: ir.Holds


@dataclass(frozen=True, slots=True)
class _Chosen:
    rows: tuple[tuple[ir.Row, _Draft | None], ...]
    origin: ir.Chosen


_Draft = _Leaf | _Not | _Many | _Named | _Chosen


@dataclass(slots=True)
class _Builder:
    framework: ir.Framework
    tests: dict[tuple[ir.Term, Time], set[frozenset[str]]] = field(default_factory=dict)
    order: dict[tuple[ir.Term, Time], int] = field(default_factory=dict)
    variables: tuple[Variable, ...] = ()

    def optional(self, cond: ir.Cond | None, base: ir.Ref | None, time: Time) -> _Draft | None:
        return None if cond is None else self.written_out(cond, base, time)

    def written_out(self, cond: ir.Cond, base: ir.Ref | None, time: Time) -> _Draft:
        match cond:
            case ir.Test(term=term, accepted=accepted):
                moved = _moved(term, base)
                asked = Time.ALWAYS if self.timeless(moved) else time
                self.tests.setdefault((moved, asked), set()).add(accepted)
                return _Leaf(moved, asked, cond)
            case ir.Not(item=item):
                return _Not(self.written_out(item, base, time), cond)
            case ir.All(items=items) | ir.AnyOf(items=items):
                return _Many(
                    isinstance(cond, ir.All), tuple(self.written_out(item, base, time) for item in items), cond
                )
            case ir.Holds(define=name, ref=ref):
                target = None if ref is None else _moved_ref(ref, base)
                return _Named(self.written_out(self.framework.defines[name].cond, target, time), cond)
            case ir.Chosen(decision=name, ref=ref, accepted=accepted):
                target = None if ref is None else _moved_ref(ref, base)
                rows = self.framework.decisions[name].rows
                needed = _needed(tuple(row.value in accepted for row in rows))
                return _Chosen(
                    (
                        *((row, self.optional(row.when, target, time)) for row in rows[:needed]),
                        *((row, None) for row in rows[needed : needed + 1]),
                    ),
                    cond,
                )

    def timeless(self, term: ir.Term) -> bool:
        """Whether the answer is the same whenever one asks."""
        match term:
            case ir.FieldTerm(ref=ref) | ir.PositionTerm(ref=ref):
                return _anchored(ref)
            case ir.FactTerm(fact=name):
                return self.framework.facts[name].constant
            case ir.ReadingTerm():
                return True
            case ir.ExistsTerm(before=before, since=since):
                return before is not None and _anchored(before) and (since is None or _anchored(since))
            case ir.StateTerm() | ir.PassedTerm():
                return False

    def classify(self) -> None:
        """Fix the variables, once every condition of the group has been written out."""
        variables: list[Variable] = []
        for (term, time), accepted_sets in self.tests.items():
            self.order[term, time] = len(variables)
            signatures: dict[tuple[bool, ...], set[str]] = {}
            ordered = sorted(accepted_sets, key=sorted)
            for value in term.domain:
                signatures.setdefault(tuple(value in accepted for accepted in ordered), set()).add(value)
            variables.append(Variable(term, time, tuple(frozenset(each) for each in signatures.values())))
        self.variables = tuple(variables)

    def expression(self, draft: _Draft | None) -> Expression | None:
        return None if draft is None else self._expression(draft)

    def _expression(self, draft: _Draft) -> Expression:
        match draft:
            case _Leaf(term=term, time=time, origin=origin):
                number = self.order[term, time]
                return Is(number, self.variables[number].mask(origin.accepted), origin)
            case _Not(item=item, origin=origin):
                return Not(self._expression(item), origin)
            case _Many(every=every, items=items, origin=origin):
                return (All if every else AnyOf)(tuple(self._expression(item) for item in items), origin)
            case _Named(body=body, origin=named):
                return Named(named.define, self._expression(body), named)
            case _Chosen(rows=rows, origin=chosen):
                return Chosen(
                    chosen.decision,
                    tuple(CaseRow(row.value, self.expression(when), row) for row, when in rows),
                    chosen.accepted,
                    chosen,
                )


def _moved_ref(ref: ir.Ref, base: ir.Ref | None) -> ir.Ref:
    match ref:
        case ir.It():
            assert base is not None, "the resolver lets 'it' stand only where there is an event"
            return base
        case ir.Pick(base=None):
            return ref
        case ir.Pick(selector=selector, event=event, base=inner):
            return ir.Pick(selector, event, _moved_ref(inner, base)) if inner is not None else ref


def _moved(term: ir.Term, base: ir.Ref | None) -> ir.Term:
    match term:
        case ir.FieldTerm(ref=ref, event=event, field=name, domain=domain):
            moved = _moved_ref(ref, base)
            if isinstance(ref, ir.It) and not isinstance(moved, ir.It) and ir.ABSENT not in domain:
                domain = (*domain, ir.ABSENT)
            return ir.FieldTerm(moved, event, name, domain)
        case ir.PositionTerm(ref=ref, event=event, moment=moment, day=day):
            return ir.PositionTerm(_moved_ref(ref, base), event, moment, day)
        case ir.ExistsTerm(event=event, since=since, before=before):
            return ir.ExistsTerm(
                event,
                None if since is None else _moved_ref(since, base),
                None if before is None else _moved_ref(before, base),
            )
        case ir.PassedTerm(
            point=ir.Point(
                offset=offset, relation=relation, anchor=ir.MomentAnchor(ref=ref, moment=moment, reading=reading)
            )
        ):
            return ir.PassedTerm(ir.Point(offset, relation, ir.MomentAnchor(_moved_ref(ref, base), moment, reading)))
        case _:
            return term


def _needed(answers: tuple[bool, ...]) -> int:
    """How many rows must be looked at: from there on all give the same answer."""
    needed = len(answers) - 1
    while needed > 0 and answers[needed - 1] == answers[-1]:
        needed -= 1
    return needed


def _anchored(ref: ir.Ref) -> bool:
    """Whether a reference hangs on the event of the clause, not on the time of asking."""
    match ref:
        case ir.It():
            return True
        case ir.Pick(selector=ir.Selector.PREVIOUS, base=base):
            return base is not None and _anchored(base)
        case ir.Pick():
            return False
