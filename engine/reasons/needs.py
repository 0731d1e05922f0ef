"""What one would need to know: the missing things, those first that settle most, found by asking the engine.

Each missing thing is given each value that it may have, one for each class, and the whole case is answered anew. What
is then decided under every value is settled whatever the answer is; what is decided under some may be settled.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from ...dsl import ir
from .. import groups as g
from ..deeming import kinds_of
from ..evaluate import evaluations, outcome_of
from ..history import Case, Dated, Spell, effective_day
from ..life import Status
from ..merge import merged
from ..outcome import Missing, Outcome
from ..phrases import Phrases
from ..record import recorded
from ..settings import Settings
from .changes import Change, FactTo, FieldTo, changed
from .classes import Classes
from .derive import heading_of
from .steps import Heading
from .targets import ANSWER

LIMIT = 100_000
"""What the answers may cost, counted as for `--why-not`, before nothing more is tried."""


@dataclass(frozen=True, slots=True, order=True)
class Open:
    """An answer that is not decided: of which clause, under which heading (norms), for which event."""

    name: str
    view: str = ""
    instance: str = ""
    citation: ir.Citation | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that is not known: its name, in words, and each class of values with a change that gives it one.

    `weights`: how many values each class has.
    """

    name: str
    words: str
    changes: tuple[Change, ...]
    weights: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Settling:
    """Things to ask for together, and the answers that are settled by it: whatever the answer is, or with some.

    `expected`: how many answers it settles on average, each value being as likely as any other.
    """

    things: tuple[Thing, ...]
    surely: tuple[Open, ...]
    perhaps: tuple[Open, ...]
    expected: Fraction


@dataclass(frozen=True, slots=True)
class Needs:
    """The open answers, and what would settle them, most first; pairs where nothing alone settles an answer.

    `others`: what is missing and cannot be weighed, since it is a day or an event that may not be on record, or settles
    nothing by itself or with one other. `exhausted`: not everything was tried.
    """

    heading: Heading
    only: str
    open: tuple[Open, ...]
    singly: tuple[Settling, ...]
    pairs: tuple[Settling, ...]
    others: tuple[Missing, ...]
    asked: int
    exhausted: bool


def needs(
    compiled: g.Compiled,
    case: Case,
    as_of: dt.date,
    settings: Settings,
    only: str = "",
    known_by: dt.date | None = None,
) -> Needs:
    """What would settle the open answers of a case; `only`: those of the clause of that name.

    `known_by`: the day whose record of the case is asked (None: that of `as_of`).
    """
    case = recorded(case, compiled.framework, as_of, known_by or as_of).case
    work = next(evaluations(compiled, case, as_of, settings))
    before = outcome_of(compiled, case, as_of, settings)
    opened = tuple(each for each in open_answers(before) if only in ("", each.name))
    wanted = tuple(each for each in before.missing if not only or only in each.wanted_by)
    weigher = _Weigher(compiled, case, as_of, settings, opened)
    things = _things(compiled, case, as_of, work.phrases, {each.name for each in wanted}) if opened else ()
    ranked = weigher.ranked(((thing,) for thing in things), set(opened))
    touched = {each for settling in ranked for each in (*settling.surely, *settling.perhaps)}
    pairs = weigher.ranked(itertools.combinations(things, 2), set(opened) - touched)
    told = {thing.name for settling in (*ranked, *pairs) for thing in settling.things}
    others = tuple(each for each in wanted if each.name not in told)
    return Needs(heading_of(work), only, opened, ranked, pairs, others, weigher.asked, weigher.exhausted)


def open_answers(outcome: Outcome) -> tuple[Open, ...]:
    """The answers that are not decided."""
    found = [Open(each.lifecycle, citation=each.citation) for each in outcome.states if each.value is None]
    found += [Open(each.name, citation=each.citation) for each in outcome.decisions if len(each.possible) > 1]
    for norm in outcome.norms:
        if len(norm.possible) > 1 or norm.status is Status.UNDETERMINED:
            instance = norm.instance.day.isoformat() if norm.instance and norm.each else ""
            stretch = norm.earliest.isoformat() if norm.tally and norm.earliest else ""
            found.append(Open(norm.name, norm.view.value, instance or stretch, norm.citation))
    return tuple(dict.fromkeys(found))


