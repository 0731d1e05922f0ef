"""What a case leaves open for all time, and what may be supposed of it.

A rule may ask a constant fact, or a field of an event that took place, at several times: when an act was done, and as
of the day asked for. Whatever it is, it is the same each time (semantics 1). So is any fact on one day.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence

from ..dsl import ir
from . import groups as g
from .binding import Asked, Binding
from .expressions import Time, Variable
from .history import Dated
from .instances import asked_times
from .kernel import Masks
from .valuation import Hole, Known

_STRIDE = 7

MAX_SUPPOSITIONS = 64
"""How many combinations of what is open are told apart for one answer; past that the rest is taken by itself."""


def suppositions(
    known: Known, group: g.RuleGroup, it: Dated | None, acts: Sequence[Dated]
) -> tuple[Mapping[Hole, frozenset[str]], ...]:
    """All that may be supposed of what a rule reads both when an act was done and now, and what is open.

    Nothing where all is known. Values that no condition of the rule tells apart are supposed together.
    """
    now = known.at_as_of()
    readings = [(Binding(it), each) for each in dict.fromkeys(asked_times(Binding(it), now, now).values())]
    readings += [(Binding(it, act), known.before(act)) for act in acts]
    performing = group.performing.variables if group.performing else ()
    classes: dict[Hole, dict[str, tuple[int, ...]]] = {}
    at_acts: set[Hole] = set()
    now_too: set[Hole] = set()
    for of, asked in readings:
        for variable in (*group.variables, *(performing if of.done is not None else ())):
            hole = _hole(known, variable.term, of, asked)
            values = known.values(variable.term, of, asked) if hole is not None else frozenset()
            if hole is not None and len(values) > 1:
                told = classes.setdefault(hole, dict.fromkeys(sorted(values), ()))
                classes[hole] = {value: (*before, variable.mask((value,))) for value, before in told.items()}
                (now_too if of.done is None else at_acts).add(hole)
    every: dict[Hole, list[frozenset[str]]] = {}
    for hole in (each for each in classes if each in at_acts & now_too):
        told = classes[hole]
        parts = [frozenset(value for value in told if told[value] == sort) for sort in dict.fromkeys(told.values())]
        if len(parts) > 1 and len(parts) * math.prod(map(len, every.values())) <= MAX_SUPPOSITIONS:
            every[hole] = parts
    if not every:
        return ()
    combinations = [dict(zip(every, chosen, strict=True)) for chosen in itertools.product(*every.values())]
    # Far from each other first: what can be reached is then mostly reached soon.
    return tuple(combinations[place] for start in range(_STRIDE) for place in range(start, len(combinations), _STRIDE))


def supposition(
    known: Known, variables: Sequence[Variable], of: Binding, times: Mapping[Time, Asked], cube: Masks, masks: Masks
) -> Mapping[Hole, frozenset[str]] | None:
    """What a cube says of what has one value for all time; None where it says two things of one."""
    found: dict[Hole, frozenset[str]] = {}
    for variable, bits, mask in zip(variables, cube, masks, strict=True):
        asked = times[variable.time]
        hole = _hole(known, variable.term, of, asked) if bits != mask else None
        if hole is not None:
            values = variable.values(bits) & known.values(variable.term, of, asked)
            found[hole] = found.get(hole, values) & values
    return found if all(found.values()) else None


def _hole(known: Known, term: ir.Term, of: Binding, asked: Asked) -> Hole | None:
    """What a term asks that has one value; None where it is of another sort."""
    match term:
        case ir.FactTerm(fact=name):
            return None if known.framework.facts[name].constant else asked.day, name
        case ir.FieldTerm(ref=ref, field=name):
            reference = known.reference(ref, of, asked)
            found = reference.found
            return (found.index, name) if reference.certain and isinstance(found, Dated) else None
        case _:
            return None
