"""Offer the six verbs, and what people ask of their results, on the command line."""

from __future__ import annotations

import json
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geo.errors import ArraigoError
from pipelines.paths import DEFAULT_STUDY, SUMMARY, Places, find_places

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


class Goal(StrEnum):
    """What a selection is to reach most of."""

    score = "score"
    people = "people"
    migrants = "migrants"


StudyOption = Annotated[str, typer.Option("--study", "-s", help="Id below data/studies, or the folder of a study.")]
RawOption = Annotated[
    Path | None, typer.Option("--raw", help="Folder of the raw files \\[default: $ARRAIGO_RAW or data/raw].")
]
SeedOption = Annotated[int | None, typer.Option("--seed", min=0, help="Seed of every draw \\[default: the study's].")]
ReplicatesOption = Annotated[
    int | None, typer.Option("--replicates", min=100, help="Monte Carlo replicates \\[default: the study's].")
]


DaskOption = Annotated[
    str | None,
    typer.Option("--dask", help="Address of a Dask scheduler for large rasters, such as tcp://10.0.0.5:8786."),
]
WorkersOption = Annotated[
    int | None, typer.Option("--workers", min=1, help="Worker processes to start here for large rasters.")
]


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
    from pipelines.terminal import show_outcome

    places = find_places(study, raw=raw)
    _flow(places, first=first, last=last, seed=seed, replicates=replicates, dask=dask, workers=workers)
    if last is Verb.publish:
        published = places.published()
        show_outcome(json.loads((published / SUMMARY).read_text(encoding="utf-8")), published)


def _flow(
    places: Places,
    *,
    first: str = Verb.harmonise,
    last: str,
    seed: int | None = None,
    replicates: int | None = None,
    dask: str | None = None,
    workers: int | None = None,
) -> None:
    from geo.catalogue import load_catalogue
    from pipelines.cluster import machines
    from pipelines.flow import run_flow
    from pipelines.terminal import Reporter

    if list(Verb).index(Verb(first)) > list(Verb).index(Verb(last)):
        raise typer.BadParameter(f"--from {first} comes after --until {last}")
    texts = places.texts()
    catalogue = load_catalogue(texts)
    parameters: dict[str, Any] = {
        "seed": catalogue.study.seed if seed is None else seed,
        "replicates": replicates or catalogue.study.replicates,
    }
    with machines(dask=dask, workers=workers) as executor, Reporter() as reporter:
        run_flow(
            places,
            catalogue=catalogue,
            texts=texts,
            parameters=parameters,
            reporter=reporter,
            first=first,
            last=last,
            executor=executor,
        )


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


@app.command()
def zonal(
    units: Annotated[Path, typer.Argument(help="Polygons in degrees: GeoPackage, GeoJSON, shapefile.")],
    rasters: Annotated[list[Path], typer.Argument(help="Rasters, or one folder of them; GeoTIFF, NetCDF, Zarr.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Table to write, .csv or .parquet.")],
    key: Annotated[str, typer.Option("--key", help="Column that names the units.")] = "code",
    statistic: Annotated[
        str, typer.Option("--statistic", help="Of mean, sum, min, max, sd, median, q90 and the like; with commas.")
    ] = "mean",
    variable: Annotated[str | None, typer.Option("--variable", help="Of a NetCDF or Zarr that holds several.")] = None,
    crs: Annotated[str | None, typer.Option("--crs", help="Of rasters that carry none, such as EPSG:4326.")] = None,
    least: Annotated[float | None, typer.Option("--least", help="Cells below hold no value.")] = None,
    memory_mb: Annotated[float, typer.Option("--memory-mb", min=1, help="What cells and matrices may take.")] = 512,
    dask: DaskOption = None,
    workers: WorkersOption = None,
) -> None:
    """Reduce any rasters over any polygons, such as the world's districts, in memory that you bound."""
    from geo.zonal import Declared
    from pipelines import zonal as stage
    from pipelines.cluster import machines
    from pipelines.terminal import Reporter, console

    with machines(dask=dask, workers=workers) as executor, Reporter() as reporter:
        said = stage.run(
            units,
            rasters,
            out=out,
            key=key,
            statistics=[part.strip() for part in statistic.split(",") if part.strip()],
            declared=Declared(variable=variable, crs=crs, least=least),
            memory_mb=memory_mb,
            executor=executor,
            progress=reporter.begin("zonal"),
        )
    console.print(said, soft_wrap=True, markup=False)


