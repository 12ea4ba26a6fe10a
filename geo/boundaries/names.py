"""Match the names that producers wrote to the codes of places: surely, or not at all.

A name is looked for within its department and never in another country, in this order: the same text, an alias that
a person entered, a name cut at the length that the source declares, the nearest spelling if nothing else is near.
What is left is refused with its nearest candidates. How the threshold was found: docs/decisions/name-matching.md.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from geo.boundaries.spelling import MARGIN, THRESHOLD, Candidates, Choice, choose, fold
from geo.errors import Faults, NameMatchError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ANY_SOURCE = "*"
ALIAS_COLUMNS = ["source", "name", "code", "note"]
LOG_COLUMNS = ["name", "adm1", "code", "place", "how", "score", "runner_up", "why"]


def places_of(units: pd.DataFrame) -> pd.DataFrame:
    """List every place that a figure can be published for: units, the 44 municipios of El Salvador, departments.

    Parameters
    ----------
    units
        A units table, with or without geometry; its lakes are left out.

    Returns
    -------
    `code`, `name`, `level`, `adm1_code`, `adm1_name`, `iso3`, in the order of the codes.
    """
    land = pd.DataFrame(units[units["kind"] != "lake"])
    of_44 = land.dropna(subset="muni44_code")
    parts = [
        land.assign(level="municipality"),
        of_44.assign(code=of_44["muni44_code"], name=of_44["muni44_name"], level="municipio_2024"),
        land.assign(code=land["adm1_code"], name=land["adm1_name"], level="department"),
    ]
    columns = ["code", "name", "level", "adm1_code", "adm1_name", "iso3"]
    return pd.concat([part[columns] for part in parts]).drop_duplicates("code").sort_values("code", ignore_index=True)


def read_aliases(text: str, *, places: pd.DataFrame) -> pd.DataFrame:
    """Read the alias table of a study, `names.csv`.

    Parameters
    ----------
    text
        The file: `source` (an id, or ``*`` for any), `name` (as the producer wrote it), `code`, `note`.
    places
        What `places_of` gives.

    Returns
    -------
    The table, with `key` (the folded name) and `adm1_code` (of the code). Its index is the row of the file, from 1.

    Raises
    ------
    NameMatchError
        With the row of every blank cell, unknown code, and name with two codes in one department.
    """
    faults = Faults("names.csv", NameMatchError)
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    if not rows or rows[0] != ALIAS_COLUMNS:
        raise NameMatchError(f"names.csv: the heading is not {','.join(ALIAS_COLUMNS)}. Correct row 1.")
    faults.check(
        "rows do not have four cells",
        bad=[f"row {row}" for row, cells in enumerate(rows, start=1) if len(cells) != len(ALIAS_COLUMNS)],
        of=len(rows),
        do="Quote the cells that hold a comma.",
    )
    faults.raise_any()
    table = pd.DataFrame(rows[1:], columns=ALIAS_COLUMNS, index=range(2, len(rows) + 1), dtype="str")
    table["key"] = [fold(name) for name in table["name"]]
    table["adm1_code"] = table["code"].map(dict(zip(places["code"], places["adm1_code"], strict=True)))
    for what, wrong, do in (
        ("rows lack a source, a name or a code", (table[["source", "name", "code"]] == "").any(axis=1), "Fill it in."),
        ("rows carry a code that no place has", table["adm1_code"].isna() & (table["code"] != ""), "Correct the code."),
        (
            "rows give a name of a source two codes in one department",
            table.duplicated(["source", "key", "adm1_code"], keep=False) & table["adm1_code"].notna(),
            "Keep one of them.",
        ),
    ):
        bad = [f"row {row} ({name}, {code})" for row, name, code in table.loc[wrong, ["name", "code"]].itertuples()]
        faults.check(what, bad=bad, of=len(table), do=do)
    faults.raise_any()
    return table


@dataclass(frozen=True)
class Matches:
    """What became of the names of one source."""

    codes: pd.Series
    """A code per row that was asked about, null where the name was refused; the index is that of the rows."""
    log: pd.DataFrame
    """A row per distinct name: what it was taken for, how, the similarity (0-100), the runner-up, why not."""
    used: frozenset[int]
    """The rows of the alias table that served."""

    def checked(self, subject: str) -> pd.Series:
        """Give the codes if every name has one of its own; `subject` is what the message calls the source.

        Raises
        ------
        NameMatchError
            With every refused name, and every code that two names landed on.
        """
        faults = Faults(subject, NameMatchError)
        log = self.log.assign(shown=[_shown(*row) for row in self.log[["name", "adm1"]].itertuples(index=False)])
        refused = log[log["how"] == "refused"]
        faults.check(
            "names have no code",
            bad=[f"{row['shown']}: {row['why']}" for _, row in refused.iterrows()],
            of=len(log),
            do="Enter them in names.csv, or drop their rows by the source's entry.",
        )
        landed = log.dropna(subset="code").groupby("code", sort=True)["shown"].agg(list)
        faults.check(
            "codes were given to two names",
            bad=[f"{code} to {' and '.join(names)}" for code, names in landed.items() if len(names) > 1],
            of=len(landed),
            do="Tell the names apart in names.csv.",
        )
        faults.raise_any()
        return self.codes


def _shown(name: str | None, adm1: str | None) -> str:
    return f"{name!r}" if adm1 is None else f"{name!r} of {adm1}"


def match_names(
    names: pd.DataFrame,
    places: pd.DataFrame,
    *,
    aliases: pd.DataFrame,
    iso3: str,
    source: str = ANY_SOURCE,
    clipped: int | None = None,
    threshold: float = THRESHOLD,
    margin: float = MARGIN,
) -> Matches:
    """Match the names of one source to codes.

    Parameters
    ----------
    names
        `name` and, where the source has a column for it, `adm1`, the department in the source's own spelling; null
        where the cell is empty. A name may stand in several rows.
    places
        The places of one level, as `places_of` gives them.
    aliases
        What `read_aliases` gives.
    iso3
        The country; no place of another is looked at.
    source
        The id whose aliases apply before those for any source.
    clipped
        The length in characters at which the producer cut names.
    threshold, margin
        The similarity (0-100) a near spelling needs, and by how much it must beat the next.

    Returns
    -------
    The codes and the log. A refused name is not raised here: `Matches.checked` does that.

    Raises
    ------
    NameMatchError
        When no place of the country is known.
    """
    places = places[places["iso3"] == iso3].sort_values("code")
    if places.empty:
        raise NameMatchError(f"{source}: none of the places lies in {iso3}. Correct `countries` of its series.")
    known = _for_source(aliases, source)
    meanings = {str(key): list(codes) for key, codes in known.groupby("key")["code"]}
    find = partial(choose, aliases=meanings, threshold=threshold, margin=margin)
    homes: dict[str | None, Choice] = {}
    among: dict[str | None, Candidates] = {None: _candidates(places, scored=_are_departments(places))}
    asked = pd.DataFrame({"name": names["name"], "adm1": None}, dtype=object)
    if "adm1" in names:
        asked["adm1"] = names["adm1"].astype(object)
        departments = _candidates(places.assign(code=places["adm1_code"], name=places["adm1_name"]))
        homes = {adm1: find(adm1, departments) for adm1 in _cells(asked["adm1"])}
        groups = {code: _candidates(rows) for code, rows in places.groupby("adm1_code")}
        among = {adm1: groups[home.code] for adm1, home in homes.items() if home.code is not None}
    pairs = list(zip(_cells(asked["name"]), _cells(asked["adm1"]), strict=True))
    found = {
        (name, adm1): find(name, among[adm1], clipped=clipped)
        if adm1 in among
        else Choice(None, "refused", why=f"its department is not known: {homes[adm1].why}")
        for name, adm1 in sorted(set(pairs), key=repr)
    }
    served = {(fold(name or ""), c.code) for (name, _), c in found.items() if c.how == "alias"}
    served |= {(fold(adm1 or ""), c.code) for adm1, c in homes.items() if c.how == "alias"}
    return Matches(
        codes=pd.Series([found[pair].code for pair in pairs], index=names.index, dtype="str", name="code"),
        log=_log(found, places),
        used=frozenset(row for row, *served_as in known[["key", "code"]].itertuples() if tuple(served_as) in served),
    )


def unused_aliases(aliases: pd.DataFrame, matches: Iterable[Matches]) -> pd.DataFrame:
    """Find the rows of the alias table that served no source; each should leave the table."""
    return aliases[~aliases.index.isin(frozenset[int]().union(*(match.used for match in matches)))]


def _for_source(aliases: pd.DataFrame, source: str) -> pd.DataFrame:
    """Keep the aliases that serve a source; its own go before those for any source."""
    mine = aliases[aliases["source"].isin([source, ANY_SOURCE])]
    own_first = mine.sort_values("source", key=lambda column: column == ANY_SOURCE, kind="stable")
    return own_first.drop_duplicates(["key", "adm1_code"])


def _candidates(places: pd.DataFrame, *, scored: bool = True) -> Candidates:
    return Candidates(dict(zip(places["code"], places["name"], strict=True)), scored=scored)


def _are_departments(places: pd.DataFrame) -> bool:
    return bool((places["code"] == places["adm1_code"]).all())


def _cells(column: pd.Series) -> list[str | None]:
    return [None if pd.isna(cell) else str(cell) for cell in column]


def _log(found: Mapping[tuple[str | None, str | None], Choice], places: pd.DataFrame) -> pd.DataFrame:
    called = dict(zip(places["code"], places["name"], strict=True))
    rows = [
        (name, adm1, choice.code, called.get(choice.code or ""), choice.how, choice.score, choice.runner_up, choice.why)
        for (name, adm1), choice in found.items()
    ]
    return pd.DataFrame(rows, columns=LOG_COLUMNS)
