"""Choose places on published results as a planner asks for it, and print which, why, and how good the choice is."""

from __future__ import annotations

import contextlib
import re
import sys
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from geo.errors import Faults, MethodError, listed
from geo.export.tables import neutralise
from geo.patterns import NOT_NESTED, Quota, Together, find_neighbours, reasons
from pipelines.costs import read_costs
from pipelines.explain import find_place
from pipelines.stage import read_run
from pipelines.store import sha256, write_bytes
from pipelines.target import Ground, counted_of, make_choice, rankings_of, rules_of
from pipelines.terminal import console, errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from geo.catalogue import Catalogue
    from geo.catalogue.targeting import Targeting
    from geo.kinds import Objective
    from geo.patterns import Neighbours
    from pipelines.paths import Places
    from pipelines.target import Choice

QUOTA = re.compile(r"^(country|department|pillar)=([^:]+):(\d*)-(\d*)$")
RANKINGS = "rankings.parquet"
UNITS = {"score": "points of the score", "people": "people, weighed by the score", "migrants": "people who have left"}
PATIENCE = 2.0
"""Seconds after which a person is told that work goes on."""


@dataclass(frozen=True)
class Ask:
    """What was asked on the command line; what was not is null, and the study's setting holds."""

    k: int | None = None
    objective: Objective | None = None
    bounds: dict[str, int | None] = field(default_factory=dict)
    """`min_per_country` and the like."""
    quotas: Sequence[str] = ()
    budget: float | None = None
    cost: Path | None = None
    lock: Sequence[str] = ()
    exclude: Sequence[str] = ()
    among: int | None = None
    contiguous: bool = False
    zones: int = 6
    zone_size: int = 5
    gap: float | None = None
    seconds: float = 60.0
    portfolios: int | None = None
    out: Path | None = None


def run(places: Places, catalogue: Catalogue, ask: Ask, *, seed: int) -> None:
    """Choose, print, and write the chosen places if asked to.

    Raises
    ------
    MissingFileError
        When nothing has been published yet, or the file of costs is not there.
    NameMatchError
        When a place to lock in or out is not known.
    MethodError
        When no selection meets what is asked, naming what conflicts.
    """
    ground = _ground(places, catalogue)
    settings = _settings(catalogue, ask)
    number = ask.k
    if number is None and ask.budget is None:
        number = settings.k or catalogue.study.top_k
    rules = rules_of(
        settings,
        ground.places,
        number=number,
        quotas=_quotas(ask.quotas, ground.places, catalogue),
        budget=ask.budget,
        locked=_codes(ground.places, ask.lock),
        excluded=_codes(ground.places, ask.exclude),
        together=Together(zones=ask.zones, places=ask.zone_size) if ask.contiguous else None,
    )
    cost = None if ask.cost is None else read_costs(ask.cost, codes=ground.places.index)
    with _Teller(ask.seconds) as teller:
        choice = make_choice(
            ground,
            catalogue,
            objective=settings.objective,
            rules=rules,
            seed=seed,
            among=ask.among,
            cost=cost,
            neighbours=_neighbours(places) if ask.contiguous else None,
            # A proof that places lie together best would take hours; two per cent take seconds.
            gap=(0.02 if ask.contiguous else 0.0) if ask.gap is None else ask.gap,
            seconds=ask.seconds,
            others=(0 if ask.contiguous else settings.portfolios) if ask.portfolios is None else ask.portfolios,
            progress=teller.begin,
        )
    table = chosen_places(choice, ground, catalogue)
    _show(choice, table, catalogue)
    if ask.out is not None:
        write_bytes(ask.out, _csv(table))
        console.print(f"\nwritten to {ask.out}", soft_wrap=True, markup=False)


def chosen_places(choice: Choice, ground: Ground, catalogue: Catalogue) -> pd.DataFrame:
    """List the chosen places, those that reach most first, with reason, frequency, and the pillars that mark them."""
    own = ground.places.loc[list(choice.selection.codes)]
    table = own[["name", "adm1_name", "iso3", "people", "score", "rank", "rank_p5", "rank_p95"]].copy()
    table["reach"] = choice.reach.reindex(own.index)
    table["why"] = reasons(choice.selection, gain=choice.reach, rules=choice.rules, lang="en")
    table["highest"] = _highest(own, catalogue)
    table["frequency"] = choice.frequency.reindex(own.index)
    if choice.selection.zones is not None:
        table["zone"] = choice.selection.zones
    return table.rename_axis("code").reset_index().sort_values(["reach", "code"], ascending=[False, True])


