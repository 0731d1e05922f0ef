"""Folds events into the states of a lifecycle, keeping every possible world and what it hangs on.

The steps are pure functions of worlds and masks, so one case and a column of many take the same steps.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from ..dsl import ir
from . import expressions as x
from . import groups as g
from . import kernel
from .kernel import Masks

MAX_WORLDS = 16

START = -1
"""The `since` of a world in which nothing has moved the lifecycle."""


Since = int | dt.date | None
"""Since when a state has lasted: since the event at a place (START: the beginning), since a day; None: not known."""


@dataclass(frozen=True, slots=True)
class Source:
    """What a world may hang on: a term about the event at place `index`, or on a day; None for what holds for all time.

    `open` are the values that were possible before anything hung on it; `deep`: the hash of the term (0: not known).
    """

    index: int | dt.date | None
    term: ir.Term
    open: frozenset[str] = field(compare=False)
    deep: int = field(default=0, compare=False, repr=False)
    _hash: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "deep", self.deep or hash(self.term))  # once: a term may be deep
        object.__setattr__(self, "_hash", hash((self.index, self.deep)))

    def __hash__(self) -> int:
        return self._hash


@dataclass(frozen=True, slots=True)
class Unrecorded:
    """Hangs on an event of this type that the record does not show, before the event at place `index`."""

    index: int
    event: str


@dataclass(frozen=True, slots=True)
class Lapsed:
    """Hangs on whether a duty under a rule has lapsed before the event at place `index`."""

    index: int
    rule: str


@dataclass(frozen=True, slots=True)
class Unsaid:
    """Hangs on where a lifecycle stood at the start of a day, which nothing says, for a reason in words."""

    lifecycle: str
    day: dt.date
    reason: str = field(compare=False)
    open: frozenset[str] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Hangs on something in the terms of another framework of the chain."""

    framework: str
    hanging: Source | Unrecorded | Lapsed


Hanging = Source | Unrecorded | Lapsed | Unsaid | Elsewhere
Condition = tuple[Hanging, frozenset[str]]


@dataclass(frozen=True, slots=True)
class World:
    """A state, since when it has lasted, and what that hangs on.

    `blurred`: so many combinations lead here that what they hang on is no longer told. `around`: since when the states
    have lasted in which it lies, the outermost first.
    """

    state: str
    since: Since
    conditions: frozenset[Condition] = frozenset()
    blurred: bool = False
    around: tuple[Since, ...] = ()


Worlds = tuple[World, ...]


def begin(lifecycle: ir.Lifecycle) -> Worlds:
    """Before anything has happened."""
    around = (START,) * (len(lifecycle.lineage(lifecycle.initial)) - 1)
    return (World(lifecycle.initial, START, around=around),)


def advance(reactions: tuple[tuple[g.StepGroup, Masks], ...], worlds: Worlds, index: int) -> Worlds:
    """The worlds after the event at place `index`.

    `reactions` are the groups of the types as which the event counts, with what is known of it: where the first of them
    moves nothing, the next is asked.
    """
    after: list[World] = []
    staying = list(worlds)
    for group, masks in reactions:
        results = [result for world in staying for result in react(group, world, masks, index, index)]
        after += [world for taken, world in results if taken is not None]
        staying = [world for taken, world in results if taken is None]
    return tidy([*after, *staying])


def react(
    group: g.StepGroup, world: World, masks: Masks, index: int | dt.date, since: Since
) -> list[tuple[str | None, World]]:
    """The worlds to which a trigger leads from one world, by the id of which transition (None: it stays); `since` is
    when it moves."""
    # What an earlier event told of a lasting term may be finer than this group's classes: it is kept.
    known: dict[Hanging, frozenset[str]] = dict(world.conditions)
    sources = _sources(group, masks, index) if known else ()
    if known.keys().isdisjoint(sources):
        ways = _ways(group, world.state, masks, index)
        return [(taken, _after(group, world, taken, since, world.conditions | added)) for taken, added in ways]
    narrowed = tuple(
        mask & variable.mask(known[source]) if source in known else mask
        for mask, variable, source in zip(masks, group.variables, sources, strict=True)
    )
    found: list[tuple[str | None, World]] = []
    for possibility in kernel.step(group, world.state, narrowed):
        for cube in possibility.cubes:
            added = {
                source: values & known[source] if source in known else values
                for source, values in _added(group, sources, cube, narrowed)
            }
            conditions = frozenset((known | added).items())
            found.append((possibility.outcome, _after(group, world, possibility.outcome, since, conditions)))
    return found


@functools.lru_cache(maxsize=kernel.KEPT)
def _ways(
    group: g.StepGroup, state: str, masks: Masks, index: int | dt.date
) -> tuple[tuple[str | None, frozenset[Condition]], ...]:
    """The transitions that a trigger may set off (None: it stays), each with what that hangs on."""
    return tuple(
        (each.outcome, frozenset(_added(group, _sources(group, masks, index), cube, masks)))
        for each in kernel.step(group, state, masks)
        for cube in each.cubes
    )


