"""The answers of one framework in words: events, conditions of worlds, what is missing."""

from __future__ import annotations

from collections.abc import Mapping

from ..dsl import ir
from ..dsl.base.spans import at
from ..dsl.words import Words, counted, lowered, modality, spoken, titled
from .calendar import Reckoned
from .expressions import Time, Variable
from .fold import Elsewhere, Hanging, Lapsed, Source, Unrecorded, Unsaid, World
from .history import Dated, History, Occurrence
from .kernel import Masks
from .settings import Settings

_NEITHER = frozenset({ir.NOT_APPLICABLE, ir.ABSENT})


class Phrases:
    """Says answers in the terms of a framework."""

    def __init__(self, framework: ir.Framework, others: Mapping[str, Phrases] | None = None) -> None:
        """`others`: the frameworks of the same chain, by their full ids."""
        self.framework = framework
        self.others: Mapping[str, Phrases] = {} if others is None else others  # it may still be filled
        self.words = Words(framework)

    def modality(self, norm: ir.Modality) -> str:
        """'will normally not'."""
        return modality(norm)

    def event(self, name: str) -> str:
        """The label of an event type, for the middle of a sentence."""
        return lowered(self.words.label_of(name))

    def occurrence(self, occurrence: Occurrence) -> str:
        """'the graded inspection (ended 2024-10-02)'."""
        event = self.framework.events[occurrence.event]
        shown = occurrence.moment(event.effective)
        name = event.effective
        if shown is None and occurrence.moments:
            name, shown = occurrence.moments[-1]
        return f"the {self.event(occurrence.event)}" + (f" ({name} {shown.isoformat()})" if shown else "")

    def occurrences(self, events: tuple[Occurrence, ...]) -> list[str]:
        """Each event as in `occurrence`; those that would read alike with the fields in which they differ."""
        names = [self.occurrence(each) for each in events]
        told: list[str] = []
        for name, each in zip(names, events, strict=True):
            alike = [other for other, words in zip(events, names, strict=True) if words == name]
            fields = self.framework.events[each.event].fields
            differing = [field for field in fields if len({other.value(field) for other in alike}) > 1]
            values = "".join(
                f"; {lowered(field.label)}: {spoken(each.value(field) or 'not known')}" for field in differing[:2]
            )
            told.append(f"{name.removesuffix(')')}{values})" if values and name.endswith(")") else name)
        return told

    def roughly(self, point: ir.Point, found: Reckoned, settings: Settings) -> str:
        """Why the calendar does not know a day, or in what way it knows it only roughly."""
        said = self.words.point(point)
        if found.beyond:
            return f"'{said}' cannot be reckoned: {found.beyond}"
        if point.offset is not None and settings.offset(point.offset).unit == "hours":
            return f"'{said}' is approximate: hours are taken as whole days"
        bound = "latest" if point.relation is ir.Relation.BEFORE else "earliest"
        about = f"the day is reckoned without the school's term dates, so it is the {bound} that it can be"
        return f"'{said}' is approximate: {about}"

    def valued(self, term: ir.Term, values: frozenset[str], it: Dated | None) -> str:
        """A term with the values that it has or may have."""
        match term:
            case ir.ExistsTerm():
                return ("some " if values == {ir.YES} else "no ") + self.words.term(term)
            case ir.PassedTerm():
                return f"{self.words.term(term)} has {'' if values == {ir.YES} else 'not '}passed"
            case ir.StateTerm(lifecycle=name):
                lifecycle = self.framework.lifecycles[name]
                names = [f"'{titled(each.label, each.name)}'" for each in lifecycle.states if each.name in values]
                return f"'{titled(lifecycle.label, name)}' is {' or '.join(names)}"
            case ir.PositionTerm() | ir.CountTerm() | ir.KnownTerm():
                return self.words.test(ir.Test(term, values, at("")))
            case _ if term.domain[:2] == (ir.YES, ir.NO) and len(values) == 1 and not values & _NEITHER:
                return self.words.term(term) if ir.YES in values else f"not: {self.words.term(term)}"
            case _:
                subject = self.words.term(term)
                listed = [self.words.values(term, values)] if values - _NEITHER else []
                if ir.NOT_APPLICABLE in values:
                    listed.append("not applicable")
                if ir.ABSENT in values:
                    listed.append("not given, there being no such event")
                return f"{subject} is {' or '.join(listed)}"

    def value(self, term: ir.Term, values: frozenset[str]) -> str:
        """The values that a term has or may have, to follow on a test of it: 'it is low', 'no', 'there is none'."""
        match term:
            case ir.ExistsTerm():
                return "there is one" if values == {ir.YES} else "there is none"
            case ir.PassedTerm() | ir.KnownTerm() | ir.PresumedTerm():
                return " or ".join(sorted(values, reverse=True))
            case ir.PositionTerm() if values == {ir.ABSENT}:
                return "there is no such day"
            case ir.PositionTerm(mark=mark):
                sides = " or ".join(side for side in ("on", "before", "after") if side in values)
                return f"it is {sides} {self.words.point(mark)}"
            case ir.CountTerm():
                return f"it is {counted(values)}"
            case _ if term.domain[:2] == (ir.YES, ir.NO) and not values & _NEITHER:
                return " or ".join(value for value in (ir.YES, ir.NO) if value in values)
            case _:
                listed = [f"it is {self.words.values(term, values)}"] if values - _NEITHER else []
                listed += ["it does not apply"] if ir.NOT_APPLICABLE in values else []
                listed += ["there is no such event"] if ir.ABSENT in values else []
                return " or ".join(listed)

    def cubes(
        self,
        variables: tuple[Variable, ...],
        cubes: tuple[Masks, ...],
        masks: Masks,
        it: Dated | None,
    ) -> tuple[tuple[str, ...], ...]:
        """Each cube as the conditions by which it differs from what is known; nothing where it does not differ."""
        said: dict[tuple[int, int], str] = {}  # many cubes share their conditions
        found: dict[tuple[str, ...], None] = {}
        for cube in cubes:
            conditions: list[str] = []
            for place, (bits, mask) in enumerate(zip(cube, masks, strict=True)):
                if bits == mask:
                    continue
                if (place, bits) not in said:
                    variable = variables[place]
                    ending = " on the last day of the window" if variable.time is Time.DEADLINE else ""
                    said[place, bits] = self.valued(variable.term, variable.values(bits), it) + ending
                conditions.append(said[place, bits])
            if conditions:
                found[tuple(conditions)] = None
        return tuple(found)

    def worlds(self, worlds: tuple[World, ...], history: History) -> tuple[tuple[str, ...], ...]:
        """What the worlds of one state hang on."""
        found: list[tuple[str, ...]] = []
        for world in worlds:
            if world.blurred:
                found.append(("more combinations than can be told apart",))
                continue
            conditions: list[str] = []
            for source, values in sorted(world.conditions, key=repr):
                conditions.append(self.hanging(source, values, history))
            found.append(tuple(conditions))
        return tuple(dict.fromkeys(each for each in found if each))

    def hanging(self, source: Hanging, values: frozenset[str], history: History) -> str:
        """What a world hangs on."""
        match source:
            case Unrecorded(event=event):
                return f"there was some {self.event(event)} that the record does not show"
            case Lapsed(rule=rule):
                return f"'{self.words.label_of(rule)}' has {'' if values == {ir.YES} else 'not '}lapsed"
            case Elsewhere(framework=name, hanging=inner):
                return f"under {name} {self.others[name].hanging(inner, values, history)}"
            case Unsaid():
                return f"{self.unsaid(source)}: {' or '.join(spoken(each) for each in sorted(values))}"
            case Source(index=index, term=term):
                if not isinstance(index, int):
                    return self.valued(term, values, None)
                about = history.past[index]
                words = self.valued(term, values, about)
                return words if index == len(history.past) - 1 else f"{words} ({self.occurrence(about.occurrence)})"

    def unsaid(self, source: Unsaid) -> str:
        """What nothing says: where a lifecycle stood on a day, and why it is not known."""
        return f"{lowered(self.words.label_of(source.lifecycle))} on {source.day.isoformat()} ({source.reason})"

    def missing(self, term: ir.Term, it: Dated | None) -> tuple[str, str]:
        """The name of an unknown thing, and what it is in words."""
        of = f" of {self.occurrence(it.occurrence)}" if it is not None else ""
        match term:
            case ir.FieldTerm(ref=ref, field=name):
                owner = f" ({self.occurrence(it.occurrence)})" if isinstance(ref, ir.It) and it is not None else ""
                whether = "whether " if term.domain[:2] == (ir.YES, ir.NO) else ""
                return name, f"{whether}{self.words.term(term)}{owner}"
            case ir.FactTerm(fact=name, domain=(ir.YES, ir.NO)):
                return name, f"whether {self.words.term(term)}"
            case ir.FactTerm(fact=name) | ir.StateTerm(lifecycle=name):
                return name, self.words.term(term)
            case ir.ReadingTerm(reading=name):
                return name, self.words.term(term)
            case ir.ExistsTerm(event=event):
                return event, f"whether there was some {self.words.term(term)}"
            case ir.CountTerm(event=event):
                return event, self.words.term(term)
            case ir.KnownTerm(term=inner):
                return self.missing(inner, it)
            case ir.PresumedTerm():
                return "condition", self.words.term(term)
            case ir.PassedTerm(point=ir.Point(anchor=anchor)):
                match anchor:
                    case ir.FactAnchor(fact=name) | ir.EntryAnchor(lifecycle=name):
                        return name, f"the day from which {lowered(self.words.label_of(name))} holds"
                    case ir.MomentAnchor(moment=name):
                        return name, f"the day '{name}'{of}"
                    case _:
                        return "date", self.words.term(term)
            case ir.PositionTerm(moment=name):
                return name, self.words.term(term)

    def anchor(self, anchor: ir.Anchor, settings: Settings, it: Dated | None) -> tuple[str, str]:
        """The name of an unknown anchor, and what it is in words."""
        match anchor:
            case ir.MomentAnchor():
                name = settings.moment(anchor)
                of = f" of {self.occurrence(it.occurrence)}" if it is not None else ""
                return name, f"the day '{name}'{of}"
            case ir.FactAnchor(fact=name) | ir.EntryAnchor(lifecycle=name):
                return name, f"the day from which {lowered(self.words.label_of(name))} holds"
            case ir.DayAnchor(day=day):
                return day.isoformat(), day.isoformat()
