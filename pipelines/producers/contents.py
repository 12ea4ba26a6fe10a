"""Look into a whole file for the columns and the units it holds, and hold them against what is expected.

A count that is right proves little: one layer of Honduras lacks a municipality and has a lake in its place. So units
are known by their code or name, and two files are told apart by which they have.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geo.errors import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from pipelines.producers.wanted import Expected

Units = dict[str, tuple[str, ...]]
_NODATA = -99999.0
"""WorldPop's, where no people are counted."""


class ContentsError(Exception):
    """A file cannot be looked into; the message names what it is, as a thing: "a table without ..."."""


@dataclass(frozen=True)
class Contents:
    """What a file holds."""

    columns: tuple[str, ...]
    units: Units = field(default_factory=dict)
    """Codes or names of the units, by country, as they stand there."""


def unexpected(found: Contents, expected: Expected) -> str | None:
    """Say what a file is that does not hold what is expected; ``None`` when it does."""
    lost = [name for name in expected.columns if name not in found.columns]
    if lost:
        return f"a table without the columns {listed(lost)}"
    for country, units in found.units.items():
        count = expected.units.get(country)
        if not units or count not in {None, len(units)}:
            return f"a file with {len(units)} units of {country}, not {count or 'any'}"
    held = {unit for units in found.units.values() for unit in units}
    lacking = [unit for unit in expected.present if unit not in held]
    if lacking:
        return f"a file without {listed(lacking)}, which must be in it"
    new = [unit for unit in expected.absent if unit in held]
    return f"a file with {listed(new)}, which was never in it: it has been drawn anew" if new else None


def altered(before: Contents, after: Contents) -> str | None:
    """Say what a newer file changed: columns that are gone, units that came or went; ``None`` when nothing did."""
    lost = [name for name in before.columns if name not in after.columns]
    if lost:
        return f"{len(lost)} of {len(before.columns)} columns are gone: {listed(lost)}"
    for country, old in before.units.items():
        new = after.units.get(country, ())
        gone, come = _without(old, new), _without(new, old)
        if gone or come:
            parts = [f"{len(gone)} gone ({listed(gone)})"] if gone else []
            parts += [f"{len(come)} new ({listed(come)})"] if come else []
            return f"{country} had {len(old)} units and has {len(new)}: {', '.join(parts)}"
    return None


def _without(some: Iterable[str], others: Iterable[str]) -> list[str]:
    # Names repeat between departments, so they are counted, not only compared.
    return sorted((Counter(some) - Counter(others)).elements())


