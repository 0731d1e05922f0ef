"""How like two clauses of one kind are, from 0 to 1: by their labels and names, and by what rules ask of whom."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from ...dsl import ir
from ...dsl.words import Words
from .found import Kind

SIMILAR = 0.62
"""From here on two clauses are taken for the same where nothing better is known."""

IN_ONE_CONCEPT = 0.45
"""From here on where the concordance names both under one concept."""

ABOUT_EQUAL = 0.04
"""Two candidates that are no further apart are about equally like."""

_STOP = frozenset(
    re.findall(
        "[a-z]+",
        "a an and are as at be by for from has have if in is it its no of on or that the their they to was what when "
        "which who with whether",
    )
)


@dataclass(slots=True)
class Likeness:
    """Compares clauses of two frameworks. `events`: the event of the second that each of the first was matched with."""

    before: ir.Framework
    after: ir.Framework
    events: dict[str, str] = field(default_factory=dict)
    _stems: dict[str, frozenset[str]] = field(default_factory=dict)

    def of(self, kind: Kind, first: str, second: str) -> float:
        """How like a clause of the first framework and one of the second are; both are of the kind."""
        here, there = Words(self.before), Words(self.after)
        words = self.text(_label(self.before, kind, first, here), _label(self.after, kind, second, there))
        words = max(words, 0.9 * self.text(first.replace("_", " "), second.replace("_", " ")))
        if kind is Kind.READING:
            alike = set(self.before.readings[first].names) == set(self.after.readings[second].names)
            return 0.6 * words + 0.4 * float(alike)
        if kind is not Kind.RULE:
            return words
        one, other = self.before.rules[first], self.after.rules[second]
        asked = self.text(here.label_of(one.act), there.label_of(other.act))
        asked = max(asked, float(self.events.get(one.act) == other.act))
        arises = float(self.events.get(one.trigger or "") == (other.trigger or "")) if one.trigger else 0.5
        score = 0.4 * words + 0.35 * asked + 0.15 * arises + 0.1 * float(one.actor == other.actor)
        return score if one.modality.negated == other.modality.negated else 0.5 * score

    def text(self, first: str, second: str) -> float:
        """How like two texts are, by the stems that they share; letters count where each is a word alone."""
        one, other = self._stemmed(first), self._stemmed(second)
        if not one or not other:
            return float(first.lower() == second.lower())
        shared = 2 * len(one & other) / (len(one) + len(other))
        if len(one) == len(other) == 1:
            shared = max(shared, 0.9 * SequenceMatcher(None, first.lower(), second.lower()).ratio())
        return shared

    def _stemmed(self, text: str) -> frozenset[str]:
        if text not in self._stems:
            found = re.findall(r"[^\W_]+", text.lower())
            self._stems[text] = frozenset(_stem(each) for each in found if each not in _STOP)
        return self._stems[text]


def _stem(word: str) -> str:
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def _label(framework: ir.Framework, kind: Kind, name: str, words: Words) -> str:
    match kind:
        case Kind.JUDGEMENT:
            return framework.judgements[name].label or name
        case Kind.TYPE:
            return framework.domains[name].label or name
        case Kind.READING:
            return framework.readings[name].question
        case Kind.GAP:
            return framework.gaps[name].label
        case _:
            return words.label_of(name)
