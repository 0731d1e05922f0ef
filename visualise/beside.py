"""A what-if question about one case as text: what is supposed, and each answer that differs, as it is and would be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from ..dsl import ir
from ..dsl.overlay import SETTINGS, Overlay
from ..dsl.words import Words, cite, lowered, spoken, titled
from ..engine.life import Status
from ..engine.outcome import (
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
from ..engine.reasons.steps import Derivation
from ..engine.whatif.alterations import Alteration
from ..engine.whatif.differences import Answer, Difference, unchanged
from ..engine.whatif.reasons import Reasons, steps_of
from .answer import about, norm_text, standing, ways
from .explained.blocks import trees
from .explained.text import tree
from .plain import day, filled, place

_LEGEND = "Reasons where the two sides differ (--reasons whole tells all): + holds, - does not, ? not known"


def beside_text(
    before: Outcome,
    after: Outcome,
    supposed: Sequence[Alteration],
    found: Sequence[Difference],
    derivations: tuple[Derivation, Derivation],
    told: Reasons,
    overlays: Sequence[Overlay],
) -> str:
    """The whole answer, ready to print."""
    manifest = before.framework.manifest
    subject = f"{before.name} (URN {before.subject})" if before.name else f"URN {before.subject}"
    lines = [subject, f"as of {day(before.as_of)}, under {manifest.title} ({manifest.full_id})"]
    if before.known_by not in (None, before.as_of):
        lines.append(f"by what was on record on {day(before.known_by)}")
    if not before.in_force:
        lines.append("Note: this framework is not in force on that day. The answers are as if it were.")
    lines += ["", *supposed_lines(supposed, overlays), "", _count(before, found)]
    sources = frozenset(label for each in overlays for label in each.sources)
    sides = _Side(before.framework, sources), _Side(after.framework, sources)
    reasoned: set[str] = set()
    for each in found:
        lines += ["", *_difference(each, sides)]
        for lead, step in zip(("why it is so", "why it would be"), steps_of(each, derivations, told), strict=True):
            if (
                step is not None and f"{lead} {step.rule}" not in reasoned
            ):  # a rule under two headings has its reasons once
                (shown,) = trees((step,), everything=told is Reasons.WHOLE)
                lines += [f"  {lead}", *(line for each in shown.lines for line in tree(each, 2))]
                reasoned.add(f"{lead} {step.rule}")
    if reasoned and told is Reasons.DIFFERING:
        lines += ["", *filled(_LEGEND, "")]
    return "\n".join(lines) + "\n"


def supposed_lines(supposed: Sequence[Alteration], overlays: Sequence[Overlay]) -> list[str]:
    """The overlays by name, and what they suppose, item by item."""
    lines = []
    for overlay in overlays:
        named = f": {overlay.name}" if overlay.name != SETTINGS else " moreover" if len(overlays) > 1 else ""
        lines += filled(f"What if{named}" + (f" ({overlay.about.strip()})" if overlay.about.strip() else ""), "")
    if not supposed:
        lines.append("  Nothing is otherwise.")
    for each in supposed:
        cited = f"{cite(each.citation)}; " if each.citation and each.citation.paragraphs else ""
        where = f"  [{cited}{_short(each.place.source)}:{each.place.start.line}]"
        lines += filled(f"{_supposed(each)}{where}", "  ")
    return lines


def _supposed(each: Alteration) -> str:
    """'first_latest (Latest time …): 6 months instead of 9 months'."""
    label = f" ({each.words})" if each.words not in (each.name, spoken(each.name)) else ""
    match each.sort, each.before, each.after:
        case "event", "", after:
            return f"with a further {each.words}" + (f": {after}" if after else "")
        case "event", _, "":
            return f"without {each.words}"
        case "event", _, after:
            return f"{each.words}, but {after}"
        case (("parameter" | "reading" | "fact"), before, after) if after:
            return f"{each.name}{label}: {after}" + (f" instead of {before}" if before else "")
        case sort, _, "":
            return f"without the {sort} '{each.name}'"
        case sort, "", _:
            return f"with a further {sort} '{each.name}'{label}"
        case sort, _, _:
            return f"with another {sort} '{each.name}'{label}"


def _count(before: Outcome, found: Sequence[Difference]) -> str:
    if not found:
        return "No answer would differ."
    stay = unchanged(before, found)
    differ = f"{len(found)} answer{'s' if len(found) > 1 else ''} would differ"
    same = f"stay as {'it is' if stay == 1 else 'they are'}"
    return f"{differ}; {stay or 'none'} of the states, decisions and norms would {same}."


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two sides: its framework, and the labels of the overlays' files."""

    framework: ir.Framework
    sources: frozenset[str]

    @property
    def words(self) -> Words:
        return Words(self.framework)

    def title(self, answer: Answer) -> str:
        """What an answer is about."""
        framework, words = self.framework, self.words
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
            value = self._moved(answer, than) if isinstance(answer, NormAnswer) else " or ".join(names)
            if isinstance(answer, StateAnswer) and answer.since:
                value += f", since {day(answer.since)}"
            return [f"{value or 'nothing to decide on'}{self._cited(answer.citation)}", *ways(answer.possible, names)]
        return [self._plain(answer) if answer is not None else _absent(than)]

    def _names(self, answer: StateAnswer | DecisionAnswer | NormAnswer) -> list[str]:
        match answer:
            case StateAnswer(lifecycle=name):
                lifecycle = self.framework.lifecycles[name]
                return [titled(lifecycle.state(each.value).label, each.value) for each in answer.possible]
            case DecisionAnswer():
                return [spoken(each.value) for each in answer.possible]
            case NormAnswer():
                return [each.value for each in answer.possible]

    def _moved(self, norm: NormAnswer, than: Answer | None) -> str:
        """How a norm stands; where its window has moved, by how much."""
        parts = []
        if isinstance(than, NormAnswer) and Status.VOID not in (norm.status, than.status):
            for words, mine, theirs in (("begins", norm.earliest, than.earliest), ("ends", norm.latest, than.latest)):
                if mine and theirs and mine != theirs:
                    parts.append(f"{words} {_days(mine, theirs)}")
        return standing(norm, self.framework.rules[norm.name]) + (f" ({', '.join(parts)})" if parts else "")

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
                return f"for {', '.join(lowered(self.words.label_of(name)) for name in answer.wanted_by)}"
            case TurnsOn():
                labels = dict(self.framework.readings[answer.reading].alternatives)
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


