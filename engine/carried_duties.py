"""What becomes of duties when another framework comes into force: they end, stand, or start anew (semantics 27)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from ..dsl import ir
from .evaluation import Evaluation
from .instances import Begun, Instance, doings, turned_doings
from .life import Status
from .outcome import NormAnswer, Possible

_RUNNING = (Status.OPEN, Status.NOT_YET_OPEN, Status.APPLIES)
"""The statuses of what is not yet settled: a lapse stands, and so does what was met, used or disregarded."""


_IDLE = (Status.VOID, Status.NOT_ARISING, Status.CLOSED)


def idle(norm: NormAnswer) -> bool:
    """Whether a norm bound nobody in any world: there is nothing that could end."""
    return all(each.value in _IDLE for each in norm.possible)


def ended(norm: NormAnswer, reason: str) -> NormAnswer:
    """A norm that has ended: void where it was running; what had become of it by then stands."""
    return _settled(norm, Status.VOID, reason)


def stands(norm: NormAnswer, reason: str) -> NormAnswer:
    """A norm of which nobody knows what has become, where it was running."""
    return _settled(norm, Status.UNDETERMINED, reason)


def _settled(norm: NormAnswer, running: Status, reason: str) -> NormAnswer:
    possible: dict[str, tuple[tuple[str, ...], ...]] = {}
    for each in norm.possible:
        moves = each.value in _RUNNING
        value = running.value if moves else each.value
        possible[value] = (*possible.get(value, ()), *each.when)
    single = len(possible) == 1
    found = tuple(Possible(value, () if single else tuple(dict.fromkeys(when))) for value, when in possible.items())
    status = Status(found[0].value) if single else Status.UNDETERMINED
    return replace(norm, status=status, possible=found, ended=reason)


def restarted(
    text: Evaluation, name: str, instances: tuple[Instance, ...], before: list[NormAnswer], begins: dt.date
) -> Iterator[NormAnswer]:
    """The norms of a rule that starts anew, as `text` has it: where they were running their time counts from then."""
    known = text.known
    group = text.compiled.rules[name]
    anew = replace(group, rule=_rebased(group.rule, begins), when=None)
    first = sum(1 for each in known.history.past if each.day < begins)
    begun = Begun(first - 1, begins)
    asked = known.at_as_of()
    for instance in instances:
        day = None if instance.it is None else instance.it.day
        answers = [each for each in before if (each.instance.day if each.instance else None) == day]
        again = Instance(
            instance.it,
            doings(known, anew, instance.it, begun, asked),
            begun,
            standing=begun,
            others=turned_doings(known, anew, instance.it, begun, asked),
        )
        after = {each.view: each for each in text.ruling.answers(anew, again)}
        for answer in answers:
            yield _joined(answer, after.get(answer.view))


def _joined(before: NormAnswer, after: NormAnswer | None) -> NormAnswer:
    """A norm that starts anew where it was running, and stands where it was not."""
    settled = [each for each in before.possible if each.value not in _RUNNING]
    if len(settled) == len(before.possible) or after is None:
        return before
    if not settled:
        return after
    possible = {each.value: each for each in settled}
    running = tuple(way for each in before.possible if each not in settled for way in each.when)
    for each in after.possible:
        when = (*(possible[each.value].when if each.value in possible else ()), *(each.when or running))
        possible[each.value] = Possible(each.value, tuple(dict.fromkeys(when)))
    single = len(possible) == 1
    status = Status(next(iter(possible))) if single else Status.UNDETERMINED
    return replace(after, status=status, possible=tuple(possible.values()))


def _rebased(rule: ir.Rule, begins: dt.date) -> ir.Rule:
    """A rule whose every time counts from a day."""

    def point(each: ir.Point | None) -> ir.Point | None:
        fixed = each is None or isinstance(each.anchor, ir.DayAnchor)
        return each if fixed or each is None else replace(each, anchor=ir.DayAnchor(begins))

    def window(each: ir.Window | None) -> ir.Window | None:
        return None if each is None else replace(each, earliest=point(each.earliest), latest=point(each.latest))

    repeat = rule.repeat
    if repeat is not None:
        match repeat.over:
            case ir.Within(window=inner):
                repeat = replace(repeat, over=ir.Within(window(inner) or inner))
            case ir.EachStretch():
                repeat = replace(repeat, over=replace(repeat.over, anchor=ir.DayAnchor(begins)))
            case _:
                pass
    exceptions = tuple(replace(each, window=window(each.window)) for each in rule.exceptions)
    return replace(rule, window=window(rule.window), repeat=repeat, exceptions=exceptions)
