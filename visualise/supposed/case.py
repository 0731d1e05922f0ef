"""The report on a what-if question about one case: what would differ, both timelines on one axis, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...dsl.words import cite
from ...engine.chain import Mode
from ...engine.outcome import Outcome
from ...engine.reasons.steps import Step
from ...engine.whatif.differences import Difference
from ...engine.whatif.reasons import Reasons, apart, step_of, steps_of
from ..answer import mode, spans
from ..explained.blocks import STANDS, trees
from ..plain import clean
from ..prose import Paragraph, Picture, Section
from ..report.blocks import Block, Line, Lines, Link, Page, Report, Row, Table
from ..table import Table as Words
from ..timeline.chart import Change, Chart
from ..timeline.svg import timeline_svg
from ..timeline.tables import tables
from .lines import counted_differences
from .pages import SIDES, supposed_blocks, titled_what_if
from .told import Supposed, Told, heading, told

SIGNS = {Change.NEW: "+ new", Change.GONE: "− gone", Change.MOVED: "↔ moved", Change.CHANGED: "Δ changed"}
"""How an answer differs: a sign and a word."""

CAUSES = 4
"""So many places where two derivations come apart are named in the table; the page of reasons has all."""

REASONS, TIMELINES = "reasons.html", "timelines.html"


def case_report(of: Supposed, chart: Chart, foot: Sequence[str]) -> Report:
    """The report: the differences first. `chart`: both timelines; `foot`: what it was made from."""
    lead = counted_differences(of.outcomes[0], of.found)
    reasoned = tuple(_reasons(of))
    first = (*supposed_blocks(of.alterations, of.overlays), *_differences(of))
    both = "Both on one axis of time. What is the same stands there once."
    pages = [
        Page("index.html", "What would differ", lead, first),
        Page(TIMELINES, "Over time", both, _timelines(chart)),
    ]
    if reasoned:
        how = "Each answer that differs, with its reasons on both sides"
        how += "." if of.told is Reasons.WHOLE else "; what the two share is left out."
        pages.append(Page(REASONS, "Why", how, reasoned))
    about = (*heading(of.outcomes[0]), *_frameworks(of.outcomes[0]))
    return Report(titled_what_if(of.overlays), about, tuple(pages), tuple(foot))


def _frameworks(answer: Outcome) -> list[str]:
    """Where each framework was asked while it was in force: which ones, and that it was so."""
    if answer.mode is not Mode.IN_FORCE:
        return []
    first, *more = _unfolded([each for each in spans(answer) if each], 6)
    return [f"{first}: {'; '.join(more)}", mode(answer)]


def _differences(of: Supposed) -> tuple[Block, ...]:
    if not of.found:
        return ()
    rows = [_row(each, told(each, of.sides), of, number) for number, each in enumerate(of.found, 1)]
    heads = ("Answer", "How it differs", *SIDES, "Where the reasons come apart")
    blocks: list[Block] = [Section("What would differ", "differences")]
    return (*blocks, Table("differences", "Answers that would differ", heads, tuple(rows), foremost=True))


def _row(each: Difference, words: Told, of: Supposed, number: int) -> Row:
    title = clean("; ".join((words.title, *words.shared)))
    linked = _reasoned(each, of)
    first = (Link(title, f"{REASONS}#{_anchor(number)}"),) if linked else title
    sides = _lines(words.before), _lines(words.after)
    return Row((first, SIGNS[words.change], *sides, _why(each, of)), f"answer-{number}")


def _lines(lines: Sequence[str]) -> Lines:
    return Lines(tuple(map(Line, _unfolded(lines))))


def _unfolded(lines: Sequence[str], further: int = 8) -> list[str]:
    """Lines of an answer, each whole: one that goes on with the one before it is so many characters in."""
    found: list[str] = []
    for line in lines:
        if line.startswith(" " * further) and found:
            found[-1] += f" {line.strip()}"
        else:
            found.append(line.strip())
    return [clean(each) for each in found]


def _anchor(number: int) -> str:
    return f"why-{number}"


# Reasons


def _reasoned(each: Difference, of: Supposed) -> bool:
    return any(step is not None for step in steps_of(each, of.derivations, of.told))


def _reasons(of: Supposed) -> Iterator[Block]:
    """The reasons of each difference on both sides. A rule under two headings has its reasons once."""
    seen: dict[str, int] = {}
    for number, each in enumerate(of.found, 1):
        steps = steps_of(each, of.derivations, of.told)
        if steps == (None, None):
            continue
        words = told(each, of.sides)
        yield Section(clean(words.title), _anchor(number))
        rule = next(step.rule for step in steps if step is not None)
        if rule in seen:
            yield Paragraph(f"Its reasons stand above, under '{clean(told(of.found[seen[rule]], of.sides).title)}'.")
            continue
        seen[rule] = number - 1
        for lead, lines, step in zip(SIDES, (words.before, words.after), steps, strict=True):
            yield Paragraph(f"{lead}: {'; '.join(_unfolded(lines))}")
            if step is not None:
                yield from trees((step,), everything=of.told is Reasons.WHOLE)


def _why(each: Difference, of: Supposed) -> Lines:
    """Where the two derivations come apart, in few words."""
    before, after = (step_of(derivation, each.either) for derivation in of.derivations)
    if before is None or after is None:
        return Lines(())
    places = list(dict.fromkeys(clean(words) for pair in apart(before, after) if (words := _apart(pair))))
    more = [f"and {len(places) - CAUSES} more"] if len(places) > CAUSES else []
    return Lines(tuple(map(Line, (*places[:CAUSES], *more))))


def _apart(pair: tuple[Step | None, Step | None]) -> str:
    match pair:
        case Step() as before, Step() as after:
            if before.node == after.node:
                values = _turned(before, after)
                return f"{before.node}: {' -> '.join(values)}{_cited(after)}" if values else ""
            return f"{_whole(before)} -> {_whole(after)}{_cited(after)}"
        case Step() as before, None:
            return f"only as it is: {_whole(before)}{_cited(before)}"
        case None, Step() as after:
            return f"only as it would be: {_whole(after)}{_cited(after)}"
        case _:
            return ""


def _turned(before: Step, after: Step) -> tuple[str, ...]:
    """What a step comes to on both sides: its values where it has some, else how it stands; nothing where alike."""
    if before.value and after.value and before.value != after.value:
        return before.value, after.value
    return (STANDS[before.status], STANDS[after.status]) if before.status is not after.status else ()


def _whole(step: Step) -> str:
    return f"{step.node}: {step.value}" if step.value else step.node


def _cited(step: Step) -> str:
    return f" [{cite(step.citation)}]" if step.citation is not None and step.citation.paragraphs else ""


# Timelines


def _timelines(chart: Chart) -> tuple[Block, ...]:
    caption = f"{chart.title}: as it is, and as it would be"
    picture = Picture(timeline_svg(chart), caption, "timelines")
    return (picture, *(_table(each) for each in tables(chart)))


def _table(words: Words) -> Table:
    rows = tuple(Row(row) for row in words.rows)
    return Table(words.heading.lower(), words.heading, words.columns, rows)