def _rank(settling: Settling) -> tuple[int, Fraction, tuple[str, ...]]:
    return -len(settling.surely), -settling.expected, tuple(each.words for each in settling.things)


@dataclass(slots=True)
class _Weigher:
    compiled: g.Compiled
    case: Case
    as_of: dt.date
    settings: Settings
    opened: tuple[Open, ...]
    asked: int = 0
    cost: int = 0
    exhausted: bool = False
    _known: dict[tuple[Change, ...], frozenset[Open]] = field(default_factory=dict)

    def settling(self, things: tuple[Thing, ...]) -> Settling:
        """Which of the open answers things settle together."""
        total, weight = dict.fromkeys(self.opened, 0), 0
        for chosen in itertools.product(*(range(len(thing.changes)) for thing in things)):
            changes = tuple(thing.changes[n] for thing, n in zip(things, chosen, strict=True))
            times = 1
            for thing, n in zip(things, chosen, strict=True):
                times *= thing.weights[n]
            weight += times
            for each in set(self.opened) - self._open(changes):
                total[each] += times
        return Settling(
            things,
            tuple(each for each in self.opened if total[each] == weight),
            tuple(each for each in self.opened if 0 < total[each] < weight),
            Fraction(sum(total.values()), weight),
        )

    def ranked(self, sets: Iterable[tuple[Thing, ...]], wanted: set[Open]) -> tuple[Settling, ...]:
        """The sets of things that settle some of these answers, most first."""
        found: list[Settling] = []
        for things in sets if wanted else ():
            if self.cost >= LIMIT:
                self.exhausted = True
                break
            settling = self.settling(things)
            surely = tuple(each for each in settling.surely if each in wanted)
            perhaps = tuple(each for each in settling.perhaps if each in wanted)
            if surely or perhaps:
                found.append(Settling(things, surely, perhaps, settling.expected))
        return tuple(sorted(found, key=_rank))

    def _open(self, changes: tuple[Change, ...]) -> frozenset[Open]:
        if changes not in self._known:
            self.asked += 1
            case = changed(self.case, changes)
            works = tuple(evaluations(self.compiled, case, self.as_of, self.settings))
            outcome = merged([each.outcome() for each in works], [each.known.history for each in works])
            self.cost += sum(ANSWER + each.course.size for each in works)
            self._known[changes] = frozenset(open_answers(outcome))
        return self._known[changes]


def _things(compiled: g.Compiled, case: Case, as_of: dt.date, phrases: Phrases, missing: set[str]) -> tuple[Thing, ...]:
    """The facts and fields that are not known and of which some are missing, with the values that they may have."""
    framework, classes = compiled.framework, Classes.of(compiled)
    found: list[Thing] = []
    for name in framework.facts:
        fact, spells = framework.facts[name], case.facts.get(name, ())
        begun = [each for each in spells if each.begins is None or each.begins <= as_of]
        if name not in missing or not fact.domain or any(each.value is not None for each in begun[-1:]):
            continue
        if spells and not begun:
            continue  # it has a day from which it holds: what it was before is no single value
        split = classes.split((None,), name, fact.domain)
        words = phrases.missing(ir.FactTerm(name, fact.domain), None)[1]
        since = begun[-1].begins if begun else None
        changes = tuple(FactTo(name, (*begun[:-1], Spell(each[0], since))) for each in split)
        found.append(Thing(name, words, changes, tuple(map(len, split))))
    for at, event in enumerate(case.events):
        day = effective_day(event, framework)
        if day is None or day > as_of:
            continue
        kinds = tuple(kinds_of(framework, event.event))
        for spec in framework.events[event.event].fields:
            if spec.name not in missing or event.value(spec) is not None or not spec.domain:
                continue
            split = classes.split(kinds, spec.name, spec.domain)
            term = ir.FieldTerm(ir.It(), event.event, spec.name, spec.domain)
            words = phrases.missing(term, Dated(at, day, event))[1]
            values = tuple(FieldTo(at, spec.name, each[0]) for each in split)
            found.append(Thing(spec.name, words, values, tuple(map(len, split))))
    return tuple(sorted(found, key=lambda each: each.words))
