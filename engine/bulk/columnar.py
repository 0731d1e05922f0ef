"""Which part of a framework can be surveyed column by column; the rest goes case by case, through the same kernel.

Columns hold, for each subject, a fixed number of events and facts without days. What counts events, tries them one by
one, or hangs on times between them is asked of each case by itself. A subject's own history is short, so that this
costs time and no more.
"""

from __future__ import annotations

from dataclasses import replace

from ...dsl import ir
from ..groups import Compiled, Filter, Group, RuleGroup, compile_groups


def columnar(compiled: Compiled) -> bool:
    """Whether every clause of a framework can be asked of columns."""
    return not in_columns(compiled)[1]


def in_columns(compiled: Compiled) -> tuple[Compiled, tuple[str, ...]]:
    """The part of a framework that can be asked of columns, and the names of the clauses that it leaves out."""
    framework = compiled.framework
    lifecycles = {name for name in framework.lifecycles if _moved_by_events(name, compiled)}
    decisions = {name for name, group in compiled.decisions.items() if _asked(group, lifecycles)}
    rules = {name for name, group in compiled.rules.items() if _asked(group, lifecycles) and _acted(group, lifecycles)}
    every = (*framework.lifecycles, *framework.decisions, *framework.rules)
    left_out = tuple(name for name in every if name not in lifecycles | decisions | rules)
    if not left_out:
        return compiled, ()
    part = replace(
        framework,
        lifecycles={name: each for name, each in framework.lifecycles.items() if name in lifecycles},
        decisions={name: each for name, each in framework.decisions.items() if name in decisions},
        rules={name: each for name, each in framework.rules.items() if name in rules},
    )
    return compile_groups(part), left_out


def _moved_by_events(name: str, compiled: Compiled) -> bool:
    """Whether a lifecycle is moved by events alone, whatever other lifecycles do."""
    steps = [group for (lifecycle, _), group in compiled.steps.items() if lifecycle == name]
    return name not in compiled.timers and all(_asked(group, set()) for group in steps)


def _asked(group: Group | Filter, lifecycles: set[str]) -> bool:
    """Whether all that a group reads can be asked of columns, where the states of some lifecycles can."""
    terms = [variable.term for variable in group.variables]
    return all(_plain(term) and (not isinstance(term, ir.StateTerm) or term.lifecycle in lifecycles) for term in terms)


def _acted(group: RuleGroup, lifecycles: set[str]) -> bool:
    """Whether the instances, acts and windows of a rule can be found in columns."""
    rule = group.rule
    return (
        rule.repeat is None
        and (group.performing is None or _asked(group.performing, lifecycles))
        and all(_plain_anchor(point.anchor) for point in rule.points)
    )


def _plain(term: ir.Term) -> bool:
    match term:
        case ir.FieldTerm(ref=ref):
            return _plain_ref(ref)
        case ir.PositionTerm(ref=ref, mark=mark):
            return _plain_ref(ref) and _plain_anchor(mark.anchor)
        case ir.ExistsTerm(stretch=stretch, where=where):
            bounds = (stretch.since, stretch.before)
            return where is None and all(bound is None or _plain_bound(bound) for bound in bounds)
        case ir.CountTerm() | ir.PresumedTerm():
            return False
        case ir.KnownTerm(term=inner):
            return _plain(inner)
        case ir.PassedTerm(point=point):
            return _plain_anchor(point.anchor)
        case ir.FactTerm() | ir.StateTerm() | ir.ReadingTerm():
            return True


def _plain_bound(bound: ir.Bound) -> bool:
    return isinstance(bound, ir.DayAnchor) or _plain_ref(bound)


def _plain_ref(ref: ir.Ref) -> bool:
    match ref:
        case ir.It() | ir.Done():
            return True
        case ir.That() | ir.Entry():
            return False
        case ir.Pick(base=base, stretch=stretch, where=where):
            return where is None and stretch == ir.EVERYWHERE and (base is None or _plain_ref(base))


def _plain_anchor(anchor: ir.Anchor) -> bool:
    match anchor:
        case ir.MomentAnchor(ref=ref):
            return _plain_ref(ref)
        case ir.EntryAnchor():
            return False
        case ir.FactAnchor() | ir.DayAnchor():
            return True
