"""The JSON Schema of a case: facts, entries of the record, spans. It says what `engine.intake` reads."""

from __future__ import annotations

from .dsl import ir
from .engine.intake.cases import MAX_EVENTS, MAX_LAG_DAYS, actors_of
from .engine.intake.entries import fields_of, reportable
from .engine.intake.mapping import UNKNOWN
from .schema_parts import (
    DAY,
    NAMED,
    NOT_SAID,
    NUMBER,
    SOME_DAY,
    TEXT,
    TRUTH,
    Schema,
    any_key,
    choice,
    keys,
    list_of,
    said,
)

LAG: Schema = {
    "anyOf": [
        {"type": "integer", "minimum": 0, "maximum": MAX_LAG_DAYS},
        {"type": "string", "pattern": "^ *[+]?[0-9]{1,5} *$"},
    ]
}
RECORDED: Schema = {**DAY, "description": "The day on which it came onto the record. Not given: it always was."}
ENTRY_ID: Schema = {**NAMED, "description": "By what name later entries speak of this one."}


def case_schema(framework: ir.Framework | None) -> Schema:
    """A case; with a framework, one that is told in its words."""
    known = {name: fact_schema(fact) for name, fact in framework.facts.items()} if framework else {}
    subject = {"urn": said(TEXT, "The number of the school."), "name": said(TEXT, "Its name."), **known}
    free = {} if framework else {"additionalProperties": spells_schema(TEXT, constant=False)}
    lag = said(LAG, "Within how many days an event is on record.")
    each = {"anyOf": [TRUTH, keys({"from": DAY, "until": DAY, "lag_days": lag})]}
    entry = event_schema(framework) if framework else any_event_schema()
    return keys(
        {
            "subject": {**keys(subject, ("urn",)), **free},
            "facts": {**keys(known), **free},
            "events": {**list_of(_entry(entry, framework)), "maxItems": MAX_EVENTS},
            "departures": said(list_of(_departure(framework)), "Decisions to depart from a rule."),
            "open": said(keys({"from": DAY, "until": DAY}), "The first and the last day of the school."),
            "terms": said(
                list_of(keys({"name": TEXT, "from": DAY, "until": DAY}, ("name", "from", "until"))),
                "School terms, for windows that count in school days and terms.",
            ),
            "closed": said(list_of(DAY), "Days within the terms on which the school is closed."),
            "complete": said(
                keys(dict.fromkeys(framework.events, each)) if framework else any_key(each),
                "For each event whether, or over which span, its absence is evidence. Not given: throughout.",
            ),
        },
        ("subject",),
    )


def _departure(framework: ir.Framework | None) -> Schema:
    rule, by = ({"enum": list(framework.rules)}, {"enum": list(actors_of(framework))}) if framework else (TEXT, TEXT)
    reason = said(TEXT, "Without a reason the departure is not explained.")
    known = {"rule": rule, "instance": DAY, "on": DAY, "by": by, "reason": reason, "recorded": RECORDED}
    return keys(known, ("rule", "on"))


def fact_schema(fact: ir.Fact) -> Schema:
    """What may be said of a fact."""
    return said(spells_schema(value_schema(fact.type, fact.optional), fact.constant), fact.label)


def spells_schema(value: Schema, constant: bool) -> Schema:
    """A value, a value with its first day, or a list of these."""
    dated = keys({"value": value, "from": DAY, "recorded": RECORDED}, ("value",))
    several: Schema = {"anyOf": [value, dated]}
    if constant:  # of several values all but one came onto the record later
        later = keys({"value": value, "from": DAY, "recorded": RECORDED}, ("value", "recorded"))
        return {"anyOf": [value, dated, {**list_of(several), "maxItems": 1}, {**list_of(several), "contains": later}]}
    return {"anyOf": [value, dated, list_of(several)]}


def value_schema(type_: ir.Type, optional: bool) -> Schema:
    """A value of a type, or that it is unknown."""
    match type_:
        case ir.Domain():
            return {"enum": [*choice(ir.domain_of(type_, optional))["enum"], UNKNOWN, None]}
        case ir.Plain(name="date"):
            return SOME_DAY
        case ir.Plain(name="number"):
            return {"anyOf": [NUMBER, NOT_SAID]}
        case ir.Plain():
            return TEXT


