"""The life of a norm, over every position of the days and every effect that an exception can have."""

from __future__ import annotations

import itertools

import pytest
from golden import Golden

from remit.dsl.ast import Modality, Strength
from remit.dsl.base.spans import at
from remit.engine.atoms import Act, Place
from remit.engine.kernel import Effect
from remit.engine.lapse import Departed, Lapse, excusable, lapse_of
from remit.engine.life import Positions, Stage, Status, View, life, view_of

HERE = at("test.remit")
MODALITIES = tuple(
    Modality(strength, softened, negated, HERE)
    for strength in Strength
    for softened in ("", "normally", "usually")
    for negated in (False, True)
)
MUST = Modality(Strength.MUST, "", False, HERE)
NORMALLY = Modality(Strength.WILL, "normally", False, HERE)
MAY = Modality(Strength.MAY, "", False, HERE)
WILL_NOT = Modality(Strength.WILL, "normally", True, HERE)
NEED_NOT = Modality(Strength.NEED, "", True, HERE)

POSITIONS = tuple(Positions(place, act) for place in Place for act in Act)
RELEASED = Effect(False, None, None, ("release",))
LIVE = tuple(Effect(True, each, window, ()) for each in (MUST, MAY, WILL_NOT, NEED_NOT) for window in (None, "other"))
DEADLINES = (None, RELEASED, *LIVE)

FEASIBLE: dict[Place, tuple[Act, ...]] = {
    Place.UNKNOWN: (Act.NONE, Act.UNDATED),
    Place.BEFORE: (Act.NONE, Act.EARLY, Act.UNDATED),
    Place.WITHIN: (Act.NONE, Act.EARLY, Act.ON_TIME, Act.UNDATED),
    Place.AFTER: (Act.NONE, Act.EARLY, Act.ON_TIME, Act.LATE, Act.UNDATED),
}


def effects(native: Modality) -> tuple[Effect, ...]:
    """What can apply now: the norm itself, nothing, or another modality, in the own or in another window."""
    changed = (native, MUST, MAY, WILL_NOT, NEED_NOT)
    return (RELEASED, *(Effect(True, each, window, ()) for each in changed for window in (None, "other")))


Table = list[tuple[Modality, Effect, "Effect | None", Positions, Positions, tuple[Stage, ...]]]


def every(departed: Departed) -> Table:
    """The whole table; the positions differ only where another window applies, and an act is one for both windows."""
    found: Table = []
    for native in MODALITIES:
        for now, deadline, own in itertools.product(effects(native), DEADLINES, POSITIONS):
            for effective in POSITIONS if now.window else (own,):
                if (own.act is Act.NONE) is not (effective.act is Act.NONE):
                    continue
                stages = life(native, now, deadline, own, effective, departed)
                found.append((native, now, deadline, own, effective, stages))
    return found


@pytest.fixture(scope="module")
def table() -> Table:
    """Without a departure on record."""
    return every(Departed.NO)


def current(now: Effect) -> View:
    return view_of(now.modality) if now.live and now.modality is not None else View.NONE


def test_each_heading_has_one_status_of_its_own_kind(table: Table) -> None:
    shared = {Status.NOT_YET_OPEN, Status.OPEN, Status.VOID, Status.UNDETERMINED}
    fits = {
        View.DUTY: shared | {Status.MET, Status.OVERDUE, Status.DEPARTED},
        View.POWER: shared | {Status.USED, Status.CLOSED},
        View.PROHIBITION: (shared - {Status.OPEN}) | {Status.APPLIES, Status.CLOSED},
    }
    for *_, stages in table:
        assert len({stage.view for stage in stages}) == len(stages)
        assert all(stage.status in fits[stage.view] for stage in stages)


def test_a_ban_applies_within_its_window_alone(table: Table) -> None:
    """A duty that is turned into a ban has a window only if it is given one: otherwise the ban simply applies."""
    expected = {
        Place.BEFORE: Status.NOT_YET_OPEN,
        Place.WITHIN: Status.APPLIES,
        Place.AFTER: Status.CLOSED,
        Place.UNKNOWN: Status.UNDETERMINED,
    }
    seen = set()
    for native, now, _, _, effective, stages in table:
        if current(now) is View.PROHIBITION:
            timed = view_of(native) is View.PROHIBITION or now.window is not None
            statuses = [stage.status for stage in stages if stage.view is View.PROHIBITION]
            assert statuses == [expected[effective.place] if timed else Status.APPLIES]
            seen |= {(timed, *statuses)}
    assert len(seen) == 5


