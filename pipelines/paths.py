"""Say where a study, its raw files and its results lie on disk."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from geo.catalogue.addition import FOLDER, needs_of
from geo.errors import CatalogueError, Faults, MissingFileError
from pipelines.raw import files_of

if TYPE_CHECKING:
    from geo.kinds import Tier

DEFAULT_STUDY = "northern_triangle"
PUBLISHED = "5_published"
CLOSED = "5_closed"
"""Holds a folder of results for each tier that is not public, where a study has any."""
SUMMARY = "summary.json"
PENDING = ".change"
"""Where a change of a study waits until it is complete; see `pipelines.study_edit`."""
COMPARATOR_ENTRIES, COMPARATOR_TABLES = "comparators/*.yml", "comparators/*.csv"
CREATED = "created.csv"
"""Which places were taken out of others, and since when; a study may do without."""
COSTS = "costs.csv"
"""What a programme would cost in each unit, `code,value`, in whatever money; a study may do without."""


def file_name(study: str, tier: Tier) -> str:
    """Say what the files of a study are called, without their endings: those of a closed tier name it."""
    return f"arraigo_{study}" if tier == "public" else f"arraigo_{study}_{tier}"


@dataclass(frozen=True)
class Places:
    """The folders of one study."""

    study: Path
    raw: Path
    processed: Path

    def result(self, folder: str) -> Path:
        """Give the folder that a stage writes, such as ``3_scored``."""
        return self.processed / folder

    def published(self, tier: Tier = "public") -> Path:
        """Give the folder of what was published for readers of a tier.

        Raises
        ------
        MissingFileError
            When nothing has been published for them yet.
        """
        folder = self.result(PUBLISHED if tier == "public" else f"{CLOSED}/{tier}")
        if tier != "public" and not folder.is_dir() and self.result(PUBLISHED).is_dir():
            raise MissingFileError(
                f"{folder} is not there: the study has nothing of the tier `{tier}`, or was not run since. Leave "
                "--tier out for what is public, or run `arraigo run`."
            )
        if not (folder / SUMMARY).is_file():
            raise MissingFileError(f"{folder} holds no results yet. Run `make score` (or `arraigo run`) first.")
        return folder

    def study_files(self, *patterns: str) -> dict[str, Path]:
        """List the study's files that match any pattern, by their name below the study's folder."""
        paths = (path for pattern in patterns for path in self.study.glob(pattern) if path.is_file())
        found = {path.relative_to(self.study).as_posix(): path for path in paths}
        return dict(sorted(found.items()))

    def texts(self) -> dict[str, str]:
        """Read every YAML file of the study that the catalogue is made of, and the additions whose grids are at hand.

        Raises
        ------
        CatalogueError
            With every file that is not UTF-8.
        """
        faults = Faults(f"the study {self.study.name}", CatalogueError)
        found = {}
        for name, path in self.study_files("*.yml", "sources/*.yml", f"{FOLDER}*.yml").items():
            try:
                found[name] = path.read_text(encoding="utf-8")
            except UnicodeDecodeError as error:
                line = path.read_bytes()[: error.start].count(b"\n") + 1
                faults.add(f"{name}:{line}: is not UTF-8. Save it as UTF-8 in your editor.")
        faults.raise_any()
        return {name: text for name, text in found.items() if not name.startswith(FOLDER) or self.has(name, text)}

    def has(self, name: str, text: str) -> bool:
        """Say whether what an addition needs is at hand: its grids, or the tables that were made from them."""
        source = needs_of(name, text)
        if source is None:
            return True  # loading tells what is wrong with it
        grids = all(files_of(grids, self.raw) for grids in source.rasters.values())
        return grids or all((self.study / "tables" / f"{id_}.csv").is_file() for id_ in source.series)

    def waiting(self) -> list[str]:
        """List the additions that wait for their grids."""
        found = self.study_files(f"{FOLDER}*.yml")
        return [path.stem for name, path in found.items() if not self.has(name, path.read_text(encoding="utf-8"))]


def find_places(study: str = DEFAULT_STUDY, *, raw: Path | None = None, home: Path | None = None) -> Places:
    """Find a study by its id below ``data/studies``, or by the path of its folder.

    Parameters
    ----------
    study
        Id or path.
    raw
        Folder of the raw files; else the environment variable ``ARRAIGO_RAW``, else ``data/raw``.
    home
        The project's folder; else the environment variable ``ARRAIGO_HOME``, else the working folder.

    Raises
    ------
    MissingFileError
        When there is no such study, or `raw` is no folder.
    """
    home = home or Path(os.environ.get("ARRAIGO_HOME", "."))
    studies = home / "data" / "studies"
    folder = Path(study) if (Path(study) / "study.yml").is_file() else studies / study
    if not (folder / "study.yml").is_file():
        known = sorted(path.parent.name for path in studies.glob("*/study.yml"))
        raise MissingFileError(
            f"There is no study `{study}`: neither the folder {study} nor {folder} holds a study.yml. "
            f"Known here: {', '.join(known) or 'none'}. Give --study one of these, or run in the project's folder."
        )
    if raw is not None and not raw.is_dir():
        raise MissingFileError(
            f"--raw {raw} is not a folder. Give the one that holds boundaries/, indicators/ and so on."
        )
    folder = folder.resolve()
    default_raw = Path(os.environ.get("ARRAIGO_RAW", home / "data" / "raw"))
    places = Places(study=folder, raw=raw or default_raw, processed=home / "data" / "processed" / folder.name)
    if (folder / PENDING).is_dir():
        from pipelines.store import locked  # noqa: PLC0415
        from pipelines.study_edit import complete_change  # noqa: PLC0415 - needed once in a thousand times

        with locked(places.processed):
            complete_change(folder)
    return places
