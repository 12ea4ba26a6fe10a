"""Offer the six verbs on the command line, and beside them what people ask of a study and its results."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geo.errors import ArraigoError
from pipelines.add_command import editing
from pipelines.brief_command import briefs
from pipelines.commands import questions
from pipelines.ease import at_ease
from pipelines.options import DaskOption, RawOption, ReplicatesOption, SeedOption, StudyOption, WorkersOption
from pipelines.paths import DEFAULT_STUDY, Places, find_places
from pipelines.rerun_commands import reruns
from pipelines.serve_command import serving

if TYPE_CHECKING:
    from geo.catalogue import Catalogue

app = typer.Typer(
    name="arraigo",
    help="Which municipalities to work in first, why, and how sure that is.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


class Verb(StrEnum):
    """The stages, in their order."""

    harmonise = "harmonise"
    measure = "measure"
    score = "score"
    group = "group"
    publish = "publish"


@app.command()
def run(
    study: StudyOption = DEFAULT_STUDY,
    first: Annotated[Verb, typer.Option("--from", help="Begin at this verb.")] = Verb.harmonise,
    last: Annotated[Verb, typer.Option("--until", help="End after this verb.")] = Verb.publish,
    seed: SeedOption = None,
    replicates: ReplicatesOption = None,
    raw: RawOption = None,
    dask: DaskOption = None,
    workers: WorkersOption = None,
) -> None:
    """Bring the results of a study up to date; stages whose inputs are unchanged are not run again."""
    if list(Verb).index(first) > list(Verb).index(last):
        raise typer.BadParameter(f"--from {first} comes after --until {last}")
    places = find_places(study, raw=raw)
    _flow(places, first=first, last=last, seed=seed, replicates=replicates, dask=dask, workers=workers)
    if last is Verb.publish:
        from pipelines.up_to_date import show_published

        show_published(places)


def _flow(places: Places, **options: Any) -> None:
    at_ease()
    from pipelines.beside import second_process
    from pipelines.up_to_date import bring_up_to_date

    with second_process() as beside:
        bring_up_to_date(places, beside=beside, **options)


def _catalogue(places: Places) -> Catalogue:
    from geo.catalogue import load_catalogue

    return load_catalogue(places.texts())


def _verb(verb: Verb, text: str) -> None:
    @app.command(name=verb, help=text)
    def command(
        study: StudyOption = DEFAULT_STUDY,
        seed: SeedOption = None,
        replicates: ReplicatesOption = None,
        raw: RawOption = None,
        dask: DaskOption = None,
        workers: WorkersOption = None,
    ) -> None:
        places = find_places(study, raw=raw)
        _flow(places, last=verb, seed=seed, replicates=replicates, dask=dask, workers=workers)


_verb(Verb.harmonise, "Make one clean layer of boundaries and match names to codes (from raw files, or as shipped).")
_verb(Verb.measure, "Turn tables and rasters into one value per municipality and indicator.")
_verb(Verb.score, "Score and rank every municipality, with intervals.")
_verb(Verb.group, "Group municipalities by what drives people out.")
_verb(Verb.publish, "Write the map, layers, tables, codebook and data card.")


@app.command()
def fetch(
    downloads: Annotated[
        list[str] | None, typer.Argument(help="Entries of downloads.yml, such as chirps_v3; none if left out.")
    ] = None,
    study: StudyOption = DEFAULT_STUDY,
    raw: RawOption = None,
    mirror: Annotated[
        Path | None, typer.Option("--mirror", help="Folder that holds copies of the files; no network is used.")
    ] = None,
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Ask again for files that are there; those that changed are replaced.")
    ] = False,
    base: Annotated[str | None, typer.Option("--base", help="Address of a copy of the producer's server.")] = None,
    jobs: Annotated[int, typer.Option("--jobs", min=1, max=4, help="Files at once from one producer.")] = 2,
) -> None:
    """Download the named entries of downloads.yml; without a name, say what is at hand or copy it from a mirror."""
    from pipelines import fetch as stage
    from pipelines.download import Means
    from pipelines.terminal import DownloadBars, console
    from pipelines.transport import Patience

    places = find_places(study, raw=raw)
    catalogue = _catalogue(places)
    if base is not None and len(downloads or ()) != 1:
        raise typer.BadParameter("--base goes with the name of one download")
    with DownloadBars() as bars:
        means = Means(raw=places.raw, meter=bars, mirror=mirror, refresh=refresh, patience=Patience(per_host=jobs))
        lines = (
            stage.run_downloads(places, downloads, means=means, base=base)
            if downloads
            else stage.run(places, catalogue, mirror=mirror, meter=bars)
        )
        for line in lines:
            console.print(line, soft_wrap=True, markup=False)


app.add_typer(questions)
app.add_typer(serving)
app.add_typer(briefs)
app.add_typer(reruns)
app.add_typer(editing)


def main() -> None:
    """Run the command line: a fault that arraigo knows is one message and exit code 2, without a traceback."""
    try:
        app()
    except ArraigoError as error:
        from pipelines.terminal import errors

        errors.print("[bold red]arraigo:[/] ", end="")
        errors.print(str(error), markup=False)
        sys.exit(2)
