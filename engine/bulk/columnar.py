"""Whether a framework can be surveyed column by column; the others go case by case, through the same kernel.

Columns hold, for each subject, a fixed number of events and facts without days. What counts events, tries them one by
one, or hangs on times between them is asked of each case by itself. A subject's own history is short, so that this
costs time and no more.
"""

from __future__ import annotations

from ...dsl import ir
from ..groups import Compiled, Group, RuleGroup, StepGroup
from ..life import View, view_of


def columnar(compiled: Compiled) -> bool:
    """Whether every clause of a framework can be asked of columns."""
    groups: tuple[Group, ...] = (*compiled.decisions.values(), *compiled.steps.values(), *compiled.rules.values())
    return (
        not compiled.timers
        and not compiled.framework.deems
        and all(_plain(variable.term) for group in groups for variable in group.variables)
        and not any(_reads_states(group) for group in compiled.steps.values())
        and all(map(_single, compiled.rules.values()))
    )


def _single(group: RuleGroup) -> bool:
    """Whether a rule has one instance, one act from a known day on, and a window reckoned from events or days."""
    rule = group.rule
    return (
        not rule.each
        and rule.repeat is None
        and rule.performing is None
        and (rule.trigger is not None or rule.during is None)
        and view_of(rule.modality) is not View.PROHIBITION
        and all(_plain_anchor(point.anchor) for point in rule.points)
    )


def _reads_states(group: StepGroup) -> bool:
    return any(isinstance(variable.term, ir.StateTerm) for variable in group.variables)


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
    return not isinstance(bound, ir.DayAnchor) and _plain_ref(bound)


def _plain_ref(ref: ir.Ref) -> bool:
    match ref:
        case ir.It():
            return True
        case ir.Done() | ir.That() | ir.Entry():
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
