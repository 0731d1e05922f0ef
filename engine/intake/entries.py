"""Reads the entries of a record: events, and what is said of them later, each value typed by the vocabulary."""

from __future__ import annotations

import datetime as dt

from ...dsl import ir
from ...dsl.base.diagnostics import did_you_mean, hints
from ...dsl.yaml.nodes import Mapping, Node, Scalar
from ...dsl.yaml.read import Reader
from ..history import Correction, Later, Occurrence, Report, Withdrawal
from .amending import disordered, faults_of

_UNKNOWN = ("unknown", "", "~", "null")
_SORTS = ("corrects", "withdraws", "fills")


def fields_of(event: ir.EventType, framework: ir.Framework) -> dict[str, ir.Field]:
    """The fields of an event by name, and those of the types as which it may count."""
    fields = {field.name: field for field in event.fields}
    for deem in framework.deems:
        if deem.event == event.name:
            fields = fields_of(framework.events[deem.target], framework) | fields
    return fields


def reportable(event: ir.EventType) -> tuple[str, ...]:
    """The moments of an event that a report may fill without naming it: those after it took effect."""
    return event.moments[event.moments.index(event.effective) + 1 :]


def unknown(node: Node) -> bool:
    """Whether a value is said to be unknown."""
    return isinstance(node, Scalar) and not node.quoted and node.text.lower() in _UNKNOWN