def event_schema(framework: ir.Framework) -> Schema:
    """An event of a framework: once its name is written, its moments and fields are known, and those of the events as
    which it may count."""
    return {
        "type": "object",
        "properties": {"event": said({"enum": list(framework.events)}, "What happened.")},
        "required": ["event"],
        "allOf": [
            {
                "if": {"properties": {"event": {"const": name}}, "required": ["event"]},
                "then": _happening(event, framework),
            }
            for name, event in framework.events.items()
        ],
    }


def _happening(event: ir.EventType, framework: ir.Framework) -> Schema:
    by: Schema = {"by": said({"enum": list(event.by)}, "Who did it.")} if event.by else {}
    return keys(
        {
            "event": said({"const": event.name}, event.label),
            **{moment: said(SOME_DAY, f"The day, yyyy-mm-dd, or unknown: {moment}.") for moment in event.moments},
            **{
                field.name: said(value_schema(field.type, field.optional), field.label)
                for field in fields_of(event, framework).values()
            },
            "order": said(NUMBER, "Which comes first of events on one day."),
            "id": ENTRY_ID,
            "recorded": RECORDED,
            **by,
        },
        anyOf=[{"required": [moment]} for moment in event.moments],
    )


def any_event_schema() -> Schema:
    """An event, of whatever framework."""
    return {
        "type": "object",
        "properties": {"event": TEXT, "order": NUMBER, "id": ENTRY_ID, "recorded": RECORDED},
        "required": ["event"],
        "additionalProperties": TEXT,
    }


def _entry(event: Schema, framework: ir.Framework | None) -> Schema:
    """An entry of the record: an event, or what is said of one in an entry of its own."""
    choice = event
    for key, schema_ in (
        ("fills", _report(framework)),
        ("withdraws", keys({"withdraws": NAMED, "id": ENTRY_ID, "recorded": RECORDED}, ("withdraws", "recorded"))),
        ("corrects", _correction(framework)),
    ):
        choice = {"type": "object", "if": {"required": [key]}, "then": schema_, "else": choice}
    return choice


def _correction(framework: ir.Framework | None) -> Schema:
    """A correction: of which event, since when, and the moments and fields that change."""
    own = {"corrects": said(NAMED, "The id of the event."), "id": ENTRY_ID, "recorded": RECORDED, "order": NUMBER}
    if framework is None:
        return {**keys(own, ("corrects", "recorded")), "additionalProperties": TEXT}
    known: dict[str, list[Schema]] = {}
    for event in framework.events.values():
        for moment in event.moments:
            known.setdefault(moment, []).append(SOME_DAY)
        for field in fields_of(event, framework).values():
            known.setdefault(field.name, []).append(value_schema(field.type, field.optional))
        if event.by:
            known.setdefault("by", []).append({"enum": list(event.by)})
    either = {name: each[0] if all(one == each[0] for one in each) else {"anyOf": each} for name, each in known.items()}
    return keys(either | own, ("corrects", "recorded"))


def _report(framework: ir.Framework | None) -> Schema:
    """A moment of an event that is told by itself."""
    own = {
        "fills": said(NAMED, "The moment, for example published."),
        "event": said({"enum": list(framework.events)} if framework else TEXT, "Of what."),
        "of": said(NAMED, "The id of the event. Not given: the latest earlier one that lacks the moment."),
        "on": said(DAY, "The day."),
        "id": ENTRY_ID,
        "recorded": RECORDED,
    }
    which = [
        {
            "if": {"properties": {"event": {"const": name}}},
            "then": {
                "anyOf": [
                    {"required": ["of"], "properties": {"fills": {"enum": list(event.moments)}}},
                    {"properties": {"fills": {"enum": list(reportable(event))}}},
                ]
            },
        }
        for name, event in (framework.events if framework else {}).items()
    ]
    return keys(own, ("fills", "event", "on"), **({"allOf": which} if which else {}))
