"""Open a file in any of the forms that analysts receive, as sheets of rows and cells."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyogrio
from pandas.io.stata import StataReader
from python_calamine import CalamineError, CalamineWorkbook

from geo.errors import MissingFileError, TableError
from geo.intake.decode import decode
from geo.intake.split import Cell, Rows, split

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FORMS = ".csv .tsv .txt .xlsx .xls .ods .dta .json .parquet .geojson .shp .gpkg .zip"


@dataclass(frozen=True)
class Sheet:
    """One table of a file, as it was found."""

    name: str
    rows: Rows
    """From the first row of the file on, so that they count as a spreadsheet does."""
    headed: bool = False
    """Whether the form of the file itself says that the first row is the heading."""
    notes: tuple[str, ...] = ()


def open_sheets(path: Path, *, encoding: str | None = None, separator: str | None = None) -> tuple[Sheet, ...]:
    """Open a file.

    Parameters
    ----------
    path
        CSV, TSV or other text, XLSX, XLS, ODS, Stata, JSON, Parquet, GeoJSON, shapefile (alone or zipped), GeoPackage.
    encoding, separator
        Of a text file, where they are not to be found.

    Returns
    -------
    Its sheets; a form without sheets has one, called as the file. Of a layer, geometries are left out.

    Raises
    ------
    MissingFileError
        When there is no such file.
    TableError
        When it is none of these forms, damaged or empty.
    """
    if not path.is_file():
        raise MissingFileError(f"{path} is not there. Give the path of a file: {FORMS.replace(' ', ', ')}.")
    if path.stat().st_size == 0:
        raise TableError(f"{path.name} is empty. Ask for the file again.")
    suffix = path.suffix.lower()
    if suffix in {".xlsx", ".xls", ".xlsm", ".ods"}:
        return _workbook(path)
    frames: dict[str, Callable[[Path], pd.DataFrame]] = {
        ".dta": _stata, ".parquet": _parquet, ".json": _json, ".geojson": _layer, ".shp": _layer, ".gpkg": _layer,
        ".zip": _layer,
    }  # fmt: skip
    if suffix in frames:
        return (_from_frame(frames[suffix](path), path),)
    if suffix not in {".csv", ".tsv", ".txt", ".tab", ""}:
        raise TableError(f"{path.name}: a file that ends in {suffix} is not read. Save it as one of {FORMS}.")
    decoded = decode(path.read_bytes(), name=path.name, encoding=encoding)
    rows, mark = split(decoded.text, name=path.name, separator=separator)
    notes = decoded.notes if mark == "," else (*decoded.notes, f"cells are separated by {_called(mark)}")
    return (Sheet(path.stem, rows, notes=notes),)


def _called(mark: str) -> str:
    return {"\t": "tabulators", ";": "semicolons", "|": "bars"}.get(mark, f"`{mark}`")


def _workbook(path: Path) -> tuple[Sheet, ...]:
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            found = [(name, book.get_sheet_by_name(name)) for name in book.sheet_names]
            grids = [(name, sheet.to_python(skip_empty_area=False)) for name, sheet in found if sheet.height]
    except (CalamineError, OSError) as error:
        if path.suffix.lower() == ".ods" and (sheets := _sheets_by_gdal(path)):
            return sheets
        raise TableError(
            f"{path.name} cannot be opened ({error}): it is cut short, locked by a password, or not what its name says."
        ) from error
    if not grids:
        raise TableError(f"{path.name} has no cell filled in. Ask for the file again.")
    return tuple(Sheet(name, [[_cell(cell) for cell in row] for row in grid]) for name, grid in grids)


def _sheets_by_gdal(path: Path) -> tuple[Sheet, ...]:
    """Read what GDAL wrote itself, which puts line feeds where other readers expect none; nothing if it cannot."""
    try:
        names = [str(name) for name, _ in pyogrio.list_layers(path)]
        frames = {name: pyogrio.read_dataframe(path, layer=name) for name in names}
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError):
        return ()
    return tuple(replace(_from_frame(frame, path), name=name) for name, frame in frames.items() if not frame.empty)


def _cell(cell: object) -> Cell:
    """Keep numbers as numbers; a date becomes its text, and what is missing becomes empty."""
    if isinstance(cell, bool) or cell is None or cell is pd.NaT:
        return "" if cell is None or cell is pd.NaT else str(cell)
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    if isinstance(cell, dt.date | dt.time | dt.timedelta):
        return str(cell)
    try:
        number = float(cell) if not isinstance(cell, str) else None  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return str(cell).strip()
    if number is None:
        return str(cell).strip()
    return "" if number != number else number  # noqa: PLR0124 - only NaN differs from itself


def _from_frame(frame: pd.DataFrame, path: Path) -> Sheet:
    if frame.empty:
        raise TableError(f"{path.name} holds no row. Ask for the file again.")
    heading: list[Cell] = [str(column).strip() for column in frame.columns]
    body = [[_cell(cell) for cell in row] for row in frame.astype(object).itertuples(index=False, name=None)]
    return Sheet(path.stem, [heading, *body], headed=True)


def _stata(path: Path) -> pd.DataFrame:
    """Read Stata with its value labels; the labels of variables are clearer headings than their names."""
    try:
        with StataReader(path, convert_categoricals=False) as reader:
            frame: pd.DataFrame = reader.read()  # type: ignore[attr-defined]
            labels, values = reader.variable_labels(), reader.value_labels()
    except (ValueError, OSError, KeyError, IndexError) as error:
        raise TableError(f"{path.name} cannot be read as Stata ({error}). Ask for the file again.") from error
    for column, meaning in values.items():
        if column in frame:
            frame[column] = frame[column].astype(object).map(lambda cell, meaning=meaning: meaning.get(cell, cell))
    return frame.rename(columns={name: f"{name}: {label}" for name, label in labels.items() if label and name in frame})


def _parquet(path: Path) -> pd.DataFrame:
    try:
        frame = pd.read_parquet(path)
    except (ValueError, OSError) as error:
        raise TableError(f"{path.name} cannot be read as Parquet ({error}). Ask for the file again.") from error
    return frame.drop(columns=[c for c in frame if c == "geometry"]).reset_index(drop=True)


def _json(path: Path) -> pd.DataFrame:
    decoded = decode(path.read_bytes(), name=path.name)
    try:
        data: Any = json.loads(decoded.text)
    except json.JSONDecodeError as error:
        raise TableError(
            f"{path.name}:{error.lineno}: is not valid JSON ({error.msg}). Ask for the file again."
        ) from error
    if isinstance(data, dict) and data.get("type") == "FeatureCollection":
        return pd.DataFrame([feature.get("properties") or {} for feature in data.get("features", [])])
    if isinstance(data, dict):
        lists = {key: part for key, part in data.items() if _records(part)}
        if len(lists) == 1:
            data = next(iter(lists.values()))
    if not _records(data):
        raise TableError(f"{path.name}: it is not a list of records, such as [{{...}}, {{...}}]. Give one.")
    return pd.json_normalize(data)


def _records(data: object) -> bool:
    return isinstance(data, list) and bool(data) and all(isinstance(row, dict) for row in data)


def _layer(path: Path) -> pd.DataFrame:
    if path.suffix.lower() == ".geojson":
        # As text, so that an attribute in a wrong encoding is mended as in any other text.
        return _json(path)
    address = f"/vsizip/{path}" if path.suffix.lower() == ".zip" else str(path)
    try:
        layers = pyogrio.list_layers(address)
        if len(layers) != 1:
            raise TableError(f"{path.name} holds {len(layers)} layers. Give a file with one.")
        _, _, _, columns = pyogrio.raw.read(address, read_geometry=False)
        names = pyogrio.read_info(address)["fields"]
    except pyogrio.errors.DataSourceError as error:
        raise TableError(
            f"{path.name} cannot be opened as a layer ({_short(error)}). Ask for the file again."
        ) from error
    return pd.DataFrame(dict(zip(names, columns, strict=True)))


def _short(error: Exception) -> str:
    return re.sub(r"\s+", " ", str(error))[:200]
