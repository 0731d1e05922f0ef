"""Rules, resolved: norms with their conditions, windows, repetitions and exceptions."""

from __future__ import annotations

from .. import ast, ir
from .citations import citation, cited
from .conditions import Context
from .references import PERIODS, Unresolved
from .symbols import Symbols

_NO_OCCASION = (
    "Say on what occasion the rule arises: 'for latest EVENT when …' in a line of its own, below the sentence of "
    "who must do what."
)


_RELEASE = "Leave out 'then …', so that the exception releases, and give what then holds a rule of its own."


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
    context = Context(symbols, trigger, no_it=_NO_OCCASION)
    done = clause.act.text if clause.act.text in symbols.events else None
    acting = Context(symbols, trigger, done, no_it=_NO_OCCASION)
    conditions: list[ir.Cond | None] = []
    for each, reader in ((clause.when, context), (clause.during, context), (clause.performing, acting)):
        try:
            conditions.append(None if each is None else reader.cond(each))
        except Unresolved:
            failed = True
    window: ir.Window | None = None
    repeat: ir.Repeat | None = None
    try:
        if clause.window:
            span = clause.window_cite.span if clause.window_cite else clause.window.span
            window = context.window(clause.window, citation(clause.window_cite, span))
    except Unresolved:
        failed = True
    try:
        repeat = None if clause.repeat is None else _repeat(clause, clause.repeat, context)
    except Unresolved:
        failed = True
    exceptions: list[ir.Exclusion] = []
    names: dict[str, ast.Exclusion] = {}
    for exception in clause.exceptions:
        first = names.setdefault(exception.name.text, exception)
        if first is not exception:
            symbols.fault(
                "E102",
                f"two exceptions of the rule are named '{exception.name}'",
                exception.name.span,
                "Rename one of them.",
                ((first.name.span, "the first is here"),),
            )
            failed = True
    failed |= _defeats_itself(names, symbols)
    for exception in clause.exceptions:
        try:
            exceptions.append(_exception(exception, names, acting, clause))
        except Unresolved:
            failed = True
    if failed:
        raise Unresolved
    when, during, performing = conditions
    return ir.Rule(
        clause.name.text,
        clause.label,
        cited(clause.cite, clause.span),
        clause.actor.text,
        clause.modality,
        clause.verb.text,
        clause.act.text,
        clause.addressee.text if clause.addressee else "",
        clause.each,
        trigger,
        when,
        during,
        performing,
        window,
        repeat,
        tuple(exceptions),
        clause.span,
    )


def _exception(
    clause: ast.Exclusion, names: dict[str, ast.Exclusion], context: Context, rule: ast.Rule
) -> ir.Exclusion:
    symbols = context.symbols
    strangers = [name for name in clause.against if name.text not in names]
    for name in strangers:
        symbols.unknown(name, "exception of this rule", tuple(names))
    cite = cited(clause.cite, clause.span)
    effect = clause.effect
    window = effect.window if effect else None
    modality = effect.modality if effect else None
    if effect is not None and modality is not None and rule.repeat is not None:
        releasing = modality.strength is ast.Strength.NEED
        fault = None if releasing else _says_nothing(modality, rule.repeat.quantity)
        if fault:
            symbols.fault("E218", fault[0], effect.span, _RELEASE)
            raise Unresolved
    if effect is not None and effect.extension is not None:
        window = _extended(rule.window, effect, symbols)
    resolved = ir.Exclusion(
        clause.name.text,
        tuple(name.text for name in clause.against),
        None if clause.when is None else context.cond(clause.when),
        effect.modality if effect else None,
        context.window(window, cite) if window else None,
        cite,
        clause.span,
    )
    if strangers:
        raise Unresolved
    return resolved


def _extended(own: ast.Window | None, effect: ast.Effect, symbols: Symbols) -> ast.Window:
    """The rule's own window, its end moved."""
    if own is None or (own.latest is None and own.during is None):
        symbols.fault(
            "E107",
            "the rule has no last day to extend",
            effect.span,
            "Give the rule a window that ends: 'due by …', or write the whole window here: 'then due …'.",
        )
        raise Unresolved
    if own.extension is not None:
        symbols.fault(
            "E107",
            "the rule's own window is already extended",
            effect.span,
            "Write the whole window that then holds: 'then due … extended by …'.",
        )
        raise Unresolved
    return ast.Window(own.earliest, own.latest, own.during, effect.extension, effect.span)


def _repeat(clause: ast.Rule, repeat: ast.Repeat, context: Context) -> ir.Repeat:
    symbols = context.symbols
    number = context.number(repeat.number)
    over: ir.Within | ir.Rolling | ir.EachPeriod | ir.EachStretch
    match repeat.over:
        case ast.Within(duration=duration, relation=relation, anchor=anchor, span=span):
            point = ir.Point(context.offset(duration), relation, context.anchor(anchor))
            start = ir.Point(None, ir.Relation.AFTER, point.anchor)
            ends = (point, start) if relation is ir.Relation.BEFORE else (start, point)
            over = ir.Within(ir.Window(*ends, None, span))
        case ast.Rolling(duration=duration):
            over = ir.Rolling(context.offset(duration))
        case ast.Each(duration=ast.Name() as name, anchor=None) if not _is_parameter(name, symbols):
            over = _period(name, context)
        case ast.Each(duration=duration, anchor=anchor):
            if anchor is None:
                symbols.fault(
                    "E107",
                    "it is not said from when each stretch of time is counted",
                    duration.span,
                    "Write 'each … from published of it', or name a period of the calendar.",
                )
                raise Unresolved
            over = ir.EachStretch(context.offset(duration), context.anchor(anchor))
    fault = _says_nothing(clause.modality, repeat.quantity)
    if fault:
        symbols.fault("E218", fault[0], repeat.span, fault[1])
        raise Unresolved
    return ir.Repeat(repeat.quantity, number, over, cited(repeat.cite or clause.cite, repeat.span), repeat.span)


def _is_parameter(name: ast.Name, symbols: Symbols) -> bool:
    return isinstance(symbols.clauses.get(name.text), ast.Parameter)


def _period(name: ast.Name, context: Context) -> ir.EachPeriod:
    """A period of the calendar, by its own name or by a reading whose alternatives are periods."""
    hint = f"Name its alternatives after periods: {', '.join(PERIODS)}."
    default = context.reading(name, PERIODS, "a period of the calendar", hint)
    return ir.EachPeriod(context.period(name)) if default is None else ir.EachPeriod(default, name.text)


def _says_nothing(modality: ast.Modality, quantity: ast.Quantity) -> tuple[str, str] | None:
    """Why a modality and a number do not go together, and how to say what may be meant; None where they do."""
    if modality.negated:
        return (
            "a ban on doing something so often can be read in two ways",
            "Write 'may … repeat at most …' for a limit, or ban the act without 'repeat'.",
        )
    if modality.strength is ast.Strength.MAY and quantity is not ast.Quantity.AT_MOST:
        return (
            f"'may' with '{quantity}' asks for nothing",
            "Write 'at most' for a limit, or 'must', 'will' or 'should' for what is to happen.",
        )
    return None


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
