"""Tables in the framework's own words: a column is named like the fact, moment or field that it holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...dsl import ir
from ...dsl.base.diagnostics import did_you_mean
from ...dsl.base.spans import at
from ...dsl.words import spoken
from .mapping import DATE_FORMATS, UNKNOWN, Codes, Mapping, Reads, Silence

NAME = "plain"
URN, TITLE, EVENT = "urn", "name", "event"

MISSING = frozenset({"", UNKNOWN, "NULL"})
"""What stands in a cell that says nothing."""

_PLACE = at("", 1)


def named(columns: Iterable[str]) -> dict[str, str]:
    """The columns of a table by the name that each stands for: 'Quality of education' for `quality_of_education`.

    Of several that stand for the same the first counts.
    """
    found: dict[str, str] = {}
    for column in columns:
        found.setdefault(meant_by(column), column)
    return found


def meant_by(text: str) -> str:
    """The name that words stand for: 'Graded inspection' for `graded_inspection`."""
    return "_".join(text.lower().replace("-", " ").split())


def reads(column: str, domain: Sequence[str]) -> Reads:
    """How a column holds values of a domain: as they are written in rules, or in words."""
    values: dict[str, str] = {}
    for value in domain:
        for text in (value, spoken(value)):
            values |= dict.fromkeys((text, text.capitalize(), text.upper()), value)
    return Reads(column, Codes(values, None, tuple(domain)), (), _PLACE)


def plain_mapping(framework: ir.Framework, columns: Sequence[str]) -> Mapping | None:
    """How a table of subjects in the framework's own words is read; None where it names nobody.

    Columns that are no facts go over into the status table. Silence proves nothing, for it tells of no events.
    """
    found = named(columns)
    if URN not in found:
        return None
    facts = {
        name: reads(found[name], fact.domain)
        for name, fact in framework.facts.items()
        if name in found and name not in (URN, TITLE) and fact.domain
    }
    used = {found[URN], found.get(TITLE), *(each.column for each in facts.values())}
    return Mapping(
        NAME,
        "the framework's own words",
        found[URN],
        found.get(TITLE),
        MISSING,
        tuple(DATE_FORMATS),
        frozenset(),
        facts,
        (),
        dict.fromkeys(framework.events, Silence(0)),
        (),
        tuple(column for column in columns if column not in used),
        (),
        _PLACE,
    )


def unread(columns: Iterable[str], known: Sequence[str]) -> tuple[str, ...]:
    """Words on each column that stands for nothing known, with what may have been meant."""
    return tuple(
        f"'{column}'" + (f" ({meant})" if (meant := did_you_mean(name, known)) else "")
        for name, column in named(columns).items()
        if name not in known
    )
