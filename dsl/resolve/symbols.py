"""The names that the files of one framework give, each defined once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from .. import ast, ir
from ..base.diagnostics import Diagnostic, did_you_mean, hints
from ..base.spans import Span
from ..syntax.split import ANY_NAME

RESERVED = frozenset({"it", "any", "none", "yes", "no", "boolean", "text", "number", "date"})

ADVISED = 200
"""For so many faults a near name is looked for, which takes long among many names."""

_STEPS = {
    **dict.fromkeys(("above", "higher", "up"), "better"),
    **dict.fromkeys(("below", "lower", "down"), "worse"),
}
"""What people write where a scale goes on."""

_NOUNS: dict[type, str] = {
    ast.Scale: "scale",
    ast.Kind: "kind",
    ast.Group: "group",
    ast.Fact: "fact",
    ast.Event: "event",
    ast.Deem: "deeming",
    ast.Define: "definition",
    ast.Decide: "decision",
    ast.Judge: "judgement",
    ast.Lifecycle: "lifecycle",
    ast.Rule: "rule",
    ast.Parameter: "parameter",
    ast.Reading: "reading",
    ast.Gap: "gap",
    ast.Succeeds: "succession",
}


def listed(words: Sequence[str]) -> str:
    """'rule, decision or gap'."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def some(word: str) -> str:
    """The word with its article: 'an event'."""
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


def noun(clause: ast.AnyClause) -> str:
    """What a clause is called in messages."""
    return noun_of(type(clause))


def noun_of(sort: type[ast.Clause]) -> str:
    """What clauses of a sort are called in messages."""
    return _NOUNS[sort]


@dataclass(slots=True)
class Symbols:
    """Every clause by name, the resolved vocabulary, and the faults found so far.

    `unreadable` holds names of clauses that were written but could not be read, and `lost` those of fields, values and
    facts that fell away with an earlier fault: nobody is told that they are unknown.
    """

    clauses: dict[str, ast.AnyClause] = field(default_factory=dict)
    domains: dict[str, ir.Domain] = field(default_factory=dict)
    facts: dict[str, ir.Fact] = field(default_factory=dict)
    events: dict[str, ir.EventType] = field(default_factory=dict)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unreadable: frozenset[str] = frozenset()
    lost: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def fault(
        self, code: str, message: str, span: Span, hint: str = "", also: tuple[tuple[Span, str], ...] = ()
    ) -> None:
        """Record a fault."""
        self.diagnostics.append(Diagnostic(code, message, span, hint, also=also))

    def find(self, name: ast.Name, *wanted: type[ast.Clause]) -> ast.AnyClause | None:
        """The clause of that name if it is of a wanted sort; a fault, once, where it is not."""
        clause = self.clauses.get(name.text)
        if clause is not None:
            self.used.add(name.text)
        if clause is not None and isinstance(clause, wanted):
            return clause
        sorts = listed([_NOUNS[each] for each in wanted])
        many = len(self.diagnostics) > ADVISED
        candidates = [] if many else [each for each, found in self.clauses.items() if isinstance(found, wanted)]
        if clause is not None:
            self.fault(
                "E104",
                f"'{name}' is {some(noun(clause))}; {some(sorts)} is needed here",
                name.span,
                did_you_mean(name.text, candidates),
                ((clause.name.span, "it is defined here"),),
            )
        else:
            self.unknown(name, sorts, candidates)
        return None

    def unknown(self, name: ast.Name, sort: str, candidates: list[str] | tuple[str, ...]) -> None:
        """Record that no `sort` has this name."""
        if not self.unreadable.isdisjoint((name.text, ANY_NAME)) or name.text in self.lost:
            return
        if len(self.diagnostics) > ADVISED:
            candidates = ()
        if name.text in _STEPS:
            known = f"Write 'or {_STEPS[name.text]}' for values of a scale."
            self.fault("E101", f"there is no {sort} named '{name}'", name.span, known)
            return
        known = f"There are: {', '.join(sorted(set(candidates)))}." if 0 < len(candidates) <= 12 else ""
        self.fault(
            "E101",
            f"there is no {sort} named '{name}'",
            name.span,
            hints(did_you_mean(name.text, candidates), known) or f"Define the {sort} first.",
        )

    def not_a_value(self, name: ast.Name, what: str, values: Sequence[str]) -> None:
        """Record that `what` has no value of this name."""
        self.fault(
            "E103",
            f"'{name}' is not a value of {what}",
            name.span,
            hints(did_you_mean(name.text, values), f"Its values: {', '.join(values)}."),
        )


