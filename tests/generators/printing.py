"""Trees of clauses as text, plainly: one clause a line. It shares nothing with remit's own layout, which it serves to
try."""

from __future__ import annotations

from remit.dsl import ast


class Program:
    """Clauses, and their text; a failing one is shown as text."""

    def __init__(self, clauses: tuple[ast.AnyClause, ...]) -> None:
        self.clauses = clauses
        self.text = "".join(f"{clause(each)}\n" for each in clauses)

    def __repr__(self) -> str:
        return f"\n{self.text}"


def clause(tree: ast.AnyClause) -> str:
    name, label, cite = tree.name.text, _label(tree.label), _cite(tree.cite)
    match tree:
        case ast.Scale(values=values):
            return f"scale {name}{label}: {' > '.join(map(str, values))}"
        case ast.Kind(values=values):
            return f"kind {name}{label}: {_names(values)}"
        case ast.Group(members=members):
            return f"group {name} = {_names(members)}"
        case ast.Fact(type=type_, constant=constant):
            return f"fact {name}{label}: {_type(type_)}{' constant' if constant else ''}{cite}"
        case ast.Event():
            return _event(tree)
        case ast.Deem(event=event, target=target, when=when):
            return f"deem {event} as {target}{_when(when)}{cite}"
        case ast.Define(about=about, cond=held):
            return f"define {name}{label}{_about(about)} as {cond(held)}{cite}"
        case ast.Decide(about=about, ordered=ordered, rows=rows):
            listed = "".join(f" - {row.value}{_when(row.when) or ' otherwise'}{_cite(row.cite)}" for row in rows)
            return f"decide {name}{label}{_about(about)}{' in order' if ordered else ''}{listed}"
        case ast.Judge(about=about, values=values, by=by, signs=signs):
            head = f"judge {name}{label}{_about(about)}: {_names(values)} by {_names(by)}{cite}"
            return head + "".join(
                f" sign {each.name}{_label(each.label)}{_about(each.value)}{_when(each.when)}{_cite(each.cite)}"
                for each in signs
            )
        case ast.Lifecycle():
            return _lifecycle(tree)
        case ast.Rule():
            return _rule(tree)
        case ast.Parameter(amount=amount, unit=unit):
            return f"parameter {name}{label} = {amount}{f' {unit}' if unit else ''}{cite}"
        case ast.Reading(alternatives=ways, default=default):
            listed = " | ".join(f"{each.name}{_label(each.label)}" for each in ways)
            return f'reading {name} "{tree.label}": {listed} default {default}{cite}'
        case ast.Gap(touches=touches):
            return f'gap {name} "{tree.label}"{f" touches {_names(touches)}" if touches else ""}{cite}'
        case ast.Succeeds():
            return _succeeds(tree)


def _event(tree: ast.Event) -> str:
    text = f"event {tree.name}{_label(tree.label)}"
    text += f" by {_names(tree.by)}" if tree.by else ""
    text += f" moments {_names(tree.moments)}" if tree.moments else ""
    for each in tree.fields:
        default = f" default {each.default}" if each.default else ""
        text += f" field {_names(each.names)}{_label(each.label)}: {_type(each.type)}{default}"
    for content in tree.contents:
        text += f' contains "{content.label}"{_when(content.when)}{_cite(content.cite)}'
    for recipient in tree.recipients:
        text += f" to {recipient.name}{_when(recipient.when)}{_cite(recipient.cite)}"
    return text


def _lifecycle(tree: ast.Lifecycle) -> str:
    text = f"lifecycle {tree.name}{_label(tree.label)}"
    for state in tree.states:
        marks = f"{' initial' if state.initial else ''}{' final' if state.final else ''}"
        text += f" state {state.name}{_label(state.label)}{_inside(state.parent)}{marks}{_cite(state.cite)}"
    for move in tree.transitions:
        match move.trigger:
            case ast.OnEvent(event=event):
                trigger = f"on {event}"
            case ast.OnLapse(rule=lapsed):
                trigger = f"on lapse of {lapsed}"
            case ast.AtTime(point=moment):
                trigger = f"at {point(moment)}"
        text += f" from {_names(move.sources)} {trigger}{_when(move.when)} -> {move.target}{_cite(move.cite)}"
    return text


