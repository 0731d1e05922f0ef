"""Definitions, decisions, lifecycles, rules, parameters, readings and gaps, resolved one by one."""

from __future__ import annotations

from .. import ast, ir
from .conditions import Context
from .references import Unresolved
from .symbols import Symbols


def cited(
    cite: ast.Cite | None,
    clause: ast.AnyClause | ast.Row | ast.Transition | ast.Exclusion,
) -> ir.Citation:
    """The citation of a clause; without paragraphs where it has none, which `lint.cited` reports."""
    if cite is None:
        return ir.Citation((), clause.span)
    return ir.Citation(tuple(name.text for name in cite.paragraphs), clause.span, cite.span)


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
        cited(clause.cite, clause),
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
            rows.append(ir.Row(row.value.text, _cond(context, row.when), cited(row.cite, row), row.span))
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
    return ir.Decision(clause.name.text, clause.label, about, tuple(rows), clause.span)


def lifecycle(clause: ast.Lifecycle, symbols: Symbols) -> ir.Lifecycle:
    """A lifecycle. Raises Unresolved."""
    names: dict[str, ast.State] = {}
    failed = False
    for state in clause.states:
        if state.name.text in names:
            symbols.fault(
                "E102",
                f"the lifecycle has two states '{state.name}'",
                state.name.span,
                "Rename one of them.",
                ((names[state.name.text].name.span, "the first is here"),),
            )
            failed = True
        names[state.name.text] = state
    initial = [state for state in clause.states if state.initial]
    if len(initial) != 1:
        symbols.fault(
            "E204",
            f"the lifecycle '{clause.name}' has {len(initial) or 'no'} initial state"
            + ("s" if len(initial) > 1 else ""),
            clause.name.span,
            "Mark exactly one state as 'initial': where a subject stands before anything has happened.",
        )
        failed = True
    transitions: list[ir.Transition] = []
    for number, transition in enumerate(clause.transitions, start=1):
        try:
            transitions.append(_transition(clause, transition, number, tuple(names), symbols))
        except Unresolved:
            failed = True
    if failed:
        raise Unresolved
    states = tuple(
        ir.State(
            state.name.text,
            state.label,
            state.initial,
            state.final,
            ir.Citation(tuple(p.text for p in state.cite.paragraphs), state.span, state.cite.span)
            if state.cite
            else None,
            state.span,
        )
        for state in clause.states
    )
    return ir.Lifecycle(clause.name.text, clause.label, states, tuple(transitions), clause.span)


def _transition(
    clause: ast.Lifecycle, transition: ast.Transition, number: int, states: tuple[str, ...], symbols: Symbols
) -> ir.Transition:
    everywhere = tuple(name.text for name in transition.sources) == ("any",)
    unknown = [
        name for name in (*(() if everywhere else transition.sources), transition.target) if name.text not in states
    ]
    for name in unknown:
        symbols.unknown(name, f"state of {clause.name}", states)
    if symbols.find(transition.event, ast.Event) is None or unknown:
        raise Unresolved
    when = _cond(Context(symbols, transition.event.text), transition.when)
    if when is not None and reads_state(when):
        symbols.fault(
            "E204",
            "a transition cannot depend on the state of a lifecycle in its 'when'",
            transition.span,
            "Name the source states after 'from' instead.",
        )
        raise Unresolved
    sources = states if everywhere else tuple(name.text for name in transition.sources)
    return ir.Transition(
        f"{clause.name}.{number}",
        sources,
        everywhere,
        transition.event.text,
        when,
        transition.target.text,
        cited(transition.cite, transition),
        transition.span,
    )


def reads_state(cond: ir.Cond) -> bool:
    """Whether a condition itself names the state of a lifecycle."""
    match cond:
        case ir.Test(term=ir.StateTerm()):
            return True
        case ir.Not(item=item):
            return reads_state(item)
        case ir.All(items=items) | ir.AnyOf(items=items):
            return any(reads_state(item) for item in items)
        case _:
            return False


