"""A framework as a whole: its manifest, its ledger, and its clauses by name."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from ..base.spans import Span
from .clauses import (
    Decision,
    Deem,
    Define,
    Document,
    Gap,
    Judgement,
    Lifecycle,
    Parameter,
    Reading,
    Rule,
    Succession,
)
from .types import Domain, EventType, Fact


class Treatment(StrEnum):
    """How far a paragraph of the source is said by clauses."""

    MODELLED = "modelled"
    PARTLY = "partly"
    NARRATIVE = "narrative"
    OUTSIDE = "outside"
    NOT_YET = "not yet"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the source: its gist in own words, how it is treated, and what is missing or why.

    `heading`: the line under which it stands in a source that does not number it, else empty.
    `digest` is the SHA-256 of its words as `dsl.paragraphs` reads them, or empty where it is not recorded.
    """

    number: str
    gist: str
    treatment: Treatment
    note: str
    damaged: str
    part: str
    heading: str
    digest: str
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Renamed:
    """What a clause, or a part of one as `clause.part`, was called in earlier versions."""

    name: str
    earlier: tuple[str, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What `framework.yaml` says of a framework. `names`: how actors and verbs are written in sentences.

    `in_force_until` is None where it is in force without end, and where its last day is not known (`end_unknown`).
    """

    id: str
    version: dt.date
    title: str
    publisher: str
    source: str
    in_force_from: dt.date
    in_force_until: dt.date | None
    end_unknown: bool
    notes: tuple[str, ...]
    names: dict[str, str]
    renamed: tuple[Renamed, ...]
    span: Span = field(compare=False)

    @property
    def full_id(self) -> str:
        """`id@version`."""
        return f"{self.id}@{self.version.isoformat()}"


@dataclass(frozen=True, slots=True)
class Framework:
    """A framework: its clauses by name, in the order in which they are written."""

    manifest: Manifest
    ledger: dict[str, Paragraph]
    domains: dict[str, Domain]
    groups: dict[str, tuple[str, ...]]
    facts: dict[str, Fact]
    events: dict[str, EventType]
    documents: dict[str, Document]
    deems: tuple[Deem, ...]
    defines: dict[str, Define]
    decisions: dict[str, Decision]
    judgements: dict[str, Judgement]
    lifecycles: dict[str, Lifecycle]
    rules: dict[str, Rule]
    parameters: dict[str, Parameter]
    readings: dict[str, Reading]
    gaps: dict[str, Gap]
    succession: Succession | None
    content_hash: str
