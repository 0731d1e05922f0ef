"""One decision for a million schools, three ways in one run: remit, polars written by hand, and OpenFisca.

    python benchmarks/bench_decisions.py [--schools N] [--runs N] [--json]

The decision is the category of concern of the 2024 handbook (paragraphs 29 to 34), on the last inspection of each
school of `plausible.py`, everything known. All three get the same columns in the form that suits them, and must come to
the same values. Each is a process of its own; cold is the first time in it, warm the median of the next ones. What
remit gives more is in its time: which values remain possible, what is missing, and the paragraphs.

OpenFisca is no dependency of remit: where it cannot be imported it is installed into a folder for the time of the
measurement, behind the versions that remit uses; where that fails it is left out, and that is said.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent / "src")]

from measuring import environment, machine, run  # noqa: E402

FRAMEWORK = "ofsted-schools@2024-09-16"
VALUES = ("none", "serious_weaknesses", "special_measures")
GRADES = ("outstanding", "good", "requires_improvement", "inadequate")
KEYS = ("quality_of_education", "behaviour_and_attitudes", "personal_development", "leadership_and_management")
FLAGS = ("safeguarding_effective", "capacity_to_improve")
OPENFISCA = "openfisca-core>=46,<47"


def columns(population: Any) -> dict[str, Any]:
    """Grades as numbers from 1 and yes-or-no columns, of the last inspection."""
    import numpy as np

    fields = _last(population).fields
    grades = {name: (np.log2(fields[name]).astype(np.int8) + 1).astype(np.int8) for name in KEYS}
    return grades | {name: fields[name] == 1 for name in FLAGS}


def _last(population: Any) -> Any:
    """The last inspection of each school."""
    return [slot for slot in population.slots if slot.event == "graded_inspection"][-1]


def by_remit(compiled: Any, population: Any) -> Callable[[], Any]:
    from plausible import AS_OF

    from remit.engine.bulk.population import number
    from remit.engine.bulk.survey import survey
    from remit.engine.groups import compile_groups
    from remit.engine.settings import defaults

    whole = compiled.framework
    alone = replace(whole, lifecycles={}, rules={}, decisions={"category": whole.decisions["category"]}, documents={})
    part, settings = compile_groups(alone), defaults(whole)
    few = replace(population, slots=(_last(population),))
    return lambda: survey(part, few, settings, number(AS_OF)).answers.blocks["category"]


def by_polars(given: dict[str, Any]) -> Callable[[], Any]:
    import polars as pl

    frame = pl.DataFrame(given)
    concern = pl.any_horizontal(*(pl.col(name) == 4 for name in KEYS)) | ~pl.col(FLAGS[0])
    acceptable = (pl.col(KEYS[0]) <= 3) & (pl.col(KEYS[2]) <= 3)
    value = (
        pl.when(~concern)
        .then(0)
        .when(acceptable | pl.col(FLAGS[1]))
        .then(1)
        .otherwise(2)
        .cast(pl.Int8)
        .alias("category")
    )
    return lambda: frame.select(value)["category"].to_numpy()


def by_openfisca(given: dict[str, Any]) -> Callable[[], Any]:
    import numpy as np
    from openfisca_core.entities import Entity
    from openfisca_core.periods import DateUnit
    from openfisca_core.simulations import SimulationBuilder
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem
    from openfisca_core.variables import Variable

    school = Entity("school", "schools", "A school", "")
    system = TaxBenefitSystem([school])

    def stated(name: str, type_: type) -> None:
        made = {"value_type": type_, "entity": school, "definition_period": DateUnit.YEAR, "label": name}
        system.add_variable(type(name, (Variable,), made))

    for name in KEYS:
        stated(name, int)
    for name in FLAGS:
        stated(name, bool)

    class concern(Variable):  # noqa: N801
        value_type, entity, definition_period, label = bool, school, DateUnit.YEAR, "Falls into a category of concern"

        def formula(schools: Any, period: Any) -> Any:  # noqa: N805
            poor = [schools(name, period) == 4 for name in KEYS]
            return poor[0] | poor[1] | poor[2] | poor[3] | ~schools(FLAGS[0], period)

    class category(Variable):  # noqa: N801
        value_type, entity, definition_period, label = int, school, DateUnit.YEAR, "Category of concern"

        def formula(schools: Any, period: Any) -> Any:  # noqa: N805
            acceptable = (schools(KEYS[0], period) <= 3) & (schools(KEYS[2], period) <= 3)
            concern = schools("concern", period)
            return np.select([~concern, acceptable | schools(FLAGS[1], period)], [0, 1], default=2)

    system.add_variables(concern, category)

    def decided() -> Any:
        simulation = SimulationBuilder().build_default_simulation(system, len(given[KEYS[0]]))
        for name, column in given.items():
            simulation.set_input(name, "2024", column)
        return simulation.calculate("category", "2024")

    return decided


def child(kind: str, schools: int, runs: int) -> dict[str, Any]:
    """Measures one way in this process."""
    import numpy as np
    from plausible import Maker

    from remit.pipeline import usable

    compiled, _ = usable(FRAMEWORK)
    population = Maker(compiled.framework, schools, 0.0).population()
    given = columns(population)
    ways = {"polars": by_polars, "OpenFisca": by_openfisca}
    decided = by_remit(compiled, population) if kind == "remit" else ways[kind](given)
    took = []
    for _ in range(runs + 1):
        begun = time.perf_counter()
        found = decided()
        took.append(time.perf_counter() - begun)
    if kind == "remit":
        values = [VALUES.index(each.values["category"]) if each.values else -1 for each in found.cells]
        found = np.array(values)[found.which]
    counts = np.bincount(np.asarray(found), minlength=len(VALUES))
    check = int((np.asarray(found, dtype=np.int64) * (np.arange(len(found)) % 9_973)).sum())
    return {"cold": took[0], "warm": statistics.median(took[1:]), "counts": counts.tolist(), "check": check}


def openfisca(folder: Path, env: dict[str, str]) -> str:
    """Where OpenFisca is: empty where it can be imported anyway; it is installed where not.

    Raises LookupError in words where it cannot be.
    """
    if importlib.util.find_spec("openfisca_core"):
        return ""
    for tool in (["uv", "pip"], ["pip"]):
        command = [sys.executable, "-m", *tool, "install", "--quiet", "--target", str(folder), OPENFISCA]
        got = subprocess.run(command, env=env, capture_output=True, check=False)
        if got.returncode == 0:
            return str(folder)
    raise LookupError(f"{OPENFISCA} cannot be installed here")


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure one decision for a million schools, three ways.")
    parser.add_argument("--schools", type=int, default=1_000_000, help="how many [default: %(default)s]")
    parser.add_argument("--runs", type=int, default=5, help="warm runs of each; the median counts [default: 5]")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--child", metavar="KIND", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(child(options.child, options.schools, options.runs)))
        return
    found: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as folder:
        env = environment(Path(folder) / "cache")
        for kind in ("remit", "polars", "OpenFisca"):
            if kind == "OpenFisca":
                try:
                    place = openfisca(Path(folder) / "openfisca", env)
                except LookupError as reason:
                    print(f"OpenFisca is left out: {reason}", file=sys.stderr)
                    continue
                # Behind the folders of this environment, so that numpy is the same for all three.
                env |= {"PYTHONPATH": os.pathsep.join([env["PYTHONPATH"], *sys.path[2:], place]).rstrip(os.pathsep)}
            command = [__file__, "--schools", str(options.schools), "--runs", str(options.runs), "--child", kind]
            found[kind] = json.loads(run(command, env)[3])
    if len({(tuple(each["counts"]), each["check"]) for each in found.values()}) > 1:
        raise SystemExit(f"they come to different values: { {kind: each['counts'] for kind, each in found.items()} }")
    if options.json:
        print(json.dumps({"machine": machine(), "schools": options.schools, "measured": found}, indent=2))
        return
    print(f"{machine()}\nthe category of concern of {options.schools:,} schools; all come to the same values:")
    print("  " + ", ".join(f"{name} {n:,}" for name, n in zip(VALUES, found["remit"]["counts"], strict=True)))
    print(f"\n{'':12}{'cold s':>9}{'warm s':>9}{'million a second':>18}{'time to remit':>15}")
    for kind, each in found.items():
        rate, ratio = options.schools / each["warm"] / 1e6, each["warm"] / found["remit"]["warm"]
        print(f"{kind:12}{each['cold']:>9.3f}{each['warm']:>9.3f}{rate:>18.1f}{ratio:>15.2f}")


if __name__ == "__main__":
    main()