class EntryReader(Reader):
    """Reads entries for one framework. What one says of another is found by its id."""

    def __init__(self, framework: ir.Framework) -> None:
        super().__init__()
        self.framework = framework
        self._named: dict[str, Mapping] = {}

    def entries(self, listed: tuple[Node, ...]) -> tuple[tuple[Occurrence, ...], tuple[Later, ...]]:
        """The events of a record, and what is said of them in entries of their own."""
        self._named = {}
        for node in listed:
            if isinstance(node, Mapping) and isinstance(id_ := node.get("id"), Scalar):
                self._name(id_, node)
        events: list[Occurrence] = []
        later: list[Later] = []
        for node in listed:
            match self._entry(node):
                case Occurrence() as found:
                    events.append(found)
                case Correction() | Withdrawal() | Report() as found:
                    later.append(found)
                case None:
                    pass
        for fault in faults_of(tuple(events), tuple(later), self.framework):
            self.fault("E503", *fault)
        return tuple(events), tuple(later)

    def _value(self, node: Node, what: str, type_: ir.Type, optional: bool) -> str | None:
        """A value of a type; None where it is given as unknown, or where it is wrong."""
        if unknown(node):
            return None
        match type_:
            case ir.Domain():
                return self.choice(node, what, ir.domain_of(type_, optional))
            case ir.Plain(name="date"):
                day = self.date(node, what)
                return day.isoformat() if day else None
            case ir.Plain(name="number"):
                number = self.number(node, what)
                return None if number is None else str(number)
            case ir.Plain():
                return self.text(node, what)

    def _no_event(self, name: str, node: Node) -> None:
        """The framework has no such event."""
        known = self.framework.events
        there_are = f"Its events: {', '.join(known)}." if known else "Declare it in the rules: 'event NAME'."
        hint = hints(did_you_mean(name, known), there_are)
        self.fault("E501", f"the framework has no event '{name}'", node.span, hint)

    # Names

    def _name(self, id_: Scalar, entry: Mapping) -> None:
        if not id_.text:
            self.fault("E503", "an id is empty", id_.span, "Give the entry a name of its own, or leave 'id' out.")
        elif id_.text in self._named:
            first = self._named[id_.text].get("id")
            assert first is not None, "what is named has an id"
            hint = "Give each entry an id of its own."
            also = ((first.span, "it is first given here"),)
            self.fault("E503", f"the id '{id_.text}' is given twice", id_.span, hint, also)
        else:
            self._named[id_.text] = entry

    def _target(self, node: Node, what: str) -> tuple[str, Mapping] | None:
        """The entry that another one names."""
        id_ = self.text(node, what)
        found = self._named.get(id_)
        if found is None and isinstance(node, Scalar):
            known = f"There are: {', '.join(self._named)}." if self._named else ""
            hint = hints(did_you_mean(id_, self._named), known, "Give the entry that is meant an 'id'.")
            self.fault("E503", f"no entry has the id '{id_}'", node.span, hint)
        return None if found is None else (id_, found)

    def _type_of(self, entry: Mapping) -> ir.EventType | None:
        """The type of an event that an entry tells; None where it tells none, or one that is told to be unknown."""
        named = entry.get("event")
        return self.framework.events.get(named.text) if isinstance(named, Scalar) else None

    # Entries

    def _entry(self, node: Node) -> Occurrence | Later | None:
        if not isinstance(node, Mapping):
            self.mapping(node, "an event")
            return None
        match next((sort for sort in _SORTS if node.get(sort) is not None), None):
            case "corrects":
                return self._correction(node)
            case "withdraws":
                return self._withdrawal(node)
            case "fills":
                return self._report(node)
            case _:
                return self._event(node)

    def _event(self, node: Node) -> Occurrence | None:
        event = self._event_type(node, "an event")
        if event is None:
            return None
        name, fields = event.name, fields_of(event, self.framework)
        keys = ("order", "by", "id", "recorded", *event.moments, *fields)
        before = len(self.diagnostics)
        days = f"Its days: {', '.join(event.moments)}."
        values = self.mapping(node, f"the event '{name}'", ("event",), keys, {"date": days, "day": days})
        misnamed = len(self.diagnostics) > before  # perhaps its day
        moments = self._moments(values, event)
        self._in_order(moments, values)
        if not moments and not misnamed and not any(moment in values for moment in event.moments):
            self.fault(
                "E304", f"the event '{name}' has no day", node.span, f"Give at least '{event.effective}: yyyy-mm-dd'."
            )
        order, by = self._order(values), self._by(values, event)
        id_, recorded = self._id(values), self._recorded(values)
        return Occurrence(name, moments, self._fields(values, fields), order or 0, by, node.span, id_, recorded)

    def _correction(self, node: Mapping) -> Correction | None:
        named = node.get("corrects")
        assert named is not None, "an entry is read by what it is"
        target = self._target(named, "corrects")
        if target is None:
            return None
        of, entry = target
        if entry.get("event") is None or entry.get("fills") is not None:
            hint = "Withdraw that entry, and say anew what it should say."
            self.fault("E503", f"'{of}' is no event, and only an event can be corrected", named.span, hint)
            return None
        event = self._type_of(entry)
        if event is None:  # which has been told where the event stands
            return None
        fields = fields_of(event, self.framework)
        keys = ("id", "order", "by", *event.moments, *fields)
        values = self.mapping(node, f"the correction of '{of}'", ("corrects", "recorded"), keys)
        recorded, told = self._recorded(values), self._fields(values, fields)
        moments = (*self._moments(values, event), *self._lost(values, event))
        order, by = self._order(values), self._by(values, event)
        if recorded is None:
            return None
        return Correction(of, recorded, moments, told, order, by, self._id(values), node.span)

    def _withdrawal(self, node: Mapping) -> Withdrawal | None:
        values = self.mapping(node, "a withdrawal", ("withdraws", "recorded"), ("id",))
        target = self._target(values["withdraws"], "withdraws")
        recorded = self._recorded(values)
        if target is None or recorded is None:
            return None
        return Withdrawal(target[0], recorded, self._id(values), node.span)

    def _report(self, node: Mapping) -> Report | None:
        values = self.mapping(node, "a report", ("fills", "event", "on"), ("of", "id", "recorded"))
        if not {"event", "on"} <= values.keys():
            return None
        name, moment = self.text(values["event"], "event"), self.text(values["fills"], "fills")
        event = self.framework.events.get(name)
        day, recorded = self.date(values["on"], "on"), self._recorded(values)
        if event is None:
            self._no_event(name, values["event"])
            return None
        fillable = event.moments if "of" in values else reportable(event)
        if moment not in fillable:
            self._no_moment(name, moment, event, values["fills"])
            return None
        of = ""
        if "of" in values:
            target = self._target(values["of"], "of")
            if target is None:
                return None
            of, entry = target
            if entry.get("fills") is not None or self._type_of(entry) is not event:
                hint = f"Name a '{name}' of this case by its 'id'."
                self.fault("E503", f"'{of}' is no '{name}'", values["of"].span, hint)
                return None
        return None if day is None else Report(name, moment, day, of, self._id(values), recorded, node.span)

    def _no_moment(self, name: str, moment: str, event: ir.EventType, node: Node) -> None:
        """A report fills what cannot be filled so."""
        if moment in event.moments:
            message = f"'{moment}' comes no later than the event '{name}', so a report must say of which it is"
            self.fault("E503", message, node.span, "Give the event an 'id', and name it here with 'of'.")
            return
        hint = hints(did_you_mean(moment, event.moments), f"Its moments: {', '.join(event.moments)}.")
        self.fault("E503", f"the event '{name}' has no moment '{moment}'", node.span, hint)

    # Parts

    def _event_type(self, node: Node, what: str) -> ir.EventType | None:
        """The type that is named under `event`."""
        if not isinstance(node, Mapping):
            self.mapping(node, what)
            return None
        named = node.get("event")
        if named is None:
            self.mapping(node, what, ("event",), None)
            return None
        name = self.text(named, "event")
        event = self.framework.events.get(name)
        if event is None:
            self._no_event(name, named)
        return event

    def _moments(self, values: dict[str, Node], event: ir.EventType) -> tuple[tuple[str, dt.date], ...]:
        """The days that are given and known, in the order of the moments."""
        moments: list[tuple[str, dt.date]] = []
        for moment in event.moments:
            if moment in values and not unknown(values[moment]):
                day = self.date(values[moment], f"'{moment}'")
                if day is not None:
                    moments.append((moment, day))
        return tuple(moments)

    def _lost(self, values: dict[str, Node], event: ir.EventType) -> tuple[tuple[str, None], ...]:
        """The moments that are said to be unknown."""
        return tuple((name, None) for name in event.moments if name in values and unknown(values[name]))

    def _in_order(self, moments: tuple[tuple[str, dt.date], ...], places: dict[str, Node]) -> None:
        """A fault for each moment before an earlier one."""
        for moment, words in disordered(moments):
            self.fault("E501", words, places[moment].span, "Mend one of the two days.")

    def _fields(self, values: dict[str, Node], fields: dict[str, ir.Field]) -> tuple[tuple[str, str | None], ...]:
        return tuple(
            (name, self._value(values[name], f"'{name}'", field.type, field.optional))
            for name, field in fields.items()
            if name in values
        )

    def _order(self, values: dict[str, Node]) -> int | None:
        return self.number(values["order"], "order") if "order" in values else None

    def _by(self, values: dict[str, Node], event: ir.EventType) -> str | None:
        if "by" in values and not event.by:
            hint = "Leave 'by' out, or say in the rules who does it: 'event … by WHO'."
            self.fault("E501", f"the framework does not say who does '{event.name}'", values["by"].span, hint)
        return self.choice(values["by"], "by", event.by) if "by" in values and event.by else None

    def _id(self, values: dict[str, Node]) -> str:
        return self.optional_text(values.get("id"), "id")

    def _recorded(self, values: dict[str, Node]) -> dt.date | None:
        return self.date(values["recorded"], "recorded") if "recorded" in values else None
