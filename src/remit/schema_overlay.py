"""The JSON Schema of an overlay. It says what `dsl.overlay` and `engine.whatif.subjects` read."""

from __future__ import annotations

from .dsl import ir
from .dsl.resolve.references import UNITS
from .engine.intake.entries import fields_of
from .engine.whatif.alterations import nouns_of
from .engine.whatif.subjects import Which
from .schema_cases import any_event_schema, event_schema, fact_schema, spells_schema, value_schema
from .schema_parts import NAMED, NUMBER, SOME_DAY, TEXT, Schema, any_key, choice, keys, list_of, said

NOTHING: Schema = {"type": "null"}
_AMOUNT = "(0*[0-9]{1,4}|0*10000)"
WHICH: Schema = {
    "enum": [each.value for each in Which],
    "description": "Which of those that fit; every one by default.",
}


def overlay_schema(framework: ir.Framework | None) -> Schema:
    """An overlay; with a framework, one that changes it."""
    facts, parameters, readings = any_key(spells_schema(TEXT, constant=False)), any_key(_length(None)), any_key(TEXT)
    add, chosen, change = any_event_schema(), _any_chosen(), _any_change()
    clause = NAMED
    if framework is not None:
        facts = keys({name: fact_schema(fact) for name, fact in framework.facts.items()})
        parameters = keys({name: said(_length(each), each.label) for name, each in framework.parameters.items()})
        readings = keys({name: said(choice(each.names), each.question) for name, each in framework.readings.items()})
        clause = {"enum": list(nouns_of(framework))}
        add, chosen, change = event_schema(framework), _chosen(framework, False), _chosen(framework, True)
    events = keys(
        {
            "remove": _perhaps(list_of(chosen), "Events that are taken out first."),
            "change": _perhaps(list_of(change), "Events of which something is changed then."),
            "add": _perhaps(list_of(add), "Events that are added last."),
        }
    )
    return keys(
        {
            "overlay": said(NAMED, "Its name; answers tell it."),
            "about": said(TEXT, "Why it is asked, in words."),
            "parameters": _perhaps(parameters, "Lengths of time and numbers."),
            "readings": _perhaps(readings, "The alternative taken of each reading."),
            "facts": _perhaps(facts, "Facts, in the place of all that the case says of them."),
            "events": _perhaps(events, "What happens otherwise."),
            "clauses": _perhaps(
                {"type": "string", "pattern": "\\n|^[^\\n]+\\.remit$"},
                "Rules after '|', or the file that holds them: a clause takes the place of its namesake.",
            ),
            "remove": _perhaps(list_of(clause), "Clauses that are left out, by name."),
        },
        ("overlay",),
    )


def _perhaps(schema: Schema, description: str) -> Schema:
    """This, or nothing behind the key."""
    return {"anyOf": [schema, NOTHING], "description": description}


def _length(parameter: ir.Parameter | None) -> Schema:
    """What a parameter may be: with its unit, where it is a length of time."""
    plain: Schema = {
        "anyOf": [
            {"type": "integer", "minimum": 0, "maximum": 10_000},
            {"type": "string", "pattern": f"^ *{_AMOUNT} *$"},
        ]
    }
    timed: Schema = {"type": "string", "pattern": f"^ *{_AMOUNT} +({'|'.join(UNITS)}) *$"}
    if parameter is None:
        return {"anyOf": [plain, timed]}
    return timed if parameter.offset.unit else plain


def _any_chosen() -> Schema:
    return {
        "type": "object",
        "properties": {"event": TEXT, "which": WHICH},
        "required": ["event"],
        "additionalProperties": TEXT,
    }


def _any_change() -> Schema:
    to = {"type": "object", "minProperties": 1, "additionalProperties": TEXT}
    found = _any_chosen()
    return {**found, "properties": {**found["properties"], "to": to}, "required": ["event", "to"]}


def _chosen(framework: ir.Framework, changed: bool) -> Schema:
    """Which events are meant; where they are `changed`, also what becomes of them."""
    return {
        "type": "object",
        "properties": {"event": said({"enum": list(framework.events)}, "Which type.")},
        "required": ["event", *(["to"] if changed else [])],
        "allOf": [
            {
                "if": {"properties": {"event": {"const": name}}, "required": ["event"]},
                "then": _of_type(event, framework, changed),
            }
            for name, event in framework.events.items()
        ],
    }


def _of_type(event: ir.EventType, framework: ir.Framework, changed: bool) -> Schema:
    told = dict.fromkeys(event.moments, SOME_DAY) | {
        field.name: said(value_schema(field.type, field.optional), field.label)
        for field in fields_of(event, framework).values()
    }
    by: Schema = {"by": said({"enum": list(event.by)}, "Who did it.")} if event.by else {}
    to = keys({**told, "order": said(NUMBER, "Which comes first of events on one day."), **by}, minProperties=1)
    more = {"to": said(to, "What becomes of it.")} if changed else {}
    return keys({"event": {"const": event.name}, "which": WHICH, **told, **more})
