"""Offer the briefs on the command line: of one place, of a department, or of all of them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from geo.kinds import Lang, Tier
from pipelines.options import StudyOption
from pipelines.paths import DEFAULT_STUDY, Places, find_places

briefs = typer.Typer()


@briefs.command()
def brief(
    place: Annotated[
        str | None, typer.Argument(help="Code or name of a municipality, or code of a department (GT13).")
    ] = None,
    study: StudyOption = DEFAULT_STUDY,
    lang: Annotated[Lang, typer.Option("--lang", "-l", help="Language of the brief.")] = "es",
    tier: Annotated[Tier, typer.Option("--tier", help="For whom; what is closed is read from 5_closed.")] = "public",
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="File to write \\[default: HN0501.es.pdf here]; with --atlas, a folder."),
    ] = None,
    atlas: Annotated[bool, typer.Option("--atlas", help="Of every municipality and every department.")] = False,
    bound: Annotated[
        bool, typer.Option("--bound", help="With --atlas: a volume of each department, for the printer, too.")
    ] = False,
    jobs: Annotated[
        int | None, typer.Option("--jobs", min=1, help="With --atlas: processes at once \\[default: one per core].")
    ] = None,
) -> None:
    """Write a two-page brief on A4 for a meeting: rank with its interval, map, drivers, figures, sources."""
    places = find_places(study)
    if atlas != (place is None):
        raise typer.BadParameter("name one place or department, or ask for all with --atlas")
    if atlas:
        if out is None:
            raise typer.BadParameter("--atlas needs --out FOLDER: it writes a folder of files per department")
        _atlas(places, lang=lang, out=out, jobs=jobs or _cores(), bound=bound, tier=tier)
        return
    if bound or jobs:
        raise typer.BadParameter("--bound and --jobs go with --atlas")
    from pipelines.brief import write_brief
    from pipelines.terminal import console

    path, size = write_brief(places, str(place), lang=lang, out=out, tier=tier)
    console.print(f"{path} ({size / 1024:.0f} KB)", soft_wrap=True, markup=False)


def _atlas(places: Places, *, lang: Lang, out: Path, jobs: int, bound: bool, tier: Tier) -> None:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from pipelines.brief import write_atlas
    from pipelines.terminal import console

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=32),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    with bar:
        task = bar.add_task("briefs", total=None)
        written = write_atlas(
            places,
            lang=lang,
            out=out,
            jobs=jobs,
            bound=bound,
            tier=tier,
            begin=lambda total: bar.update(task, total=total),
            progress=lambda more: bar.advance(task, more),
        )
    sizes = [size for department in written for size in department.sizes]
    count = sum(department.places for department in written)
    console.print(
        f"{count} briefs of municipalities and {len(written)} of departments{' and their volumes' if bound else ''} "
        f"in {out} ({sum(sizes) / 2**20:.0f} MB)",
        soft_wrap=True,
        markup=False,
    )


def _cores() -> int:
    # Where a process may use only some of the cores, the system says which; not every system does.
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1
