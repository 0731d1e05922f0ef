"""The rules of a picture: hung on the states in which they live, in few words, as many of each as there is room for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..dsl.ast import Modality, Strength
from ..dsl.words import modality
from .parts import Hung, Kind, Node, RuleRow, Stroke
from .plain import clean, counted
from .rows import cited, exception_line, lines, where

if TYPE_CHECKING:
    from ..engine.graph import RuleNode

WHATEVER = "Whatever the state"


@dataclass(frozen=True, slots=True)
class Room:
    """How many rules are told of each state, and of those that live whatever the state."""

    state: int
    whatever: int


def hung_rules(
    rules: Iterable[RuleNode],
    rows: Mapping[str, RuleRow],
    drawn: Mapping[str, str],
    labels: Mapping[str, str],
    room: Room,
) -> dict[str, tuple[tuple[Hung, ...], str]]:
    """For each state that is drawn the rules that hang on it, and in words how many more there are.

    `drawn` has the lifecycle of each state, `labels` what the lifecycles are called. A rule that needs states of
    several lifecycles at once hangs on those of the first that is drawn, lest it be told twice; the states of the
    others say how many such rules need them. First come the rules that give a time, the soonest first; then the others,
    the most binding first.
    """
    held: dict[str, list[RuleNode]] = {}
    needed: dict[str, Counter[str]] = {}
    for rule in rules:
        here = homes(rule, drawn)
        for state in here:
            held.setdefault(state, []).append(rule)
        for state in rule.lives_in if here else ():
            if state in drawn and state not in here:
                needed.setdefault(state, Counter())[drawn[here[0]]] += 1
    found = {state: _told(state, each, rows, room.state) for state, each in held.items()}
    for state, counts in needed.items():
        told, more = found.get(state, ((), ""))
        elsewhere = (
            f"{counted(number, 'rule')} of '{labels[lifecycle]}' {'needs' if number == 1 else 'need'} this state, too"
            for lifecycle, number in counts.items()
        )
        found[state] = told, "; ".join(filter(None, (more, *elsewhere)))
    return found


def homes(rule: RuleNode, drawn: Mapping[str, str]) -> tuple[str, ...]:
    """The states on which a rule hangs."""
    states = tuple(state for state in rule.lives_in if state in drawn)
    return states if rule.either else tuple(state for state in states if drawn[state] == drawn[states[0]])


def whatever(rules: Iterable[RuleNode], rows: Mapping[str, RuleRow], room: Room) -> tuple[Node, ...]:
    """A box for the rules that live whatever the state; none where there are none, or no room for them."""
    found = list(rules)
    if not found or not room.whatever:
        return ()
    told, more = _told("whatever", found, rows, room.whatever)
    tooltip = lines(f"{WHATEVER}: {counted(len(found), 'rule')}")
    return (Node("rules-whatever", Kind.RULES, WHATEVER, (), tooltip, rules=told, more=more),)


def beside(norms: tuple[Hung, ...], more: str) -> tuple[Node, ...]:
    """A box for the norms of a school that hang on no state that is drawn; none where there are none."""
    return (Node("rules-whatever", Kind.RULES, WHATEVER, (), lines(WHATEVER), rules=norms, more=more),) if norms else ()


def manner(norm: Modality) -> tuple[Stroke, bool]:
    """How the line of a rule is drawn, and whether it ends in a bar. What need not be done is not forbidden."""
    match norm.strength:
        case Strength.MUST | Strength.WILL:
            return Stroke.SOLID if norm.softened else Stroke.BOLD, norm.negated
        case Strength.SHOULD:
            return Stroke.DASHED, norm.negated
        case Strength.MAY:
            return Stroke.DOTTED, norm.negated
        case Strength.NEED:
            return Stroke.DOTTED, False


def _told(state: str, rules: list[RuleNode], rows: Mapping[str, RuleRow], most: int) -> tuple[tuple[Hung, ...], str]:
    ordered = sorted(rules, key=_rank)
    shown = ordered if len(ordered) <= most + 1 else ordered[:most]
    rest = len(ordered) - len(shown)
    hung = tuple(_hung(state, rule, rows[rule.id]) for rule in shown)
    return hung, f"and {counted(rest, 'more rule')}" if rest else ""


_BINDING = (Stroke.BOLD, Stroke.SOLID, Stroke.DASHED, Stroke.DOTTED)


def _rank(rule: RuleNode) -> tuple[bool, bool, float, int]:
    stroke, _ = manner(rule.modality)
    return not rule.due, rule.days is None, rule.days or 0, _BINDING.index(stroke)


def _hung(state: str, rule: RuleNode, row: RuleRow) -> Hung:
    stroke, bar = manner(rule.modality)
    said = said_of(clean(rule.actor), modality(rule.modality), row.label, bar=bar)
    return Hung(
        f"rule-{rule.id}-{state}", rule.id, said, clean(rule.due), cited(rule.citation), stroke, bar, _said(rule, row),
        row.actor, rule.citation.paragraphs,
    )  # fmt: skip


def said_of(actor: str, modality: str, label: str, *, bar: bool) -> str:
    """Who is to do what, in few words. What a ban is called often says 'no' or 'not' itself: it stands first then."""
    return f"{label} ({actor} {modality})" if bar else f"{actor} {modality}: {label}"


def _said(rule: RuleNode, row: RuleRow) -> tuple[str, ...]:
    return lines(
        row.label,
        f"{row.norm}{f', {row.window}' if row.window else ''}",
        f"for {row.scope}" if row.scope and not row.scope.startswith("while ") else clean(row.scope),
        f"lives in {row.lives_in}" if row.lives_in else "",
        *map(exception_line, row.exceptions),
        where(rule.citation),
    )
