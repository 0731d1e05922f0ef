"""What is asked for: that a lifecycle stands in a state, a decision comes to a value, a rule has a status."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from ...dsl import ir
from ...dsl.base.diagnostics import did_you_mean
from ...dsl.words import Words, spoken, titled
from .. import groups as g
from ..evaluate import evaluations
from ..evaluation import Evaluation
from ..history import Case
from ..life import Status, View, view_of
from ..outcome import NormAnswer
from ..settings import Settings


class Sort(StrEnum):
    """Which sort of answer is asked for."""

    STATE = "state"
    DECISION = "decision"
    RULE = "rule"


_STANDING = frozenset(set(Status) - {Status.VOID, Status.NOT_ARISING, Status.UNDETERMINED})
_NOT_ARISING = frozenset({Status.NOT_ARISING.value})


@dataclass(frozen=True, slots=True)
class Target:
    """An answer by name, the values of which one is asked for, and what was asked in words.

    `plainly`: of a rule no status was named; asked is that it stands under its own heading at all.
    """

    sort: Sort
    name: str
    wanted: frozenset[str]
    words: str
    plainly: bool = False

    def truth(self, evaluation: Evaluation) -> frozenset[bool]:
        """Whether it may be so, and whether it may not, in one history."""
        compiled = evaluation.compiled
        match self.sort:
            case Sort.STATE:
                return frozenset(each.value in self.wanted for each in evaluation.state(self.name).possible)
            case Sort.DECISION:
                possible = evaluation.decision(compiled.decisions[self.name]).possible
                return frozenset(each.value in self.wanted for each in possible) or frozenset({False})
            case Sort.RULE:
                answers = evaluation.norm(compiled.rules[self.name])
                return self._ruled(compiled.framework.rules[self.name], answers)

    def _ruled(self, rule: ir.Rule, answers: tuple[NormAnswer, ...]) -> frozenset[bool]:
        """One instance, under one heading, is enough; that a rule does not arise is asked of all of them."""
        if self.plainly:
            answers = tuple(each for each in answers if each.view in (view_of(rule.modality), View.LIMIT))
        found = [
            frozenset(each.value in self.wanted for each in answer.possible)
            | (frozenset({True, False}) if answer.status is Status.UNDETERMINED else frozenset())
            for answer in answers
        ]
        if self.wanted == _NOT_ARISING:
            every = frozenset.union(frozenset({True}), *found)
            return frozenset({False}) if any(each == {False} for each in found) else every
        if any(each == {True} for each in found):
            return frozenset({True})
        return frozenset({True, False}) if any(True in each for each in found) else frozenset({False})


ANSWER = 10
"""What an answer costs, as against following one world."""


@dataclass(slots=True)
class Asker:
    """Asks the engine whether a target is reached; counts how often it did, and what that cost: so much for each
    answer, and one for each world that was followed on the way."""

    compiled: g.Compiled
    settings: Settings
    target: Target
    asked: int = 0
    cost: int = 0

    def truth(self, case: Case, as_of: dt.date) -> frozenset[bool]:
        """Whether it may be so, and whether it may not, over all histories that a case allows."""
        found: set[bool] = set()
        for each in evaluations(self.compiled, case, as_of, self.settings):
            self.asked += 1
            found |= self.target.truth(each)
            self.cost += ANSWER + each.course.size
            if len(found) > 1:
                break
        return frozenset(found)


class Unclear(Exception):
    """What is asked for is none of the answers of the framework; the message says what there is."""


def target_of(framework: ir.Framework, asked: str) -> Target:
    """The target that is meant by `NAME=VALUE`, by a rule's name, or by the name of a state alone.

    Raises Unclear.
    """
    name, given, value = (part.strip() for part in asked.partition("="))
    known = (*framework.lifecycles, *framework.decisions, *framework.rules)
    if not given and name not in known:
        return _state(framework, name, known)
    if name not in known:
        raise Unclear(f"there is no answer '{name}'. {_near(name, known)}")
    words = Words(framework)
    label = words.label_of(name)
    if name in framework.lifecycles:
        lifecycle = framework.lifecycles[name]
        states = {each.name: titled(each.label, each.name) for each in lifecycle.states}
        chosen = _chosen(name, value, tuple(states))
        return Target(Sort.STATE, name, frozenset(lifecycle.within(chosen)), f"{label}: {states[chosen]}")
    if name in framework.decisions:
        chosen = _chosen(name, value, framework.decisions[name].values)
        return Target(Sort.DECISION, name, frozenset({chosen}), f"{label}: {spoken(chosen)}")
    if not given:
        return Target(Sort.RULE, name, frozenset(each.value for each in _STANDING), f"{label}: it stands", True)
    statuses = tuple(each.value for each in Status if each is not Status.UNDETERMINED)
    chosen = _chosen(name, spoken(value), statuses)
    return Target(Sort.RULE, name, frozenset({chosen}), f"{label}: {chosen}")


def _state(framework: ir.Framework, name: str, known: tuple[str, ...]) -> Target:
    """A state by its name alone."""
    having = [each for each in framework.lifecycles.values() if any(state.name == name for state in each.states)]
    if len(having) == 1:
        return target_of(framework, f"{having[0].name}={name}")
    if having:
        forms = " or ".join(f"'{each.name}={name}'" for each in having)
        raise Unclear(f"several lifecycles have a state '{name}'. Write {forms}.")
    states = tuple(state.name for each in framework.lifecycles.values() for state in each.states)
    raise Unclear(f"there is no answer and no state '{name}'. {_near(name, (*known, *states), known)}")


def _chosen(name: str, value: str, values: tuple[str, ...]) -> str:
    if value in values:
        return value
    if not value:
        raise Unclear(f"'{name}' needs a value. Write '{name}=VALUE', with one of: {', '.join(values)}.")
    raise Unclear(f"'{value}' is no value of '{name}'. {_near(value, values)}")


def _near(name: str, known: tuple[str, ...], listed: tuple[str, ...] = ()) -> str:
    return did_you_mean(name, known) or f"There are: {', '.join(listed or known)}."
