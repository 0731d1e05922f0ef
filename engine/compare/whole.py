"""What differs around the clauses of one edition: its manifest, its ledger, what it carries over."""

from __future__ import annotations

from dataclasses import replace

from ...dsl import ir
from ...dsl.words import spoken
from .found import Kind, Level
from .telling import Pair, Said, Telling


def whole(telling: Telling) -> None:
    """What is told of two states of one edition alone: two editions have titles, days and paragraphs of their own."""
    if not telling.one_edition:
        return
    one, other = telling.before.manifest, telling.after.manifest
    pair = Pair(Kind.FRAMEWORK, one.id, other.id, one.title)
    here, there = Said("", None, one.span), Said("", None, other.span)
    for aspect in ("title", "publisher", "source"):
        if getattr(one, aspect) != getattr(other, aspect):
            telling.wording(pair, aspect, here, there, (getattr(one, aspect), getattr(other, aspect)))
    if one.notes != other.notes:
        telling.wording(pair, "notes", here, there, ("; ".join(one.notes), "; ".join(other.notes)))
    if one.names != other.names:
        told = ["; ".join(f"{name}: {each.names[name]}" for name in sorted(each.names)) for each in (one, other)]
        telling.wording(pair, "names", here, there, (told[0], told[1]))
    if (one.in_force_from, one.in_force_until) != (other.in_force_from, other.in_force_until):
        first, second = replace(here, words=_force(one)), replace(there, words=_force(other))
        telling.change(pair, "in force", Level.DEADLINE, first, second)
    _ledger(telling, pair)
    _succession(telling, pair)


def _force(manifest: ir.Manifest) -> str:
    until = f" until {manifest.in_force_until.isoformat()}" if manifest.in_force_until else ""
    return f"from {manifest.in_force_from.isoformat()}{until}"


def _ledger(telling: Telling, pair: Pair) -> None:
    before, after = telling.before.ledger, telling.after.ledger
    for number in dict.fromkeys((*before, *after)):
        one, other = before.get(number), after.get(number)
        if one == other:
            continue
        here, there = (None if each is None else _paragraph(each) for each in (one, other))
        telling.change(pair, f"paragraph {number}", Level.WORDING, here, there)


def _paragraph(paragraph: ir.Paragraph) -> Said:
    more = "; ".join(each for each in (paragraph.note, paragraph.damaged) if each)
    words = f"{paragraph.treatment}: {paragraph.gist}{f' ({more})' if more else ''}"
    return Said(words, ir.Citation((paragraph.number,), paragraph.span), paragraph.span)


def _succession(telling: Telling, pair: Pair) -> None:
    told = [_carried(each.succession) for each in (telling.before, telling.after)]
    for name in dict.fromkeys((*told[0], *told[1])):
        one, other = told[0].get(name), told[1].get(name)
        if one is None or other is None or one.words != other.words:
            telling.change(pair, f"carried {name}", Level.OUTCOME, one, other)


def _carried(succession: ir.Succession | None) -> dict[str, Said]:
    if succession is None:
        return {}
    found = {"over": Said(f"from {succession.predecessor}", None, succession.span)}
    for state in succession.states:
        words = f"{state.source} becomes {state.lifecycle}.{state.target}"
        found[f"state {state.source}"] = Said(words, state.citation, succession.span)
    for duty in succession.rules:
        found[f"rule {duty.rule}"] = Said(spoken(duty.fate.value), duty.citation, succession.span)
    return found
