"""A case held against a framework: a verdict on each norm, and for what is amiss the smallest repair that mends it.

No repair is told that the engine has not confirmed: the case with the repair is answered anew, and the norm is kept.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice

from ..asking import Asking, text_of
from ..departing import told
from ..history import Case, Dated
from ..life import Status, View
from ..outcome import EventRef, NormAnswer, Outcome
from ..record import recorded
from ..verdict import AMISS, WRONG, Verdict, verdict
from .candidates import Candidates
from .changes import Change, Dropped, Moved, applied

MAX_TRIED = 12
"""How many repairs are tried for one norm."""

MAX_DROPPED = 10
"""How many forbidden acts a repair leaves out at most."""


class Fault(StrEnum):
    """What is amiss."""

    MISSING = "missing"
    LATE = "late"
    EARLY = "early"
    FORBIDDEN = "done though forbidden"
    TOO_OFTEN = "too often"
    TOO_SELDOM = "too seldom"


@dataclass(frozen=True, slots=True)
class Repair:
    """Changes after which the norm is kept, and the other rules that would then be kept less than they are."""

    changes: tuple[Change, ...]
    instead: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A norm with its verdict. `missing`: what one would need to know for it, in words; `repair`: None where nothing is
    amiss, or where none was confirmed."""

    norm: NormAnswer
    verdict: Verdict
    fault: Fault | None
    missing: tuple[str, ...]
    repair: Repair | None


@dataclass(frozen=True, slots=True)
class Misplaced:
    """An event that no state could take. `under`: the earlier framework whose lifecycles they are; `repair`: on another
    day it would have been taken."""

    event: EventRef
    lifecycles: tuple[str, ...]
    under: str
    repair: Repair | None


@dataclass(frozen=True, slots=True)
class Conformity:
    """What came of one case: the verdicts in the order of the rules, and the events that found no place."""

    outcome: Outcome
    judged: tuple[Judged, ...]
    misplaced: tuple[Misplaced, ...]

    @property
    def wrong(self) -> bool:
        """Whether something is a breach, or a departure that nothing explains."""
        return any(each.verdict in WRONG for each in self.judged)

    def counted(self) -> Counter[Verdict]:
        """How often each verdict was given."""
        return Counter(each.verdict for each in self.judged)


def conformity(asking: Asking, case: Case, as_of: dt.date, known_by: dt.date | None = None) -> Conformity:
    """Whether what happened conforms with a framework; or with each of several while it was in force."""
    outcome = asking.outcome(case, as_of, known_by)
    record = recorded(case, asking.words, as_of, known_by or as_of).case
    checker = _Checker(asking, record, as_of, outcome)
    judged = tuple(found for norm in outcome.norms if (found := checker.judged(norm)) is not None)
    return Conformity(outcome, judged, tuple(checker.misplaced()))


def verdict_on(norm: NormAnswer, outcome: Outcome) -> Verdict | None:
    """The verdict on one of the answers of an outcome."""
    rule, departed = outcome.framework_of(norm.under).rules[norm.name], told(norm.departed)
    return verdict(rule, norm.view, norm.status, norm.modality, norm.timing, norm.lapse, departed)


_Key = tuple[str, str, View, EventRef | None, dt.date | None]


def _key(norm: NormAnswer) -> _Key:
    """What a norm is known by in a repaired case."""
    return norm.name, norm.under, norm.view, norm.instance, norm.earliest if norm.tally else None