def collect(clauses: tuple[ast.AnyClause, ...], unreadable: frozenset[str]) -> Symbols:
    """The symbols of all clauses, with scales, kinds, groups, facts and events resolved."""
    symbols = Symbols(unreadable=unreadable)
    for clause in clauses:
        name = clause.name.text
        if name in RESERVED:
            symbols.fault(
                "E102",
                f"'{name}' is a word of the language and cannot name {some(noun(clause))}",
                clause.name.span,
                "Choose another name.",
            )
            symbols.lost |= {name, *_inside(clause)}
            continue
        first = symbols.clauses.get(name)
        if first is not None:
            symbols.fault(
                "E102",
                f"'{name}' is defined twice",
                clause.name.span,
                "Rename or remove one of them.",
                ((first.name.span, f"it is first defined here, as {some(noun(first))}"),),
            )
            symbols.lost.update(_inside(clause))
            continue
        symbols.clauses[name] = clause
    for clause in symbols.clauses.values():
        if isinstance(clause, (ast.Scale, ast.Kind)):
            symbols.domains[clause.name.text] = _domain(clause, symbols)
    for clause in symbols.clauses.values():
        if isinstance(clause, ast.Fact):
            _fact(clause, symbols)
        elif isinstance(clause, ast.Event):
            _event(clause, symbols)
    _judgements(symbols)
    homes = _homes(symbols)
    for clause in symbols.clauses.values():
        if isinstance(clause, ast.Group):
            _group(clause, symbols, homes)
    return symbols


def _inside(clause: ast.AnyClause) -> tuple[str, ...]:
    """The names that fall away with a clause."""
    match clause:
        case ast.Scale(values=names) | ast.Kind(values=names):
            return tuple(name.text for name in names)
        case ast.Event(moments=moments, fields=fields):
            return tuple(name.text for names in (moments, *(each.names for each in fields)) for name in names)
        case ast.Decide(rows=rows):
            return tuple(row.value.text for row in rows)
        case ast.Lifecycle(states=states):
            return tuple(state.name.text for state in states)
        case ast.Reading(alternatives=alternatives):
            return tuple(each.name.text for each in alternatives)
        case _:
            return ()


def _distinct(names: tuple[ast.Name, ...], what: str, symbols: Symbols) -> tuple[str, ...]:
    seen: dict[str, ast.Name] = {}
    for name in names:
        if name.text in seen:
            symbols.fault(
                "E102",
                f"{what} '{name}' is given twice",
                name.span,
                "Keep one of them.",
                ((seen[name.text].span, "it is first given here"),),
            )
        else:
            seen[name.text] = name
    return tuple(seen)


def _domain(clause: ast.Scale | ast.Kind, symbols: Symbols) -> ir.Domain:
    values = _distinct(clause.values, "the value", symbols)
    return ir.Domain(clause.name.text, clause.label, values, isinstance(clause, ast.Scale))


def type_of(reference: ast.TypeRef, symbols: Symbols) -> ir.Type | None:
    """The type that is named, or None, with a fault, where there is none."""
    name = reference.name.text
    if name == "boolean":
        return ir.BOOLEAN
    if name in ir.PLAIN:
        return ir.PLAIN[name]
    if name in symbols.domains:
        symbols.used.add(name)
        return symbols.domains[name]
    symbols.unknown(reference.name, "type", [*symbols.domains, "boolean", *ir.PLAIN])
    return None


def _fact(clause: ast.Fact, symbols: Symbols) -> None:
    type_ = type_of(clause.type, symbols)
    if type_ is not None:
        symbols.facts[clause.name.text] = ir.Fact(
            clause.name.text, clause.label, type_, clause.type.optional, clause.constant, clause.span
        )
    else:
        symbols.lost.add(clause.name.text)


def _event(clause: ast.Event, symbols: Symbols) -> None:
    moments = _distinct(clause.moments, "the moment", symbols) or ("date",)
    fields: dict[str, ir.Field] = {}
    for group in clause.fields:
        type_ = type_of(group.type, symbols)
        if type_ is None:
            symbols.lost.update(name.text for name in group.names)
            continue
        domain = ir.domain_of(type_, group.type.optional)
        default = group.default.text if group.default else None
        if group.default and default not in domain:
            symbols.not_a_value(group.default, "this field", domain)
            default = None
        for name in group.names:
            if name.text in fields or name.text in moments:
                symbols.fault(
                    "E102", f"the event has two fields or moments named '{name}'", name.span, "Rename one of them."
                )
                continue
            fields[name.text] = ir.Field(name.text, group.label, type_, group.type.optional, default, (), name.span)
    effective = "ended" if "ended" in moments else moments[0]
    symbols.events[clause.name.text] = ir.EventType(
        clause.name.text,
        clause.label,
        tuple(by.text for by in clause.by),
        moments,
        effective,
        tuple(fields.values()),
        clause.span,
    )