def rule(clause: ast.Rule, symbols: Symbols) -> ir.Rule:
    """A rule. Raises Unresolved."""
    failed = False
    if symbols.find(clause.act, ast.Event) is None:
        failed = True
    else:
        by = symbols.events[clause.act.text].by
        if by and clause.actor.text not in by:
            symbols.fault(
                "E104",
                f"'{clause.actor}' does not do '{clause.act}': that is done by {', '.join(by)}",
                clause.actor.span,
                "Name the actor as after 'by' in the event.",
            )
            failed = True
    trigger = clause.trigger.text if clause.trigger else None
    if clause.trigger and symbols.find(clause.trigger, ast.Event) is None:
        raise Unresolved
    context = Context(symbols, trigger)
    window_cite = (
        ir.Citation(
            tuple(p.text for p in clause.window_cite.paragraphs), clause.window_cite.span, clause.window_cite.span
        )
        if clause.window_cite
        else None
    )
    when = during = window = None
    try:
        when = _cond(context, clause.when)
    except Unresolved:
        failed = True
    try:
        during = _cond(context, clause.during)
    except Unresolved:
        failed = True
    try:
        window = context.window(clause.window, window_cite) if clause.window else None
    except Unresolved:
        failed = True
    exceptions: list[ir.Exclusion] = []
    names: dict[str, ast.Exclusion] = {}
    for each in clause.exceptions:
        first = names.setdefault(each.name.text, each)
        if first is not each:
            symbols.fault(
                "E102",
                f"two exceptions of the rule are named '{each.name}'",
                each.name.span,
                "Rename one of them.",
                ((first.name.span, "the first is here"),),
            )
            failed = True
    failed |= _defeats_itself(names, symbols)
    for each in clause.exceptions:
        try:
            exceptions.append(_exception(each, names, context, symbols))
        except Unresolved:
            failed = True
    if failed:
        raise Unresolved
    return ir.Rule(
        clause.name.text,
        clause.label,
        cited(clause.cite, clause),
        clause.actor.text,
        clause.modality,
        clause.verb.text,
        clause.act.text,
        trigger,
        when,
        during,
        window,
        tuple(exceptions),
        clause.span,
    )


def _exception(
    clause: ast.Exclusion, names: dict[str, ast.Exclusion], context: Context, symbols: Symbols
) -> ir.Exclusion:
    strangers = [name for name in clause.against if name.text not in names]
    for name in strangers:
        symbols.unknown(name, "exception of this rule", tuple(names))
    cite = cited(clause.cite, clause)
    effect = clause.effect
    resolved = ir.Exclusion(
        clause.name.text,
        tuple(name.text for name in clause.against),
        _cond(context, clause.when),
        effect.modality if effect else None,
        context.window(effect.window, cite) if effect and effect.window else None,
        cite,
        clause.span,
    )
    if strangers:
        raise Unresolved
    return resolved


def _defeats_itself(names: dict[str, ast.Exclusion], symbols: Symbols) -> bool:
    """Whether an exception comes to defeat itself, perhaps by way of others; told once."""
    for clause in names.values():
        start = clause.name.text
        came_from: dict[str, str] = {}
        frontier = [start]
        while frontier:
            current = frontier.pop()
            for name in names[current].against if current in names else ():
                if name.text not in came_from:
                    came_from[name.text] = current
                    frontier.append(name.text)
        if start in came_from:
            circle = [start]
            while len(circle) == 1 or circle[-1] != start:
                circle.append(came_from[circle[-1]])
            message = f"the exception '{start}' defeats itself: {' against '.join(reversed(circle))}"
            symbols.fault("E106", message, clause.name.span, "Remove one 'against' from the circle.")
            return True
    return False


def parameter(clause: ast.Parameter, symbols: Symbols) -> ir.Parameter:
    """A parameter. Raises Unresolved."""
    offset = Context(symbols, None).offset(clause.value)
    return ir.Parameter(clause.name.text, clause.label, offset, cited(clause.cite, clause), clause.span)


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
        clause.name.text, clause.label, alternatives, clause.default.text, cited(clause.cite, clause), clause.span
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
        cited(clause.cite, clause),
        clause.span,
    )
