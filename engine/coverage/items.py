"""Everything in a framework that a scenario can put to work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from ...dsl import ir
from ...dsl.base.spans import Span
from ...dsl.words import Words, spoken
from .standings import standings


class Part(StrEnum):
    """What is counted."""

    ROW = "decision rows"
    STATE = "states"
    TRANSITION = "transitions"
    EXCEPTION = "exceptions"
    NORM = "rules, by heading and status"
    EACH = "rules for each event, several at once"
    WITH = "'with', met and not met"
    DEFINE = "definitions, true and false"
    READING = "readings, by alternative"
    DEEMING = "deemings"
    ITEM = "documents, by part and recipient"
    SIGN = "signs, met and not met"
    PARAGRAPH = "paragraphs of the ledger"


Key = tuple[Part, str, str]
"""Part, clause, and which of its sides: the number of a row, a transition's id, a status, an alternative …"""

CONTAINS, TO = "contains", "to"
"""The two lists of a document."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something that a scenario can put to work: in words, with its paragraphs and where it stands."""

    key: Key
    words: str
    paragraphs: tuple[str, ...]
    span: Span


def side_of(name: str, list_: str, needed: bool) -> str:
    """The side of a document's key: of a part or recipient that is needed, or not."""
    return f"{list_} {name}: {ir.YES if needed else ir.NO}"


def items(framework: ir.Framework) -> Iterator[Item]:
    """Everything that a scenario can put to work."""
    yield from _decided(framework)
    yield from _moved(framework)
    yield from _ruled(framework)
    for define in framework.defines.values():
        for truth in (ir.YES, ir.NO):
            words = f"definition {define.name} is never {'true' if truth == ir.YES else 'false'}"
            yield Item((Part.DEFINE, define.name, truth), words, define.citation.paragraphs, define.span)
    for reading in framework.readings.values():
        for name in reading.names:
            words = f"reading {reading.name} is never taken as {name}"
            yield Item((Part.READING, reading.name, name), words, reading.citation.paragraphs, reading.span)
    for number, deem in enumerate(framework.deems):
        words = f"{deem.event} never counts as {deem.target}"
        yield Item((Part.DEEMING, deem.event, str(number)), words, deem.citation.paragraphs, deem.span)
    for document in framework.documents.values():
        for list_, found in ((CONTAINS, document.contents), (TO, document.recipients)):
            for item in found:
                yield from _needed(document, list_, item)
    for judgement in framework.judgements.values():
        for sign in judgement.signs:
            for met in (ir.YES, ir.NO):
                words = (
                    f"sign {sign.name} of {judgement.name} is never {'met' if met == ir.YES else 'looked for in vain'}"
                )
                key = (Part.SIGN, judgement.name, f"{sign.name}: {met}")
                yield Item(key, words, sign.citation.paragraphs, sign.span)
    for paragraph in framework.ledger.values():
        if paragraph.treatment in (ir.Treatment.MODELLED, ir.Treatment.PARTLY):
            words = f"paragraph {paragraph.number}, {paragraph.treatment.value}, is never the reason of an answer"
            yield Item((Part.PARAGRAPH, paragraph.number, ""), words, (paragraph.number,), paragraph.span)


def _decided(framework: ir.Framework) -> Iterator[Item]:
    for decision in framework.decisions.values():
        for number, row in enumerate(decision.rows):
            words = f"row {number + 1} of {decision.name}, '{spoken(row.value)}', decides nothing"
            yield Item((Part.ROW, decision.name, str(number)), words, row.citation.paragraphs, row.span)


def _moved(framework: ir.Framework) -> Iterator[Item]:
    """States in which a subject can be, and transitions; those that a time or a lapse sets off say so."""
    said = Words(framework)
    for lifecycle in framework.lifecycles.values():
        for name in lifecycle.leaves:
            state = lifecycle.state(name)
            cited = state.citation.paragraphs if state.citation else ()
            words = f"state {spoken(name)} of {lifecycle.name} is never reached"
            yield Item((Part.STATE, lifecycle.name, name), words, cited, state.span)
        for number, each in enumerate(lifecycle.transitions):
            set_off = "" if isinstance(each.trigger, ir.OnEvent) else f" ({said.trigger(each.trigger)})"
            words = f"transition {number + 1} of {lifecycle.name}, to {spoken(each.into)}{set_off}, is never taken"
            yield Item((Part.TRANSITION, lifecycle.name, each.id), words, each.citation.paragraphs, each.span)


def _ruled(framework: ir.Framework) -> Iterator[Item]:
    rules = framework.rules.values()
    for rule in rules:
        for exception in rule.exceptions:
            words = f"exception {exception.name} of {rule.name} never acts"
            key = (Part.EXCEPTION, rule.name, exception.name)
            yield Item(key, words, exception.citation.paragraphs, exception.span)
    for rule in rules:
        for view, status in standings(rule, framework):
            words = f"rule {rule.name} as a {view.value} is never '{status.value}'"
            yield Item((Part.NORM, rule.name, f"{view}: {status}"), words, rule.citation.paragraphs, rule.span)
    for rule in rules:
        if rule.each and rule.trigger is not None:
            words = f"rule {rule.name} never arises for more than one {spoken(rule.trigger)}"
            yield Item((Part.EACH, rule.name, ""), words, rule.citation.paragraphs, rule.span)
        if rule.performing is not None:
            for met in (ir.YES, ir.NO):
                words = f"'with' of rule {rule.name} is never {'met' if met == ir.YES else 'what an act lacks'}"
                yield Item((Part.WITH, rule.name, met), words, rule.citation.paragraphs, rule.performing.span)


def _needed(document: ir.Document, list_: str, item: ir.Item) -> Iterator[Item]:
    for needed in (True,) if item.when is None else (True, False):
        words = f"'{spoken(item.name)}' ({document.event}, {list_}) is never {'needed' if needed else 'left out'}"
        key = (Part.ITEM, document.event, side_of(item.name, list_, needed))
        yield Item(key, words, item.citation.paragraphs, item.span)
