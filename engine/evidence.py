"""Judgements with the evidence of their signs, and documents with what they must hold and to whom they go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from ..dsl import ir
from .binding import Binding, Found, Lost
from .history import Dated
from .life import Status, View
from .outcome import DocumentAnswer, EventRef, ItemAnswer, JudgementAnswer, NormAnswer, Seen, SignAnswer
from .valuation import Known

_IDLE = frozenset({Status.VOID, Status.NOT_ARISING, Status.CLOSED})


def judgements(framework: ir.Framework, known: Known) -> tuple[JudgementAnswer, ...]:
    """Each judgement as the case gives it, about the latest event that it is about; none without such an event."""
    found = []
    for judgement in framework.judgements.values():
        about = None if judgement.about is None else known.latest(judgement.about)
        if judgement.about is None or isinstance(about, Dated):
            found.append(_judgement(judgement, about if isinstance(about, Dated) else None, known))
    return tuple(found)


def _judgement(judgement: ir.Judgement, about: Dated | None, known: Known) -> JudgementAnswer:
    if judgement.about is None:
        spell = known.spell(judgement.name, known.as_of)
        given = None if spell is None else spell.value
    else:
        term = ir.FieldTerm(ir.It(), judgement.about, judgement.name, judgement.values)
        values = known.values(term, Binding(about), known.at_as_of())
        given = next(iter(values)) if len(values) == 1 else None
    return JudgementAnswer(
        judgement.name,
        EventRef(about.occurrence.event, about.day) if about else None,
        given,
        judgement.by,
        tuple(
            SignAnswer(sign.name, sign.label, sign.value, _seen(known, sign.when, about), sign.citation)
            for sign in judgement.signs
        ),
        judgement.citation,
    )


def documents(
    framework: ir.Framework,
    known: Known,
    norms: Sequence[NormAnswer],
    told: Mapping[str, DocumentAnswer] = MappingProxyType({}),
) -> tuple[DocumentAnswer, ...]:
    """The documents that were made, and those that are due: of which a norm speaks that is alive and bans nothing.

    `told`: documents of which the parts are known already, by event type.
    """
    found = []
    for document in framework.documents.values():
        speaking = tuple(
            dict.fromkeys(
                each.name
                for each in norms
                if each.act == document.event and each.view is not View.PROHIBITION and _stirring(each)
            )
        )
        latest = known.latest(document.event)
        if not speaking and not isinstance(latest, Dated):
            continue
        if document.event in told:
            found.append(replace(told[document.event], norms=speaking))
        else:
            about = latest if isinstance(latest, Dated) else Lost.UNRECORDED
            found.append(
                DocumentAnswer(
                    document.event,
                    tuple(_item(known, item, about) for item in document.contents),
                    tuple(_item(known, item, about) for item in document.recipients),
                    speaking,
                )
            )
    return tuple(found)


def _item(known: Known, item: ir.Item, about: Found) -> ItemAnswer:
    needed = Seen.YES if item.when is None else _seen(known, item.when, about)
    return ItemAnswer(item.name, needed, item.citation)


def _seen(known: Known, cond: ir.Cond, about: Found | None) -> Seen:
    truth = known.truth(cond, Binding(about), known.at_as_of())
    return Seen.UNKNOWN if len(truth) > 1 else Seen.YES if truth == {True} else Seen.NO


def _stirring(norm: NormAnswer) -> bool:
    """Whether a norm may be alive, met or overdue."""
    return any(each.value not in _IDLE for each in norm.possible)
