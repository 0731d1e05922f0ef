"""Outcomes as text for a terminal."""

from __future__ import annotations

import datetime as dt

from ..dsl import ir
from ..dsl.words import Words, cite, lowered, spoken, titled
from ..engine.chain import Mode
from ..engine.history import Departure
from ..engine.lapse import Lapse
from ..engine.life import Status, View
from ..engine.outcome import HANGS_ON, EventRef, NormAnswer, Outcome, Possible, Seen, Tally
from .plain import day, filled, place

_HEADINGS = (
    (View.DUTY, "Duties"),
    (View.POWER, "Powers"),
    (View.PROHIBITION, "Prohibitions"),
    (View.LIMIT, "Limits"),
)
_LAPSES = {
    Lapse.BREACH: "a breach",
    Lapse.EXPLAINED: "a departure, explained",
    Lapse.UNEXPLAINED: "a departure, not explained",
    Lapse.NOT_FOLLOWED: "not followed",
    Lapse.UNDETERMINED: "whether in time is not known",
}
_MODES = {
    Mode.AS_IF: "as if (this framework is asked over the whole history)",
    Mode.IN_FORCE: "in force (each framework is asked for the time while it was in force)",
}
_EVIDENCE = {Seen.YES: "met", Seen.NO: "not met", Seen.UNKNOWN: "not known"}


def answer_text(answer: Outcome, due_by: dt.date | None = None) -> str:
    """The whole answer: states, decisions, norms, what is missing, what it turns on, findings; first, where a day is
    given, what falls due by it."""
    writer = _Writer(answer, due_by)
    return "\n".join(writer.lines()) + "\n"


