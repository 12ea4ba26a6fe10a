"""Write a zipped shapefile: short names, fields just wide enough, and the same bytes for the same table.

The clocks are the date in the DBF header and those of the zip's members, set to the first day that a zip can bear; when
a run was made stands in its `run.json`.
"""

from __future__ import annotations

import io
import re
import zipfile
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyogrio
import shapely

from geo.errors import Faults, MethodError, TableError
from geo.export.codebook import codebook_csv
from geo.export.layers import SHAPES, check_shapes, lay_out, workplace
from geo.export.table import SIGNIFICANT

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from geo.export.columns import Column
    from geo.export.table import Table

_EPOCH = (1980, 1, 1, 0, 0, 0)
_DBF_DAY = bytes((80, 1, 1))
"""Year since 1900, month, day: the second to fourth byte of a DBF."""

TEXT_BYTES = 254
"""The longest text that a DBF field holds."""
DIGITS = 19
"""The most digits of a number that GDAL makes a DBF field for."""
FIELDS = 255
"""The most fields that a DBF carries."""
LARGEST = 2**31 - 1
"""The most bytes of a part: many programs read no further."""

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*", re.ASCII)


def shapefile_bytes(
    table: Table, *, name: str = "arraigo", extras: Mapping[str, bytes] | None = None, largest: int = LARGEST
) -> bytes:
    """Write a zip with `.shp .shx .dbf .prj .cpg` and `codebook.csv`.

    Fields bear the short names of the codebook. A number has as many decimals as its column needs to be exact, so
    that 45.3 does not show as 45.299999999999997.

    Parameters
    ----------
    table
        With geometry.
    name
        What the files are called: ASCII letters, digits and `_`.
    extras
        Further members by name, such as the data card.
    largest
        The most bytes of a `.shp` or `.dbf`; what is more is split by rows into ``name_1``, ``name_2`` and so on.

    Raises
    ------
    MethodError
        When the name cannot name a file everywhere.
    GeometryError
        With every unit that has no polygon, or when the CRS is not EPSG:4326.
    TableError
        With every cell or column that a DBF cannot hold, or a unit that alone is more than `largest`.
    StoreError
        When there is no room for temporary files.
    """
    if not _NAME.fullmatch(name):
        raise MethodError(f"`{name}` cannot name a layer. Use ASCII letters, digits and `_`, led by a letter.")
    check_shapes(table)
    widths = _fields(table)
    rows = lay_out(table.frame, [(column.name, pa.field(column.short, pa.null())) for column in table.columns])
    empty = pa.schema([*widths, rows.schema.field("geometry")]).empty_table()
    options = {"driver": "ESRI Shapefile", "encoding": "UTF-8", **SHAPES}
    with workplace() as folder:
        pyogrio.write_arrow(empty, folder / f"{name}.shp", **options)
        ends = _ends(table, dbf=(folder / f"{name}.dbf").read_bytes(), largest=largest)
        for number, (start, end) in enumerate(pairwise([0, *ends]), start=1):
            path = folder / (f"{name}.shp" if len(ends) == 1 else f"{name}_{number}.shp")
            # The fields are made first, from decimals that say their width; the numbers follow as floats, since GDAL
            # takes decimals for 64-bit integers and overflows without a word.
            pyogrio.write_arrow(empty, path, **options)
            pyogrio.write_arrow(rows.slice(start, end - start), path, append=True, **options)
        members = {path.name: path.read_bytes() for path in folder.iterdir() if len(ends) == 1 or path.stem != name}
    for file in [file for file in members if file.endswith(".dbf")]:
        members[file] = members[file][:1] + _DBF_DAY + members[file][4:]
    return zip_bytes({**members, "codebook.csv": codebook_csv(table.columns), **(extras or {})})