def _added(group: g.StepGroup, sources: tuple[Source, ...], cube: Masks, masks: Masks) -> Iterator[Condition]:
    """What a cube says beyond what is known."""
    for source, variable, bits, base in zip(sources, group.variables, cube, masks, strict=True):
        if bits != base:
            yield source, variable.values(bits)


def _after(
    group: g.StepGroup, world: World, taken: str | None, since: Since, conditions: frozenset[Condition]
) -> World:
    moved = world if taken is None else moved_to(group, world, taken, since)
    return World(moved.state, moved.since, conditions, moved.blurred, moved.around)


def moved_to(group: g.StepGroup, world: World, transition: str, since: Since) -> World:
    """A world after a transition: the states around both ends of it, and around where it enters, last on."""
    target, lasting, depth = _entering(group, world.state, transition)
    entries = (*world.around, world.since)
    entered = (*entries[:lasting], *(since,) * (depth - lasting))
    return World(target, entered[-1], world.conditions, world.blurred, entered[:-1])


@functools.lru_cache(maxsize=kernel.KEPT)
def _entering(group: g.StepGroup, state: str, transition: str) -> tuple[str, int, int]:
    """The state to which a transition leads from another; how many states around last on, and in how many it ends."""
    taken = group.move(transition).transition
    before, after = group.lineages[state], group.lineages[taken.target]
    lasting = next(
        (place for place, (old, new) in enumerate(zip(before, after, strict=False)) if old != new or new == taken.into),
        min(len(before), len(after)),
    )
    return taken.target, lasting, len(after)


def drift(loose: tuple[tuple[g.StepGroup, Masks], ...], worlds: Worlds, index: int) -> Worlds:
    """The worlds that are possible if any number of events before place `index` went unrecorded.

    `loose` are the groups of the event types of which some may have, with what is known of such an event.
    """
    found = list(worlds)
    frontier = list(worlds) if loose else []
    while frontier:
        world = frontier.pop()
        for group, masks in loose:
            assert isinstance(group.trigger, ir.OnEvent), "events go unrecorded, times do not"
            note: Condition = (Unrecorded(index, group.trigger.event), frozenset({ir.YES}))
            for possibility in kernel.step(group, world.state, masks):
                if possibility.outcome is None:
                    continue
                new = replace(moved_to(group, world, possibility.outcome, None), conditions=frozenset({note}))
                if new not in found:
                    found.append(new)
                    frontier.append(new)
    return tidy(found) if loose else worlds


def taken(group: g.StepGroup, worlds: Worlds) -> bool:
    """Whether some world is in a state from which the event can lead anywhere."""
    sources = {source for move in group.moves for source in move.transition.sources}
    return any(world.state in sources for world in worlds)


def citations(lifecycle: ir.Lifecycle, worlds: Worlds) -> tuple[ir.Citation, ...]:
    """What says that the lifecycle stands where it may stand: the one transition that leads there, else the state
    itself, else the transitions that may have led there."""
    found: list[ir.Citation] = []
    for world in worlds:
        leading = [] if world.since == START else [each for each in lifecycle.transitions if each.target == world.state]
        stated = lifecycle.state(world.state).citation
        if len(leading) == 1 or stated is None:
            found += [each.citation for each in leading if _may_lead(each, world.since)]
        else:
            found.append(stated)
    return tuple(dict.fromkeys(found))


def _may_lead(transition: ir.Transition, since: Since) -> bool:
    """Whether a transition may have been taken: on events those that wait for one, else times and lapses."""
    return since is None or isinstance(transition.trigger, ir.OnEvent) is (type(since) is int)


def entered(worlds: Worlds) -> Since:
    """Since when the lifecycle stands where it stands; None where worlds differ on it."""
    places = {world.since for world in worlds}
    return next(iter(places)) if len(places) == 1 else None


def since_in(lifecycle: ir.Lifecycle, world: World, state: str | None) -> Since:
    """Since when a world has been in a state, perhaps one around others (None: in its present one); START where it is
    not, or always was."""
    if state is None:
        return world.since
    lineage = lifecycle.lineage(world.state)
    return (*world.around, world.since)[lineage.index(state)] if state in lineage else START


