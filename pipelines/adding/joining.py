"""Say which place each row of a file is about: by its code or its name, and never by one that the other contradicts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.boundaries import match_names
from geo.boundaries.spelling import fold
from geo.errors import NameMatchError, listed
from geo.intake import Reading, agreement, doubtful, readings, shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.intake import Gazetteer, Layout
    from geo.kinds import Level

COLUMNS = ["code_in_file", "name_in_file", "department_in_file", "code", "place", "how", "score", "nearest"]
NO_NAMES = {"na", "n/a", "nan", "-", "--", "null", "none"}
UNSURE = ("fuzzy", "clipped")
"""What is taken only if a person accepts it."""


@dataclass(frozen=True)
class World:
    """What a file's places are looked up in."""

    places: pd.DataFrame
    """What `geo.boundaries.places_of` gives."""
    aliases: pd.DataFrame
    known: Gazetteer
    prefixes: Mapping[str, str]
    """The letters of each country, by its ISO code."""


@dataclass(frozen=True)
class Join:
    """Which place each row is about."""

    rows: pd.DataFrame
    """By row of the file: `COLUMNS`; `how` is one of ``code``, ``code and name``, ``exact``, ``alias``, ``clipped``,
    ``fuzzy``, ``refused``, ``contradicted``."""
    level: Level
    countries: tuple[str, ...]
    by: str
    """What rows were joined by: ``code`` or ``name``."""
    problems: tuple[str, ...]
    """Why it must not be used as it stands."""
    namesakes: Mapping[str, str] = field(default_factory=dict)
    """The department, by code of the municipality that is called as it, be it of it or not (El Progreso lies in
    Jutiapa): a row of either bears the same name."""

    def used(self, *, accept_fuzzy: bool) -> pd.DataFrame:
        """Give the rows that have a place."""
        unsure = self.rows["how"].isin(UNSURE) & (not accept_fuzzy)
        return self.rows[self.rows["code"].notna() & ~unsure]


class UnsaidError(NameMatchError):
    """A file may be of several countries or levels, and only a person knows which."""

    def __init__(self, flag: str, message: str) -> None:
        self.flag = flag
        super().__init__(message)


def join(
    layout: Layout,
    world: World,
    *,
    countries: Sequence[str] = (),
    level: Level | None = None,
    by: str | None = None,
) -> Join:
    """Find the place of every row.

    Parameters
    ----------
    layout
        The table of the file.
    world
        The study's places.
    countries, level
        What a person said; else found by the departments and names in the file.
    by
        ``code`` or ``name``, for a file that has both and whose codes and names disagree.

    Raises
    ------
    UnsaidError
        When the file may be of several countries or levels.
    """
    names = _names(layout)
    level = level or _level(layout, names, world)
    iso3 = _countries(layout, names, world, level=level, said=countries)
    coded = [] if by == "name" else _coded(layout, iso3, world, level=level)
    if level is None:
        level = _level_by_codes(coded)
        coded = [(column, reading) for column, reading in coded if reading.level == level]
    codes, column = _best(coded, names, world)
    if iso3 is None:
        iso3 = codes.map(_country_of(world)) if codes is not None else None
    if iso3 is None:
        raise UnsaidError("--countries", f"the file may be of {listed(world.prefixes)}")
    matched = _matched(layout, names, iso3, world, level=level) if names is not None and by != "code" else None
    if codes is None and matched is None:
        raise NameMatchError(
            "no column holds codes of the places of the study, and there are no names. Correct the file."
        )
    rows, problems = _rows(layout, names, codes, matched, world, level=level, by=by, column=column)
    found = tuple(sorted(set(rows["code"].dropna().map(_country_of(world)).dropna())))
    return Join(rows, level, found, "name" if codes is None else "code", tuple(problems), _namesakes(world, level))


def _namesakes(world: World, level: Level) -> dict[str, str]:
    places = world.places
    named = places[places["level"] == "department"].set_index(["iso3", "name"])["code"]
    mine = places[(places["level"] == level) & (level != "department")]
    keys = pd.MultiIndex.from_frame(mine[["iso3", "name"]])
    found = pd.Series(named.reindex(keys).to_numpy(), index=mine["code"].to_numpy()).dropna()
    return {str(code): str(department) for code, department in found.items()}


def _names(layout: Layout) -> pd.Series | None:
    if layout.name is None:
        return None
    texts = layout.frame[layout.name].map(shown)
    return texts.mask(texts.str.casefold().isin(NO_NAMES), "")


def _country_of(world: World) -> dict[str, str]:
    return dict(zip(world.places["code"], world.places["iso3"], strict=True))


def _level(layout: Layout, names: pd.Series | None, world: World) -> Level | None:
    """Tell the level by the names; None where only codes can."""
    if layout.of_departments:
        return "department"
    if names is None or not (names != "").any():
        return None
    return "municipio_2024" if names[names != ""].map(world.known.is_of_44).mean() > 0.5 else "municipality"