def _rule(tree: ast.Rule) -> str:
    to = f" to {tree.addressee}" if tree.addressee else ""
    text = f"rule {tree.name}{_label(tree.label)}{_cite(tree.cite)}"
    text += f" {tree.actor} {_modality(tree.modality)} {tree.verb} {tree.act}{to}"
    if tree.trigger:
        text += f" for {'each' if tree.each else 'latest'} {tree.trigger}{_when(tree.when)}"
    text += f" while {cond(tree.during)}" if tree.during else ""
    text += f" with {cond(tree.performing)}" if tree.performing else ""
    text += f" due {window(tree.window)}{_cite(tree.window_cite)}" if tree.window else ""
    text += _repeat(tree.repeat) if tree.repeat else ""
    for each in tree.exceptions:
        against = f" against {_names(each.against)}" if each.against else ""
        text += f" except {each.name}{against}{_when(each.when)}{_effect(each.effect)}{_cite(each.cite)}"
    return text


def _modality(modality: ast.Modality) -> str:
    soft = f" {modality.softened}" if modality.softened else ""
    return f"{modality.strength.value}{soft}{' not' if modality.negated else ''}"


def _effect(effect: ast.Effect | None) -> str:
    if effect is None:
        return ""
    parts = [_modality(effect.modality)] if effect.modality else []
    parts += [f"applies {window(effect.window)}"] if effect.window else []
    parts += [f"extended by {duration(effect.extension)}"] if effect.extension else []
    return f" then {' '.join(parts)}"


def _repeat(repeat: ast.Repeat) -> str:
    match repeat.over:
        case ast.Within(duration=length, relation=relation, anchor=start):
            over = f"within {duration(length)} {relation.value} {anchor(start)}"
        case ast.Rolling(duration=length):
            over = f"within any {duration(length)}"
        case ast.Each(duration=length, anchor=start):
            over = f"each {duration(length)}{f' from {anchor(start)}' if start else ''}"
    return f" repeat {repeat.quantity.value} {_number(repeat.number)} {over}{_cite(repeat.cite)}"


def _succeeds(tree: ast.Succeeds) -> str:
    text = f"succeeds {tree.name}"
    for state in tree.states:
        text += f" carry state {state.source}{_inside(state.source_lifecycle)}"
        text += f" -> {state.target}{_inside(state.target_lifecycle)}{_cite(state.cite)}"
    for each in tree.rules:
        text += f" carry rule {each.rule} {each.fate.value}{_cite(each.cite)}"
    return text


# Time


def window(tree: ast.Window) -> str:
    text = _bare_window(tree)
    return f"{text} extended by {duration(tree.extension)}" if tree.extension else text


def _bare_window(tree: ast.Window) -> str:
    match tree:
        case ast.Window(during=ast.During(period=period, number=number, relation=relation, anchor=start)):
            return f"during {period} {number.value} {relation.value} {anchor(start)}"
        case ast.Window(earliest=None, latest=ast.Point() as end):
            return f"before {point(end)}" if end.beside else f"by {point(end)}"
        case ast.Window(earliest=ast.Point() as begin, latest=None):
            return f"after {point(begin)}" if begin.beside else f"from {point(begin)}"
        case ast.Window(earliest=ast.Point() as begin, latest=ast.Point() as end) if begin == end:
            return f"on {point(begin)}"
        case ast.Window(
            earliest=ast.Point(duration=least, relation=relation, anchor=start, clock=None),
            latest=ast.Point(duration=most, relation=other, anchor=end, clock=None),
        ) if least and most and (relation, start) == (other, end):
            return f"{duration(least)} to {duration(most)} {relation.value} {anchor(start)}"
        case ast.Window(earliest=ast.Point() as begin, latest=ast.Point() as end):
            return f"from {point(begin)} to {point(end)}"
    raise AssertionError(tree)


def point(tree: ast.Point) -> str:
    clock = f"{tree.clock} on " if tree.clock else ""
    length = f"{duration(tree.duration)} {tree.relation.value} " if tree.duration else ""
    return f"{clock}{length}{anchor(tree.anchor)}"


def anchor(tree: ast.Anchor) -> str:
    match tree:
        case ast.MomentOf(moment=moment, ref=of):
            return f"{moment} of {ref(of)}"
        case ast.StartOf(name=name, lifecycle=lifecycle):
            return f"start of {name}{_inside(lifecycle)}"
        case ast.Fixed(day=day):
            return day.text


