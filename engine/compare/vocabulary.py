"""What differs in the words: types, groups, facts, events, documents, deemings.

Words that come or go change nothing by themselves: what reads them is told where it stands.
"""

from __future__ import annotations

from dataclasses import replace

from ...dsl import ir
from ...dsl.base.spans import Span
from ...dsl.words import spoken, titled
from .found import Kind, Level
from .likeness import SIMILAR, Likeness
from .telling import Pair, Said, Telling


def vocabulary(telling: Telling) -> None:
    """All of these, of either side."""
    _types(telling)
    _groups(telling)
    _facts(telling)
    _events(telling)
    _deemings(telling)


def _types(telling: Telling) -> None:
    for before, after in telling.matching.after(Kind.TYPE).items():
        one, own, other = telling.before.domains[before], telling.after.domains[after], telling.renamed.domains[before]
        pair = telling.pair(Kind.TYPE, before, after, (one.label, own.label))
        here, there = Said("", None, _place(telling.before)), Said("", None, _place(telling.after))
        telling.named(pair, here, there, (one.label, own.label))
        ordered = one.ordered or own.ordered
        moved = tuple(each for each in other.values if each in one.values)
        again = tuple(each for each in one.values if each in other.values)
        if set(one.values) != set(other.values) or (ordered and moved != again) or one.ordered != other.ordered:
            words = [", ".join(map(spoken, each.values)) for each in (one, own)]
            level = telling.level(*_of_type(telling.before, before), *_of_type(telling.renamed, before))
            first, second = replace(here, words=words[0]), replace(there, words=words[1])
            telling.change(pair, "values", level, first, second, *_of_type(telling.before, before))
        elif one.values != own.values and set(one.values) != set(own.values):
            lists = ", ".join(one.values), ", ".join(own.values)
            telling.wording(pair, "values, names", here, there, lists)
    for side, name in telling.alone(Kind.TYPE):
        f = (telling.before, telling.after)[side]
        said = Said(", ".join(map(spoken, f.domains[name].values)), None, _place(f))
        telling.one_sided(side, Kind.TYPE, name, f.domains[name].label, Level.WORDING, said)


def _of_type(framework: ir.Framework, name: str) -> tuple[str, ...]:
    """The facts and fields that have a type."""
    facts = [each.name for each in framework.facts.values() if each.type.name == name]
    fields = [
        f"{event.name}.{each.name}"
        for event in framework.events.values()
        for each in event.fields
        if each.type.name == name
    ]
    return (*facts, *fields)


def _place(framework: ir.Framework) -> Span:
    return framework.manifest.span


def _groups(telling: Telling) -> None:
    for before, after in telling.matching.after(Kind.GROUP).items():
        one, own, other = telling.before.groups[before], telling.after.groups[after], telling.renamed.groups[before]
        pair = telling.pair(Kind.GROUP, before, after, ("", ""))
        here, there = Said("", None, _place(telling.before)), Said("", None, _place(telling.after))
        telling.named(pair, here, there, ("", ""))
        if set(one) != set(other):
            telling.wording(pair, "members", here, there, (", ".join(map(spoken, one)), ", ".join(map(spoken, own))))
    for side, name in telling.alone(Kind.GROUP):
        f = (telling.before, telling.after)[side]
        said = Said(", ".join(map(spoken, f.groups[name])), None, _place(f))
        telling.one_sided(side, Kind.GROUP, name, "", Level.WORDING, said)


def _facts(telling: Telling) -> None:
    for before, after in telling.matching.after(Kind.FACT).items():
        one, own, other = telling.before.facts[before], telling.after.facts[after], telling.renamed.facts[before]
        pair = telling.pair(Kind.FACT, before, after, (one.label, own.label))
        here, there = Said("", None, one.span), Said("", None, own.span)
        telling.named(pair, here, there, (one.label, own.label))
        _typed(telling, pair, "", telling.level(before), (here, there), (one, own, other))
        if one.constant != other.constant:
            words = tuple("constant" if each.constant else "varying" for each in (one, own))
            first, second = replace(here, words=words[0]), replace(there, words=words[1])
            telling.change(pair, "constancy", telling.level(before), first, second)
    for side, name in telling.alone(Kind.FACT):
        each = (telling.before, telling.after)[side].facts[name]
        said = Said(_type_words(each.type), None, each.span)
        telling.one_sided(side, Kind.FACT, name, each.label, Level.WORDING, said)


