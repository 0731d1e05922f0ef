"""Reads a case: YAML to a subject, its facts and its events, each value typed by the vocabulary."""

from __future__ import annotations

import datetime as dt
import itertools

from ...dsl import ir
from ...dsl.base.diagnostics import Diagnostic, did_you_mean, hints
from ...dsl.base.spans import Source
from ...dsl.yaml.nodes import Mapping, Node, Scalar, Sequence, compose
from ...dsl.yaml.read import Reader
from ..calendar import NO_TERMS, Term, Terms, faults_of
from ..history import Case, Complete, Occurrence, Spell

MAX_EVENTS = 300
"""Events of one case."""

_UNKNOWN = ("unknown", "", "~", "null")


def read_case(source: Source, framework: ir.Framework) -> tuple[Case | None, tuple[Diagnostic, ...]]:
    """The case of a file, or None where something in it is wrong."""
    node, diagnostics = compose(source)
    if node is None:
        return None, diagnostics
    reader = CaseReader(framework)
    case = reader.case(node)
    found = (*diagnostics, *reader.diagnostics)
    return (None if found else case), found


def fields_of(event: ir.EventType, framework: ir.Framework) -> dict[str, ir.Field]:
    """The fields of an event by name, and those of the types as which it may count."""
    fields = {field.name: field for field in event.fields}
    for deem in framework.deems:
        if deem.event == event.name:
            fields = fields_of(framework.events[deem.target], framework) | fields
    return fields


def unknown(node: Node) -> bool:
    """Whether a value is said to be unknown."""
    return isinstance(node, Scalar) and not node.quoted and node.text.lower() in _UNKNOWN