def duration(tree: ast.Duration) -> str:
    return tree.text if isinstance(tree, ast.Name) else f"{tree.amount} {tree.unit}"


# Conditions


def cond(tree: ast.Cond) -> str:
    match tree:
        case ast.And(items=items):
            return " and ".join(map(_term, items))
        case ast.Or(items=items):
            return " or ".join(map(_term, items))
        case ast.Not(item=item):
            return f"not {_term(item)}"
        case ast.Presumed(item=item, answer=answer):
            simple = isinstance(item, (ast.Not, ast.And, ast.Or, ast.Presumed))
            return f"{f'({cond(item)})' if simple else cond(item)} unknown counts as {answer}"
        case ast.Flag(path=path):
            return _path(path)
        case ast.Compare(path=path, trial=tried):
            return f"{_path(path)} is {trial(tried)}"
        case ast.Quantified(every=every, group=group, ref=of, trial=tried):
            return f"{'all' if every else 'any'} {group} of {ref(of)} is {trial(tried)}"
        case ast.HasPassed(point=day):
            return f"{point(day)} has passed"
        case ast.Exists(some=some, event=event, stretch=among, where=where):
            return f"{'some' if some else 'no'} {event}{_stretch(among)}{_where(where)}"
        case ast.Counts(event=event, stretch=among, where=where, quantity=quantity, number=number):
            return f"count of {event}{_stretch(among)}{_where(where)} is {quantity.value} {_number(number)}"


def _term(tree: ast.Cond) -> str:
    return f"({cond(tree)})" if isinstance(tree, (ast.And, ast.Or)) else cond(tree)


def trial(tree: ast.Trial) -> str:
    match tree:
        case ast.Is(value=value, order=order, negated=negated):
            return f"{'not ' if negated else ''}{value}{'' if order is ast.Order.EXACTLY else f' {order.value}'}"
        case ast.OneOf(names=names, bracketed=bracketed, negated=negated):
            listed = f"({_names(names)})" if bracketed else names[0].text
            return f"{'not ' if negated else ''}one of {listed}"
        case ast.Dated(side=side, point=day):
            return f"{side.value} {point(day)}"
        case ast.IsKnown(negated=negated):
            return f"{'not ' if negated else ''}known"
        case ast.IsApplicable(negated=negated):
            return f"{'not ' if negated else ''}applicable"


def ref(tree: ast.Ref) -> str:
    match tree:
        case ast.It():
            return "it"
        case ast.Done():
            return "done"
        case ast.That():
            return "that"
        case ast.Entry(state=state, lifecycle=lifecycle):
            return f"start of {state} in {lifecycle}"
        case ast.Select(selector=selector, event=event, stretch=among, where=where):
            return f"{selector.value} {event}{_stretch(among)}{_where(where)}"


def _stretch(tree: ast.Stretch) -> str:
    return "".join(
        f" {word} {_bound(bound)}" for word, bound in (("since", tree.since), ("before", tree.before)) if bound
    )


def _bound(tree: ast.Bound) -> str:
    match tree:
        case ast.Fixed(day=day):
            return day.text
        case ast.Select(stretch=among, where=where) if where or among != ast.Stretch():
            return f"({ref(tree)})"
        case _:
            return ref(tree)


def _path(tree: ast.Path) -> str:
    return tree.name.text if tree.ref is None else f"{tree.name} of {ref(tree.ref)}"


# Words


def _names(names: tuple[ast.Name, ...]) -> str:
    return ", ".join(map(str, names))


def _number(tree: ast.Number) -> str:
    return tree.text if isinstance(tree, ast.Name) else str(tree.value)


def _label(label: str) -> str:
    return f' "{label}"' if label else ""


def _type(tree: ast.TypeRef) -> str:
    return f"{tree.name}{'?' if tree.optional else ''}"


def _cite(tree: ast.Cite | None) -> str:
    return f" cite {_names(tree.paragraphs)}" if tree else ""


def _about(name: ast.Name | None) -> str:
    return f" for {name}" if name else ""


def _inside(name: ast.Name | None) -> str:
    return f" in {name}" if name else ""


def _when(tree: ast.Cond | None) -> str:
    return f" when {cond(tree)}" if tree else ""


def _where(tree: ast.Cond | None) -> str:
    return f" where ({cond(tree)})" if tree else ""
