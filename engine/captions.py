"""What a picture says of a clause: conditions by the labels that it shows, and guards, windows and triggers in few
words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..dsl import ir
from ..dsl.words import Words, lowered, spoken, titled

FEW = 46
"""Characters in a guard said in few words, at most; one condition alone may be longer."""

_DAYS = {
    "days": 1, "calendar_days": 1, "working_days": 1.4, "school_days": 1.5, "weeks": 7, "months": 30.4, "years": 365,
    "hours": 0.05,
}  # fmt: skip
_LONG = 365.0


class Captions(Words):
    """Words in which states go by the labels that the picture shows, and those within one state as that state."""

    def values(self, term: ir.Term, accepted: frozenset[str]) -> str:
        """The accepted values; states by their labels."""
        if not isinstance(term, ir.StateTerm):
            return super().values(term, accepted)
        lifecycle = self.framework.lifecycles[term.lifecycle]
        names = outermost(lifecycle, accepted)
        return " or ".join(f"'{titled(lifecycle.state(name).label, name)}'" for name in names)

    def brief(self, trigger: ir.Trigger) -> str:
        """What sets a transition off, as short as it can be said."""
        match trigger:
            case ir.OnEvent():
                return self.trigger(trigger)
            case ir.OnLapse(rule=rule):
                return f"lapse: {lowered(self.label_of(rule))}"
            case ir.AtTime(point=point):
                if point.offset is None:
                    return f"on {self.anchor(point.anchor)}"
                if point.edge is not None:
                    return f"{spoken(point.offset.unit)} {point.offset.amount} {point.edge.value}"
                side = "before" if point.relation is ir.Relation.BEFORE else "after"
                return f"{side} {self.offset(point.offset)}"

    def doer(self, trigger: ir.Trigger) -> str:
        """Who brings about what sets a transition off; empty where nothing says so."""
        match trigger:
            case ir.OnEvent(event=event):
                return " or ".join(self.named(each, first=True) for each in self.framework.events[event].by)
            case ir.OnLapse(rule=rule):
                return f"{self.named(self.framework.rules[rule].actor, first=True)}, by not acting"
            case ir.AtTime():
                return "time alone"

    def few(self, transition: ir.Transition, beside: Iterable[ir.Transition]) -> str:
        """A guard in few words: of its conditions those that tell it from the transitions that the same sets off."""
        parts = self._parts(transition.when)
        others = Counter(
            part
            for each in beside
            if each.id != transition.id and each.trigger == transition.trigger
            for part in self._parts(each.when)
        )
        kept: list[str] = []
        # Among equals the last: what is said first is mostly what the clauses around it say, too.
        for _, part in sorted(enumerate(parts), key=lambda each: (others[each[1]], -each[0])):
            if kept and sum(map(len, kept)) + 5 * len(kept) + len(part) > FEW:
                break
            kept.append(part)
        said = " and ".join(part for part in parts if part in kept)
        return f"{said}..." if len(kept) < len(parts) else said

    def _parts(self, cond: ir.Cond | None) -> tuple[str, ...]:
        match cond:
            case None:
                return ()
            case ir.All(items=items):
                return tuple(dict.fromkeys(self.cond(item, nested=True) for item in items))
            case _:
                return (self.cond(cond),)

    def due(self, rule: ir.Rule) -> str:
        """When or how often a rule is to be done, in few words; empty where nothing says so."""
        return _Due(self.framework, rule).said()


class _Due(Captions):
    """Words for the window of one rule: its days are counted from events by their labels."""

    def __init__(self, framework: ir.Framework, rule: ir.Rule) -> None:
        super().__init__(framework)
        self.rule = rule

    def said(self) -> str:
        """How often and when."""
        return ", ".join(filter(None, (self.repeat(self.rule.repeat), self.window(self.rule.window))))

    def window(self, window: ir.Window | None) -> str:
        """A window in few words."""
        match window:
            case ir.Window(
                earliest=ir.Point(offset=ir.Offset() as first, edge=None, beside=0, anchor=anchor) as earliest,
                latest=ir.Point(offset=ir.Offset() as last, edge=None) as latest,
            ) if anchor == latest.anchor and first.unit == last.unit and earliest.relation is latest.relation:
                if first.amount == last.amount:
                    return self.point(latest)
                if first.amount and last.amount:
                    return f"{first.amount} to {self.point(latest)}"
            case ir.Window(
                earliest=ir.Point(anchor=ir.MomentAnchor() as begins) as earliest,
                latest=ir.Point(anchor=ir.MomentAnchor() as ends) as latest,
            ) if begins.ref == ends.ref and _same_day(earliest) and _same_day(latest) and begins != ends:
                event, _, _ = self.anchor(begins).rpartition(" (")
                if event:
                    return f"at {event} ({spoken(begins.moment)} to {spoken(ends.moment)})"
        return super().window(window)

    def point(self, point: ir.Point) -> str:
        """An end of a window."""
        if not _same_day(point) or point.beside:
            bare = replace(point, offset=None) if _same_day(point) else point
            return super().point(bare)
        return self.anchor(point.anchor) + (f" at {point.clock}" if point.clock else "")

    def anchor(self, anchor: ir.Anchor) -> str:
        """The day from which is counted, by the label of its event."""
        if not isinstance(anchor, ir.MomentAnchor):
            return super().anchor(anchor)
        moment = spoken(anchor.moment)
        match anchor.ref:
            case ir.It() if self.rule.trigger is not None:
                event = self.rule.trigger
            case ir.Done():
                event = self.rule.act
            case ir.Pick(event=name):
                event = name
            case ir.Entry(lifecycle=lifecycle, state=state):
                label = self.framework.lifecycles[lifecycle].state(state).label
                return f"entry into '{lowered(titled(label, state))}' ({moment})"
            case _:
                return super().anchor(anchor)
        told = f" ({moment})" if len(self.framework.events[event].moments) > 1 else ""
        return f"{lowered(self.label_of(event))}{told}"


def _same_day(point: ir.Point) -> bool:
    """Whether a day is reckoned with no distance from its anchor."""
    return point.edge is None and point.extension is None and (point.offset is None or point.offset.amount == 0)


def outermost(lifecycle: ir.Lifecycle, leaves: Iterable[str]) -> tuple[str, ...]:
    """States by as few names as can be: a state with others inside stands for those where all of them are meant."""
    wanted = frozenset(leaves)
    whole = {state.name for state in lifecycle.states if wanted.issuperset(lifecycle.within(state.name))}
    return tuple(state.name for state in lifecycle.states if state.name in whole and state.parent not in whole)


def days_until(rule: ir.Rule) -> float | None:
    """About how many days after its anchor a rule is due at the latest, else at the earliest: for an order of rules
    alone. None where it has no window that is reckoned so."""
    window = rule.window
    ends: Sequence[ir.Point | None] = () if window is None else (window.latest, window.earliest)
    point = next((each for each in ends if each is not None), None)
    if point is None:
        return None
    if point.offset is None:
        return 0.0
    length = point.offset.amount * _DAYS.get(point.offset.unit, _LONG)
    return -length if point.relation is ir.Relation.BEFORE else length
