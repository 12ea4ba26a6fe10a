"""Take the figures of a file as a tidy table, one row per place."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.contracts import check_series
from geo.errors import Faults, TableError, listed
from geo.intake import choose_column, figure_columns, numbers_of, scale_of
from geo.tables.series import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from geo.intake import Layout
    from geo.kinds import Kind
    from pipelines.adding.answers import Answers
    from pipelines.adding.joining import Join

_RATE = re.compile(
    r"\btasas?\b|\brates?\b|\b(por|per)( cada)? (mil|cien|thousand|hundred|10{2,}|10{0,2}[., ]0{3})\b", re.IGNORECASE
)
NEVER_NEGATIVE = {"count", "rate", "share"}


@dataclass(frozen=True)
class Taking:
    """Which columns of the file become which figures."""

    value: tuple[str, ...] = ()
    numerator: tuple[str, ...] = ()
    denominator: str | None = None
    """A column of the file."""
    se: str | None = None
    series: tuple[str, ...] = ()
    """Series of the study that counts are divided by."""

    @property
    def main(self) -> str:
        """The heading that the figures stand under."""
        return (self.value or self.numerator)[0]


def choose_figures(
    layout: Layout, answers: Answers, *, kind: Kind | None, series: Collection[str], people: Sequence[str]
) -> Taking:
    """Choose the columns to take.

    Parameters
    ----------
    layout
        The table of the file.
    answers
        What was said.
    kind
        What a figure is; None while nobody has said.
    series
        The ids of the study's series.
    people
        Those that count people, meant by `people`.

    Raises
    ------
    TableError
        When a column is not there, or several hold figures and none was named.
    """
    columns = [str(column) for column in layout.frame if column not in layout.keys]
    denominator, divided_by = _denominator(answers, columns, series=series, people=people)
    main = _main(layout, answers, columns, besides=denominator)
    se = choose_column(answers.se, columns, what="--se") if answers.se else None
    if kind == "rate" or (kind == "share" and denominator is not None):
        if se is not None:
            raise TableError(f"--se `{se}` is of figures as published; of counts the errors are found. Leave --se out.")
        return Taking(numerator=main, denominator=denominator, series=divided_by)
    return Taking(value=main, se=se, denominator=denominator, series=divided_by)


def _denominator(
    answers: Answers, columns: Sequence[str], *, series: Collection[str], people: Sequence[str]
) -> tuple[str | None, tuple[str, ...]]:
    if answers.denominator is None:
        return None, ()
    if answers.denominator == "people":
        return None, tuple(people)
    named = tuple(part.strip() for part in answers.denominator.split(","))
    if all(name in series for name in named):
        return None, named
    return choose_column(answers.denominator, columns, what="--denominator"), ()


def _main(layout: Layout, answers: Answers, columns: Sequence[str], *, besides: str | None) -> tuple[str, ...]:
    asked = answers.numerator or answers.column
    if asked is None:
        found = [column for column in figure_columns(layout) if column != besides]
        if len(found) == 1:
            return tuple(found)
        raise TableError(
            f"{len(found)} columns hold figures{': ' if found else ''}{listed(found)}. Name the one to take: --column"
        )
    if answers.combine:
        try:
            several = tuple(column for column in columns if re.search(asked, column))
        except re.error:
            several = ()
        if len(several) > 1:
            return several
    return (choose_column(asked, columns, what="--column"),)


def take_figures(
    layout: Layout, joined: Join, answers: Answers, *, taking: Taking, kind: Kind, year: int
) -> tuple[pd.DataFrame, list[str]]:
    """Make the tidy table.

    Returns
    -------
    tuple of pandas.DataFrame and list of str
        A table of `geo.contracts.SERIES`, and what was found and done on the way.

    Raises
    ------
    TableError
        With every fault: text among the figures, figures that their kind cannot have, places that stand twice, a row
        that is the sum of the others.
    """
    used = joined.used(accept_fuzzy=answers.accept_fuzzy)
    faults = Faults("the figures", TableError)
    notes: list[str] = []
    figures = pd.DataFrame(index=used.index)
    for role, column in _wanted(taking):
        figures[role] = _column(layout, column, answers, faults=faults, notes=notes, index=used.index)
    faults.raise_any()
    if kind == "share" and taking.value:
        figures = _shares(layout, figures, taking=taking, answers=answers, notes=notes)
    _check(figures, kind=kind, faults=faults, taking=taking)
    codes = used["code"].astype(str)
    if kind in {"count", "rate"}:
        _check_department_rows(figures, codes, joined.namesakes, faults)
    figures = _by_place(figures, codes, used, answers, faults)
    _check_sums(figures, faults, kind=kind)
    faults.raise_any()
    table = figures.reindex(columns=["value", "numerator", "denominator", "se", "coverage"]).astype(float)
    names = used.drop_duplicates("code").set_index("code")["place"]
    table = table.assign(name=names.reindex(table.index), year=year, level=joined.level)
    table = table.rename_axis("code").reset_index()[COLUMNS].sort_values("code", ignore_index=True)
    return check_series(table, name="the table"), notes


def _wanted(taking: Taking) -> list[tuple[str, tuple[str, ...]]]:
    roles = [("value", taking.value), ("numerator", taking.numerator)]
    roles += [(role, (column,)) for role, column in (("denominator", taking.denominator), ("se", taking.se)) if column]
    return [(role, columns) for role, columns in roles if columns]


def _column(
    layout: Layout, columns: Sequence[str], answers: Answers, *, faults: Faults, notes: list[str], index: pd.Index
) -> pd.Series:
    parts = []
    for column in columns:
        try:
            found = numbers_of(
                layout.frame.loc[index, column],
                decimal=answers.decimal,
                missing=answers.missing_mark,
            )
        except TableError as error:
            faults.add(str(error))
            continue
        if empty := int(found.numbers.isna().sum()):
            notes.append(f"`{column}`: {empty:,} of {len(index):,} rows have no figure")
        if found.marks:
            notes.append(f"`{column}`: missing where it says {', '.join(found.marks)}")
        parts.append(found.numbers)
    if not parts:
        return pd.Series(np.nan, index=index)
    wide = pd.concat(parts, axis=1)
    if len(parts) > 1:
        sums = wide.sum(axis=1, skipna=False)
        told = pd.DataFrame({"sum": sums, "max": wide.max(axis=1), "size": len(parts)})
        _check_parts(told, faults, what="columns")
        notes.append(f"{len(parts)} columns made one by their {answers.combine}: {listed(columns)}")
    return wide.mean(axis=1, skipna=False) if answers.combine == "mean" else wide.sum(axis=1, skipna=False)


def _shares(
    layout: Layout, figures: pd.DataFrame, *, taking: Taking, answers: Answers, notes: list[str]
) -> pd.DataFrame:
    found = numbers_of(layout.frame[taking.main], decimal=answers.decimal, missing=answers.missing_mark)
    told = replace(found, numbers=figures["value"])
    factor, why = scale_of(told, heading=taking.main, scale=answers.scale)
    notes.append(f"`{taking.main}`: {why}")
    scaled = figures[[role for role in ("value", "se") if role in figures]]
    # Rounded where binary fractions would add digits that the file has not: 37.05 % is 0.3705.
    return figures if factor == 1 else figures.assign(**(scaled / round(1 / factor)).round(15))


def _check(figures: pd.DataFrame, *, kind: Kind, faults: Faults, taking: Taking) -> None:
    main = "value" if "value" in figures else "numerator"
    if figures[main].notna().sum() == 0:
        faults.add(f"none of {len(figures)} rows has a figure under `{taking.main}`. Choose another --column.")
    for role, cells in figures.items():
        if kind in NEVER_NEGATIVE or role != "value":
            faults.check(
                f"rows have a negative {role}",
                bad=[f"row {row} ({number:g})" for row, number in cells[cells < 0].items()],
                of=len(cells),
                do="Choose another --kind, or say what stands for a missing figure: --missing-mark.",
            )
    if kind == "rate":
        _check_counts(figures[main], faults, taking=taking)
    if "denominator" in figures:
        faults.check(
            "rows have a figure, but no denominator above zero",
            bad=[f"row {row}" for row in figures.index[figures[main].notna() & ~(figures["denominator"] > 0)]],
            of=len(figures),
            do="Choose another --denominator.",
        )
    if kind == "share" and main == "numerator" and "denominator" in figures:
        above = figures.index[figures[main] > figures["denominator"]]
        faults.check(
            "rows have more above than below the line of a share",
            bad=[f"row {row}" for row in above],
            of=len(figures),
            do="Choose other columns.",
        )


def _check_counts(cells: pd.Series, faults: Faults, *, taking: Taking) -> None:
    """Note rates where counts are asked for: they would be divided by people once more."""
    headed = [column for column in taking.numerator if _RATE.search(column)]
    broken = cells.index[cells.notna() & (cells % 1 != 0)] if headed else ()
    faults.check(
        f"figures of `{taking.main}` are no whole numbers, and its heading says they are a rate already",
        bad=[f"row {row} ({cells[row]:g})" for row in broken],
        of=len(cells),
        do="A rate is made of counts: name their --column; or take the figures as published by --kind intensity.",
    )


def _by_place(
    figures: pd.DataFrame, codes: pd.Series, used: pd.DataFrame, answers: Answers, faults: Faults
) -> pd.DataFrame:
    twice = codes[codes.duplicated(keep=False)].sort_values(kind="stable")
    if twice.empty or answers.combine is None:
        faults.check(
            "rows are about a place that another row is about",
            bad=[
                f"row {row} ({place}, {code})"
                for row, place, code in zip(twice.index, used["place"].reindex(twice.index), twice, strict=True)
            ],
            of=len(codes),
            do="Keep one row per place, choose among them with --where COLUMN=VALUE, or join them with --combine sum.",
        )
        first = ~codes.duplicated()
        return figures[first].set_axis(pd.Index(codes[first]), axis=0)
    groups = figures.groupby(codes, sort=True)
    main = "value" if "value" in figures else "numerator"
    _check_parts(figures[main].groupby(codes).agg(["sum", "max", "size"]), faults, what="rows")
    # A part that is missing makes the whole missing.
    whole = groups.mean() if answers.combine == "mean" else groups.sum()
    if "se" in figures:
        # Errors of parts are taken to be independent: squares add up.
        errors = np.sqrt((figures["se"] ** 2).groupby(codes).sum())
        whole["se"] = errors / groups.size() if answers.combine == "mean" else errors
    return whole.where(groups.count().eq(groups.size(), axis=0))


def _check_parts(told: pd.DataFrame, faults: Faults, *, what: str) -> None:
    """Note a total among the parts that are joined, such as men, women and both: all would count twice."""
    several = told[(told["size"] > 2) & (told["sum"] > 0)]
    doubled = np.isclose(several["max"] * 2, several["sum"], rtol=1e-6)
    # Of one place, or of some, it may be chance.
    if len(several) > 1 and doubled.all():
        faults.add(
            f"in {len(several)} of {len(several)} places that have more than two {what} to join, one is the sum of the "
            f"others: it is likely a total. Leave it out: {'--where COLUMN=VALUE' if what == 'rows' else '--column'}."
        )


def _check_department_rows(
    figures: pd.DataFrame, codes: pd.Series, namesakes: Mapping[str, str], faults: Faults
) -> None:
    """Note a department under the name of a municipality: it comes first, and is the sum of those below it."""
    cells = figures["value" if "value" in figures else "numerator"]
    homes, whole = codes.str[:4].tolist(), cells.to_numpy(dtype=float)
    sums = []
    for at in np.flatnonzero(codes.isin(list(namesakes)).to_numpy() & (whole > 0)):
        home, end = namesakes[codes.iloc[at]], at + 1
        while end < len(homes) and homes[end] == home:
            end += 1
        if (at == 0 or homes[at - 1] != home) and np.isclose(whole[at], np.nansum(whole[at + 1 : end]), rtol=1e-6):
            sums.append(cells.index[int(at)])
    faults.check(
        "rows bear the name of a department, and are the sum of its rows below",
        bad=[f"row {row} ({codes[row]}, {cells[row]:g})" for row in sums],
        of=len(cells),
        do="They are likely the department, not the municipality of that name. Take them out of the file.",
    )


def _check_sums(figures: pd.DataFrame, faults: Faults, *, kind: Kind) -> None:
    """Note a row that is the sum of all others: a total that bears the name of a place."""
    main = "value" if "value" in figures else "numerator"
    cells = figures[main].dropna()
    if kind not in {"count", "rate"} or len(cells) < 4 or cells.sum() <= 0:
        return
    totals = cells.index[np.isclose(cells * 2, cells.sum(), rtol=1e-6)]
    faults.check(
        "places have as much as all others together",
        bad=[f"{code} ({cells[code]:g})" for code in totals],
        of=len(cells),
        do="It is likely a total under the name of a place. Take the row out of the file.",
    )
