"""Plan what a new indicator adds to a study: its table, its source, its entry, each checked before it is kept."""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.catalogue import load_catalogue
from geo.catalogue.edit import append_value, insert_entry
from geo.errors import ArraigoError, CatalogueError, Faults
from geo.intake import bare, year_of
from geo.tables import write_series
from pipelines.adding.answers import Question, answered, questions, wrong_choices
from pipelines.adding.entry import indicator_text, series_id, source_id, source_text
from pipelines.adding.figures import choose_figures, take_figures
from pipelines.adding.joining import UNSURE, UnsaidError, join
from pipelines.adding.limits import older_limits
from pipelines.adding.reading import NAMES, alias_of, find_table, with_aliases, world_of
from pipelines.adding.report import refusals
from pipelines.study import created_places

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from geo.catalogue import Catalogue, Indicator
    from geo.intake import Layout, Sheet
    from pipelines.adding.answers import Answers
    from pipelines.adding.figures import Taking
    from pipelines.adding.joining import Join, World
    from pipelines.adding.limits import OlderLimits
    from pipelines.paths import Places

INDICATORS = "indicators.yml"


@dataclass
class Plan:
    """What is to be written, and what was found on the way to it."""

    answers: Answers
    world: World
    sheet: Sheet
    layout: Layout
    joined: Join | None = None
    taking: Taking | None = None
    year: int | None = None
    limits: OlderLimits | None = None
    table: pd.DataFrame | None = None
    files: dict[str, bytes | None] = field(default_factory=dict)
    """Content by name, in the order in which it is to be put in place."""
    notes: list[str] = field(default_factory=list)
    wanting: list[str] = field(default_factory=list)
    """The flags that are still missing, each with what it says."""
    faults: list[str] = field(default_factory=list)


def plan_indicator(
    places: Places,
    file: Path,
    answers: Answers,
    *,
    ask: Callable[[Question], str] | None = None,
    show: Callable[[Plan], None] | None = None,
) -> Plan:
    """Find out all that a file says, ask for the rest, and write the entries.

    Parameters
    ----------
    places
        The study.
    file
        The file as it came.
    answers
        What was said by flags and in the file of answers.
    ask
        Asks a person at a terminal; without it, what is not said is a fault.
    show
        Shows a person how the rows were matched, before anything is asked or refused.

    Returns
    -------
    The plan; nothing is written yet.

    Raises
    ------
    CatalogueError
        With every flag that is missing and every reason why the file cannot be used as it stands, at once.
    ArraigoError
        When the file cannot be read, or has no table about places of the study.
    """
    catalogue = load_catalogue(places.texts())
    world = with_aliases(world_of(places, catalogue), answers.alias)
    sheet, layout = find_table(file, answers, world)
    plan = Plan(answers, world, sheet, layout, notes=list(layout.notes))
    target = _target(catalogue, answers)
    pillars = [node.id for node in catalogue.index.nodes if not catalogue.index.children(node.id)]
    plan.faults += wrong_choices(answers, pillars=pillars)
    _join(plan, ask)
    if show is not None:
        show(plan)
    _settle(plan, ask)
    _ask_all(plan, pillars, ask)
    _choose(plan, catalogue, target, ask)
    _date(plan, file, ask)
    _limit(plan, places)
    _take(plan, target)
    _raise_all(plan, file)
    _write(plan, places, catalogue, target, file)
    return plan


def _target(catalogue: Catalogue, answers: Answers) -> Indicator | None:
    """Find the indicator that gets one more series."""
    if answers.to_indicator is None:
        return None
    ids = [indicator.id for indicator in catalogue.indicators]
    if answers.to_indicator not in ids:
        raise CatalogueError(f"there is no indicator `{answers.to_indicator}`. Correct --to-indicator.")
    return catalogue.indicator(answers.to_indicator)


def _join(plan: Plan, ask: Callable[[Question], str] | None) -> None:
    said = plan.answers
    countries = tuple(code.upper() for code in said.countries)
    strangers = [code for code in countries if code not in plan.world.prefixes]
    if strangers:
        raise CatalogueError(
            f"--countries {', '.join(strangers)} is not in the study; it has {', '.join(plan.world.prefixes)}."
        )
    try:
        plan.joined = join(plan.layout, plan.world, countries=countries, level=said.level, by=said.by)
    except UnsaidError as unsaid:
        key = unsaid.flag.removeprefix("--")
        if ask is None:
            plan.wanting.append(f"{unsaid.flag}: {unsaid}")
            return
        told = ask(Question(key, str(unsaid)))
        change: dict[str, Any] = {key: (told.upper(),) if key == "countries" else told}
        plan.answers = replace(said, **change)
        _join(plan, None)
    except ArraigoError as error:
        plan.faults.append(str(error))


