"""Reads a mapping: which column of a published file becomes which fact, event, moment or field, with its codes, and
over which span the file's silence is evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from ...dsl import ir
from ...dsl.base.diagnostics import Diagnostic, did_you_mean, hints
from ...dsl.base.spans import Source, Span
from ...dsl.yaml.nodes import Mapping as MappingNode
from ...dsl.yaml.nodes import Node, Scalar, compose
from ...dsl.yaml.read import Reader

UNKNOWN = "unknown"

DATE_FORMATS = {"dd/mm/yyyy": "%d/%m/%Y", "dd-mm-yyyy": "%d-%m-%Y", "yyyy-mm-dd": "%Y-%m-%d", "dd.mm.yyyy": "%d.%m.%Y"}


OTHERS = "others"
"""Under `silence`: all events that are not named there."""


@dataclass(frozen=True, slots=True)
class Codes:
    """What each code of a column means: a value, or UNKNOWN. `other` is for codes that are not named; None: a fault.

    `told`: the codes that a message names; empty: all.
    """

    values: dict[str, str]
    other: str | None
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Where:
    """Other codes for the rows in which another column has one of some values."""

    column: str
    values: frozenset[str]
    codes: Codes


@dataclass(frozen=True, slots=True)
class Reads:
    """A fact or field read from a column."""

    column: str
    codes: Codes
    where: tuple[Where, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class MappedEvent:
    """An event of every row: it took place where the column `present` has a day."""

    event: str
    present: str
    moments: dict[str, str]
    fields: dict[str, Reads]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Silence:
    """What the file's silence on an event type proves.

    `holds`: the file holds that many of the latest, so silence is evidence since the earliest of them, and without
    bound where it holds fewer. 0: silence proves nothing. None: it is evidence throughout.
    """

    holds: int | None


@dataclass(frozen=True, slots=True)
class Check:
    """A decision that the file itself publishes."""

    decision: str
    reads: Reads


@dataclass(frozen=True, slots=True)
class Mapping:
    """How a published layout is read."""

    name: str
    title: str
    urn: str
    subject_name: str | None
    missing: frozenset[str]
    dates: tuple[str, ...]
    no_date: frozenset[str]
    facts: dict[str, Reads]
    events: tuple[MappedEvent, ...]
    silence: dict[str, Silence]
    checks: tuple[Check, ...]
    carry: tuple[str, ...]
    notes: tuple[str, ...]
    span: Span = field(compare=False)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that a table must have."""
        read = [
            *self.facts.values(),
            *(check.reads for check in self.checks),
            *(reads for event in self.events for reads in event.fields.values()),
        ]
        days = [name for event in self.events for name in (event.present, *event.moments.values())]
        named = [self.urn, *([self.subject_name] if self.subject_name else []), *days, *self.carry]
        return tuple(
            dict.fromkeys(
                [*named, *(each for reads in read for each in (reads.column, *(where.column for where in reads.where)))]
            )
        )


def read_mapping(source: Source, framework: ir.Framework) -> tuple[Mapping | None, tuple[Diagnostic, ...]]:
    """The mapping of a file, checked against the framework; None where something is wrong."""
    node, diagnostics = compose(source)
    if node is None:
        return None, diagnostics
    reader = _MappingReader(framework)
    mapping = reader.read(node)
    found = (*diagnostics, *reader.diagnostics)
    return (None if found else mapping), found


