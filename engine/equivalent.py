"""Whether two frameworks decide alike: their clause groups are compared world by world.

Both groups are explored from a valuation of which nothing is known. A cube of the first is carried over into the
classes of the second, which is exact: cubes are products, and so are their images. Worlds that no record can bring
about, such as an event that is there in one answer and absent in another, are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from ..dsl import ir
from . import expressions as x
from . import groups as g
from . import kernel
from .feasible import open_masks
from .kernel import Masks

MAX_PAIRS = 100_000
"""How many pairs of cubes are compared before the question is given up."""

Outcomes = Iterable[tuple[Hashable, Masks]]
Part = TypeVar("Part")
_Values = dict[tuple[ir.Term, x.Time], frozenset[str]]


def alike(first: g.Compiled, second: g.Compiled, limit: int = MAX_PAIRS) -> bool | None:
    """Whether states, decisions, rules, documents and signs come to the same in every case of which all is known.

    None where that takes more than `limit` pairs. Both have clauses of the same names. Where durations, windows,
    repetitions, or times and lapses that move a lifecycle differ, they are taken not to be alike.
    """
    return _made_of(first) == _made_of(second) and _together(_answers(first, second, limit))


def _answers(first: g.Compiled, second: g.Compiled, limit: int) -> Iterator[bool | None]:
    # To the groups what a `where` finds is one variable, whatever the definitions in it say: these are compared here.
    for cond, found in first.filters.items():
        if cond in second.filters:
            yield _asked(filters_alike, found, second.filters[cond], limit)
    for one, other in zip(_own(first.framework), _own(second.framework), strict=True):
        yield _asked(filters_alike, _filter(first, one), _filter(second, other), limit)
    for name, decision in first.decisions.items():
        yield _asked(decisions_alike, decision, second.decisions[name], limit)
    for key in {**first.steps, **second.steps}:
        yield _asked(steps_alike, first.steps.get(key), second.steps.get(key), limit)
    for name, timers in first.timers.items():
        for timer, its in zip(timers, second.timers[name], strict=True):
            yield _asked(steps_alike, timer, its, limit)
    for name, rule in first.rules.items():
        yield _asked(filters_alike, rule.performing, second.rules[name].performing, limit)
        yield _asked(_rules_alike, rule, second.rules[name], limit)


def _asked(question: Callable[[Part, Part, int], bool | None], first: Part, second: Part, limit: int) -> bool | None:
    try:
        return question(first, second, limit)
    except kernel.TooManyCases:
        return None


def _together(answers: Iterable[bool | None]) -> bool | None:
    """Whether all are alike: they are not where one is not, even if others are undecided."""
    undecided = False
    for each in answers:
        if each is False:
            return False
        undecided |= each is None
    return None if undecided else True


# What must be the same before conditions are worth comparing


def _made_of(compiled: g.Compiled) -> tuple[object, ...]:
    """All of a framework that an answer rests on, but for its conditions."""
    f = compiled.framework
    return (
        (f.domains, f.facts, f.events, f.readings, f.parameters),
        [(each.event, each.target) for each in f.deems],
        {name: [_named(document.contents), _named(document.recipients)] for name, document in f.documents.items()},
        {name: (each.about, each.by, _signed(each), each.citation) for name, each in f.judgements.items()},
        {name: (decision.about, decision.ordered) for name, decision in f.decisions.items()},
        {name: each.states for name, each in f.lifecycles.items()},
        {name: [each.trigger for each in groups] for name, groups in compiled.timers.items()},
        _led(compiled),
        {name: _bare(rule) for name, rule in f.rules.items()},
    )


def _named(items: tuple[ir.Item, ...]) -> list[tuple[str, ir.Citation]]:
    return [(item.name, item.citation) for item in items]


def _signed(judgement: ir.Judgement) -> list[tuple[str, str, ir.Citation]]:
    return [(sign.name, sign.value, sign.citation) for sign in judgement.signs]


def _led(compiled: g.Compiled) -> dict[tuple[str, str], list[ir.Citation]]:
    """What leads to each state: where it is one transition alone, that is what an answer cites."""
    return {
        (name, state.name): found if len(found) == 1 else []
        for name, lifecycle in compiled.framework.lifecycles.items()
        for state in lifecycle.states
        for found in [[each.citation for each in lifecycle.transitions if each.target == state.name]]
    }


def _bare(rule: ir.Rule) -> ir.Rule:
    """A rule without its conditions; whom its exceptions defeat shows in what it comes to."""
    exceptions = tuple(replace(each, when=None, against=()) for each in rule.exceptions)
    return replace(rule, when=None, during=None, performing=None, exceptions=exceptions)


# Conditions by themselves


def _own(framework: ir.Framework) -> list[ir.Cond | None]:
    """The conditions of deemings, documents and signs, in the order of `_made_of`."""
    return [
        *(deem.when for deem in framework.deems),
        *(item.when for each in framework.documents.values() for item in (*each.contents, *each.recipients)),
        *(sign.when for each in framework.judgements.values() for sign in each.signs),
    ]


def _filter(compiled: g.Compiled, cond: ir.Cond | None) -> g.Filter | None:
    return None if cond is None else compiled.filters[cond]


def filters_alike(first: g.Filter | None, second: g.Filter | None, limit: int) -> bool | None:
    """Whether two conditions hold in the same cases; one that is not given always does. None: past the limit."""
    if first == second:
        return True
    own, its = first.variables if first else (), second.variables if second else ()
    return _same(
        own,
        kernel.explore(first.expression if first else None, open_masks(own)),
        its,
        lambda masks: kernel.explore(second.expression if second else None, masks),
        limit,
    )


# Groups


def decisions_alike(first: g.DecisionGroup, second: g.DecisionGroup, limit: int) -> bool | None:
    """Whether two decisions come to the same value, with the same citation. None: past the limit."""
    if first == second:
        return True

    def outcomes(group: g.DecisionGroup, masks: Masks) -> Iterator[tuple[Hashable, Masks]]:
        for number, cube in kernel.explore_rows(group.rows, masks):
            row = group.rows[number].origin
            yield (row.value, row.citation.paragraphs), cube

    return _same(
        first.variables,
        outcomes(first, open_masks(first.variables)),
        second.variables,
        lambda masks: outcomes(second, masks),
        limit,
    )


def steps_alike(first: g.StepGroup | None, second: g.StepGroup | None, limit: int) -> bool | None:
    """Where a trigger leads from each state; a state from which it cannot lead anywhere is told as a finding."""
    if first == second:
        return True
    if first is None or second is None or _sources(first) != _sources(second):
        return False

    def outcomes(group: g.StepGroup, state: str, masks: Masks) -> Outcomes:
        taken = {each.transition.id: each.transition for each in group.moves}
        said = {name: (each.target, each.into, each.citation) for name, each in taken.items()}
        return [
            (None if each.outcome is None else said[each.outcome], cube)
            for each in kernel.step(group, state, masks)
            for cube in each.cubes
        ]

    def in_state(state: str) -> bool | None:
        return _same(
            first.variables,
            outcomes(first, state, open_masks(first.variables)),
            second.variables,
            lambda masks: outcomes(second, state, masks),
            limit,
        )

    return _together(in_state(state) for state in sorted(_sources(first)))


def _sources(group: g.StepGroup) -> set[str]:
    return {state for move in group.moves for state in move.transition.sources}


def _rules_alike(first: g.RuleGroup, second: g.RuleGroup, limit: int) -> bool | None:
    """What holds on the deadline is asked by the same expressions as what holds now, so now is enough."""
    if first == second:
        return True

    def outcomes(group: g.RuleGroup, masks: Masks) -> Outcomes:
        return [(each.outcome, cube) for each in kernel.rule(group, masks, deadline=False) for cube in each.cubes]

    return _same(
        first.variables,
        outcomes(first, open_masks(first.variables)),
        second.variables,
        lambda masks: outcomes(second, masks),
        limit,
    )


def _same(
    first: tuple[x.Variable, ...],
    outcomes: Outcomes,
    second: tuple[x.Variable, ...],
    reached: Callable[[Masks], Outcomes],
    limit: int,
) -> bool | None:
    pairs = 0
    for outcome, cube in outcomes:
        known = _values(first, cube)
        carried = tuple(each.mask(known.get((each.term, each.time), frozenset(each.term.domain))) for each in second)
        for other, narrowed in reached(carried):
            pairs += 1
            if pairs > limit:
                return None
            if other != outcome and _can_be(_both(known, _values(second, narrowed))):
                return False
    return True


def _values(variables: tuple[x.Variable, ...], masks: Masks) -> _Values:
    return {(each.term, each.time): each.values(mask) for each, mask in zip(variables, masks, strict=True)}


def _both(first: _Values, second: _Values) -> _Values:
    return {**first, **second, **{key: first[key] & second[key] for key in first.keys() & second.keys()}}


def _can_be(values: _Values) -> bool:
    """Whether the values agree on which events are there: an absent event is absent in all that is asked of it, and
    where any of a type took place, some did."""
    there: dict[tuple[ir.Ref, x.Time], set[bool]] = {}
    for (term, time), found in values.items():
        match term:
            case ir.FieldTerm(ref=ref) | ir.PositionTerm(ref=ref) if ir.ABSENT in term.domain:
                presence = {value != ir.ABSENT for value in found}
            case ir.ExistsTerm(event=event, stretch=ir.Stretch(since=None, before=ir.It() as base), where=None):
                ref = ir.Pick(ir.Selector.PREVIOUS, event, base)
                presence = {value == ir.YES for value in found}
            case _:
                continue
        there[ref, time] = there.get((ref, time), {True, False}) & presence
    return all(there.values()) and not any(
        presence == {True} and isinstance(ref, ir.Pick) and _none(ref.event, time, values)
        for (ref, time), presence in there.items()
    )


def _none(event: str, time: x.Time, values: _Values) -> bool:
    """Whether there is no event of a type at a time, or where that is for all time, at any."""
    return any(
        found == {ir.NO} and term == ir.ExistsTerm(event, ir.EVERYWHERE, None) and time in (x.Time.ALWAYS, asked)
        for (term, asked), found in values.items()
    )
