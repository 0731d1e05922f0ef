"""Reasons as data: steps with what they rest on, of which text, Markdown, HTML and JSON are renderings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from ...dsl import ir
from ..chain import Mode


class Standing(StrEnum):
    """How a step stands: `overridden` holds by itself, and another one comes first or defeats it."""

    FIRED = "fired"
    BLOCKED = "blocked"
    OVERRIDDEN = "overridden"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it is about in words, its value, its clause and paragraphs, how it stands, and its inputs.

    `rule` is the name of its clause, or the id of a transition. `aside`: it has no bearing on the answer as it is, and
    is told where everything is asked for.
    """

    node: str
    rule: str
    value: str
    citation: ir.Citation | None
    status: Standing
    inputs: tuple[Step, ...] = ()
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """Of whom, of which day and under which framework something is told."""

    subject: str
    name: str
    as_of: dt.date
    framework: str
    title: str
    content_hash: str
    in_force: bool
    mode: Mode = Mode.AS_IF


@dataclass(frozen=True, slots=True)
class Resting:
    """A reading taken, or a parameter, on which answers rest: what it is, its value, and which clauses read it."""

    name: str
    kind: str
    label: str
    value: str
    citation: ir.Citation
    read_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Derivation:
    """The steps of every answer, answer by answer; what they rest on; and what a reader should know of them."""

    heading: Heading
    states: tuple[Step, ...]
    decisions: tuple[Step, ...]
    norms: tuple[Step, ...]
    rests_on: tuple[Resting, ...]
    notes: tuple[str, ...]

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps of all answers, decisions first, since states and rules rest on them."""
        return (*self.decisions, *self.states, *self.norms)


def every(step: Step) -> Iterator[Step]:
    """A step and all within it."""
    yield step
    for each in step.inputs:
        yield from every(each)


def standing(values: frozenset[bool] | set[bool]) -> Standing:
    """How something stands that may hold or fail."""
    if values == {True}:
        return Standing.FIRED
    return Standing.BLOCKED if values == {False} else Standing.UNKNOWN


def plain(step: Step) -> Step:
    """A step with all that is in it, nothing of it aside."""
    return replace(step, inputs=tuple(map(plain, step.inputs)), aside=False)


_SEVERAL = ("all of", "any of")


def opened(step: Step | None, told: str = "") -> tuple[Step, ...]:
    """A condition as inputs of what it decides: what it consists of, where it is a mere list or `told` says it already,
    else itself."""
    if step is None:
        return ()
    said = step.node == told and (not step.value or step.status is Standing.UNKNOWN)
    return step.inputs if said or step.node in _SEVERAL else (step,)
