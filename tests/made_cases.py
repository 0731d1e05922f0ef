"""Cases, mappings and tables made by chance from the vocabulary of a framework, as the texts that people write."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import random
from typing import Any

from remit.dsl import ir

_FIRST, _LAST = dt.date(2015, 9, 1), dt.date(2026, 6, 30)
_EDGES = (dt.date(1000, 1, 1), dt.date(9999, 12, 31))


def a_day(chance: random.Random) -> dt.date:
    """A day of these years; now and then one at an end of the calendar."""
    if chance.random() < 0.02:
        return chance.choice(_EDGES)
    return dt.date.fromordinal(chance.randint(_FIRST.toordinal(), _LAST.toordinal()))


def a_value(type_: ir.Type, optional: bool, chance: random.Random) -> str | None:
    """A value of a type as a case gives it; None: unknown."""
    if chance.random() < 0.15:
        return None
    match type_:
        case ir.Domain():
            return chance.choice(ir.domain_of(type_, optional))
        case ir.Plain(name="date"):
            return a_day(chance).isoformat()
        case ir.Plain(name="number"):
            return str(chance.choice((0, 1, -7, 10**12)))
        case _:
            return chance.choice(("a remark", "", "ä: #", "\u2028"))


def case_text(framework: ir.Framework, chance: random.Random, most: int = 8) -> str:
    """A case that fits the framework, with up to `most` events (now and then thirty, many of them of one day), as JSON,
    which is YAML as well."""
    facts: dict[str, Any] = {}
    for name, fact in framework.facts.items():
        if chance.random() < 0.7:
            facts[name] = a_value(fact.type, fact.optional, chance)
            if not fact.constant and chance.random() < 0.4:
                days = sorted({a_day(chance) for _ in range(chance.randint(1, 3))})
                facts[name] = [
                    {"value": a_value(fact.type, fact.optional, chance), "from": day.isoformat()} for day in days
                ]
                facts[name] = facts[name][0] if len(facts[name]) == 1 else facts[name]
    events = [_event(chance.choice(list(framework.events.values())), chance)
              for _ in range(chance.randrange(most + 1) if framework.events else 0)]  # fmt: skip
    if events and chance.random() < 0.03:
        events = [{**chance.choice(events), "order": 0} for _ in range(30)]
    events += _said_later(framework, events, chance)
    complete: dict[str, Any] = {
        name: chance.choice((True, False, {"from": a_day(chance).isoformat()}, {"until": a_day(chance).isoformat()}))
        for name in framework.events
        if chance.random() < 0.2
    }
    return _json({"subject": {"urn": "900001", "name": "Quillmere"}, "facts": facts, "events": events,
                  "complete": complete})  # fmt: skip


def _event(event: ir.EventType, chance: random.Random) -> dict[str, Any]:
    days = sorted(a_day(chance) for _ in event.moments)
    if chance.random() < 0.3:
        days = [days[0]] * len(days)
    moments = {name: day.isoformat() for name, day in zip(event.moments, days, strict=True) if chance.random() < 0.8}
    moments = moments or {event.moments[0]: days[0].isoformat()}
    fields = {each.name: a_value(each.type, each.optional, chance) for each in event.fields if chance.random() < 0.8}
    order = {"order": chance.randrange(3)} if chance.random() < 0.2 else {}
    return {"event": event.name, **moments, **fields, **order}


def _said_later(framework: ir.Framework, events: list[dict[str, Any]], chance: random.Random) -> list[dict[str, Any]]:
    """Corrections, withdrawals and reports of some of the events, which get ids for it."""
    found: list[dict[str, Any]] = []
    for number, event in enumerate(events):
        if chance.random() < 0.8:
            continue
        spec, days = framework.events[event["event"]], sorted({a_day(chance).isoformat() for _ in range(3)})
        event["id"] = f"e{number}"
        event |= {"recorded": days[0]} if chance.random() < 0.5 else {}
        fields = {each.name: a_value(each.type, each.optional, chance) for each in spec.fields}
        found += [{"corrects": event["id"], "id": f"c{number}", "recorded": days[0], **fields}]
        if len(days) == 3:
            found += [
                {"withdraws": chance.choice((event["id"], f"c{number}")), "id": f"w{number}", "recorded": days[1]}
            ]
            found += [{"withdraws": f"w{number}", "recorded": days[2]}]
        found += [{"fills": chance.choice(spec.moments), "event": spec.name, "of": event["id"], "on": days[0]}]
    return found


def survey_texts(framework: ir.Framework, chance: random.Random, rows: int = 6) -> tuple[str, str]:
    """A mapping for all of a framework's vocabulary, and a table that it reads, some of whose cells are wrong."""
    facts = {name: {"column": f"fact {name}", "codes": _codes(fact.domain)}
             for name, fact in framework.facts.items() if fact.domain}  # fmt: skip
    events = []
    for event in framework.events.values():
        for slot in range(chance.choice((0, 1, 1, 2))):
            stem = f"{event.name} {slot}"
            moments = {name: f"{stem} {name}" for name in event.moments}
            fields = {each.name: {"column": f"{stem} {each.name}", "codes": _codes(each.domain)}
                      for each in event.fields if each.domain}  # fmt: skip
            events.append({"event": event.name, "present": chance.choice(list(moments.values())), "moments": moments,
                           "fields": fields})  # fmt: skip
    held = {name: sum(each["event"] == name for each in events) for name in framework.events}
    silence: dict[str, Any] = {
        name: chance.choice(("nothing", "everything", *([{"latest": number}] if number else [])))
        for name, number in held.items()
    }
    mapping = {"mapping": "made", "title": "Made by chance", "subject": {"urn": "URN", "name": "Name"},
               "missing": ["", "NULL"], "dates": ["yyyy-mm-dd"], "facts": facts, "events": events,
               "silence": silence}  # fmt: skip
    columns: dict[str, tuple[str, ...]] = {reads["column"]: tuple(reads["codes"]) for reads in facts.values()}
    days = [column for each in events for column in each["moments"].values()]
    for each in events:
        columns |= {reads["column"]: tuple(reads["codes"]) for reads in each["fields"].values()}
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["URN", "Name", *columns, *days])
    for number in range(rows):
        codes = [chance.choice((*known, *known, "", "?")) for known in columns.values()]
        dates = [chance.choice((a_day(chance).isoformat(), a_day(chance).isoformat(), "NULL", "soon")) for _ in days]
        writer.writerow([900001 + number, f"Quillmere {number}", *codes, *dates])
    return _json(mapping), stream.getvalue()


def _codes(domain: tuple[str, ...]) -> dict[str, str]:
    return {value: value for value in domain}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=True, indent=1)
