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
        """The day on which it takes effect: that of its type, else the last told before it; None: none is told."""
        spec = framework.events[self.type]
        before = spec.moments[: spec.moments.index(spec.effective) + 1]
        return next((self.moments[name] for name in reversed(before) if name in self.moments), None)


@dataclass(frozen=True, slots=True)
class Departure:
    """A decision to depart from a rule; `by` and `reason` are empty where they are not told."""

    rule: str
    on: dt.date
    instance: dt.date | None
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Record:
    """All that a case tells. `loose` names the events of which not all need be on record."""

    facts: dict[str, tuple[Spell, ...]]
    events: tuple[Event, ...]
    loose: frozenset[str]
    school: School
    departures: tuple[Departure, ...] = ()


def read(data: dict[str, Any], framework: ir.Framework, as_of: str, known_by: str) -> Record:
    """A case from YAML that was read without types: every scalar is a text, and days order as texts do."""
    facts = {key: value for key, value in data["subject"].items() if key in framework.facts} | (data.get("facts") or {})
    spells = {name: _spells(given, framework.facts[name], known_by) for name, given in facts.items()}
    entries = [each for each in data.get("events") or () if each.get("recorded", "") <= known_by]
    events = tuple(_event(number, each, framework) for number, each in enumerate(stated(entries, framework)))
    loose = {name for name, given in (data.get("complete") or {}).items() if given not in ("yes", "true")}
    loose |= set(framework.events) if known_by < as_of else set()
    terms = sorted((_day(each["from"]), _day(each["until"])) for each in data.get("terms") or ())
    closed = frozenset(_day(each) for each in data.get("closed") or ())

    def told_by(given: dict[str, str]) -> bool:
        return given.get("recorded", "") <= known_by and not known_by < given["on"] <= as_of

    gone = tuple(_departure(each) for each in data.get("departures") or () if told_by(each))
    return Record(spells, events, frozenset(loose), School(tuple(terms), closed), gone)


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _departure(given: dict[str, str]) -> Departure:
    instance = _day(given["instance"]) if "instance" in given else None
    return Departure(given["rule"], _day(given["on"]), instance, given.get("by", ""), given.get("reason", ""))


def _value(text: str | None, type_: ir.Type) -> str | None:
    if not text or text in ("unknown", "null", "~"):
        return None
    return {"true": ir.YES, "false": ir.NO}.get(text, text) if type_ == ir.BOOLEAN else text


def stated(entries: list[dict[str, Any]], framework: ir.Framework) -> list[dict[str, Any]]:
    """The events that entries come to, once nothing that was withdrawn counts, corrections are made and reports are
    where they belong."""

    def gone(id_: str | None) -> bool:
        return id_ is not None and any(each.get("withdraws") == id_ and not gone(each.get("id")) for each in entries)

    standing = [each for each in entries if not gone(each.get("id")) and "withdraws" not in each]
    events = [dict(each) for each in standing if "event" in each and "fills" not in each]
    for each in sorted((each for each in standing if "corrects" in each), key=lambda each: str(each["recorded"])):
        for event in events:
            if event.get("id") == each["corrects"]:
                event |= {key: value for key, value in each.items() if key not in ("id", "recorded", "corrects")}
    reports = [each for each in standing if "fills" in each]
    for report in sorted(reports, key=lambda each: ("of" not in each, str(each["on"]))):
        open_ = [event for event in events if _fits(event, report, framework)]
        if "of" not in report:
            days = [(_effective(event, framework), int(event.get("order") or 0)) for event in open_]
            open_ = [event for event, day in zip(open_, days, strict=True) if day == max(days)]
        if len(open_) == 1:
            open_[0][report["fills"]] = report["on"]
    return events


def _told(event: dict[str, Any], moment: str) -> bool:
    return event.get(moment) not in (None, "", "unknown")


def _effective(event: dict[str, Any], framework: ir.Framework) -> str:
    """The day on which an event took effect; an empty text: not known."""
    spec = framework.events[event["event"]]
    before = spec.moments[: spec.moments.index(spec.effective) + 1]
    return next((str(event[name]) for name in reversed(before) if _told(event, name)), "")


def _fits(event: dict[str, Any], report: dict[str, Any], framework: ir.Framework) -> bool:
    """Whether a report may be of an event: it lacks the day, its others lie around it, and it took effect before."""
    if event["event"] != report["event"] or _told(event, report["fills"]):
        return False
    days = [{**event, report["fills"]: report["on"]}.get(name) for name in framework.events[event["event"]].moments]
    known = [day for day in days if day not in (None, "", "unknown")]
    if known != sorted(known):
        return False
    return event.get("id") == report["of"] if "of" in report else "" < _effective(event, framework) <= report["on"]


def _spells(given: Any, fact: ir.Fact, known_by: str) -> tuple[Spell, ...]:
    told = [
        each if isinstance(each, dict) else {"value": each} for each in (given if isinstance(given, list) else [given])
    ]
    found: dict[dt.date | None, str | None] = {}
    for each in sorted(told, key=lambda each: str(each.get("recorded", ""))):
        if each.get("recorded", "") <= known_by:
            found[_day(each["from"]) if each.get("from") else None] = _value(each.get("value"), fact.type)
    spells = [(value, since) for since, value in found.items() if value is not None or since is not None]
    return tuple(sorted(spells, key=lambda spell: spell[1] or dt.date.min))


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
