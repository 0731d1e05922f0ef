"""What overlays change, item by item, in words: so that a reader of an answer sees what was supposed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ...dsl import ast, ir
from ...dsl.base.spans import Span
from ...dsl.overlay import Overlay
from ...dsl.resolve.symbols import noun
from ...dsl.words import Words, spoken, titled
from ..history import Case, Spell
from ..phrases import Phrases
from .subjects import Change, Chosen, Subjects, Which


@dataclass(frozen=True, slots=True)
class Alteration:
    """One thing that an overlay changes: of what sort, its name, and in words what it was and is supposed to be.

    Nothing before: it is new; nothing after: it is taken out. `citation`: the paragraphs on which it rests.
    """

    sort: str
    name: str
    words: str
    before: str
    after: str
    citation: ir.Citation | None
    place: Span


def alterations(
    overlays: Sequence[Overlay],
    subjects: Sequence[Subjects],
    before: ir.Framework,
    after: ir.Framework,
    case: Case | None = None,
) -> tuple[Alteration, ...]:
    """What all overlays together change: each name once, as the last of them leaves it, events one by one.

    `case`: of which to tell the facts as they were.
    """
    found: dict[object, Alteration] = {}
    for overlay, subject in zip(overlays, subjects, strict=True):
        named = [
            *((each.text, each.span, None) for each in overlay.remove),
            *((each.name.text, each.name.span, each) for each in overlay.clauses),
            *((each.name.text, each.name.span, None) for each in overlay.parameters),
            *((each.name.text, each.name.span, None) for each in overlay.readings),
        ]
        for name, span, clause in named:
            found[name] = _of_clause(name, span, clause, found.get(name), before, after)
        for name, spells in subject.facts.items():
            was = "" if case is None else _spells(case.facts.get(name, ()))
            words = titled(after.facts[name].label, name)
            found[name] = Alteration("fact", name, words, was, _spells(spells), None, subject.places[name])
        found |= {each: each for each in _events(subject, Phrases(after))}
    return tuple(each for each in found.values() if each.before != each.after or each.sort == "event")


def _of_clause(
    name: str,
    span: Span,
    clause: ast.AnyClause | None,
    earlier: Alteration | None,
    before: ir.Framework,
    after: ir.Framework,
) -> Alteration:
    """What becomes of a clause; `clause`: as the overlay writes it, where it does."""
    words = Words(after if name in _labelled(after) else before)
    if name in before.parameters or name in after.parameters:
        lengths = [_length(each.parameters.get(name), words) for each in (before, after)]
        cited = (after.parameters.get(name) or before.parameters[name]).citation
        return Alteration("parameter", name, words.label_of(name), lengths[0], lengths[1], cited, span)
    if name in before.readings or name in after.readings:
        taken = [_taken(each.readings.get(name)) for each in (before, after)]
        reading = after.readings.get(name) or before.readings[name]
        if clause is None or taken[0] != taken[1]:
            return Alteration("reading", name, reading.question, taken[0], taken[1], reading.citation, span)
    nouns = nouns_of(before)
    sort = noun(clause) if clause is not None else nouns.get(name, earlier.sort if earlier is not None else "clause")
    stood = "as the framework has it" if name in nouns else ""
    stands = "as the overlay has it" if clause is not None else ""
    return Alteration(sort, name, titled(clause.label if clause else "", name), stood, stands, None, span)


def _length(parameter: ir.Parameter | None, words: Words) -> str:
    if parameter is None:
        return ""
    return words.offset(parameter.offset) if parameter.offset.unit else str(parameter.offset.amount)


def _taken(reading: ir.Reading | None) -> str:
    if reading is None:
        return ""
    return dict(reading.alternatives)[reading.default] or spoken(reading.default)


def _labelled(framework: ir.Framework) -> frozenset[str]:
    return frozenset((*framework.parameters, *framework.readings))


def nouns_of(framework: ir.Framework) -> dict[str, str]:
    """What each clause is called in messages, by its name."""
    named: tuple[tuple[str, Iterable[str]], ...] = (
        ("scale or kind", framework.domains),
        ("group", framework.groups),
        ("fact", framework.facts),
        ("event", framework.events),
        ("definition", framework.defines),
        ("decision", framework.decisions),
        ("judgement", framework.judgements),
        ("lifecycle", framework.lifecycles),
        ("rule", framework.rules),
        ("parameter", framework.parameters),
        ("reading", framework.readings),
        ("gap", framework.gaps),
        ("deeming", (f"{each.event} as {each.target}" for each in framework.deems)),
    )
    return {name: noun for noun, names in named for name in names}


def _spells(spells: tuple[Spell, ...]) -> str:
    """'no; yes from 2025-01-20'."""
    return "; ".join(
        (spoken(each.value) if each.value is not None else "not known")
        + (f" from {each.begins.isoformat()}" if each.begins else "")
        for each in spells
    )


def _events(subject: Subjects, phrases: Phrases) -> Iterator[Alteration]:
    for removal in subject.remove:
        yield _event(removal, "as it took place", "", phrases)
    for change in subject.change:
        yield _event(change.chosen, "as it took place", _becomes(change), phrases)
    for added in subject.add:
        assert added.span is not None, "an event that was read has its place"
        words = phrases.occurrence(added).removeprefix("the ")
        yield Alteration("event", added.event, words, "", _said(added.fields), None, added.span)


def _event(chosen: Chosen, before: str, after: str, phrases: Phrases) -> Alteration:
    which = {Which.EVERY: "every ", Which.LATEST: "the latest ", Which.FIRST: "the first "}[chosen.which]
    said = _said((*((name, day.isoformat()) for name, day in chosen.moments), *chosen.fields))
    words = f"{which}{phrases.event(chosen.event)}" + (f" with {said}" if said else "")
    return Alteration("event", chosen.event, words, before, after, None, chosen.span)


def _becomes(change: Change) -> str:
    days = ((name, day.isoformat() if day else None) for name, day in change.moments)
    more = (("order", str(change.order)),) if change.order is not None else ()
    return _said((*days, *change.fields, *more, *((("by", change.by),) if change.by else ())))


def _said(values: Sequence[tuple[str, str | None]]) -> str:
    """'ended 2024-10-02, capacity to improve yes'."""
    return ", ".join(f"{spoken(name)} {'not known' if value is None else spoken(value)}" for name, value in values)
