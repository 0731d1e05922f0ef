"""The events that a `where` tries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...dsl import ir
from ..binding import Asked, Binding
from ..history import Dated
from ..valuation import Known


@dataclass(frozen=True, slots=True)
class Search:
    """A type of event, the stretch of the history in which one is looked for, and what it must pass."""

    event: str
    stretch: ir.Stretch
    where: ir.Cond


def searches(term: ir.Term) -> Iterator[Search]:
    """The searches by which a term finds its events, where they ask for more than a type."""
    match term:
        case ir.FieldTerm(ref=ref):
            yield from _of_ref(ref)
        case ir.PositionTerm(ref=ref, mark=mark):
            yield from _of_ref(ref)
            yield from _of_anchor(mark.anchor)
        case (
            ir.ExistsTerm(event=event, stretch=stretch, where=where)
            | ir.CountTerm(event=event, stretch=stretch, where=where)
        ):
            if where is not None:
                yield Search(event, stretch, where)
            yield from _of_stretch(stretch)
        case ir.KnownTerm(term=inner):
            yield from searches(inner)
        case ir.PassedTerm(point=point):
            yield from _of_anchor(point.anchor)
        case ir.FactTerm() | ir.StateTerm() | ir.ReadingTerm() | ir.PresumedTerm():
            return


def _of_anchor(anchor: ir.Anchor) -> Iterator[Search]:
    if isinstance(anchor, ir.MomentAnchor):
        yield from _of_ref(anchor.ref)


def _of_ref(ref: ir.Ref | None) -> Iterator[Search]:
    if isinstance(ref, ir.Pick):
        if ref.where is not None:
            yield Search(ref.event, ref.stretch, ref.where)
        yield from _of_ref(ref.base)
        yield from _of_stretch(ref.stretch)


def _of_stretch(stretch: ir.Stretch) -> Iterator[Search]:
    for bound in (stretch.since, stretch.before):
        if isinstance(bound, ir.Pick):
            yield from _of_ref(bound)


def inside(known: Known, stretch: ir.Stretch, event: Dated, of: Binding, asked: Asked) -> bool:
    """Whether an event lies in a stretch of the history, of which both bounds are found."""
    for bound, since in ((stretch.since, True), (stretch.before, False)):
        match bound:
            case None:
                continue
            case ir.DayAnchor(day=day):
                within = event.day >= day if since else event.day < day
            case ir.Done() if of.done is None:
                within = not since  # before an act that is still to be done: until now
            case ir.It() | ir.Done() | ir.That() | ir.Entry() | ir.Pick():
                found = known.reference(bound, of, asked).found
                within = isinstance(found, Dated) and (
                    event.index > found.index if since else event.index < found.index
                )
        if not within:
            return False
    return True