@dataclass(frozen=True, slots=True)
class _Checker:
    asking: Asking
    case: Case
    as_of: dt.date
    outcome: Outcome
    mended: dict[tuple[str, str], tuple[Change, ...]] = field(default_factory=dict)
    """By rule and framework: what would have kept its instances so far."""

    def candidates(self, full_id: str) -> Candidates:
        """What may be tried for the norms of the framework of that name."""
        return Candidates(self.asking, text_of(self.asking, full_id), self.case, self.as_of)

    def judged(self, norm: NormAnswer) -> Judged | None:
        found = verdict_on(norm, self.outcome)
        if found is None:
            return None
        missing: tuple[str, ...] = ()
        if found is Verdict.UNDETERMINED:
            # What keeps the answers to several histories apart is a finding that names the rule.
            tied = (each.message for each in self.outcome.findings if f"{norm.name} ({norm.view})" in each.subject)
            wanted = (each.words for each in self.outcome.missing if norm.name in each.wanted_by)
            missing = tuple(wanted) or tuple(tied)
        if found not in AMISS:
            return Judged(norm, found, None, missing, None)
        repair = None if found is Verdict.EXPLAINED else self._repair(norm)
        return Judged(norm, found, _fault(norm), missing, repair)

    # Repairs

    def _repair(self, norm: NormAnswer) -> Repair | None:
        """The first repair that is confirmed; one at the cost of another norm only where there is no other."""
        costly = self._undone(norm) if norm.view is View.PROHIBITION else None
        found = self._first(norm, (), costly)
        rule = norm.name, norm.under
        before = self.mended.get(rule, ())
        if norm.view is not View.DUTY or not norm.each:
            return found
        if found is None and before:
            # An act meets the oldest instance that is open: those before this one are to be met first.
            found = self._first(norm, before, None)
            before = ()
        if found is not None:
            self.mended[rule] = (*before, *found.changes)
        return found

    def _first(self, norm: NormAnswer, also: tuple[Change, ...], costly: Repair | None) -> Repair | None:
        for changes in islice(self.candidates(norm.under).of(norm), MAX_TRIED):
            repair = self._tried(norm, (*also, *changes))
            if repair is not None and not repair.instead:
                return repair
            costly = costly or repair
        return costly

    def _tried(self, norm: NormAnswer, changes: tuple[Change, ...]) -> Repair | None:
        after = self._answered(changes)
        return Repair(changes, self._instead(after)) if self._kept(norm, after) else None

    def _answered(self, changes: tuple[Change, ...]) -> Outcome:
        """The answer for a repaired case; where something is put off to a day that is still to come, as of that day."""
        day = max(self.as_of, *(each.day for each in changes))
        return self.asking.outcome(applied(self.case, changes), day)

    def _kept(self, norm: NormAnswer, after: Outcome) -> bool:
        """Whether a norm is kept in a repaired case; a ban or a limit may also have ceased to say anything."""
        same = [each for each in after.norms if _key(each) == _key(norm)]
        verdicts = {verdict_on(each, after) for each in same}
        if norm.view is View.DUTY:
            return verdicts == {Verdict.CONFORMS}
        return verdicts <= {Verdict.CONFORMS, None}

    def _instead(self, after: Outcome) -> tuple[str, ...]:
        """The rules that are kept less in a repaired case than they are."""
        same = after.as_of == self.as_of
        before = self.outcome if same else self.asking.outcome(self.case, after.as_of)
        more = self._amiss(after) - self._amiss(before)
        return tuple(dict.fromkeys(name for name, _ in more))

    def _amiss(self, outcome: Outcome) -> Counter[tuple[str, View]]:
        return Counter((each.name, each.view) for each in outcome.norms if verdict_on(each, outcome) in AMISS)

    def _undone(self, norm: NormAnswer) -> Repair | None:
        """All that was done though it was forbidden left out, act by act."""
        dropped: tuple[Change, ...] = ()
        current: NormAnswer | None = norm
        while current is not None and len(dropped) < MAX_DROPPED:
            places = {each.place for each in dropped if isinstance(each, Dropped)}
            acts = [each for each in self.candidates(norm.under).done(norm, current.met_on) if each.place not in places]
            if not acts or current.met_on is None:
                return None
            act = acts[0]
            dropped = (*dropped, Dropped(act.place, act.occurrence.event, act.day))
            after = self._answered(dropped)
            if self._kept(norm, after):
                return Repair(dropped, self._instead(after))
            current = next((each for each in after.norms if _key(each) == _key(norm)), None)
        return None

    # Events out of place

    def misplaced(self) -> Iterator[Misplaced]:
        """The events that no state could take, each with the nearest other day of the history on which one could."""
        for work in self.asking.work(self.case, self.as_of):
            full_id = work.compiled.framework.manifest.full_id
            under = "" if full_id == self.outcome.framework.manifest.full_id else full_id
            for event, lifecycles in work.misplaced():
                told_of = EventRef(event.occurrence.event, event.day)
                yield Misplaced(told_of, lifecycles, under, self._placed(event))

    def _placed(self, event: Dated) -> Repair | None:
        place = self.case.events.index(event.occurrence)
        days = {self.asking.effective_day(each) for each in self.case.events}
        others = [each for each in days if each is not None and each <= self.as_of and each != event.day]
        for day in sorted(others, key=lambda each: (abs((each - event.day).days), each))[:MAX_TRIED]:
            order = self.candidates("").behind(day, place)
            moved = Moved(place, event.occurrence.event, event.day, day, order)
            case = applied(self.case, (moved,))
            after = (each for work in self.asking.work(case, self.as_of) for each, _ in work.misplaced())
            taken = all(each.occurrence != case.events[place] for each in after)
            if taken and not self._instead(self._answered((moved,))):
                return Repair((moved,), ())
        return None


def _fault(norm: NormAnswer) -> Fault:
    match norm.status:
        case Status.DISREGARDED:
            return Fault.FORBIDDEN
        case Status.EXCEEDED:
            return Fault.TOO_OFTEN
        case Status.MET:
            return Fault.EARLY if norm.timing == "early" else Fault.LATE
        case _:
            return Fault.MISSING if norm.tally is None else Fault.TOO_SELDOM
