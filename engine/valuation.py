"""What is known of one case, as valuations of clause groups: the one-case way into the kernel."""

from __future__ import annotations

import datetime as dt
import itertools
from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from ..dsl import ir
from .atoms import EITHER, NO, YES, passed, position
from .binding import NOTHING, Asked, Binding, Found, Lost, Part, Reference
from .calendar import Reckoned
from .expressions import TIMES, Time, Variable
from .groups import Filter, RuleGroup
from .history import Case, Dated, History, Spell
from .kernel import SURELY, SURELY_NOT, Masks, followed, told
from .reign import EVER, Reign
from .settings import Settings

Value = TypeVar("Value")

Rough = dict[tuple[ir.Point, dt.date], Reckoned]
"""Days that the calendar does not know, or knows roughly, by point and anchor."""


Filters = Mapping[ir.Cond, Filter]

Hole = tuple[int | dt.date | None, str]
"""Something that a case may leave open and that has one value: a field of the event at a place, a fact on a day, or
(None) a constant fact."""

_Places = tuple[int | Lost | None, int | Lost | None]

_Question = tuple[int, _Places, dt.date, int]
"""Which term or condition, of which event and act by their places, at which moment of asking."""


def _place(found: Found | None) -> int | Lost | None:
    return found.index if isinstance(found, Dated) else found


def _no_states(_lifecycle: str, _asked: Asked) -> frozenset[str]:
    return frozenset()


def _no_entering(_lifecycle: str, _state: str, _asked: Asked) -> Reference:
    return Reference(Lost.UNRECORDED, False)


def _no_entries(_lifecycle: str, _state: str | None, _asked: Asked) -> frozenset[dt.date | Lost | None]:
    return frozenset({None})


@dataclass(frozen=True, slots=True)
class Ruler:
    """A rule as one framework states it, and what is known there."""

    known: Known
    group: RuleGroup


def _no_ruler(_rule: str) -> Ruler | None:
    return None


