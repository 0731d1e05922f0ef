"""From what a rule can come to, and how the days stand, to the statuses that it can have.

Shared by one case and by many: nothing here reads a case or a column.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from ..dsl import ir
from . import kernel
from .atoms import Act
from .groups import RuleGroup
from .kernel import Effect, Masks, Possibility, RuleOutcome
from .lapse import Departed, Lapse, excess_of, joint, lapse_of
from .life import NEVER, Positions, Stage, Status, View, heading, life, settled, view_of


@dataclass(frozen=True, slots=True)
class Situation:
    """How the days stand for one instance: to the rule's own window, and to that of each exception that sets one.

    `unrecorded`: the act may have taken place without being on record. `superseded`: so may a later triggering event.
    `departed`: whether a departure is on record.
    """

    own: Positions
    others: tuple[tuple[str, Positions], ...]
    unrecorded: bool
    superseded: bool = False
    departed: Departed = Departed.NO

    def at(self, window: str | None) -> Positions:
        """The positions for the window of an exception; None: the rule's own."""
        return self.own if window is None else dict(self.others)[window]

    def as_if_done(self) -> Situation:
        """The same, the act having taken place on a day that is not known."""
        return Situation(
            Positions(self.own.place, Act.UNDATED),
            tuple((name, Positions(each.place, Act.UNDATED)) for name, each in self.others),
            False,
            departed=self.departed,
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One status that a norm can have under one heading, the effect behind it, and the worlds in which it has it.

    `act`: how the act stands to the window that counts; `option`: in which of the situations given. `binding` and
    `lapses`: as of a stage of its life.
    """

    view: View
    status: Status
    effect: Effect | None
    act_unrecorded: bool
    cubes: tuple[Masks, ...]
    superseded: bool = False
    act: Act = Act.NONE
    option: int = 0
    binding: ir.Modality | None = None
    lapses: frozenset[Lapse] = NEVER


def headings(rule: ir.Rule) -> tuple[View, ...]:
    """The headings under which a rule can stand: its own, and those to which its exceptions turn it. A limit stays one,
    and a duty that recurs, too (`E218`)."""
    if rule.repeat is not None and rule.repeat.quantity is ir.Quantity.AT_MOST:
        return (View.LIMIT,)
    modalities = (rule.modality, *(each.modality for each in rule.exceptions if each.modality is not None))
    return tuple(view for view in dict.fromkeys(view_of(each) for each in modalities) if view is not View.NONE)


def lines(
    rule: ir.Rule, possibilities: tuple[Possibility[RuleOutcome], ...], situations: tuple[Situation, ...]
) -> tuple[Line, ...]:
    """Everything a norm can be, heading by heading. A norm that does not arise in any world gives nothing.

    `situations`: one for each act that may be the one that meets it.
    """
    if not any(each.outcome.triggered for each in possibilities):
        return ()
    found: list[Line] = []
    for view in headings(rule):
        current = [
            replace(line, option=option)
            for option, situation in enumerate(situations)
            for possibility in possibilities
            for line in _in_world(rule, possibility, situation, view)
        ]
        if any(line.status is not Status.NOT_ARISING for line in current):
            found += current
    return tuple(found)


def _in_world(rule: ir.Rule, possibility: Possibility[RuleOutcome], situation: Situation, view: View) -> list[Line]:
    outcome = possibility.outcome
    now = outcome.now
    if now is None:
        return [Line(view, Status.NOT_ARISING, None, False, possibility.cubes)]
    found: list[Line] = []
    situations = (situation, situation.as_if_done()) if situation.unrecorded else (situation,)
    for each in situations:
        current = each.at(now.window)
        if rule.trigger is None and not now.live and not now.through:
            current = replace(current, act=Act.NONE)  # it binds no more, whatever was done while it did (semantics 15)
        stages = [
            stage
            for stage in life(rule.modality, now, outcome.deadline, each.own, current, each.departed)
            if stage.view is view
        ]
        stages = stages or [Stage(view, Status.NOT_ARISING, now)]
        found += [
            Line(
                view,
                stage.status,
                stage.effect,
                each is not situation,
                possibility.cubes,
                act=each.at(None if stage.binding is not None else stage.effect.window).act,
                binding=stage.binding,
                lapses=stage.lapses,
            )
            for stage in stages
        ]
    if situation.superseded and any(line.status not in (Status.MET, Status.USED) for line in found):
        status = Status.VOID if view is view_of(rule.modality) else Status.NOT_ARISING
        found.append(Line(view, status, None, False, possibility.cubes, superseded=True))
    return list(dict.fromkeys(found))


def _disregarded(
    found: tuple[Line, ...], bans: Sequence[frozenset[Effect | None]], departed: Departed
) -> tuple[Line, ...]:
    """The lines of a norm, where something may have been done all the same that it forbade (semantics 19).

    `bans`: of each act what forbade it when it was done; None: nothing did.
    """
    done = [each for each in bans if each != {None}]
    if not done:
        return found
    sure = next((each for each in done if None not in each), None)
    effects = sorted({each for every in ([sure] if sure else done) for each in every if each is not None}, key=repr)
    arising = [line for line in found if line.status is not Status.NOT_ARISING]
    banning = [line for line in found if line.view is View.PROHIBITION]
    lines = tuple(
        dict.fromkeys(
            replace(
                line,
                view=View.PROHIBITION,
                status=Status.DISREGARDED,
                effect=effect,
                binding=None,
                lapses=frozenset({lapse_of(effect.modality, departed)}),
            )
            for line in banning or arising
            for effect in effects
            if effect.modality is not None
        )
    )
    if sure:
        return (*(line for line in found if line.view is not View.PROHIBITION), *lines)
    absent = () if banning else tuple(replace(line, status=Status.NOT_ARISING, lapses=NEVER) for line in lines)
    return (*found, *absent, *lines)


def reached_line(view: View, status: Status, effect: Effect, cubes: tuple[Masks, ...], departed: Departed) -> Line:
    """The line of a limit or a recurrence that has come to a status."""
    assert effect.modality is not None, "what is live has a modality"
    lapses = NEVER
    if status is Status.EXCEEDED:
        lapses = frozenset({excess_of(effect.modality, departed)})
    elif view is View.DUTY:
        status = settled(status, effect.modality, departed)
        lapse = lapse_of(effect.modality, departed)
        if status in (Status.OVERDUE, Status.DEPARTED):
            lapses = frozenset({lapse})
        elif status is Status.UNDETERMINED:
            lapses = NEVER | {lapse}
    return Line(view, status, effect, False, cubes, lapses=lapses)


def counted(
    rule: ir.Rule,
    possibilities: tuple[Possibility[RuleOutcome], ...],
    reached: tuple[Status, ...],
    over: bool,
    departed: Departed = Departed.NO,
) -> Summary | None:
    """Where a rule on how often stands, whose count may have come to some statuses; None where it says nothing.

    `over`: its stretch of time lies behind: what did not bind then is not worth telling.
    """
    view = next(iter(headings(rule)), None)
    if view is None:
        return None
    idle = Status.NOT_ARISING if view_of(rule.modality) is View.NONE else Status.VOID
    found: list[Line] = []
    for each in possibilities:
        effect = each.outcome.now
        if effect is not None and heading(effect) is not View.NONE:
            found += [reached_line(view, status, effect, each.cubes, departed) for status in reached]
        else:
            found.append(Line(view, Status.NOT_ARISING if effect is None else idle, effect, False, each.cubes))
    summary = summarise(rule, view, tuple(found))
    if summary is None or summary.status is Status.NOT_ARISING or (over and summary.status is Status.VOID):
        return None
    return summary


def timing(act: Act) -> str:
    """How an act was timed, in words; empty where nothing can be said."""
    return {Act.EARLY: "early", Act.ON_TIME: "on time", Act.LATE: "late"}.get(act, "")


_IN_A_WINDOW = frozenset({
    Status.OPEN, Status.NOT_YET_OPEN, Status.OVERDUE, Status.DEPARTED, Status.CLOSED, Status.MET, Status.USED,
})  # fmt: skip


def decisive(rule: ir.Rule, line: Line) -> tuple[ir.Citation, ...]:
    """The citations on which a status rests: of the exceptions at work, else of the window, else of the rule."""
    effect = line.effect
    if effect is not None and effect.through and line.binding is None:
        return tuple(each.citation for each in rule.exceptions if each.name in effect.through)
    if line.status in _IN_A_WINDOW and rule.window is not None and rule.window.citation is not None:
        return (rule.window.citation,)
    return (rule.citation,)


@dataclass(frozen=True, slots=True)
class Summary:
    """A norm under one heading, all its lines taken together; the days themselves are filled in by the caller.

    `window`: whose window is shown, None for the rule's own; `dated` is False where the lines disagree on it.
    `lines_by_status` keeps, for each possible status, the lines that lead to it. `options`: the situations of the lines
    that arise. `lapse`: what not having kept the norm amounts to.
    """

    view: View
    status: Status
    lines_by_status: tuple[tuple[Status, tuple[Line, ...]], ...]
    modality: ir.Modality | None
    window: str | None
    dated: bool
    met: bool
    timing: str
    citations: tuple[ir.Citation, ...]
    through: tuple[str, ...]
    options: tuple[int, ...]
    lapse: Lapse

    @property
    def possible(self) -> tuple[Status, ...]:
        """The statuses that remain possible."""
        return tuple(status for status, _ in self.lines_by_status)

    @property
    def windows(self) -> frozenset[str | None]:
        """Whose windows may apply: exceptions by name, None for the rule's own."""
        return frozenset(line.effect.window for _, each in self.lines_by_status for line in each if line.effect)

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The paragraphs on which the status rests."""
        return tuple(dict.fromkeys(p for each in self.citations for p in each.paragraphs))


@lru_cache(kernel.KEPT)
def summed_up(
    group: RuleGroup,
    masks: Masks,
    deadline: bool,
    situations: tuple[Situation, ...],
    bans: tuple[frozenset[Effect | None], ...],
) -> tuple[Summary, ...]:
    """A norm under each heading under which it arises, from what is known of what it reads and how the days stand.

    `situations`: one for each act that may be the one that meets it, at least one. `bans`: of each act what forbade it
    when it was done (None: nothing did).
    """
    plain = lines(group.rule, kernel.rule(group, masks, deadline), situations)
    every = _disregarded(plain, bans, situations[0].departed)
    found = (summarise(group.rule, view, every) for view in headings(group.rule))
    return tuple(each for each in found if each is not None)


def summarise(rule: ir.Rule, view: View, found: tuple[Line, ...]) -> Summary | None:
    """The lines of one heading as one answer; None where there are none."""
    under = tuple(line for line in found if line.view is view)
    if not under:
        return None
    found_statuses = {line.status for line in under}
    statuses = tuple(status for status in Status if status in found_statuses)
    single = len(statuses) == 1
    arising = tuple(line for line in under if line.effect is not None and line.status is not Status.NOT_ARISING)
    windows = {_window(line) for line in arising if line.status is not Status.VOID}
    modalities = {_modality(rule, line) for line in arising}
    met = single and statuses[0] in (Status.MET, Status.USED, Status.DISREGARDED)
    timings = {timing(line.act) for line in arising}
    return Summary(
        view,
        statuses[0] if single else Status.UNDETERMINED,
        tuple((status, tuple(line for line in under if line.status is status)) for status in statuses),
        next(iter(modalities)) if len(modalities) == 1 else None,
        next(iter(windows)) if len(windows) == 1 else None,
        len(windows) < 2 and (view is not View.PROHIBITION or view_of(rule.modality) is view or windows != {None}),
        met,
        next(iter(timings)) if met and view is not View.PROHIBITION and len(timings) == 1 else "",
        _shared(tuple(decisive(rule, line) for line in arising)),
        tuple(dict.fromkeys(name for line in arising if line.effect for name in line.effect.through)),
        tuple(dict.fromkeys(line.option for line in arising)),
        joint(frozenset(lapse for line in under for lapse in line.lapses)),
    )


def _modality(rule: ir.Rule, line: Line) -> ir.Modality:
    """The modality under which a line stands; the rule's own where what applies now belongs under another heading."""
    effect = line.effect
    if line.binding is not None:
        return line.binding
    if effect is None or effect.modality is None or line.view not in (view_of(effect.modality), View.LIMIT):
        return rule.modality
    return effect.modality


def _window(line: Line) -> str | None:
    return None if line.binding is not None or line.effect is None else line.effect.window


def _shared(citations: tuple[tuple[ir.Citation, ...], ...]) -> tuple[ir.Citation, ...]:
    """What every line rests on; where they share nothing, everything that any of them rests on."""
    every = tuple(dict.fromkeys(each for line in citations for each in line))
    common = tuple(each for each in every if all(each in line for line in citations))
    return common or every
