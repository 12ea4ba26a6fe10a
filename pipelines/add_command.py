"""Offer what changes a study on the command line: add, remove, rename and reweigh indicators."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipelines.add_events import add_app
from pipelines.ease import at_ease
from pipelines.options import StudyOption
from pipelines.paths import DEFAULT_STUDY, find_places

if TYPE_CHECKING:
    from pipelines.adding.answers import Question
    from pipelines.adding.indicator import Plan

editing = typer.Typer()
add = typer.Typer(help="Add to a study what came as a file.", no_args_is_help=True)
remove = typer.Typer(help="Take something out of a study.", no_args_is_help=True)
rename = typer.Typer(help="Give something of a study another id.", no_args_is_help=True)
add.add_typer(add_app)
editing.add_typer(add, name="add")
editing.add_typer(remove, name="remove")
editing.add_typer(rename, name="rename")

Words = Annotated[str | None, typer.Option()]
NO_ANSWERS = ("file", "study", "answers", "dry_run", "run", "report")
"""What `add indicator` is told that says nothing about the indicator."""


def _flag(text: str, **options: Any) -> Any:
    return typer.Option(help=text, **options)


@add.command(name="indicator")
def add_indicator(
    file: Annotated[Path, typer.Argument(help="CSV, TSV, XLSX, ODS, Stata, JSON, Parquet, GeoJSON, shapefile.")],
    study: StudyOption = DEFAULT_STUDY,
    answers: Annotated[Path | None, _flag("YAML with the names of these flags as keys; flags go before it.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be written, and write nothing.")] = False,
    run: Annotated[bool, typer.Option("--run", help="Then bring the results up to date: `arraigo run`.")] = False,
    report: Annotated[Path | None, _flag("CSV to write, with every row and the place it was taken for.")] = None,
    id: Annotated[str | None, _flag("Id of the new indicator.")] = None,  # noqa: A002 - the name of the flag
    to_indicator: Annotated[str | None, _flag("Add a series to this indicator instead.")] = None,
    title_es: Words = None,
    title_en: Words = None,
    unit_es: Words = None,
    unit_en: Words = None,
    rationale_es: Words = None,
    rationale_en: Words = None,
    pillar: Annotated[str | None, _flag("A leaf of index.yml.")] = None,
    weight: Annotated[float | None, _flag("Within the pillar; 1 unless said.", min=0)] = None,
    direction: Annotated[str | None, _flag("1: more calls for more attention; -1: less does.")] = None,
    kind: Annotated[str | None, _flag("count, rate, share, intensity or index.")] = None,
    per: Annotated[float | None, _flag("Of a rate: per how many.")] = None,
    method_class: Annotated[str | None, _flag("measured, modelled or proxy.")] = None,
    comparable: Annotated[bool | None, typer.Option("--comparable/--not-comparable", help="One scale for all?")] = None,
    comparable_why_es: Words = None,
    comparable_why_en: Words = None,
    missing: Annotated[str | None, _flag("leave, group_median, neighbours or model.")] = None,
    treatment: Annotated[str | None, _flag("none, winsorise, log, boxcox or auto.")] = None,
    tier: Annotated[str | None, _flag("public, partner or internal.")] = None,
    decimals: Annotated[int | None, _flag("How many are shown.", min=0, max=6)] = None,
    producer: Words = None,
    publication: Words = None,
    url: Words = None,
    licence: Words = None,
    licence_status: Annotated[str | None, _flag("open, share_alike, unstated or restricted.")] = None,
    attribution: Words = None,
    doubt_es: Words = None,
    doubt_en: Words = None,
    complete: Annotated[
        bool, typer.Option("--complete", help="A full list of events: a place that is absent has none.")
    ] = False,
    source: Annotated[str | None, _flag("Id of the new source, if not the one made up.")] = None,
    series: Annotated[str | None, _flag("Id of the new series, if not the one made up.")] = None,
    year: Annotated[int | None, _flag("Of the figures, if the file does not say.", min=1900, max=2100)] = None,
    column: Annotated[str | None, _flag("Heading of the figures, or a part of it that no other has.")] = None,
    numerator: Annotated[str | None, _flag("Heading of the counts; the same as --column.")] = None,
    denominator: Annotated[str | None, _flag("A heading, series of the study with commas, or `people`.")] = None,
    se: Annotated[str | None, _flag("Heading of the standard errors.")] = None,
    combine: Annotated[str | None, _flag("sum or mean: how several rows of a place, or columns, become one.")] = None,
    where: Annotated[list[str] | None, _flag("Keep only rows with COLUMN=VALUE; again for more.")] = None,
    scale: Annotated[str | None, _flag("Of shares: share (0 to 1) or percent (0 to 100).")] = None,
    decimal: Annotated[str | None, _flag("The mark of fractions, where it is not clear: . or ,")] = None,
    missing_mark: Annotated[list[str] | None, _flag("Text that stands for a missing figure; again for more.")] = None,
    countries: Annotated[list[str] | None, _flag("Such as GTM, if the file does not say; again for more.")] = None,
    level: Annotated[str | None, _flag("municipality, municipio_2024 or department.")] = None,
    by: Annotated[str | None, _flag("code or name: which to trust where they disagree.")] = None,
    sheet: Annotated[str | None, _flag("Of a workbook with several.")] = None,
    encoding: Annotated[str | None, _flag("Of a text, if it is found wrongly.")] = None,
    separator: Annotated[str | None, _flag("Of a text, if it is found wrongly; tab is said so.")] = None,
    accept_fuzzy: Annotated[
        bool, typer.Option("--accept-fuzzy", help="Take near and cut spellings as they were matched.")
    ] = False,
    leave_out_refused: Annotated[
        bool, typer.Option("--leave-out-refused", help="Leave out rows that are about no known place.")
    ] = False,
    write_aliases: Annotated[
        bool, typer.Option("--write-aliases", help="Keep accepted spellings in names.csv.")
    ] = False,
    alias: Annotated[list[str] | None, _flag("NAME=CODE of a spelling only a person knows; kept in names.csv.")] = None,
) -> None:
    """Add an indicator from a file as it came: find its table, match its places, write its entries, check the study."""
    flags = {key: value for key, value in locals().items() if key not in NO_ANSWERS}
    if run and dry_run:
        raise typer.BadParameter("--run goes not with --dry-run, which writes nothing that could be run")
    for key in ("where", "missing_mark", "countries", "alias"):
        flags[key] = None if flags[key] is None else tuple(part for text in flags[key] for part in _parts(key, text))
    at_ease()
    from pipelines.beside import second_process

    with second_process() if run else nullcontext() as beside:
        if beside is not None:
            # It takes as long to load what the run needs as this one to read the file.
            beside.wake()
        _add(file, study, flags, answers=answers, report=report, dry_run=dry_run, run=run)
        if run:
            from pipelines.up_to_date import bring_up_to_date, show_published

            bring_up_to_date(find_places(study), beside=beside)
            show_published(find_places(study))


def _add(
    file: Path,
    study: str,
    flags: dict[str, Any],
    *,
    answers: Path | None,
    report: Path | None,
    dry_run: bool,
    run: bool,
) -> None:
    from pipelines.adding.answers import given
    from pipelines.adding.indicator import plan_indicator
    from pipelines.study_edit import change_study, check_changed

    places = find_places(study)
    plan = plan_indicator(
        places,
        file,
        given(flags, answers),
        ask=_ask if sys.stdin.isatty() else None,
        show=lambda found: _show(found, report),
    )
    if dry_run:
        check_changed(places, plan.files)
        _show_files(plan)
        return
    change_study(places, plan.files)
    _say_written(plan, then="" if run else _see_it(study))


def _parts(key: str, text: str) -> list[str]:
    return [part.strip() for part in text.split(",")] if key == "countries" else [text]


def _ask(question: Question) -> str:
    """Ask at the terminal until there is an answer, one of the choices if there are any."""
    while True:
        shown = f" ({', '.join(question.choices)})" if question.choices else ""
        told = typer.prompt(f"{question.text}{shown}").strip()
        if told and (not question.choices or told in question.choices):
            return str(told)


def _show(plan: Plan, report: Path | None) -> None:
    from pipelines.adding.report import report_csv, summary
    from pipelines.store import write_text
    from pipelines.terminal import console

    for note in plan.notes:
        console.print(f"- {note}", soft_wrap=True, markup=False)
    if plan.joined is not None:
        console.print(summary(plan.joined, plan.world))
        if report is not None:
            write_text(report, report_csv(plan.joined, plan.world))
            console.print(f"Every row is in {report}", soft_wrap=True, markup=False)


def _show_files(plan: Plan) -> None:
    from pipelines.terminal import console

    for name, content in plan.files.items():
        lines = (content or b"").decode("utf-8").splitlines()
        if name == "indicators.yml":
            console.print(f"\n{name}: one entry, of {len(lines)} lines then", markup=False)
            continue
        console.print(f"\n{name}", markup=False)
        for line in lines[:12]:
            console.print(f"  {line}", soft_wrap=True, markup=False)
        if len(lines) > 12:
            console.print(f"  ... and {len(lines) - 12} lines more", markup=False)
    console.print("\nNothing was written: --dry-run.", markup=False)


def _see_it(study: str) -> str:
    option = "" if study == DEFAULT_STUDY else f" --study {study}"
    return f" See it on the map with: arraigo run{option}"


def _say_written(plan: Plan, *, then: str) -> None:
    from pipelines.terminal import console

    counted = plan.table["value"].notna() | plan.table["numerator"].notna() if plan.table is not None else None
    if plan.table is not None and counted is not None:
        console.print(f"{counted.sum():,} of {len(plan.table):,} places have a figure, of {plan.year}.", markup=False)
    for name in plan.files:
        console.print(f"written  {name}", soft_wrap=True, markup=False)
    console.print(f"The study is sound.{then}", soft_wrap=True, markup=False)


@remove.command(name="indicator")
def remove_indicator(
    id: Annotated[str, typer.Argument(help="Id of the indicator.")],  # noqa: A002 - the name in the help
    study: StudyOption = DEFAULT_STUDY,
) -> None:
    """Take an indicator out of a study, with the tables that nothing else uses."""
    from pipelines.adding import edits
    from pipelines.terminal import console

    for line in edits.remove_indicator(find_places(study), id):
        console.print(line, soft_wrap=True, markup=False)


@rename.command(name="indicator")
def rename_indicator(
    old: Annotated[str, typer.Argument(help="Its id.")],
    new: Annotated[str, typer.Argument(help="The id it is to have.")],
    study: StudyOption = DEFAULT_STUDY,
) -> None:
    """Give an indicator another id, wherever the study names it."""
    from pipelines.adding import edits
    from pipelines.terminal import console

    for line in edits.rename_indicator(find_places(study), old, new):
        console.print(line, soft_wrap=True, markup=False)


@editing.command()
def reweight(
    id: Annotated[str, typer.Argument(help="Id of an indicator or of a node of the index.")],  # noqa: A002
    weight: Annotated[float, typer.Argument(help="What it counts among its siblings.", min=0)],
    study: StudyOption = DEFAULT_STUDY,
) -> None:
    """Change what an indicator or a node counts among its siblings."""
    from pipelines.adding import edits
    from pipelines.terminal import console

    console.print(edits.reweight(find_places(study), id, weight), soft_wrap=True, markup=False)
