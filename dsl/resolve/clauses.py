"""Definitions, decisions, judgements, documents, deemings, parameters, readings and gaps, resolved one by one."""

from __future__ import annotations

from .. import ast, ir
from .citations import cited
from .conditions import Context, terms_in
from .references import Unresolved
from .symbols import Symbols


def _about(about: ast.Name | None, symbols: Symbols) -> str | None:
    if about is None:
        return None
    if symbols.find(about, ast.Event) is None:
        raise Unresolved
    return about.text


def _cond(context: Context, cond: ast.Cond | None) -> ir.Cond | None:
    return None if cond is None else context.cond(cond)


def define(clause: ast.Define, symbols: Symbols) -> ir.Define:
    """A named condition. Raises Unresolved, the faults being recorded, where something in it is wrong."""
    about = _about(clause.about, symbols)
    return ir.Define(
        clause.name.text,
        clause.label,
        about,
        Context(symbols, about).cond(clause.cond),
        cited(clause.cite, clause.span),
        clause.span,
    )


def decision(clause: ast.Decide, symbols: Symbols) -> ir.Decision:
    """A decision table. Raises Unresolved."""
    about = _about(clause.about, symbols)
    context = Context(symbols, about)
    rows: list[ir.Row] = []
    failed = False
    for row in clause.rows:
        try:
            rows.append(ir.Row(row.value.text, _cond(context, row.when), cited(row.cite, row.span), row.span))
        except Unresolved:
            failed = True
    last = clause.rows[-1]
    if all(row.when is not None for row in clause.rows):
        symbols.fault(
            "E203",
            f"the decision '{clause.name}' has no last row 'otherwise'",
            last.span,
            "Add a row '- VALUE otherwise cite PARAGRAPH' for every case that no row meets.",
        )
        failed = True
    for row in clause.rows[:-1]:
        if row.when is None:
            symbols.fault(
                "E203", "the rows below 'otherwise' are never reached", row.span, "Move 'otherwise' to the end."
            )
            failed = True
    if failed:
        raise Unresolved
    return ir.Decision(clause.name.text, clause.label, about, clause.ordered, tuple(rows), clause.span)


def judgement(clause: ast.Judge, symbols: Symbols) -> ir.Judgement:
    """A judgement with its signs. Raises Unresolved."""
    about = clause.about.text if clause.about else None
    owner = symbols.events.get(about) if about else None
    field = owner.field(clause.name.text) if owner else symbols.facts.get(clause.name.text)
    if field is None or not isinstance(field.type, ir.Domain):
        raise Unresolved
    signs: list[ir.Sign] = []
    names: dict[str, ast.Sign] = {}
    failed = False
    for sign in clause.signs:
        first = names.setdefault(sign.name.text, sign)
        if first is not sign:
            symbols.fault(
                "E102",
                f"two signs of the judgement are named '{sign.name}'",
                sign.name.span,
                "Rename one of them.",
                ((first.name.span, "the first is here"),),
            )
            failed = True
            continue
        if sign.value is not None and sign.value.text not in field.type.values:
            symbols.not_a_value(sign.value, f"'{clause.name}'", field.type.values)
            failed = True
            continue
        try:
            signs.append(_sign(sign, about, symbols))
        except Unresolved:
            failed = True
    if failed:
        raise Unresolved
    by = tuple(name.text for name in clause.by)
    return ir.Judgement(
        clause.name.text,
        clause.label,
        about,
        field.type.values,
        by,
        tuple(signs),
        cited(clause.cite, clause.span),
        clause.span,
    )


def _sign(sign: ast.Sign, about: str | None, symbols: Symbols) -> ir.Sign:
    seen = ast.Path(sign.name, ast.It(sign.span) if about else None, sign.span)
    when = sign.when if sign.when is not None else ast.Flag(seen, sign.span)
    return ir.Sign(
        sign.name.text,
        sign.label,
        sign.value.text if sign.value else "",
        Context(symbols, about).cond(when),
        sign.when is None,
        cited(sign.cite, sign.span),
        sign.span,
    )


def document(clause: ast.Event, symbols: Symbols) -> ir.Document:
    """What a letter or report holds and to whom it goes. Raises Unresolved."""
    context = Context(symbols, clause.name.text)

    def items(parts: tuple[ast.Content, ...] | tuple[ast.Recipient, ...]) -> tuple[ir.Item, ...]:
        return tuple(
            ir.Item(
                part.label if isinstance(part, ast.Content) else part.name.text,
                _cond(context, part.when),
                cited(part.cite, part.span),
                part.span,
            )
            for part in parts
        )

    return ir.Document(clause.name.text, items(clause.contents), items(clause.recipients))


