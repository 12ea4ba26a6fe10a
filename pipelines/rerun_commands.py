"""Offer what people ask of runs: keep one, list them, hold two side by side, run one again, take one away."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipelines.options import StudyOption
from pipelines.paths import DEFAULT_STUDY, find_places

reruns = typer.Typer()

WHICH = "Name of a kept run, `last`, `previous` or `now`, or the path of a kept run's folder or run.json."


class Language(StrEnum):
    """The languages of what is written."""

    es = "es"
    en = "en"


@reruns.command()
def keep(
    name: Annotated[str, typer.Argument(help="What to call it: letters, digits, `-` and `_`.")],
    study: StudyOption = DEFAULT_STUDY,
    note: Annotated[str, typer.Option("--note", help="What to remember of it.")] = "",
) -> None:
    """Keep the results now under a name, with what is needed to run them again."""
    from pipelines import kept
    from pipelines.store import locked
    from pipelines.terminal import console

    places = find_places(study)
    with locked(places.processed):
        run = kept.keep(places, name, note=note)
    console.print(
        f"The run of {run.record['date']} is kept as {name} (check sum {run.record['checksum'][:12]}).",
        soft_wrap=True,
        markup=False,
    )


@reruns.command()
def runs(study: StudyOption = DEFAULT_STUDY) -> None:
    """List the kept runs."""
    from pipelines import runs_shown
    from pipelines.kept import every

    runs_shown.show_runs(every(find_places(study)))


@reruns.command()
def forget(
    name: Annotated[str, typer.Argument(help="Name of a kept run.")], study: StudyOption = DEFAULT_STUDY
) -> None:
    """Take a kept run away."""
    from pipelines import kept
    from pipelines.store import locked
    from pipelines.terminal import console

    places = find_places(study)
    with locked(places.processed):
        kept.forget(places, name)
    console.print(f"The run {name} is not kept any more.", soft_wrap=True, markup=False)


@reruns.command()
def diff(
    run_a: Annotated[str, typer.Argument(help=WHICH)],
    run_b: Annotated[str, typer.Argument(help="Likewise; the results now, if left out.")] = "now",
    study: StudyOption = DEFAULT_STUDY,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Folder to write what_changed to; nothing, if left out.")
    ] = None,
    lang: Annotated[
        Language | None, typer.Option("--lang", help="Of the terminal, and of what is written; else en, and both.")
    ] = None,
) -> None:
    """Hold two runs side by side: who moved, by which cause, and what was changed."""
    from pipelines import runs_shown

    runs_shown.diff(find_places(study), run_a, run_b, out=out, lang=None if lang is None else lang.value)


@reruns.command()
def replay(
    run: Annotated[str, typer.Argument(help=WHICH)],
    study: StudyOption = DEFAULT_STUDY,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="New folder \\[default: in replays/ beside the results]."),
    ] = None,
) -> None:
    """Run a kept run again, in a folder of its own, and say whether the same came out; ends with 1 if not."""
    from pipelines import kept, rerun, runs_shown
    from pipelines.terminal import Reporter

    places = find_places(study)
    found = kept.find(places, run)
    with Reporter() as reporter:
        told = rerun.replay(places, found, reporter=reporter, out=out)
    runs_shown.show_replayed(told)
    if not told.same:
        raise typer.Exit(1)
