"""Two timelines of one school on one axis, as it is and as it would be: what is the same is there once."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace

from ...engine.history import Case
from ...engine.life import Status
from ...engine.outcome import NormAnswer, Outcome
from ...engine.path import Way
from ...engine.whatif.differences import paired_norms
from .chart import HEADINGS, Band, Bar, Change, Chart, Event, Side, bands_of, bar_of, by_day, events_of, whole

Traced = tuple[Outcome, tuple[Way, ...]]
"""An answer, and the way through each lifecycle."""


def paired_chart(before: Traced, after: Traced, cases: tuple[Case, Case]) -> Chart:
    """The timelines of baseline and scenario as one."""
    bands = tuple(_bands(*(tuple(bands_of(*each)) for each in (before, after))))
    events = _beside(*(tuple(events_of(each, case)) for (each, _), case in zip((before, after), cases, strict=True)))
    rows = [_row(pair) for pair in _norms(before[0], after[0])]
    rows.sort(key=lambda row: (_HEADS.index(row[0].heading), by_day(row[0])))
    bars = tuple(bar for row in rows for bar in row)
    days = sorted(events, key=lambda each: (each.day, each.side))
    return whole("timelines", before[0], bands, tuple(days), bars, paired=True)


_HEADS = tuple(HEADINGS.values())


def _bands(before: Sequence[Band], after: Sequence[Band]) -> Iterator[Band]:
    """Each lifecycle once where it takes the same way, else twice."""
    others = {each.label: each for each in after}
    for band in before:
        other = others.pop(band.label, None)
        if other == band:
            yield band
        elif other is None:
            yield replace(band, side=Side.IS, change=Change.GONE)
        else:
            same = [(each.label, each.certain) for each in band.stays] == [
                (each.label, each.certain) for each in other.stays
            ]
            change = Change.MOVED if same else Change.CHANGED
            yield replace(band, side=Side.IS, change=change)
            yield replace(other, side=Side.WOULD_BE, change=change)
    yield from (replace(each, side=Side.WOULD_BE, change=Change.NEW) for each in others.values())


def _beside(before: Sequence[Event], after: Sequence[Event]) -> list[Event]:
    """What both have, once; then what one of them has alone."""
    left = list(after)
    found: list[Event] = []
    for each in before:
        if each in left:
            left.remove(each)
            found.append(each)
        else:
            found.append(replace(each, side=Side.IS))
    return [*found, *(replace(each, side=Side.WOULD_BE) for each in left)]


def _norms(before: Outcome, after: Outcome) -> Iterator[tuple[Bar | None, Bar | None]]:
    for pair in paired_norms(before.norms, after.norms):
        bars = tuple(_bar(outcome, norm) for outcome, norm in zip((before, after), pair, strict=True))
        if bars != (None, None):
            yield bars[0], bars[1]


def _bar(outcome: Outcome, norm: NormAnswer | None) -> Bar | None:
    arises = norm is not None and norm.view in HEADINGS and norm.status is not Status.NOT_ARISING
    return bar_of(outcome, norm) if norm is not None and arises else None


def _row(pair: tuple[Bar | None, Bar | None]) -> tuple[Bar, ...]:
    """The bars of a norm: one where both sides are the same, or where only one has it."""
    before, after = pair
    match before, after:
        case Bar(), Bar():
            if _told(before) == _told(after):
                return (before,)
            change = _change(before, after)
            heading = f"{after.heading.lower().removesuffix('s')}: " if after.heading != before.heading else ""
            other = replace(after, heading=before.heading, told=f"{heading}{after.told}")
            return (
                replace(before, side=Side.IS, change=change, partner=after.dated),
                replace(other, side=Side.WOULD_BE, change=change, partner=before.dated),
            )
        case Bar(), None:
            return (replace(before, side=Side.IS, change=Change.GONE),)
        case None, Bar():
            return (replace(after, side=Side.WOULD_BE, change=Change.NEW),)
        case _:
            return ()


def _change(before: Bar, after: Bar) -> Change:
    """How two bars differ: in their days alone, or in more."""
    alike = (before.fate, before.said, before.heading) == (after.fate, after.said, after.heading)
    return Change.MOVED if alike and _days(before) != _days(after) else Change.CHANGED


def _days(bar: Bar) -> Hashable:
    return bar.earliest, bar.until, bar.done


def _told(bar: Bar) -> Hashable:
    """What is said of a norm, wherever its clause is written."""
    return bar.label, bar.said, bar.heading, bar.fate, bar.told, bar.since, _days(bar), bar.paragraphs