class CaseReader(Reader):
    """Reads cases for one framework."""

    def __init__(self, framework: ir.Framework) -> None:
        super().__init__()
        self.framework = framework

    def case(self, node: Node) -> Case:
        """A case; where faults are recorded it is not to be used."""
        values = self.mapping(node, "the case", ("subject",), ("facts", "events", "complete", "terms", "closed"))
        facts: dict[str, tuple[Spell, ...]] = {}
        subject = self.mapping(values["subject"], "the subject", ("urn",), None) if "subject" in values else {}
        keys = self.keys(values["subject"]) if "subject" in values else {}
        urn = self.optional_text(subject.pop("urn", None), "urn")
        name = self.optional_text(subject.pop("name", None), "name")
        for key, value in subject.items():
            self._fact(keys[key], value, facts)
        if "facts" in values:
            keys = self.keys(values["facts"])
            for key, value in self.mapping(values["facts"], "facts", (), None).items():
                self._fact(keys[key], value, facts)
        listed = self.items(values.get("events"), "events")
        if len(listed) > MAX_EVENTS:
            message = f"the case has {len(listed):,} events, and {MAX_EVENTS} are the most"
            hint = "Give each school a file of its own, or survey a table of them."
            self.fault("E010", message, listed[MAX_EVENTS].span, hint)
            listed = ()
        events = tuple(found for item in listed if (found := self._event(item)) is not None)
        complete = self._complete(values.get("complete"))
        return Case(urn, name, facts, events, complete, self._terms(values.get("terms"), values.get("closed")))

    # Facts

    def _fact(self, key: Scalar, node: Node, facts: dict[str, tuple[Spell, ...]]) -> None:
        fact = self.framework.facts.get(key.text)
        if fact is None:
            self.fault(
                "E501",
                f"the framework has no fact '{key.text}'",
                key.span,
                hints(did_you_mean(key.text, self.framework.facts), f"Its facts: {', '.join(self.framework.facts)}."),
            )
            return
        if key.text in facts:
            self.fault("E302", f"the fact '{key.text}' is given twice", key.span, "Keep one of them.")
            return
        what = f"the fact '{key.text}'"
        spells = [
            spell
            for item in (node.items if isinstance(node, Sequence) else (node,))
            if (spell := self._spell(item, what, fact)) is not None
        ]
        if len(spells) > 1:
            undated = [spell for spell in spells if spell.begins is None]
            days = [spell.begins for spell in spells if spell.begins is not None]
            if fact.constant:
                self.fault("E501", f"{what} is constant and has several values", key.span, "Give one value.")
            elif len(undated) > 1 or len(set(days)) < len(days):
                self.fault(
                    "E501",
                    f"{what} has two values that begin at the same time",
                    key.span,
                    "Give each value after the first its own day in 'from'.",
                )
        spells.sort(key=lambda spell: spell.begins or dt.date.min)
        if spells:
            facts[key.text] = tuple(spells)

    def _spell(self, node: Node, what: str, fact: ir.Fact) -> Spell | None:
        begins: dt.date | None = None
        if isinstance(node, Mapping):
            values = self.mapping(node, what, ("value",), ("from",))
            if "value" not in values:
                return None
            begins = self.date(values["from"], f"{what}, from") if "from" in values else None
            node = values["value"]
        value = self._value(node, what, fact.type, fact.optional)
        return None if value is None and begins is None else Spell(value, begins)

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

    # Events

    def _event(self, node: Node) -> Occurrence | None:
        event = self._event_type(node, "an event")
        if event is None:
            return None
        name, fields = event.name, fields_of(event, self.framework)
        values = self.mapping(node, f"the event '{name}'", ("event",), ("order", "by", *event.moments, *fields))
        moments = self._moments(values, event)
        self._in_order(moments, values)
        if not moments and not any(moment in values for moment in event.moments):
            self.fault(
                "E304", f"the event '{name}' has no day", node.span, f"Give at least '{event.effective}: yyyy-mm-dd'."
            )
        order, by = self._order(values), self._by(values, event)
        return Occurrence(name, moments, self._fields(values, fields), order or 0, by, node.span)

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
            self.fault(
                "E501",
                f"the framework has no event '{name}'",
                named.span,
                hints(did_you_mean(name, self.framework.events), f"Its events: {', '.join(self.framework.events)}."),
            )
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

    def _in_order(self, moments: tuple[tuple[str, dt.date], ...], places: dict[str, Node]) -> None:
        """A fault for each moment before an earlier one."""
        for (first, day), (second, later) in itertools.pairwise(moments):
            if later < day:
                self.fault(
                    "E501",
                    f"'{second}' ({later.isoformat()}) lies before '{first}' ({day.isoformat()})",
                    places[second].span,
                    "Mend one of the two days.",
                )

    def _fields(self, values: dict[str, Node], fields: dict[str, ir.Field]) -> tuple[tuple[str, str | None], ...]:
        return tuple(
            (field, self._value(values[field], f"'{field}'", spec.type, spec.optional))
            for field, spec in fields.items()
            if field in values
        )

    def _order(self, values: dict[str, Node]) -> int | None:
        return self.number(values["order"], "order") if "order" in values else None

    def _by(self, values: dict[str, Node], event: ir.EventType) -> str | None:
        if "by" in values and not event.by:
            hint = "Leave 'by' out, or say in the rules who does it: 'event … by WHO'."
            self.fault("E501", f"the framework does not say who does '{event.name}'", values["by"].span, hint)
        return self.choice(values["by"], "by", event.by) if "by" in values and event.by else None

    # The school's calendar

    def _terms(self, listed: Node | None, closed: Node | None) -> Terms:
        if listed is None:
            return NO_TERMS
        terms: list[Term] = []
        for item in self.items(listed, "terms"):
            values = self.mapping(item, "a term", ("name", "from", "until"))
            begins = self.date(values["from"], "from") if "from" in values else None
            ends = self.date(values["until"], "until") if "until" in values else None
            if begins and ends:
                terms.append(Term(self.optional_text(values.get("name"), "name"), begins, ends))
        for fault in faults_of(terms):
            self.fault("E501", fault, listed.span, "Mend the days of the terms.")
            return NO_TERMS
        days = [self.date(item, "closed") for item in self.items(closed, "closed")]
        return Terms(tuple(terms), frozenset(day for day in days if day is not None)) if terms else NO_TERMS

    # Completeness

    def _complete(self, node: Node | None) -> dict[str, Complete]:
        if node is None:
            return {}
        found: dict[str, Complete] = {}
        keys = self.keys(node)
        for name, value in self.mapping(node, "complete", (), None).items():
            if name not in self.framework.events:
                self.fault(
                    "E501",
                    f"the framework has no event '{name}'",
                    keys[name].span,
                    hints(
                        did_you_mean(name, self.framework.events), f"Its events: {', '.join(self.framework.events)}."
                    ),
                )
            elif isinstance(value, Mapping):
                span = self.mapping(value, f"complete, {name}", (), ("from", "until"))
                begins = self.date(span["from"], "from") if "from" in span else None
                until = self.date(span["until"], "until") if "until" in span else None
                found[name] = Complete(begins, until)
            else:
                found[name] = Complete(ever=bool(self.truth(value, f"complete, {name}")))
        return found
