"""A what-if question about one case, answered: what its texts, pages and tables are made of, so that they agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...dsl.overlay import Overlay
from ...engine.chain import Mode
from ...engine.outcome import DecisionAnswer, NormAnswer, Outcome, StateAnswer
from ...engine.reasons.steps import Derivation
from ...engine.whatif.alterations import Alteration
from ...engine.whatif.differences import Answer, Difference
from ...engine.whatif.reasons import Reasons
from ..plain import day
from ..timeline.chart import Change
from .half import Half


@dataclass(frozen=True, slots=True)
class Supposed:
    """The answers of baseline and scenario, what was supposed, what differs, and how much of the reasons is told."""

    outcomes: tuple[Outcome, Outcome]
    derivations: tuple[Derivation, Derivation]
    alterations: Sequence[Alteration]
    found: Sequence[Difference]
    overlays: Sequence[Overlay]
    told: Reasons

    @property
    def sides(self) -> tuple[Half, Half]:
        """Both sides, fit to be told."""
        sources = frozenset(label for each in self.overlays for label in each.sources)
        before, after = self.outcomes
        return Half(before, sources), Half(after, sources)


def heading(outcome: Outcome) -> list[str]:
    """Of whom, of which day and under which framework is told."""
    manifest = outcome.framework.manifest
    subject = f"{outcome.name} (URN {outcome.subject})" if outcome.name else f"URN {outcome.subject}"
    lines = [subject, f"as of {day(outcome.as_of)}, under {manifest.title} ({manifest.full_id})"]
    if outcome.known_by not in (None, outcome.as_of):
        lines.append(f"by what was on record on {day(outcome.known_by)}")
    if not outcome.in_force and outcome.mode is Mode.AS_IF:
        lines.append("Note: this framework is not in force on that day. The answers are as if it were.")
    return lines


@dataclass(frozen=True, slots=True)
class Told:
    """A difference in words: what it is about, what both sides share, and what each says, the first line first."""

    title: str
    shared: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    change: Change


def told(each: Difference, sides: tuple[Half, Half]) -> Told:
    """An answer that differs, as it is and as it would be."""
    mine, theirs = each.before, each.after
    said = [side.norm(answer) for answer, side in zip((mine, theirs), sides, strict=True)]
    one = len({words for words in said if words}) == 1
    shared = [next(words for words in said if words)] if one else []
    if each.aspects == ("possible",) and _values(mine) == _values(theirs):
        shared.append("the same remains possible, and hangs on something else")
    lines: list[tuple[str, ...]] = []
    for answer, other, side, words in ((mine, theirs, sides[0], said[0]), (theirs, mine, sides[1], said[1])):
        first, *more = side.lines(answer, other if answer is None or side is sides[1] else None)
        under = "" if not isinstance(answer, NormAnswer) or one else f"{words}: "
        if isinstance(answer, NormAnswer) and isinstance(other, NormAnswer) and answer.view is not other.view:
            under = f"{answer.view.value}: {under}"
        lines.append((f"{under}{first}", *more))
    title = sides[0 if mine is not None else 1].title(each.either)
    return Told(title, tuple(shared), lines[0], lines[1], change_of(each))


def change_of(each: Difference) -> Change:
    """How an answer differs: it is new, it is gone, its days alone have moved, or it has changed."""
    if each.before is None or each.after is None:
        return Change.NEW if each.before is None else Change.GONE
    return Change.MOVED if each.aspects and set(each.aspects) <= _DAYS else Change.CHANGED


_DAYS = {"earliest", "latest", "met_on", "since", "clock", "citation"}
"""The parts of an answer that are days, and what is cited for them."""


def _values(answer: Answer | None) -> list[str]:
    """What remains possible."""
    if isinstance(answer, (StateAnswer, DecisionAnswer, NormAnswer)):
        return [each.value for each in answer.possible]
    return []
