"""Offer what people ask of a study and of its results: is it sound, why is a place where it is, which to take on."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.options import DaskOption, SeedOption, StudyOption, WorkersOption
from pipelines.paths import DEFAULT_STUDY, Places, find_places

if TYPE_CHECKING:
    from geo.catalogue import Catalogue

questions = typer.Typer()


class Goal(StrEnum):
    """What a selection is to reach most of."""

    score = "score"
    people = "people"
    migrants = "migrants"


def _catalogue(places: Places) -> Catalogue:
    from geo.catalogue import load_catalogue

    return load_catalogue(places.texts())


@questions.command()
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


@questions.command()
def check(study: StudyOption = DEFAULT_STUDY) -> None:
    """Check every file of a study and say all faults at once, with file and row."""
    from pipelines import check as stage
    from pipelines.terminal import console

    console.print(stage.run(find_places(study)), soft_wrap=True, markup=False)


@questions.command()
def explain(
    place: Annotated[str, typer.Argument(help="Code such as HN0501, or a name such as Quetzaltenango.")],
    study: StudyOption = DEFAULT_STUDY,
) -> None:
    """Say why a place ranks where it does, and how firm that is."""
    from pipelines import explain as stage

    places = find_places(study)
    stage.run(places, _catalogue(places), place)


@questions.command()
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


class Tongue(StrEnum):
    """The languages of what leaves."""

    es = "es"
    en = "en"


class Tier(StrEnum):
    """Who may see what leaves."""

    public = "public"
    partner = "partner"
    internal = "internal"


@questions.command()
def export(
    study: StudyOption = DEFAULT_STUDY,
    department: Annotated[
        str | None, typer.Option("--department", "-d", help="Code such as GT13; all if left out.")
    ] = None,
    every_department: Annotated[bool, typer.Option("--every-department", help="A file for each.")] = False,
    codes: Annotated[Path | None, typer.Option("--codes", help="A code a line, or a CSV with a column code.")] = None,
    selected: Annotated[bool, typer.Option("--selected", help="Only the selected set.")] = False,
    formats: Annotated[
        str,
        typer.Option(
            "--format",
            "-f",
            help="Of shp, gpkg, kmz, xlsx, csv, geojson, topojson, parquet, pmtiles, mbtiles; with commas.",
        ),
    ] = "shp,gpkg,csv",
    all_formats: Annotated[bool, typer.Option("--all-formats", help="Every format there is.")] = False,
    lang: Annotated[Tongue, typer.Option("--lang", "-l", help="Language of gpkg, kmz and xlsx.")] = Tongue.es,
    tier: Annotated[Tier, typer.Option("--tier", help="For whom; what is closed is read from 5_closed.")] = Tier.public,
    name: Annotated[str | None, typer.Option("--name", help="What the files are called, without their ending.")] = None,
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder to write to.")] = Path("exports"),
) -> None:
    """Write maps and tables of one department, a list of places, the selected set, or all, for the field."""
    from pipelines import export as stage
    from pipelines.terminal import Reporter, console

    places = find_places(study)
    ask = stage.Ask(
        formats=stage.ALL if all_formats else tuple(part.strip() for part in formats.split(",") if part.strip()),
        department=department and department.upper(),
        every_department=every_department,
        codes=codes,
        selected=selected,
        lang=lang.value,
        tier=tier.value,
        name=name,
    )
    with Reporter() as reporter:
        for path in stage.run(places, _catalogue(places), ask, out=out, progress=reporter.begin("export")):
            console.print(path, soft_wrap=True, markup=False)


@questions.command(name="import-index")
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


@questions.command()
def template(
    country: Annotated[str, typer.Option("--country", "-c", help="Such as GTM.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The .xlsx to write.")],
    base: Annotated[str, typer.Option("--base", help="Study whose places and pillars it names.")] = DEFAULT_STUDY,
) -> None:
    """Write an empty workbook with a country's codes and names, to fill in and import."""
    from pipelines import workbook
    from pipelines.terminal import console

    console.print(workbook.template(country, base=find_places(base), out=out), soft_wrap=True, markup=False)
