"""What a timeline holds, before it is drawn: states, events and norms, each with its days, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from ...dsl.words import Words, cite, titled
from ...engine.history import Case, effective_day
from ...engine.life import Status, View
from ...engine.outcome import NormAnswer, Outcome
from ...engine.path import Way
from ..answer import about, norm_text, standing
from ..plain import clean, day, place


class Fate(StrEnum):
    """What became of a norm: it gives the pattern of its bar, and stands beside it in words."""

    TO_COME = "not yet open"
    OPEN = "open"
    EARLY = "met early"
    ON_TIME = "met on time"
    MET = "met"
    LATE = "met late"
    OVERDUE = "overdue"
    DEPARTED = "departed"
    WRONG = "not kept"
    VOID = "void"
    APPLIES = "applies"
    UNKNOWN = "not known"


class Side(StrEnum):
    """Of two timelines on one axis, to which something belongs."""

    BOTH = ""
    IS = "is"
    WOULD_BE = "would be"


class Change(StrEnum):
    """How something on one of two timelines differs from the other."""

    NONE = ""
    NEW = "new"
    GONE = "gone"
    MOVED = "moved"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Stay:
    """A state, and from when until when it lasted (None: from before the first day that is shown, or until now)."""

    label: str
    since: dt.date | None
    until: dt.date | None
    certain: bool


@dataclass(frozen=True, slots=True)
class Band:
    """A lifecycle and its states, one after another; of two timelines `change` says how the two differ."""

    label: str
    stays: tuple[Stay, ...]
    side: Side = Side.BOTH
    change: Change = Change.NONE


@dataclass(frozen=True, slots=True)
class Event:
    """A day of an event; `whole`: the one on which it took effect. `ahead`: it lies after the day asked for."""

    label: str
    day: dt.date
    whole: bool
    ahead: bool
    side: Side = Side.BOTH

    @property
    def said(self) -> str:
        """What it is; of two timelines also on which one it is alone."""
        return f"{self.label} ({_ALONE[self.side]})" if self.side else self.label


_ALONE = {Side.IS: "only as it is", Side.WOULD_BE: "only as it would be"}


@dataclass(frozen=True, slots=True)
class Bar:
    """A norm over time.

    `since` is where its bar begins: its first day, else the day from which it is counted. `until` is its last day,
    `done` the day on which it was met. Days are None where there is none, or none that is known. Of two timelines a
    norm that differs has a bar on each side, one below the other: `change` says how the two differ, and `partner`
    whether the other one has days.
    """

    label: str
    said: str
    heading: str
    fate: Fate
    told: str
    since: dt.date | None
    earliest: dt.date | None
    until: dt.date | None
    done: dt.date | None
    paragraphs: str
    place: str
    side: Side = Side.BOTH
    change: Change = Change.NONE
    partner: bool = False

    @property
    def second(self) -> bool:
        """Whether it is the lower one of two bars of one norm."""
        return self.side is Side.WOULD_BE and self.change is not Change.NEW

    @property
    def dated(self) -> bool:
        """Whether it has days."""
        return any(each is not None for each in (self.earliest, self.until, self.done))

    @property
    def shown(self) -> bool:
        """Whether it stands in the picture."""
        return self.dated or self.partner


@dataclass(frozen=True, slots=True)
class Chart:
    """One school over time; `first` and `last` are the days between which all that is drawn lies.

    `paired`: it holds two timelines, as it is and as it would be.
    """

    id: str
    title: str
    subtitle: str
    as_of: dt.date
    first: dt.date
    last: dt.date
    bands: tuple[Band, ...]
    events: tuple[Event, ...]
    bars: tuple[Bar, ...]
    paired: bool = False

    @property
    def drawn(self) -> tuple[Bar, ...]:
        """The norms that have days."""
        return tuple(bar for bar in self.bars if bar.shown)

    @property
    def undated(self) -> tuple[Bar, ...]:
        """The norms that have none: the table alone has them."""
        return tuple(bar for bar in self.bars if not bar.shown)


HEADINGS = {
    View.DUTY: "Duties", View.POWER: "Powers", View.PROHIBITION: "Prohibitions", View.LIMIT: "Limits",
}  # fmt: skip
_FATES = {
    Status.NOT_YET_OPEN: Fate.TO_COME,
    Status.OPEN: Fate.OPEN,
    Status.OVERDUE: Fate.OVERDUE,
    Status.DEPARTED: Fate.DEPARTED,
    Status.VOID: Fate.VOID,
    Status.CLOSED: Fate.VOID,
    Status.USED: Fate.MET,
    Status.APPLIES: Fate.APPLIES,
    Status.DISREGARDED: Fate.WRONG,
    Status.EXCEEDED: Fate.WRONG,
    Status.UNDETERMINED: Fate.UNKNOWN,
}
_TIMINGS = {"early": Fate.EARLY, "on time": Fate.ON_TIME, "late": Fate.LATE}


def chart_of(outcome: Outcome, ways: tuple[Way, ...], case: Case) -> Chart:
    """The timeline of an answer: states from the way that was taken, the events of the case, the norms."""
    bars = tuple(_bars(outcome))
    return whole("timeline", outcome, tuple(bands_of(outcome, ways)), tuple(events_of(outcome, case)), bars)


def whole(
    name: str,
    outcome: Outcome,
    bands: tuple[Band, ...],
    events: tuple[Event, ...],
    bars: tuple[Bar, ...],
    paired: bool = False,
) -> Chart:
    """A timeline of these parts, from the first to the last of their days. `name`: fit for the name of an element."""
    manifest = outcome.framework.manifest
    days = [outcome.as_of, *(each.day for each in events)]
    days += [each for bar in bars if bar.dated for each in (bar.since, bar.earliest, bar.until, bar.done) if each]
    urn = f"URN {outcome.subject}"
    subject = f"{outcome.name} ({urn})" if outcome.name else urn
    told = f"as of {day(outcome.as_of)}, under {manifest.title} ({manifest.full_id})"
    two = "; as it is, and as it would be" if paired else ""
    return Chart(
        name, clean(subject), clean(f"{told}{two}"), outcome.as_of, min(days), max(days), bands, events, bars, paired
    )


def bands_of(outcome: Outcome, ways: tuple[Way, ...]) -> Iterator[Band]:
    """The lifecycles, each with its states."""
    for way in ways:
        lifecycle = outcome.framework.lifecycles[way.lifecycle]
        label = {state.name: clean(titled(state.label, state.name)) for state in lifecycle.states}
        stays: list[Stay] = []
        now, since, sure = label[lifecycle.initial], None, True
        for each in way.passages:
            if label[each.target] != now or not each.certain:
                if since != each.day or not stays:
                    stays.append(Stay(now, since, each.day, sure))
                now, since, sure = label[each.target], each.day, each.certain
        stands = " or ".join(label[state] for state in way.states)
        if stands and stands != now:
            # What led there is not in the way: another framework carried it over, or nothing says when it moved.
            if way.passages:
                stays.append(Stay(now, since, way.since, False))
            now, since, sure = stands, way.since, len(way.states) == 1
        stays.append(Stay(now, since, None, sure))
        yield Band(clean(titled(lifecycle.label, lifecycle.name)), tuple(stays))


def events_of(outcome: Outcome, case: Case) -> Iterator[Event]:
    """Every day of every event, in the order of the days."""
    found: list[Event] = []
    frameworks = (outcome.framework, *(span.framework for span in reversed(outcome.spans) if span.framework))
    for each in case.events:
        framework = next((one for one in frameworks if each.event in one.events), None)
        if framework is None:
            continue
        kind, whole = framework.events[each.event], effective_day(each, framework)
        for moment, when in each.moments:
            several = len(each.moments) > 1
            label = f"{titled(kind.label, kind.name)}{f', {moment}' if several else ''}"
            found.append(Event(clean(label), when, when == whole and moment == kind.effective, when > outcome.as_of))
    yield from sorted(found, key=lambda each: each.day)


def _bars(outcome: Outcome) -> Iterator[Bar]:
    """The norms under their headings, in each by the day on which they begin."""
    for view in HEADINGS:
        found = [bar_of(outcome, norm) for norm in outcome.under(view) if norm.status is not Status.NOT_ARISING]
        yield from sorted(found, key=by_day)


def by_day(bar: Bar) -> tuple[bool, dt.date, dt.date, str]:
    """The order of bars: those with days first, by these."""
    return not bar.dated, bar.since or dt.date.max, bar.until or dt.date.max, bar.label


def bar_of(outcome: Outcome, norm: NormAnswer) -> Bar:
    """A norm as a bar."""
    framework = outcome.framework_of(norm.under)
    rule, words = framework.rules[norm.name], Words(framework)
    under = f", under {norm.under}" if norm.under else ""
    begins = norm.instance.day if norm.instance else None
    return Bar(
        clean(f"{titled(rule.label, rule.name)}{about(norm.instance, words)}{under}"),
        clean(norm_text(norm, framework, words)),
        HEADINGS[norm.view],
        _fate(norm),
        clean(standing(norm, rule)),
        norm.earliest or min(filter(None, (begins, norm.latest, norm.met_on)), default=None),
        norm.earliest,
        norm.latest,
        norm.met_on,
        clean(cite(norm.citation)),
        place(norm.citation),
    )


def _fate(norm: NormAnswer) -> Fate:
    if norm.status is Status.MET:
        return _TIMINGS.get(norm.timing, Fate.MET)
    return _FATES.get(norm.status, Fate.UNKNOWN)
