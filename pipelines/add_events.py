"""Offer `arraigo add events`: a file of points becomes counts, rates or distances by place."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipelines.options import StudyOption
from pipelines.paths import DEFAULT_STUDY, find_places

if TYPE_CHECKING:
    from geo.catalogue import Text
    from pipelines.events import Added

add_app = typer.Typer(help="Add to a study what came as a file.", no_args_is_help=True)

Words = Annotated[str | None, typer.Option()]


def _flag(text: str, **options: Any) -> Any:
    return typer.Option(help=text, **options)


class As(StrEnum):
    """What is made of the points."""

    COUNT = "count"
    RATE = "rate"
    DISTANCE = "distance"


class Level(StrEnum):
    """For which places."""

    municipality = "municipality"
    municipio_2024 = "municipio_2024"
    department = "department"


@add_app.command(name="events")
def add_events(
    file: Annotated[Path, typer.Argument(help="CSV, XLSX, GeoJSON, shapefile, GeoPackage, KML, or a zip of one.")],
    id: Annotated[str, _flag("Id of the new series, and of its source and indicator.")],  # noqa: A002 - the flag's name
    as_: Annotated[As, typer.Option("--as", help="What to make of the points.")],
    study: StudyOption = DEFAULT_STUDY,
    title_es: Words = None,
    title_en: Words = None,
    ucdp: Annotated[bool, typer.Option("--ucdp", help="The file is UCDP GED, as it is downloaded.")] = False,
    lat: Annotated[str | None, _flag("Column of the latitude, or the northing.")] = None,
    lon: Annotated[str | None, _flag("Column of the longitude, or the easting.")] = None,
    crs: Annotated[str | None, _flag("Of the coordinates, such as EPSG:32616, if they are no degrees.")] = None,
    layer: Annotated[str | None, _flag("Of a GeoPackage, or the sheet of a workbook.")] = None,
    encoding: Annotated[str, _flag("Of a CSV.")] = "utf-8",
    separator: Annotated[str | None, _flag("Of a CSV, if it is found wrongly.")] = None,
    event_id: Annotated[str | None, _flag("Column that tells points apart; one that stands twice is refused.")] = None,
    where: Annotated[list[str] | None, _flag("Keep only rows with COLUMN=VALUE[,VALUE]; again for more.")] = None,
    precision: Annotated[str | None, _flag("Column of classes that say how well a place is known.")] = None,
    municipal: Annotated[str, _flag("Classes of which the municipality is known, such as 1,2.")] = "",
    departmental: Annotated[str, _flag("Classes of which the department alone is known, such as 3.")] = "",
    when: Annotated[str | None, _flag("Column of the year or the date.")] = None,
    years: Annotated[str | None, _flag("Years to count: 2021, 2019-2023 or 2019,2021.")] = None,
    types: Annotated[str, _flag("Of UCDP: 1 state-based, 2 non-state, 3 one-sided; with commas.")] = "",
    sum_: Annotated[str | None, typer.Option("--sum", help="Column to add up instead of points, such as best.")] = None,
    complete: Annotated[
        bool, typer.Option("--complete", help="A full list: a place without a point has none.")
    ] = False,
    level: Annotated[Level, _flag("Places to count for.")] = Level.municipality,
    countries: Annotated[list[str] | None, _flag("Such as GTM; again for more. All if left out.")] = None,
    tolerance_m: Annotated[float, _flag("How far beside a unit a point may lie, metres.", min=0)] = 1000.0,
    per: Annotated[float, _flag("Of a rate: per how many people.", min=1)] = 100_000.0,
    producer: Words = None,
    publication: Words = None,
    url: Words = None,
    licence: Words = None,
    licence_status: Annotated[str | None, _flag("open, share_alike, unstated or restricted.")] = None,
    attribution: Words = None,
    doubt_es: Words = None,
    doubt_en: Words = None,
    pillar: Annotated[str | None, _flag("A leaf of index.yml: makes an indicator, too.")] = None,
    weight: Annotated[float, _flag("Of the indicator within its pillar.", min=0)] = 1.0,
    direction: Annotated[str | None, _flag("1: more calls for more attention; -1: less does.")] = None,
    rationale_es: Words = None,
    rationale_en: Words = None,
    unit_es: Words = None,
    unit_en: Words = None,
    comparable: Annotated[bool | None, typer.Option("--comparable/--not-comparable", help="One scale for all?")] = None,
    comparable_why_es: Words = None,
    comparable_why_en: Words = None,
    method_class: Annotated[str, _flag("measured, modelled or proxy.")] = "measured",
    missing: Annotated[str, _flag("leave, group_median, neighbours or model.")] = "leave",
    treatment: Annotated[str, _flag("none, winsorise, log, boxcox or auto.")] = "winsorise",
    tier: Annotated[str, _flag("public, partner or internal.")] = "public",
    decimals: Annotated[int, _flag("How many are shown.", min=0, max=6)] = 1,
    replace: Annotated[bool, typer.Option("--replace", help="Write over the table and source of this id.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be made, and write nothing.")] = False,
    report: Annotated[Path | None, _flag("CSV to write, with what became of every point.")] = None,
    yearly: Annotated[Path | None, _flag("CSV to write, with the counts by place and year.")] = None,
) -> None:
    """Count events or services by place, with what is not known exactly kept apart; or measure the way to them."""
    from pipelines import events
    from pipelines.events_asked import Ask, Meaning

    meaning = None
    if pillar is not None or direction is not None:
        meaning = Meaning(
            pillar=pillar,
            direction=_direction(direction),
            rationale=_text("rationale", rationale_es, rationale_en),
            unit=_text("unit", unit_es, unit_en),
            weight=weight,
            comparable=comparable,
            comparable_why=_text("comparable-why", comparable_why_es, comparable_why_en),
            method_class=method_class,
            missing=missing,
            treatment=treatment,
            tier=tier,
            decimals=decimals,
        )
    ask = Ask(
        file=file, id=id, as_=as_.value, title=_text("title", title_es, title_en), ucdp=ucdp, lat=lat, lon=lon, crs=crs,
        layer=layer, encoding=encoding, separator=separator, event_id=event_id, where=tuple(where or ()),
        precision=precision, municipal=_words(municipal), departmental=_words(departmental), when=when, years=years,
        types=_numbers(types), sum_=sum_, complete=complete, level=level.value, countries=tuple(countries or ()),
        tolerance_m=tolerance_m, per=per, doubt=_text("doubt", doubt_es, doubt_en), indicator=meaning, replace=replace,
        passport={"producer": producer, "publication": publication, "url": url, "licence": licence,
                  "licence_status": licence_status, "attribution": attribution},
    )  # fmt: skip
    places = find_places(study)
    made = events.run(places, ask, write=not dry_run)
    _show(made, study=study, dry_run=dry_run)
    _write_reports(made, report=report, yearly=yearly)


def _text(name: str, es: str | None, en: str | None) -> Text | None:
    from geo.catalogue import Text

    if (es is None) != (en is None):
        raise typer.BadParameter(f"--{name}-es and --{name}-en go together: texts stand in both languages")
    return None if es is None or en is None else Text(es=es, en=en)


def _direction(text: str | None) -> int | None:
    if text not in {None, "1", "+1", "-1"}:
        raise typer.BadParameter(f"--direction {text} is neither 1 nor -1")
    return None if text is None else int(text)


def _words(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _numbers(text: str) -> tuple[int, ...]:
    words = _words(text)
    if not all(word in {"1", "2", "3"} for word in words):
        raise typer.BadParameter(f"--types {text} are not among 1, 2, 3")
    return tuple(int(word) for word in words)


def _show(made: Added, *, study: str, dry_run: bool) -> None:
    from rich.table import Table

    from pipelines.terminal import console

    for note in made.notes:
        console.print(f"- {note}", soft_wrap=True, markup=False)
    table = Table(box=None, pad_edge=False)
    shown = [str(fate) for fate in made.fates if made.fates[fate].any()]
    for heading in ("class", *(fate.replace("_", " ") for fate in shown)):
        table.add_column(heading, justify="left" if heading == "class" else "right")
    for name, row in made.fates.iterrows():
        table.add_row(str(name), *(f"{row[fate]:,}" for fate in shown))
    console.print(table)
    if made.yearly is not None:
        years = ", ".join(f"{year}: {count:,.0f}" for year, count in made.yearly.sum().items())
        console.print(f"- counted by year: {years}", soft_wrap=True, markup=False)
    console.print(f"- {len(made.table):,} places have a figure", soft_wrap=True, markup=False)
    word = "would write" if dry_run else "wrote"
    console.print(f"- {word} {', '.join(made.files)}", soft_wrap=True, markup=False)
    if not dry_run:
        console.print(f"Next: arraigo run --study {study}", soft_wrap=True, markup=False)


def _write_reports(made: Added, *, report: Path | None, yearly: Path | None) -> None:
    from pipelines.store import write_text

    if report is not None:
        write_text(report, made.located.astype({"year": "Int64"}).to_csv(lineterminator="\n"))
    if yearly is not None and made.yearly is not None:
        write_text(yearly, made.yearly.to_csv(lineterminator="\n"))
