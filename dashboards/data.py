"""Read what a study published, checked whole before anything is shown.

The folder is the whole interface: the app never runs a stage, and a stage never knows of the app. Only what is public
lies there, so an indicator of the catalogue may be without values and without contributions.
"""

from __future__ import annotations

import json
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboards.kept import Kept
from dashboards.resources import Resource
from dashboards.scene import Live
from dashboards.scorer import Scorer
from dashboards.state import Known
from geo.catalogue import Text, load_catalogue, with_closed_nodes
from geo.contracts import check_scores
from geo.errors import ArraigoError, Faults, MissingFileError, TableError
from geo.kinds import TIERS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from concurrent.futures import Executor
    from pathlib import Path

    from geo.catalogue import Catalogue, Indicator
    from geo.kinds import Tier

MAP = "map.html"
FINDINGS = "findings"
LIVE = "live"
"""The folder of the map in parts."""
LAYERS = ("rank_width", "p_top", "bivariate", "type", "hotspot", "lisa", "bilisa", "zone", "selected")
"""What the map shows beside the nodes of the index and the indicators."""
SUMMARY = "summary.json"
MOVES = 2
"""Settings that a process scores at once, in the order they came: more would only hinder each other, and each thread
that works keeps the memory it once needed."""
SEARCHES = 2
"""Searches for a set of places that one process works on side by side."""
STUDY = "study.json"
NEEDED = (MAP, "scores.parquet", "values.parquet", "types.parquet", STUDY, SUMMARY)
UNITS = ("name", "adm1_code", "adm1_name", "muni44_name")
"""Columns of `geo.contracts.UNITS` that the app shows; they stand among the published scores."""
VALUES = ("code", "indicator", "value", "year", "level", "se", "status", "source")
"""Columns of `geo.contracts.VALUES` that the app shows."""


@dataclass(frozen=True)
class Published:
    """The published results of one study.

    Attributes
    ----------
    folder
        Where they lie; downloads are read from there when they are asked for.
    scores
        Per `geo.contracts.SCORES`, with the columns of the units and without geometry, indexed by code.
    values
        Columns `VALUES` of `geo.contracts.VALUES`.
    types
        A row per type of municipality, indexed by `type`: `title_es`, `title_en`, `n`, `people`.
    page
        The map.
    files
        Names of the files offered for download.
    checksum
        By which two runs are told apart.
    tier
        The readers they were published for.
    findings
        The tables of `findings/` by the names of their files, read with the rest: a folder that is replaced later must
        not lend them to these scores.
    """

    folder: Path
    catalogue: Catalogue
    scores: pd.DataFrame
    values: pd.DataFrame
    types: pd.DataFrame
    page: Resource
    files: tuple[str, ...]
    checksum: str = ""
    tier: Tier = "public"
    findings: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    @property
    def stale(self) -> bool:
        """Whether the folder holds other results by now than those that were read."""
        try:
            return str(_json(self.folder / SUMMARY).get("checksum", "")) != self.checksum
        except (OSError, ValueError):
            return True

    @cached_property
    def top_k(self) -> int:
        """How many places the study calls the first ones."""
        return self.catalogue.study.top_k

    @cached_property
    def ranked(self) -> int:
        """How many places carry a rank."""
        return int(self.scores["rank"].notna().sum())

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """The indicators that were published, in the order of the catalogue."""
        published = set(self.values["indicator"])
        return tuple(indicator for indicator in self.catalogue.indicators if indicator.id in published)

    @cached_property
    def places(self) -> dict[str, dict[str, Any]]:
        """The scores as one record per place, by code."""
        return {record["code"]: record for record in _records(self.scores)}

    @cached_property
    def live(self) -> Live:
        """The scores as they were published, for whoever has changed nothing; what is laid out of them stays."""
        return Live(self.scores, replicates=self.catalogue.study.replicates)

    @cached_property
    def known(self) -> Known:
        """What an address may name."""
        nodes = [node.id for node in self.catalogue.index.nodes if node.parent]
        ids = [indicator.id for indicator in self.indicators]
        return Known(
            codes=dict.fromkeys(self.scores.index),
            departments=sorted(set(self.scores["adm1_code"])),
            countries=[country.iso3 for country in self.catalogue.study.countries],
            types=list(self.type_titles),
            layers=[self.catalogue.index.root.id, *nodes, *ids, *LAYERS],
            weighed={*nodes, *ids},
        )

    def finding(self, name: str) -> pd.DataFrame | None:
        """Give a table of `findings/`, such as ``reach.csv``; None where the study has none."""
        return self.findings.get(name)

    @cached_property
    def drawn(self) -> tuple[str, ...]:
        """The codes in the order of the map, lakes among them; none where the map was not published in parts."""
        path = self.folder / LIVE / STUDY
        return tuple(_json(path)["units"]["code"]) if path.is_file() else ()

    @cached_property
    def scorer(self) -> Scorer:
        """What scores these values again under another setting."""
        around = self.finding("neighbours.parquet")
        return Scorer(self.scores, self.values, catalogue=self.catalogue, neighbours=around)

    @cached_property
    def kept(self) -> Kept:
        """What was worked out from these results before, by what was asked; it goes when they go."""
        return Kept()

    @cached_property
    def line(self) -> Executor:
        """The line in which those wait who need scores under a setting of their own."""
        return ThreadPoolExecutor(MOVES, thread_name_prefix="moves")

    @cached_property
    def searches(self) -> BoundedSemaphore:
        """The turns of those who search for a set of places."""
        return BoundedSemaphore(SEARCHES)

    @cached_property
    def type_titles(self) -> dict[int, Text]:
        """The titles of the types; a place whose type is not among them is a mixed one."""
        titles = zip(self.types.index, self.types["title_es"], self.types["title_en"], strict=True)
        return {int(number): Text(es=es, en=en) for number, es, en in titles}

    @cached_property
    def _rows_of(self) -> Mapping[Any, Any]:
        return self.values.groupby("code").indices

    @cached_property
    def wide(self) -> pd.DataFrame:
        """The known values, codes by indicators."""
        known = self.values.pivot_table(index="code", columns="indicator", values="value")
        return known.reindex(self.scores.index)

    def values_of(self, code: str) -> dict[str, dict[str, Any]]:
        """Give the values of one place as one record per indicator."""
        rows = self._rows_of.get(code, [])
        return {record["indicator"]: record for record in _records(self.values.iloc[rows])}


