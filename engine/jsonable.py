"""Outcomes and derivations as plain objects for JSON, with stable keys."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ..dsl import ir
from ..dsl.words import Words
from .history import Case, Departure
from .lapse import Lapse
from .life import View
from .outcome import (
    DecisionAnswer,
    DocumentAnswer,
    EventRef,
    Finding,
    ItemAnswer,
    JudgementAnswer,
    Missing,
    NormAnswer,
    Outcome,
    Possible,
    Span,
    StateAnswer,
    Tally,
    TurnsOn,
)
from .reasons.changes import Added, Change, DaysTo, DoneBy, FactTo, FieldTo, Removed
from .reasons.needs import Needs, Open, Settling
from .reasons.steps import Derivation, Heading, Resting, Step
from .reasons.why_not import Alternative, WhyNot


def cite(citation: ir.Citation | None) -> dict[str, Any] | None:
    """Paragraphs, and the file and line of the clause."""
    if citation is None or not citation.paragraphs:
        return None
    return {"paragraphs": list(citation.paragraphs), "clause": f"{citation.span.source}:{citation.span.start.line}"}


def _day(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()


def _possible(possible: tuple[Possible, ...]) -> list[dict[str, Any]]:
    return [{"value": each.value, "when": [list(way) for way in each.when]} for each in possible]


def _event(event: EventRef | None) -> dict[str, str] | None:
    return None if event is None else {"event": event.event, "day": event.day.isoformat()}


def norm(norm: NormAnswer) -> dict[str, Any]:
    """A norm under its heading."""
    return {
        "name": norm.name,
        "instance": _event(norm.instance),
        "actor": norm.actor,
        "act": norm.act,
        "modality": norm.modality or None,
        "status": norm.status.value,
        "timing": norm.timing or None,
        "possible": _possible(norm.possible),
        "earliest": _day(norm.earliest),
        "latest": _day(norm.latest),
        "met_on": _day(norm.met_on),
        "through": list(norm.through),
        "lapse": None if norm.lapse is Lapse.NONE else norm.lapse.value,
        "departure": _departure(norm.departed),
        "count": _tally(norm.tally),
        "gaps": list(norm.gaps),
        "cite": cite(norm.citation),
        **({"latest_time": norm.clock} if norm.clock else {}),
        **({"under": norm.under} if norm.under else {}),
        **({"ended": norm.ended} if norm.ended else {}),
    }


def _span(span: Span) -> dict[str, str | None]:
    named = None if span.framework is None else span.framework.manifest.full_id
    return {"framework": named, "from": _day(span.since), "until": _day(span.until)}


def _departure(departed: Departure | None) -> dict[str, Any] | None:
    if departed is None:
        return None
    return {"on": departed.on.isoformat(), "by": departed.by, "reason": departed.reason or None}


def _tally(tally: Tally | None) -> dict[str, Any] | None:
    if tally is None:
        return None
    return {"at_least": tally.fewest, "at_most": tally.most, "quantity": tally.quantity, "number": tally.number}


def _item(item: ItemAnswer) -> dict[str, Any]:
    return {"name": item.name, "needed": item.needed.value, "cite": cite(item.citation)}


def state(each: StateAnswer) -> dict[str, Any]:
    """Where a lifecycle stands."""
    return {
        "value": each.value,
        "possible": _possible(each.possible),
        "since": _day(each.since),
        "cite": cite(each.citation),
    }


def decision(each: DecisionAnswer) -> dict[str, Any]:
    """What a decision comes to."""
    return {
        "value": each.value,
        "possible": _possible(each.possible),
        "about": _event(each.about),
        "gaps": list(each.gaps),
        "cite": cite(each.citation),
    }


def judgement(each: JudgementAnswer) -> dict[str, Any]:
    """A judgement as given, with its signs."""
    return {
        "value": each.value,
        "about": _event(each.about),
        "by": list(each.by),
        "signs": [
            {
                "name": sign.name,
                "label": sign.label or None,
                "of": sign.value or None,
                "met": sign.met.value,
                "cite": cite(sign.citation),
            }
            for sign in each.signs
        ],
        "cite": cite(each.citation),
    }


def document(each: DocumentAnswer) -> dict[str, Any]:
    """What a document must hold, and to whom it goes."""
    return {
        "event": each.event,
        "norms": list(each.norms),
        "contains": [_item(item) for item in each.contents],
        "to": [_item(item) for item in each.recipients],
    }


def missing(each: Missing) -> dict[str, Any]:
    """What one would need to know."""
    return {"name": each.name, "what": each.words, "wanted_by": list(each.wanted_by)}


def turns_on(each: TurnsOn, framework: ir.Framework) -> dict[str, Any]:
    """A reading on which the answer turns."""
    return {
        "reading": each.reading,
        "question": framework.readings[each.reading].question,
        "taken": each.taken,
        "other": each.other,
        "changes": list(each.changes),
        "cite": cite(framework.readings[each.reading].citation),
    }


def finding(each: Finding) -> dict[str, Any]:
    """Something in the case that an analyst should see."""
    return {"about": each.subject, "message": each.message}


def outcome(answer: Outcome, receipt: dict[str, Any], due_by: dt.date | None = None) -> dict[str, Any]:
    """The keys of an answer; `due_by`: also which duties fall due by that day."""
    framework, words = answer.framework, Words(answer.framework)
    manifest = framework.manifest
    return {
        "framework": {
            "id": manifest.id,
            "version": manifest.version.isoformat(),
            "title": manifest.title,
            "in_force": answer.in_force,
        },
        "subject": {"urn": answer.subject, "name": answer.name},
        "as_of": answer.as_of.isoformat(),
        "known_by": (answer.known_by or answer.as_of).isoformat(),
        "mode": answer.mode.value,
        **({"spans": [_span(each) for each in answer.spans]} if answer.spans else {}),
        "states": {each.lifecycle: state(each) for each in answer.states},
        "decisions": {each.name: decision(each) for each in answer.decisions},
        "duties": [norm(each) for each in answer.under(View.DUTY)],
        "powers": [norm(each) for each in answer.under(View.POWER)],
        "prohibitions": [norm(each) for each in answer.under(View.PROHIBITION)],
        "limits": [norm(each) for each in answer.under(View.LIMIT)],
        **({} if due_by is None else {"falls_due": falls_due(answer, due_by)}),
        "judgements": {each.name: judgement(each) for each in answer.judgements},
        "documents": [document(each) for each in answer.documents],
        "missing": [missing(each) for each in answer.missing],
        "turns_on": [turns_on(each, answer.framework_of(each.under)) for each in answer.turns_on],
        "gaps": {
            name: {"what": gap.label, "touches": list(gap.touches), "cite": cite(gap.citation)}
            for name, gap in framework.gaps.items()
            if name in answer.gaps
        },
        "findings": [finding(each) for each in answer.findings],
        "labels": {
            **{each.name: Words(answer.framework_of(each.under)).label_of(each.name) for each in answer.norms},
            **{name: words.label_of(name) for name in (*framework.lifecycles, *framework.decisions, *framework.rules)},
        },
        "receipt": receipt,
    }


def falls_due(answer: Outcome, by: dt.date) -> dict[str, Any]:
    """The duties that fall due by a day."""
    return {"by": by.isoformat(), "duties": [norm(each) for each in answer.norms if each.due_by(by)]}


def step(each: Step) -> dict[str, Any]:
    """A step of a derivation."""
    return {
        "node": each.node,
        "rule": each.rule or None,
        "value": each.value or None,
        "cite": cite(each.citation),
        "status": each.status.value,
        "aside": each.aside,
        "inputs": [step(child) for child in each.inputs],
    }


def heading(each: Heading) -> dict[str, Any]:
    """Of whom, of which day and under which framework something is told."""
    return {
        "framework": {
            "id": each.framework,
            "title": each.title,
            "content_hash": each.content_hash,
            "in_force": each.in_force,
        },
        "subject": {"urn": each.subject, "name": each.name},
        "as_of": each.as_of.isoformat(),
        "mode": each.mode.value,
    }


def _resting(each: Resting) -> dict[str, Any]:
    return {
        "kind": each.kind,
        "name": each.name,
        "what": each.label,
        "value": each.value,
        "read_by": list(each.read_by),
        "cite": cite(each.citation),
    }


def derivation(whole: Derivation, only: str = "") -> dict[str, Any]:
    """A derivation, answer by answer; `only`: of the answer of that name."""
    parts = {"states": whole.states, "decisions": whole.decisions, "norms": whole.norms}
    return heading(whole.heading) | {
        **{key: [step(each) for each in steps if only in ("", each.rule)] for key, steps in parts.items()},
        "rests_on": [_resting(each) for each in whole.rests_on if not only or only in each.read_by],
        "notes": list(whole.notes),
    }


def why_not(answer: WhyNot) -> dict[str, Any]:
    """Why an answer is not another one."""
    return heading(answer.heading) | {
        "asked": {"name": answer.target.name, "values": sorted(answer.target.wanted), "words": answer.target.words},
        "status": answer.standing.value,
        "clauses": [step(each) for each in answer.clauses],
        "changes": [_alternative(each, answer.case) for each in answer.alternatives],
        "changes_of_values": [_alternative(each, answer.case) for each in answer.by_values],
        "so_on": _day(answer.coming),
        "tried": {"at_once": answer.size, "cases": answer.asked, "limit_reached": answer.exhausted},
    }


def _alternative(each: Alternative, case: Case) -> dict[str, Any]:
    parts = zip(each.changes, each.words, strict=True)
    return {"changes": [_change(change, case) | {"words": words} for change, words in parts], "also": list(each.also)}


def _change(change: Change, case: Case) -> dict[str, Any]:
    """A change of a case: of which event, as it is told now, and what is otherwise."""

    def told(at: int) -> dict[str, Any]:
        event = case.events[at]
        return {"event": event.event, "now": {name: day.isoformat() for name, day in event.moments}}

    match change:
        case FactTo(fact=name, spells=spells):
            return {"fact": name, "values": [{"value": each.value, "from": _day(each.begins)} for each in spells]}
        case FieldTo(at=at, field=name, value=value):
            return told(at) | {"field": name, "value": value}
        case DoneBy(at=at, by=by):
            return told(at) | {"by": by}
        case DaysTo(at=at, moments=moments):
            return told(at) | {"moments": {name: day.isoformat() for name, day in moments}}
        case Removed(at=at):
            return told(at) | {"removed": True}
        case Added(event=event):
            days = {name: day.isoformat() for name, day in event.moments}
            return {"added": event.event, "moments": days, "fields": dict(event.fields)}


def needs(answer: Needs) -> dict[str, Any]:
    """What one would need to know."""
    return heading(answer.heading) | {
        "open": [_open(each) for each in answer.open],
        "ask_first": [_settling(each) for each in answer.singly],
        "together": [_settling(each) for each in answer.pairs],
        "also_missing": [{"name": each.name, "what": each.words} for each in answer.others],
        "tried": {"cases": answer.asked, "limit_reached": answer.exhausted},
    }


def _open(each: Open) -> dict[str, Any]:
    return {
        "name": each.name,
        "heading": each.view or None,
        "instance": each.instance or None,
        "cite": cite(each.citation),
    }


def _settling(each: Settling) -> dict[str, Any]:
    return {
        "things": [{"name": thing.name, "what": thing.words} for thing in each.things],
        "settles": [_open(answer) for answer in each.surely],
        "may_settle": [_open(answer) for answer in each.perhaps],
        "expected": round(float(each.expected), 3),
    }
