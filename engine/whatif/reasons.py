"""Why an answer is what it is on both sides, without what the two derivations share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum

from ..outcome import DecisionAnswer, NormAnswer, StateAnswer
from ..reasons.steps import Derivation, Step
from .differences import Answer, Difference


class Reasons(StrEnum):
    """How much of the derivations is told: where the two sides differ, all of both, or nothing."""

    DIFFERING = "differing"
    WHOLE = "whole"
    NONE = "none"


def steps_of(
    difference: Difference, derivations: tuple[Derivation, Derivation], told: Reasons
) -> tuple[Step | None, Step | None]:
    """Why an answer is what it is, and why it would be what it would be; None where there is none to tell."""
    if told is Reasons.NONE:
        return None, None
    before, after = (step_of(each, difference.either) for each in derivations)
    if before is None or after is None or told is Reasons.WHOLE:
        return before, after
    return differing(before, after)


def step_of(derivation: Derivation, answer: Answer) -> Step | None:
    """The derivation of a state, decision or norm; None where there is none, and of other answers."""
    match answer:
        case StateAnswer(lifecycle=name):
            steps = derivation.states
        case DecisionAnswer(name=name):
            steps = derivation.decisions
        case NormAnswer(name=name):
            steps = derivation.norms
        case _:
            return None
    return next((each for each in steps if each.rule == name), None)


def differing(before: Step, after: Step) -> tuple[Step, Step]:
    """Two derivations without the inputs that stand in both, wherever they differ below.

    Inputs about the same thing are compared with each other; one that is on one side only stays whole.
    """
    first, second = list(before.inputs), list(after.inputs)
    kept: tuple[list[Step], list[Step]] = ([], [])
    partners = _partners(first, second)
    for place, step in enumerate(first):
        partner = partners.get(place)
        if partner is None:
            kept[0].append(step)
        elif second[partner] != step:
            kept[0].append(differing(step, second[partner])[0])
    reverse = {partner: place for place, partner in partners.items()}
    for place, step in enumerate(second):
        partner = reverse.get(place)
        if partner is None:
            kept[1].append(step)
        elif first[partner] != step:
            kept[1].append(differing(first[partner], step)[1])
    return replace(before, inputs=tuple(kept[0])), replace(after, inputs=tuple(kept[1]))


def apart(before: Step, after: Step) -> tuple[tuple[Step | None, Step | None], ...]:
    """By what two derivations come apart: what both rest on and what is otherwise, wherever in them it stands; and
    where that says nothing, the steps that differ and below which nothing does, those on one side alone too."""
    first, second = _leaves(before), _leaves(after)
    turned = [(step, second[node]) for node, step in first.items() if node in second and second[node] != step]
    pairs = list(_pairs(before, after))
    both = [(one, other) for one, other in pairs if one is not None and other is not None]
    return tuple(dict.fromkeys(each for each in (*turned, *both) if _matters(*each))) or tuple(pairs)


def _matters(before: Step, after: Step) -> bool:
    """Whether a step is why answers come apart: a condition that comes out alike is not, whatever it is alike with."""
    condition = before.citation is None and after.citation is None
    return not condition or before.status is not after.status


def _leaves(step: Step) -> dict[str, Step]:
    """The steps that rest on nothing else, by what they are about."""
    inputs = [each for each in step.inputs if not each.aside]
    if not inputs:
        return {step.node: step}
    return {node: leaf for each in inputs for node, leaf in _leaves(each).items()}


def _pairs(before: Step, after: Step) -> Iterator[tuple[Step | None, Step | None]]:
    first, second = ([each for each in step.inputs if not each.aside] for step in (before, after))
    partners = _partners(first, second)
    alone = [step for place, step in enumerate(first) if place not in partners]
    other = [step for place, step in enumerate(second) if place not in partners.values()]
    differing = [
        (first[place], second[partner]) for place, partner in partners.items() if first[place] != second[partner]
    ]
    for one, its in differing:
        yield from _pairs(one, its)
    if len(alone) == len(other) == 1:  # in the one place where the two do not say the same
        yield alone[0], other[0]
    else:
        yield from ((step, None) for step in alone)
        yield from ((None, step) for step in other)
    if not (alone or other or differing):
        yield before, after


def _partners(first: Sequence[Step], second: Sequence[Step]) -> dict[int, int]:
    """For inputs of the one side those of the other: the same ones, else those about the same thing."""
    found: dict[int, int] = {}
    for same in (_whole, _about):
        free: dict[object, list[int]] = {}
        for place, step in enumerate(second):
            if place not in found.values():
                free.setdefault(same(step), []).append(place)
        for place, step in enumerate(first):
            if place not in found and (places := free.get(same(step))):
                found[place] = places.pop(0)
    return found


def _whole(step: Step) -> object:
    return step


def _about(step: Step) -> object:
    """What tells a step from its neighbours, whatever it comes to: the clause, or what it says."""
    return step.rule or step.node
