"""Time commands as fresh processes, in turn, and print them as a table and as one JSON line.

Each command runs at least five times, ours and the peer's alternately, so that a drift of the machine meets both.
Quoted are medians of wall time and the largest peak memory. Agreement of the results is the business of each benchmark.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

RUNS = 5

LAUNCH = """
import os, subprocess, sys, time
clock = time.perf_counter()
process = subprocess.Popen(sys.argv[2:])
_, status, usage = os.wait4(process.pid, 0)
told = time.perf_counter() - clock, usage.ru_maxrss, os.waitstatus_to_exitcode(status)
os.write(int(sys.argv[1]), " ".join(map(str, told)).encode())
"""
"""A small process in between: the peak that Linux tells of a process includes that of the one it was made by."""


@dataclass(frozen=True)
class Row:
    """One line of the table; a peer that is not there says so in `peer`."""

    ours_s: float
    ours_mb: float
    peer: str = "none"
    peer_s: float | None = None
    ratio: float | None = None
    peer_mb: float | None = None
    max_rel_diff: float | None = None


def fresh(command: Sequence[str], *, inside: bool = False) -> tuple[float, float]:
    """Run a command; give its seconds and its peak memory in MB.

    Seconds are wall time of the whole process, or, `inside`, the number it prints last.
    """
    reader, writer = os.pipe()
    launch = [sys.executable, "-S", "-E", "-c", LAUNCH, str(writer), *command]
    process = subprocess.Popen(launch, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, pass_fds=[writer])
    os.close(writer)
    said = process.stdout.read().decode(errors="replace") if process.stdout else ""
    process.wait()
    with os.fdopen(reader) as pipe:
        wall, peak_kb, code = pipe.read().split()
    if int(code):
        raise SystemExit(f"{' '.join(command)} ended with {code}:\n{said}")
    return float(said.split()[-1]) if inside else float(wall), int(peak_kb) / 1024


def python(code: str) -> list[str]:
    """Give the command that runs some Python in a fresh interpreter."""
    return [sys.executable, "-c", code]


def row(
    ours: Sequence[str],
    *,
    peer: Sequence[str] | None = None,
    peer_name: str = "none",
    runs: int = RUNS,
    before: Callable[[], None] = lambda: None,
    inside: bool = False,
) -> Row:
    """Measure ours, and the peer in turn with it; `before` is called ahead of each run of ours, untimed."""
    mine: list[tuple[float, float]] = []
    theirs: list[tuple[float, float]] = []
    for _ in range(runs):
        before()
        mine.append(fresh(ours, inside=inside))
        if peer is not None:
            theirs.append(fresh(peer, inside=inside))
    ours_s = statistics.median(wall for wall, _ in mine)
    peer_s = statistics.median(wall for wall, _ in theirs) if theirs else None
    return Row(
        ours_s=round(ours_s, 3),
        ours_mb=round(max(peak for _, peak in mine)),
        peer=peer_name,
        peer_s=round(peer_s, 3) if peer_s is not None else None,
        ratio=round(peer_s / ours_s, 2) if peer_s is not None else None,
        peer_mb=round(max(peak for _, peak in theirs)) if theirs else None,
    )


def report(rows: dict[str, Row]) -> None:
    """Print the rows for people, and last as one JSON object for machines."""
    for name, line in rows.items():
        against = f"; {line.peer} {line.peer_s} s, {line.peer_mb} MB, ratio {line.ratio}" if line.peer_s else ""
        print(f"{name}: {line.ours_s} s, {line.ours_mb} MB{against}")
    print(json.dumps({name: asdict(line) for name, line in rows.items()}))
