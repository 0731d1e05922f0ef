"""The record as it stood on a day: what was known of a case, corrected and withdrawn by then (semantics 11 and 13)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from ..dsl import ir
from .history import Case, Complete, Correction, Later, Occurrence, Report, Spell, Withdrawal, effective_day
from .outcome import Finding, Outcome, changes
from .phrases import Phrases

_DAY = dt.timedelta(days=1)
_LISTED = 3  # days of corrections that are told one by one

MAX_AMENDED = 24
"""Of how many entries it is tried whether their corrections and withdrawals change the answer."""


@dataclass(frozen=True, slots=True)
class Amended:
    """What became of an entry by a day: corrected on some days, perhaps withdrawn; `words` say what it was."""

    id: str
    event: str
    words: str
    corrected: tuple[dt.date, ...]
    withdrawn: dt.date | None

    @property
    def done(self) -> str:
        """'withdrawn on 2025-01-10'."""
        if self.withdrawn is not None:
            return f"withdrawn on {self.withdrawn.isoformat()}"
        if len(self.corrected) > _LISTED:
            return f"corrected {len(self.corrected)} times, the last on {self.corrected[-1].isoformat()}"
        return f"corrected on {' and '.join(day.isoformat() for day in self.corrected)}"


@dataclass(frozen=True, slots=True)
class Recorded:
    """A case as the record showed it on a day, with nothing left that is still to be filtered; what an analyst should
    see of it; and the entries that were amended by then."""

    case: Case
    findings: tuple[Finding, ...]
    amended: tuple[Amended, ...]
    known_by: dt.date


def recorded(case: Case, framework: ir.Framework, as_of: dt.date, known_by: dt.date) -> Recorded:
    """What the record showed on the day `known_by`, for an answer as of `as_of`.

    What came onto the record later is not there. What lies after `known_by` was announced by then: an event is not
    counted, a moment and the value of a fact are not known.
    """
    return _Reader(case, framework, as_of, known_by).read()


def without(case: Case, entry: str) -> Case:
    """The same case with an entry as it was first recorded, never corrected or withdrawn."""
    dropped = {id(each) for each in amending(case.later).get(entry, ())}
    return replace(case, later=tuple(each for each in case.later if id(each) not in dropped))


def amendments(
    case: Case, framework: ir.Framework, record: Recorded, outcome: Outcome, answered: Callable[[Case], Outcome]
) -> Iterator[Finding]:
    """What was corrected or withdrawn by the day of knowing, where the answer would be another if it had not been.

    `answered` answers for another state of the record.
    """
    for each in record.amended[:MAX_AMENDED]:
        before = recorded(without(case, each.id), framework, outcome.as_of, record.known_by).case
        changed = changes(answered(before), outcome)
        if changed:
            words = f"{each.words} was {each.done}, which changes the answer ({', '.join(changed)})"
            yield Finding(each.event, words)
    for event, number in Counter(each.event for each in record.amended[MAX_AMENDED:]).items():
        words = f"{number} more of '{event}' were corrected or withdrawn; whether that changes the answer was not tried"
        yield Finding(event, words)


def amending(later: tuple[Later, ...]) -> dict[str, list[Correction | Withdrawal]]:
    """What amends each event and report, by its id, perhaps by way of other entries."""
    amendments = [each for each in later if not isinstance(each, Report)]
    above = {each.id: each.of for each in amendments if each.id}
    found: dict[str, list[Correction | Withdrawal]] = {}
    for each in amendments:
        root = each.of
        while root in above:
            root = above[root]
        found.setdefault(root, []).append(each)
    return found


def corrected(occurrence: Occurrence, corrections: Sequence[Correction], event: ir.EventType) -> Occurrence:
    """An event as corrections leave it, the one recorded last having the last word."""
    for each in sorted(corrections, key=lambda correction: correction.recorded):
        occurrence = occurrence.otherwise(event, each.moments, each.fields, each.order, each.by)
    return occurrence


def withdrawn_by(case: Case, known_by: dt.date) -> dict[str, dt.date]:
    """The entries that do not count on a day, by id, with the day on which they were withdrawn."""
    all_of_them = {each.id: each.of for each in case.later if isinstance(each, Withdrawal) and each.id}

    def depth(each: Withdrawal) -> int:
        steps, id_ = 0, each.of
        while id_ in all_of_them:
            steps, id_ = steps + 1, all_of_them[id_]
        return steps

    found: dict[str, dt.date] = {}
    known = [each for each in case.later if isinstance(each, Withdrawal) and each.recorded <= known_by]
    for each in sorted(known, key=depth, reverse=True):  # whether a withdrawal counts is settled before it does
        if not each.id or each.id not in found:
            found[each.of] = min(each.recorded, found.get(each.of, each.recorded))
    return found


def corrections_by(case: Case, known_by: dt.date) -> dict[str, list[Correction]]:
    """The corrections that count on a day, by the event that they speak of."""
    withdrawn = withdrawn_by(case, known_by)
    found: dict[str, list[Correction]] = {}
    for each in case.later:
        if isinstance(each, Correction) and each.recorded <= known_by and each.id not in withdrawn:
            found.setdefault(each.of, []).append(each)
    return found


class _Reader:
    """Reads the record of one case as of one day."""

    def __init__(self, case: Case, framework: ir.Framework, as_of: dt.date, known_by: dt.date) -> None:
        self.case, self.framework, self.as_of, self.known_by = case, framework, as_of, known_by
        self.phrases = Phrases(framework)
        self.findings: list[Finding] = []
        self.amended: list[Amended] = []
        self.withdrawn = withdrawn_by(case, known_by)
        self.corrections = corrections_by(case, known_by)

    def read(self) -> Recorded:
        """The record."""
        events = [found for each in self.case.events if (found := self._event(each)) is not None]
        events = self._filled(events)
        for each in events:
            self._lag(each)
        case = replace(
            self.case,
            facts={name: known for name, spells in self.case.facts.items() if (known := self._spells(spells))},
            events=tuple(told for each in events if (told := self._told(each)) is not None),
            complete=self._complete(),
            later=(),
            departures=tuple(
                each for each in self.case.departures if self._on_record(each.recorded) and not self._announced(each.on)
            ),
        )
        findings = sorted(dict.fromkeys(self.findings), key=lambda finding: (finding.subject, finding.message))
        return Recorded(
            case, tuple(findings), tuple(sorted(self.amended, key=lambda each: (each.words, each.id))), self.known_by
        )

    def _on_record(self, day: dt.date | None) -> bool:
        return day is None or day <= self.known_by

    def _announced(self, day: dt.date | None) -> bool:
        """Whether a day lies behind the day asked for, and was still to come on the day of knowing."""
        return day is not None and self.known_by < day <= self.as_of

    # Facts

    def _spells(self, spells: tuple[Spell, ...]) -> tuple[Spell, ...]:
        """The values of a fact: of those that begin on one day the one recorded last counts."""
        found: dict[dt.date | None, str | None] = {}
        for each in sorted(spells, key=lambda spell: spell.recorded or dt.date.min):
            if self._on_record(each.recorded):
                found[each.begins] = each.value
        ordered = sorted(found.items(), key=lambda entry: entry[0] or dt.date.min)
        known = (Spell(None if self._announced(begins) else value, begins) for begins, value in ordered)
        return tuple(each for each in known if each.value is not None or each.begins is not None)

    # Events

    def _event(self, first: Occurrence) -> Occurrence | None:
        """The version of an event that counts; None where it is not on the record, or withdrawn."""
        if not self._on_record(first.recorded):
            return None
        withdrawn, corrections = self.withdrawn.get(first.id), self.corrections.get(first.id, [])
        words = self.phrases.occurrence(first)
        if withdrawn is not None or corrections:
            days = tuple(sorted(each.recorded for each in corrections))
            self.amended.append(Amended(first.id, first.event, words, days, withdrawn))
        if withdrawn is None:
            return corrected(first, corrections, self.framework.events[first.event])
        for each in corrections:
            if each.recorded > withdrawn:
                said = f"the correction of {each.recorded.isoformat()} speaks of {words}"
                why = f"which was withdrawn on {withdrawn.isoformat()}: it changes nothing"
                self._found(first.event, f"{said}, {why}")
        return None

    def _told(self, occurrence: Occurrence) -> Occurrence | None:
        """An event without what was only announced by the day of knowing; None where all of it was."""
        known = tuple((name, day) for name, day in occurrence.moments if not self._announced(day))
        plain = replace(occurrence, moments=known, id="", recorded=None)
        if self._announced(effective_day(occurrence, self.framework)):
            said = f"{self.phrases.occurrence(occurrence)} lies after {self.known_by.isoformat()}"
            self._found(plain.event, f"{said}: it was announced by then and is not counted")
            return None
        return plain

    def _found(self, subject: str, message: str) -> None:
        self.findings.append(Finding(subject, message))

    # Reports

    def _filled(self, events: list[Occurrence]) -> list[Occurrence]:
        """The events with the moments that reports of their own tell: first those that say of which event."""
        reports: list[Report] = []
        unheard = {each.id for each in self.case.events if not self._on_record(each.recorded)} - {""}
        for each in self.case.later:
            if isinstance(each, Report) and self._on_record(each.recorded) and each.of not in unheard:
                withdrawn = self.withdrawn.get(each.id)
                if withdrawn is None:
                    reports.append(each)
                else:
                    words = f"'{each.moment}' of {each.day.isoformat()} for the {self.phrases.event(each.event)}"
                    self.amended.append(Amended(each.id, each.event, words, (), withdrawn))
        for each in sorted(reports, key=lambda report: (not report.of, report.day, report.moment, report.event)):
            place = self._named(events, each) if each.of else self._latest(events, each)
            if place is not None:
                events[place] = self._with(events[place], each)
        return events

    def _with(self, occurrence: Occurrence, report: Report) -> Occurrence:
        days = dict(occurrence.moments) | {report.moment: report.day}
        order = self.framework.events[occurrence.event].moments
        return replace(occurrence, moments=tuple((name, days[name]) for name in order if name in days))

    def _fits(self, occurrence: Occurrence, report: Report) -> bool:
        """Whether the day of a report lies where the other moments of an event let it."""
        days = [day for _, day in self._with(occurrence, report).moments]
        return days == sorted(days)

    def _named(self, events: list[Occurrence], report: Report) -> int | None:
        """The place of the event that a report names, if it can be of it."""
        told = f"'{report.moment}' of {report.day.isoformat()}"
        place = next((n for n, each in enumerate(events) if each.id == report.of), None)
        if place is None:
            event = self.phrases.event(report.event)
            self._found(report.event, f"{told} is told of a withdrawn {event}: it is not counted")
            return None
        words, given = self.phrases.occurrence(events[place]), events[place].moment(report.moment)
        if given == report.day:
            return None
        if given is not None:
            said = f"{told} is told of {words}, which has it on {given.isoformat()}"
            self._found(report.event, f"{said}: it is not counted")
            return None
        if not self._fits(events[place], report):
            self._found(report.event, f"{told} does not fit the other days of {words}: it is not counted")
            return None
        return place

    def _latest(self, events: list[Occurrence], report: Report) -> int | None:
        """The place of the latest earlier event that lacks the moment of a report, where there is one alone."""
        told = f"'{report.moment}' of {report.day.isoformat()}"
        lacking = [
            ((day, each.order), place)
            for place, each in enumerate(events)
            if each.event == report.event and each.moment(report.moment) is None and self._fits(each, report)
            if (day := effective_day(each, self.framework)) is not None and day <= report.day
        ]
        if not lacking:
            event = self.phrases.event(report.event)
            self._found(report.event, f"{told}: there is no {event} before it that lacks it, so it is not counted")
            return None
        last = max(day for day, _ in lacking)
        latest = [place for day, place in lacking if day == last]
        if len(lacking) > 1:
            named = " or ".join(sorted(self.phrases.occurrence(events[place]) for _, place in lacking))
            taken = "is taken to be of the latest" if len(latest) == 1 else "is not counted"
            self._found(report.event, f"{told} may be of {named}, and {taken}; say of which with 'of'")
        return latest[0] if len(latest) == 1 else None

    # Completeness

    def _complete(self) -> dict[str, Complete]:
        """Silence proves nothing after the day of knowing, nor as long as an event may take to be recorded."""
        found = dict(self.case.complete)
        for event in self.framework.events:
            span = self.case.completeness(event)
            until = self.known_by - span.lag_days * _DAY if self.known_by.toordinal() > span.lag_days else dt.date.min
            if until < self.as_of:
                until = until if span.until is None else min(until, span.until)
                found[event] = Complete(span.since, until, span.ever)
            elif span.lag_days:
                found[event] = replace(span, lag_days=0)
        return found

    def _lag(self, occurrence: Occurrence) -> None:
        """An event that came onto the record later than the case says that it may."""
        lag_days = self.case.completeness(occurrence.event).lag_days
        day = effective_day(occurrence, self.framework)
        if not lag_days or day is None or occurrence.recorded is None:
            return
        late = (occurrence.recorded - day).days
        if late > lag_days:
            words = f"{self.phrases.occurrence(occurrence)} was recorded {late} days after it took effect"
            self._found(occurrence.event, f"{words}, and the case says that {lag_days} are the most")
