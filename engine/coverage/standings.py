"""The headings and statuses in which a rule can be found, as far as its form tells."""

from __future__ import annotations

from collections.abc import Iterator

from ...dsl import ir
from ..life import Status, View, view_of
from ..norms import headings


def standings(rule: ir.Rule, framework: ir.Framework) -> Iterator[tuple[View, Status]]:
    """Each heading with each status; 'undetermined' is none of them."""
    native = view_of(rule.modality)
    escapable = rule.during is not None or any(_takes_away(each, native) for each in rule.exceptions)
    for view in headings(rule):
        if rule.repeat is not None:
            yield from ((view, status) for status in _counted(rule.repeat, framework))
        elif view is View.PROHIBITION:
            yield view, Status.APPLIES
            if view is native:
                yield view, Status.DISREGARDED
        else:
            yield from ((view, status) for status in _running(rule, view, framework))
        if view in (native, View.LIMIT) and escapable:
            yield view, Status.VOID


def _takes_away(exception: ir.Exclusion, native: View) -> bool:
    """Whether it leaves nothing under the rule's own heading: it releases, or turns the rule into something else."""
    if exception.modality is not None:
        return view_of(exception.modality) is not native
    return exception.window is None and not exception.against


def _running(rule: ir.Rule, view: View, framework: ir.Framework) -> Iterator[Status]:
    duty = view is View.DUTY
    windows = [window for _, window in rule.named_windows]
    if any(_may_wait(each, framework) for each in windows):
        yield Status.NOT_YET_OPEN
    yield Status.OPEN
    yield Status.MET if duty else Status.USED
    if any(each.latest is not None for each in windows):
        yield Status.OVERDUE if duty else Status.CLOSED


def _counted(repeat: ir.Repeat, framework: ir.Framework) -> Iterator[Status]:
    """Any stretch of a length that ends today never lies behind; what 'about' so many falls short of is a judgement."""
    ends = not isinstance(repeat.over, ir.Rolling)
    match repeat.over:
        case ir.Within(window=window):
            waits = _may_wait(window, framework)
        case ir.EachStretch(anchor=anchor):
            waits = _awaited(anchor, framework)
        case ir.Rolling() | ir.EachPeriod():
            waits = False
    if waits:
        yield Status.NOT_YET_OPEN
    if repeat.number.value:
        yield Status.OPEN
    if repeat.quantity is ir.Quantity.AT_MOST:
        yield Status.USED
        if ends:
            yield Status.CLOSED
    else:
        yield Status.MET
        if ends and repeat.quantity is not ir.Quantity.ABOUT and repeat.number.value:
            yield Status.OVERDUE
    if repeat.quantity in (ir.Quantity.AT_MOST, ir.Quantity.EXACTLY):
        yield Status.EXCEEDED


def _may_wait(window: ir.Window, framework: ir.Framework) -> bool:
    """Whether a window can lie ahead: it begins after its anchor, or is counted from one that can lie ahead."""
    first, last = window.earliest, window.latest
    if first is not None:
        moved = first.offset is not None or first.beside > 0
        return (moved and first.relation is not ir.Relation.BEFORE) or _awaited(first.anchor, framework)
    return last is not None and last.relation is not ir.Relation.BEFORE and _awaited(last.anchor, framework)


def _awaited(anchor: ir.Anchor, framework: ir.Framework) -> bool:
    """Whether a day can lie ahead: a calendar day, or a moment that follows the one at which its event takes effect."""
    if isinstance(anchor, ir.DayAnchor):
        return True
    if not isinstance(anchor, ir.MomentAnchor):
        return False
    moments = framework.readings[anchor.reading].names if anchor.reading else (anchor.moment,)
    return any(
        each in event.moments and event.moments.index(each) > event.moments.index(event.effective)
        for each in moments
        for event in framework.events.values()
    )
