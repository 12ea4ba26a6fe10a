"""Tell a person at the terminal how far a run is, and what came out of it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TransferSpeedColumn,
)
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

from rich.progress import TaskID

console = Console(highlight=False)
if not console.is_terminal:
    # A log has no width of its own; tables should not break in it.
    console = Console(highlight=False, width=120)
errors = Console(stderr=True, highlight=False, soft_wrap=True)


class Reporter:
    """Show one line per stage, with a bar while it works; only the lines where there is no terminal."""

    def __init__(self) -> None:
        self._bar = Progress(
            TextColumn("{task.description:>9}"),
            BarColumn(bar_width=32),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task: TaskID | None = None
        self._clock = 0.0

    def __enter__(self) -> Reporter:
        """Start drawing."""
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop drawing and leave the cursor where it belongs."""
        self._bar.stop()

    def begin(self, verb: str) -> Callable[[int, int], None]:
        """Open a stage; give the function that takes done and total."""
        task = self._task = self._bar.add_task(verb, total=None)
        self._clock = time.perf_counter()

        def progress(done: int, total: int) -> None:
            self._bar.update(task, completed=done, total=total)

        return progress

    def end(self, verb: str, notes: list[str] | None) -> None:
        """Close a stage; ``None`` says that its results still held."""
        if self._task is not None:
            self._bar.remove_task(self._task)
        seconds = time.perf_counter() - self._clock
        state = "unchanged" if notes is None else f"{seconds:.1f} s"
        console.print(f"{verb:>9}  [dim]{state}[/dim]")
        for note in notes or ():
            console.print(f"{'':>9}  [dim]{escape(note)}[/dim]", soft_wrap=True)


class DownloadBars:
    """Show a bar by bytes for each file that is coming; nothing where there is no terminal."""

    def __init__(self) -> None:
        self._bars = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=32),
            DownloadColumn(),
            TransferSpeedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._tasks: dict[str, TaskID] = {}
        self._said: TaskID | None = None

    def __enter__(self) -> DownloadBars:
        """Start drawing."""
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop drawing and leave the cursor where it belongs."""
        self._bars.stop()

    def begin(self, name: str, *, whole: int | None, held: int) -> None:
        """Open a file's bar at what is there already."""
        self.end(name)
        self._tasks[name] = self._bars.add_task(name, total=whole, completed=held)

    def received(self, name: str, count: int) -> None:
        """Move it on."""
        self._bars.advance(self._tasks[name], count)

    def end(self, name: str) -> None:
        """Close it."""
        if name in self._tasks:
            self._bars.remove_task(self._tasks.pop(name))

    def say(self, text: str) -> None:
        """Show what is being waited for."""
        if self._said is None:
            self._said = self._bars.add_task(text, total=None)
        self._bars.update(self._said, description=text)


def show_outcome(summary: Mapping[str, Any], folder: Path) -> None:
    """Say which places lead, with their rank intervals, and where the results lie."""
    table = Table(title=escape(summary["title"]), title_justify="left", box=None, pad_edge=False)
    for heading, justify in (
        ("rank", "right"), ("90 % interval", "right"), ("median", "right"), ("municipality", "left"),
        ("department", "left"), ("score", "right"), (f"in the first {summary['top_k']}", "right"),
    ):  # fmt: skip
        table.add_column(heading, justify=justify)  # type: ignore[arg-type]
    for row in summary["leaders"]:
        table.add_row(
            str(row["rank"]),
            f"{row['rank_p5']:.0f}-{row['rank_p95']:.0f}",
            f"{row['rank_p50']:.0f}",
            escape(f"{row['name']} ({row['code']})"),
            escape(f"{row['adm1_name']}, {row['country']}"),
            f"{row['score']:.1f}",
            f"{row['p_top']:.0%}",
        )
    console.print()
    console.print(table)
    console.print()
    for what, name in summary["files"].items():
        console.print(f"{what:>9}  {folder / name}", soft_wrap=True)
    console.print(f"check sum  {summary['checksum']} (scores)")