def _settle(plan: Plan, ask: Callable[[Question], str] | None) -> None:
    """Ask a person at a terminal about codes against names, and about near spellings, once they have been shown."""
    if ask is None or plan.joined is None:
        return
    if plan.joined.problems and plan.answers.by is None:
        by: Any = ask(Question("by", plan.joined.problems[0], ("code", "name", "stop")))
        if by != "stop":
            plan.answers = replace(plan.answers, by=by)
            _join(plan, None)
    unsure = plan.joined.rows["how"].isin(UNSURE).sum()
    if unsure and not plan.answers.accept_fuzzy:
        told = ask(Question("accept_fuzzy", f"Take the {unsure} rows matched by a near or cut spelling", ("yes", "no")))
        plan.answers = replace(plan.answers, accept_fuzzy=told == "yes")


def _ask_all(plan: Plan, pillars: Sequence[str], ask: Callable[[Question], str] | None) -> None:
    """Ask for all that is not said, or note its flags."""
    while left := questions(plan.answers, pillars=pillars):
        if ask is None:
            plan.wanting += [question.wanted for question in left]
            return
        plan.answers = answered(plan.answers, left[0], ask(left[0]))


def _choose(plan: Plan, catalogue: Catalogue, target: Indicator | None, ask: Callable[[Question], str] | None) -> None:
    if target is not None:
        plan.answers = replace(plan.answers, kind=target.kind)
    mine = set(plan.joined.countries) if plan.joined else set()
    people = [id_ for id_ in catalogue.study.people if mine & set(catalogue.series[id_].countries)]
    try:
        plan.taking = choose_figures(
            plan.layout,
            plan.answers,
            kind=plan.answers.kind,
            series=catalogue.series,
            people=people,
        )
    except ArraigoError as error:
        if ask is None or plan.answers.column or plan.answers.numerator:
            plan.faults.append(str(error))
            return
        plan.answers = replace(plan.answers, column=ask(Question("column", str(error))))
        _choose(plan, catalogue, target, None)


def _date(plan: Plan, file: Path, ask: Callable[[Question], str] | None) -> None:
    """Find the year of the figures."""
    if plan.answers.year is not None:
        plan.year = plan.answers.year
        return
    heading = plan.taking.main if plan.taking else ""
    found = year_of(plan.layout, column=heading, file=file.stem, sheet=plan.sheet.name)
    if found is not None:
        plan.year = found[0]
        plan.notes.append(f"the year {found[0]} is that of {found[1]}")
    elif ask is not None:
        question = Question("year", "Which year the figures are of")
        plan.year = answered(plan.answers, question, ask(question)).year
    else:
        plan.wanting.append("--year: the file names none, or several")


def _limit(plan: Plan, places: Places) -> None:
    """Note what the file cannot know apart: it is of the places as they were in its year."""
    if plan.joined is None or plan.year is None:
        return
    mine = plan.world.places[plan.world.places["level"] == "municipality"]
    called = dict(zip(mine["code"], mine["name"], strict=True))
    created = created_places(places, codes=pd.Index(mine["code"]))
    plan.limits = older_limits(plan.joined, created, year=plan.year, called=called)
    if plan.limits is not None:
        plan.notes.append(plan.limits.note())
        if plan.answers.complete:
            plan.faults.append(plan.limits.false_zeros())


def _false_zeros(joined: Join, said: Answers) -> list[str]:
    """Say why a list that is said to be full would make zeros of what is only missing."""
    if not said.complete:
        return []
    found = []
    if said.kind not in {None, "count", "rate"}:
        found.append(f"--complete is of counts: a place that is absent would have a {said.kind} of zero. Leave it out.")
    refused = int((joined.rows["how"] == "refused").sum())
    if refused and said.leave_out_refused:
        found.append(
            f"{refused} of {len(joined.rows)} rows would be left out of a list that is said to be full: the places "
            "that they are about would get a zero. Say what they mean with --alias NAME=CODE, or leave --complete out."
        )
    return found


def _take(plan: Plan, target: Indicator | None) -> None:
    """Make the table, once all that it needs is known."""
    if plan.joined is None:
        return
    said = plan.answers
    plan.faults += refusals(plan.joined, accept_fuzzy=said.accept_fuzzy, leave_out=said.leave_out_refused)
    plan.faults += _false_zeros(plan.joined, said)
    if plan.taking is None or said.kind is None or plan.faults:
        return
    if target is not None and bool(plan.taking.numerator) != (target.method == "rate"):
        wants = "counts with their denominator" if target.method == "rate" else "figures as published"
        plan.faults.append(f"`{target.id}` takes {wants}. Give --denominator, or leave it out.")
        return
    try:
        plan.table, notes = take_figures(
            plan.layout,
            plan.joined,
            said,
            taking=plan.taking,
            kind=said.kind,
            year=plan.year or 2000,
        )
        plan.notes += notes
    except ArraigoError as error:
        plan.faults.append(str(error))


