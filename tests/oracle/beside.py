"""An answer as JSON held against the oracle's: every difference, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .answers import Answer
from .norms import NOT_ARISING, Norm

VIEWS = {"duties": "duty", "powers": "power", "prohibitions": "prohibition", "limits": "limit"}


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two answers differ: what is told, of what, by the engine and by the oracle."""

    what: str
    name: str
    engine: object
    oracle: object

    def __str__(self) -> str:
        return f"{self.what} of {self.name}: the engine says {self.engine}, the oracle {self.oracle}"


def differences(told: dict[str, Any], mine: Answer) -> list[Difference]:
    """All differences but in what was skipped."""
    return [*_states(told, mine), *_decisions(told, mine), *_norms(told, mine), *_evidence(told, mine)]


def _possible(each: dict[str, Any]) -> set[str]:
    return {way["value"] for way in each["possible"]}


def _cited(each: dict[str, Any]) -> set[str]:
    return set(each["cite"]["paragraphs"]) if each["cite"] else set()


def _one(values: set[Any]) -> Any:
    return next(iter(values)) if len(values) == 1 else None


DATED = {"not yet open", "open", "overdue", "closed", "applies", "undetermined"}


def _taken_by_itself(mine: Answer, name: str, theirs: set[str], ours: set[str]) -> bool:
    """Whether an answer is wider, or has no dates, because a lifecycle that it asks is taken by itself."""
    if name not in mine.open_states or theirs == ours:
        return False
    allowed = ours <= theirs or ("undetermined" in theirs and ours - theirs <= DATED)
    mine.wider["a lifecycle is taken by itself (4)"] += allowed
    return allowed


def _states(told: dict[str, Any], mine: Answer) -> Iterator[Difference]:
    for name, each in told["states"].items():
        if name not in mine.states:
            continue
        possible, since = {state for state, _, _ in mine.states[name]}, {day for _, day, _ in mine.states[name]}
        if _taken_by_itself(mine, name, _possible(each), possible):
            continue
        if _possible(each) != possible:
            yield Difference("state", name, sorted(_possible(each)), sorted(possible))
            continue
        if each["since"] is None and len(possible) > 1:
            mine.wider["since when an open state lasts"] += _one(since) is not None
        elif each["since"] != _one(since):
            yield Difference("since", name, each["since"], sorted(map(str, since)))
        cited = {paragraph for _, _, cite in mine.states[name] for paragraph in cite}
        if _cited(each) != cited:
            yield Difference("cite of state", name, _cited(each), cited)


def _decisions(told: dict[str, Any], mine: Answer) -> Iterator[Difference]:
    skipped = set(mine.skipped)
    for name in (told["decisions"].keys() | mine.decisions.keys()) - skipped:
        each = told["decisions"].get(name, {"possible": [], "about": None, "cite": None})
        rows = mine.decisions.get(name, frozenset())
        possible = {value for value, _, _ in rows}
        if _taken_by_itself(mine, name, _possible(each), possible):
            continue
        if _possible(each) != possible:
            yield Difference("decision", name, sorted(_possible(each)), sorted(possible))
            continue
        about = each["about"] and (each["about"]["event"], each["about"]["day"])
        if rows and about != _one({event for _, event, _ in rows}):
            yield Difference("event of decision", name, about, rows)
        cited = {paragraph for _, _, cite in rows for paragraph in cite}
        if _cited(each) != cited:
            yield Difference("cite of decision", name, _cited(each), cited)


def _norms(told: dict[str, Any], mine: Answer) -> Iterator[Difference]:
    by_rule: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for key, view in VIEWS.items():
        for each in told[key]:
            by_rule.setdefault((view, each["name"]), []).append(each)
    for at in by_rule.keys() | mine.norms.keys():
        view, name = at
        if name in mine.skipped:
            continue
        theirs, ours = by_rule.get(at, []), mine.norms.get(at, [])
        if len(theirs) != len(ours):
            spoken = [(each["instance"] and each["instance"]["day"], sorted(_possible(each))) for each in theirs]
            yield Difference(f"instances as {view}", name, spoken, [(x, _statuses(y)) for x, y in ours])
            continue
        for each, (label, norms) in zip(theirs, ours, strict=True):
            yield from _norm(mine, view, each, label, norms)


def _evidence(told: dict[str, Any], mine: Answer) -> Iterator[Difference]:
    judged = {
        name: (each["value"] or "", {sign["name"]: sign["met"] for sign in each["signs"]})
        for name, each in told["judgements"].items()
    }
    written = {
        each["event"]: {item["name"]: item["needed"] for item in (*each["contains"], *each["to"])}
        for each in told["documents"]
    }
    skipped = set(mine.skipped)
    for what, theirs, ours in (("judgement", judged, mine.judgements), ("document", written, mine.documents)):
        for name in (theirs.keys() | ours.keys()) - skipped:
            if theirs.get(name) != ours.get(name):
                yield Difference(what, name, theirs.get(name), ours.get(name))


def _statuses(norms: frozenset[Norm]) -> list[str]:
    return sorted({norm.status for norm in norms})


def _norm(
    mine: Answer, view: str, each: dict[str, Any], label: tuple[str, str] | None, norms: frozenset[Norm]
) -> Iterator[Difference]:
    instance = each["instance"] and (each["instance"]["event"], each["instance"]["day"])
    name = f"{each['name']} as {view}, {instance}"
    if label is not None and instance != label:
        yield Difference("instance", name, instance, label)
    if _taken_by_itself(mine, each["name"], _possible(each), set(_statuses(norms))):
        return
    if sorted(_possible(each)) != _statuses(norms):
        yield Difference("status", name, sorted(_possible(each)), _statuses(norms))
        return
    real = [norm for norm in norms if norm.status != NOT_ARISING]
    alive = [norm for norm in real if norm.status != "void"] or real
    for key in ("timing", "met_on", "earliest", "latest", "modality"):
        among = norms if key in ("timing", "met_on") else real if key == "modality" else alive
        values = {None if value is None else str(value) for value in (getattr(norm, key) for norm in among)}
        if key in ("earliest", "latest") and len(values) > 1 and each[key] is not None and each[key] in values:
            yield Difference("day told as decided", name, each[key], sorted(map(str, values)))
        elif each[key] != _one(values):
            yield Difference(key, f"{name}, {_statuses(norms)}", each[key], sorted(map(str, values)))
    lapses = {norm.lapse for norm in norms}
    if each["lapse"] != (_one(lapses) if len(lapses) == 1 else "undetermined"):
        yield Difference("lapse", f"{name}, {_statuses(norms)}", each["lapse"], sorted(map(str, lapses)))
    counts = [norm.count for norm in real if norm.count is not None]
    if counts and _statuses(norms) != ["void"] and each["count"] is not None:
        told = each["count"]["at_least"], each["count"]["at_most"]
        if told != (min(counts), max(counts)):
            yield Difference("count", name, told, counts)
    cited = {paragraph for norm in real for paragraph in norm.cite}
    surely = set(real[0].cite).intersection(*(norm.cite for norm in real))
    if len(real) > 1 and surely <= _cited(each) < cited:
        mine.wider["an exception that may act and changes nothing is not cited (38)"] += 1
    elif _cited(each) != cited:
        yield Difference("cite", f"{name}, {_statuses(norms)}, {each['through']}", _cited(each), cited)