def _countries(
    layout: Layout, names: pd.Series | None, world: World, *, level: Level | None, said: Sequence[str]
) -> pd.Series | None:
    """Say the country of each row; None where only codes can."""
    index = layout.frame.index
    if level == "municipio_2024" and not said:
        said = ["SLV"]
    if layout.country is not None:
        cells = layout.frame[layout.country]
        own = cells.map(lambda cell: world.known.countries.get(world.known.key(cell))).astype(object)
        # A row of a country that was not asked for must not go to its namesake in one that was.
        own = own.where(own.isin(list(said))) if said else own
        return own.mask(cells == "", said[0]) if len(said) == 1 else own
    if len(said) == 1:
        return pd.Series(said[0], index=index)
    column = layout.frame[layout.department] if layout.department else None
    asked = column if column is not None else names
    if asked is None:
        return None
    of = {"department"} if column is not None or level == "department" else {"municipality", "municipio_2024"}
    among = world.places[world.places["level"].isin(of)]
    keys = asked[asked != ""].map(world.known.key)
    shares = {
        str(iso3): keys.isin(_keys(rows)).mean() for iso3, rows in among.groupby("iso3") if not said or iso3 in said
    }
    (best, most), *others = sorted(shares.items(), key=lambda item: -item[1])
    if most >= 0.3 and all(share <= 0.5 * most for _, share in others):
        return pd.Series(best, index=index)
    return None


def _keys(rows: pd.DataFrame) -> set[str]:
    return {fold(name).replace(" ", "") for name in rows["name"]}


def _coded(layout: Layout, iso3: pd.Series | None, world: World, *, level: Level | None) -> list[tuple[str, Reading]]:
    """Read every column of codes in the ways that the level and the country of the rows allow."""
    levels: list[Level] = [level] if level else ["municipality", "municipio_2024", "department"]
    found: list[tuple[str, Reading]] = []
    for column in layout.codes:
        cells = layout.frame[column]
        if iso3 is None:
            found += [(column, r) for r in readings(cells, world.places, prefixes=world.prefixes, levels=levels)]
            continue
        for one in levels:
            parts = [
                r[0]
                for country in sorted(set(iso3.dropna()))
                if (r := readings(cells[iso3 == country], world.places,
                                  prefixes={country: world.prefixes[country]}, levels=[one]))
            ]  # fmt: skip
            if len(parts) == iso3.nunique() and parts:
                whole = pd.concat([part.codes for part in parts]).reindex(cells.index)
                found.append((column, Reading(None, one, whole, min(part.known for part in parts))))
    return found


def _level_by_codes(coded: Sequence[tuple[str, Reading]]) -> Level:
    levels = sorted({reading.level for _, reading in coded})
    if not levels:
        raise NameMatchError("no column holds codes of the places of the study. Correct the file, or give --countries.")
    if len(levels) > 1:
        raise UnsaidError("--level", f"the codes may be of {' or '.join(levels)}")
    return levels[0]


def _best(coded: Sequence[tuple[str, Reading]], names: pd.Series | None, world: World) -> tuple[pd.Series | None, str]:
    """Choose the reading whose places bear the names of the file; without names, the only one."""
    if not coded:
        return None, ""
    called = dict(zip(world.places["code"], world.places["name"], strict=True))
    if names is None or not (names != "").any():
        countries = sorted({reading.iso3 for _, reading in coded if reading.iso3})
        if len(countries) > 1:
            raise UnsaidError("--countries", f"the codes may be of {' or '.join(countries)}")
        differ = {tuple(reading.codes.fillna("")) for _, reading in coded}
        if len(differ) > 1:
            raise NameMatchError(
                f"{len(coded)} columns of codes disagree, and no names tell which is right: "
                f"{listed(sorted({column for column, _ in coded}))}. Take the wrong one out of the file."
            )
        return coded[0][1].codes, coded[0][0]
    nobody = pd.Series(None, index=names.index, dtype=object)
    agreed = [
        (agreement(names, reading.codes, nobody, called=called, fold=fold, is_place=lambda *_: True) == "agree").mean()
        for _, reading in coded
    ]
    best = max(range(len(coded)), key=lambda n: agreed[n])
    return coded[best][1].codes, coded[best][0]


