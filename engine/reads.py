"""What each clause reads, directly or by way of what it names: facts, fields, events, days, readings, parameters.

Whatever else a case tells can have no part in the clause's answer.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from ..dsl import ir


@dataclass(frozen=True, slots=True)
class Reads:
    """All that a clause reads. `fields` and `moments` come with their event type; `points` are the days it reckons.

    `since`: the facts of which it reads from which day they hold; `rules` and `lifecycles`: those that it waits for or
    asks, or is. `told`: somewhere it asks whether something is known at all, so that knowing less may change the
    answer.
    """

    facts: frozenset[str]
    fields: frozenset[tuple[str, str]]
    events: frozenset[str]
    moments: frozenset[tuple[str, str]]
    readings: frozenset[str]
    parameters: frozenset[str]
    points: tuple[ir.Point, ...]
    since: frozenset[str]
    rules: frozenset[str]
    lifecycles: frozenset[str]
    told: bool


def reads(framework: ir.Framework) -> dict[str, Reads]:
    """What each lifecycle, decision, rule, judgement and document reads, by name."""
    f = framework
    return {n: _read(f, n) for n in (*f.lifecycles, *f.decisions, *f.rules, *f.judgements, *f.documents)}


def read_by_deemings(framework: ir.Framework) -> frozenset[str]:
    """The readings on which it hangs as what an event counts."""
    reader = _Reader(framework)
    for deem in framework.deems:
        reader.event(deem.target)
    return frozenset(reader.readings)


def answered(framework: ir.Framework, kinds: Collection[str]) -> tuple[str, ...]:
    """The clauses that have something to go by where only events of these types can have taken place, in the order of
    answers; what any other reads can have no part in an answer."""

    lifecycles = (name for name, each in framework.lifecycles.items() if _moved(each, kinds))
    decisions = (each.name for each in framework.decisions.values() if each.about is None or each.about in kinds)
    rules = [each for each in framework.rules.values() if each.trigger is None or each.trigger in kinds]
    judgements = (each.name for each in framework.judgements.values() if each.about is None or each.about in kinds)
    made = {*kinds, *(each.act for each in rules)}
    documents = (name for name in framework.documents if name in made)
    return (*lifecycles, *decisions, *(each.name for each in rules), *judgements, *documents)


def _moved(lifecycle: ir.Lifecycle, kinds: Collection[str]) -> bool:
    """Whether events of these types, times and lapses can move a lifecycle from where it begins."""
    begun = lifecycle.initial
    return any(
        begun in each.sources and (not isinstance(each.trigger, ir.OnEvent) or each.trigger.event in kinds)
        for each in lifecycle.transitions
    )


def _read(framework: ir.Framework, name: str) -> Reads:
    reader = _Reader(framework)
    reader.clause(name)
    return Reads(
        frozenset(reader.facts),
        frozenset(reader.fields),
        frozenset(reader.events),
        frozenset(reader.moments),
        frozenset(reader.readings),
        frozenset(reader.parameters),
        tuple(reader.points),
        frozenset(reader.since),
        frozenset(reader.seen & framework.rules.keys()),
        frozenset(reader.seen & framework.lifecycles.keys()),
        reader.told,
    )


@dataclass(slots=True)
class _Reader:
    framework: ir.Framework
    facts: set[str] = field(default_factory=set)
    fields: set[tuple[str, str]] = field(default_factory=set)
    events: set[str] = field(default_factory=set)
    moments: set[tuple[str, str]] = field(default_factory=set)
    readings: set[str] = field(default_factory=set)
    parameters: set[str] = field(default_factory=set)
    points: dict[ir.Point, None] = field(default_factory=dict)
    since: set[str] = field(default_factory=set)
    told: bool = False
    seen: set[str] = field(default_factory=set)

    def clause(self, name: str) -> None:
        """A lifecycle, decision, rule, judgement or document."""
        if name in self.seen:
            return
        self.seen.add(name)
        f = self.framework
        if name in f.lifecycles:
            for transition in f.lifecycles[name].transitions:
                self._transition(transition)
        elif name in f.decisions:
            decision = f.decisions[name]
            self.event(decision.about)
            for row in decision.rows:
                self._cond(row.when, decision.about)
        elif name in f.rules:
            self._rule(f.rules[name])
        elif name in f.judgements:
            judgement = f.judgements[name]
            self.event(judgement.about)
            for sign in judgement.signs:
                self._cond(sign.when, judgement.about)
        else:
            document = f.documents[name]
            self.event(name)
            for item in (*document.contents, *document.recipients):
                self._cond(item.when, name)

    def _transition(self, transition: ir.Transition) -> None:
        about = None
        match transition.trigger:
            case ir.OnEvent(event=event):
                about = event
                self.event(event)
            case ir.OnLapse(rule=rule):
                self.clause(rule)
            case ir.AtTime(point=point):
                self._point(point, None)
        self._cond(transition.when, about)

    def _rule(self, rule: ir.Rule) -> None:
        self.event(rule.trigger)
        self.event(rule.act)
        for cond in (rule.when, rule.during, *(each.when for each in rule.exceptions), rule.performing):
            self._cond(cond, rule.trigger, rule.act)
        for point in rule.points:
            self._point(point, rule.trigger)
        if rule.repeat is None:
            return
        if rule.repeat.number.parameter is not None:
            self.parameters.add(rule.repeat.number.parameter)
        match rule.repeat.over:
            case ir.Rolling(offset=offset):
                self._offset(offset)
            case ir.EachStretch(offset=offset, anchor=anchor):
                self._offset(offset)
                self._anchor(anchor, rule.trigger)
            case ir.EachPeriod(reading=str() as reading):
                self.readings.add(reading)
            case _:
                pass

    def event(self, name: str | None) -> None:
        """An event type, and whatever counts as one by way of deeming."""
        if name is None or name in self.events:
            return
        self.events.add(name)
        for deem in self.framework.deems:
            if deem.target == name:
                self.event(deem.event)
                self._cond(deem.when, deem.event)

    # Conditions. `it` and `done` are the types of the events that they speak of, where there are any.

    def _cond(self, cond: ir.Cond | None, it: str | None, done: str | None = None) -> None:
        match cond:
            case None:
                return
            case ir.Test(term=term):
                self._term(term, it, done)
            case ir.Not(item=item):
                self._cond(item, it, done)
            case ir.All(items=items) | ir.AnyOf(items=items):
                for item in items:
                    self._cond(item, it, done)
            case ir.Holds(define=name, ref=ref):
                self._ref(ref, it, done)
                self._cond(self.framework.defines[name].cond, self._of(ref, it, done))
            case ir.Chosen(decision=name, ref=ref):
                self._ref(ref, it, done)
                self.clause(name)

    def _term(self, term: ir.Term, it: str | None, done: str | None) -> None:
        match term:
            case ir.FieldTerm(ref=ref, event=event, field=name):
                self._ref(ref, it, done)
                self.event(event)
                self.fields.add((event, name))
            case ir.FactTerm(fact=name):
                self.facts.add(name)
            case ir.StateTerm(lifecycle=name):
                self.clause(name)
            case ir.ReadingTerm(reading=name):
                self.readings.add(name)
            case (
                ir.ExistsTerm(event=event, stretch=stretch, where=where)
                | ir.CountTerm(event=event, stretch=stretch, where=where)
            ):
                self.event(event)
                self._stretch(stretch, it, done)
                self._cond(where, it, done)
            case ir.KnownTerm(term=inner):
                self.told = True
                self._term(inner, it, done)
            case ir.PresumedTerm(cond=cond):
                self.told = True
                self._cond(cond, it, done)
            case ir.PassedTerm(point=point):
                self._point(point, it, done)
            case ir.PositionTerm(ref=ref, event=event, moment=moment, mark=mark):
                self._ref(ref, it, done)
                self.event(event)
                self.moments.add((event, moment))
                self._point(mark, it, done)

    def _of(self, ref: ir.Ref | None, it: str | None, done: str | None) -> str | None:
        """The type of the event that a reference means; None where that is not said by the reference itself."""
        match ref:
            case ir.It():
                return it
            case ir.Done():
                return done
            case ir.Pick(event=event):
                return event
            case _:
                return None

    def _ref(self, ref: ir.Ref | None, it: str | None, done: str | None) -> None:
        match ref:
            case ir.Pick(event=event, base=base, stretch=stretch, where=where):
                self.event(event)
                self._ref(base, it, done)
                self._stretch(stretch, it, done)
                self._cond(where, it, done)
            case ir.Entry(lifecycle=lifecycle):
                self.clause(lifecycle)
            case _:
                return

    def _stretch(self, stretch: ir.Stretch, it: str | None, done: str | None) -> None:
        for bound in (stretch.since, stretch.before):
            if bound is not None and not isinstance(bound, ir.DayAnchor):
                self._ref(bound, it, done)

    # Days

    def _point(self, point: ir.Point, it: str | None, done: str | None = None) -> None:
        self.points[point] = None
        for offset in (point.offset, point.extension):
            if offset is not None:
                self._offset(offset)
        self._anchor(point.anchor, it, done)

    def _offset(self, offset: ir.Offset) -> None:
        if offset.parameter is not None:
            self.parameters.add(offset.parameter)

    def _anchor(self, anchor: ir.Anchor, it: str | None, done: str | None = None) -> None:
        match anchor:
            case ir.MomentAnchor(ref=ref, moment=moment, reading=reading):
                self._ref(ref, it, done)
                if reading is not None:
                    self.readings.add(reading)
                event = self._of(ref, it, done)
                moments = (moment,) if reading is None else self.framework.readings[reading].names
                if event is not None:
                    self.moments |= {(event, each) for each in moments}
            case ir.FactAnchor(fact=name):
                self.facts.add(name)
                self.since.add(name)
            case ir.EntryAnchor(lifecycle=lifecycle):
                self.clause(lifecycle)
            case ir.DayAnchor():
                return