def _typed(
    telling: Telling,
    pair: Pair,
    aspect: str,
    level: Level,
    said: tuple[Said, Said],
    things: tuple[ir.Fact | ir.Field, ir.Fact | ir.Field, ir.Fact | ir.Field],
) -> None:
    """Another type, or the value 'not applicable' that is there or not; not the values of a type of the same name."""
    one, own, other = things
    if one.type.name == other.type.name and one.optional == other.optional:
        return
    words = [_type_words(each.type) + (", or not applicable" if each.optional else "") for each in (one, own)]
    first, second = replace(said[0], words=words[0]), replace(said[1], words=words[1])
    telling.change(pair, f"{aspect}type", level, first, second)


def _type_words(type_: ir.Type) -> str:
    return type_.name if isinstance(type_, ir.Plain) else ", ".join(map(spoken, type_.values))


# Events and documents


def _events(telling: Telling) -> None:
    for before, after in telling.matching.after(Kind.EVENT).items():
        one, own, other = telling.before.events[before], telling.after.events[after], telling.renamed.events[before]
        pair = telling.pair(Kind.EVENT, before, after, (one.label, own.label))
        here, there = Said("", None, one.span), Said("", None, own.span)
        telling.named(pair, here, there, (one.label, own.label))
        if set(one.by) != set(other.by):
            words = [_by(telling, side, each.by) for side, each in enumerate((one, own))]
            first, second = replace(here, words=words[0]), replace(there, words=words[1])
            telling.change(pair, "by", Level.WORDING, first, second)  # whose act meets a rule, the rule says
        if one.effective != other.effective:
            words = [f"takes effect when {spoken(each.effective)}" for each in (one, own)]
            first, second = replace(here, words=words[0]), replace(there, words=words[1])
            telling.change(pair, "effective", telling.level(before), first, second)
        if set(one.moments) != set(other.moments):
            telling.wording(pair, "moments", here, there, (", ".join(one.moments), ", ".join(own.moments)))
        _fields(telling, pair, one, own, other)
        _document(telling, pair, (before, after))
    for side, name in telling.alone(Kind.EVENT):
        f = (telling.before, telling.after)[side]
        each = f.events[name]
        document = f.documents.get(name)
        parts = [_by(telling, side, each.by)]
        if document is not None and document.contents:
            parts.append(f"contains {', '.join(item.name for item in document.contents)}")
        if document is not None and document.recipients:
            parts.append(f"to {', '.join(telling.words[side].named(item.name) for item in document.recipients)}")
        level = Level.WORDING if document is None else Level.OUTCOME
        telling.one_sided(side, Kind.EVENT, name, each.label, level, Said("; ".join(parts), None, each.span))


def _by(telling: Telling, side: int, actors: tuple[str, ...]) -> str:
    return f"by {', '.join(map(telling.words[side].named, actors))}" if actors else "by nobody named"


def _fields(telling: Telling, pair: Pair, one: ir.EventType, own: ir.EventType, other: ir.EventType) -> None:
    mine = {each.name: (each, its) for each, its in zip(other.fields, own.fields, strict=True)}
    judged = {sign.name for f in (telling.before, telling.after) for j in f.judgements.values() for sign in j.signs}
    judged |= {*telling.before.judgements, *telling.after.judgements}
    for field in one.fields:
        if field.name in judged:
            continue
        aspect = f"field {field.name}"
        here = Said(titled(field.label, field.name), None, field.span)
        if field.name not in mine:
            telling.change(pair, f"{aspect}, removed", Level.WORDING, here, None)
            continue
        changed, its = mine[field.name]
        there = Said(titled(its.label, its.name), None, its.span)
        key = f"{one.name}.{field.name}"
        if field.name != its.name:
            telling.wording(pair, f"{aspect}, name", here, there, (field.name, its.name))
        if field.label != its.label:
            telling.wording(pair, f"{aspect}, label", here, there, (here.words, there.words))
        _typed(telling, pair, f"{aspect}, ", telling.level(key), (here, there), (field, its, changed))
        if field.default != changed.default:
            words = [f"default {spoken(each.default)}" if each.default else "no default" for each in (field, its)]
            first, second = replace(here, words=words[0]), replace(there, words=words[1])
            telling.change(pair, f"{aspect}, default", telling.level(key), first, second, key)
    known = {each.name for each in one.fields}
    for name, (_, its) in mine.items():
        if name not in known and its.name not in judged:
            there = Said(titled(its.label, its.name), None, its.span)
            telling.change(pair, f"field {its.name}, added", Level.WORDING, None, there)


