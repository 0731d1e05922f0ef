"""A framework in the order of its source, however its clauses are sorted into files: so that pictures stay the same."""

from __future__ import annotations

import re
from dataclasses import replace

from ..dsl import ir

_LAST = 1_000_000


def canonical(framework: ir.Framework) -> ir.Framework:
    """The framework with lifecycles, rules, documents and judgements by the first paragraph that each cites; of
    lifecycles that begin with one paragraph the largest comes first.

    The states of a lifecycle stand in the order in which they can be reached, those that can be reached as soon by
    their paragraphs. Transitions stay as they are written, for the first that holds moves the lifecycle.
    """
    places = {number: place for place, number in enumerate(framework.ledger)}

    def place(*citations: ir.Citation | None) -> int:
        numbers = (number for each in citations if each is not None for number in each.paragraphs)
        return min((_place(number, places) for number in numbers), default=2 * _LAST)

    def ordered(lifecycle: ir.Lifecycle) -> ir.Lifecycle:
        steps = _steps(lifecycle)

        def where(state: ir.State) -> tuple[int, int, str]:
            soonest = min((steps.get(leaf, _LAST) for leaf in lifecycle.within(state.name)), default=_LAST)
            return soonest, place(state.citation), state.name

        return replace(lifecycle, states=tuple(sorted(lifecycle.states, key=where)))

    def first(lifecycle: ir.Lifecycle) -> int:
        transitions = (each.citation for each in lifecycle.transitions)
        return place(*transitions, *(each.citation for each in lifecycle.states))

    def of(document: ir.Document) -> int:
        return place(*(each.citation for each in (*document.contents, *document.recipients)))

    f = framework
    lifecycles = sorted(
        map(ordered, f.lifecycles.values()), key=lambda each: (first(each), -len(each.states), each.name)
    )
    rules = sorted(f.rules.values(), key=lambda each: (place(each.citation), each.name))
    documents = sorted(f.documents.values(), key=lambda each: (of(each), each.event))
    judgements = sorted(f.judgements.values(), key=lambda each: (place(each.citation), each.name))
    return replace(
        framework,
        lifecycles={each.name: each for each in lifecycles},
        rules={each.name: each for each in rules},
        documents={each.event: each for each in documents},
        judgements={each.name: each for each in judgements},
        groups=dict(sorted(f.groups.items())),
    )


def _place(number: str, places: dict[str, int]) -> int:
    """The place of a paragraph in the ledger; one that is in none comes behind, by its number."""
    whole = number.partition("[")[0]
    leading = re.match(r"\d{1,5}", whole)
    return places.get(whole, _LAST + (int(leading[0]) if leading else 0))


def _steps(lifecycle: ir.Lifecycle) -> dict[str, int]:
    """How many transitions at least lead to each state that has none inside."""
    steps = {lifecycle.initial: 0}
    level = {lifecycle.initial}
    while level:
        level = {each.target for each in lifecycle.transitions if level & set(each.sources)} - steps.keys()
        steps |= dict.fromkeys(level, max(steps.values()) + 1)
    return steps
