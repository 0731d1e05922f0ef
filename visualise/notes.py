"""The notes of a picture: its rules, each by itself or many in a list, and which states they are tied to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..dsl.ast import Modality, Strength
from ..dsl.words import modality
from .parts import LEGEND, Kind, Mark, Node, RuleRow, Stroke
from .plain import clean, clipped, counted
from .rows import cited, exception_line, lines, where
from .theme import LISTED, LISTED_WIDTH, NOTES

if TYPE_CHECKING:
    from ..engine.graph import RuleNode

WHATEVER = "whatever the state"


@dataclass(frozen=True, slots=True)
class Note:
    """A box for one rule or several of one manner; `ties` are the states (`lifecycle.state`) that it is tied to.

    The box has as id what is to be made its id.
    """

    box: Node
    ties: tuple[str, ...]
    stroke: Stroke
    bar: bool


def notes_of(rules: tuple[RuleNode, ...], rows: Mapping[str, RuleRow], drawn: frozenset[str]) -> tuple[Note, ...]:
    """The notes for rules whose rows are given by id, in a picture of the states `drawn`.

    A few rules have a note each. Of many, those of one manner that live in the same states share one, a list. Rules
    that live whatever the state are one list, tied to nothing.
    """
    tied = [(rule, tuple(state for state in rule.lives_in if state in drawn)) for rule in rules]
    groups: dict[tuple[tuple[str, ...], Stroke, bool], list[RuleNode]] = {}
    for rule, ties in tied:
        if ties:
            groups.setdefault((ties, *manner(rule.modality)), []).append(rule)
    single = sum(map(len, groups.values())) <= NOTES
    notes: list[Note] = []
    for (ties, stroke, bar), members in groups.items():
        if single or len(members) == 1:
            notes += [Note(_one(rule, rows[rule.id]), ties, stroke, bar) for rule in members]
        else:
            title = f"{LEGEND[Mark.BAR if bar else Mark(stroke.value)]}: {counted(len(members), 'rule')}"
            notes.append(Note(_many(f"rules-{members[0].id}", title, members, rows, False), ties, stroke, bar))
    free = [rule for rule, ties in tied if not ties]
    if free:
        title = f"{WHATEVER}: {counted(len(free), 'rule')}"
        notes.append(Note(_many("rules-whatever", title, free, rows, True), (), Stroke.SOLID, False))
    return tuple(notes)


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


def _one(rule: RuleNode, row: RuleRow) -> Node:
    said = f"{modality(rule.modality)}{f': {row.window}' if row.window else ''}"
    exceptions = counted(len(row.exceptions), "exception") if row.exceptions else ""
    small = (said, ", ".join(filter(None, (cited(rule.citation), exceptions))))
    return Node(f"rule-{rule.id}", Kind.RULE, row.label, tuple(filter(None, small)), _said(rule, row))


def _many(name: str, title: str, rules: list[RuleNode], rows: Mapping[str, RuleRow], strength: bool) -> Node:
    shown = rules if len(rules) <= LISTED else rules[: LISTED - 1]
    small = [
        clipped(f"{f'{modality(rule.modality)}: ' if strength else ''}{rows[rule.id].label}", LISTED_WIDTH)
        for rule in shown
    ]
    if len(shown) < len(rules):
        small.append(f"and {len(rules) - len(shown)} more, which the table has")
    tooltip = lines(title, *(f"{rows[rule.id].label}: {_norm(rows[rule.id])}" for rule in rules))
    return Node(name, Kind.RULES, title, tuple(small), tooltip)


def _norm(row: RuleRow) -> str:
    return f"{row.norm}{f', {row.window}' if row.window else ''}"


def _said(rule: RuleNode, row: RuleRow) -> tuple[str, ...]:
    return lines(
        row.label,
        _norm(row),
        f"for {row.scope}" if row.scope and not row.scope.startswith("while ") else clean(row.scope),
        f"lives in {row.lives_in}" if row.lives_in else "",
        *map(exception_line, row.exceptions),
        where(rule.citation),
    )
