"""How many cases a second are answered one by one, from a loaded framework to all answers and all their reasons.

    python benchmarks/bench_case.py [--cases N] [--runs N] [--json]

Each run is a process of its own, on one core, with nothing worked out before; the schools are those of `plausible.py`,
all different, with ten events each. Measured are: the answers alone; with the readings on which they turn; the reasons
of every answer; and all of it. The last is what is aimed at. Cold is the first half of the schools, warm the second,
when most of what hangs on few values has been decided. Distinct keys are the valuations that the kernel decided.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent / "src")]

from measuring import environment, machine, run  # noqa: E402

FRAMEWORK = "ofsted-schools@2024-09-16"
KINDS = ("answers", "answers and readings", "reasons", "all of it")


def child(kind: str, count: int, unknown: float) -> dict[str, float]:
    """Measures one kind in this process."""
    from plausible import AS_OF, Maker

    from remit.engine import kernel
    from remit.engine.evaluate import evaluate, evaluation
    from remit.engine.reasons.derive import derive
    from remit.engine.settings import defaults
    from remit.pipeline import usable

    compiled, _ = usable(FRAMEWORK)
    population = Maker(compiled.framework, count, unknown).population()
    cases = [population.case(place) for place in range(count)]
    settings = defaults(compiled.framework)
    works: dict[str, tuple[Callable[[Any], object], ...]] = {
        KINDS[0]: (lambda case: evaluate(compiled, case, AS_OF, turns=False),),
        KINDS[1]: (lambda case: evaluate(compiled, case, AS_OF),),
        KINDS[2]: (lambda case: derive(evaluation(compiled, case, AS_OF, settings)),),
        KINDS[3]: (
            lambda case: evaluate(compiled, case, AS_OF),
            lambda case: derive(evaluation(compiled, case, AS_OF, settings)),
        ),
    }
    took = []
    for half in (cases[: count // 2], cases[count // 2 :]):
        begun = time.process_time()
        for case in half:
            for work in works[kind]:
                work(case)
        took.append((time.process_time() - begun) / len(half))
    courses = (evaluation(compiled, case, AS_OF, settings).course for case in cases[:100])
    names = tuple(compiled.framework.lifecycles)
    worlds = max(len(course.worlds(name, course.known.at_as_of())) for course in courses for name in names)
    keys = {f"keys {name}": getattr(kernel, name).cache_info().currsize for name in ("decide", "step", "rule")}
    return {"cold": 1 / took[0], "warm": 1 / took[1], "most worlds": worlds, **keys}


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure how many single cases are answered in a second.")
    parser.add_argument("--cases", type=int, default=60, help="different schools in each run [default: %(default)s]")
    parser.add_argument("--runs", type=int, default=3, help="runs of each; the median counts [default: %(default)s]")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--child", nargs=2, metavar=("KIND", "UNKNOWN"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(child(options.child[0], options.cases, float(options.child[1]))))
        return
    found = []
    with tempfile.TemporaryDirectory() as folder:
        env = environment(Path(folder))
        for unknown in (0.0, 0.1):
            for kind in KINDS:
                command = [__file__, "--cases", str(options.cases), "--child", kind, str(unknown)]
                runs = [json.loads(run(command, env)[3]) for _ in range(options.runs)]
                figures = {name: statistics.median(each[name] for each in runs) for name in runs[0]}
                found.append({"kind": kind, "unknown": unknown, **figures})
    if options.json:
        print(json.dumps({"machine": machine(), "cases": options.cases, "measured": found}, indent=2))
        return
    print(f"{machine()}\n{options.cases:,} schools of ten events; cases a second of processor time on one core\n")
    print(f"{'':24}{'not known':>10}{'cold':>8}{'warm':>8}{'worlds':>8}{'keys: decisions':>17}{'steps':>8}{'rules':>8}")
    for each in found:
        widths = {"keys decide": 17, "keys step": 8, "keys rule": 8}
        keys = "".join(f"{each[name]:>{width},.0f}" for name, width in widths.items())
        rates = f"{each['cold']:>8,.0f}{each['warm']:>8,.0f}{each['most worlds']:>8.0f}"
        print(f"{each['kind']:24}{each['unknown']:>10.0%}{rates}{keys}")


if __name__ == "__main__":
    main()