def table(path: Path) -> Contents:
    """Read the heading of a CSV."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        return Contents(_heading(file))


def unit_table(path: Path, *, code: str, only: Mapping[str, Mapping[str, str]]) -> Contents:
    """Read the heading and the units of a CSV, of each country those rows whose cells are as told.

    A row of HXL tags under the heading, and rows without a code, are no units.
    """
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        rows = csv.DictReader(file)
        columns = tuple(name.strip() for name in rows.fieldnames or ())
        absent = [name for name in (code, *(name for cells in only.values() for name in cells)) if name not in columns]
        if absent:
            raise ContentsError(f"a table without the columns {listed(dict.fromkeys(absent))}")
        rows.fieldnames = columns
        kept = [row for row in rows if (row[code] or "").strip() and not str(row[code]).startswith("#")]
    return Contents(columns, {iso3: _once(code, _matching(kept, code, cells)) for iso3, cells in only.items()})


def population(path: Path, *, iso3: str, level: int) -> Contents:
    """Read the heading and the place codes of a table of people."""
    columns = table(path).columns
    codes = [name for name in columns if _is_code(name, level)]
    if len(codes) != 1 or "T_TL" not in map(str.upper, columns):
        raise ContentsError(f"a table without the columns ADM{level}_PCODE and T_TL ({listed(columns)})")
    return unit_table(path, code=codes[0], only={iso3: {}})


def _is_code(name: object, level: int) -> bool:
    return re.fullmatch(rf"adm(in)?{level}_?pcode", str(name), re.IGNORECASE) is not None


def _matching(rows: Iterable[Mapping[str, str]], code: str, cells: Mapping[str, str]) -> list[str]:
    return [row[code].strip() for row in rows if all(row[name] == value for name, value in cells.items())]


def _once(what: str, codes: list[str]) -> tuple[str, ...]:
    """Refuse codes that stand for two units at once."""
    twice = [code for code, count in Counter(codes).items() if count > 1]
    if twice:
        raise ContentsError(f"a file that says {listed(sorted(twice))} more than once in {what}")
    return tuple(codes)


def _heading(lines: Iterable[str]) -> tuple[str, ...]:
    return tuple(name.strip() for name in next(csv.reader(lines), []))


def zipped_table(path: Path) -> Contents:
    """Read the heading of the one CSV in an archive."""
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.lower().endswith(".csv")]
        if len(names) != 1:
            raise ContentsError(f"an archive with {len(names)} tables ({listed(archive.namelist())}), not one")
        with archive.open(names[0]) as file:
            return Contents(_heading(io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace", newline="")))


def geojson(path: Path, *, iso3: str, name: str) -> Contents:
    """Read the property names and the units of a GeoJSON of one country."""
    data = json.loads(path.read_text(encoding="utf-8-sig"))
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list) or not all(isinstance(one, dict) for one in features):
        raise ContentsError("a message (JSON) without a list of features")
    rows = [found if isinstance(found := one.get("properties"), dict) else {} for one in features]
    columns = tuple(sorted(set.intersection(*(set(row) for row in rows)))) if rows else ()
    others = {str(row["shapeGroup"]) for row in rows if row.get("shapeGroup") not in {None, iso3}}
    if others:
        raise ContentsError(f"a layer of {listed(sorted(others))}, not of {iso3}")
    return Contents(columns, {iso3: tuple(str(row.get(name) or "") for row in rows)})


def boundaries(path: Path, *, iso3: str, level: int) -> Contents:
    """Read the columns and the place codes of one level of an archive of boundaries, without its geometry."""
    import pyogrio  # noqa: PLC0415 - GDAL takes a second to come; only these archives need it

    source, layer = _layer(path, level)
    try:
        frame = pyogrio.read_dataframe(source, layer=layer, read_geometry=False)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise ContentsError(f"an archive whose level {level} cannot be read") from error
    codes = [name for name in frame.columns if _is_code(name, level)]
    if len(codes) != 1:
        raise ContentsError(f"an archive whose level {level} has no column of place codes ({listed(frame.columns)})")
    return Contents(
        tuple(map(str, frame.columns)), {iso3: _once(codes[0], [str(code) for code in frame[codes[0]].dropna()])}
    )


def _layer(path: Path, level: int) -> tuple[str, str | None]:
    """Find the layer of a level, which is a member of the archive, or stands in its one geodatabase."""
    import pyogrio  # noqa: PLC0415 - as above

    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    # GDAL takes an archive by any name when it stands in braces.
    inside = f"/vsizip/{{{path}}}"
    ending = re.compile(rf"adm(in)?{level}\.(geojson|shp)$", re.IGNORECASE)
    found = [name for name in names if ending.search(name)]
    if len(found) == 1:
        return f"{inside}/{found[0]}", None
    bases = sorted({name.split(".gdb/")[0] + ".gdb" for name in names if ".gdb/" in name})
    if len(bases) == 1:
        try:
            layers = [str(name) for name, _ in pyogrio.list_layers(f"{inside}/{bases[0]}")]
        except pyogrio.errors.DataSourceError as error:
            raise ContentsError(f"an archive whose {bases[0]} cannot be read") from error
        fitting = [name for name in layers if re.search(rf"adm(in)?{level}$", name, re.IGNORECASE)]
        if len(fitting) == 1:
            return f"{inside}/{bases[0]}", fitting[0]
        names = layers
    raise ContentsError(f"an archive without one layer of level {level} ({listed(names)})")


def people(path: Path) -> Contents:
    """Look whether a raster is counts of people per cell of degrees, with the mark for no data that is known of it."""
    import rasterio  # noqa: PLC0415 - as above

    try:
        with rasterio.open(path) as raster:
            found = (raster.count, raster.nodata, raster.crs and raster.crs.to_epsg())
    except rasterio.errors.RasterioError as error:
        raise ContentsError("a GeoTIFF that cannot be read") from error
    if found != (1, _NODATA, 4326):
        bands, nodata, epsg = found
        raise ContentsError(
            f"a raster of {bands} bands in EPSG {epsg} with {nodata} for no data, "
            f"not of 1 band in EPSG 4326 with {_NODATA:g}"
        )
    return Contents(())