class _MappingReader(Reader):
    def __init__(self, framework: ir.Framework) -> None:
        super().__init__()
        self.framework = framework
        self.tables: dict[str, dict[str, str]] = {}

    def read(self, node: Node) -> Mapping | None:
        values = self.mapping(
            node,
            "the mapping",
            ("mapping", "title", "subject", "missing", "dates", "events", "silence"),
            ("no_date", "codes", "facts", "check", "carry", "notes"),
        )
        if self.diagnostics:
            return None
        if "codes" in values:
            for name, table in self.mapping(values["codes"], "codes", (), None).items():
                self.tables[name] = {
                    key: self.text(value, f"the code {key}")
                    for key, value in self.mapping(table, f"codes, {name}", (), None).items()
                }
        subject = self.mapping(values["subject"], "the subject", ("urn",), ("name",))
        urn = self.text(subject["urn"], "urn") if "urn" in subject else ""
        title_column = self.text(subject["name"], "name") if "name" in subject else None
        facts = {
            fact: reads
            for fact, value, span in self._named(values.get("facts"), "facts")
            if self._known(fact, self.framework.facts, "fact", span)
            and (reads := self._reads(value, fact, self.framework.facts[fact].domain)) is not None
        }
        events = tuple(
            event for item in self.items(values["events"], "events") if (event := self._event(item)) is not None
        )
        silence = self._silences(values["silence"], Counter(event.event for event in events))
        checks = tuple(
            Check(decision, reads)
            for decision, value, span in self._named(values.get("check"), "check")
            if self._known(decision, self.framework.decisions, "decision", span)
            and (reads := self._reads(value, decision, self.framework.decisions[decision].values)) is not None
        )
        dates = self.texts(values["dates"], "dates")
        for day, item in zip(dates, self.items(values["dates"], "dates"), strict=False):
            if day not in DATE_FORMATS:
                self.fault(
                    "E403",
                    f"'{day}' is not a way of writing dates",
                    item.span,
                    hints(did_you_mean(day, DATE_FORMATS), f"Known: {', '.join(DATE_FORMATS)}."),
                )
        return Mapping(
            self.text(values["mapping"], "mapping"),
            self.text(values["title"], "title"),
            urn,
            title_column,
            frozenset(self.texts(values["missing"], "missing")),
            dates,
            frozenset(self.texts(values.get("no_date"), "no_date")),
            facts,
            events,
            silence,
            checks,
            self.texts(values.get("carry"), "carry"),
            self.texts(values.get("notes"), "notes"),
            node.span,
        )

    def _named(self, node: Node | None, what: str) -> Iterable[tuple[str, Node, Span]]:
        if node is None:
            return []
        keys = self.keys(node)
        return [(name, value, keys[name].span) for name, value in self.mapping(node, what, (), None).items()]

    def _known(self, name: str, known: Iterable[str], sort: str, span: Span) -> bool:
        names = tuple(known)
        if name in names:
            return True
        self.fault(
            "E403",
            f"the framework has no {sort} '{name}'",
            span,
            hints(did_you_mean(name, names), f"There are: {', '.join(names) or 'none'}."),
        )
        return False

    def _event(self, node: Node) -> MappedEvent | None:
        values = self.mapping(node, "an event", ("event", "present", "moments"), ("fields",))
        if not {"event", "present", "moments"} <= values.keys():
            return None
        name = self.text(values["event"], "event")
        if not self._known(name, self.framework.events, "event", values["event"].span):
            return None
        event = self.framework.events[name]
        moments = {
            moment: self.text(column, moment)
            for moment, column, span in self._named(values["moments"], "moments")
            if self._known(moment, event.moments, f"moment of '{name}' named", span)
        }
        fields = {
            each: reads
            for each, value, span in self._named(values.get("fields"), "fields")
            if self._known(each, (f.name for f in event.fields), f"field of '{name}' named", span)
            and (field := event.field(each)) is not None
            and (reads := self._reads(value, each, field.domain)) is not None
        }
        return MappedEvent(name, self.text(values["present"], "present"), moments, fields, node.span)

    def _silences(self, node: Node, held: Counter[str]) -> dict[str, Silence]:
        """What silence on each event of the framework proves; `held` is how many of each event the mapping reads."""
        named = {name: (value, span) for name, value, span in self._named(node, "silence")}
        rest = self._silence(named.pop(OTHERS)[0], OTHERS) if OTHERS in named else None
        silence = {
            name: found
            for name, (value, span) in named.items()
            if self._known(name, self.framework.events, "event", span)
            and (found := self._silence(value, name)) is not None
        }
        if rest is not None:
            silence = dict.fromkeys(self.framework.events, rest) | silence
        if self.diagnostics:
            return silence
        for name, (value, _) in named.items():
            holds, most = silence[name].holds, held[name]
            if isinstance(value, MappingNode) and holds is not None and not 0 < holds <= most:
                self.fault(
                    "E403",
                    f"the mapping reads {most} of '{name}', so the file cannot hold the latest {holds}",
                    value.span,
                    f"Write '{{latest: {most}}}'." if most else f"Write '{name}: nothing' or '{name}: everything'.",
                )
        for name in [name for name in self.framework.events if name not in silence]:
            self.fault(
                "E403",
                f"the mapping does not say what its silence on '{name}' proves",
                node.span,
                f"Add '{name}: nothing', '{name}: everything' or '{name}: {{latest: 2}}'; or 'others: nothing'.",
            )
        return silence

    def _silence(self, node: Node, event: str) -> Silence | None:
        if isinstance(node, MappingNode) and event != OTHERS:
            values = self.mapping(node, f"silence, {event}", ("latest",))
            holds = self.number(values["latest"], "latest") if "latest" in values else None
            return None if holds is None else Silence(holds)
        word = self.choice(node, f"silence, {event}", ("nothing", "everything"))
        return None if word is None else Silence(0 if word == "nothing" else None)

    def _reads(self, node: Node, what: str, domain: tuple[str, ...]) -> Reads | None:
        values = self.mapping(node, what, ("column", "codes"), ("where",))
        if not {"column", "codes"} <= values.keys():
            return None
        where = []
        for item in self.items(values.get("where"), f"{what}, where"):
            found = self.mapping(item, f"{what}, where", ("column", "is", "codes"))
            if {"column", "is", "codes"} <= found.keys():
                where.append(
                    Where(
                        self.text(found["column"], "column"),
                        frozenset(self.texts(found["is"], "is")),
                        self._codes(found["codes"], what, domain),
                    )
                )
        return Reads(
            self.text(values["column"], "column"), self._codes(values["codes"], what, domain), tuple(where), node.span
        )

    def _codes(self, node: Node, what: str, domain: tuple[str, ...]) -> Codes:
        if isinstance(node, Scalar):
            if node.text not in self.tables:
                message = f"the mapping has no table of codes '{node.text}'"
                hint = did_you_mean(node.text, self.tables) or "Add it under 'codes', or write the codes here."
                self.fault("E403", message, node.span, hint)
                return Codes({}, None)
            table = self.tables[node.text]
        else:
            table = {
                key: self.text(value, f"the code {key}")
                for key, value in self.mapping(node, f"{what}, codes", (), None).items()
            }
        for value in table.values():
            if value != UNKNOWN and value not in domain:
                self.fault(
                    "E403",
                    f"'{value}' is not a value of '{what}'",
                    node.span,
                    hints(did_you_mean(value, (*domain, UNKNOWN)), f"Its values: {', '.join(domain)}, unknown."),
                )
        return Codes({code: value for code, value in table.items() if code != "*"}, table.get("*"))
