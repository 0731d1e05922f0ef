"""Cases at random for any framework: events with gaps and days of their own, facts that change, what is told whole."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st

from remit.dsl import ir
from remit.engine.history import Case, Complete, Occurrence, Spell

days = st.integers(0, 1800).map(lambda number: dt.date(2021, 1, 1) + dt.timedelta(number))


def _values(domain: tuple[str, ...]) -> st.SearchStrategy[str | None]:
    return st.none() | st.sampled_from(domain) if domain else st.none() | st.just("something")


@st.composite
def _event(draw: st.DrawFn, spec: ir.EventType) -> Occurrence:
    """An event whose moments lie in the order of its type, some of them not told."""
    dated = sorted(draw(st.lists(days, min_size=len(spec.moments), max_size=len(spec.moments))))
    kept = [draw(st.integers(0, 5)) > 0 for _ in spec.moments]
    moments = tuple((name, day) for name, day, told in zip(spec.moments, dated, kept, strict=True) if told)
    fields = tuple((each.name, draw(_values(each.domain))) for each in spec.fields)
    return Occurrence(spec.name, moments, fields, draw(st.integers(0, 2)))


@st.composite
def _spells(draw: st.DrawFn, fact: ir.Fact) -> tuple[Spell, ...]:
    if fact.constant or draw(st.booleans()):
        return (Spell(draw(_values(fact.domain)), None),)
    begins = sorted(draw(st.sets(days, min_size=1, max_size=2)))
    return tuple(Spell(draw(_values(fact.domain)), day) for day in begins)


@st.composite
def of(draw: st.DrawFn, framework: ir.Framework) -> Case:
    """A case for a framework: up to four events, and what is known of each fact."""
    specs = draw(st.lists(st.sampled_from(list(framework.events.values())), max_size=4))
    facts = {name: draw(_spells(fact)) for name, fact in framework.facts.items() if draw(st.integers(0, 3))}
    ever = st.builds(Complete, st.none() | days, st.none() | days, st.booleans())
    complete = draw(st.dictionaries(st.sampled_from(list(framework.events)), ever, max_size=2))
    return Case("1", "", facts, tuple(draw(_event(spec)) for spec in specs), complete)
