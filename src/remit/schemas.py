"""JSON Schemas (draft 2020-12) of the YAML files, so that an editor completes and marks them.

They say what the readers say: `dsl.manifest`, `dsl.ledger`, `engine.intake.cases`, `engine.intake.mapping` and
`engine.scenario`. With a framework they also know its names and values. Scalars are taken as YAML 1.2 has them: `yes`
is a text, `true` a boolean. What spans several places (a moment before an earlier one, a name given twice) is left to
`remit check`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from .dsl import ir
from .engine.intake.cases import MAX_EVENTS, fields_of
from .engine.intake.mapping import DATE_FORMATS, OTHERS, UNKNOWN
from .engine.life import Status
from .engine.outcome import Seen

Schema = dict[str, Any]

KINDS = ("framework", "ledger", "case", "scenarios", "mapping", "vocabulary")
"""What there are schemas of."""

TEXT: Schema = {"type": ["string", "number", "boolean", "null"]}
DAY: Schema = {"$ref": "#/$defs/day"}
NUMBER: Schema = {"$ref": "#/$defs/number"}
POSITIVE: Schema = {
    "anyOf": [{"type": "integer", "minimum": 1}, {"type": "string", "pattern": "^ *[+]?0*[1-9][0-9]*$"}]
}
NAMED: Schema = {"type": ["string", "number", "boolean"], "minLength": 1}
"""A text that is not empty."""

TRUTH: Schema = {"enum": ["yes", "no", True, False, "true", "false"]}
ID: Schema = {"type": "string", "pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"}
NOT_SAID: Schema = {"enum": [UNKNOWN, None]}
SOME_DAY: Schema = {"anyOf": [DAY, NOT_SAID]}
DEFINITIONS: dict[str, Schema] = {
    "day": {
        "type": "string",
        "format": "date",
        "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
        "description": "A day as yyyy-mm-dd.",
    },
    "number": {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": "^ *[+-]?[0-9]+(_[0-9]+)* *$"}]},
}
"""What every schema may point at."""


def schema_text(kind: str, framework: ir.Framework | None = None) -> str:
    """The schema of a kind of file as JSON, with a line end. Raises KeyError where `kind` is not in KINDS."""
    return json.dumps(schema(kind, framework), indent=2, ensure_ascii=False) + "\n"


def schema(kind: str, framework: ir.Framework | None = None) -> Schema:
    """The schema of a kind of file; with a framework, of the files that belong to it.

    Raises KeyError where `kind` is not in KINDS.
    """
    match kind:
        case "framework":
            body = _manifest()
        case "ledger":
            body = _ledger()
        case "vocabulary":
            body = _vocabulary()
        case "case":
            body = _case(framework)
        case "scenarios":
            body = _scenarios(framework)
        case "mapping":
            body = _mapping(framework)
        case _:
            raise KeyError(kind)
    definitions = {**DEFINITIONS, **body.pop("$defs", {})}
    of = f" of {framework.manifest.full_id}" if framework and kind in ("case", "scenarios", "mapping") else ""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"remit {kind}{of}",
        **body,
        "$defs": definitions,
    }


# Parts


def _keys(known: Mapping[str, Schema], required: Iterable[str] = (), **more: Any) -> Schema:
    """A mapping with these keys and no other."""
    needed = {"required": list(required)} if required else {}
    return {"type": "object", "properties": dict(known), **needed, "additionalProperties": False, **more}


def _any_key(each: Schema) -> Schema:
    """A mapping whose keys are free."""
    return {"type": "object", "additionalProperties": each}


def _list(each: Schema) -> Schema:
    return {"type": "array", "items": each}


def _one_or_list(each: Schema) -> Schema:
    return {"anyOf": [each, _list(each)]}


def _said(schema_: Schema, description: str) -> Schema:
    return {**schema_, "description": description} if description else schema_


def _choice(values: Iterable[str]) -> Schema:
    """One of a few words; beside yes and no stand true and false."""
    words = list(dict.fromkeys(values))
    return {"enum": [*words, *([True] if ir.YES in words else []), *([False] if ir.NO in words else [])]}


TEXTS = _list(TEXT)
USES = _said(_list(NAMED), "Vocabularies whose words are used: id@version, or a folder.")


# Files of a framework


def _manifest() -> Schema:
    return _keys(
        {
            "framework": _said(ID, "The id: small letters, digits and hyphens, for example ofsted-schools."),
            "version": _said(DAY, "The day of this edition, yyyy-mm-dd."),
            "title": _said(TEXT, "What the handbook is called."),
            "publisher": _said(TEXT, "Who published it."),
            "source": _said(TEXT, "The handbook as one would cite it."),
            "in_force": _keys(
                {"from": _said(DAY, "The first day."), "until": _said(DAY, "The last day, if there is one.")},
                ("from",),
            ),
            "names": _said(_any_key(TEXT), "How actors and verbs are written in sentences, for example hmi: HMI."),
            "notes": _said(TEXTS, "What a reader should know."),
            "uses": USES,
            "builds_on": _said(NAMED, "The version whose clauses are taken over: id@version, or a folder."),
            "without": _said(_list(NAMED), "The clauses of that version that are left out."),
        },
        ("framework", "version", "title", "publisher", "source", "in_force"),
        dependentRequired={"without": ["builds_on"]},
    )


def _vocabulary() -> Schema:
    return _keys(
        {
            "vocabulary": _said(ID, "The id: small letters, digits and hyphens."),
            "version": _said(DAY, "The day of this edition, yyyy-mm-dd."),
            "title": _said(TEXT, "What the vocabulary is called."),
            "notes": _said(TEXTS, "What a reader should know."),
            "uses": USES,
        },
        ("vocabulary", "version", "title"),
    )


def _ledger() -> Schema:
    paragraph = _keys(
        {
            "gist": _said(TEXT, "What the paragraph says, in your own words."),
            "status": _said(
                {"enum": [each.value for each in ir.Treatment]},
                "modelled: rules say all of it; partly: 'missing' tells the rest; narrative: nothing in it could be a "
                "rule; outside: 'reason' tells why no rule says it; not yet: still to be looked at.",
            ),
            "missing": _said(TEXT, "What the rules leave out."),
            "reason": _said(TEXT, "Why no rule says it."),
            "damaged": _said(TEXT, "What the text at hand has lost."),
            "part": _said(TEXT, "The heading under which the paragraph stands."),
            "heading": _said(TEXT, "The line under which the paragraph stands in a source that does not number it."),
            "sha256": {
                "type": "string",
                "pattern": "^[0-9a-f]{64}$",
                "description": "Written by `remit sources FRAMEWORK --verify HANDBOOK.txt --record`.",
            },
        },
        ("gist", "status"),
        allOf=[_asks("partly", "missing"), _asks("outside", "reason")],
    )
    return _keys({"paragraphs": _any_key(paragraph)}, ("paragraphs",))


def _asks(status: str, key: str) -> Schema:
    return {
        "if": {"properties": {"status": {"const": status}}, "required": ["status"]},
        "then": {"properties": {key: NAMED}, "required": [key]},
    }


# Cases


def _case(framework: ir.Framework | None) -> Schema:
    known = {name: _fact(fact) for name, fact in framework.facts.items()} if framework else {}
    subject = {"urn": _said(TEXT, "The number of the school."), "name": _said(TEXT, "Its name."), **known}
    free = {} if framework else {"additionalProperties": _spells(TEXT, constant=False)}
    complete = _keys({"from": DAY, "until": DAY})
    each = {"anyOf": [TRUTH, complete]}
    return _keys(
        {
            "subject": {**_keys(subject, ("urn",)), **free},
            "facts": {**_keys(known), **free},
            "events": {**_list(_event(framework) if framework else _any_event()), "maxItems": MAX_EVENTS},
            "terms": _said(
                _list(_keys({"name": TEXT, "from": DAY, "until": DAY}, ("name", "from", "until"))),
                "School terms, for windows that count in school days and terms.",
            ),
            "closed": _said(_list(DAY), "Days within the terms on which the school is closed."),
            "complete": _said(
                _keys(dict.fromkeys(framework.events, each)) if framework else _any_key(each),
                "For each event whether, or over which span, its absence is evidence. Not given: throughout.",
            ),
        },
        ("subject",),
    )


def _fact(fact: ir.Fact) -> Schema:
    return _said(_spells(_value(fact.type, fact.optional), fact.constant), fact.label)


def _spells(value: Schema, constant: bool) -> Schema:
    """A value, a value with its first day, or a list of these."""
    dated = _keys({"value": value, "from": DAY}, ("value",))
    several = _list({"anyOf": [value, dated]})
    return {"anyOf": [value, dated, {**several, "maxItems": 1} if constant else several]}


def _value(type_: ir.Type, optional: bool) -> Schema:
    match type_:
        case ir.Domain():
            return {"enum": [*_choice(ir.domain_of(type_, optional))["enum"], UNKNOWN, None]}
        case ir.Plain(name="date"):
            return SOME_DAY
        case ir.Plain(name="number"):
            return {"anyOf": [NUMBER, NOT_SAID]}
        case ir.Plain():
            return TEXT


def _event(framework: ir.Framework) -> Schema:
    """An event of a framework: once its name is written, its moments and fields are known, and those of the events as
    which it may count."""
    return {
        "type": "object",
        "properties": {"event": _said({"enum": list(framework.events)}, "What happened.")},
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
    by: Schema = {"by": _said({"enum": list(event.by)}, "Who did it.")} if event.by else {}
    return _keys(
        {
            "event": _said({"const": event.name}, event.label),
            **{moment: _said(SOME_DAY, f"The day, yyyy-mm-dd, or unknown: {moment}.") for moment in event.moments},
            **{
                field.name: _said(_value(field.type, field.optional), field.label)
                for field in fields_of(event, framework).values()
            },
            "order": _said(NUMBER, "Which comes first of events on one day."),
            **by,
        },
        anyOf=[{"required": [moment]} for moment in event.moments],
    )


def _any_event() -> Schema:
    return {
        "type": "object",
        "properties": {"event": TEXT, "order": NUMBER},
        "required": ["event"],
        "additionalProperties": TEXT,
    }


# Scenarios


def _scenarios(framework: ir.Framework | None) -> Schema:
    scenario = _keys(
        {
            "name": _said(TEXT, "What the scenario shows, in words."),
            "cite": _said(TEXTS, "The paragraphs that it was worked out from."),
            "reasoning": {"description": "How one comes to what is expected."},
            "as_of": _said(DAY, "The day for which is asked, at its end."),
            "readings": _readings(framework),
            "case": _case(framework),
            "expect": _expected(framework),
        },
        ("name", "as_of", "case", "expect"),
    )
    return _keys({"scenarios": _list(scenario)}, ("scenarios",), **{"$defs": {"norm": _norm()}})


def _readings(framework: ir.Framework | None) -> Schema:
    if framework is None:
        return _any_key(TEXT)
    return _keys({name: _said(_choice(each.names), each.question) for name, each in framework.readings.items()})


def _norm() -> Schema:
    """What may be expected of a rule."""
    statuses = _choice(Status)
    day_or_none = {"anyOf": [DAY, {"const": "none"}]}
    return _keys(
        {
            "status": _one_or_list(statuses),
            "possible": _said(_one_or_list(statuses), "Every status that remains possible."),
            "modality": _said(TEXT, "For example: will normally."),
            "earliest": _said(day_or_none, "The first day of the window, or none."),
            "latest": _said(day_or_none, "The last day of the window, or none."),
            "clock": _said(TEXT, "The time of the last day, as hh:mm, or none."),
            "met_on": _said(day_or_none, "The day of the act, or none."),
            "for": _said(DAY, "Of several instances: the day of the event that gave rise to this one."),
            "count": _said(TEXTS, "How often the act was done; two numbers where it is not known."),
            "timing": _said({"anyOf": [{"enum": ["early", "on time", "late"]}, TEXT]}, "early, on time or late."),
            "cite": _said(TEXTS, "The paragraphs that the answer cites."),
        }
    )


def _expected(framework: ir.Framework | None) -> Schema:
    norm: Schema = {"$ref": "#/$defs/norm"}
    listed = _one_or_list(norm)
    document = _keys({"contains": TEXTS, "to": TEXTS, "perhaps": TEXTS})
    if framework is None:
        values, norms = _any_key(_one_or_list(TEXT)), _any_key(listed)
        states, decisions = values, values
        documents, judgements = _any_key(document), _any_key(_any_key(_one_or_list(TEXT)))
    else:
        norms = _keys({name: _said(listed, rule.label) for name, rule in framework.rules.items()})
        documents = _keys(dict.fromkeys(framework.documents, document))
        judgements = _keys({name: _judged(each) for name, each in framework.judgements.items()})
        states = _keys(
            {name: _said(_one_or_list(_choice(each.leaves)), each.label) for name, each in framework.lifecycles.items()}
        )
        decisions = _keys(
            {name: _said(_one_or_list(_choice(each.values)), each.label) for name, each in framework.decisions.items()}
        )
    return _keys(
        {
            "states": states,
            "decisions": decisions,
            "duties": norms,
            "powers": norms,
            "prohibitions": norms,
            "limits": norms,
            "judgements": judgements,
            "documents": documents,
            "missing": _said(TEXTS, "What one would need to know."),
            "findings": _said(TEXTS, "The clauses and events of which something is found."),
        }
    )


def _judged(judgement: ir.Judgement) -> Schema:
    signs = {sign.name: _said(_one_or_list(_choice(Seen)), sign.label) for sign in judgement.signs}
    return _said(_keys({"value": _one_or_list(_choice((*judgement.values, "none"))), **signs}), judgement.label)


# Mappings


def _mapping(framework: ir.Framework | None) -> Schema:
    plain = {"enum": ["nothing", "everything"]}
    proves = {"anyOf": [plain, _keys({"latest": POSITIVE}, ("latest",))]}
    if framework is None:
        facts, checks, silence = _any_key(_reads(None)), _any_key(_reads(None)), _any_key(proves)
        event = _mapped(TEXT, _any_key(TEXT), _any_key(_reads(None)))
    else:
        facts = _keys({name: _said(_reads(fact.domain), fact.label) for name, fact in framework.facts.items()})
        checks = _keys({name: _said(_reads(each.values), each.label) for name, each in framework.decisions.items()})
        for_all = {"anyOf": [{"required": list(framework.events)}, {"required": [OTHERS]}]}
        silence = _keys({OTHERS: plain, **dict.fromkeys(framework.events, proves)}) | for_all
        event = {
            "type": "object",
            "properties": {"event": {"enum": list(framework.events)}},
            "required": ["event"],
            "allOf": [
                {
                    "if": {"properties": {"event": {"const": name}}, "required": ["event"]},
                    "then": _mapped(
                        {"const": name},
                        _keys({moment: _said(TEXT, "The column of this day.") for moment in each.moments}),
                        _keys({field.name: _said(_reads(field.domain), field.label) for field in each.fields}),
                    ),
                }
                for name, each in framework.events.items()
            ],
        }
    return _keys(
        {
            "mapping": _said(TEXT, "Its name."),
            "title": _said(TEXT, "What it reads, in words."),
            "notes": _said(TEXTS, "What a reader of the mapping should know."),
            "subject": _keys({"urn": _said(TEXT, "The column of the number."), "name": TEXT}, ("urn",)),
            "missing": _said(TEXTS, "What stands in cells that say nothing."),
            "dates": _said(_list({"enum": list(DATE_FORMATS)}), "How dates are written."),
            "no_date": _said(TEXTS, "Dates that mean none."),
            "codes": _said(_any_key(_any_key(TEXT)), "Tables of codes with a name, to be used below."),
            "facts": _said(facts, "For each fact its column and what its codes mean."),
            "events": _said(_list(event), "The events that a row tells of."),
            "silence": _said(silence, "For each event what it proves if the table says nothing of it."),
            "check": _said(checks, "Decisions that the table itself publishes."),
            "carry": _said(TEXTS, "Columns to be copied into the status table."),
        },
        ("mapping", "title", "subject", "missing", "dates", "events", "silence"),
    )


def _mapped(name: Schema, moments: Schema, fields: Schema) -> Schema:
    return _keys(
        {
            "event": name,
            "present": _said(TEXT, "The column whose day says that it took place."),
            "moments": moments,
            "fields": fields,
        },
        ("event", "present", "moments"),
    )


def _reads(domain: Iterable[str] | None) -> Schema:
    """A column and the meaning of its codes; a text under `codes` is the name of a table of them."""
    meaning = TEXT if domain is None else {"enum": [*domain, UNKNOWN]}
    codes = {"anyOf": [TEXT, _any_key(meaning)]}
    where = _keys({"column": TEXT, "is": TEXTS, "codes": codes}, ("column", "is", "codes"))
    return _keys({"column": TEXT, "codes": codes, "where": _list(where)}, ("column", "codes"))