def test_a_norm_keeps_its_own_heading(table: Table) -> None:
    """Where its exception turns it, it stands under its own heading too; 'need not' opens nothing (semantics 19)."""
    for native, now, _, _, _, stages in table:
        home = view_of(native)
        allowed = {home, current(now)} - {View.NONE}
        assert {stage.view for stage in stages} <= allowed
        if home is not View.NONE and (home is not View.PROHIBITION or current(now) in (home, View.NONE)):
            assert home in {stage.view for stage in stages}


def test_a_duty_is_never_both_met_and_overdue(table: Table) -> None:
    """Semantics 16 and 19: an act on record, however late, is not 'overdue'; no act is never 'met'."""
    for native, _, _, own, effective, stages in table:
        if view_of(native) is View.DUTY:
            statuses = {stage.status for stage in stages if stage.view is View.DUTY}
            assert not statuses >= {Status.MET, Status.OVERDUE}
            if effective.act is not Act.NONE and own.act is not Act.NONE:
                assert statuses == {Status.MET}
            if effective.act is Act.NONE:
                assert Status.MET not in statuses


def test_a_lapse_stands(table: Table) -> None:
    """Semantics 16: once the own window has closed on a live duty, whatever applies now; a late act undoes nothing."""
    for native, _, deadline, own, _, stages in table:
        lived = (
            deadline is not None
            and deadline.live
            and deadline.window is None
            and deadline.modality is not None
            and view_of(deadline.modality) is View.DUTY
        )
        lapsed = view_of(native) is View.DUTY and lived and own.place is Place.AFTER and own.act in (Act.NONE, Act.LATE)
        assert any(stage.binding is not None for stage in stages) is lapsed
        if lapsed:
            status = Status.OVERDUE if own.act is Act.NONE else Status.MET
            assert [stage.status for stage in stages if stage.view is View.DUTY] == [status]


def test_a_norm_is_void_where_an_exception_applies_and_nothing_was_done(table: Table) -> None:
    for native, now, _, _, effective, stages in table:
        home = view_of(native)
        lapsed = any(stage.binding is not None for stage in stages)
        void = [stage.view for stage in stages if stage.status is Status.VOID]
        if home in (View.DUTY, View.POWER):
            nothing_left = current(now) is not home and effective.act is Act.NONE and not lapsed
            assert void == ([home] if nothing_left else [])
        elif home is View.PROHIBITION:
            assert void == ([home] if current(now) is not home else [])
        else:
            assert void == []


def test_a_power_is_never_overdue(table: Table) -> None:
    """Semantics 19: only what is a duty now, or was on its last day, can be overdue."""
    for native, now, _, _, _, stages in table:
        for stage in stages:
            if stage.status is Status.OVERDUE:
                assert stage.view is View.DUTY
                assert View.DUTY in (current(now), view_of(native))
        if view_of(native) is View.POWER and current(now) is not View.DUTY:
            assert Status.OVERDUE not in {stage.status for stage in stages}


def test_a_live_norm_without_an_act_follows_the_days(table: Table) -> None:
    """Semantics 3 and 4: without dates a duty is undetermined, never overdue."""
    for native, now, _, _, effective, stages in table:
        home = view_of(native)
        if current(now) is home and home in (View.DUTY, View.POWER) and effective.act is Act.NONE:
            stage = next(stage for stage in stages if stage.view is home)
            late = Status.OVERDUE if home is View.DUTY else Status.CLOSED
            expected = {Place.UNKNOWN: Status.UNDETERMINED, Place.BEFORE: Status.NOT_YET_OPEN,
                        Place.WITHIN: Status.OPEN, Place.AFTER: late}[effective.place]  # fmt: skip
            assert stage.status is (Status.OVERDUE if stage.binding is not None else expected)


