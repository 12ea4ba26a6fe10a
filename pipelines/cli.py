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


@app.command()
def run(
    study: StudyOption = DEFAULT_STUDY,
    first: Annotated[Verb, typer.Option("--from", help="Begin at this verb.")] = Verb.harmonise,
    last: Annotated[Verb, typer.Option("--until", help="End after this verb.")] = Verb.publish,
    seed: SeedOption = None,
    replicates: ReplicatesOption = None,
    raw: RawOption = None,
) -> None:
    """Bring the results of a study up to date; stages whose inputs are unchanged are not run again."""
    from pipelines.terminal import show_outcome

    places = find_places(study, raw=raw)
    _flow(places, first=first, last=last, seed=seed, replicates=replicates)
    if last is Verb.publish:
        published = places.published()
        show_outcome(json.loads((published / SUMMARY).read_text(encoding="utf-8")), published)


def _flow(
    places: Places, *, first: str = Verb.harmonise, last: str, seed: int | None = None, replicates: int | None = None
) -> None:
    from geo.catalogue import load_catalogue
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
    with Reporter() as reporter:
        run_flow(
            places, catalogue=catalogue, texts=texts, parameters=parameters, reporter=reporter, first=first, last=last
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
    ) -> None:
        _flow(find_places(study, raw=raw), last=verb, seed=seed, replicates=replicates)


_verb(Verb.harmonise, "Make one clean layer of boundaries and match names to codes (from raw files, or as shipped).")
_verb(Verb.measure, "Turn tables and rasters into one value per municipality and indicator.")
_verb(Verb.score, "Score and rank every municipality, with intervals.")
_verb(Verb.group, "Group municipalities by what drives people out.")
_verb(Verb.publish, "Write the map, layers, tables, codebook and data card.")


@app.command()
def fetch(
    study: StudyOption = DEFAULT_STUDY,
    raw: RawOption = None,
    mirror: Annotated[Path | None, typer.Option("--mirror", help="Folder that holds copies of the raw files.")] = None,
) -> None:
    """Bring raw files in from a mirror folder, checking their hashes; without one, say what is at hand."""
    from pipelines import fetch as stage
    from pipelines.terminal import console

    places = find_places(study, raw=raw)
    for line in stage.run(places, _catalogue(places), mirror=mirror):
        console.print(line, soft_wrap=True, markup=False)


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
