"""A chart as SCXML, run by `python-statemachine`: where each region stands, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import quoteattr

from statemachine.io import load

from charts.made import GRADES, After, Chart, Guard, Move, Region, Story

NAMESPACE = "http://www.w3.org/2005/07/scxml"
NEVER = -1_000_000
"""The day on which a state was entered in which one has been from the beginning."""

OUTER, FINAL, TIMES = "written from an outer state", "ways out of a final state", "times"
ADJUSTMENTS = frozenset({OUTER, FINAL, TIMES})
"""What is written otherwise in SCXML to mean the same; `differences.yaml` says why, and shows each."""

_PLAIN: frozenset[str] = frozenset()


def document(chart: Chart, adjusted: frozenset[str] = ADJUSTMENTS) -> str:
    """The chart in SCXML: word for word, or with these adjustments to say the same."""
    states = [state.name for region in chart.regions for state in region.states]
    data = "".join(f'<data id="at_{name}" expr="0"/>' for name in states)
    regions = "".join(_region(region, adjusted) for region in chart.regions)
    return (
        f'<scxml xmlns="{NAMESPACE}" version="1.0" datamodel="python" initial="before">'
        f"<datamodel>{data}</datamodel>"
        '<state id="before"><transition event="begin" target="all"/></state>'
        f'<parallel id="all">{regions}</parallel></scxml>'
    )


def _region(region: Region, adjusted: frozenset[str]) -> str:
    first = next(each.name for each in region.states if each.initial and each.inside is None)
    everywhere = [] if OUTER in adjusted else [_transition(move, adjusted) for move in region.moves if not move.sources]
    inner = "".join(_state(region, name, adjusted) for name in region.inner(None))
    return f'<state id="{region.name}" initial="{first}">{"".join(everywhere)}{inner}</state>'


def _state(region: Region, name: str, adjusted: frozenset[str]) -> str:
    inner = region.inner(name)
    state = next(each for each in region.states if each.name == name)
    entered = f'<onentry><assign location="at_{name}" expr="_event.data.day"/></onentry>'
    if state.final and FINAL not in adjusted:
        return f'<final id="{name}">{entered}</final>'
    if OUTER in adjusted:
        moves = [] if inner else [move for move in region.moves if name in region.departs(move)]
    else:
        moves = [move for move in region.moves if name in move.sources]
    ways = "".join(_transition(move, adjusted) for move in moves)
    first = next((each for each in inner for of in region.states if of.name == each and of.initial), None)
    initial = f' initial="{first}"' if first else ""
    within = "".join(_state(region, each, adjusted) for each in inner)
    return f'<state id="{name}"{initial}>{entered}{ways}{within}</state>'


def _transition(move: Move, adjusted: frozenset[str]) -> str:
    match move.trigger:
        case After(days=days, entered=entered):
            if TIMES not in adjusted:
                return ""
            conditions = [f"_event.data.day == at_{entered} + {days} + 1"]
            # Where others stand is asked as at the end of the day before.
            conditions += ["_event.data.round == 0"] if move.guard.stands else []
            event = "day"
        case event:
            conditions = []
    conditions += _guard(move.guard)
    cond = f" cond={quoteattr(' and '.join(conditions))}" if conditions else ""
    return f'<transition event="{event}"{cond} target="{move.target}"/>'


def _guard(guard: Guard) -> list[str]:
    found = []
    if guard.grades != GRADES:
        found.append("(" + " or ".join(f"_event.data.grade == '{each}'" for each in guard.grades) + ")")
    if guard.flag is not None:
        found.append("_event.data.flag" if guard.flag else "not _event.data.flag")
    if guard.stands is not None:
        _, state, there = guard.stands
        found.append(f"In('{state}')" if there else f"not In('{state}')")
    return found


@dataclass(frozen=True, slots=True)
class Standing:
    """Where all regions stand behind an event: states with the days on which they were entered (None: never).

    `could`: whether some region was in a state with a way out on that event, or none ever has one.
    """

    entered: frozenset[tuple[str, int | None]]
    could: bool

    @property
    def states(self) -> frozenset[str]:
        """The states, without their days."""
        return frozenset(name for name, _ in self.entered)


@dataclass(slots=True)
class Machine:
    """A chart as it runs; `taken` counts the events that moved something."""

    running: Any
    names: frozenset[str]
    known: frozenset[str]
    timed: bool
    taken: int = 0
    day: int = 0

    @classmethod
    def of(cls, chart: Chart, adjusted: frozenset[str] = ADJUSTMENTS) -> Machine:
        """A chart at its beginning."""
        names = frozenset(state.name for region in chart.regions for state in region.states)
        known = frozenset(str(move.trigger) for region in chart.regions for move in region.moves)
        running = load(document(chart, adjusted), format="scxml")()
        machine = cls(running, names, known, chart.timed and TIMES in adjusted)
        machine.running.send("begin", day=NEVER)
        return machine

    def standing(self, could: bool = True) -> Standing:
        """Where it stands."""
        model = self.running.model
        found = {each.id for each in self.running.configuration} & self.names
        days = {name: getattr(model, f"at_{name}") for name in found}
        return Standing(frozenset((name, None if day == NEVER else day) for name, day in days.items()), could)

    def send(self, event: str, **data: object) -> bool:
        """Sends an event; whether anything changed, be it only a day of entry."""
        before = self.standing()
        self.running.send(event, **data)
        return self.standing() != before

    def until(self, day: int, story: Story) -> None:
        """Lets the days begin, one by one; on each as often as something still runs out."""
        while self.day < day:
            self.day += 1
            turn = 0
            while self.timed and self.send("day", day=self.day, flag=flag(story, self.day - 1), round=turn):
                self.taken += 1
                turn += 1

    def run(self, story: Story) -> list[Standing]:
        """Where it stands behind each event."""
        found = []
        for each in story.happenings:
            self.until(each.day, story)
            could = each.event not in self.known or each.event in {way.id for way in self.running.allowed_events}
            self.taken += self.send(each.event, day=each.day, grade=each.grade, flag=flag(story, each.day))
            found.append(self.standing(could))
        return found


def flag(story: Story, day: int) -> bool:
    """Whether the fact holds on a day."""
    return story.flag_from is not None and story.flag_from <= day
