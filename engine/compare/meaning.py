"""Whether conditions, decisions and lifecycles that are written otherwise still mean the same.

Both are asked under the definitions of the first framework and, for what it does not have, those of the second: what a
name means on either side is told where that name is compared, and not once more wherever it is used.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ...dsl import ir
from .. import groups as g
from ..equivalent import decisions_alike, filters_alike, steps_alike
from ..kernel import TooManyCases

MAX_PAIRS = 20_000
"""How many pairs of cubes are compared before two conditions are taken to differ."""


@dataclass(slots=True)
class Meaning:
    """Two frameworks, the second in the names of the first."""

    before: ir.Framework
    after: ir.Framework
    _both: ir.Framework = field(init=False)
    _terms: g.Terms = field(default_factory=dict)

    def __post_init__(self) -> None:
        one, other = self.before, self.after
        self._both = replace(
            one,
            domains={**other.domains, **one.domains},
            groups={**other.groups, **one.groups},
            facts={**other.facts, **one.facts},
            events={**other.events, **one.events},
            defines={**other.defines, **one.defines},
            decisions={**other.decisions, **one.decisions},
            lifecycles={**other.lifecycles, **one.lifecycles},
            rules={**other.rules, **one.rules},
            parameters={**other.parameters, **one.parameters},
            readings={**other.readings, **one.readings},
        )

    def conditions(self, first: ir.Cond | None, second: ir.Cond | None) -> bool:
        """Whether two conditions surely hold in the same cases; one that is not given always does."""
        try:
            one, other = self._filter(first), self._filter(second)
            return _as_both_know(one, other) and filters_alike(one, other, MAX_PAIRS) is True
        except TooManyCases:
            return False

    def _filter(self, cond: ir.Cond | None) -> g.Filter | None:
        return None if cond is None else g.compile_condition(cond, self._both, self._terms)

    def decisions(self, first: ir.Decision, second: ir.Decision) -> bool:
        """Whether two decisions surely come to the same value in every case."""
        if first.about != second.about:
            return False
        try:
            one, other = (g.compile_decision(_uncited(each), self._both, self._terms) for each in (first, second))
            return _as_both_know(one, other) and decisions_alike(one, other, MAX_PAIRS) is True
        except TooManyCases:
            return False

    def lifecycles(self, first: ir.Lifecycle, second: ir.Lifecycle) -> bool:
        """Whether two lifecycles of the same states surely move alike; where times differ, they do not."""
        triggers = [{each.trigger for each in lifecycle.transitions} for lifecycle in (first, second)]
        if triggers[0] != triggers[1] or set(first.leaves) != set(second.leaves):
            return False
        one, other = (_moving(each) for each in (first, second))
        try:
            for trigger in sorted(triggers[0], key=repr):
                steps = [g.compile_step(each, trigger, self._both, self._terms) for each in (one, other)]
                if not _as_both_know(*steps) or steps_alike(steps[0], steps[1], MAX_PAIRS) is not True:
                    return False
        except TooManyCases:
            return False
        return True


_NOWHERE: tuple[str, ...] = ()


def _uncited(decision: ir.Decision) -> ir.Decision:
    rows = tuple(replace(each, citation=replace(each.citation, paragraphs=_NOWHERE)) for each in decision.rows)
    return replace(decision, rows=rows)


def _moving(lifecycle: ir.Lifecycle) -> ir.Lifecycle:
    """A lifecycle of which only the moves between states without others inside are looked at."""
    steps = tuple(
        replace(each, citation=replace(each.citation, paragraphs=_NOWHERE), into=each.target)
        for each in lifecycle.transitions
    )
    return replace(lifecycle, transitions=steps)


def _as_both_know(*groups: g.Filter | g.DecisionGroup | g.StepGroup | None) -> bool:
    """Whether what is tested has the same values on both sides: else there is no case of both to ask."""
    domains: dict[ir.Term, tuple[str, ...]] = {}
    for group in groups:
        for variable in group.variables if group is not None else ():
            term = variable.term
            if not isinstance(term, (ir.FieldTerm, ir.FactTerm, ir.StateTerm, ir.ReadingTerm)):
                continue
            if domains.setdefault(replace(term, domain=()), term.domain) != term.domain:
                return False
    return True
