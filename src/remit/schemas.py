"""JSON Schemas (draft 2020-12) of the YAML files, so that an editor completes and marks them.

They say what the readers say: `dsl.manifest`, `dsl.ledger`, `dsl.concordance`, `dsl.overlay`, `engine.intake.cases`,
`engine.intake.mapping` and `engine.scenario`. With a framework they also know its names and values. Scalars are taken
as YAML 1.2 has them: `yes` is a text, `true` a boolean. What spans several places (a moment before an earlier one, a
name given twice) is left to `remit check`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from .dsl import ir
from .dsl.concordance import SILENT, known_names
from .engine.chain import Mode
from .engine.intake.mapping import DATE_FORMATS, OTHERS, UNKNOWN
from .engine.lapse import Lapse
from .engine.life import Status
from .engine.outcome import Seen
from .schema_cases import case_schema
from .schema_overlay import overlay_schema
from .schema_parts import (
    DAY,
    DEFINITIONS,
    ID,
    LISTED,
    NAMED,
    POSITIVE,
    TEXT,
    TEXTS,
    Schema,
    any_key,
    choice,
    keys,
    list_of,
    one_or_list,
    said,
)

KINDS = ("framework", "ledger", "case", "scenarios", "mapping", "overlay", "vocabulary", "concordance")
"""What there are schemas of."""

FOR_A_FRAMEWORK = ("case", "scenarios", "mapping", "overlay", "concordance")
"""Kinds of files in which names of a framework stand."""


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
            body = case_schema(framework)
        case "scenarios":
            body = _scenarios(framework)
        case "mapping":
            body = _mapping(framework)
        case "overlay":
            body = overlay_schema(framework)
        case "concordance":
            body = _concordance(framework)
        case _:
            raise KeyError(kind)
    definitions = {**DEFINITIONS, **body.pop("$defs", {})}
    of = f" of {framework.manifest.full_id}" if framework and kind in FOR_A_FRAMEWORK else ""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"remit {kind}{of}",
        **body,
        "$defs": definitions,
    }


USES = said(list_of(NAMED), "Vocabularies whose words are used: id@version, or a folder.")


# Files of a framework


def _manifest() -> Schema:
    return keys(
        {
            "framework": said(ID, "The id: small letters, digits and hyphens, for example ofsted-schools."),
            "version": said(DAY, "The day of this edition, yyyy-mm-dd."),
            "title": said(TEXT, "What the handbook is called."),
            "publisher": said(TEXT, "Who published it."),
            "source": said(TEXT, "The handbook as one would cite it."),
            "in_force": keys(
                {
                    "from": said(DAY, "The first day."),
                    "until": said(
                        {"anyOf": [DAY, {"const": "unknown"}]},
                        "The last day, if any; unknown if not known.",
                    ),
                },
                ("from",),
            ),
            "names": said(any_key(TEXT), "How actors and verbs are written in sentences, for example hmi: HMI."),
            "notes": said(TEXTS, "What a reader should know."),
            "uses": USES,
            "builds_on": said(NAMED, "The version whose clauses are taken over: id@version, or a folder."),
            "without": said(list_of(NAMED), "The clauses of that version that are left out."),
            "renamed_from": said(
                any_key({"anyOf": [NAMED, list_of(LISTED)]}),
                "What clauses were called before, NEW: OLD; parts of them as clause.part.",
            ),
        },
        ("framework", "version", "title", "publisher", "source", "in_force"),
        dependentRequired={"without": ["builds_on"]},
    )


def _vocabulary() -> Schema:
    return keys(
        {
            "vocabulary": said(ID, "The id: small letters, digits and hyphens."),
            "version": said(DAY, "The day of this edition, yyyy-mm-dd."),
            "title": said(TEXT, "What the vocabulary is called."),
            "notes": said(TEXTS, "What a reader should know."),
            "uses": USES,
        },
        ("vocabulary", "version", "title"),
    )


def _ledger() -> Schema:
    paragraph = keys(
        {
            "gist": said(TEXT, "What the paragraph says, in your own words."),
            "status": said(
                {"enum": [each.value for each in ir.Treatment]},
                "modelled: rules say all of it; partly: 'missing' tells the rest; narrative: nothing in it could be a "
                "rule; outside: 'reason' tells why no rule says it; not yet: still to be looked at.",
            ),
            "missing": said(TEXT, "What the rules leave out."),
            "reason": said(TEXT, "Why no rule says it."),
            "damaged": said(TEXT, "What the text at hand has lost."),
            "part": said(TEXT, "The heading under which the paragraph stands."),
            "heading": said(TEXT, "The line under which the paragraph stands in a source that does not number it."),
            "sha256": {
                "type": "string",
                "pattern": "^[0-9a-f]{64}$",
                "description": "Written by `remit sources FRAMEWORK --verify HANDBOOK.txt --record`.",
            },
        },
        ("gist", "status"),
        allOf=[_asks("partly", "missing"), _asks("outside", "reason")],
    )
    return keys({"paragraphs": any_key(paragraph)}, ("paragraphs",))


# Concordances


def _concordance(framework: ir.Framework | None) -> Schema:
    """With a framework, the names of its clauses and paragraphs where it is spoken of."""
    full_id = {"type": "string", "pattern": "^[a-z][a-z0-9-]*@[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
    inside: Schema = any_key(_entry(LISTED, LISTED))
    if framework is not None:
        clauses = {"enum": sorted(known_names(framework))}
        inside = {**inside, "properties": {framework.manifest.full_id: _entry(clauses, _paragraph_of(framework))}}
    concept = keys(
        {"label": said(TEXT, "What it is called."), "in": said(inside, "For each framework where it has it.")},
        ("label", "in"),
    )
    named = {"type": "object", "additionalProperties": False, "patternProperties": {"^[a-z][a-z0-9_]*$": concept}}
    return keys(
        {
            "concordance": said(TEXT, "What it is about."),
            "frameworks": said({**list_of(full_id), "uniqueItems": True}, "Those that it speaks of, id@version."),
            "concepts": said(named, "The concepts by name, the most important first."),
        },
        ("concordance", "frameworks", "concepts"),
    )


def _entry(clause: Schema, paragraph: Schema) -> Schema:
    place = keys(
        {
            "clauses": said({**list_of(clause), "uniqueItems": True}, "The clauses that say it; parts: clause.part."),
            "paragraphs": {**list_of(paragraph), "uniqueItems": True, "minItems": 1},
        },
        ("paragraphs",),
    )
    return {"anyOf": [{"const": SILENT}, keys({SILENT: said(NAMED, "What it says instead.")}, (SILENT,)), place]}


def _asks(status: str, key: str) -> Schema:
    return {
        "if": {"properties": {"status": {"const": status}}, "required": ["status"]},
        "then": {"properties": {key: NAMED}, "required": [key]},
    }


# Scenarios


def _scenarios(framework: ir.Framework | None) -> Schema:
    scenario = keys(
        {
            "name": said(TEXT, "What the scenario shows, in words."),
            "cite": said(_paragraphs(framework), "The paragraphs that it was worked out from."),
            "reasoning": {"description": "How one comes to what is expected."},
            "as_of": said(DAY, "The day for which is asked, at its end."),
            "mode": said(choice(tuple(each.value for each in Mode)), "Under which frameworks the history is read."),
            "known_by": said(DAY, "By what was on record on that day. Not given: on the day asked for."),
            "readings": _readings(framework),
            "case": case_schema(framework),
            "expect": _expected(framework),
        },
        ("name", "as_of", "case", "expect"),
    )
    return keys({"scenarios": list_of(scenario)}, ("scenarios",), **{"$defs": {"norm": _norm(framework)}})


def _paragraphs(framework: ir.Framework | None) -> Schema:
    """Paragraphs of the ledger, also points within them; written without quotation marks some are numbers to YAML."""
    return TEXTS if framework is None or not framework.ledger else list_of(_paragraph_of(framework))


def _paragraph_of(framework: ir.Framework) -> Schema:
    numbers = sorted({float(each) for each in framework.ledger if each.replace(".", "", 1).isdigit()})
    named = "|".join(each.replace(".", r"\.") for each in framework.ledger)
    pattern: Schema = {"type": "string", "pattern": rf"^(?:{named})(?:\[.*)?$"}
    return {"anyOf": [pattern, {"type": "number", "enum": numbers}]} if numbers else pattern


def _readings(framework: ir.Framework | None) -> Schema:
    if framework is None:
        return any_key(TEXT)
    return keys({name: said(choice(each.names), each.question) for name, each in framework.readings.items()})


def _norm(framework: ir.Framework | None) -> Schema:
    """What may be expected of a rule."""
    statuses = choice(Status)
    day_or_none = {"anyOf": [DAY, {"const": "none"}]}
    return keys(
        {
            "status": one_or_list(statuses),
            "possible": said(one_or_list(statuses), "Every status that remains possible."),
            "modality": said(TEXT, "For example: will normally."),
            "earliest": said(day_or_none, "The first day of the window, or none."),
            "latest": said(day_or_none, "The last day of the window, or none."),
            "clock": said(TEXT, "The time of the last day, as hh:mm, or none."),
            "met_on": said(day_or_none, "The day of the act, or none."),
            "for": said(DAY, "Of several instances: the day of the event that gave rise to this one."),
            "count": said(TEXTS, "How often the act was done; two numbers where it is not known."),
            "lapse": said(one_or_list(choice(Lapse)), "What not having kept the rule amounts to, or none."),
            "timing": said({"anyOf": [{"enum": ["early", "on time", "late"]}, TEXT]}, "early, on time or late."),
            "cite": said(_paragraphs(framework), "The paragraphs that the answer cites."),
        }
    )


def _expected(framework: ir.Framework | None) -> Schema:
    norm: Schema = {"$ref": "#/$defs/norm"}
    listed = one_or_list(norm)
    document = keys({"contains": TEXTS, "to": TEXTS, "perhaps": TEXTS})
    if framework is None:
        values, norms = any_key(one_or_list(TEXT)), any_key(listed)
        states, decisions = values, values
        documents, judgements = any_key(document), any_key(any_key(one_or_list(TEXT)))
    else:
        norms = keys({name: said(listed, rule.label) for name, rule in framework.rules.items()})
        documents = keys(dict.fromkeys(framework.documents, document))
        judgements = keys({name: _judged(each) for name, each in framework.judgements.items()})
        states = keys(
            {name: said(one_or_list(choice(each.leaves)), each.label) for name, each in framework.lifecycles.items()}
        )
        decisions = keys(
            {name: said(one_or_list(choice(each.values)), each.label) for name, each in framework.decisions.items()}
        )
    return keys(
        {
            "states": states,
            "decisions": decisions,
            "duties": norms,
            "powers": norms,
            "prohibitions": norms,
            "limits": norms,
            "judgements": judgements,
            "documents": documents,
            "missing": said(TEXTS, "What one would need to know."),
            "findings": said(TEXTS, "The clauses and events of which something is found."),
        }
    )


def _judged(judgement: ir.Judgement) -> Schema:
    signs = {sign.name: said(one_or_list(choice(Seen)), sign.label) for sign in judgement.signs}
    return said(keys({"value": one_or_list(choice((*judgement.values, "none"))), **signs}), judgement.label)


# Mappings


def _mapping(framework: ir.Framework | None) -> Schema:
    plain = {"enum": ["nothing", "everything"]}
    proves = {"anyOf": [plain, keys({"latest": POSITIVE}, ("latest",))]}
    if framework is None:
        facts, checks, silence = any_key(_reads(None)), any_key(_reads(None)), any_key(proves)
        event = _mapped(TEXT, any_key(TEXT), any_key(_reads(None)))
    else:
        facts = keys({name: said(_reads(fact.domain), fact.label) for name, fact in framework.facts.items()})
        checks = keys({name: said(_reads(each.values), each.label) for name, each in framework.decisions.items()})
        for_all = {"anyOf": [{"required": list(framework.events)}, {"required": [OTHERS]}]}
        silence = keys({OTHERS: plain, **dict.fromkeys(framework.events, proves)}) | for_all
        event = {
            "type": "object",
            "properties": {"event": {"enum": list(framework.events)}},
            "required": ["event"],
            "allOf": [
                {
                    "if": {"properties": {"event": {"const": name}}, "required": ["event"]},
                    "then": _mapped(
                        {"const": name},
                        keys({moment: said(TEXT, "The column of this day.") for moment in each.moments}),
                        keys({field.name: said(_reads(field.domain), field.label) for field in each.fields}),
                    ),
                }
                for name, each in framework.events.items()
            ],
        }
    return keys(
        {
            "mapping": said(TEXT, "Its name."),
            "title": said(TEXT, "What it reads, in words."),
            "notes": said(TEXTS, "What a reader of the mapping should know."),
            "subject": keys({"urn": said(TEXT, "The column of the number."), "name": TEXT}, ("urn",)),
            "missing": said(TEXTS, "What stands in cells that say nothing."),
            "dates": said(list_of({"enum": list(DATE_FORMATS)}), "How dates are written."),
            "no_date": said(TEXTS, "Dates that mean none."),
            "codes": said(any_key(any_key(TEXT)), "Tables of codes with a name, to be used below."),
            "facts": said(facts, "For each fact its column and what its codes mean."),
            "events": said(list_of(event), "The events that a row tells of."),
            "silence": said(silence, "For each event what it proves if the table says nothing of it."),
            "check": said(checks, "Decisions that the table itself publishes."),
            "carry": said(TEXTS, "Columns to be copied into the status table."),
        },
        ("mapping", "title", "subject", "missing", "dates", "events", "silence"),
    )


def _mapped(name: Schema, moments: Schema, fields: Schema) -> Schema:
    return keys(
        {
            "event": name,
            "present": said(TEXT, "The column whose day says that it took place."),
            "moments": moments,
            "fields": fields,
        },
        ("event", "present", "moments"),
    )


def _reads(domain: Iterable[str] | None) -> Schema:
    """A column and the meaning of its codes; a text under `codes` is the name of a table of them."""
    meaning = TEXT if domain is None else {"enum": [*domain, UNKNOWN]}
    codes = {"anyOf": [TEXT, any_key(meaning)]}
    where = keys({"column": TEXT, "is": TEXTS, "codes": codes}, ("column", "is", "codes"))
    return keys({"column": TEXT, "codes": codes, "where": list_of(where)}, ("column", "codes"))