@app.command()
def check(study: StudyOption = DEFAULT_STUDY) -> None:
    """Check every file of a study and say all faults at once, with file and row."""
    from pipelines import check as stage
    from pipelines.terminal import console

    console.print(stage.run(find_places(study)), soft_wrap=True, markup=False)


@app.command()
def explain(
    place: Annotated[str, typer.Argument(help="Code such as HN0501, or a name such as Quetzaltenango.")],
    study: StudyOption = DEFAULT_STUDY,
) -> None:
    """Say why a place ranks where it does, and how firm that is."""
    from pipelines import explain as stage

    places = find_places(study)
    stage.run(places, _catalogue(places), place)


@app.command()
def target(
    study: StudyOption = DEFAULT_STUDY,
    k: Annotated[int | None, typer.Option("--k", help="How many places \\[default: the study's].")] = None,
    objective: Annotated[
        Goal | None, typer.Option("--objective", help="What to reach most of \\[default: the study's].")
    ] = None,
    min_per_country: Annotated[int | None, typer.Option("--min-per-country", min=0)] = None,
    max_per_country: Annotated[int | None, typer.Option("--max-per-country", min=0)] = None,
    min_per_department: Annotated[int | None, typer.Option("--min-per-department", min=0)] = None,
    max_per_department: Annotated[int | None, typer.Option("--max-per-department", min=0)] = None,
    quota: Annotated[
        list[str] | None,
        typer.Option("--quota", help="Such as country=SLV:10-20, department=GT13:2- or pillar=violence:-30."),
    ] = None,
    budget: Annotated[float | None, typer.Option("--budget", help="What the places may cost together.")] = None,
    cost: Annotated[Path | None, typer.Option("--cost", help="CSV with the columns code and cost.")] = None,
    lock: Annotated[list[str] | None, typer.Option("--lock", help="A place that must be chosen: code or name.")] = None,
    exclude: Annotated[list[str] | None, typer.Option("--exclude", help="A place that must not be chosen.")] = None,
    among: Annotated[int | None, typer.Option("--among", min=1, help="Choose among the first so many only.")] = None,
    contiguous: Annotated[bool, typer.Option("--contiguous", help="Places must lie together in zones.")] = False,
    zones: Annotated[int, typer.Option("--zones", min=1, help="How many zones at most, with --contiguous.")] = 6,
    zone_size: Annotated[int, typer.Option("--zone-size", min=1, help="Places in each at least.")] = 5,
    gap: Annotated[
        float | None, typer.Option("--gap", min=0, max=1, help="Share below the best that is good enough.")
    ] = None,
    seconds: Annotated[float, typer.Option("--seconds", min=1, help="When to end a search.")] = 60.0,
    portfolios: Annotated[int | None, typer.Option("--portfolios", min=0, help="Others to look for.")] = None,
    seed: SeedOption = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="CSV to write the places to.")] = None,
) -> None:
    """Choose the set of places that reaches most under a number or a budget, and say how good the choice is."""
    from pipelines import target_command as stage

    places = find_places(study)
    catalogue = _catalogue(places)
    ask = stage.Ask(
        k=k,
        objective=None if objective is None else objective.value,
        bounds={
            "min_per_country": min_per_country,
            "max_per_country": max_per_country,
            "min_per_department": min_per_department,
            "max_per_department": max_per_department,
        },
        quotas=quota or (),
        budget=budget,
        cost=cost,
        lock=lock or (),
        exclude=exclude or (),
        among=among,
        contiguous=contiguous,
        zones=zones,
        zone_size=zone_size,
        gap=gap,
        seconds=seconds,
        portfolios=portfolios,
        out=out,
    )
    stage.run(places, catalogue, ask, seed=catalogue.study.seed if seed is None else seed)