def _ground(places: Places, catalogue: Catalogue) -> Ground:
    published = places.published()
    # The geometry takes time to read, and is needed only where places must lie together.
    scores = pd.read_parquet(published / "scores.parquet")
    values = pd.read_parquet(published / "values.parquet")
    path = places.result("3_scored") / RANKINGS
    same = path.is_file() and read_run(published).get("inputs", {}).get(f"3_scored/{RANKINGS}") == sha256(path)
    table = scores.drop(columns="geometry", errors="ignore").set_index("code").sort_index()
    return Ground(table, counted_of(values, catalogue), rankings_of(path) if same else None)


def _neighbours(places: Places) -> Neighbours:
    units = gpd.read_parquet(places.published() / "scores.parquet", columns=["code", "iso3", "geometry"])
    return find_neighbours(units)


def _settings(catalogue: Catalogue, ask: Ask) -> Targeting:
    told: dict[str, Any] = {name: value for name, value in ask.bounds.items() if value is not None}
    if ask.objective is not None:
        told["objective"] = ask.objective
    return catalogue.study.targeting.model_copy(update=told)


def _codes(places: pd.DataFrame, asked: Sequence[str]) -> tuple[str, ...]:
    """Find places by code or name."""
    scores = places.reset_index()
    return tuple(sorted({str(find_place(scores, place)["code"]) for place in asked}))


def _quotas(asked: Sequence[str], places: pd.DataFrame, catalogue: Catalogue) -> tuple[Quota, ...]:
    """Read quotas such as ``pillar=violence:10-20``."""
    leading = _leading(places, catalogue)
    groups = {"country": places["iso3"], "department": places["adm1_code"], "pillar": leading}
    faults, found = Faults("--quota", MethodError), []
    for text in asked:
        parts = QUOTA.match(text.strip())
        if parts is None:
            faults.add(f"`{text}` is no quota. Write country=SLV:10-20, department=GT13:2- or pillar=violence:-30.")
            continue
        word, group, least, most = parts.groups()
        inside = groups[word].index[groups[word] == group]
        if inside.empty:
            known = sorted(groups[word].dropna().unique())
            faults.add(f"there is no {word} {group} among {len(known)}, such as {listed(known)}. Correct `{text}`.")
            continue
        codes = frozenset(map(str, inside))
        found.append(Quota(f"{word} {group}", codes, least=int(least or 0), most=int(most) if most else None))
    faults.raise_any()
    return tuple(found)


