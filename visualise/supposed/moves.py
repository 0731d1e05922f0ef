"""A what-if question about a table as text: how many schools go from what to what, and how days move."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...dsl import ir
from ...dsl.overlay import Overlay
from ...dsl.words import spoken, titled
from ...engine.whatif.alterations import Alteration
from ...engine.whatif.spread import spread
from ...engine.whatif.table import Beside, Said, Shift, Turn, Unit
from ..plain import day
from .lines import supposed_lines

SHOWN = 12
"""How many moves of one answer are told; the rest is counted."""

NONE = "none"
"""What is said where an answer does not arise."""

ENDS = {
    "latest": "last day",
    "earliest": "first day",
    "done": "day of the act",
    "since": "day since which it is so",
    "on": "day of what is decided on",
}


def moves_text(
    found: Beside,
    frameworks: tuple[ir.Framework, ir.Framework],
    supposed: Sequence[Alteration],
    overlays: Sequence[Overlay],
    as_of: dt.date,
) -> str:
    """The summary, ready to print."""
    manifest = frameworks[0].manifest
    lines = [
        f"as of {day(as_of)}, under {manifest.title} ({manifest.full_id})",
        "",
        *supposed_lines(supposed, overlays),
        "",
        counted_schools(found),
    ]
    for each in answers_moved(found, frameworks):
        lines += ["", each.title]
        lines += [f"  {schools:>8,}  {words}" for schools, words in each.moves]
        lines += [f"            {words}" for words in each.days]
    return "\n".join(lines) + "\n"


def counted_schools(found: Beside) -> str:
    """For how many schools something would differ."""
    size, differ = found.surveys[0].population.size, int(found.differs.sum())
    told = f"something would differ for {differ:,}" if differ else "nothing would differ"
    return f"{size:,} schools surveyed; {told}"


@dataclass(frozen=True, slots=True)
class Moved:
    """An answer that differs for somebody: for how many schools what becomes what, and how its days move.

    `name`: of the clause.
    """

    name: str
    title: str
    moves: tuple[tuple[int, str], ...]
    days: tuple[str, ...]


def answers_moved(found: Beside, frameworks: tuple[ir.Framework, ir.Framework]) -> Iterator[Moved]:
    """Every answer that differs for somebody, in words."""
    shifts = {name: [each for each in found.shifts if each.name == name] for name in {s.name for s in found.shifts}}
    told: set[str] = set()
    for moves in found.units:
        name = moves.unit.name
        days = () if name in told else tuple(line for each in shifts.get(name, []) for line in _shift(each))
        told.add(name)
        tally, same = moves.tally, moves.same
        counted = tuple(_counted(tally, same, moves.unit, frameworks)) if tally or (days and same) else ()
        if counted or days:
            yield Moved(name, title_of(moves.unit, frameworks), counted, days)


def title_of(unit: Unit, frameworks: tuple[ir.Framework, ir.Framework]) -> str:
    """What an answer is called; of a norm also under which heading."""
    heading = "" if unit.part in ("state", "decision") else f", as a {unit.part}"
    return f"{labelled(unit.name, frameworks)}{heading}"


def labelled(name: str, frameworks: tuple[ir.Framework, ir.Framework]) -> str:
    """What a lifecycle, decision or rule is called, on the side that has it."""
    label = next((label for each in frameworks if (label := _label(name, each)) is not None), "")
    return titled(label, name)


def _label(name: str, framework: ir.Framework) -> str | None:
    found = framework.lifecycles.get(name) or framework.decisions.get(name) or framework.rules.get(name)
    return None if found is None else found.label


def in_words(
    pair: tuple[Said, Said], unit: Unit, frameworks: tuple[ir.Framework, ir.Framework], modal: bool
) -> tuple[str, str]:
    """What an answer is and what it would be; `modal`: with the modality of a norm."""
    first, second = (_said(each, unit, side, modal) for each, side in zip(pair, frameworks, strict=True))
    return first, second


def rebound(pair: tuple[Said, Said]) -> bool:
    """Whether a norm stays and binds otherwise, so that its modality is to be told."""
    before, after = pair
    return before.modality != after.modality and bool(before.possible and after.possible)


def _counted(
    tally: Sequence[tuple[Said, Said, int]], same: int, unit: Unit, frameworks: tuple[ir.Framework, ir.Framework]
) -> list[tuple[int, str]]:
    """The most frequent moves, and those for whom it stays."""
    told: Counter[str] = Counter()
    for before, after, schools in tally:
        pair = before, after
        told[" -> ".join(in_words(pair, unit, frameworks, rebound(pair)))] += schools
    listed = sorted(told.items(), key=lambda entry: (-entry[1], entry[0]))
    lines = [(schools, words) for words, schools in listed[:SHOWN]]
    if rest := listed[SHOWN:]:
        lines.append((sum(schools for _, schools in rest), f"in {len(rest)} further ways"))
    return [*lines, (same, "as it is")]


def _said(value: Said, unit: Unit, framework: ir.Framework, modal: bool) -> str:
    if not value.possible:
        return NONE
    lifecycle = framework.lifecycles.get(unit.name)
    labels = {} if lifecycle is None else {each.name: titled(each.label, each.name) for each in lifecycle.states}
    every = len(labels) if lifecycle else 0
    if every > 2 and len(value.possible) == every:
        return "cannot be told"
    listed = " or ".join(labels.get(each, spoken(each)) for each in value.possible)
    return f"{listed} ({value.modality})" if modal and value.modality else listed


def _shift(shift: Shift) -> list[str]:
    """'last day: 89 to 92 days earlier for 312 (half of them 91 or more)'."""
    parts = []
    moved = shift.by()
    for words, sign in (("earlier", -1), ("later", 1)):
        those = sorted((abs(days), schools) for days, schools in moved if days * sign > 0)
        found = spread(those)
        if found is not None:
            span = f"{found.least:,}" if found.least == found.most else f"{found.least:,} to {found.most:,}"
            middle = f", median {found.median:,}" if found.least != found.most else ""
            parts.append(f"{span} day{'' if found.most == 1 else 's'} {words} for {found.schools:,}{middle}")
    if shift.differs.any():
        for turn, words in ((Turn.GAINED, "new"), (Turn.LOST, "gone"), (Turn.UNKNOWN, "not known on one side")):
            schools = shift.count(turn, shift.differs)
            parts += [f"{words} for {schools:,}"] if schools else []
    return [f"{ENDS.get(shift.end, spoken(shift.end))}: {', '.join(parts)}"] if parts else []