def _absent(than: Answer | None) -> str:
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


def _difference(each: Difference, sides: tuple[_Side, _Side]) -> list[str]:
    """An answer that differs, as it is and as it would be."""
    mine, theirs = each.before, each.after
    title = sides[0 if mine is not None else 1].title(each.either)
    lines = filled(title, "")
    said = [
        norm_text(answer, side.framework, side.words) if isinstance(answer, NormAnswer) else ""
        for answer, side in zip((mine, theirs), sides, strict=True)
    ]
    shared = len({words for words in said if words}) == 1
    if shared:
        lines += filled(next(words for words in said if words), "  ")
    if each.aspects == ("possible",) and _values(mine) == _values(theirs):
        lines += filled("the same remains possible, and hangs on something else", "  ")
    for lead, answer, other, side, words in (
        ("is", mine, theirs, sides[0], said[0]),
        ("would be", theirs, mine, sides[1], said[1]),
    ):
        first, *more = side.lines(answer, other if answer is None or lead == "would be" else None)
        under = "" if answer is None or not isinstance(answer, NormAnswer) or shared else f"{words}: "
        if isinstance(answer, NormAnswer) and isinstance(other, NormAnswer) and answer.view is not other.view:
            under = f"{answer.view.value}: {under}"
        lines += filled(f"{lead:<8}  {under}{first}", "  ")
        lines += [f"  {line}" for line in more]
    return lines


def _values(answer: Answer | None) -> list[str]:
    """What remains possible."""
    if isinstance(answer, (StateAnswer, DecisionAnswer, NormAnswer)):
        return [each.value for each in answer.possible]
    return []


def _days(mine: dt.date, theirs: dt.date) -> str:
    by = (mine - theirs).days
    return f"{abs(by)} day{'s' if abs(by) > 1 else ''} {'later' if by > 0 else 'earlier'}"


def _items(items: Sequence[ItemAnswer]) -> str:
    named = [f"{spoken(each.name)}{' (perhaps)' if each.needed is Seen.UNKNOWN else ''}"
             for each in items if each.needed is not Seen.NO]  # fmt: skip
    return ", ".join(named) or "nothing"


def _short(source: str) -> str:
    return source.rsplit("/", 1)[-1]