def _leaves(places: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    leaves = [node.id for node in catalogue.index.walk() if not catalogue.index.children(node.id)]
    return places[[f"node_{id_}" for id_ in leaves]].set_axis(leaves, axis=1)


def _leading(places: pd.DataFrame, catalogue: Catalogue) -> pd.Series:
    """Name the pillar that stands highest in each place; a missing one takes no part."""
    pillars = _leaves(places, catalogue)
    known = pillars.notna().any(axis=1)
    return pillars[known].idxmax(axis=1).reindex(places.index)


def _highest(places: pd.DataFrame, catalogue: Catalogue) -> pd.Series:
    """Say which two pillars stand highest, and at what."""
    pillars = _leaves(places, catalogue)
    lines = {}
    for code, row in pillars.iterrows():
        top = row.dropna().sort_values(ascending=False, kind="stable").head(2)
        lines[code] = ", ".join(f"{str(id_).replace('_', ' ')} {value:.0f}" for id_, value in top.items())
    return pd.Series(lines, dtype=str)


def _show(choice: Choice, table: pd.DataFrame, catalogue: Catalogue) -> None:
    headings = [("code", "left"), ("place", "left"), ("rank (90 %)", "right"), ("reach", "right")]
    headings += [("zone", "right")] if "zone" in table else []
    headings += [("why", "left"), ("highest", "left"), ("chosen in", "right")]
    shown = Table(title=f"\n{len(table)} places", title_justify="left", box=None, pad_edge=False)
    for heading, justify in headings:
        shown.add_column(heading, justify=justify)  # type: ignore[arg-type]
    for _, row in table.iterrows():
        cells = [
            str(row["code"]),
            escape(f"{row['name']}, {row['adm1_name']}"),
            f"{row['rank']} ({row['rank_p5']:.0f}-{row['rank_p95']:.0f})",
            _number(row["reach"], choice.objective),
            *([str(row["zone"])] if "zone" in table else []),
            row["why"],
            escape(row["highest"]),
            "" if pd.isna(row["frequency"]) else f"{row['frequency']:.0%}",
        ]
        shown.add_row(*cells)
    console.print(shown)
    for line in _lines(choice, catalogue):
        console.print(line, soft_wrap=True, markup=False)


def _lines(choice: Choice, catalogue: Catalogue) -> Iterator[str]:
    """Say how good the choice is, and what to keep in mind."""
    selection, objective = choice.selection, choice.objective
    reached, bound = (_number(number, objective) for number in (selection.reached, selection.bound))
    yield f"\nreached    {reached} {UNITS[objective]}"
    if selection.gap == 0:
        yield "bound      the same: no selection that meets what is asked reaches more"
    else:
        late = "" if selection.proven else "; the search was stopped by its time, so a faster machine may find another"
        yield f"bound      {bound}; what is reached lies at most {selection.gap:.2%} below the best{late}"
    if selection.cost is not None:
        yield f"cost       {selection.cost:,.2f}"
    first = choice.comparison
    people, both = (first.figures.loc[name].to_dict() for name in ("people", "reached"))
    yield (
        f"first {len(selection.codes)}   {len(first.shared)} are the same; people {people['chosen']:,.0f} against "
        f"{people['first']:,.0f}, reached {reached} against {_number(both['first'], objective)}"
    )
    if choice.others:
        least = min(choice.others, key=lambda other: other.reached)
        share = least.reached / selection.reached if selection.reached else 1.0
        yield (
            f"others     {len(choice.others)} other portfolios reach {share:.2%} of it or more, with at least "
            f"{min(len(set(o.codes) - set(selection.codes)) for o in choice.others)} other places each"
        )
    if choice.draws:
        yield f"draws      chosen in the share of {choice.draws} draws of weights, methods and errors that do"
    else:
        yield "draws      how often a place is chosen is not known: that needs the draws of the same run, and no zones"
    if objective == "migrants" and not catalogue.indicator(catalogue.study.targeting.migrants or "").comparable:
        yield "mind       migrants are not counted alike in all countries; a quota for each keeps them apart"
    if selection.left_out:
        yield (
            f"left out   {len(selection.left_out)} places that have no rank or no figure, or stand behind --among: "
            f"{listed(selection.left_out)}"
        )
    yield f"mind       {NOT_NESTED['en']}"


def _number(number: float, objective: Objective) -> str:
    return f"{number:,.1f}" if objective == "score" else f"{number:,.0f}"


def _csv(table: pd.DataFrame) -> bytes:
    safe = table.copy()
    for name in ("code", "name", "adm1_name", "iso3", "why", "highest"):
        safe[name] = safe[name].map(neutralise)
    return safe.to_csv(index=False, lineterminator="\n").encode("utf-8")


class _Teller:
    """Tell a person what goes on when it takes longer than a moment."""

    def __init__(self, seconds: float) -> None:
        self._line = f"still choosing; each search ends after {seconds:g} s at the latest"
        self._timer = threading.Timer(PATIENCE, lambda: errors.print(self._line, markup=False))
        self._timer.daemon = True
        self._bar = Progress(
            SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=24), TimeElapsedColumn(),
            console=console, transient=True, disable=not console.is_terminal,
        )  # fmt: skip

    def __enter__(self) -> _Teller:
        if console.is_terminal and sys.stdout.isatty():
            self._bar.start()
        else:
            self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        with contextlib.suppress(RuntimeError):
            self._bar.stop()

    def begin(self, what: str) -> Callable[[int, int], None]:
        """Name what begins; give the function that takes done and total."""
        task: Any = self._bar.add_task(what, total=None)
        return lambda done, total: self._bar.update(task, completed=done, total=total)
