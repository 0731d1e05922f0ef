"""Windows that no day lies in (E206, E214): reckoned with the calendar itself, over every day of four years.

Both ends are reckoned from one anchor, or from two moments of one event, of which the later cannot lie before the
earlier. Other pairs of anchors are not related, and nothing is said of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache

from ...dsl import ir
from ...dsl.base.diagnostics import Diagnostic, Severity
from .. import expressions as x
from .. import groups as g
from .. import kernel
from ..evaluation import Evaluation
from ..feasible import holdings, open_masks, true_in
from ..history import Dated
from ..kernel import Masks, effect_of
from ..settings import Settings
from .bench import Bench, undecided
from .drafts import Draft, moved
from .first_look import comparable, empty_at_first, every_window
from .goals import Goal, anchored, rule_times, valued

YEARS = 4

Ends = tuple[dt.date, dt.date]


def impossible(bench: Bench) -> Iterator[Diagnostic]:
    """Windows that are empty whatever the anchor (E206)."""
    for group, name, window in every_window(bench.compiled):
        if empty_at_first(bench.framework, group, window):
            yield from (each for each in _empty(bench, group, name, window) if each.severity is not Severity.WARNING)


def windows(bench: Bench) -> Iterator[Diagnostic]:
    """Windows that are empty for some anchors, or over too early (E214)."""
    for group, name, window in every_window(bench.compiled):
        yield from (each for each in _empty(bench, group, name, window) if each.severity is not Severity.ERROR)
        yield from _behind(bench, group, name, window)


_ANYWHERE = ir.DayAnchor(dt.date.min)
"""Stands for the anchor of a point, where each day is tried as such."""


def _owner(group: g.RuleGroup, name: str | None) -> str:
    rule = group.rule.name
    return f"the window of '{rule}'" if name is None else f"the window that '{name}' gives '{rule}'"


@lru_cache(maxsize=1)
def _days(start: dt.date) -> tuple[dt.date, ...]:
    """The days that are tried as anchors, from the one on which the framework comes into force."""
    return tuple(start + dt.timedelta(days=n) for n in range(366 * YEARS))


def _each(bench: Bench, point: ir.Point) -> zip[tuple[dt.date, dt.date | None]]:
    """Each of the days tried, and the day that a point names where it is the anchor."""
    start = bench.framework.manifest.in_force_from
    return zip(_days(start), _reckoned(replace(bench.settings.plain(point), anchor=_ANYWHERE), start), strict=True)


_PLAIN = Settings((), ())
"""For points whose parameters have been looked up: rules that wait as long as each other are reckoned once."""


@lru_cache(maxsize=256)
def _reckoned(point: ir.Point, start: dt.date) -> tuple[dt.date | None, ...]:
    return tuple(_PLAIN.day(point, day) for day in _days(start))


def _empty(bench: Bench, group: g.RuleGroup, name: str | None, window: ir.Window) -> Iterator[Diagnostic]:
    """Windows of which the end lies before the beginning, for every anchor or for some."""
    first, last, owner = window.earliest, window.latest, _owner(group, name)
    if first is None or last is None or not comparable(bench.framework, group, first.anchor, last.anchor):
        return
    ends = zip(_each(bench, first), _each(bench, last), strict=True)
    known = [(day, begins, until) for (day, begins), (_, until) in ends if begins is not None and until is not None]
    wrong = [each for each in known if each[1] > each[2]]
    if not wrong or (len(wrong) < len(known) and first.anchor != last.anchor):
        return
    _, begins, until = wrong[0]
    always = len(wrong) == len(known)
    witness = _dated(
        bench, group, name, first.anchor, [each[0] for each in wrong],
        lambda found: found[0] > found[1], f"the window runs from {begins} until {until}",
    )  # fmt: skip
    if not witness:
        yield undecided(f"whether {owner} ever ends before it begins", window.span)
        return
    yield Diagnostic(
        "E206" if always else "E214",
        f"{owner} ends before it begins" + ("" if always else f" on {len(wrong)} days in {YEARS} years"),
        window.span,
        "Put the shorter time first." if always else "Give both ends in the same unit, or leave more room.",
        Severity.ERROR if always else Severity.WARNING,
        witness=witness,
    )  # fmt: skip


def _behind(bench: Bench, group: g.RuleGroup, name: str | None, window: ir.Window) -> Iterator[Diagnostic]:
    """Windows that are over before the act can count: before the trigger, or before the exception that gives them."""
    last, owner = window.latest, _owner(group, name)
    if last is None:
        return
    trigger = group.rule.trigger
    before_trigger = trigger is not None and _not_after(bench, trigger, last.anchor)
    ends = [(day, end) for day, end in _each(bench, last) if end is not None]
    if before_trigger and ends and all(end < day for day, end in ends):
        witness = _dated(bench, group, name, last.anchor, [], lambda _: True, "the act can come only after the window")
        if witness:
            yield Diagnostic(
                "E214",
                f"{owner} is over when '{trigger}' takes effect",
                window.span,
                "Count it from a later day: an act counts only after the event that triggers the rule.",
                Severity.WARNING,
                witness=witness,
            )
        else:
            yield undecided(f"whether {owner} can be met", window.span)
        return
    if name is None:
        return
    point = next((each for each in _passed(group, name) if each.anchor == last.anchor), None)
    if point is None:
        return
    both = zip(_each(bench, last), _each(bench, point), strict=True)
    waits = [(end, wait) for (_, end), (_, wait) in both if end is not None and wait is not None]
    if waits and all(end <= wait for end, wait in waits):
        witness = _dated(
            bench, group, name, last.anchor, [], lambda _: True, "the exception acts when its window is over"
        )
        if not witness:
            yield undecided(f"whether {owner} can be met", window.span)
            return
        yield Diagnostic(
            "E214",
            f"{owner} is over before '{name}' can apply",
            window.span,
            "Make it end later than the time that its condition waits for.",
            Severity.WARNING,
            witness=witness,
        )


def _not_after(bench: Bench, trigger: str, anchor: ir.Anchor) -> bool:
    """Whether an anchor is a moment of the trigger that never lies after the day on which that takes effect."""
    match anchor:
        case ir.MomentAnchor(ref=ir.It(), moment=moment, reading=None):
            event = bench.framework.events[trigger]
            return event.moments.index(moment) <= event.moments.index(event.effective)
        case _:
            return False


def _passed(group: g.RuleGroup, name: str) -> Iterator[ir.Point]:
    """The days that must have passed for an exception to hold."""
    number = [each.name for each in group.rule.exceptions].index(name)
    expression = group.now.exceptions[number]
    if expression is None:
        return
    cubes = list(true_in(expression, open_masks(group.variables), group.variables))
    for place, variable in enumerate(group.variables):
        asked = isinstance(variable.term, ir.PassedTerm) and variable.time is x.Time.NOW
        if asked and cubes and all(cube[place] == variable.mask((ir.YES,)) for cube in cubes):
            assert isinstance(variable.term, ir.PassedTerm), "it was just asked"
            yield variable.term.point


def _dated(
    bench: Bench,
    group: g.RuleGroup,
    name: str | None,
    anchor: ir.Anchor,
    days: list[dt.date],
    asked: Callable[[Ends], bool],
    shows: str,
) -> str:
    """A case in which a window applies, its anchor on one of `days` if there are any, and its ends are as asked."""

    window = next(each for _, other, each in every_window(bench.compiled, group) if other == name)

    def ends(evaluation: Evaluation, it: Dated | None) -> tuple[dt.date | None, dt.date | None] | None:
        possible = kernel.rule(group, valued(group.variables, rule_times, evaluation, it), deadline=False)
        effects = [each.outcome.now for each in possible]
        if not all(each is not None and each.live and each.window == name for each in effects):
            return None
        found: list[dt.date | None] = []
        for point in (window.earliest, window.latest):
            start = None if point is None else _anchored(evaluation, point.anchor, it)
            day = None if point is None or start is None else evaluation.known.settings.day(point, start)
            if point is not None and day is None:
                return None
            found.append(day)
        return found[0], found[1]

    def applies(_: Draft, evaluation: Evaluation, it: Dated | None) -> bool:
        found = ends(evaluation, it)
        return found is not None and found[1] is not None and asked((found[0] or found[1], found[1]))

    def goals(check: Callable[[Draft, Evaluation, Dated | None], bool]) -> Iterator[Goal]:
        for names, cubes in sorted(holdings(group).items(), key=lambda entry: sorted(entry[0])):
            effect = effect_of(group.rule, names)
            if effect.live and effect.window == name:
                yield from (_goal(group, cube, check) for cube in cubes)

    if not days:
        return bench.witness(goals(applies), shows)

    # First any case in which the window applies; then its events, moved so that the anchor lies on one of the days.
    def present(_: Draft, evaluation: Evaluation, it: Dated | None) -> bool:
        return ends(evaluation, it) is not None and _anchored(evaluation, anchor, it) is not None

    base = bench.draft(goals(present))
    evaluation = None if base is None else base.evaluated(bench.compiled)
    if base is None or evaluation is None:
        return ""
    goal = Goal(group.rule.trigger, (), (), rule_times, applies)
    day = _anchored(evaluation, anchor, goal.subject(evaluation))
    for target in (days[0], days[-1]):
        if day is not None:
            shifted = base.with_events(tuple(moved(each, target - day) for each in base.case.events))
            if goal.met(shifted, bench.compiled):
                return bench.written(shifted, shows)
    return ""


def _anchored(evaluation: Evaluation, anchor: ir.Anchor, it: Dated | None) -> dt.date | None:
    return anchored(anchor, evaluation, it, evaluation.known.at_as_of())


def _goal(group: g.RuleGroup, cube: Masks, check: Callable[[Draft, Evaluation, Dated | None], bool]) -> Goal:
    return Goal(group.rule.trigger, group.variables, cube, rule_times, check)
