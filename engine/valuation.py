"""What is known of one case, as valuations of clause groups: the one-case way into the kernel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from ..dsl import ir
from .atoms import EITHER, NO, YES, passed, position
from .groups import Time, Variable
from .history import Case, Dated, History, Spell
from .kernel import Masks
from .settings import Settings


class Lost(Enum):
    """Stands for an event that may or may not be: ABSENT, there is none; UNRECORDED, one of which nothing is known."""

    ABSENT = "absent"
    UNRECORDED = "unrecorded"


Found = Dated | Lost


@dataclass(frozen=True, slots=True)
class Asked:
    """The moment of asking: the day, and how many events of the past count as having happened."""

    day: dt.date
    count: int


@dataclass(frozen=True, slots=True)
class Reference:
    """The event a reference finds, and whether there might be another that the record does not show."""

    found: Found
    certain: bool


@dataclass(frozen=True, slots=True)
class Known:
    """One case as of a day: gives each term the set of values that it may have."""

    framework: ir.Framework
    case: Case
    history: History
    settings: Settings
    as_of: dt.date
    states: Callable[[str, Asked], frozenset[str]]

    def at_as_of(self) -> Asked:
        """As of the asking day, at its end."""
        return Asked(self.as_of, len(self.history.past))

    def before(self, event: Dated) -> Asked:
        """Before an event, on its day."""
        return Asked(event.day, event.index)

    def at_end_of(self, day: dt.date) -> Asked:
        """At the end of a day that is not after the asking day."""
        return Asked(day, sum(1 for each in self.history.past if each.day <= day))

    # Valuations

    def masks(self, variables: tuple[Variable, ...], it: Found | None, asked: dict[Time, Asked]) -> Masks:
        """The mask of each variable; `asked` says when each sort of variable is asked."""
        return tuple(variable.mask(self.values(variable.term, it, asked[variable.time])) for variable in variables)

    def values(self, term: ir.Term, it: Found | None, asked: Asked) -> frozenset[str]:
        """The values that a term may have."""
        match term:
            case ir.FieldTerm(ref=ref, event=event, field=name, domain=domain):
                return self._field(self.reference(ref, it, asked), event, name, frozenset(domain))
            case ir.FactTerm(fact=name, domain=domain):
                return self.fact(name, frozenset(domain), asked.day)
            case ir.StateTerm(lifecycle=name):
                return self.states(name, asked)
            case ir.ReadingTerm(reading=name):
                return frozenset({self.settings.reading(name)})
            case ir.ExistsTerm():
                return self._exists(term, it, asked)
            case ir.PassedTerm(point=point):
                return self._passed(point, it, asked)
            case ir.PositionTerm(ref=ref, moment=moment, day=day):
                reference = self.reference(ref, it, asked)
                match reference.found:
                    case Lost.ABSENT:
                        return frozenset({ir.ABSENT}) if reference.certain else frozenset(term.domain)
                    case Dated() as found if reference.certain:
                        return position(found.occurrence.moment(moment), day)
                    case _:
                        return position(None, day)

    def _field(self, reference: Reference, event: str, name: str, domain: frozenset[str]) -> frozenset[str]:
        match reference.found:
            case Lost.ABSENT:
                return frozenset({ir.ABSENT}) if reference.certain else domain
            case Dated(occurrence=occurrence) if reference.certain:
                field = self.framework.events[event].field(name)
                value = occurrence.value(field) if field else None
                return frozenset({value}) if value is not None else domain - {ir.ABSENT}
            case _:
                return domain - {ir.ABSENT}

    def fact(self, name: str, domain: frozenset[str], day: dt.date) -> frozenset[str]:
        """The values that a fact may have on a day. Before its first dated value it had another one."""
        spells = self.case.facts.get(name, ())
        current = self.spell(name, day)
        if current is not None:
            return domain if current.value is None else frozenset({current.value})
        first = spells[0].value if spells else None
        return domain if first is None else domain - {first}

    def spell(self, name: str, day: dt.date) -> Spell | None:
        """The spell of a fact in which a day falls, if the case names one."""
        begun = [each for each in self.case.facts.get(name, ()) if each.begins is None or each.begins <= day]
        return begun[-1] if begun else None

    # References

    def reference(self, ref: ir.Ref, it: Found | None, asked: Asked) -> Reference:
        """The event that a reference means at the moment of asking."""
        match ref:
            case ir.It():
                assert it is not None, "a term about an event is asked with its event"
                return Reference(it, True)
            case ir.Pick(selector=selector, event=event, base=base):
                limit = asked.count
                until = asked.day
                if base is not None:
                    origin = self.reference(base, it, asked)
                    if not isinstance(origin.found, Dated) or not origin.certain:
                        return Reference(
                            Lost.ABSENT if origin.found is Lost.ABSENT else Lost.UNRECORDED,
                            origin.certain and origin.found is Lost.ABSENT,
                        )
                    limit, until = origin.found.index, origin.found.day
                return self._pick(selector, event, limit, until, base is not None)

    def _pick(self, selector: ir.Selector, event: str, limit: int, until: dt.date, based: bool) -> Reference:
        past = [each for each in self.history.past[:limit] if each.occurrence.event == event]
        complete = self.case.completeness(event)
        if selector is ir.Selector.FIRST:
            if not past:
                return Reference(Lost.ABSENT, complete.covers(None, until))
            return Reference(past[0], complete.covers(None, past[0].day))
        back = 2 if selector is ir.Selector.PREVIOUS and not based else 1
        if len(past) >= back:
            return Reference(past[-back], complete.covers(past[-back].day, until))
        return Reference(Lost.ABSENT, complete.covers(None, until))

    def _exists(self, term: ir.ExistsTerm, it: Found | None, asked: Asked) -> frozenset[str]:
        first, after = 0, None
        if term.since is not None:
            origin = self.reference(term.since, it, asked)
            if origin.found is Lost.ABSENT and origin.certain:
                return NO
            if not isinstance(origin.found, Dated) or not origin.certain:
                return EITHER
            first, after = origin.found.index + 1, origin.found.day
        limit, until = asked.count, asked.day
        if term.before is not None:
            origin = self.reference(term.before, it, asked)
            if origin.found is Lost.ABSENT and origin.certain:
                return NO
            if not isinstance(origin.found, Dated) or not origin.certain:
                return EITHER
            limit, until = origin.found.index, origin.found.day
        if any(each.occurrence.event == term.event for each in self.history.past[first:limit]):
            return YES
        return NO if self.case.completeness(term.event).covers(after, until) else EITHER

    # Days

    def anchor(self, anchor: ir.Anchor, it: Found | None, asked: Asked) -> dt.date | Lost | None:
        """The day of an anchor; None where it is not known, or lies after the day of asking; ABSENT without event."""
        match anchor:
            case ir.DayAnchor(day=day):
                return day
            case ir.FactAnchor(fact=name):
                spell = self.spell(name, asked.day)
                return spell.begins if spell and spell.value is not None else None
            case ir.MomentAnchor(ref=ref):
                reference = self.reference(ref, it, asked)
                if reference.found is Lost.ABSENT and reference.certain:
                    return Lost.ABSENT
                if not isinstance(reference.found, Dated) or not reference.certain:
                    return None
                return reference.found.occurrence.moment(self.settings.moment(anchor))

    def _passed(self, point: ir.Point, it: Found | None, asked: Asked) -> frozenset[str]:
        anchor = self.anchor(point.anchor, it, asked)
        if isinstance(anchor, Lost):
            return NO
        return passed(None if anchor is None else self.settings.day(point, anchor), asked.day)
