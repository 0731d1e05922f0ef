"""How long pictures and comparisons take, each in a process of its own: the overview of the largest framework, an
invented framework of 400 states, and two versions compared for all of England where REMIT_DATA has the file.

    python benchmarks/bench_diagram.py [--runs N]

What is aimed at: one second for the largest framework, five for each of the others.
"""

from __future__ import annotations

import argparse
import os
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


ENGLAND = Path(os.environ.get("REMIT_DATA", "../shared/data")) / "ofsted-mi-2020-08-31-england.csv.gz"


def measured(arguments: list[str], runs: int) -> tuple[float, float]:
    """The medians of wall time and of processor time, in seconds; the first run is not counted."""
    took: list[tuple[float, float]] = []
    for _ in range(runs + 1):
        begun, used = time.perf_counter(), os.times()
        subprocess.run([sys.executable, "-m", "remit", *arguments], check=True, capture_output=True)
        done = os.times()
        worked = done.children_user + done.children_system - used.children_user - used.children_system
        took.append((time.perf_counter() - begun, worked))
    return statistics.median(wall for wall, _ in took[1:]), statistics.median(work for _, work in took[1:])


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
            show(label, measured(["diagram", name, "-o", out, "--table", "none"], runs))
        if ENGLAND.is_file():
            sides = ["ofsted-schools@2012-11-01", "ofsted-schools@2024-09-16"]
            asked = ["--data", str(ENGLAND), "--as-of", "2020-08-31"]
            show("2012 and 2024 for England", measured(["diff", *sides, *asked, "-o", str(place / "out.txt")], runs))


def show(label: str, took: tuple[float, float]) -> None:
    print(f"{label:32} {took[0]:6.2f} s by the clock {took[1]:6.2f} s of processor")


if __name__ == "__main__":
    main()