def _matched(layout: Layout, names: pd.Series, iso3: pd.Series, world: World, *, level: Level) -> pd.DataFrame:
    """Match the names of each country on its own; give code, how, score and the nearest by row."""
    asked = pd.DataFrame({"name": [world.known.name(name) or None for name in names]}, index=names.index, dtype=object)
    if layout.department is not None and level != "department":
        homes = [world.known.name(home) or None for home in layout.frame[layout.department]]
        asked["adm1"] = pd.Series(homes, index=names.index, dtype=object)
    parts = []
    for country in sorted(set(iso3.dropna())):
        rows = asked[iso3 == country]
        places = world.places[world.places["level"] == level]
        found = match_names(rows, places, aliases=world.aliases, iso3=country, clipped=_clipped(rows["name"]))
        log = {(_none(row["name"]), _none(row["adm1"])): row for row in found.log.to_dict("records")}
        within = rows["adm1"] if "adm1" in rows else pd.Series(None, index=rows.index, dtype=object)
        told = [log[_none(name), _none(home)] for name, home in zip(rows["name"], within, strict=True)]
        parts.append(
            pd.DataFrame(
                {
                    "code": found.codes.astype(object),
                    "how": [row["how"] for row in told],
                    "score": [row["score"] for row in told],
                    "nearest": [_none(row["why"]) or _none(row["runner_up"]) or "" for row in told],
                },
                index=rows.index,
            )
        )
    why = "its country is not known, or not asked for"
    nowhere = pd.DataFrame({"code": None, "how": "refused", "score": None, "nearest": why},
                           index=asked.index[iso3.isna()])  # fmt: skip
    return pd.concat([*parts, *([nowhere] if len(nowhere) else [])]).reindex(asked.index)


def _none(cell: Any) -> Any:
    """Give None for whatever a frame made of it."""
    return None if pd.isna(cell) else cell


def _clipped(names: pd.Series) -> int | None:
    """Find the length at which a system cut names: where several are as long as the longest, and that is not short."""
    lengths = names.dropna().map(len)
    longest = int(lengths.max()) if len(lengths) else 0
    return longest if 12 <= longest <= 30 and (lengths == longest).sum() >= 3 else None


def _rows(
    layout: Layout,
    names: pd.Series | None,
    codes: pd.Series | None,
    matched: pd.DataFrame | None,
    world: World,
    *,
    level: Level,
    by: str | None,
    column: str,
) -> tuple[pd.DataFrame, list[str]]:
    index = layout.frame.index
    mine = world.places[world.places["level"] == level]
    called = dict(zip(mine["code"], mine["name"], strict=True))
    table = pd.DataFrame(index=index, columns=COLUMNS, dtype=object)
    table["code_in_file"] = layout.frame[column].map(shown) if column else ""
    table["name_in_file"] = names if names is not None else ""
    table["department_in_file"] = layout.frame[layout.department].map(shown) if layout.department else ""
    if codes is None:
        taken = matched if matched is not None else pd.DataFrame()
        table[["code", "how", "score", "nearest"]] = taken[["code", "how", "score", "nearest"]]
        problems: list[str] = []
    else:
        problems = _by_codes(table, names, codes, matched, world, called=called, by=by)
    table["place"] = table["code"].map(called)
    return table, problems


def _by_codes(
    table: pd.DataFrame,
    names: pd.Series | None,
    codes: pd.Series,
    matched: pd.DataFrame | None,
    world: World,
    *,
    called: Mapping[str, str],
    by: str | None,
) -> list[str]:
    """Take the codes, as far as no name contradicts them; say what does."""
    real = codes.where(codes.isin(list(called)))
    table["code"], table["how"] = real.astype(object), "code"
    table.loc[real.isna(), ["how", "nearest"]] = ["refused", "no place of this level has the code"]
    if by == "code":
        return []
    if matched is None or names is None:
        doubted = doubtful(real)
        if not doubted:
            return []
        problem = (
            f"{len(doubted)} of {len(codes)} codes are numbered in another way by some producers (OCHA's p-codes of El "
            f"Salvador, Santa Bárbara, GT0206 and GT0207), and no names confirm them: {listed(doubted)}. Take them at "
            "their word with --by code, or give a file with names."
        )
        return [problem]
    of_country = {prefix: _keys(rows) for prefix, rows in world.places.groupby(world.places["code"].str[:2])}
    verdicts = agreement(
        names,
        real,
        matched["code"],
        called=called,
        fold=fold,
        is_place=lambda name, code: fold(name).replace(" ", "") in of_country[code[:2]],
    )
    table.loc[verdicts.isin(["agree", "near"]), "how"] = "code and name"
    wrong = verdicts.isin(["contradict", "unconfirmed"])
    table.loc[wrong, "how"] = "contradicted"
    means = {code: f"{called[code]} ({code})" for code in set(matched["code"].dropna())}
    table.loc[wrong, "nearest"] = [
        f"the name means {means[other]}" if other in means else "the name is no place's"
        for other in matched.loc[wrong, "code"]
    ]
    if not wrong.any():
        return []
    shown_rows = [
        f"row {row} ({table.loc[row, 'name_in_file']}, code of {called[real[row]]})" for row in table.index[wrong]
    ]
    problem = (
        f"{wrong.sum()} of {len(table)} rows have a code and a name of different places: {listed(shown_rows)}. Say "
        "which is to be trusted: --by code or --by name."
    )
    return [problem]
