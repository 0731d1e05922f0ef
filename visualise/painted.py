"""One school in the picture of a framework: where it is and was, the way it took, what runs, and what may follow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..dsl.words import Words, cite
from ..engine.life import Status
from ..engine.outcome import NormAnswer, Outcome
from ..engine.path import Onward, Passage, Way
from .answer import about, standing
from .hung import homes, manner, said_of
from .parts import Hung, PathRow, Presence
from .plain import clean, counted, day, listed
from .rows import lines, where

if TYPE_CHECKING:
    from ..engine.graph import RuleNode, StateGraph

_RUNS = (Status.OVERDUE, Status.OPEN, Status.NOT_YET_OPEN, Status.APPLIES, Status.UNDETERMINED)
_PAST = len(_RUNS)
_IDLE = (Status.VOID, Status.NOT_ARISING, Status.CLOSED)


@dataclass(frozen=True, slots=True)
class Painting:
    """What a picture tells of one school: the answer, and the way through each lifecycle."""

    outcome: Outcome
    ways: tuple[Way, ...]

    def subject(self) -> str:
        """Whose picture it is, and of which day."""
        urn = f"URN {self.outcome.subject}"
        name = f"{self.outcome.name} ({urn})" if self.outcome.name else urn
        return clean(f"{name} as of {day(self.outcome.as_of)}")

    def presence(self, state: str) -> tuple[Presence, str]:
        """Whether the school is, may be or was in a state (`lifecycle.state`), and when, in words."""
        lifecycle, _, name = state.partition(".")
        way = self._way(lifecycle)
        if name in way.states:
            if len(way.states) > 1:
                return Presence.PERHAPS, "perhaps here"
            since = f"since {day(way.since)}" if way.since else "from the start" if not way.passages else ""
            return Presence.HERE, f"here now {since}".strip()
        stays = [_stay(one, other) for one, other in _stays(way, name)]
        return (Presence.WAS, f"was here {listed(tuple(stays))}") if stays else (Presence.NEVER, "")

    def taken(self, transition: str, source: str) -> tuple[Passage, ...]:
        """When a transition was taken from a state."""
        lifecycle, _, name = source.partition(".")
        found = (each for each in self._way(lifecycle).passages if each.transition == transition)
        return tuple(each for each in found if each.source == name)

    def next(self, lifecycle: str, transition: str) -> tuple[Onward, ...]:
        """How a transition may be taken next."""
        return tuple(each for each in self._way(lifecycle).onward if each.transition == transition)

    def _way(self, lifecycle: str) -> Way:
        found = (each for each in self.ways if each.lifecycle == lifecycle)
        return next(found, Way(lifecycle, (), None, (), ()))

    # Norms

    def hung(
        self, rules: Iterable[RuleNode], drawn: Mapping[str, str], most: int
    ) -> dict[str, tuple[tuple[Hung, ...], str]]:
        """The norms of the answer for each state that is drawn in which the school is or may be, and in words how many
        more than `most` there are; under '' those that hang on no such state."""
        nodes = {rule.id: rule for rule in rules}
        present = {f"{way.lifecycle}.{state}" for way in self.ways for state in way.states}
        found: dict[str, list[Hung]] = {}
        for norm in sorted(self.outcome.norms, key=_urgency):
            if norm.under or norm.name not in nodes or norm.status in _IDLE:
                continue
            rule = nodes[norm.name]
            states = [state for state in homes(rule, drawn) if self._holds(state, present)]
            if not states and rule.lives_in and not set(rule.lives_in) & drawn.keys():
                continue
            for state in states or [""]:
                found.setdefault(state, []).append(self._hung(norm, rule, state or "whatever"))
        return {
            state: (tuple(hung[:most]), f"and {counted(len(hung) - most, 'more rule')}" if len(hung) > most else "")
            for state, hung in found.items()
        }

    def _holds(self, state: str, present: set[str]) -> bool:
        """Whether the school may be in a state, perhaps in one inside it."""
        lifecycle, _, name = state.partition(".")
        inside = self.outcome.framework.lifecycles[lifecycle].within(name)
        return any(f"{lifecycle}.{leaf}" in present for leaf in inside)

    def _hung(self, norm: NormAnswer, rule: RuleNode, state: str) -> Hung:
        framework = self.outcome.framework
        clause, words = framework.rules[norm.name], Words(framework)
        stroke, bar = manner(clause.modality)
        told = clean(standing(norm, clause))
        said = said_of(clean(rule.actor), norm.modality, clean(rule.label), bar=bar)
        title = f"{rule.label}{about(norm.instance, words)}"
        tooltip = lines(title, said, told, where(norm.citation))
        cited = clean(cite(norm.citation))
        paragraphs = norm.citation.paragraphs
        name = f"norm-{norm.name}-{state}"
        return Hung(name, norm.name, said, told, cited, stroke, bar, tooltip, clean(rule.actor), paragraphs)

    # In rows

    def path(self, graph: StateGraph, numbers: Mapping[str, str]) -> Iterator[PathRow]:
        """The way that was taken and what may follow, in rows."""
        words = Words(self.outcome.framework)
        for part in graph.lifecycles:
            label = {state.name: clean(state.label) for state in part.states}
            moves = {each.id: each for each in part.transitions}
            if not moves.keys() & numbers.keys():
                continue
            for each in self._way(part.id).passages:
                move = moves[each.transition]
                when = day(each.day) if each.day else "on a day that is not known"
                yield PathRow(
                    clean(part.label), when if each.certain else f"perhaps {when}", numbers[each.transition],
                    label[each.source], clean(move.trigger), label[each.target], clean(cite(move.citation)), True,
                )  # fmt: skip
            for onward in self._way(part.id).onward:
                move = moves[onward.transition]
                by = f" ({clean(words.label_of(onward.rule))})" if onward.rule else ""
                yield PathRow(
                    clean(part.label), f"{expected(onward)}{by}", numbers[onward.transition], label[onward.source],
                    clean(move.trigger), label[onward.target], clean(cite(move.citation)), False,
                )  # fmt: skip


def expected(onward: Onward) -> str:
    """By when a transition may be taken: 'by 11 August 2025'."""
    match onward:
        case Onward(earliest=dt.date() as one, latest=dt.date() as other) if one == other:
            return f"on {day(one)}"
        case Onward(earliest=dt.date() as one, latest=dt.date() as other):
            return f"{day(one)} to {day(other)}"
        case Onward(latest=dt.date() as other):
            return f"by {day(other)}"
        case Onward(earliest=dt.date() as one):
            return f"from {day(one)}"
        case _:
            return "at any time"


def _stays(way: Way, state: str) -> Iterator[tuple[Passage | None, Passage]]:
    """When a lifecycle came into a state (None: it began there) and left it."""
    came: Passage | None = None
    inside = bool(way.passages) and way.passages[0].source == state
    for each in way.passages:
        if inside and each.source == state and each.target != state:
            yield came, each
            inside = False
        if each.target == state and not inside:
            came, inside = each, True


def _stay(came: Passage | None, left: Passage) -> str:
    until = f"until {day(left.day)}" if left.day else "until a day that is not known"
    since = f"from {day(came.day)} " if came is not None and came.day else ""
    perhaps = "" if left.certain and (came is None or came.certain) else "perhaps "
    return f"{perhaps}{since}{until}"


def _urgency(norm: NormAnswer) -> tuple[int, dt.date, str]:
    rank = _RUNS.index(norm.status) if norm.status in _RUNS else _PAST
    return rank, norm.latest or dt.date.max, norm.name
