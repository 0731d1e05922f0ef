"""A case as docs/reference/case-files.md tells it, read from plain YAML, and what it says of one day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from remit.dsl import ir

from .calendar import School

Spell = tuple[str | None, dt.date | None]
"""A value (None: unknown) and the day from which it holds (None: throughout)."""


@dataclass(frozen=True, slots=True)
class Event:
    """An event as the case gives it. `number` is its place in the file; a field that is None is unknown."""

    number: int
    type: str
    moments: dict[str, dt.date]
    fields: dict[str, str | None]
    by: str
    order: int

    def day(self, framework: ir.Framework) -> dt.date | None:
        """The day on which it takes effect: that of its type, else its first; None: neither is told."""
        spec = framework.events[self.type]
        return self.moments.get(spec.effective) or self.moments.get(spec.moments[0])


@dataclass(frozen=True, slots=True)
class Record:
    """All that a case tells. `loose` names the events of which not all need be on record."""

    facts: dict[str, tuple[Spell, ...]]
    events: tuple[Event, ...]
    loose: frozenset[str]
    school: School


def read(data: dict[str, Any], framework: ir.Framework) -> Record:
    """A case from YAML that was read without types: every scalar is a text."""
    facts = {key: value for key, value in data["subject"].items() if key in framework.facts} | (data.get("facts") or {})
    spells = {name: _spells(given, framework.facts[name]) for name, given in facts.items()}
    events = tuple(_event(number, given, framework) for number, given in enumerate(data.get("events") or ()))
    loose = {name for name, given in (data.get("complete") or {}).items() if given not in ("yes", "true")}
    terms = sorted((_day(each["from"]), _day(each["until"])) for each in data.get("terms") or ())
    closed = frozenset(_day(each) for each in data.get("closed") or ())
    return Record(spells, events, frozenset(loose), School(tuple(terms), closed))


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _value(text: str | None, type_: ir.Type) -> str | None:
    if not text or text in ("unknown", "null", "~"):
        return None
    return {"true": ir.YES, "false": ir.NO}.get(text, text) if type_ == ir.BOOLEAN else text


def _spells(given: Any, fact: ir.Fact) -> tuple[Spell, ...]:
    found: list[Spell] = []
    for each in given if isinstance(given, list) else [given]:
        value, since = (each.get("value"), each.get("from")) if isinstance(each, dict) else (each, None)
        found.append((_value(value, fact.type), _day(since) if since else None))
    return tuple(sorted(found, key=lambda spell: spell[1] or dt.date.min))


def _event(number: int, given: dict[str, Any], framework: ir.Framework) -> Event:
    type_ = given["event"]
    fields: dict[str, str | None] = {}
    moments = {name for kind in counted_as(type_, framework) for name in framework.events[kind].moments}
    for kind in counted_as(type_, framework):
        for field in framework.events[kind].fields:
            told = _value(given[field.name], field.type) if field.name in given else field.default
            fields.setdefault(field.name, told)
    days = {name: _day(given[name]) for name in moments if given.get(name) not in (None, "", "unknown")}
    return Event(number, type_, days, fields, given.get("by") or "", int(given.get("order") or 0))


def counted_as(type_: str, framework: ir.Framework) -> tuple[str, ...]:
    """The type itself and those that it may be deemed, nearest first."""
    found = [type_]
    for each in found:
        found += [deem.target for deem in framework.deems if deem.event == each and deem.target not in found]
    return tuple(found)
