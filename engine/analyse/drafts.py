"""A case in the making: what a search for a witness changes, and how it is written down."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from ...dsl import ir
from .. import groups as g
from ..evaluation import Evaluation
from ..history import Case, Occurrence, Spell, effective_day, histories
from ..settings import Settings, defaults

GAP = dt.timedelta(days=100)
"""Between one event and the next, unless a condition asks for something else."""

_REPORT = dt.timedelta(days=21)


@dataclass(frozen=True, slots=True)
class Draft:
    """A case, the day for which it is asked, and the readings taken."""

    case: Case
    as_of: dt.date
    settings: Settings

    def evaluated(self, compiled: g.Compiled) -> Evaluation | None:
        """The work on the case; None where the order of its events is not settled."""
        found = histories(self.case, compiled.framework, self.as_of)
        if len(found) > 1:
            return None
        return Evaluation.of(compiled, self.case, found[0], self.settings, self.as_of)

    def with_events(self, events: tuple[Occurrence, ...]) -> Draft:
        """The same with other events; asked no earlier than when the last of their moments lies behind."""
        last = max((day for each in events for _, day in each.moments), default=self.as_of)
        return Draft(replace(self.case, events=events), max(self.as_of, last), self.settings)

    def with_fact(self, name: str, spells: tuple[Spell, ...]) -> Draft:
        """The same with another account of one fact."""
        return Draft(replace(self.case, facts={**self.case.facts, name: spells}), self.as_of, self.settings)

    def key(self) -> str:
        """Tells drafts apart."""
        return repr((self.case, self.as_of, self.settings.readings))


def empty(framework: ir.Framework) -> Draft:
    """A subject to which nothing has happened yet, a value given of each fact."""
    facts: dict[str, tuple[Spell, ...]] = {
        name: (Spell(fact.domain[0], None),) for name, fact in framework.facts.items() if fact.domain
    }
    start = framework.manifest.in_force_from
    return Draft(Case("1", "", facts, (), {}), start, defaults(framework))


def occurrence(event: ir.EventType, day: dt.date) -> Occurrence:
    """An event that takes effect on `day`, all of it known: the moments before it on the days before, those after it
    three weeks apart; each field with its default or its first value."""
    place = event.moments.index(event.effective)
    moments = tuple(
        (name, day + (dt.timedelta(days=n - place) if n <= place else _REPORT * (n - place)))
        for n, name in enumerate(event.moments)
    )
    fields = tuple((each.name, each.default or each.domain[0]) for each in event.fields if each.domain)
    return Occurrence(event.name, moments, fields)


def appended(draft: Draft, event: ir.EventType, framework: ir.Framework) -> Draft:
    """The draft with one more event, after all others."""
    days = [day for each in draft.case.events if (day := effective_day(each, framework)) is not None]
    day = max((*days, framework.manifest.in_force_from)) + GAP
    return draft.with_events((*draft.case.events, occurrence(event, day)))


def moved(each: Occurrence, by: dt.timedelta) -> Occurrence:
    """The same event on other days."""
    return replace(each, moments=tuple((name, day + by) for name, day in each.moments))


def with_field(each: Occurrence, name: str, value: str) -> Occurrence:
    """The same event, one of its fields having this value."""
    return replace(each, fields=tuple({**dict(each.fields), name: value}.items()))


def written(draft: Draft, framework: ir.Framework, shows: str) -> str:
    """The case as YAML that `remit evaluate` reads; its first line says for which day to ask, and what it shows."""
    base = defaults(framework)
    readings = [f"{name}={value}" for name, value in draft.settings.readings if value != base.reading(name)]
    taken = f", reading {' and '.join(readings)}" if readings else ""
    lines = [f"# as of {draft.as_of.isoformat()}{taken}: {shows}", f"subject: {{urn: {_quoted(draft.case.subject)}}}"]
    facts = {name: spells for name, spells in draft.case.facts.items() if spells}
    if facts:
        lines.append("facts:")
        lines += [f"  {name}: {_spells(spells)}" for name, spells in facts.items()]
    if draft.case.events:
        lines.append("events:")
        for each in sorted(draft.case.events, key=lambda event: effective_day(event, framework) or dt.date.max):
            parts = [f"event: {each.event}", *(f"{name}: {day.isoformat()}" for name, day in each.moments)]
            parts += [f"{name}: {value}" for name, value in each.fields if value is not None]
            lines.append(f"  - {{{', '.join(parts)}}}")
    return "\n".join(lines)


def _spells(spells: tuple[Spell, ...]) -> str:
    told = [
        f"{each.value}" if each.begins is None else f"{{value: {each.value}, from: {each.begins.isoformat()}}}"
        for each in spells
    ]
    return told[0] if len(told) == 1 else f"[{', '.join(told)}]"


def _quoted(text: str) -> str:
    return f'"{text}"'