def _ends(table: Table, *, dbf: bytes, largest: int) -> list[int]:
    """Say after which rows a part ends, so that neither its shapes nor its cells take more bytes than they may.

    Parameters
    ----------
    dbf
        One without rows: how long its header and a record are stands in its ninth to twelfth byte.
    """
    header, record = (int.from_bytes(dbf[at : at + 2], "little") for at in (8, 10))
    shapes = table.frame.geometry.to_numpy()
    rings = shapely.get_num_interior_rings(shapely.get_parts(shapes)) + 1
    owner = shapely.get_parts(shapes, return_index=True)[1]
    # ESRI (1998), Shapefile Technical Description: a record has 8 bytes, a polygon 44, a ring 4, a point 16.
    sizes = 52 + 4 * np.bincount(owner, weights=rings, minlength=len(shapes)) + 16 * shapely.get_num_coordinates(shapes)
    most = int((largest - header - 1) // record)
    ends, room, count = [], largest - 100, 0
    for row, size in enumerate(sizes.tolist()):
        if size > largest - 100 or most < 1:
            raise TableError(
                f"1 of {len(sizes)} units is larger than the {largest:,} bytes that a shapefile holds: "
                f"{table.frame['code'].iloc[row]}. Generalise its borders, or use the GeoPackage."
            )
        if size > room or count == most:
            ends.append(row)
            room, count = largest - 100, 0
        room, count = room - size, count + 1
    return [*ends, len(sizes)]


def zip_bytes(members: Mapping[str, bytes]) -> bytes:
    """Pack files so that the same content gives the same bytes: sorted by name, one date, one mode."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(members):
            entry = zipfile.ZipInfo(name, date_time=_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, wherever it is made
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, members[name])
    return buffer.getvalue()


def _fields(table: Table) -> list[pa.Field]:
    """Make each field as wide as its longest cell."""
    faults = Faults("the shapefile", TableError)
    if len(table.columns) > FIELDS:
        faults.add(f"{len(table.columns)} columns, and a shapefile holds {FIELDS}. Export fewer indicators.")
    codes = table.frame["code"]
    fields = [_field(table.frame[column.name], column, codes=codes, faults=faults) for column in table.columns]
    faults.raise_any()
    return fields


def _field(cells: pd.Series, column: Column, *, codes: pd.Series, faults: Faults) -> pa.Field:
    if column.type == "number":
        whole, decimals = _digits(cells)
        if whole > SIGNIFICANT or whole + decimals > DIGITS:
            faults.add(
                f"`{column.name}` needs {whole} digits before and {decimals} after the point, and a field holds "
                f"{SIGNIFICANT} before it and {DIGITS} in all. Give the indicator a larger unit, or use the GeoPackage."
            )
        return pa.field(column.short, pa.decimal128(min(whole + decimals, DIGITS), min(decimals, DIGITS)))
    known = cells.notna().to_numpy()
    lengths = np.array([len(str(cell).encode("utf-8")) for cell in cells[known].tolist()], dtype=int)
    faults.check(
        f"texts of `{column.name}` are longer than {TEXT_BYTES} bytes",
        bad=codes[known][lengths > TEXT_BYTES].tolist() if lengths.max(initial=0) > TEXT_BYTES else [],
        of=len(lengths),
        do="Shorten them, or use the GeoPackage.",
    )
    kind = pa.string() if column.type == "text" else pa.int64()
    return pa.field(column.short, kind, metadata={"GDAL:OGR:width": str(lengths.max() if len(lengths) else 1)})


def _digits(numbers: pd.Series) -> tuple[int, int]:
    """Count the digits before and after the point that hold every number, by the shortest text that is exact."""
    whole, decimals = 1, 0
    for number in numbers.dropna().abs().unique().tolist():
        text = repr(number)
        before, _, after = (f"{Decimal(text):f}" if "e" in text else text).partition(".")
        whole, decimals = max(whole, len(before)), max(decimals, len(after) if after != "0" else 0)
    return whole, decimals