def _document(telling: Telling, pair: Pair, names: tuple[str, str]) -> None:
    none = ir.Document("", (), ())
    one, own = telling.before.documents.get(names[0], none), telling.after.documents.get(names[1], none)
    other = telling.renamed.documents.get(names[0], none)
    for what, items in (
        ("contains", (one.contents, own.contents, other.contents)),
        ("to", (one.recipients, own.recipients, other.recipients)),
    ):
        _items(telling, pair, what, *items)


def _items(
    telling: Telling,
    pair: Pair,
    what: str,
    one: tuple[ir.Item, ...],
    own: tuple[ir.Item, ...],
    other: tuple[ir.Item, ...],
) -> None:
    left = list(range(len(other)))
    places: list[int | None] = []
    for item in one:
        found = next((place for place in left if other[place].name == item.name), None)
        places.append(found)
        if found is not None:
            left.remove(found)
    likeness = Likeness(telling.before, telling.after)
    for place, item in enumerate(one):
        if places[place] is None and what == "contains":
            near = max(left, key=lambda each: (likeness.text(item.name, other[each].name), -each), default=None)
            if near is not None and likeness.text(item.name, other[near].name) >= SIMILAR:
                places[place] = near
                left.remove(near)
    gone = [item for item, found in zip(one, places, strict=True) if found is None]
    if gone or left:
        here, there = _parts(telling, 0, gone), _parts(telling, 1, [own[place] for place in left])
        telling.change(pair, what, Level.OUTCOME, here, there)
    both = [(item, own[found], other[found]) for item, found in zip(one, places, strict=True) if found is not None]
    for item, its, changed in both:
        aspect = f"{what} '{item.name}'"
        here, there = Said(item.name, item.citation, item.span), Said(its.name, its.citation, its.span)
        if item.name != its.name:
            telling.wording(pair, f"{aspect}, words", here, there, (item.name, its.name))
        conditions, spans = (item.when, changed.when, its.when), (item.span, its.span)
        telling.condition(pair, f"{aspect}, when", Level.OUTCOME, conditions, (item.citation, its.citation), spans)
    if both:
        bare = Said("", both[0][0].citation, both[0][0].span), Said("", both[0][1].citation, both[0][1].span)
        telling.cited(pair, *bare, ([item.citation for item, _, _ in both], [its.citation for _, its, _ in both]))


def _parts(telling: Telling, side: int, items: list[ir.Item]) -> Said | None:
    """What only one side has of a document, in one line."""
    if not items:
        return None
    said = "; ".join(_when(telling, side, each) for each in items)
    numbers = tuple(dict.fromkeys(number for each in items for number in each.citation.paragraphs))
    return Said(said, ir.Citation(numbers, items[0].citation.span), items[0].span)


def _when(telling: Telling, side: int, item: ir.Item) -> str:
    when = "" if item.when is None else f" (when {telling.words[side].cond(item.when)})"
    return f"{telling.words[side].named(item.name)}{when}"


def _deemings(telling: Telling) -> None:
    mine = {each.name: (each, own) for each, own in zip(telling.renamed.deems, telling.after.deems, strict=True)}
    for one in telling.before.deems:
        if one.name not in mine:
            telling.one_sided(0, Kind.DEEMING, one.name, "", Level.OUTCOME, _deeming(telling, 0, one))
            continue
        other, own = mine[one.name]
        pair = telling.pair(Kind.DEEMING, one.name, own.name, ("", ""))
        conditions = one.when, other.when, own.when
        cited, spans = (one.citation, own.citation), (one.span, own.span)
        telling.condition(pair, "when", Level.OUTCOME, conditions, cited, spans)
        bare = Said("", one.citation, one.span), Said("", own.citation, own.span)
        telling.cited(pair, *bare, ([one.citation], [own.citation]))
    known = {each.name for each in telling.before.deems}
    for name, (_, own) in mine.items():
        if name not in known:
            telling.one_sided(1, Kind.DEEMING, own.name, "", Level.OUTCOME, _deeming(telling, 1, own))


def _deeming(telling: Telling, side: int, deem: ir.Deem) -> Said:
    words = telling.words[side]
    when = "" if deem.when is None else f" when {words.cond(deem.when)}"
    return Said(f"{words.label_of(deem.event)} counts as {words.label_of(deem.target)}{when}", deem.citation, deem.span)
