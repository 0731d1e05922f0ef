"""A framework in the names of another one, so that what is called otherwise there can be laid beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from ...dsl import ir

Part = tuple[str, str]
"""What is named within a clause: the clause, and the name."""


@dataclass(frozen=True, slots=True)
class Names:
    """New names by old ones: of clauses, of what is named within them, and of actors and verbs. Others stay.

    Within: values of a type or decision, moments and fields of an event, states of a lifecycle, exceptions of a rule,
    signs of a judgement, alternatives of a reading; under the old name of the clause.
    """

    clauses: dict[str, str] = field(default_factory=dict)
    parts: dict[Part, str] = field(default_factory=dict)
    actors: dict[str, str] = field(default_factory=dict)

    def actor(self, name: str) -> str:
        """The new name of somebody who acts, or of what they do."""
        return self.actors.get(name, name)

    def clause(self, name: str) -> str:
        """The new name of a clause."""
        return self.clauses.get(name, name)

    def part(self, owner: str, name: str) -> str:
        """The new name of what is named within a clause."""
        return self.parts.get((owner, name), name)


@dataclass(frozen=True, slots=True)
class _Speaking:
    """The types of the events of which a condition speaks: the one it is about, the act, those that `where`s try."""

    it: str | None = None
    done: str | None = None
    those: tuple[str, ...] = ()


_NOBODY = _Speaking()


def renamed(framework: ir.Framework, names: Names) -> ir.Framework:
    """The framework with every name replaced by its new one, and with nothing else changed."""
    return _Renaming(framework, names).framework()


@dataclass(frozen=True, slots=True)
class _Renaming:
    old: ir.Framework
    names: Names

    def framework(self) -> ir.Framework:
        f, name = self.old, self.names.clause
        return replace(
            f,
            domains={name(n): self._domain(each) for n, each in f.domains.items()},
            groups={name(n): self._group(members) for n, members in f.groups.items()},
            facts={name(n): replace(each, name=name(n), type=self._type(each.type)) for n, each in f.facts.items()},
            events={name(n): self._event(each) for n, each in f.events.items()},
            documents={name(n): self._document(each) for n, each in f.documents.items()},
            deems=tuple(self._deem(each) for each in f.deems),
            defines={name(n): self._define(each) for n, each in f.defines.items()},
            decisions={name(n): self._decision(each) for n, each in f.decisions.items()},
            judgements={name(n): self._judgement(each) for n, each in f.judgements.items()},
            lifecycles={name(n): self._lifecycle(each) for n, each in f.lifecycles.items()},
            rules={name(n): self._rule(each) for n, each in f.rules.items()},
            parameters={
                name(n): replace(each, name=name(n), offset=self._offset(each.offset))
                for n, each in f.parameters.items()
            },
            readings={name(n): self._reading(each) for n, each in f.readings.items()},
            gaps={
                name(n): replace(each, name=name(n), touches=tuple(map(name, each.touches)))
                for n, each in f.gaps.items()
            },
        )

    # Vocabulary

    def _domain(self, domain: ir.Domain) -> ir.Domain:
        if domain is ir.BOOLEAN:
            return domain
        values = tuple(self.names.part(domain.name, each) for each in domain.values)
        return replace(domain, name=self.names.clause(domain.name), values=values)

    def _type(self, type_: ir.Type) -> ir.Type:
        return self._domain(type_) if isinstance(type_, ir.Domain) else type_

    def _group(self, members: tuple[str, ...]) -> tuple[str, ...]:
        """Fields of some event, or values of some type: whichever they are called in one place or another."""
        known = {old: new for (_, old), new in self.names.parts.items()}
        return tuple(known.get(each, self.names.clause(each)) for each in members)

    def _event(self, event: ir.EventType) -> ir.EventType:
        return replace(
            event,
            name=self.names.clause(event.name),
            by=tuple(map(self.names.actor, event.by)),
            moments=tuple(self.names.part(event.name, each) for each in event.moments),
            effective=self.names.part(event.name, event.effective),
            fields=tuple(
                replace(
                    each,
                    name=self._field(event.name, each.name),
                    type=self._type(each.type),
                    default=None if each.default is None else self._value(each.type, each.default),
                    judged_by=tuple(map(self.names.actor, each.judged_by)),
                )
                for each in event.fields
            ),
        )

    def _field(self, event: str, name: str) -> str:
        """A judgement about an event is a field of it, and so is a sign for which somebody must look."""
        if (event, name) in self.names.parts:
            return self.names.parts[event, name]
        if name in self.old.judgements:
            return self.names.clause(name)
        for judgement in self.old.judgements.values():
            if judgement.about == event and any(sign.name == name for sign in judgement.signs):
                return self.names.part(judgement.name, name)
        return self.names.clause(name)

    def _value(self, type_: ir.Type, value: str) -> str:
        return self.names.part(type_.name, value) if isinstance(type_, ir.Domain) else value

    def _field_type(self, event: str, name: str) -> ir.Type:
        found = self.old.events[event].field(name)
        return found.type if found is not None else ir.BOOLEAN

    def _document(self, document: ir.Document) -> ir.Document:
        speaking = _Speaking(it=document.event)
        return ir.Document(
            self.names.clause(document.event),
            tuple(replace(each, when=self._optional(each.when, speaking)) for each in document.contents),
            tuple(
                replace(each, name=self.names.actor(each.name), when=self._optional(each.when, speaking))
                for each in document.recipients
            ),
        )

    # Clauses

    def _deem(self, deem: ir.Deem) -> ir.Deem:
        event, target = self.names.clause(deem.event), self.names.clause(deem.target)
        when = self._optional(deem.when, _Speaking(it=deem.event))
        return replace(deem, name=f"{event} as {target}", event=event, target=target, when=when)

    def _define(self, define: ir.Define) -> ir.Define:
        cond = self._cond(define.cond, _Speaking(it=define.about))
        return replace(define, name=self.names.clause(define.name), about=self._maybe(define.about), cond=cond)

    def _decision(self, decision: ir.Decision) -> ir.Decision:
        speaking = _Speaking(it=decision.about)
        rows = tuple(
            replace(
                each,
                value=self.names.part(decision.name, each.value),
                when=self._optional(each.when, speaking),
            )
            for each in decision.rows
        )
        return replace(decision, name=self.names.clause(decision.name), about=self._maybe(decision.about), rows=rows)

    def _judgement(self, judgement: ir.Judgement) -> ir.Judgement:
        speaking, owner = _Speaking(it=judgement.about), judgement.name
        return replace(
            judgement,
            name=self.names.clause(owner),
            about=self._maybe(judgement.about),
            values=tuple(self.names.part(owner, each) for each in judgement.values),
            by=tuple(map(self.names.actor, judgement.by)),
            signs=tuple(
                replace(
                    each,
                    name=self.names.part(owner, each.name),
                    value=self.names.part(owner, each.value),
                    when=self._cond(each.when, speaking),
                )
                for each in judgement.signs
            ),
        )

    def _lifecycle(self, lifecycle: ir.Lifecycle) -> ir.Lifecycle:
        name, owner = self.names.clause, lifecycle.name

        def state(each: str) -> str:
            return self.names.part(owner, each)

        return replace(
            lifecycle,
            name=name(owner),
            states=tuple(
                replace(each, name=state(each.name), parent=None if each.parent is None else state(each.parent))
                for each in lifecycle.states
            ),
            transitions=tuple(
                replace(
                    each,
                    id=f"{name(owner)}.{each.id.rpartition('.')[2]}",
                    sources=tuple(map(state, each.sources)),
                    written=tuple(map(state, each.written)),
                    trigger=self._trigger(each.trigger),
                    when=self._optional(
                        each.when,
                        _Speaking(it=each.trigger.event if isinstance(each.trigger, ir.OnEvent) else None),
                    ),
                    target=state(each.target),
                    into=state(each.into),
                )
                for each in lifecycle.transitions
            ),
        )

    def _trigger(self, trigger: ir.Trigger) -> ir.Trigger:
        match trigger:
            case ir.OnEvent(event=event):
                return ir.OnEvent(self.names.clause(event))
            case ir.OnLapse(rule=rule):
                return ir.OnLapse(self.names.clause(rule))
            case ir.AtTime(point=point):
                return ir.AtTime(self._point(point, _NOBODY))

    def _rule(self, rule: ir.Rule) -> ir.Rule:
        name, speaking = self.names.clause, _Speaking(it=rule.trigger, done=rule.act)
        return replace(
            rule,
            name=name(rule.name),
            actor=self.names.actor(rule.actor),
            verb=self.names.actor(rule.verb),
            act=name(rule.act),
            addressee=self.names.actor(rule.addressee),
            trigger=self._maybe(rule.trigger),
            when=self._optional(rule.when, speaking),
            during=self._optional(rule.during, speaking),
            performing=self._optional(rule.performing, speaking),
            window=self._window(rule.window, speaking),
            repeat=None if rule.repeat is None else self._repeat(rule.repeat, speaking),
            exceptions=tuple(
                replace(
                    each,
                    name=self.names.part(rule.name, each.name),
                    against=tuple(self.names.part(rule.name, other) for other in each.against),
                    when=self._optional(each.when, speaking),
                    window=self._window(each.window, speaking),
                )
                for each in rule.exceptions
            ),
        )

    def _repeat(self, repeat: ir.Repeat, speaking: _Speaking) -> ir.Repeat:
        number = replace(repeat.number, parameter=self._maybe(repeat.number.parameter))
        match repeat.over:
            case ir.Within(window=window):
                found = self._window(window, speaking)
                assert found is not None, "there was a window"
                return replace(repeat, number=number, over=ir.Within(found))
            case ir.Rolling(offset=offset):
                return replace(repeat, number=number, over=ir.Rolling(self._offset(offset)))
            case ir.EachPeriod(period=period, reading=reading):
                return replace(repeat, number=number, over=ir.EachPeriod(period, self._maybe(reading)))
            case ir.EachStretch(offset=offset, anchor=anchor):
                over = ir.EachStretch(self._offset(offset), self._anchor(anchor, speaking))
                return replace(repeat, number=number, over=over)

    def _reading(self, reading: ir.Reading) -> ir.Reading:
        def alternative(each: str) -> str:
            return self.names.part(reading.name, each)

        return replace(
            reading,
            name=self.names.clause(reading.name),
            alternatives=tuple((alternative(each), label) for each, label in reading.alternatives),
            default=alternative(reading.default),
        )

    def _maybe(self, name: str | None) -> str | None:
        return None if name is None else self.names.clause(name)

    # Conditions

    def _optional(self, cond: ir.Cond | None, speaking: _Speaking) -> ir.Cond | None:
        return None if cond is None else self._cond(cond, speaking)

    def _cond(self, cond: ir.Cond, speaking: _Speaking) -> ir.Cond:
        match cond:
            case ir.Test(term=term, accepted=accepted):
                value = self._values(term)
                return replace(cond, term=self._term(term, speaking), accepted=frozenset(map(value, accepted)))
            case ir.Holds(define=name, ref=ref):
                return replace(cond, define=self.names.clause(name), ref=self._maybe_ref(ref, speaking))
            case ir.Chosen(decision=name, ref=ref, accepted=accepted):
                return replace(
                    cond,
                    decision=self.names.clause(name),
                    ref=self._maybe_ref(ref, speaking),
                    accepted=frozenset(self.names.part(name, each) for each in accepted),
                )
            case ir.Not(item=item):
                return replace(cond, item=self._cond(item, speaking))
            case ir.All(items=items) | ir.AnyOf(items=items):
                return replace(cond, items=tuple(self._cond(each, speaking) for each in items))

    def _values(self, term: ir.Term) -> Callable[[str], str]:
        """What becomes of the values that a term can have."""
        match term:
            case ir.FieldTerm(event=event, field=name):
                type_ = self._field_type(event, name)
                return lambda value: self._value(type_, value)
            case ir.FactTerm(fact=name):
                type_ = self.old.facts[name].type
                return lambda value: self._value(type_, value)
            case ir.StateTerm(lifecycle=owner) | ir.ReadingTerm(reading=owner):
                return lambda value: self.names.part(owner, value)
            case _:
                return lambda value: value

    def _term(self, term: ir.Term, speaking: _Speaking) -> ir.Term:
        domain = tuple(map(self._values(term), term.domain))
        match term:
            case ir.FieldTerm(ref=ref, event=event, field=name):
                found = self._ref(ref, speaking)
                return ir.FieldTerm(found, self.names.clause(event), self._field(event, name), domain)
            case ir.FactTerm(fact=name):
                return ir.FactTerm(self.names.clause(name), domain)
            case ir.StateTerm(lifecycle=name):
                return ir.StateTerm(self.names.clause(name), domain)
            case ir.ReadingTerm(reading=name):
                return ir.ReadingTerm(self.names.clause(name), domain)
            case (
                ir.ExistsTerm(event=event, stretch=stretch, where=where)
                | ir.CountTerm(event=event, stretch=stretch, where=where)
            ):
                trying = replace(speaking, those=(event, *speaking.those))
                return replace(
                    term,
                    event=self.names.clause(event),
                    stretch=self._stretch(stretch, speaking),
                    where=self._optional(where, trying),
                )
            case ir.KnownTerm(term=inner):
                return replace(term, term=self._term(inner, speaking))
            case ir.PresumedTerm(cond=cond):
                return replace(term, cond=self._cond(cond, speaking))
            case ir.PassedTerm(point=point):
                return replace(term, point=self._point(point, speaking))
            case ir.PositionTerm(ref=ref, event=event, moment=moment, mark=mark):
                return replace(
                    term,
                    ref=self._ref(ref, speaking),
                    event=self.names.clause(event),
                    moment=self.names.part(event, moment),
                    mark=self._point(mark, speaking),
                )

    def _maybe_ref(self, ref: ir.Ref | None, speaking: _Speaking) -> ir.Ref | None:
        return None if ref is None else self._ref(ref, speaking)

    def _ref(self, ref: ir.Ref, speaking: _Speaking) -> ir.Ref:
        match ref:
            case ir.Pick(event=event, base=base, stretch=stretch, where=where):
                trying = replace(speaking, those=(event, *speaking.those))
                return replace(
                    ref,
                    event=self.names.clause(event),
                    base=self._maybe_ref(base, speaking),
                    stretch=self._stretch(stretch, speaking),
                    where=self._optional(where, trying),
                )
            case ir.Entry(lifecycle=lifecycle, state=state):
                return ir.Entry(self.names.clause(lifecycle), self.names.part(lifecycle, state))
            case ir.It() | ir.Done() | ir.That():
                return ref

    def _stretch(self, stretch: ir.Stretch, speaking: _Speaking) -> ir.Stretch:
        def bound(each: ir.Bound | None) -> ir.Bound | None:
            return each if each is None or isinstance(each, ir.DayAnchor) else self._ref(each, speaking)

        return ir.Stretch(bound(stretch.since), bound(stretch.before))

    # Days

    def _window(self, window: ir.Window | None, speaking: _Speaking) -> ir.Window | None:
        def end(point: ir.Point | None) -> ir.Point | None:
            return None if point is None else self._point(point, speaking)

        return None if window is None else replace(window, earliest=end(window.earliest), latest=end(window.latest))

    def _point(self, point: ir.Point, speaking: _Speaking) -> ir.Point:
        return replace(
            point,
            offset=None if point.offset is None else self._offset(point.offset),
            anchor=self._anchor(point.anchor, speaking),
            extension=None if point.extension is None else self._offset(point.extension),
        )

    def _offset(self, offset: ir.Offset) -> ir.Offset:
        return replace(offset, parameter=self._maybe(offset.parameter))

    def _anchor(self, anchor: ir.Anchor, speaking: _Speaking) -> ir.Anchor:
        match anchor:
            case ir.MomentAnchor(ref=ref, moment=moment, reading=reading):
                event = _type_of(ref, speaking)
                said = moment if event is None else self.names.part(event, moment)
                return ir.MomentAnchor(self._ref(ref, speaking), said, self._maybe(reading))
            case ir.FactAnchor(fact=fact):
                return ir.FactAnchor(self.names.clause(fact))
            case ir.EntryAnchor(lifecycle=lifecycle, name=name, states=states):
                return ir.EntryAnchor(
                    self.names.clause(lifecycle),
                    None if name is None else self.names.part(lifecycle, name),
                    frozenset(self.names.part(lifecycle, each) for each in states),
                )
            case ir.DayAnchor():
                return anchor


def _type_of(ref: ir.Ref, speaking: _Speaking) -> str | None:
    match ref:
        case ir.It():
            return speaking.it
        case ir.Done():
            return speaking.done
        case ir.That(depth=depth):
            return speaking.those[depth] if depth < len(speaking.those) else None
        case ir.Pick(event=event):
            return event
        case ir.Entry():
            return None
