"""Make a study from a workbook in one go, and write workbooks to make one from."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

from geo.boundaries import to_topojson
from geo.catalogue import load_catalogue
from geo.errors import Faults, MethodError, MissingFileError, StoreError
from geo.tables import write_series
from geo.workbook import read_workbook, to_study, write_template
from pipelines import check
from pipelines.paths import Places
from pipelines.store import replaced_folder, write_bytes, write_text
from pipelines.study import read_units

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geo.catalogue import Catalogue
    from geo.kinds import Tier
    from geo.workbook import StudyFiles

ID = re.compile(r"^[a-z][a-z0-9_]{0,59}$")


def import_index(
    file: Path,
    *,
    study: str,
    base: Places,
    countries: Sequence[str] = (),
    year: int | None = None,
    tier: Tier = "internal",
) -> tuple[Path, list[str]]:
    """Make the folder of a study beside the base study's, checked whole before it takes its place.

    Returns
    -------
    tuple of Path and list of str
        The folder, and what was left out or filled in.

    Raises
    ------
    MissingFileError
        When there is no such workbook.
    StoreError
        When the study is there already; it is never overwritten.
    MethodError
        When its name cannot be one.
    TableError
        With every fault of the workbook, by sheet, column and row.
    """
    folder = base.study.parent / study
    _refuse(file, study=study, folder=folder)
    catalogue = load_catalogue(base.texts())
    units = read_units(base, catalogue.study)
    made = to_study(
        read_workbook(file.read_bytes(), name=file.name),
        study=study,
        base=catalogue,
        units=units,
        countries=[iso3.upper() for iso3 in countries],
        year=year,
        tier=tier,
    )
    with replaced_folder(folder) as fresh:
        for name, text in made.texts.items():
            write_text(fresh / name, text)
        for name, table in made.tables.items():
            write_text(fresh / "tables" / f"{name}.csv", write_series(table))
        write_text(fresh / "names.csv", "source,name,code,note\n")
        mine = units[units["iso3"].isin(made.countries)].reset_index(drop=True)
        write_text(fresh / catalogue.study.boundaries, to_topojson(mine))
        _bring_people(made, catalogue, base=base, fresh=fresh)
        check.run(Places(study=fresh, raw=base.raw, processed=fresh))
    return folder, [*made.notes]


def _refuse(file: Path, *, study: str, folder: Path) -> None:
    faults = Faults("import-index", MethodError)
    if not ID.match(study):
        faults.add(
            f"`{study}` cannot name a study. Use small letters, digits and underscores, a letter first, at most 60."
        )
    faults.raise_any()
    if not file.is_file():
        raise MissingFileError(f"{file} is not there. Give the path of an .xlsx.")
    if folder.exists():
        raise StoreError(f"{folder} is there already and stays as it is. Choose another --study, or move it away.")


def _bring_people(made: StudyFiles, catalogue: Catalogue, *, base: Places, fresh: Path) -> None:
    """Copy the sources that say how many live there, and their tables."""
    for source in {catalogue.source_of[series].id: catalogue.source_of[series] for series in made.people}.values():
        (fresh / "sources").mkdir(exist_ok=True)
        shutil.copyfile(base.study / "sources" / f"{source.id}.yml", fresh / "sources" / f"{source.id}.yml")
        for series in source.series:
            shutil.copyfile(base.study / "tables" / f"{series}.csv", fresh / "tables" / f"{series}.csv")


def template(country: str, *, base: Places, out: Path) -> Path:
    """Write an empty workbook for a country of the base study.

    Raises
    ------
    MethodError
        When the study has no such country.
    StoreError
        When the file is there already: somebody may have filled it in.
    """
    catalogue = load_catalogue(base.texts())
    known = [entry.iso3 for entry in catalogue.study.countries]
    iso3 = country.upper()
    if iso3 not in known:
        raise MethodError(
            f"1 of 1 countries is not in the study {base.study.name}: {country}. It has {', '.join(known)}."
        )
    if out.exists():
        raise StoreError(f"{out} is there already and stays as it is. Choose another --out.")
    units = read_units(base, catalogue.study)
    mine = units[(units["iso3"] == iso3) & (units["kind"] != "lake")]
    write_bytes(out, write_template(mine[["code", "name"]], index=catalogue.index, country=iso3))
    return out
