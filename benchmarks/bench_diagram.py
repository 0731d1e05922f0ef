"""How long pictures take: the largest framework, and an invented one of 400 states, each in a process of its own.

    python benchmarks/bench_diagram.py [--runs N]

What is aimed at: one second for the largest framework, five for the invented one.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MANIFEST = """framework: many
version: 2024-01-01
title: Many states
publisher: Nobody
source: invented
in_force: {from: 2024-01-01}
"""


def many(lifecycles: int = 10, states: int = 40) -> str:
    """The rules of a framework with so many lifecycles of so many states, each reached from two others, with duties."""
    lines = ["scale Grade: good > fair > poor", "event visit by office", "  moments started, ended, published"]
    lines += ["  field grade: Grade"]
    for number in range(lifecycles):
        lines.append(f"lifecycle course_{number}")
        lines += [f"  state s{each}{' initial' if each == 0 else ''} cite {each + 1}" for each in range(states)]
        for each in range(states - 1):
            lines.append(f"  from s{each} on visit when grade of it is poor -> s{each + 1} cite {each + 1}")
            lines.append(
                f"  from s{each} on visit when grade of it is fair -> s{(each * 7 + 3) % states} cite {each + 1}"
            )
        for each in range(0, states, 4):
            lines += [
                f"rule duty_{number}_{each} cite {each + 1}",
                "  office will normally hold visit",
                "  for latest visit",
                f"  while course_{number} is s{each}",
                f"  due by {each + 1} months after published of it",
            ]
    return "\n".join(lines) + "\n"


def measured(arguments: list[str], runs: int) -> float:
    """The median of wall time, in seconds; the first run is not counted."""
    took: list[float] = []
    for _ in range(runs + 1):
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-m", "remit", *arguments], check=True, capture_output=True)
        took.append(time.perf_counter() - begun)
    return statistics.median(took[1:])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "framework.yaml").write_text(MANIFEST, encoding="utf-8")
        (place / "rules.remit").write_text(many(), encoding="utf-8")
        ledger = "".join(f'  "{n}": {{gist: Invented., status: modelled}}\n' for n in range(1, 42))
        (place / "ledger.yaml").write_text(f"paragraphs:\n{ledger}", encoding="utf-8")
        out = str(place / "out.svg")
        for label, name in (("triborough-schools, overview", "triborough-schools@2013-01-01"), ("400 states", folder)):
            took = measured(["diagram", name, "-o", out, "--table", "none"], runs)
            print(f"{label:32} {took:6.2f} s  {Path(out).stat().st_size / 1000:8.0f} kB")


if __name__ == "__main__":
    main()
