"""Whether what happened conforms, as text: the norms that were not kept first, with what would have kept them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from ..dsl import ir
from ..dsl.words import Words, cite, lowered, spoken, titled
from ..engine.bulk.verdicts import Heading
from ..engine.chain import Mode
from ..engine.conform.changes import Added, Change, DoneBy, Dropped, Moved, Told
from ..engine.conform.checking import Conformity, Fault, Judged, Misplaced, Repair
from ..engine.outcome import EventRef
from ..engine.verdict import Verdict
from .answer import mode, norm_text, spans, standing
from .plain import day, filled, place

HEADINGS = {
    Verdict.BREACHES: "Breaches",
    Verdict.UNEXPLAINED: "Departs, not explained",
    Verdict.EXPLAINED: "Departs, explained",
    Verdict.NOT_FOLLOWED: "Not followed",
    Verdict.UNDETERMINED: "Undetermined",
    Verdict.CONFORMS: "Conforms",
}


def conformity_text(found: Conformity) -> str:
    """All of one case."""
    return "\n".join(_Writer(found).lines()) + "\n"


def summary_text(found: Sequence[Conformity]) -> str:
    """Several cases, one line each."""
    lines = [f"{len(found)} cases"]
    lines += [f"  {_named(each)}: {_counts(each)}" for each in found]
    return "\n".join(lines) + "\n"


def _named(found: Conformity) -> str:
    outcome = found.outcome
    return f"{outcome.name} (URN {outcome.subject})" if outcome.name else f"URN {outcome.subject}"


def _counts(found: Conformity) -> str:
    counted = found.counted()
    told = [f"{lowered(heading)} {counted[verdict]}" for verdict, heading in HEADINGS.items() if counted[verdict]]
    return "; ".join(told) or "no norm to be kept yet"


def conformity_census(headings: Sequence[Heading], framework: ir.Framework, schools: int) -> str:
    """How often each clause was kept in a table of schools."""
    words = Words(framework)
    lines = [f"{schools:,} school{'' if schools == 1 else 's'} surveyed"]
    for each in headings:
        title = f"{titled(each.rule.label, each.rule.name)}: {words.norm(each.rule, each.rule.modality)}"
        as_a = "" if each.home else f", as a {each.view.value}"
        lines += ["", *filled(f"{title}{as_a}  [{cite(each.rule.citation)}; {place(each.rule.citation)}]", "")]
        counted = each.counted()
        lines += [f"  {counted[v]:>8,}  {lowered(heading)}" for v, heading in HEADINGS.items() if counted[v]]
    return "\n".join(lines if headings else [*lines, "", "No norm is to be kept yet."]) + "\n"


class _Writer:
    def __init__(self, found: Conformity) -> None:
        self.found = found
        self.framework = found.outcome.framework
        self.words = Words(self.framework)

    def _under(self, full_id: str) -> tuple[ir.Framework, Words, str]:
        """The framework of that name (empty: that of the answer), its words, and its name where it is another."""
        if not full_id:
            return self.framework, self.words, ""
        framework = self.found.outcome.framework_of(full_id)
        return framework, Words(framework), f", under {full_id}"

    def lines(self) -> list[str]:
        outcome, manifest = self.found.outcome, self.framework.manifest
        lines = [_named(self.found), f"as of {day(outcome.as_of)}, under {manifest.title} ({manifest.full_id})"]
        if not outcome.in_force and outcome.mode is Mode.AS_IF:
            lines.append("Note: this framework is not in force on that day. It is applied as if it were.")
        lines += [*spans(outcome), ""] if outcome.spans else []
        lines += filled(_counts(self.found), "")
        for verdict, heading in HEADINGS.items():
            judged = [each for each in self.found.judged if each.verdict is verdict]
            if judged:
                lines += ["", heading, *(line for each in judged for line in self._judged(each))]
        if self.found.misplaced:
            lines += ["", "Events that no state could take"]
            lines += [line for each in self.found.misplaced for line in self._misplaced(each)]
        return [*lines, "", mode(outcome)]

    def _judged(self, judged: Judged) -> list[str]:
        norm = judged.norm
        framework, words, under = self._under(norm.under)
        rule = framework.rules[norm.name]
        title = f"{titled(rule.label, rule.name)}{self._instance(norm.instance)}{under}"
        cited = f"[{cite(norm.citation)}; {place(norm.citation)}]"
        if judged.verdict is Verdict.CONFORMS:
            return filled(f"{title}: {standing(norm, rule)}  {cited}", "  ")
        lines = filled(f"{title}: {norm_text(norm, framework, words)}  {cited}", "  ")
        lines += filled(f"{standing(norm, rule)}{self._fault(judged)}", "    ")
        if norm.departed is not None:
            who = words.named(norm.departed.by or norm.actor, first=True)
            reason = norm.departed.reason or "no reason on record"
            lines += filled(f"{who} decided on {day(norm.departed.on)} to depart from it: {reason}", "    ")
        if judged.missing:
            lines += filled(f"One would need to know: {'; '.join(judged.missing)}", "    ")
        if judged.repair is not None:
            lines += filled(f"It would conform with {self._repair(judged.repair)}", "    ")
        elif judged.fault is not None and judged.verdict is not Verdict.EXPLAINED:
            lines += filled("No small change was found with which it would conform", "    ")
        if judged.verdict is Verdict.UNEXPLAINED:
            lines += filled("A departure on record with its reason would explain it", "    ")
        return lines

    def _fault(self, judged: Judged) -> str:
        norm = judged.norm
        if judged.fault is Fault.LATE and norm.met_on and norm.latest:
            return f" ({_days((norm.met_on - norm.latest).days)} late)"
        if judged.fault is Fault.EARLY and norm.met_on and norm.earliest:
            return f" ({_days((norm.earliest - norm.met_on).days)} early)"
        return ""

    def _misplaced(self, misplaced: Misplaced) -> list[str]:
        framework, _, under = self._under(misplaced.under)
        lifecycles = " and ".join(
            lowered(titled(framework.lifecycles[name].label, name)) for name in misplaced.lifecycles
        )
        lines = filled(
            f"The {self._event(misplaced.event.event)} of {day(misplaced.event.day)} ({lifecycles}{under})", "  "
        )
        if misplaced.repair is not None:
            lines += filled(f"It would be taken with {self._repair(misplaced.repair)}", "    ")
        return lines

    # Repairs

    def _repair(self, repair: Repair) -> str:
        told = ", and ".join(self._change(each) for each in repair.changes)
        if not repair.instead:
            return told
        others = ", ".join(lowered(self.words.label_of(name)) for name in repair.instead)
        return f"{told}; but then this would not be kept: {others}"

    def _change(self, change: Change) -> str:
        match change:
            case Added(event=event, day=by_day, by=by, occurrence=occurrence):
                like = "".join(
                    f", {spoken(name)} being {spoken(value)}" for name, value in occurrence.fields if value is not None
                )
                return f"a {self._event(event)} by {self.words.named(by)} on {day(by_day)} at the latest{like}"
            case Moved(event=event, was=was, day=to) as moved:
                later = "later" if moved.days > 0 else "earlier"
                return f"{self._that(event, was)} {_days(abs(moved.days))} {later}, on {day(to)}"
            case DoneBy(event=event, day=on, was=was, by=by):
                return f"{self._that(event, on)} done by {self.words.named(by)}, not by {self.words.named(was)}"
            case Told(event=event, day=on, field=field, was=was, value=value):
                label = lowered(self._field(event, field))
                return f"'{label}' of {self._that(event, on)} as {spoken(value)}, not {spoken(was or 'unknown')}"
            case Dropped(event=event, day=on):
                return f"{self._that(event, on)} left out"

    def _that(self, event: str, on: dt.date) -> str:
        return f"the {self._event(event)} of {day(on)}"

    def _event(self, event: str) -> str:
        return lowered(self.words.label_of(event))

    def _field(self, event: str, name: str) -> str:
        field: ir.Field | None = self.framework.events[event].field(name)
        return titled(field.label if field else "", name)

    def _instance(self, event: EventRef | None) -> str:
        return "" if event is None else f" ({self._event(event.event)} of {day(event.day)})"


def _days(number: int) -> str:
    return f"{number} day{'' if number == 1 else 's'}"
