"""What a person gives in Python, as the engine takes it: cases, days, readings, values; and unknown names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from .dsl import ir
from .dsl.base.dates import read_iso_date
from .dsl.base.diagnostics import did_you_mean, hints, refusal
from .dsl.base.spans import Source, SourceMap
from .engine.history import Case
from .engine.intake.cases import read_case
from .engine.settings import Settings, defaults
from .pipeline import PolicyRefused, load_case

Day = dt.date | str
"""A day, or its text as yyyy-mm-dd."""


def case_of(given: Mapping[str, Any] | str | Path, framework: ir.Framework) -> Case:
    """A case: from a mapping with the keys of a case file, from the path of one, or from its text.

    Raises Refused with every fault of it.
    """
    if isinstance(given, Path):
        return load_case(given, framework)
    import yaml

    text = given if isinstance(given, str) else yaml.safe_dump(_plain(given), allow_unicode=True, sort_keys=False)
    source = Source("case", text)
    case, diagnostics = read_case(source, framework)
    if case is None:
        raise PolicyRefused(diagnostics, SourceMap((source,)))
    return case


def day_of(given: Day) -> dt.date:
    """A day.

    Raises Refused (E604) where a text is none.
    """
    day = given if isinstance(given, dt.date) else read_iso_date(given)
    if day is None:
        raise refusal("E604", f"'{given}' is not a day", None, "Write it as yyyy-mm-dd, for example 2025-03-31.")
    return day.date() if isinstance(day, dt.datetime) else day


def settings_of(framework: ir.Framework, readings: Mapping[str, str] | None) -> Settings:
    """The framework's own settings, with the alternatives that are asked for; a LookupError where one is not there."""
    settings = defaults(framework)
    for name, alternative in (readings or {}).items():
        if name not in framework.readings:
            raise unknown("reading", name, framework.readings)
        if alternative not in framework.readings[name].names:
            raise unknown(f"alternative of '{name}'", alternative, framework.readings[name].names)
        settings = settings.with_reading(name, alternative)
    return settings


def written(value: Any) -> str:
    """A value as it is written after NAME=."""
    match value:
        case bool():
            return "yes" if value else "no"
        case dt.date():
            return value.isoformat()[:10]
        case _:
            return str(value)


def unknown(sort: str, name: str, known: Iterable[str]) -> LookupError:
    """What is said of a name that is not there."""
    names = tuple(known)
    said = hints(f"there is no {sort} '{name}'.", did_you_mean(name, names), f"There are: {', '.join(names)}.")
    return LookupError(said)


def _plain(given: Any) -> Any:
    """What a person gives in Python, as YAML has it: days as text, tuples as lists."""
    match given:
        case Mapping():
            return {str(key): _plain(value) for key, value in given.items()}
        case dt.date():
            return given.isoformat()[:10]
        case list() | tuple():
            return [_plain(each) for each in given]
        case _:
            return given
