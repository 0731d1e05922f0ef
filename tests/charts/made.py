"""Statecharts by chance: flat, nested, side by side, with guards, finals and times, and what happens to them."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

GRADES = ("p", "q", "r")
EVENTS = ("visit", "call")


@dataclass(frozen=True, slots=True)
class State:
    """A state, in which other (None: none), and whether one begins there, and ends there."""

    name: str
    inside: str | None = None
    initial: bool = False
    final: bool = False


@dataclass(frozen=True, slots=True)
class Guard:
    """The grades that an event must have (all of them: any), what the fact must be, where another region must stand.

    `stands` is the region, the state, and whether it must stand there or elsewhere.
    """

    grades: tuple[str, ...] = GRADES
    flag: bool | None = None
    stands: tuple[str, str, bool] | None = None


@dataclass(frozen=True, slots=True)
class After:
    """So many days after a state was entered."""

    days: int
    entered: str


@dataclass(frozen=True, slots=True)
class Move:
    """From these states as written (none: from any) to one, on an event or at a time."""

    sources: tuple[str, ...]
    trigger: str | After
    guard: Guard
    target: str


@dataclass(frozen=True, slots=True)
class Region:
    """A lifecycle of ours; a child of the root in SCXML."""

    name: str
    states: tuple[State, ...]
    moves: tuple[Move, ...]

    def inner(self, name: str | None) -> tuple[str, ...]:
        """The states directly in one (None: in none)."""
        return tuple(each.name for each in self.states if each.inside == name)

    def leaves(self, name: str | None = None) -> tuple[str, ...]:
        """The states without states inside, in one of them (None: all)."""
        inner = self.inner(name)
        if not inner:
            assert name is not None
            return (name,)
        return tuple(leaf for each in inner for leaf in self.leaves(each))

    def lineage(self, name: str) -> tuple[str, ...]:
        """A state behind all in which it lies, the outermost first."""
        inside = next(each.inside for each in self.states if each.name == name)
        return (*(self.lineage(inside) if inside else ()), name)

    def departs(self, move: Move) -> tuple[str, ...]:
        """The leaves that a move leads from."""
        if not move.sources:
            return self.leaves()
        return tuple(dict.fromkeys(leaf for each in move.sources for leaf in self.leaves(each)))


@dataclass(frozen=True, slots=True)
class Chart:
    """Regions side by side."""

    regions: tuple[Region, ...]

    @property
    def timed(self) -> bool:
        """Whether anything moves by itself."""
        return any(isinstance(move.trigger, After) for region in self.regions for move in region.moves)


@dataclass(frozen=True, slots=True)
class Happening:
    """An event on a day, counted from the first, of a grade (None: not known). Those of one day are in their order."""

    event: str
    day: int
    grade: str | None


@dataclass(frozen=True, slots=True)
class Story:
    """What happens, and from which day on the fact holds (None: never)."""

    happenings: tuple[Happening, ...]
    flag_from: int | None


@st.composite
def _states(draw: st.DrawFn, name: str, depth: int) -> tuple[State, ...]:
    """States of a region, the initial one among siblings drawn; finals are leaves outside all others."""
    found: list[State] = []

    def inside(outer: str | None, level: int) -> None:
        count = draw(st.integers(2, 3))
        first = draw(st.integers(0, count - 1))
        for number in range(count):
            own = f"{outer or name}_{number}"
            nests = level < depth and draw(st.integers(0, 2 if level else 1)) == 0
            final = not outer and not nests and number != first and draw(st.integers(0, 3)) == 0
            found.append(State(own, outer, number == first, final))
            if nests:
                inside(own, level + 1)

    inside(None, 0)
    return tuple(found)


@st.composite
def _guard(draw: st.DrawFn, others: tuple[tuple[str, tuple[State, ...]], ...], grades: tuple[str, ...]) -> Guard:
    stands = None
    if others and draw(st.integers(0, 2)) == 2:
        region, states = draw(st.sampled_from(others))
        stands = (region, draw(st.sampled_from([each.name for each in states])), draw(st.booleans()))
    return Guard(grades, draw(st.sampled_from((None, None, None, True, False))), stands)


@st.composite
def _region(
    draw: st.DrawFn,
    name: str,
    states: tuple[State, ...],
    others: tuple[tuple[str, tuple[State, ...]], ...],
    timed: bool,
) -> Region:
    """A region whose transitions exclude each other: from one leaf, on one event, by their grades."""
    bare = Region(name, states, ())
    names = tuple(each.name for each in states)
    moves: list[Move] = []
    used: dict[tuple[str, str], set[str]] = {}
    for _ in range(draw(st.integers(6, 12))):
        anywhere = draw(st.integers(0, 5)) == 5
        sources = () if anywhere else tuple(draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True)))
        grades = draw(st.sampled_from((("p",), ("q", "r"), ("p", "q"), ("r",), ("q",), GRADES)))
        move = Move(sources, draw(st.sampled_from(EVENTS)), Guard(grades), draw(st.sampled_from(names)))
        keys = [(leaf, str(move.trigger)) for leaf in bare.departs(move)]
        if any(used.get(key, set()) & set(grades) for key in keys):
            continue
        for key in keys:
            used.setdefault(key, set()).update(grades)
        moves.append(Move(sources, move.trigger, draw(_guard(others, grades)), move.target))
    for _ in range(draw(st.integers(1, 3)) if timed else 0):
        moves.append(draw(_timed(bare, others)))
    return Region(name, states, tuple(moves))


@st.composite
def _timed(draw: st.DrawFn, bare: Region, others: tuple[tuple[str, tuple[State, ...]], ...]) -> Move:
    """Leaves a state so many days after it was entered; one with states inside for good, and wherever others stand."""
    source = draw(st.sampled_from([each.name for each in bare.states]))
    outer = bool(bare.inner(source))
    targets = [each.name for each in bare.states if not outer or source not in bare.lineage(each.name)]
    # From within, to the state around, would be to stay in it.
    targets = [each for each in targets if each not in bare.lineage(source)[:-1]]
    guard = draw(_guard(() if outer else others, GRADES))
    return Move((source,), After(draw(st.integers(1, 12)), source), guard, draw(st.sampled_from(targets)))


@st.composite
def charts(draw: st.DrawFn, timed: bool = False) -> Chart:
    """One to three regions, up to three states deep."""
    names = tuple(f"r{number}" for number in range(draw(st.integers(1, 3))))
    states = {name: draw(_states(name, draw(st.integers(0, 2)))) for name in names}
    regions = [
        draw(_region(name, states[name], tuple((other, states[other]) for other in names if other != name), timed))
        for name in names
    ]
    return Chart(tuple(regions))


@st.composite
def stories(draw: st.DrawFn, fewest: int = 4, most: int = 12, gap: int = 7, unknown: bool = False) -> Story:
    """Events at most `gap` days apart, some on one day; with `unknown` the grades of a few are not known."""
    day, found, holes = 0, [], 0
    for _ in range(draw(st.integers(fewest, most))):
        day += draw(st.integers(0, gap))
        hole = unknown and holes < 2 and draw(st.integers(0, 2)) == 0
        holes += hole
        grade = None if hole else draw(st.sampled_from(GRADES))
        found.append(Happening(draw(st.sampled_from(EVENTS)), day, grade))
    return Story(tuple(found), draw(st.none() | st.integers(0, 40)))
