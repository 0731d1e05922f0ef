"""Lifecycles, resolved: states within states, and the transitions between those in which a subject can be."""

from __future__ import annotations

from .. import ast, ir
from .citations import citation, cited
from .conditions import Context, terms_in
from .references import Unresolved, leaves
from .symbols import Symbols

_NO_EVENT = "Name the event: 'latest EVENT' or 'first EVENT'. Only a transition 'on EVENT' has an event of its own."


def lifecycle(clause: ast.Lifecycle, symbols: Symbols) -> ir.Lifecycle:
    """A lifecycle. Raises Unresolved."""
    failed = not _states_fit(clause, symbols)
    transitions: list[ir.Transition] = []
    for number, transition in enumerate(clause.transitions, start=1):
        try:
            transitions.append(_transition(clause, transition, number, symbols))
        except Unresolved:
            failed = True
    if failed:
        raise Unresolved
    parents = {state.parent.text for state in clause.states if state.parent}
    states = tuple(
        ir.State(
            state.name.text,
            state.label,
            state.parent.text if state.parent else None,
            state.name.text in parents,
            state.initial,
            state.final,
            citation(state.cite, state.span),
            state.span,
        )
        for state in clause.states
    )
    return ir.Lifecycle(clause.name.text, clause.label, states, tuple(transitions), clause.span)


def _states_fit(clause: ast.Lifecycle, symbols: Symbols) -> bool:
    """Whether each state is named once and lies in another of them or in none, and it is plain where one begins."""
    before = len(symbols.diagnostics)
    names: dict[str, ast.State] = {}
    for state in clause.states:
        if state.name.text in names:
            symbols.fault(
                "E102",
                f"the lifecycle has two states '{state.name}'",
                state.name.span,
                "Rename one of them.",
                ((names[state.name.text].name.span, "the first is here"),),
            )
        elif state.name.text == "any":
            symbols.fault(
                "E102", "'any' stands for every state and cannot name one", state.name.span, "Choose another name."
            )
        names.setdefault(state.name.text, state)
    for state in clause.states:
        if state.parent is not None and state.parent.text not in names:
            symbols.unknown(state.parent, f"state of '{clause.name}'", list(names))
    if len(symbols.diagnostics) > before:
        return False
    circle = next((state for state in clause.states if _within_itself(state.name.text, names)), None)
    if circle is not None:
        symbols.fault(
            "E106",
            f"the state '{circle.name}' lies within itself",
            circle.name.span,
            "Remove one 'in' from the circle.",
        )
        return False
    for parent in (None, *dict.fromkeys(state.parent.text for state in clause.states if state.parent)):
        _one_initial(clause, parent, symbols)
    for state in clause.states:
        inside = [each for each in clause.states if each.parent and each.parent.text == state.name.text]
        if state.final and inside:
            symbols.fault(
                "E204",
                f"the state '{state.name}' has states inside, so it cannot be final",
                state.name.span,
                "Mark those inside as final in which nothing follows.",
                ((inside[0].name.span, "one of them is here"),),
            )
    return len(symbols.diagnostics) == before


def _within_itself(name: str, names: dict[str, ast.State]) -> bool:
    seen: set[str] = set()
    current: str | None = name
    while current is not None and current not in seen:
        seen.add(current)
        parent = names[current].parent
        current = parent.text if parent else None
    return current == name


def _one_initial(clause: ast.Lifecycle, parent: str | None, symbols: Symbols) -> None:
    initial = [s for s in clause.states if s.initial and (s.parent.text if s.parent else None) == parent]
    if len(initial) == 1:
        return
    where = f"the lifecycle '{clause.name}'" if parent is None else f"the state '{parent}'"
    entered = (
        "where a subject stands before anything has happened"
        if parent is None
        else f"the one that is entered with '{parent}'"
    )
    span = clause.name.span
    if parent is not None:
        span = next(state for state in clause.states if state.name.text == parent).name.span
    symbols.fault(
        "E204",
        f"{where} has {len(initial) or 'no'} initial state{'s' if len(initial) > 1 else ''}"
        + ("" if parent is None else " inside"),
        span,
        f"Mark exactly one state as 'initial': {entered}.",
    )


def _transition(clause: ast.Lifecycle, transition: ast.Transition, number: int, symbols: Symbols) -> ir.Transition:
    states = [state.name.text for state in clause.states]
    everywhere = tuple(name.text for name in transition.sources) == ("any",)
    unknown = [
        name for name in (*(() if everywhere else transition.sources), transition.target) if name.text not in states
    ]
    for name in unknown:
        symbols.unknown(name, f"state of '{clause.name}'", states)
    trigger, about = _trigger(transition.trigger, symbols)
    when = None if transition.when is None else Context(symbols, about, no_it=_NO_EVENT).cond(transition.when)
    if when is not None and _reads_itself(when, clause.name.text):
        symbols.fault(
            "E204",
            "a transition cannot depend in its 'when' on the lifecycle that it moves",
            transition.span,
            "Name the source states after 'from' instead.",
        )
        raise Unresolved
    if unknown:
        raise Unresolved
    written = tuple(name.text for name in transition.sources)
    sources = leaves(clause) if everywhere else tuple(leaf for name in written for leaf in leaves(clause, name))
    return ir.Transition(
        f"{clause.name}.{number}",
        tuple(dict.fromkeys(sources)),
        everywhere,
        written,
        trigger,
        when,
        _entered(clause, transition.target.text),
        transition.target.text,
        cited(transition.cite, transition.span),
        transition.span,
    )


def _trigger(trigger: ast.Trigger, symbols: Symbols) -> tuple[ir.Trigger, str | None]:
    """What sets a transition off, and the type of the event that `it` then is."""
    match trigger:
        case ast.OnEvent(event=event):
            if symbols.find(event, ast.Event) is None:
                raise Unresolved
            return ir.OnEvent(event.text), event.text
        case ast.OnLapse(rule=rule):
            found = symbols.find(rule, ast.Rule)
            if not isinstance(found, ast.Rule):
                raise Unresolved
            ends = [found.window, *(each.effect.window for each in found.exceptions if each.effect)]
            if not any(window is not None and (window.latest or window.during) for window in ends):
                symbols.fault(
                    "E204",
                    f"the rule '{rule}' has no last day, so it never lapses",
                    rule.span,
                    "Give it a window that ends: 'due by …'.",
                    ((found.name.span, "it is defined here"),),
                )
                raise Unresolved
            return ir.OnLapse(rule.text), None
        case ast.AtTime(point=point):
            return ir.AtTime(Context(symbols, None, no_it=_NO_EVENT).point(point)), None


def _reads_itself(cond: ir.Cond, lifecycle: str) -> bool:
    return any(isinstance(term, ir.StateTerm) and term.lifecycle == lifecycle for term in terms_in(cond))


def _entered(clause: ast.Lifecycle, name: str) -> str:
    """The state in which a subject then is: the initial one inside, as far down as there are any."""
    inside = [state for state in clause.states if state.parent and state.parent.text == name]
    initial = next((state for state in inside if state.initial), None)
    return name if initial is None else _entered(clause, initial.name.text)
