"""The outcomes of the histories that a case allows, taken together: what holds in all is decided (semantics 5, 10)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from ..dsl import ir
from .history import History, Occurrence
from .lapse import Lapse, joint
from .life import Status
from .outcome import (
    HANGS_ON,
    DecisionAnswer,
    DocumentAnswer,
    Finding,
    ItemAnswer,
    JudgementAnswer,
    Missing,
    NormAnswer,
    Outcome,
    Possible,
    Seen,
    SignAnswer,
    StateAnswer,
    Tally,
    changes,
    norm_key,
    to_find_out,
)
from .phrases import Phrases

T = TypeVar("T")


def merged(outcomes: Sequence[Outcome], histories: Sequence[History]) -> Outcome:
    """One outcome out of those of all histories; where they differ, that is a finding which names the events."""
    first = outcomes[0]
    if len(outcomes) == 1:
        return first
    differing = tuple(
        dict.fromkeys(name for each in outcomes[1:] for name in (*changes(first, each), *_judged(first, each)))
    )
    findings = tuple(each for each in first.findings if all(each in other.findings for other in outcomes))
    changed = ", ".join(differing)
    phrases = Phrases(first.framework)
    conflicts = tuple(Finding(changed, each) for each in _conflicts(phrases, histories, changed)) if differing else ()
    hangs = f"{HANGS_ON}{' and '.join(_open(phrases, histories))}, which the case does not say"
    names = dict.fromkeys(norm_key(norm) for each in outcomes for norm in each.norms)
    norms = tuple(
        _norm([next((norm for norm in each.norms if norm_key(norm) == name), None) for each in outcomes], hangs)
        for name in names
    )
    return replace(
        first,
        states=tuple(_state(each, hangs) for each in zip(*(outcome.states for outcome in outcomes), strict=True)),
        decisions=tuple(
            _decision(each, hangs) for each in zip(*(outcome.decisions for outcome in outcomes), strict=True)
        ),
        norms=norms,
        judgements=tuple(_judgements(outcomes)),
        documents=tuple(_documents(outcomes)),
        missing=_missing(outcomes),
        findings=(*findings, *conflicts),
    )


def _open(phrases: Phrases, histories: Sequence[History]) -> Iterator[str]:
    """What a case leaves open so that it has several histories."""
    if histories[0].tied:
        yield f"the order of {' and '.join(phrases.occurrences(histories[0].tied))}"
    for event, name in _deemed(histories):
        yield f"whether {phrases.occurrence(event)} counts as '{phrases.event(name)}'"


def _deemed(histories: Sequence[History]) -> Iterator[tuple[Occurrence, str]]:
    """The events that count as another type in some of the histories only, and as which."""
    for event in histories[0].past:
        counted = {each.also for history in histories for each in history.past if each.occurrence == event.occurrence}
        for name in dict.fromkeys(name for also in sorted(counted) for name in also):
            if any(name not in also for also in counted):
                yield event.occurrence, name


def _conflicts(phrases: Phrases, histories: Sequence[History], changed: str) -> Iterator[str]:
    """Why the histories of a case differ."""
    tied = histories[0].tied
    if tied:
        events = " and ".join(phrases.occurrences(tied))
        advice = "and the case does not give it; write 'order: 1' and 'order: 2'"
        yield f"{events}: their order changes the answer ({changed}), {advice}"
    for event, name in _deemed(histories):
        words = f"{phrases.occurrence(event)} may count as '{phrases.event(name)}' or not"
        yield f"{words}, which changes the answer ({changed}); the case does not say what decides it"


def _possible(all_of_them: Sequence[tuple[Possible, ...]], hangs: str) -> tuple[Possible, ...]:
    """What may be in some of the histories; `hangs` says on what it hangs in which of them one is."""
    values = dict.fromkeys(each.value for possible in all_of_them for each in possible)
    found = []
    for value in values:
        having = [next((each for each in possible if each.value == value), None) for possible in all_of_them]
        ways = tuple(dict.fromkeys(way for each in having if each is not None for way in each.when))
        found.append(Possible(value, ways if None not in having else ways or ((hangs,),)))
    return tuple(found)


def _one(values: set[T]) -> T | None:
    """What all histories say alike; None where they differ."""
    return next(iter(values)) if len(values) == 1 else None


def _cited(citations: Sequence[ir.Citation | None]) -> ir.Citation | None:
    known = [each for each in citations if each is not None]
    if not known:
        return None
    return ir.Citation(tuple(dict.fromkeys(p for each in known for p in each.paragraphs)), known[0].span)


def _state(answers: Sequence[StateAnswer], hangs: str) -> StateAnswer:
    possible = _possible([each.possible for each in answers], hangs)
    return StateAnswer(
        answers[0].lifecycle,
        possible[0].value if len(possible) == 1 else None,
        possible,
        _one({each.since for each in answers}),
        _cited([each.citation for each in answers]),
    )


def _decision(answers: Sequence[DecisionAnswer], hangs: str) -> DecisionAnswer:
    possible = _possible([each.possible for each in answers], hangs)
    return replace(
        answers[0],
        value=possible[0].value if len(possible) == 1 else None,
        possible=possible,
        about=_one({each.about for each in answers if each.possible}),
        citation=_cited([each.citation for each in answers]),
    )


def _norm(answers: Sequence[NormAnswer | None], hangs: str) -> NormAnswer:
    known = [each for each in answers if each is not None]
    first = known[0]
    absent = (Possible(Status.NOT_ARISING.value, ()),)
    possible = _possible([absent if each is None else each.possible for each in answers], hangs)
    single = len(possible) == 1
    shared = {
        field: getattr(first, field) if all(getattr(each, field) == getattr(first, field) for each in known) else None
        for field in ("earliest", "latest", "met_on", "modality", "timing", "clock")
    }
    citation = _cited([each.citation for each in known])
    return replace(
        first,
        instance=_one({each.instance for each in known}),
        status=Status(possible[0].value) if single else Status.UNDETERMINED,
        possible=possible,
        earliest=shared["earliest"],
        latest=shared["latest"],
        met_on=shared["met_on"] if single else None,
        modality=shared["modality"] or "",
        timing=(shared["timing"] or "") if single else "",
        citation=citation or first.citation,
        through=tuple(dict.fromkeys(name for each in known for name in each.through)),
        tally=_tally([each.tally for each in known if each.tally is not None]),
        clock=shared["clock"] or "",
        lapse=joint(frozenset(Lapse.NONE if each is None else each.lapse for each in answers)),
        departed=next((each.departed for each in known if each.departed is not None), None),
    )


def _tally(counts: Sequence[Tally]) -> Tally | None:
    """How often an act was done, in whichever history."""
    if not counts:
        return None
    most = [each.most for each in counts if each.most is not None]
    fewest = min(each.fewest for each in counts)
    return replace(counts[0], fewest=fewest, most=max(most) if len(most) == len(counts) else None)


def _judged(first: Outcome, other: Outcome) -> Iterator[str]:
    """The judgements that two outcomes tell differently, by name."""
    told = {each.name: each for each in first.judgements}
    yield from (each.name for each in other.judgements if told.get(each.name) != each)


def _judgements(outcomes: Sequence[Outcome]) -> Iterator[JudgementAnswer]:
    """The judgements on which there is an event to judge in any of the histories."""
    names = dict.fromkeys(each.name for outcome in outcomes for each in outcome.judgements)
    for name in (name for name in outcomes[0].framework.judgements if name in names):
        found = [each for outcome in outcomes for each in outcome.judgements if each.name == name]
        yield replace(
            found[0],
            about=_one({each.about for each in found}),
            value=_one({each.value for each in found}),
            signs=tuple(map(_sign, zip(*(each.signs for each in found), strict=True))),
        )


def _sign(alike: Sequence[SignAnswer]) -> SignAnswer:
    return alike[0] if len({each.met for each in alike}) == 1 else replace(alike[0], met=Seen.UNKNOWN)


def _documents(outcomes: Sequence[Outcome]) -> Iterator[DocumentAnswer]:
    """The documents that any of the histories calls for; a part is needed for sure if it is so in all of these."""
    events = dict.fromkeys(each.event for outcome in outcomes for each in outcome.documents)
    for event in (name for name in outcomes[0].framework.documents if name in events):
        found = [each for outcome in outcomes for each in outcome.documents if each.event == event]
        norms = tuple(dict.fromkeys(name for each in found for name in each.norms))
        contents = tuple(map(_item, zip(*(each.contents for each in found), strict=True)))
        recipients = tuple(map(_item, zip(*(each.recipients for each in found), strict=True)))
        yield replace(found[0], contents=contents, recipients=recipients, norms=norms)


def _item(alike: Sequence[ItemAnswer]) -> ItemAnswer:
    return alike[0] if len({each.needed for each in alike}) == 1 else replace(alike[0], needed=Seen.UNKNOWN)


def _missing(outcomes: Sequence[Outcome]) -> tuple[Missing, ...]:
    found: dict[str, Missing] = {}
    for each in (missing for outcome in outcomes for missing in outcome.missing):
        before = found.get(each.name)
        wanted = each.wanted_by if before is None else tuple(dict.fromkeys((*before.wanted_by, *each.wanted_by)))
        found[each.name] = replace(each, wanted_by=wanted)
    return to_find_out(tuple(found.values()), outcomes[0].framework)