class _Writer:
    def __init__(self, answer: Outcome, due_by: dt.date | None) -> None:
        self.answer = answer
        self.due_by = due_by
        self.framework = answer.framework
        self.words = Words(answer.framework)

    def lines(self) -> list[str]:
        answer, manifest = self.answer, self.framework.manifest
        subject = f"{answer.name} (URN {answer.subject})" if answer.name else f"URN {answer.subject}"
        lines = [subject, f"as of {day(answer.as_of)}, under {manifest.title} ({manifest.full_id})"]
        if answer.known_by not in (None, answer.as_of):
            lines.append(f"by what was on record on {day(answer.known_by)}")
        if not answer.in_force and answer.mode is Mode.AS_IF:
            lines.append(
                f"Note: this framework is not in force on that day; it is in force from "
                f"{day(manifest.in_force_from)}. The answer is as if it were."
            )
        lines += spans(answer)
        lines += self._falling_due()
        lines += ["", "States"]
        for state in answer.states:
            lifecycle = self.framework.lifecycles[state.lifecycle]
            names = [titled(lifecycle.state(each.value).label, each.value) for each in state.possible]
            since = f", since {day(state.since)}" if state.since else ""
            lines += self._entry(titled(lifecycle.label, lifecycle.name), " or ".join(names) + since, state.citation)
            lines += ways(state.possible, names)
        lines += ["", "Decisions"] if answer.decisions else []
        for decision in answer.decisions:
            clause = self.framework.decisions[decision.name]
            names = [spoken(each.value) for each in decision.possible]
            value = (
                " or ".join(names) if names else f"no {lowered(self.words.label_of(clause.about or ''))} to decide on"
            )
            lines += self._entry(
                f"{titled(clause.label, clause.name)}{self._instance(decision.about)}", value, decision.citation
            )
            lines += ways(decision.possible, names)
        for view, heading in _HEADINGS:
            norms = answer.under(view)
            if norms:
                lines += ["", heading]
                for norm in norms:
                    lines += self._norm(norm)
        lines += self._documents() + self._judgements()
        lines += self._missing() + self._turns_on() + self._gaps()
        if answer.findings:
            lines += ["", "Findings"]
            for finding in answer.findings:
                lines += filled(f"{finding.message}.", "  ")
        return [*lines, "", mode(answer)]

    def _entry(self, label: str, value: str, citation: ir.Citation | None) -> list[str]:
        cited = f"  [{cite(citation)}; {place(citation)}]" if citation and citation.paragraphs else ""
        return filled(f"{label}: {value}{cited}", "  ")

    def _instance(self, event: EventRef | None) -> str:
        return about(event, self.words)

    def _falling_due(self) -> list[str]:
        if self.due_by is None:
            return []
        lines = ["", f"Falls due by {day(self.due_by)}"]
        found = [(norm.latest, norm) for norm in self.answer.norms if norm.due_by(self.due_by) and norm.latest]
        for latest, norm in sorted(found, key=lambda each: each[0]):
            rule = self.answer.framework_of(norm.under).rules[norm.name]
            perhaps = "" if len(norm.possible) == 1 else f" ({' or '.join(each.value for each in norm.possible)})"
            title = f"{titled(rule.label, rule.name)}{self._instance(norm.instance)}"
            lines += self._entry(title, f"{day(latest)}{perhaps}", norm.citation)
        return lines if found else [*lines, "  nothing"]

    def _norm(self, norm: NormAnswer) -> list[str]:
        framework = self.answer.framework_of(norm.under)
        rule, under = framework.rules[norm.name], f", under {norm.under}" if norm.under else ""
        label = f"{titled(rule.label, rule.name)}{self._instance(norm.instance)}{under}"
        lines = self._entry(label, norm_text(norm, framework, Words(framework)), norm.citation)
        lines += filled(standing(norm, rule), "    ")
        if norm.departed is not None:
            lines += filled(self._departure(norm.departed, norm), "    ")
        lines += ways(norm.possible, [each.value for each in norm.possible])
        return lines

    def _departure(self, departed: Departure, norm: NormAnswer) -> str:
        """'Ofsted decided on 3 May 2025 to depart from it: the school moves'."""
        who = self.words.named(departed.by or norm.actor, first=True)
        return f"{who} decided on {day(departed.on)} to depart from it: {departed.reason or 'no reason on record'}"

    def _documents(self) -> list[str]:
        lines: list[str] = []
        for document in self.answer.documents:
            lines += ["", f"Document: {self.words.label_of(document.event)}"]
            for heading, items in (("holds", document.contents), ("goes to", document.recipients)):
                for item in items:
                    if item.needed is not Seen.NO:
                        perhaps = " (if that applies: not known)" if item.needed is Seen.UNKNOWN else ""
                        lines += self._entry(heading, f"{spoken(item.name)}{perhaps}", item.citation)
        return lines

    def _judgements(self) -> list[str]:
        lines: list[str] = []
        for judgement in self.answer.judgements:
            if not judgement.signs:
                continue
            clause = self.framework.judgements[judgement.name]
            value = (
                spoken(judgement.value) if judgement.value else f"not given (for {self._listed(judgement.by)} to judge)"
            )
            title = f"{titled(clause.label, clause.name)}{self._instance(judgement.about)}"
            lines += ["", "Judgement", *self._entry(title, value, judgement.citation)]
            for sign in judgement.signs:
                of = f" (sign of {spoken(sign.value)})" if sign.value else ""
                words = f"{titled(sign.label, sign.name)}{of}"
                lines += filled(f"{_EVIDENCE[sign.met]}: {words}  [{cite(sign.citation)}]", "    ")
        return lines

    def _listed(self, names: tuple[str, ...]) -> str:
        return " or ".join(self.words.named(name) for name in names)

    def _missing(self) -> list[str]:
        if not self.answer.missing:
            return []
        lines = ["", "What one would need to know"]
        for each in self.answer.missing:
            wanted = ", ".join(lowered(self.words.label_of(name)) for name in each.wanted_by)
            lines += filled(f"{each.words} (for: {wanted})", "  ")
        return lines

    def _turns_on(self) -> list[str]:
        if not self.answer.turns_on:
            return []
        lines = ["", "The answer turns on how the text is read"]
        for each in self.answer.turns_on:
            reading = self.answer.framework_of(each.under).readings[each.reading]
            labels = dict(reading.alternatives)
            changes = ", ".join(each.changes)
            lines += filled(
                f"{reading.question} Taken: {labels[each.taken] or spoken(each.taken)}. With "
                f"'{labels[each.other] or spoken(each.other)}' these would change: {changes}."
                f"  [{cite(reading.citation)}]",
                "  ",
            )
        return lines

    def _gaps(self) -> list[str]:
        names = dict.fromkeys(name for name in self.answer.gaps)
        if not names:
            return []
        lines = ["", "Where the source leaves something open"]
        for name in names:
            gap = self.framework.gaps[name]
            lines += filled(f"{gap.label}  [{cite(gap.citation)}]", "  ")
        return lines


