"""What cannot well be so in the history of a subject: events given twice, before it began, after it ended."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from .binding import Asked
from .course import Course
from .history import Dated
from .outcome import Finding, NormAnswer
from .phrases import Phrases


def contradictions(course: Course, norms: Sequence[NormAnswer], phrases: Phrases) -> Iterator[Finding]:
    """Everything of the kind that a history shows. The answer goes on as if all of it were so."""
    yield from _twice(course.known.history.past, phrases)
    yield from _outside(course, norms, phrases)


def _twice(past: Sequence[Dated], phrases: Phrases) -> Iterator[Finding]:
    """Events of one type on one day that not even an `order` tells apart."""

    def place(each: Dated) -> tuple[str, str, int]:
        return each.occurrence.event, each.day.isoformat(), each.occurrence.order

    for (name, _, _), found in itertools.groupby(sorted(past, key=place), key=place):
        same = [each.occurrence for each in found]
        if len(same) < 2:
            continue
        told = [dict(each.fields) | dict(each.moments) | {"by": each.by} for each in same]
        keys = dict.fromkeys(key for each in told for key in each)
        differing = [f"'{key}'" for key in keys if len({str(each.get(key)) for each in told}) > 1]
        how = f"differing in {', '.join(sorted(differing))}" if differing else "word for word the same"
        times = "twice" if len(same) == 2 else f"{len(same)} times"
        shown = min(phrases.occurrence(each) for each in same)
        words = f"{shown} is given {times}, {how}, and counts {times}"
        yield Finding(name, f"{words}; give each an 'order' if there were so many, else keep one")


def _outside(course: Course, norms: Sequence[NormAnswer], phrases: Phrases) -> Iterator[Finding]:
    """Events that count although the subject had not begun yet, and events after its end."""
    opened, shut = course.known.case.opened, course.known.case.shut
    for each in course.known.history.past:
        words, name = phrases.occurrence(each.occurrence), each.occurrence.event
        if shut is not None and each.day > shut:
            yield Finding(name, f"{words} lies after the school closed on {shut.isoformat()}")
        elif opened is not None and each.day < opened and (counting := tuple(_counting(course, norms, each))):
            told = f"{words} lies before the school opened on {opened.isoformat()}"
            yield Finding(name, f"{told}, and counts for it all the same ({', '.join(dict.fromkeys(counting))})")


def _counting(course: Course, norms: Sequence[NormAnswer], event: Dated) -> Iterator[str]:
    """The lifecycles that an event may have moved, and the rules that it gave rise to or met."""
    for lifecycle, kind in course.compiled.steps:
        if kind in event.kinds:
            after = course.worlds(lifecycle, Asked(event.day, event.index + 1))
            if any(event.index in (world.since, *world.around) for world in after):
                yield lifecycle
    for norm in norms:
        given = norm.instance is not None and norm.instance.event in event.kinds and norm.instance.day == event.day
        if given or (norm.act in event.kinds and norm.met_on == event.day):
            yield norm.name
