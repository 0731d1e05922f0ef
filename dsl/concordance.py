"""Reads a concordance: the concepts that several frameworks share, each named once, and where each framework has it.

A concordance is data beside the frameworks. It names clauses by their ids, parts of them as `clause.part`, and
paragraphs; `silent` where a framework says nothing. Whether the names are there is checked against each framework.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from . import ir
from .base.dates import read_iso_date
from .base.diagnostics import Diagnostic, did_you_mean, hints
from .base.spans import Source, Span
from .citing import paragraph_of
from .yaml.nodes import Mapping as Keys
from .yaml.nodes import Node, Scalar, compose
from .yaml.read import Reader

SILENT = "silent"
"""What stands for a framework that says nothing on a concept."""

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_FULL_ID = re.compile(r"[a-z][a-z0-9-]*@\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Named:
    """A clause, or a part of one (`clause.part`), or a paragraph, as it is written."""

    text: str
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a framework has a concept. `silent`: it says nothing on it; `note` then says what it does say instead."""

    silent: bool
    clauses: tuple[Named, ...]
    paragraphs: tuple[Named, ...]
    note: str
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept, what it asks, and where the frameworks have it, by `id@version`."""

    name: str
    label: str
    entries: Mapping[str, Entry]
    span: Span = field(compare=False)

    def names(self, framework: str) -> tuple[str, ...]:
        """The clauses that it names of a framework as a whole, in their order; not those of which it names a part."""
        entry = self.entries.get(framework)
        return () if entry is None else tuple(each.text for each in entry.clauses if "." not in each.text)


@dataclass(frozen=True, slots=True)
class Concordance:
    """The concepts in the order in which they matter, and the frameworks that they are looked up in, `id@version`."""

    title: str
    frameworks: tuple[str, ...]
    concepts: tuple[Concept, ...]
    places: Mapping[str, Span] = field(compare=False, default_factory=dict)

    def key(self, framework: ir.Manifest) -> str | None:
        """Under which `id@version` it has a framework: its own, else that of the last version before, else the first.

        None where it has no version of it.
        """
        if framework.full_id in self.frameworks:
            return framework.full_id
        versions = sorted(each for each in self.frameworks if each.startswith(f"{framework.id}@"))
        earlier = [each for each in versions if _day(each) <= framework.version]
        found = earlier[-1:] or versions[:1]
        return found[0] if found else None


def _day(full_id: str) -> dt.date:
    day = read_iso_date(full_id.partition("@")[2])
    assert day is not None, "the ids of a concordance have been read"
    return day


def read_concordance(source: Source) -> tuple[Concordance | None, tuple[Diagnostic, ...]]:
    """The concordance of a file, and all that is wrong with it; None where it cannot be read.

    Names of clauses and paragraphs are not looked up here: `unknown_names` does that for each framework.
    """
    node, diagnostics = compose(source)
    if node is None:
        return None, diagnostics
    reader = _ConcordanceReader()
    found = reader.concordance(node)
    faults = (*diagnostics, *reader.diagnostics)
    return (found if all(each.code == "E510" for each in faults) else None), faults


class _ConcordanceReader(Reader):
    def concordance(self, node: Node) -> Concordance:
        values = self.mapping(node, "concordance.yaml", ("concordance", "frameworks", "concepts"))
        title = self.optional_text(values.get("concordance"), "concordance")
        frameworks: dict[str, Span] = {}
        for item in self.items(values.get("frameworks"), "frameworks"):
            name = self.text(item, "a framework")
            if name in frameworks:
                self.fault("E302", f"'{name}' is listed twice", item.span, "Remove one of the two.")
            elif not _FULL_ID.fullmatch(name) or read_iso_date(name.partition("@")[2]) is None:
                if isinstance(item, Scalar):
                    hint = "Write the id with its version, for example ofsted-schools@2024-09-16."
                    self.fault("E305", f"'{name}' is not the id and version of a framework", item.span, hint)
            else:
                frameworks[name] = item.span
        concepts = self.mapping(values["concepts"], "concepts", (), None) if "concepts" in values else {}
        keys = self.keys(values["concepts"]) if "concepts" in values else {}
        read = tuple(self._concept(keys[name], value, tuple(frameworks)) for name, value in concepts.items())
        return Concordance(title, tuple(frameworks), read, frameworks)

    def _concept(self, key: Scalar, node: Node, frameworks: tuple[str, ...]) -> Concept:
        if not _NAME.fullmatch(key.text):
            hint = "Use small letters, digits and underscores, for example first_visit."
            self.fault("E305", f"'{key.text}' cannot be the name of a concept", key.span, hint)
        what = f"the concept '{key.text}'"
        values = self.mapping(node, what, ("label", "in"))
        label = self.optional_text(values.get("label"), f"the label of {what}")
        inside = values.get("in")
        entries: dict[str, Entry] = {}
        if inside is not None:
            given = self.mapping(inside, f"'in' of {what}", (), None)
            for each, span in self.keys(inside).items():
                if each not in frameworks:
                    hint = hints(did_you_mean(each, frameworks), "Name it under 'frameworks', or remove it.")
                    self.fault("E510", f"'{each}' is not among the frameworks of the concordance", span.span, hint)
            entries = {name: self._entry(value, f"{what} in {name}") for name, value in given.items()}
        return Concept(key.text, label, entries, key.span)

    def _entry(self, node: Node, what: str) -> Entry:
        if isinstance(node, Scalar):
            if node.text != SILENT:
                hint = f"Write '{SILENT}', or the paragraphs that speak of it."
                self.fault("E305", f"{what}: '{node.text}' is neither '{SILENT}' nor a place", node.span, hint)
            return Entry(True, (), (), "", node.span)
        if isinstance(node, Keys) and node.get(SILENT) is not None:
            why = self.mapping(node, what, (SILENT,))[SILENT]
            note = self.text(why, f"why {what} is silent")
            if isinstance(why, Scalar) and not note:
                self.fault("E305", f"{what} says nothing of why", why.span, f"Say why, or write '{SILENT}' alone.")
            return Entry(True, (), (), note, node.span)
        values = self.mapping(node, what, ("paragraphs",), ("clauses",))
        clauses = self._named(values.get("clauses"), f"'clauses' of {what}")
        paragraphs = self._named(values.get("paragraphs"), f"'paragraphs' of {what}")
        if "paragraphs" in values and not paragraphs:
            hint = f"Name the paragraphs that speak of it, or write '{SILENT}'."
            self.fault("E305", f"{what} names no paragraph", values["paragraphs"].span, hint)
        return Entry(False, clauses, paragraphs, "", node.span)

    def _named(self, node: Node | None, what: str) -> tuple[Named, ...]:
        found: dict[str, Named] = {}
        for item in self.items(node, what):
            text = self.text(item, what)
            if text in found:
                self.fault("E302", f"{what}: '{text}' is named twice", item.span, "Remove one of the two.")
            elif text:
                found[text] = Named(text, item.span)
            elif isinstance(item, Scalar):
                self.fault("E305", f"{what} holds a name that is empty", item.span, "Write a name, or remove it.")
        return tuple(found.values())


def unknown_names(concordance: Concordance, framework: ir.Framework) -> Iterator[Diagnostic]:
    """What the concordance names of a framework that it does not have: clauses, and paragraphs of its ledger (E510)."""
    known = known_names(framework)
    full_id = framework.manifest.full_id
    for concept in concordance.concepts:
        entry = concept.entries.get(full_id)
        if entry is None:
            continue
        for named in entry.clauses:
            if named.text not in known:
                message = f"{full_id} has no clause '{named.text}'"
                hint = did_you_mean(named.text, known) or "Name a clause, or a part of one as clause.part."
                yield Diagnostic("E510", message, named.span, hint)
        for named in entry.paragraphs:
            if paragraph_of(named.text) not in framework.ledger:
                message = f"{full_id} has no paragraph {named.text}"
                hint = hints(did_you_mean(named.text, framework.ledger), "Name a paragraph of its ledger.")
                yield Diagnostic("E510", message, named.span, hint)


def known_names(framework: ir.Framework) -> frozenset[str]:
    """What a concordance can name of a framework: clauses that say something, and their states and exceptions."""
    f = framework
    listed = (f.events, f.defines, f.decisions, f.judgements, f.lifecycles, f.rules, f.parameters, f.facts)
    whole = {name for each in listed for name in each}
    states = {f"{name}.{state.name}" for name, each in f.lifecycles.items() for state in each.states}
    exceptions = {f"{name}.{each.name}" for name, rule in f.rules.items() for each in rule.exceptions}
    return frozenset(whole | states | exceptions)
