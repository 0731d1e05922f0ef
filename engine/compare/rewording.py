"""Conditions and days in the names of another framework."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from ...dsl import ir
from .naming import Names


@dataclass(frozen=True, slots=True)
class Speaking:
    """The types of the events of which a condition speaks: the one it is about, the act, those that `where`s try."""

    it: str | None = None
    done: str | None = None
    those: tuple[str, ...] = ()


NOBODY = Speaking()


@dataclass(frozen=True, slots=True)
class Rewording:
    """Says conditions and days of a framework in new names."""

    old: ir.Framework
    names: Names

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

    def _maybe(self, name: str | None) -> str | None:
        return None if name is None else self.names.clause(name)

    # Conditions

    def _optional(self, cond: ir.Cond | None, speaking: Speaking) -> ir.Cond | None:
        return None if cond is None else self._cond(cond, speaking)

    def _cond(self, cond: ir.Cond, speaking: Speaking) -> ir.Cond:
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

    def _term(self, term: ir.Term, speaking: Speaking) -> ir.Term:
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

    def _maybe_ref(self, ref: ir.Ref | None, speaking: Speaking) -> ir.Ref | None:
        return None if ref is None else self._ref(ref, speaking)

    def _ref(self, ref: ir.Ref, speaking: Speaking) -> ir.Ref:
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

    def _stretch(self, stretch: ir.Stretch, speaking: Speaking) -> ir.Stretch:
        def bound(each: ir.Bound | None) -> ir.Bound | None:
            return each if each is None or isinstance(each, ir.DayAnchor) else self._ref(each, speaking)

        return ir.Stretch(bound(stretch.since), bound(stretch.before))

    # Days

    def _window(self, window: ir.Window | None, speaking: Speaking) -> ir.Window | None:
        def end(point: ir.Point | None) -> ir.Point | None:
            return None if point is None else self._point(point, speaking)

        return None if window is None else replace(window, earliest=end(window.earliest), latest=end(window.latest))

    def _point(self, point: ir.Point, speaking: Speaking) -> ir.Point:
        return replace(
            point,
            offset=None if point.offset is None else self._offset(point.offset),
            anchor=self._anchor(point.anchor, speaking),
            extension=None if point.extension is None else self._offset(point.extension),
        )

    def _offset(self, offset: ir.Offset) -> ir.Offset:
        return replace(offset, parameter=self._maybe(offset.parameter))

    def _anchor(self, anchor: ir.Anchor, speaking: Speaking) -> ir.Anchor:
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


def _type_of(ref: ir.Ref, speaking: Speaking) -> str | None:
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
