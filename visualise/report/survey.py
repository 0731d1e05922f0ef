"""The pages of a report on a survey: how many schools stand where, what is due, by which columns, and what was read."""

from __future__ import annotations

from collections import Counter

from ...dsl import ir
from ...dsl.words import Words, spoken, titled
from ...engine.bulk.answers import Answers, ranked
from ...engine.bulk.groups import Groups
from ...engine.life import Status
from ...engine.norms import headings
from ..plain import day, slug
from ..prose import Items, Paragraph, Picture, Section
from .blocks import Block, Facts, Page, Report, Row, Table
from .chart import bars
from .surveyed import Surveyed

_SEVERAL = " | "
"""Between the values that an answer may have."""

_TO_DO = (Status.OPEN, Status.OVERDUE, Status.UNDETERMINED)

OPEN, NOTHING = "open", "does not arise"


def survey_report(of: Surveyed, tool: str) -> Report:
    """The report on a survey."""
    framework, manifest = of.framework, of.framework.manifest
    about = (f"as of {day(of.as_of)}, under {manifest.title} ({manifest.full_id})", f"from {of.source}")
    pages = [_overview(of), _standing(of), _rules(of)]
    pages += [_grouped(of, column) for column in of.groups]
    pages.append(_reading(of))
    foot = (f"Made with {tool} from {manifest.full_id}, content {framework.content_hash}.",)
    return Report("Survey of schools", about, tuple(pages), foot)


def _overview(of: Surveyed) -> Page:
    answers, words = of.answers, Words(of.framework)
    pairs = [
        ("Schools", f"{answers.size:,}"),
        ("Rows not read", f"{of.not_read:,}"),
        ("Cells that could not be used", f"{of.problems:,}"),
    ]
    blocks: list[Block] = [Facts(tuple(pairs))]
    decided = []
    for each in asked(of.framework):
        tally = answers.tally(each.name, f"{each.name}_possible")
        left = sum(count for value, count in tally.items() if _SEVERAL in value)
        decided.append(Row((titled(each.label, each.name), sum(tally.values()) - left, left)))
    heads = ("Answer", "Schools for which it is settled", "Schools for which it is open")
    blocks.append(Table("settled", "What the table settles", heads, tuple(decided)))
    due = [
        Row((words.label_of(rule.name), *(statuses[each] for each in _TO_DO)))
        for rule in of.framework.rules.values()
        if (statuses := _statuses(answers, rule))
    ]
    heads_due = ("Rule", *(each.value.capitalize() for each in _TO_DO))
    blocks.append(Table("due", "What is to be done", heads_due, tuple(due)))
    lead = f"{answers.size:,} schools, each asked where it stands, what is due, and under which paragraph."
    return Page("index.html", "Overview", lead, tuple(blocks))


def asked(framework: ir.Framework) -> tuple[ir.Lifecycle | ir.Decision, ...]:
    """What is asked of every school, beside rules."""
    return (*framework.lifecycles.values(), *framework.decisions.values())


def _standing(of: Surveyed) -> Page:
    blocks: list[Block] = []
    for lifecycle in of.framework.lifecycles.values():
        names = {state.name: titled(state.label, state.name) for state in lifecycle.states}
        title = titled(lifecycle.label, lifecycle.name)
        blocks += _counted(of.answers, lifecycle.name, title, names, len(lifecycle.leaves))
    for decision in of.framework.decisions.values():
        names = {value: spoken(value) for value in decision.values}
        title = titled(decision.label, decision.name)
        blocks += _counted(of.answers, decision.name, title, names, len(decision.values))
    lead = "In how many schools each answer holds. 'X or Y': the table does not say enough to tell which."
    return Page("standing.html", "Where schools stand", lead, tuple(blocks))


def _counted(answers: Answers, name: str, title: str, names: dict[str, str], every: int) -> list[Block]:
    tally = answers.tally(name, f"{name}_possible")
    counts = [(_said(value, names, every), count) for value, count in ranked(tally)]
    if not counts:
        return [Section(title, slug(name)), Paragraph("It arises for no school.")]
    caption = f"{title}: schools"
    rows = tuple(Row((label, count, _share(count, answers.size))) for label, count in counts)
    return [
        Section(title, slug(name)),
        Picture(bars(f"chart-{slug(name)}", caption, counts), caption),
        Table(slug(name), caption, ("Answer", "Schools", "Share"), rows),
    ]


