"""What evaluation answers: data, of which text, JSON and pages are renderings."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ..dsl import ir
from .chain import Mode
from .history import Departure
from .lapse import Lapse
from .life import Status, View

HANGS_ON = "it hangs on "
"""With these words begins what decides between several answers without being a condition of one of them."""


@dataclass(frozen=True, slots=True)
class Possible:
    """A value that remains possible, and what it hangs on: alternatives in words, each a list of conditions."""

    value: str
    when: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class EventRef:
    """An event of the case, named by its type and the day on which it took effect."""

    event: str
    day: dt.date


@dataclass(frozen=True, slots=True)
class StateAnswer:
    """Where a lifecycle stands: `value` is None where more than one state is possible."""

    lifecycle: str
    value: str | None
    possible: tuple[Possible, ...]
    since: dt.date | None
    citation: ir.Citation | None


@dataclass(frozen=True, slots=True)
class DecisionAnswer:
    """What a decision comes to, and the event decided on; without such an event nothing is possible."""

    name: str
    value: str | None
    possible: tuple[Possible, ...]
    about: EventRef | None
    citation: ir.Citation | None
    gaps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """How often an act was done in a stretch of time, at least and at most (None: not known), against a number."""

    fewest: int
    most: int | None
    quantity: str
    number: int


@dataclass(frozen=True, slots=True)
class NormAnswer:
    """A norm under one heading: its instance, status and window. `possible` has one entry where all is decided.

    `tally`: of a norm on how often an act is done; its window is then the stretch of time counted. `clock`: the time of
    the last day by which the act is due, where the source gives one. `each`: the rule has an instance for each event.
    `lapse`: what not having kept it amounts to; `departed`: the departure on record, where it says something of that.
    `under`: the earlier framework whose rule it is; `ended`: why it binds no more, or what became of it is not known.
    `which`: of a rule with an instance for each event, which event of the case it is: two of one day are two.
    """

    name: str
    view: View
    instance: EventRef | None
    actor: str
    act: str
    modality: str
    status: Status
    timing: str
    possible: tuple[Possible, ...]
    earliest: dt.date | None
    latest: dt.date | None
    met_on: dt.date | None
    citation: ir.Citation
    through: tuple[str, ...]
    gaps: tuple[str, ...]
    tally: Tally | None = None
    clock: str = ""
    each: bool = False
    lapse: Lapse = Lapse.NONE
    departed: Departure | None = None
    under: str = ""
    ended: str = ""
    which: int = 0

    @property
    def to_do(self) -> bool:
        """Whether it is a duty that is, or may be, still to be done in time."""
        statuses = {each.value for each in self.possible}
        return self.view is View.DUTY and bool(statuses & {Status.OPEN.value, Status.NOT_YET_OPEN.value})

    def due_by(self, day: dt.date) -> bool:
        """Whether it is still to be done, and its last day is that day or comes before it."""
        return self.to_do and self.latest is not None and self.latest <= day


class Seen(StrEnum):
    """What is known of a condition."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class SignAnswer:
    """A sign of a judgement: of which value it is evidence (empty: of any), and whether it is met."""

    name: str
    label: str
    value: str
    met: Seen
    citation: ir.Citation


@dataclass(frozen=True, slots=True)
class JudgementAnswer:
    """A judgement as given (None: not given), with the evidence that its signs are. Nothing is derived from them."""

    name: str
    about: EventRef | None
    value: str | None
    by: tuple[str, ...]
    signs: tuple[SignAnswer, ...]
    citation: ir.Citation


@dataclass(frozen=True, slots=True)
class ItemAnswer:
    """A part of a document, or one to whom it goes, and whether that is needed for this subject."""

    name: str
    needed: Seen
    citation: ir.Citation


