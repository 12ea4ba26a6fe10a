"""Name zones in both languages by where they lie, and say which of them cross a border."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.catalogue import Text
    from geo.kinds import Lang

NAMED = 2
"""How many departments of a country a name holds, those with the most places of the zone first."""

WORDS: dict[Lang, dict[str, str]] = {
    "es": {"one": "{}, {}", "many": "Corredor {}", "part": "{} ({})", "around": "{}: {} y alrededores"},
    "en": {"one": "{}, {}", "many": "Corridor {}", "part": "{} ({})", "around": "{}: {} and around"},
}


def name_zones(
    members: pd.DataFrame, *, places: pd.DataFrame, people: pd.Series, countries: Mapping[str, Text]
) -> pd.DataFrame:
    """Name every zone.

    Parameters
    ----------
    members
        `code` and `zone`, null outside of zones.
    places
        By code: `name`, `adm1_name`, `iso3`.
    people
        By code; a missing one adds nothing.
    countries
        The name of every country, by `iso3`.

    Returns
    -------
    pd.DataFrame
        One row per zone, in order: `zone`, `name_es`, `name_en`, `countries` (codes, joined by ``;``) and `corridor`,
        whether it crosses a border. Zones in the same departments are told apart by their most populous place.
    """
    inside = members.dropna(subset="zone").join(places[["name", "adm1_name", "iso3"]], on="code")
    inside = inside.assign(people=people.reindex(inside["code"]).to_numpy(float))
    rows = []
    for zone, own in inside.groupby("zone"):
        parts = _departments(own)
        rows.append(
            {
                "zone": zone,
                **{f"name_{lang}": _name(parts, countries=countries, lang=lang) for lang in WORDS},
                "countries": ";".join(sorted(parts)),
                "corridor": len(parts) > 1,
                "main": own.sort_values(["people", "code"], ascending=[False, True])["name"].iloc[0],
            }
        )
    columns = ["zone", "name_es", "name_en", "countries", "corridor"]
    table = pd.DataFrame(rows, columns=[*columns, "main"])
    for lang, words in WORDS.items():
        name = f"name_{lang}"
        alike = table[name].duplicated(keep=False)
        around = [words["around"].format(*pair) for pair in zip(table[name], table["main"], strict=True)]
        table[name] = table[name].where(~alike, around)
    return table[columns]


def _departments(own: pd.DataFrame) -> dict[str, list[str]]:
    """List the departments that hold most of a zone, by country; the country with the most places first."""
    counts = own.groupby(["iso3", "adm1_name"]).size().reset_index(name="n")
    order = own.groupby("iso3").size().reset_index(name="n").sort_values(["n", "iso3"], ascending=[False, True])
    counts = counts.sort_values(["n", "adm1_name"], ascending=[False, True])
    return {iso3: counts.loc[counts["iso3"] == iso3, "adm1_name"].head(NAMED).tolist() for iso3 in order["iso3"]}


def _name(parts: dict[str, list[str]], *, countries: Mapping[str, Text], lang: Lang) -> str:
    words = WORDS[lang]
    told = [(_and(names, lang=lang), countries[iso3].in_(lang)) for iso3, names in parts.items()]
    if len(told) == 1:
        return words["one"].format(*told[0])
    return words["many"].format(" – ".join(words["part"].format(*part) for part in told))


def _and(names: list[str], *, lang: Lang) -> str:
    if len(names) == 1:
        return names[0]
    last = names[-1].lower()
    # Before the sound i Spanish says e: "Cortés e Intibucá", but "agua y hielo".
    sound = last.startswith(("i", "í", "hi", "hí")) and not last.startswith(("hie", "hia"))
    word = "and" if lang == "en" else ("e" if sound else "y")
    return f"{', '.join(names[:-1])} {word} {names[-1]}"
