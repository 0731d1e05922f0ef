"""Verdicts and repairs as plain objects for JSON, with stable keys."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ..jsonable import norm
from .changes import Added, Change, DoneBy, Dropped, Moved, Told
from .checking import Conformity, Judged, Misplaced, Repair


def plain(found: Conformity) -> dict[str, Any]:
    """The keys of one case."""
    return {
        "subject": {"urn": found.outcome.subject, "name": found.outcome.name},
        "as_of": found.outcome.as_of.isoformat(),
        "mode": found.outcome.mode.value,
        "counts": {verdict.value: number for verdict, number in sorted(found.counted().items())},
        "verdicts": [_judged(each) for each in found.judged],
        "misplaced": [_misplaced(each) for each in found.misplaced],
    }


def _judged(each: Judged) -> dict[str, Any]:
    return {
        "verdict": each.verdict.value,
        "fault": each.fault.value if each.fault else None,
        "norm": norm(each.norm),
        "missing": list(each.missing),
        "repair": _repair(each.repair),
    }


def _misplaced(each: Misplaced) -> dict[str, Any]:
    return {
        "event": each.event.event,
        "day": each.event.day.isoformat(),
        "lifecycles": list(each.lifecycles),
        **({"under": each.under} if each.under else {}),
        "repair": _repair(each.repair),
    }


def _repair(repair: Repair | None) -> dict[str, Any] | None:
    if repair is None:
        return None
    return {"changes": [_change(each) for each in repair.changes], "at_the_cost_of": list(repair.instead)}


def _change(change: Change) -> dict[str, Any]:
    match change:
        case Added(event=event, day=day, by=by, occurrence=occurrence):
            return _keys("add", event, day) | {"by": by, "fields": dict(occurrence.fields)}
        case Moved(event=event, was=was, day=day) as moved:
            return _keys("move", event, was) | {"to": day.isoformat(), "days": moved.days}
        case DoneBy(event=event, day=day, was=was, by=by):
            return _keys("done by", event, day) | {"was": was, "by": by}
        case Told(event=event, day=day, field=field, was=was, value=value):
            return _keys("field", event, day) | {"field": field, "was": was, "value": value}
        case Dropped(event=event, day=day):
            return _keys("leave out", event, day)


def _keys(change: str, event: str, day: dt.date) -> dict[str, Any]:
    return {"change": change, "event": event, "day": day.isoformat()}
