"""Write briefs from what a study published: one, or an atlas of all of them by several processes."""

from __future__ import annotations

import json
import multiprocessing
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from geo.catalogue import load_catalogue
from geo.errors import MissingFileError, StoreError, listed
from geo.export.brief import Briefs, prepare_briefs
from pipelines.explain import find_place
from pipelines.raw import layers_of
from pipelines.stage import read_run
from pipelines.store import write_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geo.kinds import Lang, Tier
    from pipelines.paths import Places

NEEDED = ("study.json", "scores.parquet", "values.parquet")


@dataclass(frozen=True)
class Written:
    """What was written of one department: how many places, and the bytes of each file."""

    department: str
    places: int
    sizes: tuple[int, ...]


def load_briefs(places: Places, *, tier: Tier = "public") -> Briefs:
    """Read what was published for readers of a tier and prepare the briefs.

    Raises
    ------
    MissingFileError
        When nothing has been published for them yet, or a file of it is not there.
    TableError
        When the published tables contradict each other.
    """
    published = places.published(tier)
    missing = [name for name in NEEDED if not (published / name).is_file()]
    if missing:
        raise MissingFileError(
            f"{len(missing)} of {len(NEEDED)} files that briefs are made of are not in {published}: {listed(missing)}. "
            "Run `arraigo run` again."
        )
    texts = json.loads((published / "study.json").read_text(encoding="utf-8"))
    types = published / "types.parquet"
    zones = published / "zones.parquet"
    return prepare_briefs(
        gpd.read_parquet(published / "scores.parquet"),
        pd.read_parquet(published / "values.parquet"),
        catalogue=load_catalogue(texts),
        types=pd.read_parquet(types) if types.is_file() else None,
        zones=pd.read_parquet(zones) if zones.is_file() else None,
        neighbours=_neighbours(places, published),
        # The closed tiers are published together, and their record stands above them.
        run=_run(published if tier == "public" else published.parent),
        boundaries=[layer for layer in layers_of(texts).values() if not layer.is_table],
        tier=tier,
    )


def write_brief(places: Places, asked: str, *, lang: Lang, out: Path | None, tier: Tier = "public") -> tuple[Path, int]:
    """Write the brief of a municipality, found by code or name, or of a department, by its code.

    Returns
    -------
    The file, by default ``HN0501.es.pdf`` in the working folder, and how many bytes it has; the name of one that is
    not public says for whom it is.

    Raises
    ------
    NameMatchError
        When no place or several answer to what was asked.
    StoreError
        When the disk refuses.
    """
    briefs = load_briefs(places, tier=tier)
    code = asked.strip().upper()
    if code in briefs.departments:
        content = briefs.of_department(code, lang=lang)
    else:
        code = str(find_place(pd.DataFrame(briefs.ground.places.values()), asked)["code"])
        content = briefs.of_place(code, lang=lang)
    path = _named(code, lang, tier) if out is None else out
    write_bytes(path, content)
    return path, len(content)


def write_atlas(
    places: Places,
    *,
    lang: Lang,
    out: Path,
    jobs: int,
    bound: bool = False,
    tier: Tier = "public",
    begin: Callable[[int], None] = lambda _: None,
    progress: Callable[[int], None] = lambda _: None,
) -> list[Written]:
    """Write the brief of every municipality and department, a folder per department.

    Parameters
    ----------
    jobs
        How many processes; with one there is no other process.
    bound
        Whether a volume of each department is written too.
    tier
        The readers.
    begin, progress
        Told how many places there are, and how many more are done.

    Raises
    ------
    StoreError
        When the disk refuses, or a process was ended from outside; what was written before stands.
    """
    departments = _held(places, tier).ground.departments
    begin(sum(map(len, departments.values())))
    # The largest first, so that no process is left alone with one at the end.
    order = sorted(departments, key=lambda code: (-len(departments[code]), code))
    done = []
    for written in _written(places, order, lang=lang, out=out, jobs=jobs, bound=bound, tier=tier):
        progress(written.places)
        done.append(written)
    return sorted(done, key=lambda written: written.department)


def _written(
    places: Places, departments: list[str], *, lang: Lang, out: Path, jobs: int, bound: bool, tier: Tier
) -> Iterator[Written]:
    write = partial(_write_department, places, lang=lang, out=out, bound=bound, tier=tier)
    if jobs == 1:
        yield from map(write, departments)
        return
    # Spawned processes begin clean on every system, and hold nothing of this one.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(max_workers=min(jobs, len(departments)), mp_context=context)
    try:
        waiting = [pool.submit(write, code) for code in departments]
        for future in as_completed(waiting):
            yield future.result()
    except BrokenProcessPool as error:
        raise StoreError(
            f"A process that wrote briefs to {out} was ended from outside, perhaps for want of memory. What was "
            "written before stands. Run the same command again, with --jobs 1 if memory is short."
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _write_department(places: Places, code: str, *, lang: Lang, out: Path, bound: bool, tier: Tier) -> Written:
    briefs = _held(places, tier)
    own = briefs.ground.departments[code]
    sizes = []
    for path, content in _contents(briefs, code, lang=lang, bound=bound, tier=tier):
        write_bytes(out / path, content)
        sizes.append(len(content))
    return Written(code, len(own), tuple(sizes))


def _contents(briefs: Briefs, code: str, *, lang: Lang, bound: bool, tier: Tier) -> Iterator[tuple[Path, bytes]]:
    folder = Path(code)
    yield folder / _named(code, lang, tier), briefs.of_department(code, lang=lang)
    for place in briefs.ground.departments[code]:
        yield folder / _named(place, lang, tier), briefs.of_place(place, lang=lang)
    if bound:
        yield _named(code, lang, tier), briefs.bound(code, lang=lang)


@lru_cache(maxsize=1)
def _held(places: Places, tier: Tier) -> Briefs:
    """Keep what all briefs share, for as long as this process writes them."""
    return load_briefs(places, tier=tier)


def _named(code: str, lang: Lang, tier: Tier) -> Path:
    return Path(f"{code}.{lang}.pdf" if tier == "public" else f"{code}_{tier}.{lang}.pdf")


def _neighbours(places: Places, published: Path) -> pd.DataFrame | None:
    """Read the pairs of neighbours: what is published goes first."""
    files = (folder / "neighbours.parquet" for folder in (published / "findings", places.result("4_grouped")))
    found = next((file for file in files if file.is_file()), None)
    return None if found is None else pd.read_parquet(found, columns=["code", "neighbour"])


def _run(published: Path) -> dict[str, Any]:
    """Say when, from which seed and by which version the results were computed."""
    record = read_run(published)
    try:
        release = version("arraigo")
    except PackageNotFoundError:
        release = ""
    parts = [release, str(record.get("code", ""))[:8]]
    told = dict(record.get("parameters", {})) | {"version": "+".join(part for part in parts if part)}
    return told | {"date": str(record.get("started", ""))[:10]}