def load_published(folder: Path) -> Published:
    """Read the folder that `publish` wrote.

    Raises
    ------
    MissingFileError
        When there are no results, or some files of them are not there.
    ArraigoError
        With every file that cannot be read or contradicts its contract.
    """
    missing = [name for name in NEEDED if not (folder / name).is_file()]
    if missing:
        raise MissingFileError(_not_there(folder, missing))
    faults = Faults(str(folder), TableError)
    summary = _read(folder / SUMMARY, _json, faults)
    catalogue = _read(folder / STUDY, lambda path: load_catalogue(_json(path)), faults)
    types = _read(folder / "types.parquet", lambda path: pd.read_parquet(path).set_index("type").sort_index(), faults)
    tier = _tier(summary)
    scores = _read(folder / "scores.parquet", lambda path: _scores(path, catalogue, tier), faults)
    values = _read(folder / "values.parquet", lambda path: pd.read_parquet(path, columns=list(VALUES)), faults)
    page = _read(folder / MAP, Resource.of_file, faults)
    findings = {path.name: _read(path, _table, faults) for path in _tables(folder / FINDINGS)}
    faults.raise_any()
    files = tuple(dict.fromkeys(summary.get("files", {}).values()))
    _check_together(scores, values, catalogue, folder=folder, files=files, faults=faults)
    data = Published(
        folder=folder,
        catalogue=catalogue,
        scores=scores,
        values=values,
        types=types,
        page=page,
        checksum=str(summary.get("checksum", "")),
        files=files,
        tier=tier,
        findings=findings,
    )
    # Read now: later it may be that of other results.
    _read(folder / LIVE / STUDY, lambda _: data.drawn, faults)
    faults.raise_any()
    if data.stale:
        raise MissingFileError(f"{folder} was replaced while it was read. Start the app again.")
    return data


def fold(text: str) -> str:
    """Write a name without accents and in lower case, as people type it in a search."""
    plain = unicodedata.normalize("NFKD", text)
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in record.items()} for record in rows.to_dict("records")]


def _not_there(folder: Path, missing: list[str]) -> str:
    if len(missing) == len(NEEDED):
        return f"{folder} holds no results yet. Run `make score` (or `arraigo run`) first, then start the app again."
    return (
        f"{folder} is half written: {len(missing)} of {len(NEEDED)} files are not there: {', '.join(missing)}. "
        "Run `make score` (or `arraigo run`) again, then start the app again."
    )


def _read(path: Path, reader: Callable[[Path], Any], faults: Faults) -> Any:
    """Read one file; note the fault and go on when it cannot be read, so that all are told together."""
    try:
        return reader(path)
    except ArraigoError as error:
        faults.add(f"{path.name}: {error}")
    except (OSError, ValueError, KeyError) as error:
        faults.add(f"{path.name} cannot be read ({error}). Run `make score` (or `arraigo run`) again.")
    return None


def _tables(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.glob("*")) if path.suffix in {".csv", ".parquet"}]


def _table(path: Path) -> pd.DataFrame:
    return pd.read_parquet(path) if path.suffix == ".parquet" else pd.read_csv(path)


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _tier(summary: Any) -> Tier:
    """Say for whom results were published; those for everyone do not say so."""
    named = summary.get("tier") if isinstance(summary, dict) else None
    return next((tier for tier in TIERS if tier == named), TIERS[0])


def _scores(path: Path, catalogue: Catalogue | None, tier: Tier) -> pd.DataFrame:
    scores = pd.read_parquet(path).drop(columns="geometry", errors="ignore")
    scores = scores if catalogue is None else with_closed_nodes(scores, catalogue, tier)
    # Files for people say nothing where there is no flag; the contract says an empty text.
    scores = check_scores(scores.assign(flags=scores["flags"].fillna("")))
    return scores.set_index("code", drop=False).rename_axis(index=None)


def _check_together(
    scores: pd.DataFrame,
    values: pd.DataFrame,
    catalogue: Catalogue,
    *,
    folder: Path,
    files: tuple[str, ...],
    faults: Faults,
) -> None:
    needed = [*UNITS, f"p_top_{catalogue.study.top_k}", "type", "type_p"]
    needed += [f"node_{node.id}" for node in catalogue.index.nodes if node.parent]
    needed += [f"contribution_{id_}" for id_ in sorted(set(values["indicator"]))]
    faults.check(
        "columns are not among the scores",
        bad=[name for name in needed if name not in scores],
        of=len(needed),
        do="Run `make score` (or `arraigo run`) again.",
    )
    faults.check(
        "indicators of values.parquet are not in the study's catalogue",
        bad=sorted(set(values["indicator"]) - {indicator.id for indicator in catalogue.indicators}),
        of=values["indicator"].nunique(),
        do="Run `make score` (or `arraigo run`) again.",
    )
    faults.check(
        f"files that {SUMMARY} names are not in the folder",
        bad=[name for name in files if not (folder / name).is_file()],
        of=len(files),
        do="Run `make score` (or `arraigo run`) again.",
    )
    faults.raise_any()
