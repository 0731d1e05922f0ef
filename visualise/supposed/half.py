"""One side of a what-if question about a case, its answers in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from ...dsl import ir
from ...dsl.words import Words, cite, lowered, spoken, titled
from ...engine.life import Status
from ...engine.outcome import (
    DecisionAnswer,
    DocumentAnswer,
    Finding,
    ItemAnswer,
    JudgementAnswer,
    Missing,
    NormAnswer,
    Outcome,
    Seen,
    StateAnswer,
    TurnsOn,
)
from ...engine.whatif.differences import Answer
from ..answer import about, norm_text, standing, ways
from ..plain import day, place


@dataclass(frozen=True, slots=True)
class Half:
    """One of the two sides: its answers, and the labels of the overlays' files."""

    outcome: Outcome
    sources: frozenset[str]

    def framework(self, answer: Answer) -> ir.Framework:
        """The framework that speaks of an answer; where each was asked while it was in force, an earlier one may."""
        under = answer.under if isinstance(answer, (NormAnswer, TurnsOn)) else ""
        return self.outcome.framework_of(under)

    def title(self, answer: Answer) -> str:
        """What an answer is about."""
        framework = self.framework(answer)
        words = Words(framework)
        match answer:
            case StateAnswer(lifecycle=name):
                return f"State: {titled(framework.lifecycles[name].label, name)}"
            case DecisionAnswer(name=name):
                return f"Decision: {titled(framework.decisions[name].label, name)}{about(answer.about, words)}"
            case NormAnswer(name=name):
                heading = answer.view.value.capitalize()
                return f"{heading}: {titled(framework.rules[name].label, name)}{about(answer.instance, words)}"
            case JudgementAnswer(name=name):
                return f"Judgement: {titled(framework.judgements[name].label, name)}{about(answer.about, words)}"
            case DocumentAnswer(event=name):
                return f"Document: {words.label_of(name)}"
            case Missing():
                return f"To be known: {answer.words}"
            case TurnsOn(reading=name):
                return f"Reading: {framework.readings[name].question}"
            case Finding():
                return f"Finding: {answer.message}"

    def lines(self, answer: Answer | None, than: Answer | None) -> list[str]:
        """What an answer comes to, the first line first, then what it hangs on; `than`: what it was before."""
        if isinstance(answer, (StateAnswer, DecisionAnswer, NormAnswer)):
            names = self._names(answer)
            value = self._stands(answer, than) if isinstance(answer, NormAnswer) else " or ".join(names)
            if isinstance(answer, StateAnswer) and answer.since:
                value += f", since {day(answer.since)}"
            return [f"{value or 'nothing to decide on'}{self._cited(answer.citation)}", *ways(answer.possible, names)]
        return [self._plain(answer) if answer is not None else absent(than)]

    def _names(self, answer: StateAnswer | DecisionAnswer | NormAnswer) -> list[str]:
        framework = self.framework(answer)
        match answer:
            case StateAnswer(lifecycle=name):
                lifecycle = framework.lifecycles[name]
                return [titled(lifecycle.state(each.value).label, each.value) for each in answer.possible]
            case DecisionAnswer():
                return [spoken(each.value) for each in answer.possible]
            case NormAnswer():
                return [each.value for each in answer.possible]

    def norm(self, answer: Answer | None) -> str:
        """Who must, should or may do what; nothing of what is no norm."""
        if not isinstance(answer, NormAnswer):
            return ""
        framework = self.framework(answer)
        under = f", under {answer.under}" if answer.under else ""
        return f"{norm_text(answer, framework, Words(framework))}{under}"

    def _stands(self, norm: NormAnswer, than: Answer | None) -> str:
        """How a norm stands; where its window has moved, by how much."""
        parts = []
        if isinstance(than, NormAnswer) and Status.VOID not in (norm.status, than.status):
            for words, mine, theirs in (("begins", norm.earliest, than.earliest), ("ends", norm.latest, than.latest)):
                if mine and theirs and mine != theirs:
                    parts.append(f"{words} {apart(mine, theirs)}")
        return standing(norm, self.framework(norm).rules[norm.name]) + (f" ({', '.join(parts)})" if parts else "")

    def _plain(self, answer: Answer) -> str:
        match answer:
            case JudgementAnswer():
                signs = [f"{titled(each.label, each.name)}: {_SEEN[each.met]}" for each in answer.signs]
                return "; ".join([spoken(answer.value) if answer.value else "not given", *signs]) + self._cited(
                    answer.citation
                )
            case DocumentAnswer():
                return f"holds {_items(answer.contents)}; goes to {_items(answer.recipients)}"
            case Missing():
                words = Words(self.outcome.framework)
                return f"for {', '.join(lowered(words.label_of(name)) for name in answer.wanted_by)}"
            case TurnsOn():
                labels = dict(self.framework(answer).readings[answer.reading].alternatives)
                taken, other = (labels[each] or spoken(each) for each in (answer.taken, answer.other))
                return f"taken: {taken}; with '{other}' these would change: {', '.join(answer.changes)}"
            case _:
                return "so"

    def _cited(self, citation: ir.Citation | None) -> str:
        """Paragraph and place; of a clause that an overlay changes, that the paragraph does not say so."""
        if citation is None or not citation.paragraphs:
            return ""
        changed = ", as changed" if citation.span.source in self.sources else ""
        return f"  [{cite(citation)}{changed}; {place(citation)}]"


def absent(than: Answer | None) -> str:
    """What is said of an answer that only the other side has."""
    match than:
        case JudgementAnswer():
            return "nothing to judge"
        case DocumentAnswer():
            return "neither made nor due"
        case Missing():
            return "nothing hangs on it"
        case TurnsOn():
            return "the answer does not turn on it"
        case Finding():
            return "not so"
        case _:
            return "none"


_SEEN = {Seen.YES: "met", Seen.NO: "not met", Seen.UNKNOWN: "not known"}


def apart(mine: dt.date, theirs: dt.date) -> str:
    """'92 days earlier'."""
    by = (mine - theirs).days
    return f"{abs(by)} day{'s' if abs(by) > 1 else ''} {'later' if by > 0 else 'earlier'}"


def _items(items: Sequence[ItemAnswer]) -> str:
    named = [f"{spoken(each.name)}{' (perhaps)' if each.needed is Seen.UNKNOWN else ''}"
             for each in items if each.needed is not Seen.NO]  # fmt: skip
    return ", ".join(named) or "nothing"
