"""Writes conditions out into expressions: named conditions and decisions are replaced by their bodies, `it` by the
event that is meant."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ..dsl import ir
from .expressions import All, AnyOf, CaseRow, Chosen, Expression, Is, Named, Not, Time, Variable


@dataclass(frozen=True, slots=True)
class _Leaf:
    term: ir.Term
    time: Time
    origin: ir.Test


@dataclass(frozen=True, slots=True)
class _Not:
    item: Draft
    origin: ir.Cond


@dataclass(frozen=True, slots=True)
class _Many:
    every: bool
    items: tuple[Draft, ...]
    origin: ir.Cond


@dataclass(frozen=True, slots=True)
class _Named:
    body: Draft
    origin: ir.Holds


@dataclass(frozen=True, slots=True)
class _Chosen:
    rows: tuple[tuple[ir.Row, Draft | None], ...]
    origin: ir.Chosen


Draft = _Leaf | _Not | _Many | _Named | _Chosen


@dataclass(slots=True)
class Builder:
    """Collects what the conditions of one group test; `classify` then fixes the variables, and only after it can
    expressions be had."""

    framework: ir.Framework
    terms: dict[ir.Term, ir.Term] = field(default_factory=dict)
    """Terms that are alike are one object in all groups, so that what is known of them is found once."""
    tests: dict[tuple[ir.Term, Time], set[frozenset[str]]] = field(default_factory=dict)
    order: dict[tuple[ir.Term, Time], int] = field(default_factory=dict)
    variables: tuple[Variable, ...] = ()

    def optional(self, cond: ir.Cond | None, base: ir.Ref | None, time: Time) -> Draft | None:
        """As `written_out`; nothing for no condition."""
        return None if cond is None else self.written_out(cond, base, time)

    def written_out(self, cond: ir.Cond, base: ir.Ref | None, time: Time) -> Draft:
        """A condition asked at a time, its `it` being `base`."""
        match cond:
            case ir.Test(term=term, accepted=accepted):
                moved = moved_term(term, base)
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
                target = None if ref is None else moved_ref(ref, base)
                return _Named(self.written_out(self.framework.defines[name].cond, target, time), cond)
            case ir.Chosen(decision=name, ref=ref, accepted=accepted):
                target = None if ref is None else moved_ref(ref, base)
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
            case ir.FieldTerm(ref=ref):
                return _anchored(ref)
            case ir.PositionTerm(ref=ref, mark=ir.Point(anchor=ir.DayAnchor())):
                return _anchored(ref)
            case ir.FactTerm(fact=name):
                return self.framework.facts[name].constant
            case ir.ReadingTerm():
                return True
            case ir.ExistsTerm(stretch=stretch, where=None) | ir.CountTerm(stretch=stretch, where=None):
                before, since = stretch.before, stretch.since
                ends_there = before is not None and _fixed(before) and not isinstance(before, ir.DayAnchor)
                return ends_there and (since is None or _fixed(since))
            case ir.KnownTerm(term=inner):
                return self.timeless(inner)
            case _:
                return False

    def classify(self) -> None:
        """Fix the variables, once every condition of the group has been written out."""
        variables: list[Variable] = []
        for (term, time), accepted_sets in self.tests.items():
            self.order[term, time] = len(variables)
            signatures: dict[tuple[bool, ...], set[str]] = {}
            for value in term.domain:
                signatures.setdefault(tuple([value in accepted for accepted in accepted_sets]), set()).add(value)
            classes = tuple(frozenset(each) for each in signatures.values())
            recorded = _recorded(term)
            variables.append(
                Variable(self.terms.setdefault(term, term), time, classes, recorded, recorded and _settled(term))
            )
        self.variables = tuple(variables)

    def expression(self, draft: Draft | None) -> Expression | None:
        """The expression over the variables; nothing for no condition."""
        return None if draft is None else self._expression(draft)

    def _expression(self, draft: Draft) -> Expression:
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


def moved_ref(ref: ir.Ref, base: ir.Ref | None) -> ir.Ref:
    """A reference with `it` replaced by `base`; None: it does not occur."""
    match ref:
        case ir.It():
            assert base is not None, "the resolver lets 'it' stand only where there is an event"
            return base
        case ir.Done() | ir.That() | ir.Entry():
            return ref
        case ir.Pick(selector=selector, event=event, base=inner, stretch=stretch, where=where):
            return ir.Pick(
                selector,
                event,
                None if inner is None else moved_ref(inner, base),
                _moved_stretch(stretch, base),
                _moved_where(where, base),
            )


def _moved_stretch(stretch: ir.Stretch, base: ir.Ref | None) -> ir.Stretch:
    return ir.Stretch(_moved_bound(stretch.since, base), _moved_bound(stretch.before, base))


def _moved_bound(bound: ir.Bound | None, base: ir.Ref | None) -> ir.Bound | None:
    return bound if bound is None or isinstance(bound, ir.DayAnchor) else moved_ref(bound, base)


def _moved_where(cond: ir.Cond | None, base: ir.Ref | None) -> ir.Cond | None:
    """Within a `where` what is `that` outside is one further out."""
    if cond is None:
        return None
    return cond if base is None else _moved_cond(cond, _deepened(base))


def _deepened(ref: ir.Ref) -> ir.Ref:
    match ref:
        case ir.That(depth=depth):
            return ir.That(depth + 1)
        case ir.Pick(selector=selector, event=event, base=base, stretch=stretch, where=where):
            ends = [
                bound if bound is None or isinstance(bound, ir.DayAnchor) else _deepened(bound)
                for bound in (stretch.since, stretch.before)
            ]
            return ir.Pick(selector, event, None if base is None else _deepened(base), ir.Stretch(*ends), where)
        case _:
            return ref


def _moved_cond(cond: ir.Cond, base: ir.Ref) -> ir.Cond:
    match cond:
        case ir.Test(term=term, accepted=accepted, span=span):
            return ir.Test(moved_term(term, base), accepted, span)
        case ir.Holds(define=name, ref=ref, span=span):
            return ir.Holds(name, None if ref is None else moved_ref(ref, base), span)
        case ir.Chosen(decision=name, ref=ref, accepted=accepted, span=span):
            return ir.Chosen(name, None if ref is None else moved_ref(ref, base), accepted, span)
        case ir.Not(item=item, span=span):
            return ir.Not(_moved_cond(item, base), span)
        case ir.All(items=items, span=span):
            return ir.All(tuple(_moved_cond(item, base) for item in items), span)
        case ir.AnyOf(items=items, span=span):
            return ir.AnyOf(tuple(_moved_cond(item, base) for item in items), span)


def moved_term(term: ir.Term, base: ir.Ref | None) -> ir.Term:
    """A term with `it` replaced by `base`."""
    match term:
        case ir.FieldTerm(ref=ref, event=event, field=name, domain=domain):
            moved = moved_ref(ref, base)
            if isinstance(ref, ir.It) and isinstance(moved, (ir.Pick, ir.Entry)) and ir.ABSENT not in domain:
                domain = (*domain, ir.ABSENT)
            return ir.FieldTerm(moved, event, name, domain)
        case ir.PositionTerm(ref=ref, event=event, moment=moment, mark=mark):
            return ir.PositionTerm(moved_ref(ref, base), event, moment, _moved_point(mark, base))
        case ir.ExistsTerm(event=event, stretch=stretch, where=where):
            return ir.ExistsTerm(event, _moved_stretch(stretch, base), _moved_where(where, base))
        case ir.CountTerm(event=event, stretch=stretch, where=where):
            return ir.CountTerm(event, _moved_stretch(stretch, base), _moved_where(where, base))
        case ir.KnownTerm(term=inner):
            return ir.KnownTerm(moved_term(inner, base))
        case ir.PresumedTerm(cond=cond, answer=answer):
            return term if base is None else ir.PresumedTerm(_moved_cond(cond, base), answer)
        case ir.PassedTerm(point=point):
            return ir.PassedTerm(_moved_point(point, base))
        case ir.FactTerm() | ir.StateTerm() | ir.ReadingTerm():
            return term


def _moved_point(point: ir.Point, base: ir.Ref | None) -> ir.Point:
    match point.anchor:
        case ir.MomentAnchor(ref=ref, moment=moment, reading=reading):
            return replace(point, anchor=ir.MomentAnchor(moved_ref(ref, base), moment, reading))
        case _:
            return point


def _needed(answers: tuple[bool, ...]) -> int:
    """How many rows must be looked at: from there on all give the same answer."""
    needed = len(answers) - 1
    while needed > 0 and answers[needed - 1] == answers[-1]:
        needed -= 1
    return needed


def _recorded(term: ir.Term) -> bool:
    """Whether a term reads the record alone: no state, and nothing that a `where` tries."""
    match term:
        case ir.FieldTerm(ref=ref):
            return _on_record(ref)
        case ir.PositionTerm(ref=ref, mark=ir.Point(anchor=anchor)):
            return _on_record(ref) and _reckoned(anchor)
        case ir.PassedTerm(point=ir.Point(anchor=anchor)):
            return _reckoned(anchor)
        case ir.ExistsTerm(stretch=stretch, where=where) | ir.CountTerm(stretch=stretch, where=where):
            return where is None and _on_record_within(stretch)
        case ir.FactTerm() | ir.ReadingTerm():
            return True
        case ir.KnownTerm(term=inner):
            return _recorded(inner)
        case ir.StateTerm() | ir.PresumedTerm():
            return False


def _settled(term: ir.Term) -> bool:
    """Whether neither a reading nor a length of time has a part in what a term is."""
    match term:
        case ir.KnownTerm(term=inner):
            return _settled(inner)
        case ir.ReadingTerm() | ir.PassedTerm() | ir.PositionTerm():
            return False
        case _:
            return True


def _on_record(ref: ir.Ref) -> bool:
    match ref:
        case ir.It() | ir.Done():
            return True
        case ir.That() | ir.Entry():
            return False
        case ir.Pick(base=base, stretch=stretch, where=where):
            return where is None and _on_record_within(stretch) and (base is None or _on_record(base))


def _on_record_within(stretch: ir.Stretch) -> bool:
    bounds = (stretch.since, stretch.before)
    return all(bound is None or isinstance(bound, ir.DayAnchor) or _on_record(bound) for bound in bounds)


def _reckoned(anchor: ir.Anchor) -> bool:
    match anchor:
        case ir.MomentAnchor(ref=ref):
            return _on_record(ref)
        case ir.EntryAnchor():
            return False
        case ir.DayAnchor() | ir.FactAnchor():
            return True


def _anchored(ref: ir.Ref) -> bool:
    """Whether a reference hangs on the event of the clause, not on the time of asking."""
    match ref:
        case ir.It():
            return True
        case ir.Pick(selector=ir.Selector.PREVIOUS, base=base, stretch=stretch, where=None):
            return base is not None and stretch == ir.EVERYWHERE and _anchored(base)
        case _:
            return False


def _fixed(bound: ir.Bound) -> bool:
    return isinstance(bound, ir.DayAnchor) or _anchored(bound)
