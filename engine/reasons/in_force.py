"""Why every answer is what it is where each framework was asked while it was in force (semantics 27)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from ...dsl import ir
from ...dsl.words import titled
from ..chain import Mode
from ..in_force import Works
from ..outcome import NormAnswer, Span
from ..passage import Gap, Neighbours
from .derive import derive
from .steps import Derivation, Standing, Step


def derive_in_force(works: Works, as_of: dt.date) -> Derivation:
    """The derivation of all answers as of a day on which some framework of the chain had come into force."""
    whole = derive(works.at(as_of)[-1])
    before = works.chain.begun(as_of)[:-1]
    older = derive_in_force(works, before[-1].ends) if before and before[-1].ends is not None else None
    return replace(
        whole,
        heading=replace(whole.heading, mode=Mode.IN_FORCE, in_force=works.chain.on(as_of) is not None),
        states=tuple(_state(works, as_of, each, older) for each in whole.states),
        norms=(*whole.norms, *_earlier(works, as_of, older)),
        notes=(*whole.notes, *map(_spoken, works.spans(as_of))),
    )


def _state(works: Works, as_of: dt.date, step: Step, older: Derivation | None) -> Step:
    """How a lifecycle came to where it stands: what carried it there, then what moved it since."""
    work = works.at(as_of)[-1]
    outside = work.course.outside
    begins = work.known.reign.begins
    assert isinstance(outside, Neighbours) and outside.coming is not None and begins is not None, "it is in a chain"
    passage = outside.coming
    carried: list[Step] = []
    if passage.gap is not None:
        carried.append(Step(f"on {begins.isoformat()}: {passage.gap}", "", "", None, Standing.UNKNOWN))
    if older is not None and passage.older is not None:
        earlier = passage.older.compiled.framework
        sources = () if passage.carried is None else passage.carried.sources(step.rule)
        for each in older.states:
            if each.rule in sources or (not sources and each.rule == step.rule):
                words = f"on {begins.isoformat()}: carried over from {earlier.manifest.full_id}"
                citation = _line(work.compiled.framework, earlier, step.rule, each.rule)
                status = Standing.BLOCKED if citation is None else Standing.FIRED
                told = words if citation is not None else f"on {begins.isoformat()}: nothing is carried over"
                carried.append(Step(told, "", "", citation, status, (each,)))
    return replace(step, citation=works.state(work, step.rule).citation, inputs=(*carried, *step.inputs))


def _line(framework: ir.Framework, earlier: ir.Framework, target: str, source: str) -> ir.Citation | None:
    """What says that states of one lifecycle are carried into another: the paragraphs of all lines that do."""
    names = {state.name for state in earlier.lifecycles[source].states}
    lines = [
        each.citation
        for each in (framework.succession.states if framework.succession else ())
        if each.lifecycle == target and (each.source in names or each.source.partition(".")[0] == source)
    ]
    paragraphs = tuple(dict.fromkeys(number for each in lines for number in each.paragraphs))
    return ir.Citation(paragraphs, lines[0].span) if lines else None


def _earlier(works: Works, as_of: dt.date, older: Derivation | None) -> Iterator[Step]:
    """What has become of the rules of earlier frameworks, rule by rule."""
    answers: dict[tuple[str, str], list[NormAnswer]] = {}
    for each in works.norms(as_of):
        if each.under:
            answers.setdefault((each.under, each.name), []).append(each)
    names = [era.full_id for era in works.chain.eras]
    for (under, name), norms in answers.items():
        work = works.at(as_of)[names.index(under)]
        title = f"{titled(work.compiled.framework.rules[name].label, name)}, under {under}"
        ended = next((each.ended for each in norms if each.ended), "")
        told = derive(work) if not ended else older
        inputs = next((each.inputs for each in told.norms if each.rule == name), ()) if told is not None else ()
        value = "; ".join(f"{each.view.value} {' or '.join(p.value for p in each.possible)}" for each in norms)
        reason = (Step(ended, "", "", None, Standing.FIRED),) if ended else tuple(_anew(works, as_of, under, name))
        status = Standing.FIRED if all(len(each.possible) == 1 for each in norms) else Standing.UNKNOWN
        yield Step(title, name, value, norms[0].citation, status, (*reason, *inputs))


def _anew(works: Works, as_of: dt.date, under: str, name: str) -> Iterator[Step]:
    """When duties under an earlier rule began anew, from which day their times then count."""
    eras = works.chain.begun(as_of)
    place = next(number for number, era in enumerate(eras) if era.full_id == under)
    for era in eras[place + 1 :]:
        succession = era.compiled.framework.succession
        for line in succession.rules if succession is not None else ():
            if line.rule == name and line.fate is ir.Fate.RESTARTS:
                words = f"what was running begins anew on {era.begins.isoformat()}, with times counted from that day"
                yield Step(words, "", "", line.citation, Standing.FIRED)


def _spoken(span: Span) -> str:
    """A span of the chain: which framework was in force, or that none is loaded."""
    if span.framework is None:
        return str(Gap(span.since, span.until))
    until = f" to {span.until.isoformat()}" if span.until else " on"
    if span.framework.manifest.end_unknown:
        until = " on, until when is not known"
    since = span.since.isoformat() if span.since else ""
    return f"{span.framework.manifest.full_id} is asked from {since}{until}"
