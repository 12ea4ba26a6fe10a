"""Turn what was read from a raw file into the tidy tables its source declares, or report all that is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo.contracts import check_series
from geo.errors import Faults, TableError
from geo.tables.read import matching_columns, passes
from geo.tables.series import COLUMNS, numbers, place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.catalogue import Series, Source
    from geo.catalogue.reading import CodeKey, Figure
    from geo.kinds import Level


def key_names(frame: pd.DataFrame, source: Source) -> pd.DataFrame:
    """Take the names that rows are keyed by, as the matching of names asks for them.

    Returns
    -------
    `name` and, where the source has a column for it, `adm1`; the index is that of `frame`.

    Raises
    ------
    TableError
        When the rows of the source are not keyed by a name.
    """
    if source.keys is None or source.keys.name is None:
        raise TableError(f"{source.id}: its rows are not keyed by a name. Use the codes that stand in the file.")
    key = source.keys.name
    columns = {key.column: "name"} | ({key.parent: "adm1"} if key.parent else {})
    return frame[list(columns)].set_axis(list(columns.values()), axis=1)


def tidy(
    frame: pd.DataFrame, source: Source, *, places: pd.DataFrame, codes: pd.Series | None = None
) -> dict[str, pd.DataFrame]:
    """Make the tidy tables of a source.

    Parameters
    ----------
    frame
        What `read_raw` gives.
    source
        The same source.
    places
        `code`, `name`, `level` and `iso3` of every place that figures may be published for.
    codes
        The code of each row of `frame`, for a source whose rows are keyed by a name.

    Returns
    -------
    By the id of the series, a table of `geo.contracts.SERIES` with a row per place that the file lists; a place that
    is listed without a figure keeps its row, with nulls.

    Raises
    ------
    TableError
        With every fault of the file and its row: codes that are missing, unknown or doubled, text in a column of
        numbers, negative counts, shares that are percentages and the reverse, numerators without a denominator.
    """
    faults = Faults(source.raw.path if source.raw else source.id, TableError)
    level = next(iter(source.series.values())).level
    countries = {iso3 for series in source.series.values() for iso3 in series.countries}
    known = places[(places["level"] == level) & places["iso3"].isin(countries)].set_index("code")["name"]
    rows = {id_: frame.index[passes(frame, series.where).all(axis=1)] for id_, series in source.series.items()}
    empty = [id_ for id_, index in rows.items() if index.empty]
    faults.check("series have no row in the file", bad=empty, of=len(rows), do="Correct `where`, `keep` or `drop`.")
    keyed = _keyed(frame, source, codes, level)
    _check_codes(keyed, frame, known, rows, faults)
    cells = _parsed(frame, source, rows, faults)
    joined = {}
    for id_, series in source.series.items():
        figures = _figures(cells.loc[rows[id_]], series)
        _check_figures(figures, id_, series, faults)
        joined[id_] = _joined(figures, keyed[rows[id_]], id_, series, faults)
    faults.raise_any()
    return {id_: _table(joined[id_], known, id_, series) for id_, series in source.series.items()}


def _keyed(frame: pd.DataFrame, source: Source, codes: pd.Series | None, level: Level) -> pd.Series:
    if source.keys is not None and source.keys.code is not None:
        return _in_full(frame[source.keys.code.column], source.keys.code, level)
    if codes is None:
        raise TableError(f"{source.id}: its rows are keyed by a name. Match the names first and give `codes`.")
    return codes.reindex(frame.index)


def _in_full(cells: pd.Series, key: CodeKey, level: Level) -> pd.Series:
    """Write codes in full: 101 with the prefix GT is GT0101, and 0101 of the 44 municipios is SV01001."""
    if key.prefix is None:
        return cells
    digits = cells.str.zfill(key.digits)
    if level == "municipio_2024":
        # Two digits of the department, then three of the municipio within it.
        digits = digits.str[:2] + digits.str[2:].str.zfill(3)
    return key.prefix + digits


def _check_codes(
    keyed: pd.Series, frame: pd.DataFrame, known: pd.Series, rows: Mapping[str, pd.Index], faults: Faults
) -> None:
    # Rows that no series wants, such as a total, need no code.
    used = keyed[frame.index.isin([row for part in rows.values() for row in part])]
    faults.check(
        "rows have no code",
        bad=[place(frame, row) for row in used.index[used.isna()]],
        of=len(used),
        do="Drop them by the source's entry, or match their names.",
    )
    strange = used[used.notna() & ~used.isin(known.index)]
    faults.check(
        "rows carry codes that no place of this level and country has",
        bad=[f"{place(frame, row)} ({code})" for row, code in strange.items()],
        of=len(used),
        do="Correct `keys` in the source's entry, or drop the rows there.",
    )


def _parsed(frame: pd.DataFrame, source: Source, rows: Mapping[str, pd.Index], faults: Faults) -> pd.DataFrame:
    """Parse each column once, over the rows of all the series that take it."""
    wanted: dict[str, set[object]] = {}
    for id_, series in source.series.items():
        for figure in _taken(series).values():
            for column in _columns(frame, figure):
                wanted.setdefault(column, set()).update(rows[id_])
    parsed = {column: numbers(frame.loc[frame.index.isin(index), column], faults) for column, index in wanted.items()}
    return pd.DataFrame(parsed, index=frame.index, dtype=float)


def _taken(series: Series) -> dict[str, Figure]:
    return series.take.figures() if series.take is not None else {}


def _columns(frame: pd.DataFrame, figure: Figure) -> list[str]:
    return [figure.column] if figure.column is not None else matching_columns(frame, figure.columns or "")


def _figures(cells: pd.DataFrame, series: Series) -> pd.DataFrame:
    """Take the figures of each row, scaled to the unit of the series; a sum with a missing part is missing."""
    taken = {}
    for name, figure in _taken(series).items():
        parts = cells[_columns(cells, figure)]
        if figure.above is not None:
            parts = parts.where(parts > figure.above)
        if figure.at_least is not None:
            parts = (parts >= figure.at_least).astype(float).where(parts.notna())
        whole = parts.mean(axis=1, skipna=False) if figure.combine == "mean" else parts.sum(axis=1, skipna=False)
        # Dividing by 100 rounds once, multiplying by 0.01 twice: 35.13 % is 0.3513.
        divisor = 1 / figure.scale
        taken[name] = whole / divisor if divisor.is_integer() else whole * figure.scale
    return pd.DataFrame(taken, index=cells.index, dtype=float)


def _check_figures(figures: pd.DataFrame, id_: str, series: Series, faults: Faults) -> None:
    def check(what: str, shown: pd.Series, wrong: pd.Series, do: str) -> None:
        bad = [f"{place(figures, row)} ({number:g})" for row, number in shown[wrong].items()]
        faults.check(f"rows of `{id_}` {what}", bad=bad, of=len(figures), do=do)

    for name, cells in figures.items():
        if name != "value" or series.kind in {"count", "rate", "share"}:
            check(f"have a negative {name}", cells, cells < 0, "Declare it under `missing` if it stands for that.")
    above = figures["value" if "value" in figures else "numerator"]
    if "denominator" in figures:
        below = figures["denominator"]
        check(
            "lack a denominator above zero", above, above.notna() & ~(below > 0), "Correct `take`, or `drop` the rows."
        )
        if series.kind == "share" and "value" not in figures:
            check("have more above than below the line of a share", above, above > below, "Correct `take`.")
    if series.kind == "share" and "value" in figures:
        check("are shares above 1", above, above > 1, "If they are percentages, declare `scale: 0.01`.")
        scale = _taken(series)["value"].scale
        # A percentage that is at most 1 everywhere was a share before it was scaled.
        if scale < 1 and 0 < above.max() <= scale:
            check("were shares before they were scaled", above, above.notna(), "Leave `scale` out.")


def _joined(figures: pd.DataFrame, keyed: pd.Series, id_: str, series: Series, faults: Faults) -> pd.DataFrame:
    """Put the figures of each place into one row, by its code."""
    if series.combine is not None:
        groups = figures.groupby(keyed, sort=True)
        return groups.mean(skipna=False) if series.combine == "mean" else groups.sum(skipna=False)
    twice = keyed[keyed.notna() & keyed.duplicated(keep=False)]
    faults.check(
        f"rows of `{id_}` share a code with another",
        bad=[f"{place(figures, row)} ({code})" for row, code in twice.items()],
        of=len(keyed),
        do="Correct the code, tell the rows apart by `where`, or say how they `combine`.",
    )
    return figures.set_axis(pd.Index(keyed), axis=0)


def _table(figures: pd.DataFrame, known: pd.Series, id_: str, series: Series) -> pd.DataFrame:
    figures = figures.rename_axis("code").sort_index()
    table = figures.assign(name=known[figures.index], year=series.year, level=series.level).reset_index()
    return check_series(table.reindex(columns=COLUMNS), name=id_)
