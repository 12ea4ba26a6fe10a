"""Run a kept run again from its record, in a folder of its own, and say whether the same came out."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.catalogue import load_catalogue
from geo.errors import RunError
from pipelines.flow import run_flow
from pipelines.paths import Places
from pipelines.record import current_run
from pipelines.stage import environment
from pipelines.store import replaced_folder, write_json

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.flow import Reporter
    from pipelines.record import RunFiles

MARK = "replay.json"


@dataclass(frozen=True)
class Replayed:
    """What came of running a run again.

    Attributes
    ----------
    before, again
        The check sums of the scores.
    code
        Whether arraigo is the same.
    packages
        Those of another version: name, then, now.
    published
        Where the results lie.
    """

    before: str
    again: str
    code: bool
    packages: tuple[tuple[str, str, str], ...]
    published: Path

    @property
    def same(self) -> bool:
        """Whether the scores came out with the same check sum."""
        return self.before == self.again


def replay(places: Places, run: RunFiles, *, reporter: Reporter, out: Path | None = None) -> Replayed:
    """Run a run again: its texts and tables as they were kept, its seed, its parameters.

    Raw files are not kept, but the tables and boundaries that were made of them are.

    Parameters
    ----------
    places
        The study; nothing of it is touched.
    run
        What to run again.
    reporter
        Told how far it is.
    out
        The folder to write to, which must be new, or that of a replay; `replays/<name>` beside the results, if left
        out.

    Raises
    ------
    RunError
        When a file of the run is not as it was, or the folder holds something else.
    StoreError
        When the disk refuses.
    """
    run.check()
    home = _home(places, run, out)
    again = _study(home, run)
    texts = again.texts()
    parameters: dict[str, Any] = run.record["parameters"]
    run_flow(
        again,
        catalogue=load_catalogue(texts),
        texts=texts,
        parameters=parameters,
        reporter=reporter,
        keeps=False,
    )
    done = current_run(again)
    if done is None:
        raise RunError(f"1 of 1 runs did not end as it should: {again.processed}. Run the same command again.")
    told = _told(run, done.record["checksum"], again.published())
    write_json(
        home / MARK,
        {
            "run": run.name,
            "date": run.record["date"],
            "checksum": told.before,
            "checksum_again": told.again,
            "same": told.same,
            "same_code": told.code,
            "other_packages": [{"name": name, "then": then, "now": now} for name, then, now in told.packages],
        },
    )
    return told


def _home(places: Places, run: RunFiles, out: Path | None) -> Path:
    """Choose the folder, and refuse one that holds anything but a replay of the same study."""
    home = out or places.processed / "replays" / (run.name or "now")
    resolved, kept = home.resolve(), [places.processed.resolve(), places.study.resolve()]
    if out is not None and any(resolved.is_relative_to(one) or one.is_relative_to(resolved) for one in kept):
        raise RunError(f"1 of 1 folders holds the study or its results: {home}. Give --out a folder of its own.")
    if home.exists() and (not home.is_dir() or (any(home.iterdir()) and not (home / MARK).is_file())):
        raise RunError(f"1 of 1 folders holds something else: {home}. Give --out a new or an empty folder.")
    return home


def _study(home: Path, run: RunFiles) -> Places:
    """Lay the study out as the run read it, in a folder that works like any project's."""
    name = run.record["study"]
    again = Places(
        study=home / "data" / "studies" / name, raw=home / "data" / "raw", processed=home / "data" / "processed" / name
    )
    # The mark first: a replay that was interrupted may be gone on with.
    write_json(home / MARK, {"run": run.name})
    with replaced_folder(again.study) as fresh:
        for file in run.record["inputs"]:
            path = fresh / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(run.file(file) or b"")
    members, groups = "4_grouped/members.parquet", again.result("4_grouped")
    if run.has(members) and not groups.exists():
        # Types keep the numbers they had: they are aligned with those of the run before, which here is itself.
        with replaced_folder(groups) as fresh:
            shutil.copyfile(run.result(members), fresh / "members.parquet")
    return again


def _told(run: RunFiles, checksum: str, published: Path) -> Replayed:
    now = environment()
    then: dict[str, str] = run.record["packages"]
    names = sorted({*then, *now["packages"]})
    return Replayed(
        before=run.record["checksum"],
        again=checksum,
        code=run.record["code"] == now["code"],
        packages=tuple(
            (name, then.get(name, "-"), now["packages"].get(name, "-"))
            for name in names
            if then.get(name) != now["packages"].get(name)
        ),
        published=published,
    )
