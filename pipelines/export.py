"""Write layers, tables and workbooks of the study, or of a part of it, for the field."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from geo.errors import Faults, MethodError, MissingFileError, TableError
from geo.export import FORMATS, Whole, check_formats, check_name, read_classes, whole_of, write_format
from pipelines.paths import file_name
from pipelines.store import write_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from geo.catalogue import Catalogue
    from geo.export import Table
    from geo.kinds import Lang, Tier
    from pipelines.paths import Places

CLASSES = "classes.json"
"""How the map draws the study; the file of `5_published` that layers take their styles from."""
USUAL = ("shp", "gpkg", "csv")
ALL = tuple(FORMATS)


@dataclass(frozen=True)
class Ask:
    """What of the study is to leave, and how."""

    formats: Sequence[str] = USUAL
    department: str | None = None
    every_department: bool = False
    codes: Path | None = None
    """A list of codes, or a table with a column `code`."""
    selected: bool = False
    lang: Lang = "es"
    tier: Tier = "public"
    """The readers; what is not public is read from the closed folder."""
    name: str | None = None
    """What the files are called, without their endings."""


def run(
    places: Places, catalogue: Catalogue, ask: Ask, *, out: Path, progress: Callable[[int, int], None]
) -> Iterator[str]:
    """Write each part in each format, and give the path of each file.

    Raises
    ------
    MissingFileError
        When nothing has been published yet, or the list of codes cannot be read.
    MethodError
        When a format, a name, the department or a code is not known.
    StoreError
        When the disk is full or read-only; what stood there before stands.
    """
    whole = read_whole(places, catalogue, tier=ask.tier)
    name = ask.name or file_name(places.study.name, ask.tier)
    _check(ask, name)
    parts = _parts(whole, ask, name)
    steps = [(part, table, format_) for part, table in parts.items() for format_ in ask.formats]
    for done, (part, table, format_) in enumerate(steps, start=1):
        file, content = write_format(table, format_, name=part, whole=whole, lang=ask.lang)
        write_bytes(out / file, content)
        progress(done, len(steps))
        yield str(out / file)


def read_whole(places: Places, catalogue: Catalogue, *, tier: Tier = "public") -> Whole:
    """Read what was published of the study for readers of a tier.

    Raises
    ------
    MissingFileError
        When nothing has been published for them yet, or by an older version.
    """
    folder = places.published(tier)
    tables = {name: folder / f"{name}.parquet" for name in ("zones", "types")}
    named = {name: pd.read_parquet(path) for name, path in tables.items() if path.is_file()}
    drawn = folder / CLASSES
    if not drawn.is_file():
        raise MissingFileError(
            f"{drawn} is not there: these results were published by an older version, which did not say how their map "
            "is drawn. Run `arraigo run` once more."
        )
    return whole_of(
        gpd.read_parquet(folder / "scores.parquet"),
        catalogue=catalogue,
        classes=read_classes(drawn.read_text(encoding="utf-8")),
        zones=named.get("zones"),
        types=named.get("types"),
        cards={path.name: path.read_bytes() for path in sorted(folder.glob("data_card.*.md"))},
        tier=tier,
    )


def read_codes(path: Path) -> list[str]:
    """Read a list of codes: one a line, or the column `code` of a CSV.

    Raises
    ------
    MissingFileError
        When the file is not there or may not be read.
    TableError
        When it is not UTF-8, or holds no code.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise MissingFileError(
            f"{path} cannot be read ({error.strerror or error}). Give a text file with a code a line."
        ) from error
    except UnicodeDecodeError as error:
        raise TableError(f"{path} is not UTF-8 ({error.reason}). Save it as UTF-8, one code a line.") from error
    rows = [[cell.strip() for cell in row] for row in csv.reader(lines) if any(cell.strip() for cell in row)]
    head = [cell.lower() for cell in rows[0]] if rows else []
    at, rows = (head.index("code"), rows[1:]) if "code" in head else (0, rows)
    codes = [row[at].upper() for row in rows if len(row) > at and row[at]]
    if not codes:
        raise TableError(f"{path} holds no code in {len(lines)} lines. Write one a line, such as GT1301.")
    return codes


def _check(ask: Ask, name: str) -> None:
    check_formats(ask.formats)
    check_name(name)
    if ask.every_department and ask.department is not None:
        raise MethodError(
            f"both one department ({ask.department}) and every department are asked for. Leave one of the two out."
        )


def _parts(whole: Whole, ask: Ask, name: str) -> dict[str, Table]:
    """Cut the parts that were asked for, by the name of their files; all are cut before the first is written."""
    codes = None if ask.codes is None else read_codes(ask.codes)
    ends = [("codes", codes is not None), ("selected", ask.selected)]
    name = name if ask.name else "_".join([name, *(end for end, given in ends if given)])
    if not ask.every_department:
        part = name if ask.department is None or ask.name else f"{name}_{ask.department}"
        return {part: whole.cut(department=ask.department, codes=codes, selected=ask.selected)}
    all_ = whole.cut(codes=codes, selected=ask.selected)
    faults = Faults("export", MethodError)
    faults.check(
        "departments have a code that cannot stand in a file's name",
        bad=[code for code in whole.departments if not code.isalnum() or not code.isascii()],
        of=len(whole.departments),
        do="Correct it among the boundaries.",
    )
    faults.raise_any()
    there = sorted(all_.frame["adm1_code"].unique())
    return {f"{name}_{code}": all_.where(all_.frame["adm1_code"] == code) for code in there}
