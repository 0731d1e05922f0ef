"""A comparison of two frameworks as a report: the headline first, then concepts, then every change by its level."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...dsl.citing import paragraph_of
from ...dsl.words import paragraphs
from ...engine.compare.found import Change, Comparison, Concept, Ground, Level, Match, Side, Sort, Told, Unsure
from ..plain import clean, counted, listed
from ..prose import Items, Paragraph, Section
from .blocks import Block, Cell, Line, Report, Row, Table

MOST = 5
"""So many differences are named at the top."""

MARKS = {Sort.CHANGED: "Δ", Sort.ADDED: "+", Sort.REMOVED: "−"}

LEGEND = "Δ changed   + only in the second   − only in the first   = the same"

_DOES = {
    Level.OUTCOME: "changes outcomes",
    Level.DEADLINE: "changes deadlines",
    Level.STRENGTH: "changes how binding something is",
    Level.WORDING: "changes wording or citations only",
}
_DO = {
    Level.OUTCOME: "change outcomes",
    Level.DEADLINE: "change deadlines",
    Level.STRENGTH: "change how binding something is",
    Level.WORDING: "change wording or citations only",
}


def report(found: Comparison, everything: bool = False, more: Iterable[Block] = ()) -> Report:
    """The whole report. `everything`: also what is wording alone; `more`: what follows on the concepts."""
    blocks: list[Block] = []
    if first := foremost(found):
        blocks += [Section("What matters most", "most"), Items(first, numbered=True)]
    if found.concepts:
        blocks += [Section("Concept by concept", "concepts"), _concepts(found)]
    blocks += more
    blocks += _changes(found, everything)
    blocks += _grounds(found)
    if found.notes:
        blocks += [Section("Notes", "notes"), Items(tuple(map(clean, found.notes)))]
    manifests = [each.manifest for each in (found.before, found.after)]
    about = tuple(
        clean(f"{side}: {each.title} ({name})")
        for side, each, name in zip(("first", "second"), manifests, heads(found), strict=True)
    )
    return Report("Differences", about, headline(found), tuple(blocks))


def heads(found: Comparison) -> tuple[str, str]:
    """What the two sides are called: by id and version; where these are the same, as the first and the second."""
    first, second = found.before.manifest.full_id, found.after.manifest.full_id
    return (first, second) if first != second else (f"{first}, first", f"{second}, second")


def headline(found: Comparison) -> str:
    """One or two sentences: how much differs, and of which kind."""
    number = len(found.changes)
    if not number:
        return "Nothing differs."
    parts = [f"{len(each)} {(_DOES if len(each) == 1 else _DO)[level]}" for level in Level if (each := found.of(level))]
    sentence = f"{counted(number, 'difference')}: {listed(tuple(parts))}."
    if not found.concepts:
        return sentence
    differ = sum(each.differs for each in found.concepts)
    silent = [each for each in found.concepts if each.before.silent or each.after.silent]
    more = f", {len(silent)} of them on one side alone" if silent and differ else ""
    return f"{differ} of {counted(len(found.concepts), 'shared concept')} are told otherwise{more}. {sentence}"


def foremost(found: Comparison) -> tuple[str, ...]:
    """The few differences that matter most: concepts in their order, else changes by level."""
    concepts = [each for each in found.concepts if each.differs]
    if concepts:
        first, second = (each.manifest for each in (found.before, found.after))
        versions = first.id == second.id and first.version != second.version
        sides = (first.version.isoformat(), second.version.isoformat()) if versions else heads(found)
        return tuple(clean(_gists(each, sides)) for each in concepts[:MOST])
    told = [each for each in found.changes if each.level is not Level.WORDING]
    return tuple(clean(_in_short(each)) for each in told[:MOST])


def _gists(concept: Concept, sides: tuple[str, str]) -> str:
    told = (each.gist if not each.silent else "silent" for each in (concept.before, concept.after))
    said = (f"{name}: {gist}{'' if gist.endswith('...') else '.'}" for name, gist in zip(sides, told, strict=True))
    return f"{concept.label}. {' '.join(said)}"


def _in_short(change: Change) -> str:
    words = [each.words if each is not None else "nothing" for each in (change.before, change.after)]
    what = f", {change.aspect}" if change.aspect else ""
    return f"{change.kind} {change.label}{what}. Before: {words[0]}. After: {words[1]}."


# Concepts


def _concepts(found: Comparison) -> Table:
    rows = tuple(
        Row(
            "=" if each.level is None else "Δ" if not (each.before.silent or each.after.silent) else _one_sided(each),
            clean(each.label),
            each.name,
            each.level.value if each.level is not None else "the same",
            _told(each.before),
            _told(each.after),
        )
        for each in found.concepts
    )
    return Table("What each says on the concepts that they share", heads(found), rows)


def _one_sided(concept: Concept) -> str:
    return "+" if concept.before.silent else "−"


def _told(told: Told) -> Cell:
    if told.silent:
        return Cell((Line(f"silent{f': {clean(told.note)}' if told.note else ''}"),), quiet=True)
    return Cell(tuple(map(_line, told.lines)))


def _line(side: Side) -> Line:
    numbers = side.citation.paragraphs if side.citation is not None else ()
    whole = paragraphs_of(side)
    told = whole if len(numbers) > MOST else numbers
    cited = f"{'para' if len(told) == 1 else 'paras'} {paragraphs(told)}" if told else ""
    return Line(clean(side.words) or "-", clean(cited), clean(place(side)), side.name, whole)


def paragraphs_of(side: Side) -> tuple[str, ...]:
    """The paragraphs that a side cites, each once, without the points of them."""
    numbers = side.citation.paragraphs if side.citation is not None else ()
    return tuple(dict.fromkeys(map(paragraph_of, numbers)))


def place(side: Side) -> str:
    """'visit.remit:31'."""
    return f"{side.span.source.rsplit('/', 1)[-1]}:{side.span.start.line}"


# Changes


def _changes(found: Comparison, everything: bool) -> Iterator[Block]:
    for level in Level:
        of_level = found.of(level)
        if not of_level:
            continue
        yield Section(f"{level.value[0].upper()}{level.value[1:]}: {len(of_level)}", level.name.lower())
        if level is Level.WORDING and not everything:
            yield Paragraph(_in_numbers(of_level))
            continue
        changed = [each for each in of_level if each.sort is Sort.CHANGED]
        if changed:
            caption = f"Changed in clauses that both have, {level.value}"
            yield Table(caption, heads(found), tuple(map(_row, changed)), level is Level.WORDING)
        for sort, words in ((Sort.REMOVED, "first"), (Sort.ADDED, "second")):
            alone = tuple(_row(each) for each in of_level if each.sort is sort)
            if alone:
                yield Table(f"Only in the {words}, {level.value}", heads(found), alone, folded=True)


def _in_numbers(changes: tuple[Change, ...]) -> str:
    """How many differences of wording there are, by what became of what."""
    counts: dict[str, int] = {}
    for each in changes:
        last = each.aspect.rpartition(", ")[2] or each.aspect
        what = f"{each.kind}s {each.sort}" if each.sort is not Sort.CHANGED else _PLURALS.get(last, "others")
        counts[what] = counts.get(what, 0) + 1
    told = listed(tuple(f"{number} {what}" for what, number in sorted(counts.items(), key=lambda e: (-e[1], e[0]))))
    return f"{told[0].upper()}{told[1:]}; --all lists them."


_PLURALS = {"name": "names", "label": "labels", "citation": "citations", "when": "conditions that mean the same"}


def _row(change: Change) -> Row:
    name = change.before.name if change.before is not None else change.name
    other = change.after.name if change.after is not None and change.sort is Sort.CHANGED else ""
    names = name if not other or other == name else f"{name} / {other}"
    under = f"{change.kind} {names}: {change.label}" if change.sort is Sort.CHANGED else ""
    head = change.aspect if change.sort is Sort.CHANGED else f"{change.kind} {change.name}: {change.label}"
    return Row(
        MARKS[change.sort if change.sort is not Sort.CHANGED else _became(change)],
        clean(head),
        change.id,
        change.level.value,
        _side(change.before),
        _side(change.after),
        clean(under),
        _reaches(change),
    )


def _reaches(change: Change) -> str:
    """The answers that a change reaches by way of what reads it."""
    others = tuple(each for each in change.touches if each not in (change.name, change.after and change.after.name))
    if change.level is Level.WORDING or not others:
        return ""
    more = f" and {len(others) - MOST} more" if len(others) > MOST else ""
    return clean(f"reaches {', '.join(others[:MOST])}{more}")


def _became(change: Change) -> Sort:
    """A part of a clause that only one side has came or went."""
    return Sort.ADDED if change.before is None else Sort.REMOVED if change.after is None else Sort.CHANGED


def _side(side: Side | None) -> Cell:
    if side is None:
        return Cell((), quiet=True)
    return Cell((_line(side),))


# Grounds


def _grounds(found: Comparison) -> Iterator[Block]:
    told = [each for each in found.matches if each.ground is not Ground.SAME_ID]
    if not told and not found.unsure:
        return
    same = len(found.matches) - len(told)
    yield Section("What is taken for the same, and why", "grounds")
    if same:
        yield Paragraph(f"{counted(same, 'clause or part', 'clauses and parts')} by the same id.")
    if told:
        yield Items(tuple(clean(_ground(each)) for each in told))
    if found.unsure:
        yield Paragraph(
            "Not sure: each of these is about equally like several, and was left alone. Say which is meant with "
            "'renamed_from' in framework.yaml, or in the concordance."
        )
        yield Items(tuple(clean(_unsure(each)) for each in found.unsure))


def _ground(match: Match) -> str:
    concept = f" ({match.concept.replace('_', ' ')})" if match.concept else ""
    likeness = f", likeness {match.likeness:.2f}" if match.likeness is not None else ""
    return f"{match.kind} {match.before} and {match.after}: {match.ground}{concept}{likeness}"


def _unsure(unsure: Unsure) -> str:
    which = "second" if unsure.of_after else "first"
    return f"{unsure.kind} {unsure.name} of the {which}: {listed(unsure.candidates, 'or')}"
