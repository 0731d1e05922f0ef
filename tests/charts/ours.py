"""A chart as rules of ours, and a story as a case: where each lifecycle stands, and since when."""

from __future__ import annotations

import datetime as dt
import functools

from support import framework

from charts.made import EVENTS, GRADES, After, Chart, Guard, Move, Region, Story
from charts.scxml import Standing
from remit.engine.binding import Asked, Lost
from remit.engine.evaluate import evaluation
from remit.engine.evaluation import Evaluation
from remit.engine.groups import Compiled
from remit.engine.history import Case, Occurrence, Spell
from remit.engine.settings import defaults

START = dt.date(2024, 1, 1)
VOCABULARY = "\n".join(
    [
        f'kind Grade "Grade": {", ".join(GRADES)}',
        'fact flag "Flag": boolean',
        *(f'event {name} "{name.title()}" by them\n  field grade "Grade": Grade' for name in EVENTS),
    ]
)


def rules(chart: Chart) -> str:
    """The chart in rules."""
    return "\n".join([VOCABULARY, *(_lifecycle(chart, region) for region in chart.regions), ""])


def _lifecycle(chart: Chart, region: Region) -> str:
    lines = [f'lifecycle {region.name} "{region.name}"']
    for state in region.states:
        inside = f" in {state.inside}" if state.inside else ""
        lines.append(f"  state {state.name}{inside}{' initial' * state.initial}{' final' * state.final}")
    for move in region.moves:
        sources = ", ".join(move.sources) or "any"
        lines.append(f"  from {sources} {_trigger(region, move)}{_guard(move)} -> {move.target} cite 1")
    return "\n".join(lines)


def _trigger(region: Region, move: Move) -> str:
    match move.trigger:
        case After(days=days, entered=entered):
            return f"at {days} {'day' if days == 1 else 'days'} after start of {entered} in {region.name}"
        case event:
            return f"on {event}"


def _guard(move: Move) -> str:
    found = []
    guard: Guard = move.guard
    if guard.grades != GRADES:
        found.append(f"grade of it is one of ({', '.join(guard.grades)})")
    if guard.flag is not None:
        found.append("flag" if guard.flag else "not flag")
    if guard.stands is not None:
        region, state, there = guard.stands
        found.append(f"{region} is {'' if there else 'not '}{state}")
    return " when " + " and ".join(found) if found else ""


@functools.lru_cache(maxsize=64)
def compiled(chart: Chart) -> Compiled:
    """The chart, ready to be asked; states without a way in and ways out of final ones are let pass."""
    return framework(rules(chart), checked=False, but="E204")


def case(story: Story, tied: bool = False) -> Case:
    """The story; `tied`: without the order of what happens on one day."""
    happened = tuple(
        Occurrence(
            each.event,
            (("date", START + dt.timedelta(each.day)),),
            (("grade", each.grade),),
            0 if tied else place,
        )
        for place, each in enumerate(story.happenings)
    )
    begins = START + dt.timedelta(story.flag_from) if story.flag_from is not None else None
    spells = (Spell("no", None), *((Spell("yes", begins),) if begins else ()))
    return Case("1", "", {"flag": spells}, happened, {})


def worked(chart: Chart, story: Story, until: int) -> Evaluation:
    """The work on the story as of a day."""
    made = compiled(chart)
    return evaluation(made, case(story), START + dt.timedelta(until), defaults(made.framework))


def run(chart: Chart, story: Story) -> list[Standing]:
    """Where everything stands behind each event."""
    work = worked(chart, story, story.happenings[-1].day)
    idle = {event.index for event, _ in work.misplaced()}
    found = []
    for place, each in enumerate(story.happenings):
        asked = Asked(START + dt.timedelta(each.day), place + 1)
        entered = {pair for region in chart.regions for pair in _standing(work, region, asked)}
        found.append(Standing(frozenset(entered), place not in idle))
    return found


def _standing(work: Evaluation, region: Region, asked: Asked) -> list[tuple[str, int | None]]:
    """The state of a region and those around it, each with the day of its entry."""
    (state,) = work.course.states(region.name, asked)
    found = []
    for name in region.lineage(state):
        (day,) = work.course.entries(region.name, name, asked)
        found.append((name, None if day is Lost.ABSENT else (day - START).days if isinstance(day, dt.date) else -1))
    return found