@app.command()
def export(
    study: StudyOption = DEFAULT_STUDY,
    department: Annotated[
        str | None, typer.Option("--department", "-d", help="Code such as GT13; all if left out.")
    ] = None,
    formats: Annotated[
        str, typer.Option("--format", "-f", help="Of shp, gpkg, csv, parquet; with commas.")
    ] = "shp,gpkg,csv",
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder to write to.")] = Path("exports"),
) -> None:
    """Write layers and tables of one department, or of all, for the field."""
    from pipelines import export as stage
    from pipelines.terminal import console

    places = find_places(study)
    chosen = tuple(part.strip() for part in formats.split(",") if part.strip())
    for path in stage.run(
        places, _catalogue(places), department=department and department.upper(), formats=chosen, out=out
    ):
        console.print(path, soft_wrap=True, markup=False)


class Tier(StrEnum):
    """Who may see an indicator."""

    public = "public"
    partner = "partner"
    internal = "internal"


@app.command(name="import-index")
def import_index(
    file: Annotated[Path, typer.Argument(help="A workbook as COINr, A2SIT or `arraigo template` have it.")],
    study: Annotated[str, typer.Option("--study", "-s", help="Id of the study to make below data/studies.")],
    country: Annotated[
        list[str] | None,
        typer.Option("--country", "-c", help="Such as GTM; again for more. All that occur if left out."),
    ] = None,
    year: Annotated[
        int | None, typer.Option("--year", min=1900, max=2100, help="Of figures whose year the workbook does not say.")
    ] = None,
    tier: Annotated[Tier, typer.Option("--tier", help="Who may see the indicators.")] = Tier.internal,
    base: Annotated[str, typer.Option("--base", help="Study whose boundaries and people it takes.")] = DEFAULT_STUDY,
) -> None:
    """Make a whole study from a workbook with a data sheet and a structure sheet."""
    from pipelines import workbook
    from pipelines.terminal import console

    folder, notes = workbook.import_index(
        file, study=study, base=find_places(base), countries=country or (), year=year, tier=tier.value
    )
    for note in notes:
        console.print(note, soft_wrap=True, markup=False)
    console.print(
        f"The study {study} lies in {folder}. Run it with: arraigo run --study {study}", soft_wrap=True, markup=False
    )


@app.command()
def template(
    country: Annotated[str, typer.Option("--country", "-c", help="Such as GTM.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The .xlsx to write.")],
    base: Annotated[str, typer.Option("--base", help="Study whose places and pillars it names.")] = DEFAULT_STUDY,
) -> None:
    """Write an empty workbook with a country's codes and names, to fill in and import."""
    from pipelines import workbook
    from pipelines.terminal import console

    console.print(workbook.template(country, base=find_places(base), out=out), soft_wrap=True, markup=False)


@app.command()
def serve(
    study: StudyOption = DEFAULT_STUDY,
    host: Annotated[
        str, typer.Option("--host", help="Address to listen on; only this machine unless you say otherwise.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535)] = 8050,
) -> None:
    """Open the app on the published results."""
    published = find_places(study).published()
    # The app is another program that meets the pipeline on disk, so it is started, not imported.
    sys.stdout.flush()
    os.execv(  # noqa: S606 - our own interpreter, no shell
        sys.executable,
        [sys.executable, "-m", "dashboards", str(published), "--host", host, "--port", str(port)],
    )


def main() -> None:
    """Run the command line: a fault that arraigo knows is one message and exit code 2, without a traceback."""
    try:
        app()
    except ArraigoError as error:
        from pipelines.terminal import errors

        errors.print("[bold red]arraigo:[/] ", end="")
        errors.print(str(error), markup=False)
        sys.exit(2)
