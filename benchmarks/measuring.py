"""What the benchmarks share: commands in processes of their own, and what they were measured on."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Measured:
    """The medians of some runs of one command: seconds by the clock, seconds of processor, peak memory in MB."""

    name: str
    runs: int
    wall: float
    cpu: float
    peak: float
    out: str


def environment(cache: Path) -> dict[str, str]:
    """The environment of the measured processes: the project's own code, byte code kept in `cache`."""
    found = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    paths = [str(ROOT / "src"), *filter(None, [found.get("PYTHONPATH")])]
    return found | {"PYTHONPATH": os.pathsep.join(paths), "PYTHONPYCACHEPREFIX": str(cache), "PYTHONHASHSEED": "0"}


def run(arguments: Sequence[str], env: dict[str, str]) -> tuple[float, float, float, str]:
    """One process: wall time and processor time in seconds, peak memory in MB, and what it printed."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        begun = time.perf_counter()
        process = subprocess.Popen([sys.executable, *arguments], stdout=out, stderr=err, env=env)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        printed = out.read().decode("utf-8", "replace")
        if process.returncode not in (0, 1):
            raise SystemExit(f"{' '.join(arguments)} left with {process.returncode}:\n{err.read().decode()}")
    unit = 1 if sys.platform == "darwin" else 1024  # ru_maxrss is in bytes there, in kilobytes elsewhere
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit / 1e6, printed


def measure(name: str, arguments: Sequence[str], runs: int, env: dict[str, str]) -> Measured:
    run(arguments, env)
    found = [run(arguments, env) for _ in range(runs)]
    wall, cpu, peak = (statistics.median(each[i] for each in found) for i in range(3))
    return Measured(name, runs, wall, cpu, peak, found[-1][3])


def machine() -> str:
    """What the figures were taken on."""
    model = platform.processor() or platform.machine()
    information = Path("/proc/cpuinfo")
    if information.exists():
        names = [line.partition(":")[2].strip() for line in information.read_text().splitlines()
                 if line.startswith("model name")]  # fmt: skip
        model = names[0] if names else model
    return f"{model}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
