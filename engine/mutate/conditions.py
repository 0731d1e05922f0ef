"""Changes in conditions, and in how the events are found of which they speak."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ...dsl import ir
from ...dsl.base.spans import Span
from .changed import Changed, Kind
from .times import Times

_POSITIONS = ("before", "on", "after")


@dataclass(frozen=True, slots=True)
class Conditions(Times):
    """Changes the conditions of one framework."""

    def conditions(self, cond: ir.Cond | None) -> Iterator[Changed[ir.Cond]]:
        """A condition with each change at any depth; nothing where there is none."""
        match cond:
            case None:
                return
            case ir.Test(term=ir.PresumedTerm(cond=presumed, answer=answer)):
                yield Changed(presumed, Kind.UNKNOWN, f"'unknown counts as {answer}' dropped", cond.span)
                for term in self.terms(cond.term, cond.span):
                    yield term.within(replace(cond, term=term.thing))
            case ir.Test():
                yield self._negated(cond)
                yield from self._shifted(cond)
                for term in self.terms(cond.term, cond.span):
                    yield term.within(replace(cond, term=term.thing))
            case ir.Holds() | ir.Chosen():
                yield self._negated(cond)
                for ref in self.refs(cond.ref, cond.span) if cond.ref is not None else ():
                    yield ref.within(replace(cond, ref=ref.thing))
            case ir.Not(item=item):
                for each in self.conditions(item):
                    yield each.within(replace(cond, item=each.thing))
            case ir.All(items=items) | ir.AnyOf(items=items):
                if len(items) > 1:
                    every = isinstance(cond, ir.All)
                    flipped = ir.AnyOf(items, cond.span) if every else ir.All(items, cond.span)
                    was, becomes = ("and", "or") if every else ("or", "and")
                    words = f"'{was}' made '{becomes}' in '{self.words.cond(cond)}'"
                    yield Changed(flipped, Kind.JOINT, words, cond.span)
                for number, item in enumerate(items):
                    for each in self.conditions(item):
                        yield each.within(replace(cond, items=(*items[:number], each.thing, *items[number + 1 :])))

    def _negated(self, cond: ir.Test | ir.Holds | ir.Chosen) -> Changed[ir.Cond]:
        return Changed(ir.Not(cond, cond.span), Kind.TEST, f"'{self.words.cond(cond)}' negated", cond.span)

    def _shifted(self, test: ir.Test) -> Iterator[Changed[ir.Cond]]:
        scale = self.scale(test.term)
        for accepted in shifted(test.accepted, scale):
            becomes = replace(test, accepted=accepted)
            words = f"'{self.words.cond(test)}' made '{self._accepting(becomes, scale)}'"
            yield Changed(becomes, Kind.VALUES, words, test.span)

    def _accepting(self, test: ir.Test, scale: tuple[str, ...]) -> str:
        every = set(scale) <= test.accepted
        return f"{self.words.term(test.term)} is anything" if every else self.words.cond(test)

    def scale(self, term: ir.Term) -> tuple[str, ...]:
        """The ordered values of what a term looks at; none where they have no order."""
        match term:
            case ir.FieldTerm(event=event, field=name):
                found = self.framework.events[event].field(name)
                type_ = found.type if found else None
            case ir.FactTerm(fact=name):
                type_ = self.framework.facts[name].type
            case ir.PositionTerm():
                return _POSITIONS
            case ir.CountTerm():
                return ir.COUNTS
            case _:
                return ()
        return type_.values if isinstance(type_, ir.Domain) and type_.ordered else ()

    # How events are found

    def terms(self, term: ir.Term, span: Span) -> Iterator[Changed[ir.Term]]:
        """What a test looks at, with each change in the day it names or the event it finds."""
        match term:
            case ir.FieldTerm(ref=ref):
                for found in self.refs(ref, span):
                    yield found.within(replace(term, ref=found.thing))
            case ir.PositionTerm(ref=ref, mark=mark):
                for found in self.refs(ref, span):
                    yield found.within(replace(term, ref=found.thing))
                for point in self.points(mark, span):
                    yield point.within(replace(term, mark=point.thing))
            case ir.ExistsTerm(stretch=stretch, where=where) | ir.CountTerm(stretch=stretch, where=where):
                for part in self.stretches(stretch, span):
                    yield part.within(replace(term, stretch=part.thing))
                for cond in self.wheres(where):
                    yield cond.within(replace(term, where=cond.thing))
            case ir.KnownTerm(term=inner):
                for each in self.terms(inner, span):
                    yield each.within(ir.KnownTerm(each.thing))
            case ir.PresumedTerm(cond=cond, answer=answer):
                other = ir.NO if answer == ir.YES else ir.YES
                words = f"'unknown counts as {answer}' made '{other}'"
                yield Changed(replace(term, answer=other), Kind.UNKNOWN, words, span)
                for changed in self.conditions(cond):
                    yield changed.within(replace(term, cond=changed.thing))
            case ir.PassedTerm(point=mark):
                for point in self.points(mark, span):
                    yield point.within(replace(term, point=point.thing))
            case ir.FactTerm() | ir.StateTerm() | ir.ReadingTerm():
                return

    def anchors(self, anchor: ir.Anchor, span: Span) -> Iterator[Changed[ir.Anchor]]:
        """A day from which is counted, with each change in how its event is found."""
        if isinstance(anchor, ir.MomentAnchor):
            for each in self.refs(anchor.ref, span):
                yield each.within(replace(anchor, ref=each.thing))

    def refs(self, ref: ir.Ref, span: Span) -> Iterator[Changed[ir.Ref]]:
        """A reference with each change in where it looks for its event, and among which."""
        if isinstance(ref, ir.Pick):
            for part in self.stretches(ref.stretch, span):
                yield part.within(replace(ref, stretch=part.thing))
            for cond in self.wheres(ref.where):
                yield cond.within(replace(ref, where=cond.thing))

    def stretches(self, stretch: ir.Stretch, span: Span) -> Iterator[Changed[ir.Stretch]]:
        """A part of the history without one of its bounds, or with a changed one."""
        for name, bound in (("since", stretch.since), ("before", stretch.before)):
            if bound is None:
                continue
            since = name == "since"
            without = replace(stretch, since=None) if since else replace(stretch, before=None)
            yield Changed(without, Kind.BOUND, f"'{name} {self.words.bound(bound)}' dropped", span)
            for each in () if isinstance(bound, ir.DayAnchor) else self.refs(bound, span):
                moved = replace(stretch, since=each.thing) if since else replace(stretch, before=each.thing)
                yield each.within(moved)

    def wheres(self, where: ir.Cond | None) -> Iterator[Changed[ir.Cond | None]]:
        """The condition of a `where`, dropped or changed."""
        if where is not None:
            yield Changed(None, Kind.WHERE, f"'where {self.words.cond(where)}' dropped", where.span)
            for each in self.conditions(where):
                yield each.within(each.thing, "where")


def shifted(accepted: frozenset[str], scale: tuple[str, ...]) -> Iterator[frozenset[str]]:
    """The accepted values moved by one on their scale: a stretch that reaches an end moves its other end alone.

    Values that do not stand on the scale stay. A move that leaves no value of the scale is left out.
    """
    places = [place for place, value in enumerate(scale) if value in accepted]
    if not places or len(places) == len(scale):
        return
    first, last, end = places[0], places[-1], len(scale) - 1
    whole = len(places) == last - first + 1
    for step in (-1, 1):
        if whole and first == 0:
            moved = list(range(last + 1 + step))
        elif whole and last == end:
            moved = list(range(first + step, end + 1))
        else:
            moved = [place + step for place in places if 0 <= place + step <= end]
        if moved:
            yield accepted - set(scale) | {scale[place] for place in moved}