def test_the_lapse_is_that_of_the_modality_that_bound(table: Table) -> None:
    """Semantics 19: what is overdue or came late lapsed in the modality of the last day, or of the window that applies
    now; what was done in time, what is still to do, a power and a ban did not."""
    kinds = set()
    for native, now, deadline, own, effective, stages in table:
        if own == Positions(Place.AFTER, Act.UNDATED) and effective.act is not Act.UNDATED:
            continue  # an act on a day that is not known stands to no window
        for stage in stages:
            bound = stage.binding or (now.modality if now.live else None)
            at_ = own if stage.binding else effective
            missed = at_.act is Act.LATE or (at_.act is Act.NONE and at_.place is Place.AFTER)
            if stage.view is not View.DUTY or bound is None or view_of(bound) is not View.DUTY:
                undated = deadline is not None and own == Positions(Place.AFTER, Act.UNDATED)
                assert stage.lapses == {Lapse.NONE} or (undated and Lapse.NONE in stage.lapses)
            elif missed:
                assert stage.lapses == {lapse_of(bound, Departed.NO)}, (native, now, deadline, own, effective)
                kinds |= stage.lapses
            elif at_.act in (Act.EARLY, Act.ON_TIME):
                assert stage.lapses == {Lapse.NONE}
    assert kinds == {Lapse.BREACH, Lapse.UNEXPLAINED, Lapse.NOT_FOLLOWED}


@pytest.mark.parametrize("departed", [Departed.WITH_REASON, Departed.WITHOUT_REASON])
def test_a_departure_settles_what_can_be_departed_from(table: Table, departed: Departed) -> None:
    """Semantics 22: of a duty that is normal, usual or only should be; nothing else changes, and no must is excused."""
    gone = 0
    for plain, (native, now, *_, stages) in zip(table, every(departed), strict=True):
        before = plain[-1]
        assert [stage.view for stage in stages] == [stage.view for stage in before]
        for stage, was in zip(stages, before, strict=True):
            bound = stage.binding or now.modality
            may_go = stage.view is View.DUTY and bound is not None and excusable(bound)
            unsettled = {Status.NOT_YET_OPEN, Status.OPEN, Status.OVERDUE, Status.UNDETERMINED}
            if may_go and was.status in unsettled:
                gone += 1
                assert stage.status is Status.DEPARTED
                assert stage.lapses == {lapse_of(bound or native, departed)}
            else:
                assert stage.status is was.status
            if Lapse.BREACH in was.lapses:
                assert stage.lapses == was.lapses
    assert gone > 1000


@pytest.mark.parametrize("native", [MUST, MAY, NORMALLY], ids=["duty", "power", "normal duty"])
def test_the_table_reads_as_it_did(native: Modality, golden: Golden) -> None:
    """The whole table of a duty, a power and a duty that one may depart from, over what can come about."""
    applying = {"itself": Effect(True, native, None, ()), "released": RELEASED,
                "turned to 'will normally not'": Effect(True, WILL_NOT, None, ()),
                "turned to 'need not'": Effect(True, NEED_NOT, None, ())}  # fmt: skip
    deadlines = {"": None, "live": Effect(True, native, None, ()), "released": RELEASED}
    records = Departed if native is NORMALLY else (Departed.NO,)
    headed = f"{'departed':15} " if len(records) > 1 else ""
    lines = [f"{'day':8} {'act':8} {'applies now':30} {'on the last day':16} {headed}stands as"]
    for place, acts in FEASIBLE.items():
        for act, (name, now), (then, deadline), departed in itertools.product(
            acts, applying.items(), deadlines.items(), records
        ):
            if (deadline is not None) is not (place is Place.AFTER):
                continue
            at_ = Positions(place, act)
            stages = life(native, now, deadline, at_, at_, departed)
            told = "; ".join(f"{stage.view}: {stage.status}{_lapsed(stage)}" for stage in stages)
            record = f"{departed.name.lower().replace('_', ' '):15} " if len(records) > 1 else ""
            lines.append(f"{place.name.lower():8} {act.name.lower():8} {name:30} {then:16} {record}{told}")
    softened = f"_{native.softened}" if native.softened else ""
    golden(f"golden/life_{native.strength}{softened}.txt", "\n".join(lines) + "\n")


def _lapsed(stage: Stage) -> str:
    said = " or ".join(sorted(stage.lapses))
    return "" if stage.lapses == {Lapse.NONE} else f" ({said})"
