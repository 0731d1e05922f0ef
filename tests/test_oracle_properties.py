"""What must hold of every answer, on cases made by chance under every framework and every worked example."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from oracle_cases import made
from support import ROOT, case
from test_oracle import frameworks, written_out

from remit.engine.evaluate import evaluate
from remit.engine.groups import Compiled
from remit.engine.jsonable import outcome

FRAMEWORKS = frameworks()
HEADINGS = ("duties", "powers", "prohibitions", "limits")


@dataclass(frozen=True, slots=True)
class Asked:
    """A case under a framework, and the day asked for."""

    name: str
    compiled: Compiled
    data: dict[str, Any]
    as_of: dt.date

    def answer(self, as_of: dt.date | None = None) -> dict[str, Any]:
        """The answer as JSON, on the day or on another."""
        subject = case(written_out(self.data), self.compiled.framework)
        return outcome(evaluate(self.compiled, subject, as_of or self.as_of, turns=False), {})


def asked(many: int) -> Iterator[Asked]:
    """So many cases under each framework."""
    for name, compiled in FRAMEWORKS:
        for number in range(many):
            data, as_of = made(compiled.framework, random.Random(f"properties {name} {number}"))
            yield Asked(f"{name} {number}", compiled, data, as_of)


def test_the_same_question_has_the_same_answer_to_the_byte() -> None:
    for each in asked(2):
        assert json.dumps(each.answer()) == json.dumps(each.answer()), each.name


def test_no_answer_hangs_on_how_this_run_of_python_hashes() -> None:
    """Sets and texts come in another order in each run; answers do not."""
    code = (
        "import json, test_oracle_properties as t\n"
        "print(json.dumps([each.answer() for each in t.asked(1)]))"
    )  # fmt: skip
    path = os.pathsep.join((str(ROOT / "tests"), str(ROOT / "src"), os.environ.get("PYTHONPATH", "")))
    environment = {**os.environ, "PYTHONHASHSEED": "1", "PYTHONPATH": path}
    told = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert json.loads(told.stdout) == [json.loads(json.dumps(each.answer())) for each in asked(1)]


def test_no_answer_without_a_paragraph_and_a_line() -> None:
    """Of states, semantics 38 tells when they cite."""
    cited = 0
    for each in asked(3):
        told = each.answer()
        parts = [*told["decisions"].values(), *told["judgements"].values()]
        parts += [norm for heading in HEADINGS for norm in told[heading]]
        parts += [sign for judged in told["judgements"].values() for sign in judged["signs"]]
        parts += [item for document in told["documents"] for item in (*document["contains"], *document["to"])]
        for part in parts:
            if part.get("possible", True):
                assert part["cite"]["paragraphs"] and ":" in part["cite"]["clause"], (each.name, part)
                cited += 1
    assert cited > 500


def test_what_was_overdue_stays_so_while_nothing_happens() -> None:
    """Semantics 16: a lapse in the rule's own window stands, whatever the day asked for; and it is told why."""
    stood = 0
    for each in asked(12):
        told = each.answer()
        days = [day for event in each.data["events"] for key, day in event.items() if _is_day(day)]
        days += [spell["from"] for spells in each.data["facts"].values() if isinstance(spells, list)
                 for spell in spells if "from" in spell]  # fmt: skip
        if any(day > each.as_of.isoformat() for day in days):
            continue  # something is still to come
        overdue = [norm for norm in told["duties"] if norm["status"] == "overdue" and not norm["count"]]
        later = {}
        for distance in (1, 40, 400) if overdue else ():
            later = _by_instance(each.answer(each.as_of + dt.timedelta(distance)))
            for norm in overdue:
                rule = each.compiled.framework.rules[norm["name"]]
                if any(exception.window is not None for exception in rule.exceptions):
                    continue  # a lapse in the window of an exception is seen only while that acts
                again = later.get(_instance(norm))
                assert again is not None and again["status"] == "overdue", (each.name, norm, again)
                assert (again["latest"], again["cite"]) == (norm["latest"], norm["cite"]), (each.name, norm, again)
                stood += 1
    assert stood > 40


def _is_day(text: str) -> bool:
    return len(text) == 10 and text[4] == "-"


def _instance(norm: dict[str, Any]) -> tuple[str, str]:
    return norm["name"], json.dumps(norm["instance"])


def _by_instance(told: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {_instance(norm): norm for norm in told["duties"]}