@dataclass(frozen=True, slots=True)
class Known:
    """One case as of a day: gives each term the set of values that it may have.

    `states` gives the states in which a lifecycle may be, `entering` the event by which it came into one, `entries` the
    days on which it may have (None: into its present one); `filters` the conditions of each `where`. `reign` is the
    time for which the framework speaks; `earlier` gives a rule of that name as the framework before states it, whose
    duties run on. `settled` and `judged` are what was found of terms and of conditions that is the same whatever the
    settings; `rough` the days that the
    calendar was asked for and does not know, or knows roughly. `supposed`: of what the case leaves open, the values
    that it is taken to have; `plain`: what is known without that.
    """

    framework: ir.Framework
    case: Case
    history: History
    settings: Settings
    as_of: dt.date
    filters: Filters
    states: Callable[[str, Asked], frozenset[str]] = _no_states
    entering: Callable[[str, str, Asked], Reference] = _no_entering
    entries: Callable[[str, str | None, Asked], frozenset[dt.date | Lost | None]] = _no_entries
    reign: Reign = EVER
    earlier: Callable[[str], Ruler | None] = _no_ruler
    settled: dict[_Question, frozenset[str]] = field(repr=False, compare=False, default_factory=dict)
    judged: dict[_Question, frozenset[bool]] = field(repr=False, compare=False, default_factory=dict)
    rough: Rough = field(repr=False, compare=False, default_factory=dict)
    supposed: Mapping[Hole, frozenset[str]] = field(default_factory=dict)
    plain: Known | None = None
    _found: dict[_Question, frozenset[str]] = field(init=False, repr=False, compare=False, default_factory=dict)
    _judged: dict[_Question, frozenset[bool]] = field(init=False, repr=False, compare=False, default_factory=dict)
    _events: dict[str, list[int]] = field(init=False, repr=False, compare=False, default_factory=dict)
    """The places of the events of each type that was asked for."""
    _now: Asked = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_now", Asked(self.as_of, len(self.history.past)))

    def at_as_of(self) -> Asked:
        """As of the asking day, at its end."""
        return self._now

    def before(self, event: Dated) -> Asked:
        """Before an event, on its day."""
        return Asked(event.day, event.index)

    def at_end_of(self, day: dt.date) -> Asked:
        """At the end of a day that is not after the asking day."""
        return Asked(day, sum(1 for each in self.history.past if each.day <= day))

    def events(self, event: str, asked: Asked) -> list[Dated]:
        """The events of a type that count as having happened at a moment of asking, in order."""
        places = self._places(event)
        past = self.history.past
        return [past[place] for place in places[: bisect_left(places, asked.count)]]

    def _places(self, event: str) -> list[int]:
        places = self._events.get(event)
        if places is None:
            places = self._events[event] = [each.index for each in self.history.past if event in each.kinds]
        return places

    def covers(self, event: str, after: dt.date | None, until: dt.date) -> bool:
        """Whether all that counts as an event of a type, after a day (None: at any time) and until another, would be on
        record."""
        return self.case.completeness(event).covers(after, until)

    def supposing(self, supposed: Mapping[Hole, frozenset[str]]) -> Known:
        """The same, what is open having one of some values. What the case tells is still asked of the case."""
        settled, judged = _single(self.settled), _single(self.judged)
        other = replace(self, settled=settled, judged=judged, supposed=supposed, plain=self)
        other._found.update(_single(self._found))
        other._judged.update(_single(self._judged))
        return other

    # Valuations

    def masks(self, variables: tuple[Variable, ...], of: Binding, asked: dict[Time, Asked]) -> Masks:
        """The mask of each variable; `asked` says when each sort of variable is asked."""
        places = _place(of.it), _place(of.done)
        return tuple(
            [variable.mask(self._of_variable(variable, of, places, asked[variable.time])) for variable in variables]
        )

    def of_variable(self, variable: Variable, of: Binding, asked: Asked) -> frozenset[str]:
        """The values that a variable may have."""
        return self._of_variable(variable, of, (_place(of.it), _place(of.done)), asked)

    def _of_variable(self, variable: Variable, of: Binding, places: _Places, asked: Asked) -> frozenset[str]:
        """The same: looked for once where they hang on the record alone; `places` are those of the events bound."""
        if not variable.recorded:
            return self.values(variable.term, of, asked)
        kept = self.settled if variable.settled else self._found
        question = (id(variable.term), places, asked.day, asked.count)
        found = kept.get(question)
        if found is None:
            found = kept[question] = self.values(variable.term, of, asked)
        return found

    def truth(self, cond: ir.Cond, of: Binding, asked: Asked) -> frozenset[bool]:
        """Whether a condition that stands by itself may hold, and whether it may fail."""
        return self.tried(self.filters[cond], of, asked)

    def tried(self, condition: Filter, of: Binding, asked: Asked) -> frozenset[bool]:
        """The same for a compiled condition: found once where it hangs on the record alone."""
        if not condition.recorded:
            return self._tried(condition, of, asked)
        kept = self.judged if condition.settled else self._judged
        question = (id(condition), (_place(of.it), _place(of.done)), asked.day, asked.count)
        found = kept.get(question)
        if found is None:
            found = kept[question] = self._tried(condition, of, asked)
        return found

    def _tried(self, condition: Filter, of: Binding, asked: Asked) -> frozenset[bool]:
        variables, places = condition.variables, (_place(of.it), _place(of.done))

        def mask(number: int) -> int:
            return variables[number].mask(self._of_variable(variables[number], of, places, asked))

        known = told(condition.expression, mask)
        if known is not None:
            return SURELY if known else SURELY_NOT
        return followed(condition.expression, self.masks(variables, of, dict.fromkeys(TIMES, asked)))

    def values(self, term: ir.Term, of: Binding, asked: Asked) -> frozenset[str]:
        """The values that a term may have."""
        match term:
            case ir.FieldTerm(ref=ref, event=event, field=name, domain=domain):
                return self._field(self.reference(ref, of, asked), event, name, frozenset(domain))
            case ir.FactTerm(fact=name, domain=domain):
                return self.fact(name, frozenset(domain), asked.day)
            case ir.StateTerm(lifecycle=name):
                return self.states(name, asked)
            case ir.ReadingTerm(reading=name):
                return frozenset({self.settings.reading(name)})
            case ir.ExistsTerm(event=event, stretch=stretch, where=where):
                fewest, most = self._count(event, stretch, where, of, asked)
                return YES if fewest else EITHER if most is None or most else NO
            case ir.CountTerm(event=event, stretch=stretch, where=where):
                fewest, most = self._count(event, stretch, where, of, asked)
                return frozenset(ir.COUNTS[min(fewest, ir.MAX_COUNT) : None if most is None else most + 1])
            case ir.KnownTerm(term=inner):
                found = (self.plain or self).values(inner, of, asked)
                return YES if len(found) == 1 and found != {ir.ABSENT} else NO
            case ir.PresumedTerm(cond=cond, answer=answer):
                truth = (self.plain or self).truth(cond, of, asked)
                return frozenset({answer}) if len(truth) > 1 else YES if truth == {True} else NO
            case ir.PassedTerm(point=point):
                return self.passed(point, of, asked)
            case ir.PositionTerm(ref=ref, moment=moment, mark=mark):
                reference = self.reference(ref, of, asked)
                marks = self.days(mark, of, asked)
                return frozenset().union(*(self._position(reference, moment, each, term) for each in marks))

    def _position(
        self, reference: Reference, moment: str, mark: dt.date | Lost | None, term: ir.PositionTerm
    ) -> frozenset[str]:
        if mark is Lost.ABSENT or (reference.found is Lost.ABSENT and reference.certain):
            return frozenset({ir.ABSENT})
        if reference.found is Lost.ABSENT:
            return frozenset(term.domain)
        known = isinstance(reference.found, Dated) and reference.certain
        day = reference.found.occurrence.moment(moment) if known and isinstance(reference.found, Dated) else None
        return position(day, mark if isinstance(mark, dt.date) else None)

    def _field(self, reference: Reference, event: str, name: str, domain: frozenset[str]) -> frozenset[str]:
        match reference.found:
            case Lost.ABSENT:
                return frozenset({ir.ABSENT}) if reference.certain else domain
            case Dated(occurrence=occurrence, index=place) if reference.certain:
                field = self.framework.events[event].field(name)
                value = occurrence.value(field) if field else None
                return self.supposed.get((place, name)) or _told(value, domain - {ir.ABSENT})
            case _:
                return domain - {ir.ABSENT}

    def fact(self, name: str, domain: frozenset[str], day: dt.date) -> frozenset[str]:
        """The values that a fact may have on a day. Before its first dated value it had another one."""
        spells = self.case.facts.get(name, ())
        current = self.spell(name, day)
        open_ = self.supposed.get((None, name)) or self.supposed.get((day, name)) or domain
        if current is not None:
            return open_ if current.value is None else _told(current.value, domain)
        first = spells[0].value if spells else None
        return open_ if first is None else open_ - {first}

    def spell(self, name: str, day: dt.date) -> Spell | None:
        """The spell of a fact in which a day falls, if the case names one."""
        begun = [each for each in self.case.facts.get(name, ()) if each.begins is None or each.begins <= day]
        return begun[-1] if begun else None

    def _since(self, name: str, day: dt.date) -> dt.date | None:
        """Since when a fact has had the value that it has on a day; None where that is not known, or always."""
        current = self.spell(name, day)
        if current is None or current.value is None:
            return None
        begun = [each for each in self.case.facts[name] if each.begins is None or each.begins <= day]
        alike = itertools.takewhile(lambda each: each.value == current.value, reversed(begun))
        return list(alike)[-1].begins

    # References

    def reference(self, ref: ir.Ref, of: Binding, asked: Asked) -> Reference:
        """The event that a reference means at the moment of asking."""
        match ref:
            case ir.It():
                assert of.it is not None, "a term about an event is asked with its event"
                return Reference(of.it, True)
            case ir.Done():
                return Reference(of.done if of.done is not None else Lost.UNRECORDED, True)
            case ir.That(depth=depth):
                return Reference(of.thats[depth], True)
            case ir.Entry(lifecycle=lifecycle, state=state):
                return self.entering(lifecycle, state, asked)
            case ir.Pick(base=base):
                limit, until = asked.count, asked.day
                if base is not None:
                    origin = self.reference(base, of, asked)
                    if not isinstance(origin.found, Dated) or not origin.certain:
                        return _nowhere(origin)
                    limit, until = origin.found.index, origin.found.day
                return self._pick(ref, Asked(until, limit), of, asked)

    def latest(self, event: str) -> Found:
        """The latest event of a type as of the asking day."""
        return self.reference(ir.Pick(ir.Selector.LATEST, event), NOTHING, self.at_as_of()).found

    def _plain(self, ref: ir.Pick, end: Asked) -> Reference:
        """The event that a pick means which asks for nothing but its type."""
        places = self._places(ref.event)
        count = bisect_left(places, end.count)
        back = 2 if ref.selector is ir.Selector.PREVIOUS and ref.base is None else 1
        chosen = 0 if ref.selector is ir.Selector.FIRST else count - back
        if not 0 <= chosen < count:
            return Reference(Lost.ABSENT, self.covers(ref.event, None, end.day))
        event = self.history.past[places[chosen]]
        first = ref.selector is ir.Selector.FIRST
        after, until = (None, event.day) if first else (event.day, end.day)
        return Reference(event, self.covers(ref.event, after, until))

    def _pick(self, ref: ir.Pick, end: Asked, of: Binding, asked: Asked) -> Reference:
        if ref.where is None and ref.stretch == ir.EVERYWHERE:
            return self._plain(ref, end)
        part = self._part(ref.stretch, end, of, asked)
        if isinstance(part, Reference):
            return part
        first = ref.selector is ir.Selector.FIRST
        found = self._passing(ref.event, ref.where, part, of, asked)
        back = 2 if ref.selector is ir.Selector.PREVIOUS and ref.base is None else 1
        ordered = found if first else tuple(reversed(found))
        sure = [place for place, (_, passes) in enumerate(ordered) if passes == {True}]
        chosen = sure[back - 1] if len(sure) >= back else None
        doubtful = any(len(passes) > 1 for _, passes in ordered[:chosen])
        if chosen is None:
            return Reference(Lost.ABSENT, self.covers(ref.event, part.after, part.end.day) and not doubtful)
        event = ordered[chosen][0]
        after, until = (part.after, event.day) if first else (event.day, part.end.day)
        seen = self.covers(ref.event, after, until)
        return Reference(event, seen and not doubtful)

    def _count(
        self, event: str, stretch: ir.Stretch, where: ir.Cond | None, of: Binding, asked: Asked
    ) -> tuple[int, int | None]:
        """How many events there are at least and at most (None: without bound)."""
        part = self._part(stretch, asked, of, asked)
        if isinstance(part, Reference):
            return 0, 0 if part.certain else None
        found = self._passing(event, where, part, of, asked)
        fewest = sum(1 for _, passes in found if passes == {True})
        complete = self.covers(event, part.after, part.end.day)
        return fewest, sum(1 for _, passes in found if True in passes) if complete else None

    def _passing(
        self, event: str, where: ir.Cond | None, part: Part, of: Binding, asked: Asked
    ) -> tuple[tuple[Dated, frozenset[bool]], ...]:
        """The events of a type in a part of the history, and whether each passes `where`."""
        events = (each for each in self.events(event, part.end) if each.index >= part.first)
        if where is None:
            return tuple((each, frozenset({True})) for each in events)
        return tuple((each, self.truth(where, Binding(of.it, of.done, (each, *of.thats)), asked)) for each in events)

    def _part(self, stretch: ir.Stretch, end: Asked, of: Binding, asked: Asked) -> Part | Reference:
        """A part of the history up to `end`; what is to be found in it where one of its bounds is not to be found."""
        first, after = 0, None
        match stretch.since:
            case None:
                pass
            case ir.DayAnchor(day=day):
                first = sum(1 for each in self.history.past if each.day < day)
                after = day - dt.timedelta(days=1) if day > dt.date.min else None
            case ir.It() | ir.Done() | ir.That() | ir.Entry() | ir.Pick() as ref:
                origin = self.reference(ref, of, asked)
                if not isinstance(origin.found, Dated) or not origin.certain:
                    return _nowhere(origin)
                first, after = origin.found.index + 1, origin.found.day
        match stretch.before:
            case None:
                pass
            case ir.DayAnchor(day=day):
                if day <= end.day:
                    last = day - dt.timedelta(days=1) if day > dt.date.min else day
                    count = sum(1 for each in self.history.past if each.day < day)
                    end = Asked(min(last, end.day), min(end.count, count))
            case ir.Done() if of.done is None:
                pass  # before an act that is still to be done: until now
            case ir.It() | ir.Done() | ir.That() | ir.Entry() | ir.Pick() as ref:
                origin = self.reference(ref, of, asked)
                if not isinstance(origin.found, Dated) or not origin.certain:
                    return _nowhere(origin)
                end = Asked(origin.found.day, min(end.count, origin.found.index))
        return Part(first, after, end)

    # Days

    def reckoned(self, point: ir.Point, anchor: dt.date) -> dt.date | None:
        """The day that a point names, its anchor being this day; None where the calendar does not know it."""
        found = self.settings.reckoned(point, anchor, self.case.terms)
        if found.day is None or found.approximate:
            self.rough[point, anchor] = found
        return found.day

    def day(self, point: ir.Point, of: Binding, asked: Asked) -> dt.date | Lost | None:
        """The day that a point names; None where it is not known, ABSENT where there is no event to reckon from."""
        anchor = self.anchor(point.anchor, of, asked)
        if anchor is None or isinstance(anchor, Lost):
            return anchor
        return self.reckoned(point, anchor)

    def days(self, point: ir.Point, of: Binding, asked: Asked) -> frozenset[dt.date | Lost | None]:
        """Every day that a point may name; None among them where it may be any."""
        if not isinstance(point.anchor, ir.EntryAnchor):
            return frozenset({self.day(point, of, asked)})
        return frozenset(
            self.reckoned(point, each) if isinstance(each, dt.date) else each
            for each in self.entries(point.anchor.lifecycle, point.anchor.name, asked)
        )

    def passed(self, point: ir.Point, of: Binding, asked: Asked) -> frozenset[str]:
        """Whether a day may have passed; where it is one of several, that may be known all the same."""
        days = self.days(point, of, asked)
        return frozenset().union(*(NO if isinstance(day, Lost) else passed(day, asked.day) for day in days))

    def anchor(self, anchor: ir.Anchor, of: Binding, asked: Asked) -> dt.date | Lost | None:
        """The day of an anchor; None where it is not known, or lies after the day of asking; ABSENT without event."""
        match anchor:
            case ir.DayAnchor(day=day):
                return day
            case ir.FactAnchor(fact=name):
                return self._since(name, asked.day)
            case ir.EntryAnchor(lifecycle=lifecycle, name=state):
                entries = self.entries(lifecycle, state, asked)
                return next(iter(entries)) if len(entries) == 1 else None
            case ir.MomentAnchor(ref=ref):
                reference = self.reference(ref, of, asked)
                if reference.found is Lost.ABSENT and reference.certain:
                    return Lost.ABSENT
                if not isinstance(reference.found, Dated) or not reference.certain:
                    return None
                return reference.found.occurrence.moment(self.settings.moment(anchor))


def _single(found: Mapping[_Question, frozenset[Value]]) -> dict[_Question, frozenset[Value]]:
    """What is known for sure: nothing that is supposed changes it."""
    return {question: values for question, values in found.items() if len(values) == 1}


def _told(value: str | None, domain: frozenset[str]) -> frozenset[str]:
    """What a case tells. A value that only another framework of a chain has is not known here (semantics 27)."""
    return frozenset({value}) if value is not None and (value in domain or not domain) else domain


def _nowhere(origin: Reference) -> Reference:
    """What is found where the event from which one looks is not there, or not sure."""
    absent = origin.found is Lost.ABSENT and origin.certain
    return Reference(Lost.ABSENT if absent else Lost.UNRECORDED, absent)
