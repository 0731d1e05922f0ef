"""Walks over conditions: all their parts, and the terms that they test."""

from __future__ import annotations

from collections.abc import Iterator

from .framework import Framework
from .terms import (
    All,
    Anchor,
    AnyOf,
    Bound,
    Chosen,
    Cond,
    CountTerm,
    DayAnchor,
    ExistsTerm,
    FieldTerm,
    Holds,
    KnownTerm,
    MomentAnchor,
    Not,
    PassedTerm,
    Pick,
    PositionTerm,
    PresumedTerm,
    Ref,
    Stretch,
    Term,
    Test,
)


def parts_of(cond: Cond) -> Iterator[Cond]:
    """A condition and all within it, down to the conditions of each `where`."""
    yield cond
    match cond:
        case Test(term=term):
            for inner in tried_by(term):
                yield from parts_of(inner)
        case Not(item=item):
            yield from parts_of(item)
        case All(items=items) | AnyOf(items=items):
            for item in items:
                yield from parts_of(item)
        case Holds(ref=ref) | Chosen(ref=ref):
            for inner in _of_ref(ref):
                yield from parts_of(inner)


def tried_by(term: Term) -> Iterator[Cond]:
    """The conditions that a term asks by themselves: of the `where`s by which it finds events, and what it presumes."""
    match term:
        case FieldTerm(ref=ref):
            yield from _of_ref(ref)
        case PositionTerm(ref=ref, mark=mark):
            yield from _of_ref(ref)
            yield from of_anchor(mark.anchor)
        case ExistsTerm(stretch=stretch, where=where) | CountTerm(stretch=stretch, where=where):
            if where is not None:
                yield where
            yield from _of_stretch(stretch)
        case KnownTerm(term=inner):
            yield from tried_by(inner)
        case PresumedTerm(cond=cond):
            yield cond
        case PassedTerm(point=point):
            yield from of_anchor(point.anchor)
        case _:
            return


def of_anchor(anchor: Anchor) -> Iterator[Cond]:
    """The conditions of the `where`s by which an anchor finds its event."""
    if isinstance(anchor, MomentAnchor):
        yield from _of_ref(anchor.ref)


def _of_ref(ref: Ref | None) -> Iterator[Cond]:
    if isinstance(ref, Pick):
        if ref.where is not None:
            yield ref.where
        yield from _of_ref(ref.base)
        yield from _of_stretch(ref.stretch)


def _of_stretch(stretch: Stretch) -> Iterator[Cond]:
    bounds: tuple[Bound | None, ...] = (stretch.since, stretch.before)
    for bound in bounds:
        if bound is not None and not isinstance(bound, DayAnchor):
            yield from _of_ref(bound)


def conditions_of(framework: Framework) -> Iterator[Cond]:
    """Every condition that a framework states, each as a whole; those of each `where` by themselves."""
    for cond in _stated(framework):
        yield cond
        for part in parts_of(cond):
            if isinstance(part, Test):
                yield from tried_by(part.term)


def _stated(framework: Framework) -> Iterator[Cond]:
    whens: list[Cond | None] = [define.cond for define in framework.defines.values()]
    whens += [row.when for decision in framework.decisions.values() for row in decision.rows]
    whens += [step.when for lifecycle in framework.lifecycles.values() for step in lifecycle.transitions]
    for rule in framework.rules.values():
        whens += [rule.when, rule.during, rule.performing, *(each.when for each in rule.exceptions)]
    whens += [deem.when for deem in framework.deems]
    whens += [sign.when for judgement in framework.judgements.values() for sign in judgement.signs]
    for document in framework.documents.values():
        whens += [item.when for item in (*document.contents, *document.recipients)]
    yield from (each for each in whens if each is not None)
