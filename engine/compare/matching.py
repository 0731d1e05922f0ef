"""Which clause of one framework is which of the other, and why one thinks so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ...dsl import ir
from ...dsl.concordance import Concept
from .found import Ground, Kind, Match, Unsure
from .likeness import ABOUT_EQUAL, IN_ONE_CONCEPT, SIMILAR, Likeness
from .naming import Names, Part

KINDS = (
    Kind.TYPE, Kind.GROUP, Kind.FACT, Kind.EVENT, Kind.DEFINITION, Kind.DECISION, Kind.JUDGEMENT, Kind.LIFECYCLE,
    Kind.PARAMETER, Kind.READING, Kind.GAP, Kind.RULE,
)  # fmt: skip
"""Kinds that are matched by name, in the order in which that is done: a rule is known by its events."""

PRIME = "'"
"""Behind a name of the second framework that the first uses for something else; no name of a file has it."""


def clauses(framework: ir.Framework, kind: Kind) -> Mapping[str, object]:
    """The clauses of a kind, by name."""
    match kind:
        case Kind.TYPE:
            return framework.domains
        case Kind.GROUP:
            return framework.groups
        case Kind.FACT:
            judged = framework.judgements
            return {name: each for name, each in framework.facts.items() if name not in judged}
        case Kind.EVENT:
            return framework.events
        case Kind.DEEMING:
            return {each.name: each for each in framework.deems}
        case Kind.DEFINITION:
            return framework.defines
        case Kind.DECISION:
            return framework.decisions
        case Kind.JUDGEMENT:
            return framework.judgements
        case Kind.LIFECYCLE:
            return framework.lifecycles
        case Kind.RULE:
            return framework.rules
        case Kind.PARAMETER:
            return framework.parameters
        case Kind.READING:
            return framework.readings
        case Kind.GAP:
            return framework.gaps
        case Kind.FRAMEWORK:
            return {}


def parts(framework: ir.Framework, kind: Kind, name: str) -> tuple[str, ...]:
    """What is named within a clause."""
    match kind:
        case Kind.TYPE:
            return framework.domains[name].values
        case Kind.EVENT:
            event = framework.events[name]
            own = (each.name for each in event.fields if not _judged(framework, name, each.name))
            return (*event.moments, *own)
        case Kind.DECISION:
            return framework.decisions[name].values
        case Kind.JUDGEMENT:
            judgement = framework.judgements[name]
            return (*judgement.values, *(each.name for each in judgement.signs))
        case Kind.LIFECYCLE:
            return tuple(each.name for each in framework.lifecycles[name].states)
        case Kind.RULE:
            return tuple(each.name for each in framework.rules[name].exceptions)
        case Kind.READING:
            return framework.readings[name].names
        case _:
            return ()


def _judged(framework: ir.Framework, event: str, field_name: str) -> bool:
    """Whether a field of an event is there for a judgement about it, or for one of its signs."""
    return any(
        field_name == name or any(sign.name == field_name for sign in each.signs)
        for name, each in framework.judgements.items()
        if each.about == event
    )


@dataclass(frozen=True, slots=True)
class Matching:
    """All matches of clauses and their parts, what is about equally like several, and the names that follow of them.

    `names`: those of the second framework by those of the first.
    """

    matches: tuple[Match, ...]
    unsure: tuple[Unsure, ...]
    names: Names

    def after(self, kind: Kind) -> dict[str, str]:
        """The clause of the second framework that each of the first is matched with."""
        return {each.before: each.after for each in self.matches if each.kind is kind and "." not in each.before}


def matched(
    before: ir.Framework,
    after: ir.Framework,
    concepts: tuple[Concept, ...] = (),
    known: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset()),
) -> Matching:
    """The clauses of two frameworks side by side.

    `known`: under which keys the concordance has the two frameworks. What a manifest says was called otherwise goes
    first. Between versions of one framework the same name comes next, and then the concordance; between frameworks of
    different bodies the other way about, since there a name that both use may mean two things.
    """
    worker = _Matcher(before, after, concepts, known)
    versions = before.manifest.id == after.manifest.id
    for kind in KINDS:
        worker.by_renaming(kind)
        for step in (worker.by_id, worker.by_concept) if versions else (worker.by_concept, worker.by_id):
            step(kind)
        worker.by_likeness(kind)
    return worker.matching()


@dataclass(slots=True)
class _Matcher:
    before: ir.Framework
    after: ir.Framework
    concepts: tuple[Concept, ...]
    known: tuple[frozenset[str], frozenset[str]]
    found: dict[tuple[Kind, str], Match] = field(default_factory=dict)
    taken: set[tuple[Kind, str]] = field(default_factory=set)
    unsure: list[Unsure] = field(default_factory=list)
    likeness: Likeness = field(init=False)

    def __post_init__(self) -> None:
        self.likeness = Likeness(self.before, self.after)

    def free(self, kind: Kind) -> tuple[list[str], list[str]]:
        """The clauses of a kind that are matched with nothing yet, by name."""
        here = sorted(name for name in clauses(self.before, kind) if (kind, name) not in self.found)
        there = sorted(name for name in clauses(self.after, kind) if (kind, name) not in self.taken)
        return here, there

    def take(self, match: Match) -> None:
        self.found[match.kind, match.before] = match
        self.taken.add((match.kind, match.after))
        if match.kind is Kind.EVENT:
            self.likeness.events[match.before] = match.after

    def by_renaming(self, kind: Kind) -> None:
        here, there = self.free(kind)
        for old, new in _renamings(self.before, self.after):
            if old in here and new in there:
                self.take(Match(kind, old, new, Ground.RENAMED))
                here.remove(old)
                there.remove(new)

    def by_id(self, kind: Kind) -> None:
        here, there = self.free(kind)
        for name in here:
            if name in there:
                self.take(Match(kind, name, name, Ground.SAME_ID))

    def by_concept(self, kind: Kind) -> None:
        """Of a concept, the first clause of the kind on each side; and such others as are alike at all."""
        for concept in self.concepts:
            free = self.free(kind)
            named = [[name for key in keys for name in concept.names(key)] for keys in self.known]
            first = [
                next((name for name in names if name in clauses(of, kind)), "")
                for names, of in zip(named, (self.before, self.after), strict=True)
            ]
            if first[0] in free[0] and first[1] in free[1] and self._one_way(kind, first[0], first[1]):
                self.take(Match(kind, first[0], first[1], Ground.CONCORDANCE, concept.name))
            free = self.free(kind)
            here, there = ([n for n in names if n in own] for names, own in zip(free, named, strict=True))
            for one, other, score in self._likely(kind, here, there, IN_ONE_CONCEPT):
                self.take(Match(kind, one, other, Ground.CONCORDANCE, concept.name, round(score, 2)))

    def _one_way(self, kind: Kind, first: str, second: str) -> bool:
        """Whether both ask for something, or neither does; what is no rule does not ask."""
        if kind is not Kind.RULE:
            return True
        return self.before.rules[first].modality.negated == self.after.rules[second].modality.negated

    def by_likeness(self, kind: Kind) -> None:
        if kind in (Kind.GROUP, Kind.GAP):
            return
        here, there = self.free(kind)
        pairs = self._pairs(kind, here, there, SIMILAR)
        for first, second, score in self._likely(kind, here, there, SIMILAR):
            rivals = [
                (one, other)
                for one, other, its in pairs
                if (one == first) != (other == second)
                and score - its <= ABOUT_EQUAL
                and (kind, one) not in self.found
                and (kind, other) not in self.taken
            ]
            if not rivals:
                self.take(Match(kind, first, second, Ground.SIMILAR, likeness=round(score, 2)))
                continue
            of_first = sorted({second, *(other for one, other in rivals if one == first)})
            if len(of_first) > 1:
                self.unsure.append(Unsure(kind, first, False, tuple(of_first)))
            else:
                of_second = sorted({first, *(one for one, other in rivals if other == second)})
                self.unsure.append(Unsure(kind, second, True, tuple(of_second)))

    def _pairs(self, kind: Kind, here: list[str], there: list[str], least: float) -> list[tuple[str, str, float]]:
        scored = ((first, second, self.likeness.of(kind, first, second)) for first in here for second in there)
        return sorted((each for each in scored if each[2] >= least), key=lambda each: (-each[2], each[0], each[1]))

    def _likely(self, kind: Kind, here: list[str], there: list[str], least: float) -> Iterator[tuple[str, str, float]]:
        """The likest pairs, each clause once."""
        used: set[tuple[bool, str]] = set()
        for first, second, score in self._pairs(kind, here, there, least):
            if (False, first) not in used and (True, second) not in used:
                used |= {(False, first), (True, second)}
                yield first, second, score

    # Parts

    def inner(self) -> Iterator[Match]:
        """The parts of matched clauses: those that were renamed, those of the same name, those that are alike."""
        renamed = dict(_renamings(self.before, self.after))
        for match in self.found.values():
            here = list(parts(self.before, match.kind, match.before))
            there = list(parts(self.after, match.kind, match.after))
            for name in list(here):
                new = renamed.get(f"{match.before}.{name}", "")
                owner, _, part = new.rpartition(".")
                if owner == match.after and part in there:
                    yield _inner(match, name, part, Ground.RENAMED)
                    here.remove(name)
                    there.remove(part)
            for name in list(here):
                if name in there:
                    yield _inner(match, name, name, Ground.SAME_ID)
                    here.remove(name)
                    there.remove(name)
            for first, second, score in self._like_parts(match, here, there):
                yield _inner(match, first, second, Ground.SIMILAR, round(score, 2))

    def _like_parts(self, match: Match, here: list[str], there: list[str]) -> list[tuple[str, str, float]]:
        """States and fields are alike by their labels, and in nothing else: other names say too little."""
        if match.kind not in (Kind.LIFECYCLE, Kind.EVENT):
            return []
        scored = sorted(
            (
                (first, second, self.likeness.text(_called(self.before, match.kind, match.before, first),
                                                   _called(self.after, match.kind, match.after, second)))
                for first in here for second in there
            ),
            key=lambda each: (-each[2], each[0], each[1]),
        )  # fmt: skip
        found: list[tuple[str, str, float]] = []
        for first, second, score in scored:
            if score >= SIMILAR and all(first != one and second != other for one, other, _ in found):
                found.append((first, second, score))
        return found

    def matching(self) -> Matching:
        inner = tuple(self.inner())
        taken = {name for kind in KINDS for name in clauses(self.before, kind)}
        names = Names(
            {each.after: each.before for each in self.found.values()},
            {_split(each.after): each.before.rpartition(".")[2] for each in inner},
        )
        for kind in KINDS:
            for name in self.free(kind)[1]:
                if name in taken:
                    names.clauses[name] = name + PRIME
        for match in self.found.values():
            mine = set(parts(self.before, match.kind, match.before))
            for part in parts(self.after, match.kind, match.after):
                if (match.after, part) not in names.parts and part in mine:
                    names.parts[match.after, part] = part + PRIME
        for old, new in _renamings(self.before, self.after):
            if not (_named(self.before, old) and _named(self.after, new)):
                names.actors[new] = old
        matches = sorted((*self.found.values(), *inner), key=lambda each: (each.kind, each.before, each.after))
        return Matching(tuple(matches), tuple(self.unsure), names)


def _inner(match: Match, first: str, second: str, ground: Ground, likeness: float | None = None) -> Match:
    return Match(match.kind, f"{match.before}.{first}", f"{match.after}.{second}", ground, likeness=likeness)


def _split(path: str) -> Part:
    owner, _, name = path.rpartition(".")
    return owner, name


def _called(framework: ir.Framework, kind: Kind, name: str, part: str) -> str:
    if kind is Kind.LIFECYCLE:
        return framework.lifecycles[name].state(part).label or part.replace("_", " ")
    found = framework.events[name].field(part)
    return (found.label if found else "") or part.replace("_", " ")


def _named(framework: ir.Framework, name: str) -> bool:
    """Whether any clause has a name; what has none is an actor, a verb, or somebody to whom something goes."""
    return any(name in clauses(framework, kind) for kind in KINDS)


def _renamings(before: ir.Framework, after: ir.Framework) -> Iterable[tuple[str, str]]:
    """Old and new names, as either manifest declares them; not what both declare, which had happened before both."""
    ours, theirs = ({each.name: each.earlier for each in f.manifest.renamed} for f in (before, after))
    forth = [(old, new) for new, olds in theirs.items() for old in olds if old not in ours.get(new, ())]
    back = [(new, old) for new, olds in ours.items() for old in olds if old not in theirs.get(new, ())]
    return (*forth, *back)
