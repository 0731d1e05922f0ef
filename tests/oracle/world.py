"""One history in one world: what facts, fields and days are in it, and whether conditions hold."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING

from remit.dsl import ir

from . import calendar
from .choices import Choices, Impossible, every
from .reach import lifecycles_of
from .record import Event, Record

if TYPE_CHECKING:
    from .course import Course

LAST = 10**6
"""The rank of the end of a day."""


class Blank(Enum):
    """Where there is no day: it is not known which, or there never was one."""

    UNKNOWN = "unknown"
    NEVER = "never"


Day = dt.date | Blank


class Odd(Enum):
    """No event on record: an act that would be done now; what no event did; it is not known which event."""

    WOULD_BE = "would be"
    NO_EVENT = "no event"
    UNSURE = "unsure"


Which = int | Odd | None
"""An event by its place in the order; None: there is none."""


@dataclass(frozen=True, slots=True)
class At:
    """A moment of asking: the day, the rank within it, and how many events have happened.

    Rank 0 is the start of the day; event number n has rank n + 1. `facts`: the day whose facts are read, if another.
    """

    day: dt.date
    rank: int
    seen: int
    facts: dt.date | None = None

    @property
    def today(self) -> dt.date:
        """The day whose facts are read, and for which it is asked what has passed."""
        return self.facts or self.day


@dataclass(frozen=True, slots=True)
class Here:
    """What a condition is asked of, and when."""

    at: At
    it: Which = None
    done: Which = None
    that: tuple[Which, ...] = ()


@dataclass(frozen=True)
class Story:
    """A case under a framework with its events in one order; those that do not count are left out."""

    framework: ir.Framework
    record: Record
    as_of: dt.date
    readings: dict[str, str]
    events: tuple[Event, ...]
    remembered: dict[object, bool | None] = field(default_factory=dict, compare=False)
    reach: dict[int, tuple[object, frozenset[str]]] = field(default_factory=dict, compare=False)

    @cached_property
    def days(self) -> tuple[dt.date, ...]:
        """The day on which each event takes effect."""
        return tuple(day for each in self.events if (day := each.day(self.framework)) is not None)

    def end_of(self, day: dt.date) -> At:
        """The end of a day."""
        return At(day, LAST, sum(each <= day for each in self.days))

    def before(self, number: int) -> At:
        """Just before an event."""
        return At(self.days[number], number, number)

    def behind(self, number: int) -> At:
        """Just behind an event."""
        return At(self.days[number], number + 1, number + 1)


class World:
    """A story in which everything is known, once it is asked for."""

    def __init__(self, story: Story, choices: Choices, counts: tuple[frozenset[str], ...] | None = None) -> None:
        """`counts`: as what each event counts, if that is settled already; worlds that say otherwise are impossible."""
        self.story, self.choices = story, choices
        self.course: Course | None = None
        self.met_with: list[str] = []
        if story.framework.deems:
            self.types = tuple(self._types(number) for number in range(len(story.events)))
        else:
            self.types = tuple(frozenset((each.type,)) for each in story.events)
        self.met_with += ["deemings" for each in self.types if len(each) > 1]
        if counts is not None and counts != self.types:
            raise Impossible

    # What the case tells

    def _types(self, number: int) -> frozenset[str]:
        found = [self.story.events[number].type]
        here = Here(self.story.before(number), it=number)
        for each in found:
            for deem in self.story.framework.deems:
                if deem.event == each and deem.target not in found and self.holds(deem.when, here):
                    found.append(deem.target)
        return frozenset(found)

    def fact(self, name: str, day: dt.date) -> str:
        """The value that a fact has on a day."""
        options = self._left(name, day)
        if len(options) == 1:
            return options[0]
        constant = self.story.framework.facts[name].constant
        return self.choices.choose(("fact", name) if constant else ("fact", name, day), options)

    def _left(self, name: str, day: dt.date) -> tuple[str, ...]:
        """The values that the case leaves to a fact on a day; before its first dated one it had another."""
        spells = self.story.record.facts.get(name, ())
        begun = [value for value, since in spells if since is None or since <= day]
        domain = self.story.framework.facts[name].domain or ("something", "something else")
        if begun:
            return domain if begun[-1] is None else (begun[-1],)
        return tuple(each for each in domain if not spells or each != spells[0][0])

    def fact_is_told(self, name: str, day: dt.date) -> bool:
        """Whether the case gives the value of a day."""
        begun = [v for v, since in self.story.record.facts.get(name, ()) if since is None or since <= day]
        return bool(begun) and begun[-1] is not None

    def field(self, which: Which, name: str, domain: tuple[str, ...]) -> str:
        """The value of a field of an event."""
        if which is None:
            return ir.ABSENT
        if isinstance(which, Odd):
            options = [*domain, ir.ABSENT] if which is Odd.UNSURE and ir.ABSENT not in domain else domain
            return self.choices.choose(("field", name, which), options)
        event = self.story.events[which]
        told = event.fields.get(name)
        if told is not None:
            return told
        return self.choices.choose(("field", name, event.number), [each for each in domain if each != ir.ABSENT])

    # Events

    def resolve(self, ref: ir.Ref | None, here: Here) -> Which:
        """The event that is meant."""
        match ref:
            case ir.It():
                return here.it
            case ir.Done():
                return here.done
            case ir.That(depth=depth):
                return here.that[-1 - depth]
            case ir.Entry(lifecycle=lifecycle, state=state):
                return self._course(lifecycle).entered_by(lifecycle, state, here.at)
            case ir.Pick():
                return self._picked(ref, self._tried(ref, here))
        return None

    def _tried(self, pick: ir.Pick, here: Here) -> list[tuple[int, bool | None]] | None:
        """The events among which one is picked, and whether each passes `where`; None: that is not known."""
        found = self.passing(pick.event, pick.stretch, None, here)
        if found is None:
            return None
        beside = self.resolve(pick.base, here) if pick.base is not None else Odd.WOULD_BE
        if beside is None:
            return []
        before = [each for each in found if isinstance(beside, Odd) or each < beside]
        return [(each, self._passes(pick.where, replace(here, that=(*here.that, each)))) for each in before]

    def _picked(self, pick: ir.Pick, tried: list[tuple[int, bool | None]] | None) -> Which:
        """The first that passes, from one end; where one that may pass lies before it, it is not known which it is."""
        if tried is None:
            return Odd.NO_EVENT
        second = pick.selector is ir.Selector.PREVIOUS and pick.base is None
        for number, passes in tried if pick.selector is ir.Selector.FIRST else reversed(tried):
            if passes is None:
                return Odd.UNSURE
            if passes and not second:
                return number
            second = second and not passes
        return None

    def _passes(self, where: ir.Cond | None, here: Here) -> bool | None:
        if where is None:
            return True
        asked = ("passes", where, here, self.types)
        memory = self.story.remembered
        if asked not in memory:
            told = {run.answer for run in self._everywhere(where, lambda world: world.holds(where, here))}
            memory[asked] = told.pop() if len(told) == 1 else None
        return memory[asked]

    def passing(self, event: str, stretch: ir.Stretch, where: ir.Cond | None, here: Here) -> list[int] | None:
        """The events of a type in a stretch that pass; None: it is not known where the stretch begins."""
        first, last = -1, here.at.seen
        numbers = range(here.at.seen)
        since, before = stretch.since, stretch.before
        if isinstance(since, ir.DayAnchor):
            numbers = range(sum(day < since.day for day in self.story.days), here.at.seen)
        elif since is not None:
            bound = self.resolve(since, here)
            if bound is None or bound is Odd.WOULD_BE:
                return []
            if isinstance(bound, Odd):
                return None
            first = bound
        if isinstance(before, ir.DayAnchor):
            last = sum(day < before.day for day in self.story.days)
        elif before is not None:
            bound = self.resolve(before, here)
            if bound is None:
                return []
            if bound in (Odd.NO_EVENT, Odd.UNSURE):
                return None
            last = bound if isinstance(bound, int) else last
        return [
            each
            for each in numbers
            if first < each < last
            and event in self.types[each]
            and self.holds(where, replace(here, that=(*here.that, each)))
        ]

    # Days

    def day_of(self, point: ir.Point, here: Here) -> Day:
        """The day that is reckoned."""
        day = self.anchor(point.anchor, here)
        if isinstance(day, Blank):
            return day
        school = self.story.record.school
        found: dt.date | None = day
        if point.offset is not None:
            number, unit, relation = point.offset.amount, point.offset.unit, point.relation.value
            if point.edge is None:
                found = calendar.add(day, number, unit, relation, school)
            else:
                whole = calendar.period(day, number, unit.removesuffix("s"), relation, school)
                found = whole and whole[0 if point.edge is ir.Edge.BEGINS else 1]
        if found is not None and point.extension is not None:
            found = calendar.add(found, point.extension.amount, point.extension.unit, "after", school)
        if found is None:
            return Blank.UNKNOWN
        try:
            return found + point.beside * calendar.ONE
        except OverflowError:
            return Blank.UNKNOWN

    def anchor(self, anchor: ir.Anchor, here: Here) -> Day:
        """The day from which is counted."""
        match anchor:
            case ir.DayAnchor(day=day):
                return day
            case ir.MomentAnchor(ref=ref, moment=moment, reading=reading):
                which = self.resolve(ref, here)
                if which is None:
                    return Blank.NEVER
                if isinstance(which, Odd):
                    return Blank.UNKNOWN
                name = self.story.readings[reading] if reading else moment
                return self.story.events[which].moments.get(name, Blank.UNKNOWN)
            case ir.FactAnchor(fact=fact):
                return self._since(fact, here.at.today)
            case ir.EntryAnchor(lifecycle=lifecycle, name=name, states=states):
                return self._course(lifecycle).entered_on(lifecycle, name, states, here.at)

    def _since(self, fact: str, day: dt.date) -> Day:
        begun = [each for each in self.story.record.facts.get(fact, ()) if each[1] is None or each[1] <= day]
        if not begun or begun[-1][0] is None:
            return Blank.UNKNOWN
        since: Day = Blank.UNKNOWN
        for value, first in reversed(begun):
            if value is None:
                return Blank.UNKNOWN
            if value != begun[-1][0]:
                break
            since = first or Blank.UNKNOWN
        return since

    # Conditions

    def holds(self, cond: ir.Cond | None, here: Here) -> bool:
        """Whether a condition holds; one that is not given does."""
        match cond:
            case None:
                return True
            case ir.Test(term=term, accepted=accepted):
                return self.value(term, here) in accepted
            case ir.Not(item=item):
                return not self.holds(item, here)
            case ir.All(items=items):
                return all(self.holds(item, here) for item in items)
            case ir.AnyOf(items=items):
                return any(self.holds(item, here) for item in items)
            case ir.Holds(define=name, ref=ref):
                about = self.resolve(ref, here) if ref is not None else None
                return self.holds(self.story.framework.defines[name].cond, Here(here.at, it=about))
            case ir.Chosen(decision=name, ref=ref, accepted=accepted):
                about = self.resolve(ref, here) if ref is not None else None
                return self.row(self.story.framework.decisions[name], Here(here.at, it=about)).value in accepted

    def row(self, decision: ir.Decision, here: Here) -> ir.Row:
        """The first row that holds."""
        return next(row for row in decision.rows if self.holds(row.when, here))

    def value(self, term: ir.Term, here: Here) -> str:
        """The value of a term."""
        at = here.at
        match term:
            case ir.FieldTerm(ref=ref, field=name, domain=domain):
                return self.field(self.resolve(ref, here), name, domain)
            case ir.FactTerm(fact=name):
                return self.fact(name, at.today)
            case ir.StateTerm(lifecycle=name):
                return self._course(name).leaf(name, at)
            case ir.ReadingTerm(reading=name):
                return self.story.readings[name]
            case ir.ExistsTerm(event=event, stretch=stretch, where=where):
                found = self.passing(event, stretch, where, here)
                if found is None:
                    return self.choices.choose(("since", term, here), (ir.YES, ir.NO))
                return ir.YES if found else ir.NO
            case ir.CountTerm(event=event, stretch=stretch, where=where):
                found = self.passing(event, stretch, where, here)
                if found is None:
                    return self.choices.choose(("since", term, here), ir.COUNTS)
                return str(min(len(found), ir.MAX_COUNT))
            case ir.PassedTerm(point=point):
                day = self.day_of(point, here)
                if day is Blank.UNKNOWN:
                    return self.choices.choose(self._key(term, here), (ir.YES, ir.NO))
                return ir.YES if isinstance(day, dt.date) and day < at.today else ir.NO
            case ir.PositionTerm():
                return self._position(term, here)
            case ir.KnownTerm(term=inner):
                return ir.YES if self._told(inner, here) else ir.NO
            case ir.PresumedTerm(cond=cond, answer=answer):
                told = {run.answer for run in self._everywhere(cond, lambda world: world.holds(cond, here))}
                return answer if len(told) > 1 else (ir.YES if told == {True} else ir.NO)

    def _key(self, term: ir.PassedTerm | ir.PositionTerm, here: Here) -> tuple[object, ...]:
        return ("day", term, here.at.today, here.it, here.done, here.that)

    def _position(self, term: ir.PositionTerm, here: Here) -> str:
        which = self.resolve(term.ref, here)
        mark = self.day_of(term.mark, here)
        if which is None or mark is Blank.NEVER:
            return ir.ABSENT
        day = self.anchor(ir.MomentAnchor(term.ref, term.moment), here)
        if isinstance(day, Blank) or isinstance(mark, Blank):
            return self.choices.choose(self._key(term, here), ("before", "on", "after"))
        return "before" if day < mark else "on" if day == mark else "after"

    def _told(self, term: ir.Term, here: Here) -> bool:
        match term:
            case ir.ReadingTerm():
                return True
            case ir.FactTerm(fact=name):
                return len(self._left(name, here.at.today)) == 1
            case _:
                told = {run.answer for run in self._everywhere(term, lambda world: world.value(term, here))}
                return len(told) == 1 and told != {ir.ABSENT}

    def known_not_to_hold(self, cond: ir.Cond, here: Here) -> bool:
        """Whether a condition is false in every world that the case allows."""
        asked = ("not", cond, here, self.types)
        memory = self.story.remembered
        if asked not in memory:
            memory[asked] = not any(run.answer for run in self._everywhere(cond, lambda world: world.holds(cond, here)))
        return memory[asked] is True

    def _everywhere(self, about: object, ask):  # type: ignore[no-untyped-def]
        """The answers of all worlds of this history; what is chosen here counts for nothing."""
        return every(lambda choices: ask(World(self.story, choices, self.types).with_course(about)))

    # States

    def with_course(self, about: object) -> World:
        """The same world, with the lifecycles that something may ask about, or all of them."""
        from .course import Course

        reach = self.story.reach.get(id(about))
        if reach is None or reach[0] is not about:
            reach = self.story.reach[id(about)] = about, lifecycles_of(about, self.story.framework)
        self.course = Course(self, reach[1])
        return self

    def _course(self, lifecycle: str) -> Course:
        assert self.course is not None and lifecycle in self.course.names, lifecycle
        return self.course