def _raise_all(plan: Plan, file: Path) -> None:
    faults = Faults(f"{file.name} cannot be added yet", CatalogueError)
    for fault in plan.faults:
        faults.add(fault)
    if plan.wanting:
        things = "things are" if len(plan.wanting) > 1 else "thing is"
        faults.add(
            f"{len(plan.wanting)} {things} not said. Give them as flags, or with --answers FILE.yml:\n      "
            + "\n      ".join(plan.wanting)
        )
    faults.raise_any()


def _write(plan: Plan, places: Places, catalogue: Catalogue, target: Indicator | None, file: Path) -> None:
    """Write the texts of all files that change."""
    said, joined, taking = plan.answers, plan.joined, plan.taking
    if joined is None or taking is None or plan.table is None or plan.year is None:
        raise CatalogueError(f"{file.name} cannot be added: it gave no table. Give another file.")
    if said.leave_out_refused and len(left := joined.rows[joined.rows["how"] == "refused"]):
        plan.notes.append(f"{len(left)} rows about no known place were left out, as you said")
    countries = joined.countries
    indicator = target.id if target else str(said.id)
    series = series_id(said, indicator=indicator, countries=countries, year=plan.year)
    source = source_id(said, indicator=indicator, countries=countries, year=plan.year)
    _refuse_taken(catalogue, said, series=series, source=source, places=places)
    title = {"es": target.title.es, "en": target.title.en} if target else {"es": said.title_es, "en": said.title_en}
    made = [
        f"Made by `arraigo add indicator` from {file.name}, table `{plan.sheet.name}`, column `{taking.main}`;",
        f"sha256 of the file: {hashlib.sha256(file.read_bytes()).hexdigest()}.",
    ]
    plan.files[f"tables/{series}.csv"] = write_series(plan.table).encode("utf-8")
    accepted = joined.rows["how"].isin(UNSURE if said.write_aliases and said.accept_fuzzy else ())
    if said.alias or accepted.any():
        plan.files[NAMES] = _more_names(places, joined.rows[accepted], said.alias, source)
    plan.files[f"sources/{source}.yml"] = source_text(
        said, id_=source, series=series, title={key: str(text) for key, text in title.items()}, countries=countries,
        level=joined.level, year=plan.year, made=made, limits=plan.limits.doubt() if plan.limits else None,
    ).encode("utf-8")  # fmt: skip
    text = (places.study / INDICATORS).read_text(encoding="utf-8")
    if target is None:
        entry = indicator_text(said, series=series, taking=taking)
        plan.files[INDICATORS] = insert_entry(text, entry, pillar=str(said.pillar)).encode("utf-8")
    else:
        plan.files[INDICATORS] = append_value(text, target.id, "series", series).encode("utf-8")


def _refuse_taken(catalogue: Catalogue, said: Answers, *, series: str, source: str, places: Places) -> None:
    """Refuse ids that are there already: nothing is ever overwritten."""
    faults = Faults(INDICATORS, CatalogueError)
    if said.to_indicator is None and said.id in {indicator.id for indicator in catalogue.indicators}:
        faults.add(f"there is an indicator `{said.id}` already. Choose another --id, or add to it with --to-indicator.")
    if series in catalogue.series or (places.study / "tables" / f"{series}.csv").exists():
        faults.add(f"there is a series `{series}` already. Choose another name: --series")
    if source in {one.id for one in catalogue.sources} or (places.study / "sources" / f"{source}.yml").exists():
        faults.add(f"there is a source `{source}` already. Choose another name: --source")
    faults.raise_any()


def _more_names(places: Places, accepted: pd.DataFrame, aliases: Sequence[str], source: str) -> bytes:
    """Add what a person entered, and the near spellings that a person accepted, to `names.csv`."""
    text = (places.study / NAMES).read_text(encoding="utf-8")
    rows = [[source, *alias_of(alias), "entered"] for alias in aliases]
    kept = accepted.drop_duplicates(["name_in_file", "code"])
    rows += [[source, bare(row["name_in_file"]), row["code"], "near spelling, accepted"] for _, row in kept.iterrows()]
    added = io.StringIO()
    csv.writer(added, lineterminator="\n").writerows(rows)
    return (text + ("" if text.endswith("\n") else "\n") + added.getvalue()).encode("utf-8")