def spans(answer: Outcome) -> list[str]:
    """The frameworks under which the history was read, each with its time; nothing where there is but one."""
    lines = ["", "Each framework while it was in force"] if answer.spans else []
    for span in answer.spans:
        ends = (("from", span.since), ("until", span.until))
        time = " ".join(f"{word} {day(end)}" for word, end in ends if end)
        named = "no framework is loaded"
        if span.framework is not None:
            named = f"{span.framework.manifest.title} ({span.framework.manifest.full_id})"
            if span.framework.manifest.end_unknown:
                time = f"from {day(span.framework.manifest.in_force_from)}, until when is not known"
        lines += filled(f"{time}: {named}", "  ")
    return lines


def mode(answer: Outcome) -> str:
    """How the history was read, as the last line of an answer."""
    return f"Mode: {_MODES[answer.mode]}"


def _shared(way: tuple[str, ...]) -> bool:
    """Whether a way is what decides between the values, and not a condition of one of them."""
    return bool(way) and way[0].startswith(HANGS_ON)


def ways(possible: tuple[Possible, ...], names: list[str]) -> list[str]:
    """What each possible value hangs on, where there are several."""
    lines: list[str] = []
    for each in dict.fromkeys(way for item in possible for way in item.when if _shared(way)):
        lines += filled(each[0], "    ")
    for item, name in zip(possible, names, strict=True):
        own = [way for way in item.when if way and not _shared(way)]
        for number, way in enumerate(own[:4]):
            lead = f"{name} if " if number == 0 else "or if "
            lines += filled(lead + ", and ".join(way), "    ")
        if len(own) > 4:
            lines.append(f"    or in {len(own) - 4} more ways (--json lists them)")
    return lines


def about(event: EventRef | None, words: Words) -> str:
    """The event that an answer is about, behind its title; nothing where it is about none."""
    return "" if event is None else f" ({lowered(words.label_of(event.event))} of {day(event.day)})"


def standing(norm: NormAnswer, rule: ir.Rule) -> str:
    """How a norm stands: 'open, from 11 February 2025, until 11 August 2025'."""
    undated = rule.window is not None and not norm.tally and not norm.earliest and not norm.latest
    status = (
        norm.status.value
        if norm.status is not Status.UNDETERMINED
        else f"undetermined: {' or '.join(each.value for each in norm.possible)}"
        if len(norm.possible) > 1
        else "undetermined: the day from which it is counted is not known"
        if undated
        else "undetermined"
    )
    timing = f" {norm.timing}" if norm.timing else ""
    met = f" on {day(norm.met_on)}" if norm.met_on else ""
    ends = (("from", norm.earliest), ("until", norm.latest))
    window = "".join(f", {word} {day(end)}" for word, end in ends if end)
    window += f" at {norm.clock}" if norm.clock and norm.latest else ""
    if norm.tally:
        window = f": {_count(norm.tally)}{window}"
    if norm.status is Status.VOID:
        window = f" (exception: {', '.join(spoken(name) for name in norm.through)})" if norm.through else ""
    if norm.status is Status.MET and undated:
        window = ", whether in time is not known"
    lapse = f": {_LAPSES[norm.lapse]}" if norm.lapse in _LAPSES and len(norm.possible) == 1 else ""
    ended = f" ({norm.ended})" if norm.ended else ""
    return f"{status}{timing}{met}{window}{lapse}{ended}"


def norm_text(norm: NormAnswer, framework: ir.Framework, words: Words) -> str:
    """Who must, should or may do what: 'Ofsted will normally hold monitoring inspection'."""
    rule = framework.rules[norm.name]
    act = lowered(words.label_of(norm.act))
    to = f" to {words.named(rule.addressee)}" if rule.addressee else ""
    actor, verb = words.named(norm.actor, first=True), words.named(rule.verb)
    repeated = f" {words.repeat(rule.repeat)}" if norm.tally else ""
    return f"{actor} {norm.modality or '...'} {verb} {act}{to}{words.performing(rule)}{repeated}"


def _count(tally: Tally) -> str:
    """How often, so far: '2 so far', '2 or more so far'."""
    if tally.most is None:
        return f"{tally.fewest} or more so far"
    return f"{tally.fewest} so far" if tally.fewest == tally.most else f"{tally.fewest} to {tally.most} so far"
