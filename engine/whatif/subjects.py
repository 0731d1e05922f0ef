"""What overlays change in cases: their facts and events, typed by the framework under which they are asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeVar

from ...dsl import ir
from ...dsl.base.diagnostics import Diagnostic
from ...dsl.base.spans import Span
from ...dsl.overlay import Overlay, blank
from ...dsl.yaml.nodes import Mapping, Node
from ..history import Case, Occurrence, Spell, effective_day
from ..intake.cases import MAX_EVENTS, CaseReader
from ..intake.entries import fields_of

T = TypeVar("T")


class Which(StrEnum):
    """Which of the events that fit is meant."""

    EVERY = "every"
    LATEST = "latest"
    FIRST = "first"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The events of a type that have these days and values; `which` of them."""

    event: str
    moments: tuple[tuple[str, dt.date], ...]
    fields: tuple[tuple[str, str | None], ...]
    which: Which
    span: Span = field(compare=False)

    def fits(self, occurrence: Occurrence, event: ir.EventType) -> bool:
        """Whether an event is of the type, and has the days and values."""
        if occurrence.event != self.event or not set(self.moments) <= set(occurrence.moments):
            return False
        known = {each.name: occurrence.value(each) for each in event.fields} | dict(occurrence.fields)
        return all(known.get(name) == value for name, value in self.fields)


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of chosen events: days (None: not known) and values, and what orders them or says who did them."""

    chosen: Chosen
    moments: tuple[tuple[str, dt.date | None], ...]
    fields: tuple[tuple[str, str | None], ...]
    order: int | None
    by: str | None
    places: dict[str, Node] = field(compare=False)

    def of(self, occurrence: Occurrence, event: ir.EventType) -> Occurrence:
        """The event as it becomes."""
        return occurrence.otherwise(event, self.moments, self.fields, self.order, self.by)


@dataclass(frozen=True, slots=True)
class Subjects:
    """What one overlay changes in every case: events are removed, then changed, then added."""

    facts: dict[str, tuple[Spell, ...]]
    places: dict[str, Span]
    remove: tuple[Chosen, ...] = ()
    change: tuple[Change, ...] = ()
    add: tuple[Occurrence, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether every case stays as it is."""
        return not (self.facts or self.remove or self.change or self.add)


def read_subjects(overlay: Overlay, framework: ir.Framework) -> tuple[Subjects, tuple[Diagnostic, ...]]:
    """The facts and events of an overlay, and what is wrong with them under the framework that it changes."""
    reader = _SubjectReader(framework)
    facts: dict[str, tuple[Spell, ...]] = {}
    for key, value in overlay.facts:
        reader._fact(key, value, facts)
    remove: list[Chosen] = []
    change: list[Change] = []
    add: list[Occurrence] = []
    if overlay.events is not None and not blank(overlay.events):
        values = reader.mapping(overlay.events, "'events'", (), ("add", "remove", "change"))
        lists = {
            key: () if blank(node) else reader.items(node, f"'{key}' under 'events'") for key, node in values.items()
        }
        remove = _read(reader.chosen, lists.get("remove", ()))
        change = _read(reader.change, lists.get("change", ()))
        add = _read(reader._event, lists.get("add", ()))
    places = {key.text: key.span for key, _ in overlay.facts}
    return Subjects(facts, places, tuple(remove), tuple(change), tuple(add)), tuple(reader.diagnostics)


def _read(read: Callable[[Node], T | None], nodes: Iterable[Node]) -> list[T]:
    """What could be read of the items of a list."""
    return [found for node in nodes if (found := read(node)) is not None]