def _judgements(symbols: Symbols) -> None:
    """A judgement about an event is one of its fields, with the one who judges."""
    for clause in list(symbols.clauses.values()):
        if not isinstance(clause, ast.Judge):
            continue
        type_: ir.Type | None
        if len(clause.values) == 1:
            name = clause.values[0]
            type_ = type_of(ast.TypeRef(name, False, name.span), symbols)
        else:
            type_ = ir.Domain(clause.name.text, clause.label, _distinct(clause.values, "the value", symbols))
        if type_ is None:
            symbols.lost.add(clause.name.text)
            continue
        by = tuple(name.text for name in clause.by)
        if clause.about is None:
            symbols.facts[clause.name.text] = ir.Fact(clause.name.text, clause.label, type_, False, False, clause.span)
            for sign in _asked_signs(clause, symbols):
                if sign.name.text in symbols.clauses or sign.name.text in symbols.facts:
                    _twice(sign.name, "something else in this framework", symbols)
                else:
                    symbols.facts[sign.name.text] = ir.Fact(
                        sign.name.text, sign.label, ir.BOOLEAN, False, False, sign.span
                    )
            continue
        if symbols.find(clause.about, ast.Event) is None:
            symbols.lost.add(clause.name.text)
            continue
        event = symbols.events[clause.about.text]
        if event.field(clause.name.text) or clause.name.text in event.moments:
            symbols.fault(
                "E102",
                f"the event '{event.name}' already has a field or moment '{clause.name}'",
                clause.name.span,
                "Rename the judgement.",
                ((event.span, "the event is defined here"),),
            )
            continue
        fields: tuple[ir.Field, ...] = (ir.Field(clause.name.text, clause.label, type_, False, None, by, clause.span),)
        for sign in _asked_signs(clause, symbols):
            if event.field(sign.name.text) or sign.name.text in event.moments:
                _twice(sign.name, f"a field or moment of '{event.name}'", symbols)
            else:
                fields += (ir.Field(sign.name.text, sign.label, ir.BOOLEAN, False, None, by, sign.span),)
        symbols.events[event.name] = replace(event, fields=(*event.fields, *fields))


def _asked_signs(clause: ast.Judge, symbols: Symbols) -> tuple[ast.Sign, ...]:
    """The signs for which somebody must look; what they see is told by the case under the sign's own name."""
    asked = {sign.name.text: sign for sign in clause.signs if sign.when is None}
    symbols.used.update(asked)
    return tuple(asked.values())


def _twice(name: ast.Name, what: str, symbols: Symbols) -> None:
    symbols.fault("E102", f"'{name}' already names {what}", name.span, "Rename the sign.")


def _homes(symbols: Symbols) -> dict[str, set[str]]:
    """For each field and each value the events and kinds that have it."""
    homes: dict[str, set[str]] = {}
    for event in symbols.events.values():
        for each in event.fields:
            homes.setdefault(each.name, set()).add(event.name)
    for name, domain in symbols.domains.items():
        for value in domain.values:
            homes.setdefault(value, set()).add(name)
    return homes


def _group(clause: ast.Group, symbols: Symbols, known: dict[str, set[str]]) -> None:
    """A group holds fields of one event type, or values of one kind; `known`: where each is at home."""
    members = _distinct(clause.members, "the member", symbols)
    homes = set.intersection(*(known.get(name, set()) for name in members))
    if homes:
        symbols.groups[clause.name.text] = members
        symbols.used.update(homes)
        return
    strangers = [name for name in clause.members if name.text not in known]
    for name in strangers if not symbols.unreadable else ():  # else it may stand in a clause that could not be read
        symbols.unknown(name, "field or value", sorted(known))
    if not strangers:
        symbols.fault(
            "E104",
            f"the members of '{clause.name}' belong to different events or kinds",
            clause.name.span,
            "A group holds fields of one event, or values of one kind.",
        )
