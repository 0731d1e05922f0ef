"""Reads a case: YAML to a subject, its facts and its events, each value typed by the vocabulary."""

from __future__ import annotations

import datetime as dt

from ...dsl import ir
from ...dsl.base.diagnostics import Diagnostic, did_you_mean, hints
from ...dsl.base.spans import Source
from ...dsl.yaml.nodes import Mapping, Node, Scalar, Sequence, compose
from ..calendar import NO_TERMS, Term, Terms, faults_of
from ..history import Case, Complete, Departure, Spell
from .entries import EntryReader
from .sorts import another_sort

MAX_EVENTS = 300
"""Events of one case."""

MAX_LAG_DAYS = 36_500
"""Days until an event is on the record: a hundred years."""


def read_case(source: Source, framework: ir.Framework) -> tuple[Case | None, tuple[Diagnostic, ...]]:
    """The case of a file, or None where something in it is wrong."""
    if told := another_sort(source, None):
        return None, (told,)
    node, diagnostics = compose(source)
    if node is None:
        return None, diagnostics
    if told := another_sort(source, node):
        return None, (told,)
    reader = CaseReader(framework)
    case = reader.case(node)
    found = (*diagnostics, *reader.diagnostics)
    return (None if found else case), found


def actors_of(framework: ir.Framework) -> tuple[str, ...]:
    """All who do something under a framework."""
    doing = (by for event in framework.events.values() for by in event.by)
    return tuple(sorted({*doing, *(rule.actor for rule in framework.rules.values())}))


class CaseReader(EntryReader):
    """Reads cases for one framework."""

    def case(self, node: Node) -> Case:
        """A case; where faults are recorded it is not to be used."""
        parts = ("facts", "events", "departures", "complete", "open", "terms", "closed")
        values = self.mapping(node, "the case", ("subject",), parts)
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
        events, later = self.entries(listed)
        complete = self._complete(values.get("complete"))
        terms = self._terms(values.get("terms"), values.get("closed"))
        gone = self.items(values.get("departures"), "departures")
        departures = tuple(each for item in gone if (each := self._departure(item)) is not None)
        opened, shut = self._open(values.get("open"))
        return Case(urn, name, facts, events, complete, terms, later, opened, shut, departures)

    # Facts

    def _fact(self, key: Scalar, node: Node, facts: dict[str, tuple[Spell, ...]]) -> None:
        fact = self.framework.facts.get(key.text)
        if fact is None:
            self.fault(
                "E501",
                f"the framework has no fact '{key.text}'",
                key.span,
                self._facts(key.text),
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
            if fact.constant and len({spell.recorded for spell in spells}) < len(spells):
                self.fault("E501", f"{what} is constant and has several values", key.span, "Give one value.")
            elif len({(spell.begins, spell.recorded) for spell in spells}) < len(spells):
                hint = "Give each value after the first its own day in 'from', or one that was corrected in 'recorded'."
                self.fault("E501", f"{what} has two values that begin at the same time", key.span, hint)
        spells.sort(key=lambda spell: (spell.begins or dt.date.min, spell.recorded or dt.date.min))
        if spells:
            facts[key.text] = tuple(spells)

    def _facts(self, name: str) -> str:
        known = self.framework.facts
        there_are = f"Its facts: {', '.join(known)}." if known else "Remove it, or declare it: 'fact NAME: TYPE'."
        return hints(did_you_mean(name, known), there_are)

    def _spell(self, node: Node, what: str, fact: ir.Fact) -> Spell | None:
        begins: dt.date | None = None
        recorded: dt.date | None = None
        if isinstance(node, Mapping):
            values = self.mapping(node, what, ("value",), ("from", "recorded"))
            if "value" not in values:
                return None
            begins = self.date(values["from"], f"{what}, from") if "from" in values else None
            recorded = self.date(values["recorded"], f"{what}, recorded") if "recorded" in values else None
            node = values["value"]
        value = self._value(node, what, fact.type, fact.optional)
        return None if value is None and begins is None and recorded is None else Spell(value, begins, recorded)

    # Departures

    def _departure(self, node: Node) -> Departure | None:
        values = self.mapping(node, "a departure", ("rule", "on"), ("instance", "by", "reason", "recorded"))
        named, decided = values.get("rule"), values.get("on")
        name = "" if named is None else self.text(named, "rule")
        rules = self.framework.rules
        if named is not None and name not in rules:
            hint = hints(did_you_mean(name, rules), f"Its rules: {', '.join(rules) or 'none'}.")
            self.fault("E501", f"the framework has no rule '{name}'", named.span, hint)
        on = None if decided is None else self.date(decided, "on")
        instance = self.date(values["instance"], "instance") if "instance" in values else None
        by = self.choice(values["by"], "by", actors_of(self.framework)) if "by" in values else None
        reason = self.optional_text(values.get("reason"), "reason").strip()
        recorded = self.date(values["recorded"], "recorded") if "recorded" in values else None
        return None if on is None or named is None else Departure(name, on, instance, by, reason, recorded)

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

    # Spans

    def _open(self, node: Node | None) -> tuple[dt.date | None, dt.date | None]:
        """The first and the last day of the school."""
        if node is None:
            return None, None
        span = self.mapping(node, "open", (), ("from", "until"))
        begins = self.date(span["from"], "open, from") if "from" in span else None
        until = self.date(span["until"], "open, until") if "until" in span else None
        if begins and until and until < begins:
            message = f"the school closes on {until.isoformat()}, before it opens on {begins.isoformat()}"
            self.fault("E501", message, span["until"].span, "Mend one of the two days.")
        return begins, until

    def _complete(self, node: Node | None) -> dict[str, Complete]:
        if node is None:
            return {}
        found: dict[str, Complete] = {}
        keys = self.keys(node)
        for name, value in self.mapping(node, "complete", (), None).items():
            if name not in self.framework.events:
                self._no_event(name, keys[name])
            elif isinstance(value, Mapping):
                span = self.mapping(value, f"complete, {name}", (), ("from", "until", "lag_days"))
                begins = self.date(span["from"], "from") if "from" in span else None
                until = self.date(span["until"], "until") if "until" in span else None
                found[name] = Complete(begins, until, lag_days=self._lag_days(span.get("lag_days")))
            else:
                found[name] = Complete(ever=bool(self.truth(value, f"complete, {name}")))
        return found

    def _lag_days(self, node: Node | None) -> int:
        days = None if node is None else self.number(node, "lag_days")
        if node is not None and days is not None and not 0 <= days <= MAX_LAG_DAYS:
            message = f"lag_days: {days} is no number of days from 0 to {MAX_LAG_DAYS:,}"
            self.fault("E305", message, node.span, "Write how many days it takes at most.")
        return days or 0