@dataclass(frozen=True, slots=True)
class DocumentAnswer:
    """A document that is due or was made: what it must hold, to whom it goes, and the norms that speak of it."""

    event: str
    contents: tuple[ItemAnswer, ...]
    recipients: tuple[ItemAnswer, ...]
    norms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """Something unknown that keeps an answer open: its name, what it is in words, and which answers it would settle."""

    name: str
    words: str
    wanted_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TurnsOn:
    """A reading whose other alternative would change the answer; `under` the earlier framework named, if any."""

    reading: str
    taken: str
    other: str
    changes: tuple[str, ...]
    under: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in the case that an analyst should see."""

    subject: str
    message: str


@dataclass(frozen=True, slots=True)
class Span:
    """A framework and the days on which it is in force, both inside; `framework` None: none is loaded for them.

    A day is None where there is no bound on that side.
    """

    framework: ir.Framework | None
    since: dt.date | None
    until: dt.date | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The whole answer for one case as of one day under one framework.

    `known_by`: the day whose record of the case was asked (None: that of `as_of`).
    `spans`: in the mode 'in force' the frameworks under which the history was read, the oldest first.
    """

    framework: ir.Framework
    subject: str
    name: str
    as_of: dt.date
    in_force: bool
    states: tuple[StateAnswer, ...]
    decisions: tuple[DecisionAnswer, ...]
    norms: tuple[NormAnswer, ...]
    judgements: tuple[JudgementAnswer, ...]
    documents: tuple[DocumentAnswer, ...]
    missing: tuple[Missing, ...]
    turns_on: tuple[TurnsOn, ...]
    findings: tuple[Finding, ...]
    known_by: dt.date | None = None
    mode: Mode = Mode.AS_IF
    spans: tuple[Span, ...] = ()

    def framework_of(self, full_id: str) -> ir.Framework:
        """The framework of that name under which the history was read; empty: that of the answer."""
        found = (each.framework for each in self.spans if each.framework is not None)
        return next((each for each in found if each.manifest.full_id == full_id), self.framework)

    @property
    def gaps(self) -> tuple[str, ...]:
        """The gaps that touch any of the answers."""
        touching = [
            *(name for norm in self.norms if not norm.under for name in norm.gaps),
            *(name for decision in self.decisions for name in decision.gaps),
        ]
        return tuple(dict.fromkeys(touching))

    def under(self, view: View) -> tuple[NormAnswer, ...]:
        """The norms under one heading."""
        return tuple(norm for norm in self.norms if norm.view is view)


def in_force(manifest: ir.Manifest, as_of: dt.date) -> bool:
    """Whether a framework is in force on a day."""
    until = manifest.in_force_until
    return manifest.in_force_from <= as_of and (until is None or as_of <= until)


def gaps_of(framework: ir.Framework, name: str) -> tuple[str, ...]:
    """The gaps that touch a clause."""
    return tuple(gap.name for gap in framework.gaps.values() if name in gap.touches)


def to_find_out(missing: tuple[Missing, ...], framework: ir.Framework) -> tuple[Missing, ...]:
    """Of what is missing that which one would need to know: a state is reckoned, and is told where nothing else is."""
    # What a state hangs on is told beside it.
    asked = tuple(each for each in missing if each.name not in framework.lifecycles)
    return asked or missing


def norm_key(norm: NormAnswer) -> tuple[object, ...]:
    """What tells the norms of one outcome apart, so that those of several outcomes can be laid side by side.

    A rule for the latest event has one instance, whichever event that is in each of them.
    """
    each = (norm.instance, norm.which) if norm.each else None
    return norm.name, norm.under, norm.view, norm.earliest if norm.tally else None, each


def changes(before: Outcome, after: Outcome) -> tuple[str, ...]:
    """The answers in which two outcomes differ, by name."""
    first, second = _answers(before), _answers(after)
    return tuple(name for name in dict.fromkeys((*first, *second)) if first.get(name) != second.get(name))


def _answers(outcome: Outcome) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for state in outcome.states:
        found[state.lifecycle] = {each.value for each in state.possible}, state.since
    for decision in outcome.decisions:
        found[decision.name] = {each.value for each in decision.possible}, decision.about
    for norm in outcome.norms:
        statuses = frozenset(each.value for each in norm.possible)
        dates = (norm.modality, norm.earliest, norm.latest, norm.met_on, norm.tally, norm.lapse, norm.departed)
        name = f"{norm.name} ({norm.view})"
        found[name] = (*(found.get(name) or ()), (norm.instance, statuses, *dates))
    for document in outcome.documents:
        found[document.event] = document
    return found
