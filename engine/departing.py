"""Departures on record: to which instance of a rule each belongs, and which have no effect (semantics 22)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from ..dsl import ir
from .binding import Asked
from .history import Dated, Departure
from .lapse import Departed
from .phrases import Phrases
from .valuation import Known


def departure(known: Known, rule: ir.Rule, it: Dated | None, asked: Asked) -> Departure | None:
    """The departure that is on record by a moment of asking for a rule as some event gives rise to it (None: without
    event); one with its reason goes before others, then the first.

    Of a rule that counts how often something is done each stretch of time belongs to itself: see `in_stretch`.
    """
    found = [
        each
        for each in _effective(known, rule, asked.day)
        if (it is None and each.instance is None) or (it is not None and _meant(known, rule, each) == it.day)
    ]
    return _chosen(found)


def in_stretch(
    known: Known, rule: ir.Rule, first: dt.date | None, last: dt.date | None, asked: Asked
) -> Departure | None:
    """The departure on record for one stretch of time: it names the first day, or was decided within it."""
    found = [
        each
        for each in _effective(known, rule, asked.day)
        if (
            first == each.instance
            if each.instance is not None
            else (first is None or first <= each.on) and (last is None or each.on <= last)
        )
    ]
    return _chosen(found)


def told(departed: Departure | None) -> Departed:
    """Whether a departure is on record, and whether with its reason."""
    if departed is None:
        return Departed.NO
    return Departed.WITH_REASON if departed.reason else Departed.WITHOUT_REASON


def without_effect(known: Known, phrases: Phrases) -> Iterator[tuple[str, str]]:
    """The departures of a case that have no effect, by rule, and why."""
    for each in known.case.departures:
        rule = known.framework.rules.get(each.rule)
        if rule is None:
            continue  # of another framework, under which a part of the history is read
        words = f"the departure from '{phrases.words.label_of(rule.name)}' decided on {each.on.isoformat()}"
        if each.on > known.as_of:
            yield rule.name, f"{words} lies after {known.as_of.isoformat()}: it is announced and not counted"
        elif each.by not in (None, rule.actor):
            named = phrases.words.named
            yield (
                rule.name,
                f"{words} by {named(each.by or '')} has no effect: that is for {named(rule.actor)} to decide",
            )
        elif rule.trigger is not None and rule.repeat is None:
            yield from ((rule.name, f"{words} has no effect: {why}") for why in _unplaced(known, phrases, rule, each))
        elif rule.repeat is None and each.instance is not None:
            yield rule.name, f"{words} has no effect: no event gives rise to the rule, so none is to be named"


def _unplaced(known: Known, phrases: Phrases, rule: ir.Rule, departed: Departure) -> Iterator[str]:
    event = phrases.event(rule.trigger or "")
    meant = _meant(known, rule, departed)
    if meant is None and departed.instance is None and rule.each and _triggers(known, rule, departed.on):
        yield f"there are several of {event} by then, and it names none"
    elif meant is None and departed.instance is None:
        yield f"there is no {event} by then"
    elif meant is not None and all(each.day != meant for each in _triggers(known, rule, known.as_of)):
        yield f"there is no {event} of {meant.isoformat()}"


def _effective(known: Known, rule: ir.Rule, by: dt.date) -> list[Departure]:
    return [
        each
        for each in known.case.departures
        if each.rule == rule.name and each.on <= by and each.by in (None, rule.actor)
    ]


def _meant(known: Known, rule: ir.Rule, departed: Departure) -> dt.date | None:
    """The day of the event that gives rise to the instance meant. Where a departure names none, it is that of the
    latest by then; of a rule for each event, that of the only one."""
    if departed.instance is not None:
        return departed.instance
    days = [each.day for each in _triggers(known, rule, departed.on)]
    return days[-1] if days and (not rule.each or len(days) == 1) else None


def _triggers(known: Known, rule: ir.Rule, by: dt.date) -> list[Dated]:
    return [each for each in known.history.past if rule.trigger in each.kinds and each.day <= by]


def _chosen(found: list[Departure]) -> Departure | None:
    return min(found, key=lambda each: (not each.reason, each.on, each.reason), default=None)
