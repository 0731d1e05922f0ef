"""How often: the stretches of time of a rule that repeats, and what becomes of each in one world."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from remit.dsl import ir

from . import calendar, duties
from .calendar import ONE
from .duties import Ends
from .norms import Norm
from .world import Blank, Here, Odd, Which, World

MOST_STRETCHES = 60
Key = tuple[int | None, dt.date | None]
"""The place of the triggering event in the file, and the first day of the stretch where it is over."""


def repeats(rule: ir.Rule, view: str, world: World) -> dict[Key, Norm]:
    """What becomes of each stretch under a heading, by its instance and its first day; the present one has none."""
    found: dict[Key, Norm] = {}
    story = world.story
    for instance in duties.instances(world, rule, story.end_of(story.as_of)):
        number = story.events[instance].number if isinstance(instance, int) else None
        for stretch in stretches(world, rule, instance):
            over = isinstance(stretch.latest, dt.date) and stretch.latest < story.as_of
            day = stretch.latest if over and isinstance(stretch.latest, dt.date) else story.as_of
            here = Here(story.end_of(day), it=instance, done=Odd.WOULD_BE)
            said = duties.ruling(world, rule, here)
            if not duties.during(world, rule, here):
                said = replace(said, live=(), view=None)
            norm = _norm(world, rule, view, instance, stretch, said)
            found[number, stretch.earliest if over and isinstance(stretch.earliest, dt.date) else None] = norm
    return found


def stretches(world: World, rule: ir.Rule, instance: Which) -> list[Ends]:
    """The stretches of time that are told, the oldest first."""
    assert rule.repeat is not None
    story = world.story
    at = story.end_of(story.as_of)
    here = Here(at, it=instance, done=Odd.WOULD_BE)
    school = story.record.school
    match rule.repeat.over:
        case ir.Within(window=window):
            return [duties.ends(world, window, here)]
        case ir.Rolling(offset=offset):
            return [_present(story.as_of, offset, school)]
        case ir.EachPeriod(period=unit, reading=reading):
            return _periods(world, story.readings[reading] if reading else unit, instance)
        case ir.EachStretch(offset=offset, anchor=anchor):
            day = world.anchor(anchor, here)
            if isinstance(day, Blank):
                return [Ends(day, day)]
            found: list[Ends] = []
            while not found or not _after(found[-1], story.as_of):
                begins, ends = (
                    calendar.add(day, (len(found) + more) * offset.amount, offset.unit, "after", school)
                    for more in (0, 1)
                )
                if begins is None or ends is None:
                    break
                found.append(Ends(begins, ends - ONE, announced=begins > story.as_of))
            return found[-MOST_STRETCHES:]


def _after(stretch: Ends, day: dt.date) -> bool:
    return not isinstance(stretch.latest, dt.date) or stretch.latest >= day


def _present(as_of: dt.date, offset: ir.Offset, school: calendar.School) -> Ends:
    """The stretch of that length that ends with the day asked for."""
    first = as_of
    while True:
        last = calendar.add(first - ONE, offset.amount, offset.unit, "counting", school)
        if last is None and first == as_of:
            return Ends(Blank.UNKNOWN, as_of)
        if last is None or last < as_of:
            return Ends(first, as_of)
        first -= ONE


def _periods(world: World, unit: str, instance: Which) -> list[Ends]:
    story = world.story
    school = story.record.school
    now = calendar.holding(story.as_of, unit, school)
    if now is None and unit == "term":
        between = calendar.period(story.as_of, 1, unit, "before", school)
        last = [each for each in school.terms if each[1] < story.as_of]
        now = last[-1] if between is not None and last else None
    if now is None:
        return [Ends(Blank.UNKNOWN, Blank.UNKNOWN)]
    found = [now]
    first = story.days[instance] if isinstance(instance, int) else None
    while len(found) < MOST_STRETCHES and (len(found) < 2 if first is None else found[0][0] > first):
        before = calendar.period(found[0][0], 1, unit, "before", school)
        if before is None:
            break
        found.insert(0, before)
    return [Ends(*each) for each in found]


def _counted(world: World, rule: ir.Rule, view: str, instance: Which) -> list[dt.date]:
    """The days of the acts that count."""
    story = world.story
    at = story.end_of(story.as_of)
    first = instance + 1 if isinstance(instance, int) else duties.begun(world, rule, at)
    days = []
    for number in duties.candidates(world, rule, at):
        if number < first or not duties.counts(world, rule, number, instance):
            continue
        here = duties.reading(world, number, instance)
        stood = duties.during(world, rule, here) and duties.ruling(world, rule, here).view == view
        if stood or rule.modality.strength is not ir.Strength.MAY:
            days.append(story.days[number])
    return days


def _norm(world: World, rule: ir.Rule, view: str, instance: Which, stretch: Ends, said: duties.Ruling) -> Norm:
    assert rule.repeat is not None
    as_of = world.story.as_of
    lives = said.view == view
    modality = duties.spoken(said.modality if lives else rule.modality)
    exceptions = tuple(p for each in said.live for p in each.citation.paragraphs)
    cite = (*rule.repeat.citation.paragraphs, *rule.citation.paragraphs, *exceptions)
    told = Norm("void", modality=modality, cite=cite)
    days = _counted(world, rule, view, instance)
    if stretch.announced:
        return replace(told, status="not yet open") if lives else told
    number = rule.repeat.number.value
    most = rule.repeat.quantity in (ir.Quantity.AT_MOST, ir.Quantity.EXACTLY)
    if not stretch.dated:
        unsure = lives and most and len(days) > number
        if unsure and world.choices.choose(("exceeded", rule.name, instance), (False, True)):
            return replace(told, status="exceeded", lapse=_exceeding(world, rule, instance, said))
        lapse = None if rule.repeat.quantity is ir.Quantity.AT_MOST else "undetermined"
        return replace(told, status="undetermined", lapse=lapse) if lives else told
    count = len([day for day in days if duties.inside(stretch, day)])
    if isinstance(rule.repeat.over, ir.Rolling):
        school = world.story.record.school
        offset = rule.repeat.over.offset
        for day in days:
            ending = _present(day, offset, school)
            among = len([each for each in days if duties.inside(ending, each)])
            if most and among > max(count, number):
                count, stretch = among, ending
    earliest = stretch.earliest if isinstance(stretch.earliest, dt.date) else None
    latest = stretch.latest if isinstance(stretch.latest, dt.date) else None
    told = replace(told, earliest=earliest, latest=latest, count=count)
    if not lives:
        return told
    status = _status(rule.repeat, count, as_of, earliest, latest)
    told = replace(told, status=status)
    gone = _departed(world, rule, stretch) if duties.excused(said.modality) else None
    if told.status == "exceeded":
        return replace(told, lapse=_exceeding(world, rule, instance, said))
    if gone is not None and view == "duty" and told.status in ("overdue", "open", "not yet open", "undetermined"):
        return replace(told, status="departed", lapse=_excusing(said.modality, gone))
    if told.status == "undetermined":
        return replace(told, lapse="undetermined")
    return replace(told, lapse=duties.lapse(world, rule, instance, said.modality)) if told.status == "overdue" else told


def _exceeding(world: World, rule: ir.Rule, instance: Which, said: duties.Ruling) -> str | None:
    """More than one may do is a breach; otherwise it is as the modality says."""
    may = said.modality.strength is ir.Strength.MAY
    return "breach" if may else duties.lapse(world, rule, instance, said.modality)


def _excusing(modality: ir.Modality, reason: str) -> str:
    if modality.strength is ir.Strength.SHOULD:
        return "not followed"
    return "explained departure" if reason else "unexplained departure"


def _departed(world: World, rule: ir.Rule, stretch: Ends) -> str | None:
    """The reason of a departure from a stretch: that which begins on the day told, or in which it was decided."""
    reasons = [
        each.reason
        for each in world.story.record.departures
        if each.rule == rule.name and each.by in ("", rule.actor) and each.on <= world.story.as_of
        and (each.instance == stretch.earliest if each.instance else duties.inside(stretch, each.on))
    ]  # fmt: skip
    return max(reasons, key=bool, default=None)


def _status(repeat: ir.Repeat, count: int, as_of: dt.date, earliest: dt.date | None, latest: dt.date | None) -> str:
    number = repeat.number.value
    over = latest is not None and latest < as_of
    early = earliest is not None and as_of < earliest
    most = repeat.quantity in (ir.Quantity.AT_MOST, ir.Quantity.EXACTLY)
    if most and count > number:
        return "exceeded"
    if early:
        return "not yet open"
    match repeat.quantity:
        case ir.Quantity.AT_MOST:
            return "closed" if over else "used" if count == number else "open"
        case ir.Quantity.ABOUT:
            return "met" if count == number else "undetermined" if over or count > number else "open"
        case _:
            return "met" if count >= number else "overdue" if over else "open"
