"""Why a scenario finds what it does not expect: the derivation of an answer, or the item with its paragraph."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..dsl import ir
from ..dsl.base.diagnostics import did_you_mean
from ..dsl.words import Words, cite, spoken, titled
from ..engine.evaluate import evaluation
from ..engine.groups import Compiled
from ..engine.in_force import works
from ..engine.life import View
from ..engine.outcome import DocumentAnswer, ItemAnswer, NormAnswer, Outcome, Seen
from ..engine.reasons.derive import derive
from ..engine.reasons.in_force import derive_in_force
from ..engine.reasons.steps import Derivation
from ..engine.scenario import Expected, Mismatch, Scenario
from .explained.reasons import derivation_lines

VIEWS = {"duties": View.DUTY, "powers": View.POWER, "prohibitions": View.PROHIBITION, "limits": View.LIMIT}
"""The headings under which norms are expected."""

_MARKS = {Seen.YES: "+", Seen.NO: "-", Seen.UNKNOWN: "?"}
_NEEDED = {Seen.YES: "needed", Seen.NO: "not needed", Seen.UNKNOWN: "not known whether needed"}
_MET = {Seen.YES: "met", Seen.NO: "not met", Seen.UNKNOWN: "not known"}


@dataclass(frozen=True, slots=True)
class Reasons:
    """What a scenario comes to, and why."""

    compiled: Compiled
    outcome: Outcome
    derivation: Derivation

    @classmethod
    def of(cls, compiled: Compiled, scenario: Scenario) -> Reasons:
        """The answers of a scenario with their derivations."""
        case, as_of, settings, by = scenario.case, scenario.as_of, scenario.settings, scenario.known_by
        chain = scenario.chain(compiled)
        if chain is not None and chain.begun(as_of):
            steps = derive_in_force(works(chain, case, as_of, settings, by)[0], as_of)
        else:
            alone = compiled if chain is None else chain.eras[-1].compiled
            steps = derive(evaluation(alone, case, as_of, settings, by))
        return cls(compiled, scenario.outcome(compiled), steps)

    def of_all(self, mismatches: Sequence[Mismatch]) -> list[str]:
        """The reasons of expectations about one answer, line by line; none where there is nothing to be told."""
        expected = mismatches[0].expected
        match expected.part:
            case "documents":
                return [line for each in mismatches for line in self._document(each)]
            case "judgements":
                return [line for each in mismatches for line in self._judgement(each.expected)]
            case "missing":
                return [f"{each.name}: {each.words}" for each in self.outcome.missing]
            case "findings":
                return [f"{each.subject}: {each.message}" for each in self.outcome.findings]
            case "states" | "decisions":
                return derivation_lines(self.derivation, expected.name)
            case _:
                return [
                    *self._elsewhere([each.expected for each in mismatches]),
                    *derivation_lines(self.derivation, expected.name),
                ]

    # Norms

    def _elsewhere(self, expected: Sequence[Expected]) -> Iterator[str]:
        """Where an answer is to be found that was looked for under another heading, or for another day."""
        norms = [each for each in self.outcome.norms if each.name == expected[0].name]
        for part in dict.fromkeys(each.part for each in expected):
            headings = [name for name, view in VIEWS.items() if any(norm.view is view for norm in norms)]
            if part not in headings and headings:
                yield f"not among the {part}, but among the {' and the '.join(headings)}"
        days = list(dict.fromkeys(found for norm in norms if (found := _day(norm)) is not None))
        if any(each.instance is None for each in expected) and len(days) > 1:
            yield f"without 'for' the first is meant, that of {days[0]}; there are also {', '.join(days[1:])}"
        for day in dict.fromkeys(each.instance for each in expected if each.instance is not None):
            if norms and day.isoformat() not in days:
                yield f"there is none for {day.isoformat()}; there are for {', '.join(days) or 'no day'}"

    # Documents and judgements

    def _document(self, mismatch: Mismatch) -> Iterator[str]:
        """Each part or recipient on which the expectation and what was found differ, and what it hangs on."""
        expected = mismatch.expected
        clause = self.compiled.framework.documents[expected.name]
        answer = next((each for each in self.outcome.documents if each.event == expected.name), None)
        if answer is None:
            rules = [name for name, rule in self.compiled.framework.rules.items() if rule.act == expected.name]
            yield f"no rule asks for it now, and none was met: {', '.join(rules) or 'none speaks of it'}"
            return
        known = _items(clause, answer, expected.aspect)
        for name in sorted(set(expected.values) ^ set(mismatch.found)):
            found = [(list_, item, its) for list_, item, its in known if item.name == name]
            if not found:
                names = [item.name for _, item, _ in known]
                hint = did_you_mean(name, names) or f"There are: {', '.join(names) or 'none'}."
                yield f"'{name}' is none of its {'recipients' if expected.aspect == 'to' else 'parts'}. {hint}"
            for list_, item, its in found:
                asked = "" if item.when is None else f", asked: {self._words.cond(item.when)}"
                label = f"{list_} '{spoken(name)}': {_NEEDED[its.needed]}{asked}"
                yield f"{_MARKS[its.needed]} {label}{_cited(its.citation)}"

    def _judgement(self, expected: Expected) -> Iterator[str]:
        clause = self.compiled.framework.judgements[expected.name]
        answer = next((each for each in self.outcome.judgements if each.name == expected.name), None)
        if answer is None:
            yield f"there is no {clause.about} to judge"
        elif expected.aspect == "value":
            given = f"given as {spoken(answer.value)}" if answer.value else "not given by the case"
            judges = " or ".join(map(spoken, answer.by))
            yield f"{expected.name}: {given}, for {judges} to judge{_cited(answer.citation)}"
        else:
            for sign, its in zip(clause.signs, answer.signs, strict=True):
                if sign.name == expected.aspect:
                    asked = "for somebody to look at" if sign.asked else f"asked: {self._words.cond(sign.when)}"
                    title = titled(sign.label, sign.name)
                    yield f"{_MARKS[its.met]} {title}: {_MET[its.met]}, {asked}{_cited(its.citation)}"

    @property
    def _words(self) -> Words:
        return Words(self.compiled.framework)


def _items(clause: ir.Document, answer: DocumentAnswer, aspect: str) -> list[tuple[str, ir.Item, ItemAnswer]]:
    """The parts and recipients of which an expectation may speak."""
    contents = [("contains", *each) for each in zip(clause.contents, answer.contents, strict=True)]
    recipients = [("to", *each) for each in zip(clause.recipients, answer.recipients, strict=True)]
    return {"contains": contents, "to": recipients}.get(aspect, [*contents, *recipients])


def _day(norm: NormAnswer) -> str | None:
    """The day by which one instance of a norm is told from the others."""
    day = norm.earliest if norm.tally else norm.instance.day if norm.instance else None
    return None if day is None else day.isoformat()


def _cited(citation: ir.Citation) -> str:
    place = f"{citation.span.source.rsplit('/', 1)[-1]}:{citation.span.start.line}"
    return f"  [{cite(citation)}; {place}]" if citation.paragraphs else f"  [{place}]"
