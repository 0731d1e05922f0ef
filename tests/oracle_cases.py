"""Cases made by chance for the oracle, close enough together in time that one event matters to another."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from remit.dsl import ir

FIRST = dt.date(2024, 1, 8)


def made(framework: ir.Framework, chance: random.Random) -> tuple[dict[str, Any], dt.date]:
    """A case as its YAML would be read without types, and a day to ask for."""
    span = chance.choice((12, 40, 120, 500, 1500))
    known = chance.choice((0.6, 0.85, 0.97))
    facts: dict[str, Any] = {}
    for name, fact in framework.facts.items():
        if chance.random() < known:
            facts[name] = _value(fact.domain, chance, known)
            if not fact.constant and chance.random() < 0.3:
                days = sorted({_day(span, chance) for _ in range(chance.randint(1, 3))})
                spells: list[dict[str, str]] = [
                    {"value": _value(fact.domain, chance, known), "from": day.isoformat()} for day in days
                ]
                facts[name] = [{"value": _value(fact.domain, chance, known)}, *spells][chance.randint(0, 1) :]
    kinds = list(framework.events)
    favoured = chance.sample(kinds, min(len(kinds), chance.choice((2, 3, 5))))
    events = [_event(framework, chance.choice(favoured), span, known, chance) for _ in range(chance.randint(0, 6))]
    as_of = FIRST + dt.timedelta(chance.randint(0, int(span * 1.3)))
    return {"subject": {"urn": "900001"}, "facts": facts, "events": events}, as_of


def _day(span: int, chance: random.Random) -> dt.date:
    return FIRST + dt.timedelta(chance.randint(0, span))


def _value(domain: tuple[str, ...], chance: random.Random, known: float) -> str:
    if chance.random() > known:
        return "unknown"
    return chance.choice(domain) if domain else "1"


def _event(framework: ir.Framework, name: str, span: int, known: float, chance: random.Random) -> dict[str, Any]:
    spec = framework.events[name]
    days = sorted(_day(span, chance) for _ in spec.moments)
    if chance.random() < 0.4:
        step = chance.randint(0, 3)
        days = [days[0] + dt.timedelta(step * at) for at in range(len(days))]
    moments = {
        moment: day.isoformat()
        for moment, day in zip(spec.moments, days, strict=True)
        if moment == spec.effective or chance.random() < known
    }
    fields = {
        each.name: _value(each.domain, chance, known)
        for each in spec.fields
        if isinstance(each.type, ir.Domain) and chance.random() < 0.95
    }
    order = {"order": str(chance.randint(0, 5))} if chance.random() < 0.9 else {}
    return {"event": name, **moments, **fields, **order}