class _SubjectReader(CaseReader):
    def chosen(self, node: Node, more: tuple[str, ...] = ()) -> Chosen | None:
        """Which events are meant. `more`: other keys that must stand beside."""
        event = self._event_type(node, "an item of 'events'")
        if event is None:
            return None
        fields = fields_of(event, self.framework)
        what = f"the choice of '{event.name}'"
        values = self.mapping(node, what, ("event", *more), ("which", *event.moments, *fields))
        word = self.choice(values["which"], "'which'", tuple(Which)) if "which" in values else None
        return Chosen(
            event.name,
            self._moments(values, event),
            self._fields(values, fields),
            Which(word) if word else Which.EVERY,
            node.span,
        )

    def change(self, node: Node) -> Change | None:
        """Which events are meant, and what becomes of them."""
        chosen = self.chosen(node, ("to",))
        if chosen is None:
            return None
        event = self.framework.events[chosen.event]
        fields = fields_of(event, self.framework)
        written = node.get("to") if isinstance(node, Mapping) else None
        if written is None:
            return None
        values = self.mapping(written, "'to'", (), ("order", "by", *event.moments, *fields))
        if isinstance(written, Mapping) and not written.entries:
            self.fault("E305", "'to' changes nothing", written.span, "Give a day or a field with its new value.")
        moments = self._moments(values, event)
        self._in_order(moments, values)
        order, by = self._order(values), self._by(values, event)
        return Change(chosen, (*moments, *self._lost(values, event)), self._fields(values, fields), order, by, values)

    def sound(self, change: Change, occurrence: Occurrence, event: ir.EventType) -> None:
        """A fault where an event cannot be as it has become."""
        places = {name: change.places.get(name, self._first(change)) for name in event.moments}
        self._in_order(occurrence.moments, places)
        if not occurrence.moments:
            hint = "Leave it one of its days; or take the event out under 'remove'."
            self.fault("E505", f"'{event.name}' is left without any day", change.chosen.span, hint)

    @staticmethod
    def _first(change: Change) -> Node:
        return next(iter(change.places.values()))


def laid_over(
    case: Case, overlays: tuple[Subjects, ...], framework: ir.Framework, as_of: dt.date
) -> tuple[Case, tuple[Diagnostic, ...]]:
    """The case as overlays make it, one after the other; and what they say that does not fit it.

    The latest and the first of several events are those that have taken effect by `as_of`.
    """
    reader = _SubjectReader(framework)
    for each in overlays:
        events = list(case.events)
        for removal in each.remove:
            for place in reversed(_places(removal, events, framework, as_of, reader)):
                del events[place]
        for change in each.change:
            event = framework.events[change.chosen.event]
            for place in _places(change.chosen, events, framework, as_of, reader):
                events[place] = change.of(events[place], event)
                reader.sound(change, events[place], event)
        events += each.add
        if each.add and len(events) > MAX_EVENTS:
            span = each.add[-1].span
            assert span is not None, "an event that was read has its place"
            message = f"with it the case has {len(events):,} events, and {MAX_EVENTS} are the most"
            reader.fault("E010", message, span, "Add fewer events.")
        case = replace(case, facts=case.facts | each.facts, events=tuple(events))
    return case, tuple(reader.diagnostics)


def _places(
    chosen: Chosen, events: list[Occurrence], framework: ir.Framework, as_of: dt.date, reader: _SubjectReader
) -> list[int]:
    """Where the chosen events stand in a list; a fault where none is chosen."""
    event = framework.events[chosen.event]
    fitting = [place for place, each in enumerate(events) if chosen.fits(each, event)]
    if chosen.which is not Which.EVERY:
        dated = [
            (day, events[place].order, place)
            for place in fitting
            if (day := effective_day(events[place], framework)) is not None and day <= as_of
        ]
        ends = sorted(dated)[-1:] if chosen.which is Which.LATEST else sorted(dated)[:1]
        fitting = [place for _, _, place in ends]
    if not fitting:
        days = [_told(each, framework) for each in events if each.event == chosen.event]
        hint = f"There are: {'; '.join(days)}." if days else "Remove this; the case has no such event."
        reader.fault("E505", f"no event '{chosen.event}' of the case is as this asks", chosen.span, hint)
    return fitting


def _told(occurrence: Occurrence, framework: ir.Framework) -> str:
    day = effective_day(occurrence, framework)
    return f"{occurrence.event} of {day.isoformat()}" if day else f"{occurrence.event} without a day"
