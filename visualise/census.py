"""The summary of a survey as text: how many schools stand where, what is due, and the check against the file."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from ..dsl import ir
from ..dsl.words import Words, spoken, titled
from ..engine.bulk.answers import Answers, ranked
from ..engine.bulk.check import Comparison
from ..engine.bulk.population import number
from ..engine.bulk.survey import Survey
from ..engine.intake.table import Intake
from ..engine.norms import headings
from .plain import day, filled

SHOWN = 12


def census_text(
    found: Survey,
    taken: Intake,
    framework: ir.Framework,
    comparisons: tuple[Comparison, ...],
    due_by: dt.date | None = None,
) -> str:
    """The summary, ready to print; `due_by`: first, in how many schools what falls due by that day."""
    words = Words(framework)
    answers = found.answers
    population = found.population
    lines = [
        f"{_count(population.size, 'school')} surveyed"
        + (f", {_count(len(taken.not_read), 'row')} not read" if taken.not_read else "")
    ]
    if due_by is not None:
        due = answers.falling_due(number(due_by))
        counts = Counter({words.label_of(name): int(flags.sum()) for name, flags in due.items() if flags.any()})
        lines += ["", f"Falls due by {day(due_by)}", *(f"  {count:>8,}  {name}" for name, count in ranked(counts))]
        lines += [] if counts else ["         0  nothing"]
    for lifecycle in framework.lifecycles.values():
        names = {state.name: titled(state.label, state.name) for state in lifecycle.states}
        lines += [
            "",
            titled(lifecycle.label, lifecycle.name),
            *_tally(answers.tally(lifecycle.name, f"{lifecycle.name}_possible"), names, len(lifecycle.leaves)),
        ]
    idle: list[str] = []
    for decision in framework.decisions.values():
        names = {value: spoken(value) for value in decision.values}
        tally = answers.tally(decision.name, f"{decision.name}_possible")
        if not tally:
            idle.append(titled(decision.label, decision.name))
            continue
        lines += [
            "",
            f"{titled(decision.label, decision.name)} (decided on the latest "
            f"{words.label_of(decision.about).lower() if decision.about else 'facts'})",
            *_tally(tally, names, len(decision.values)),
        ]
    for rule in framework.rules.values():
        found_of = _rule(rule, answers, words)
        lines += found_of
        if not found_of:
            idle.append(titled(rule.label, rule.name))
    if idle:
        lines += ["", *filled(f"Nothing in the table gives rise to: {'; '.join(dict.fromkeys(idle))}", "")]
    for comparison in comparisons:
        lines += _comparison(comparison, framework, found)
    return "\n".join(lines) + "\n"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _tally(tally: Counter[str], names: dict[str, str], every: int) -> list[str]:
    lines = []
    for value, count in ranked(tally):
        parts = value.split(" | ")
        said = "cannot be told" if len(parts) == every and every > 2 else " or ".join(names.get(p, p) for p in parts)
        lines.append(f"  {count:>8,}  {said}")
    return lines


def _rule(rule: ir.Rule, answers: Answers, words: Words) -> list[str]:
    """Nothing where it arises for no school."""
    lines: list[str] = []
    for view in headings(rule):
        prefix = rule.name if view is headings(rule)[0] else f"{rule.name}_{view.value}"
        tally = answers.tally(rule.name, f"{prefix}_possible")
        if not tally:
            continue
        lines.append(f"  as a {view.value}:")
        for value, count in ranked(tally):
            statuses = value.split(" | ")
            said = " or ".join(statuses)
            if len(statuses) > 1:
                said += "  (undetermined)"
            lines.append(f"  {count:>8,}  {said}")
    return ["", f"{titled(rule.label, rule.name)}: {words.norm(rule, rule.modality)}", *lines] if lines else []


def _comparison(comparison: Comparison, framework: ir.Framework, found: Survey) -> list[str]:
    decision = framework.decisions[comparison.decision]
    paragraphs = ", ".join(dict.fromkeys(p for row in decision.rows for p in row.citation.paragraphs))
    lines = [
        "",
        f"Check: {titled(decision.label, decision.name).lower()} as computed (paragraphs {paragraphs}) beside "
        "what the file publishes",
    ]
    for judged, heading in (
        (True, "inspections carry the judgements that these paragraphs need"),
        (False, "inspections lack some of them"),
    ):
        chosen = [line for line in comparison.lines if line.hangs_on_judgement is judged]
        lines.append(f"  {sum(line.count for line in chosen):,} {heading}")
        for line in chosen[:SHOWN]:
            computed = " or ".join(spoken(value) for value in line.computed)
            published = ", ".join(f"{spoken(value) or 'nothing'} {count:,}" for value, count in line.published)
            unknown = f"; unknown: {', '.join(spoken(name) for name in line.missing)}" if line.missing else ""
            lines.append(f"  {line.count:>8,}  computed {computed}; published {published}{unknown}")
        if len(chosen) > SHOWN:
            rest = chosen[SHOWN:]
            lines.append(f"  {sum(line.count for line in rest):>8,}  in {len(rest)} further combinations")
    if not comparison.contradicted:
        lines.append("  No published value contradicts the computed one.")
    else:
        lines.append(f"  {len(comparison.contradicted):,} published values contradict the computed ones:")
        population = found.population
        for index in comparison.contradicted[:SHOWN]:
            lines.append(f"    row {population.rows[index]}, URN {population.urns[index]}, {population.names[index]}")
    return lines