def tidy(worlds: list[World]) -> Worlds:
    """Distinct worlds in a canonical order; past MAX_WORLDS what they hang on is given up, never the states."""
    if len(worlds) < 2:
        return tuple(worlds)
    heads: dict[_Head, list[frozenset[Condition]]] = {}
    for world in worlds:
        heads.setdefault((world.state, world.since, world.blurred, world.around), []).append(world.conditions)
    opened: dict[Hanging, frozenset[str]] = {}
    every = {condition for world in worlds for condition in world.conditions}
    for source, _ in every:
        opened[source] = opened.get(source, frozenset()) | _everything(source)
    fields, width = {}, 0
    for source in sorted(opened, key=_ordered):
        fields[source] = _Field(sorted(opened[source]), width)
        width += len(opened[source])
    bits = [each.full for each in fields.values()]
    whole = (1 << width) - 1
    coded = {each: (~fields[each[0]].full, fields[each[0]].bits(each[1])) for each in every}
    # Worlds that differ in what one thing is become one, and what may be anything drops out: so what an earlier event
    # left open is forgotten as soon as a later one settles where the lifecycle stands.
    rows: list[tuple[_Head, int]] = []
    for head, found in heads.items():
        cubes = [] if frozenset() in found else kernel.fused([_cube(whole, each, coded) for each in found], bits)
        rows += [(head, cube) for cube in ([whole] if not cubes or whole in cubes else cubes)]
    if len(rows) > MAX_WORLDS:
        rows = list(dict.fromkeys(((state, since, True, around), whole) for (state, since, _, around), _ in rows))
    numbered = list(enumerate(fields.values()))
    told = [
        (head, tuple((number, each.held(cube)) for number, each in numbered if cube & each.full != each.full))
        for head, cube in rows
    ]
    told.sort(key=_canonical)
    sources = list(fields)
    return tuple(
        World(
            state, since, frozenset((sources[number], frozenset(held)) for number, held in conditions), blurred, around
        )
        for (state, since, blurred, around), conditions in told
    )


# Within `tidy` a world is its head (state, since, blurred, around), and a number with a field of bits for each source:
# one for each value that it may have.
_Head = tuple[str, Since, bool, tuple[Since, ...]]
_Told = tuple[_Head, tuple[tuple[int, tuple[str, ...]], ...]]


class _Field:
    """The bits of a source, from the place `shift`; `full`: all of them."""

    __slots__ = ("_held", "full", "shift", "values")

    def __init__(self, values: list[str], shift: int) -> None:
        self.values, self.shift = values, shift
        self.full = (1 << len(values)) - 1 << shift
        self._held: dict[int, tuple[str, ...]] = {}

    def bits(self, held: frozenset[str]) -> int:
        """The bits of some values."""
        return sum(1 << place for place, value in enumerate(self.values, self.shift) if value in held)

    def held(self, cube: int) -> tuple[str, ...]:
        """The values whose bits a number has."""
        mask = cube & self.full
        if mask not in self._held:
            each = enumerate(self.values, self.shift)
            self._held[mask] = tuple(value for place, value in each if mask >> place & 1)
        return self._held[mask]


def _cube(whole: int, conditions: frozenset[Condition], coded: Mapping[Condition, tuple[int, int]]) -> int:
    for others, bits in map(coded.__getitem__, conditions):
        whole = whole & others | bits
    return whole


@functools.lru_cache(maxsize=1 << 16)
def _ordered(source: Hanging) -> tuple[str, int, int, str]:
    """Sources by their kind, then by place and day, then by what they speak of."""
    match source:
        case Source(index=index, term=term):
            kind = 1 if index is None else 2 if isinstance(index, dt.date) else 0
            return "Source", kind, index.toordinal() if isinstance(index, dt.date) else index or 0, repr(term)
        case Unrecorded(index=index, event=name):
            return "Unrecorded", 0, index, name
        case Lapsed(index=index, rule=name):
            return "Lapsed", 0, index, name
        case Unsaid(lifecycle=name, day=day):
            return "Unsaid", 0, day.toordinal(), name
        case Elsewhere(framework=name, hanging=inner):
            _, kind, place, words = _ordered(inner)
            return "Elsewhere", kind, place, f"{name} {type(inner).__name__} {words}"


def _canonical(told: _Told) -> tuple[str, list[tuple[bool, str, int]], tuple[tuple[int, tuple[str, ...]], ...]]:
    (state, since, _, around), conditions = told
    return state, [_since_key(each) for each in (since, *around)], conditions


def _since_key(since: Since) -> tuple[bool, str, int]:
    return (since is None, since.isoformat() if isinstance(since, dt.date) else "", since if type(since) is int else 0)


def _everything(hanging: Hanging) -> frozenset[str]:
    """All that a world may hang on there."""
    match hanging:
        case Source(open=every) | Unsaid(open=every):
            return every
        case Elsewhere(hanging=inner):
            return _everything(inner)
        case Unrecorded() | Lapsed():
            return frozenset({ir.YES, ir.NO})


@functools.lru_cache(maxsize=1 << 16)
def _sources(group: g.StepGroup, masks: Masks, index: int | dt.date) -> tuple[Source, ...]:
    """What worlds may hang on after a step of which this is known: one for each variable."""
    return tuple(_source(variable, index, mask) for variable, mask in zip(group.variables, masks, strict=True))


def _source(variable: x.Variable, index: int | dt.date, mask: int) -> Source:
    return Source(None if lasting(variable) else index, variable.term, variable.values(mask))


def lasting(variable: x.Variable) -> bool:
    """Whether a variable is the same at every event."""
    return variable.time is x.Time.ALWAYS and isinstance(variable.term, (ir.FactTerm, ir.ReadingTerm))