def deem(clause: ast.Deem, symbols: Symbols) -> ir.Deem:
    """A deeming. Raises Unresolved."""
    found = [symbols.find(name, ast.Event) for name in (clause.event, clause.target)]
    if None in found:
        raise Unresolved
    when = _cond(Context(symbols, clause.event.text), clause.when)
    for term in terms_in(when) if when is not None else ():
        about_it = isinstance(term, (ir.FieldTerm, ir.PositionTerm)) and term.ref == ir.It()
        if not about_it and not isinstance(term, (ir.FactTerm, ir.ReadingTerm)):
            symbols.fault(
                "E204",
                "what an event counts as can hang on its own fields, on facts and on readings alone",
                clause.when.span if clause.when else clause.span,
                "Use its own fields, facts and readings: the rest is reckoned from what events count as.",
            )
            raise Unresolved
    return ir.Deem(
        clause.name.text,
        clause.event.text,
        clause.target.text,
        when,
        cited(clause.cite, clause.span),
        clause.span,
    )


def parameter(clause: ast.Parameter, symbols: Symbols) -> ir.Parameter:
    """A parameter. Raises Unresolved."""
    offset = ir.Offset(clause.amount, "")
    if clause.unit is not None:
        offset = Context(symbols, None).counted(clause.amount, clause.unit, clause.value_span)
    return ir.Parameter(clause.name.text, clause.label, offset, cited(clause.cite, clause.span), clause.span)


def reading(clause: ast.Reading, symbols: Symbols) -> ir.Reading:
    """A reading. Raises Unresolved."""
    alternatives = tuple((each.name.text, each.label) for each in clause.alternatives)
    names = [name for name, _ in alternatives]
    for place, each in enumerate(clause.alternatives):
        if each.name.text in names[:place]:
            first = clause.alternatives[names.index(each.name.text)]
            symbols.fault(
                "E102",
                f"the reading '{clause.name}' has two alternatives '{each.name}'",
                each.name.span,
                "Rename one of them.",
                ((first.name.span, "the first is here"),),
            )
            raise Unresolved
    if clause.default.text not in names:
        symbols.unknown(clause.default, "alternative of this reading", names)
        raise Unresolved
    return ir.Reading(
        clause.name.text, clause.label, alternatives, clause.default.text, cited(clause.cite, clause.span), clause.span
    )


def gap(clause: ast.Gap, symbols: Symbols) -> ir.Gap:
    """A gap. Raises Unresolved."""
    failed = False
    for name in clause.touches:
        if symbols.find(name, ast.Rule, ast.Decide, ast.Define, ast.Lifecycle, ast.Judge) is None:
            failed = True
    if failed:
        raise Unresolved
    return ir.Gap(
        clause.name.text,
        clause.label,
        tuple(name.text for name in clause.touches),
        cited(clause.cite, clause.span),
        clause.span,
    )


def succession(clause: ast.Succeeds, symbols: Symbols) -> ir.Succession:
    """What becomes of the states and duties of an earlier framework. Raises Unresolved."""
    failed = False
    states: list[ir.CarriedState] = []
    for each in clause.states:
        try:
            states.append(_carried_state(each, symbols))
        except Unresolved:
            failed = True
    if failed:
        raise Unresolved
    rules = tuple(ir.CarriedRule(each.rule.text, each.fate, cited(each.cite, each.span)) for each in clause.rules)
    return ir.Succession(clause.name.text, tuple(states), rules, clause.span)


def _carried_state(each: ast.CarryState, symbols: Symbols) -> ir.CarriedState:
    lifecycles = [found for found in symbols.clauses.values() if isinstance(found, ast.Lifecycle)]
    if each.target_lifecycle is not None:
        found = symbols.find(each.target_lifecycle, ast.Lifecycle)
        if not isinstance(found, ast.Lifecycle):
            raise Unresolved
        lifecycles = [found]
    having = [found for found in lifecycles if each.target.text in {state.name.text for state in found.states}]
    if not having:
        known = [state.name.text for found in lifecycles for state in found.states]
        symbols.unknown(each.target, "state", known)
        raise Unresolved
    if len(having) > 1:
        symbols.fault(
            "E105",
            f"several lifecycles have a state '{each.target}': {', '.join(found.name.text for found in having)}",
            each.target.span,
            f"Say which: '{each.target} in {having[0].name}'.",
        )
        raise Unresolved
    symbols.used.add(having[0].name.text)
    source = each.source.text if each.source_lifecycle is None else f"{each.source_lifecycle}.{each.source}"
    return ir.CarriedState(source, having[0].name.text, each.target.text, cited(each.cite, each.span))
