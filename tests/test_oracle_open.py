"""What is open, beside the oracle: what is missing, and records with gaps.

The oracle lists no unrecorded events, of which there is no end. So a record with gaps is held against some of the
records that it may be part of: whatever the oracle answers to one of these, the engine must leave possible.
"""

from __future__ import annotations

import datetime as dt
import os
import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

from oracle import answers, record
from oracle.beside import DATED, VIEWS
from oracle_cases import FIRST, made
from support import case
from test_oracle import frameworks, written_out

from remit.dsl import ir
from remit.engine.evaluate import evaluate
from remit.engine.groups import Compiled
from remit.engine.jsonable import outcome

FRAMEWORKS = frameworks()
CASES = 40 if os.environ.get("REMIT_ORACLE_LONG") else 4


def told(compiled: Compiled, data: dict[str, Any], as_of: dt.date) -> dict[str, Any]:
    """The engine's answer as JSON."""
    return outcome(evaluate(compiled, case(written_out(data), compiled.framework), as_of, turns=False), {})


def oracle(compiled: Compiled, data: dict[str, Any], as_of: dt.date) -> answers.Answer | None:
    """The oracle's; None where it gives none."""
    try:
        read = record.read(data, compiled.framework, as_of.isoformat(), as_of.isoformat())
        return answers.answer(compiled.framework, read, as_of)
    except (RecursionError, answers.NotTried):
        return None


def possible(answer: dict[str, Any]) -> set[str]:
    return {way["value"] for way in answer["possible"]}


# What is missing


def aliases(compiled: Compiled, question: str, name: str, event: str) -> set[str]:
    """Under which names something may be listed: its own; its event, where events are tried one by one; a rule for
    whose lapse a lifecycle waits."""
    return {name, event, *compiled.reads[question].rules}


def test_what_an_answer_hangs_on_is_listed_as_missing() -> None:
    """Semantics 1: two worlds that differ in one thing alone, and in the answer, make that thing missing."""
    wanting: Counter[str] = Counter()
    for name, compiled in FRAMEWORKS:
        for number in range(CASES):
            data, as_of = made(compiled.framework, random.Random(f"missing {name} {number}"))
            mine = oracle(compiled, data, as_of)
            if mine is None:
                continue
            listed = {each["name"] for each in told(compiled, data, as_of)["missing"]}
            for question, names in mine.missing.items():
                wanting[question] += bool(names)
                # What decides as what an event counts is no missing thing, but a finding (semantics 10).
                deemed = {each.event for each in compiled.framework.deems}
                asked = {each for each in names if each[1] not in deemed}
                if question in compiled.framework.rules and compiled.reads[question].lifecycles:
                    continue  # on what a state hung in a stretch of time that is over, is not listed
                lacking = {each for each in asked if not aliases(compiled, question, *each) & listed}
                assert not lacking, (name, number, question, lacking, listed)
    assert wanting.total() > 10 * CASES, wanting


# Records with gaps


def gaps(framework: ir.Framework, as_of: dt.date, chance: random.Random) -> dict[str, dict[str, str] | str]:
    """Of which events not all need be on record, and over which span they are."""
    found: dict[str, dict[str, str] | str] = {}
    # What is said of a type holds of all that counts as it: so those that may count as another are left as they are.
    plain = [name for name in framework.events if name not in {each.event for each in framework.deems}]
    for name in chance.sample(plain, min(len(plain), chance.choice((1, 1, 2)))):
        day = (FIRST + dt.timedelta(chance.randint(0, max(0, (as_of - FIRST).days)))).isoformat()
        found[name] = chance.choice(("no", {"from": day}, {"until": day}))
    return found


def unrecorded(
    framework: ir.Framework, loose: dict[str, dict[str, str] | str], as_of: dt.date, chance: random.Random
) -> Iterator[dict[str, Any]]:
    """Some events that such a record need not show."""
    for _ in range(chance.choice((1, 1, 2))):
        name = chance.choice(list(loose))
        spec, span = framework.events[name], loose[name]
        day = FIRST + dt.timedelta(chance.randint(0, max(0, (as_of - FIRST).days)))
        if isinstance(span, dict):
            day = min(day, dt.date.fromisoformat(span["from"]) - dt.timedelta(1)) if "from" in span else day
            if "until" in span and day <= dt.date.fromisoformat(span["until"]):
                day = dt.date.fromisoformat(span["until"]) + dt.timedelta(chance.randint(1, 10))
        if day <= as_of:
            fields = {each.name: chance.choice(each.domain) for each in spec.fields if isinstance(each.type, ir.Domain)}
            yield {"event": name, **dict.fromkeys(spec.moments, day.isoformat()), **fields, "order": "7"}


def test_a_record_with_gaps_leaves_possible_what_any_whole_record_comes_to() -> None:
    """Semantics 3. Of a ban only what is on record shows that it was disregarded."""
    compared: Counter[str] = Counter()
    for name, compiled in FRAMEWORKS:
        framework = compiled.framework
        for number in range(CASES):
            chance = random.Random(f"gaps {name} {number}")
            data, as_of = made(framework, chance)
            loose = gaps(framework, as_of, chance)
            theirs = told(compiled, {**data, "complete": loose}, as_of)
            for _ in range(2):
                added = list(unrecorded(framework, loose, as_of, chance))
                mine = oracle(compiled, {**data, "events": [*data["events"], *added]}, as_of)
                if mine is None or not added:
                    continue
                kinds = {kind for each in added for kind in record.counted_as(each["event"], framework)}
                for what, left, come in compare(framework, theirs, mine, kinds):
                    compared[what.partition(" ")[0]] += 1
                    told_of = compiled.reads[what.split()[1]].told  # it asks what is known: learning may turn it
                    assert told_of or come <= left, (name, number, what, come - left, loose, added, data, as_of)
    assert compared["state"] > 10 * CASES and compared["norm"] > 10 * CASES and compared["decision"] > CASES, compared


def compare(
    framework: ir.Framework, theirs: dict[str, Any], mine: answers.Answer, kinds: set[str]
) -> Iterator[tuple[str, set[str], set[str]]]:
    """Each answer with what the engine leaves possible and what the oracle comes to.

    Clauses about an event of which one more was added are left out: they are about another event then.
    """
    for name, worlds in mine.states.items():
        yield f"state {name}", possible(theirs["states"][name]), {leaf for leaf, _, _ in worlds}
    for name, rows in mine.decisions.items():
        if framework.decisions[name].about not in kinds and possible(theirs["decisions"][name]):
            yield f"decision {name}", possible(theirs["decisions"][name]), {value for value, _, _ in rows}
    by_rule: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for key, view in VIEWS.items():
        for each in theirs[key]:
            by_rule.setdefault((view, each["name"]), []).append(each)
    for (view, name), instances in mine.norms.items():
        if framework.rules[name].trigger in kinds or framework.rules[name].repeat is not None:
            continue
        told_of = by_rule.get((view, name), [])
        for place, (label, norms) in enumerate(instances):
            come = {norm.status for norm in norms} - ({"disregarded"} if framework.rules[name].act in kinds else set())
            left = possible(told_of[place]) if len(told_of) == len(instances) else {"does not arise"}
            left |= DATED if "undetermined" in left else set()
            yield f"norm {name} as {view} {label}", left, come
