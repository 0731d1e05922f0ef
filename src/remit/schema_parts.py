"""The parts of which the JSON Schemas are made: scalars as YAML 1.2 has them, mappings, lists, choices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .dsl import ir
from .engine.intake.mapping import UNKNOWN

Schema = dict[str, Any]

TEXT: Schema = {"type": ["string", "number", "boolean", "null"]}
DAY: Schema = {"$ref": "#/$defs/day"}
NUMBER: Schema = {"$ref": "#/$defs/number"}
POSITIVE: Schema = {
    "anyOf": [{"type": "integer", "minimum": 1}, {"type": "string", "pattern": "^ *[+]?0*[1-9][0-9]*$"}]
}
NAMED: Schema = {"type": ["string", "number", "boolean"], "minLength": 1}
"""A text that is not empty."""

LISTED: Schema = {"type": ["string", "number", "boolean", "null"], "minLength": 1}
"""The same as an item of a list, where the word null names something."""

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


def keys(known: Mapping[str, Schema], required: Iterable[str] = (), **more: Any) -> Schema:
    """A mapping with these keys and no other."""
    needed = {"required": list(required)} if required else {}
    return {"type": "object", "properties": dict(known), **needed, "additionalProperties": False, **more}


def any_key(each: Schema) -> Schema:
    """A mapping whose keys are free."""
    return {"type": "object", "additionalProperties": each}


def list_of(each: Schema) -> Schema:
    """A list of these."""
    return {"type": "array", "items": each}


def one_or_list(each: Schema) -> Schema:
    """One of these, or a list of them."""
    return {"anyOf": [each, list_of(each)]}


def said(schema_: Schema, description: str) -> Schema:
    """The same with a description, where there is one."""
    return {**schema_, "description": description} if description else schema_


def choice(values: Iterable[str]) -> Schema:
    """One of a few words; beside yes and no stand true and false."""
    words = list(dict.fromkeys(values))
    return {"enum": [*words, *([True] if ir.YES in words else []), *([False] if ir.NO in words else [])]}


TEXTS = list_of(TEXT)