def _rules(of: Surveyed) -> Page:
    words = Words(of.framework)
    blocks: list[Block] = []
    none: list[str] = []
    for rule in of.framework.rules.values():
        rows: list[Row] = []
        for number, view in enumerate(headings(rule)):
            prefix = rule.name if number == 0 else f"{rule.name}_{view.value}"
            tally = of.answers.tally(rule.name, f"{prefix}_possible")
            rows += [Row((view.value, value.replace(_SEVERAL, " or "), count)) for value, count in ranked(tally)]
        if rows:
            title = titled(rule.label, rule.name)
            norm = words.norm(rule, rule.modality)
            paragraphs = ", ".join(rule.citation.paragraphs)
            blocks += [
                Section(title, f"rule-{slug(rule.name)}"),
                Paragraph(f"{norm} (paragraph {paragraphs})."),
                Table(f"rule-{slug(rule.name)}", f"{title}: schools", ("As a", "Status", "Schools"), tuple(rows)),
            ]
        else:
            none.append(titled(rule.label, rule.name))
    if none:
        blocks += [Section("Rules that arise for no school", "none"), Items(tuple(none))]
    lead = "For each rule, in how many schools it has which status. Several: what is known does not settle it."
    return Page("rules.html", "What is due", lead, tuple(blocks))


def _grouped(of: Surveyed, column: str) -> Page:
    """The answers by the values of one column of the table."""
    groups = Groups.of(of.groups[column])
    sizes = groups.sizes()
    blocks: list[Block] = []
    for each in asked(of.framework):
        block, names = of.answers.blocks[each.name], _names(each)
        possible = [cell.values.get(f"{each.name}_possible", "") for cell in block.cells]
        values = [OPEN if _SEVERAL in value else names.get(value, NOTHING) for value in possible]
        counts = [Counter[str]() for _ in groups.names]
        for tally, cells in zip(counts, groups.counts(block.which, len(block.cells)), strict=True):
            for value, schools in zip(values, cells, strict=True):
                tally[value] += schools
        there_are = {value for tally in counts for value, schools in tally.items() if schools}
        shown = [value for value in (*dict.fromkeys(names.values()), OPEN, NOTHING) if value in there_are]
        rows = [
            Row((group, *(tally[value] for value in shown), size))
            for group, tally, size in zip(groups.names, counts, sizes, strict=True)
        ]
        title = titled(each.label, each.name)
        heads = (column, *shown, "All")
        name = f"{slug(each.name)}-by-{slug(column)}"
        blocks += [Section(title, slug(each.name)), Table(name, f"{title}, by {column}: schools", heads, tuple(rows))]
    lead = f"The answers by '{column}', a column of the table. 'Open': the table does not settle the answer."
    return Page(f"by-{slug(column)}.html", f"By {column}", lead, tuple(blocks))


def _reading(of: Surveyed) -> Page:
    blocks: list[Block] = [Section("How the table was read", "notes"), Items(of.notes)]
    if of.checks:
        blocks += [Section("Beside what the table publishes", "checks"), Items(of.checks)]
    lead = "What was assumed, what could not be used, and how the computed answers compare with published ones."
    return Page("reading.html", "How it was read", lead, tuple(blocks))


def _names(each: ir.Lifecycle | ir.Decision) -> dict[str, str]:
    if isinstance(each, ir.Lifecycle):
        return {state.name: titled(state.label, state.name) for state in each.states}
    return {value: spoken(value) for value in each.values}


def _statuses(answers: Answers, rule: ir.Rule) -> Counter[str]:
    """How often a rule has each status under its first heading, instance by instance."""
    found: Counter[str] = Counter()
    for value, count in answers.tally(rule.name, rule.name).items():
        for status in value.split(" ; "):
            found[status] += count
    return found


def _said(value: str, names: dict[str, str], every: int) -> str:
    parts = value.split(" | ")
    return (
        "cannot be told" if len(parts) == every and every > 2 else " or ".join(names.get(each, each) for each in parts)
    )


def _share(count: int, size: int) -> str:
    share = 100 * count / size if size else 0
    return f"{share:.1f}%"
