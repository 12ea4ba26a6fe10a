"""Check that names reach their own code, that unsure ones are refused, and that every fault of names.csv is told."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.boundaries import read_topojson
from geo.boundaries.names import match_names, places_of, read_aliases, unused_aliases
from geo.boundaries.spelling import Candidates, choose
from geo.errors import NameMatchError

ROOT = Path(__file__).parents[3]
STUDY = ROOT / "data" / "studies" / "northern_triangle"
FIXTURES = ROOT / "tests" / "fixtures"
HEADING = "source,name,code,note\n"


def rows_of(name: str) -> list[dict[str, str]]:
    with (FIXTURES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def places() -> pd.DataFrame:
    return places_of(read_topojson((STUDY / "boundaries.topojson").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def municipalities(places: pd.DataFrame) -> pd.DataFrame:
    return places[places["level"] == "municipality"]


@pytest.fixture(scope="module")
def aliases(places: pd.DataFrame) -> pd.DataFrame:
    return read_aliases((STUDY / "names.csv").read_text(encoding="utf-8"), places=places)


@pytest.fixture
def no_aliases() -> pd.DataFrame:
    return read_aliases(HEADING, places=tiny())


def tiny() -> pd.DataFrame:
    """Two departments of one country that share a name, and one of another country."""
    return pd.DataFrame(
        [
            ("HN01", "Atlántida", "department", "HN01", "Atlántida", "HND"),
            ("HN0104", "Jutiapa", "municipality", "HN01", "Atlántida", "HND"),
            ("HN0106", "San Francisco", "municipality", "HN01", "Atlántida", "HND"),
            ("HN13", "Lempira", "department", "HN13", "Lempira", "HND"),
            ("HN1303", "Candelaria", "municipality", "HN13", "Lempira", "HND"),
            ("HN1317", "San Francisco", "municipality", "HN13", "Lempira", "HND"),
            ("SV09", "Cabañas", "department", "SV09", "Cabañas", "SLV"),
            ("SV0905", "Jutiapa", "municipality", "SV09", "Cabañas", "SLV"),
        ],
        columns=["code", "name", "level", "adm1_code", "adm1_name", "iso3"],
    )


def of_level(places: pd.DataFrame, level: str = "municipality") -> pd.DataFrame:
    return places[places["level"] == level]


def asked(*pairs: tuple[str | None, str | None]) -> pd.DataFrame:
    return pd.DataFrame(pairs, columns=["name", "adm1"], index=pd.RangeIndex(2, len(pairs) + 2, name="row"))


@pytest.mark.parametrize("row", rows_of("must_match.csv"), ids=lambda row: f"{row['name']} of {row['adm1']}")
def test_must_match(row: dict[str, str], municipalities: pd.DataFrame, aliases: pd.DataFrame) -> None:
    names = asked((row["name"], row["adm1"]))
    matches = match_names(names, municipalities, aliases=aliases, iso3=row["iso3"], source=row["source"], clipped=20)
    assert matches.log[["code", "how"]].iloc[0].tolist() == [row["code"], row["how"]]


@pytest.mark.parametrize("row", rows_of("must_not_match.csv"), ids=lambda row: f"{row['name']} of {row['adm1']}")
def test_must_not_match(row: dict[str, str], municipalities: pd.DataFrame, no_aliases: pd.DataFrame) -> None:
    matches = match_names(asked((row["name"], row["adm1"])), municipalities, aliases=no_aliases, iso3=row["iso3"])
    assert matches.codes.isna().all()
    assert matches.log["how"].tolist() == ["refused"]
    assert "nearest are" in matches.log["why"].iloc[0]


def test_every_place_finds_itself(municipalities: pd.DataFrame, no_aliases: pd.DataFrame) -> None:
    for iso3, rows in municipalities.groupby("iso3"):
        names = rows[["name", "adm1_name"]].rename(columns={"adm1_name": "adm1"})
        codes = match_names(names, municipalities, aliases=no_aliases, iso3=str(iso3)).checked(str(iso3))
        assert codes.tolist() == rows["code"].tolist()


def test_no_place_is_taken_for_its_neighbour(municipalities: pd.DataFrame) -> None:
    # Leave each of the 900 out in turn: whatever is chosen then is wrong. This is what set the threshold.
    wrong = []
    for _, rows in municipalities.groupby("adm1_code"):
        names = dict(zip(rows["code"], rows["name"], strict=True))
        for code, name in names.items():
            choice = choose(name, Candidates({c: n for c, n in names.items() if c != code}), aliases={})
            wrong += [name] if choice.code else []
    assert wrong == []


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_never_across_departments_or_countries(data: st.DataObject) -> None:
    places = of_level(tiny())
    name = data.draw(st.sampled_from(sorted(set(places["name"]))) | st.text("SANFRCIOJUTP ", max_size=14))
    adm1 = data.draw(st.sampled_from(["Atlántida", "ATLNTIDA", "Lempira", "LEMPIRAS", "Cabañas"]))
    code = match_names(asked((name, adm1)), places, aliases=read_aliases(HEADING, places=tiny()), iso3="HND").codes
    home = {"A": "HN01", "L": "HN13", "C": "none"}[adm1[0]]
    assert code.isna().all() or code.iloc[0].startswith(home)


@settings(max_examples=15, deadline=None)
@given(order=st.permutations(range(6)))
def test_the_order_of_rows_changes_nothing(order: list[int]) -> None:
    names = asked(
        ("San Francisco", "Atlántida"),
        ("SAN FRANCISCO", "Lempira"),
        ("Jutiapa", "Atlantida"),
        ("Nowhere", "Lempira"),
        (None, "Lempira"),
        ("Candelaria", "LEMPIRA"),
    )
    aliases = read_aliases(HEADING, places=tiny())
    plain = match_names(names, of_level(tiny()), aliases=aliases, iso3="HND")
    moved = match_names(names.iloc[order], of_level(tiny()).iloc[::-1], aliases=aliases, iso3="HND")
    pd.testing.assert_series_equal(moved.codes.sort_index(), plain.codes)
    pd.testing.assert_frame_equal(moved.log, plain.log)


def test_without_a_department_a_name_in_two_is_refused(no_aliases: pd.DataFrame) -> None:
    names = asked(("San Francisco", None), ("Jutiapa", None)).drop(columns="adm1")
    matches = match_names(names, of_level(tiny()), aliases=no_aliases, iso3="HND")
    assert matches.codes.fillna("").tolist() == ["", "HN0104"]
    with pytest.raises(NameMatchError, match=r"it may mean San Francisco \(HN0106\), San Francisco \(HN1317\)"):
        matches.checked("list")


def test_without_a_department_no_near_spelling_is_taken(no_aliases: pd.DataFrame) -> None:
    names = asked(("Candelarias", None)).drop(columns="adm1")
    assert match_names(names, of_level(tiny()), aliases=no_aliases, iso3="HND").codes.isna().all()


def test_departments_are_matched_as_names_of_their_own(no_aliases: pd.DataFrame) -> None:
    names = asked(("ATLNTIDA", None), ("Lenpira", None)).drop(columns="adm1")
    departments = of_level(tiny(), "department")
    codes = match_names(names, departments, aliases=no_aliases, iso3="HND", threshold=85).codes
    assert codes.tolist() == ["HN01", "HN13"]


def test_aliases_serve_their_source_first_and_their_department_only() -> None:
    places = tiny()
    text = HEADING + "*,Villa,HN0104,\nlist,Villa,HN0106,\n*,Villa,HN1303,\n*,Lenca,HN13,a department\n*,Unused,HN01,\n"
    aliases = read_aliases(text, places=places)
    names = asked(("VILLA", "Atlántida"), ("Villa", "Lenca"))
    own = match_names(names, of_level(places), aliases=aliases, iso3="HND", source="list")
    other = match_names(names, of_level(places), aliases=aliases, iso3="HND", source="other")
    assert own.checked("list").tolist() == ["HN0106", "HN1303"]
    assert other.checked("other").tolist() == ["HN0104", "HN1303"]
    assert own.used == {3, 4, 5}
    assert unused_aliases(aliases, [own, other])["name"].tolist() == ["Unused"]
    assert unused_aliases(aliases, []).index.tolist() == [2, 3, 4, 5, 6]


def test_refused_names_and_doubled_codes_are_told_together(no_aliases: pd.DataFrame) -> None:
    names = asked(("Jutiapa", "Atlántida"), ("JUTIAPA.", "Atlántida"), ("Nowhere", "Lempira"), ("Gracias", "Nada"))
    matches = match_names(names, of_level(tiny()), aliases=no_aliases, iso3="HND")
    with pytest.raises(NameMatchError) as caught:
        matches.checked("homicides")
    message = str(caught.value)
    assert message.startswith("homicides: 2 faults")
    assert "2 of 4 names have no code: 'Gracias' of Nada: its department is not known" in message
    assert "'Nowhere' of Lempira: nearest are" in message
    assert "1 of 1 codes were given to two names: HN0104 to 'JUTIAPA.' of Atlántida and 'Jutiapa'" in message
    assert "names.csv" in message


def test_the_log_says_how_near_the_second_was(municipalities: pd.DataFrame, no_aliases: pd.DataFrame) -> None:
    log = match_names(asked(("SEMSEMBRA", "MORAZAN")), municipalities, aliases=no_aliases, iso3="SLV").log
    row = log.iloc[0]
    assert (row["code"], row["place"], row["how"]) == ("SV1322", "Sensembra", "fuzzy")
    assert row["score"] == pytest.approx(88.9, abs=0.05)
    assert row["runner_up"] == "Meanguera (SV1314)"


def test_a_country_without_places_is_a_fault(no_aliases: pd.DataFrame) -> None:
    with pytest.raises(NameMatchError, match="none of the places lies in MEX"):
        match_names(asked(("Jutiapa", None)), tiny(), aliases=no_aliases, iso3="MEX")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the heading is not source,name,code,note"),
        ("name,code\n", "the heading is not"),
        (HEADING + "*,Villa,HN0104\n", "1 of 2 rows do not have four cells: row 2"),
        (HEADING + "*,,HN0104,\n", "1 of 1 rows lack a source, a name or a code: row 2"),
        (HEADING + "*,Villa,HN9999,\n", r"1 of 1 rows carry a code that no place has: row 2 \(Villa, HN9999\)"),
        (HEADING + "*,Villa,HN0104,\n*,VILLA,HN0106,\n", "2 of 2 rows give a name of a source two codes"),
    ],
)
def test_faults_of_the_alias_table(text: str, said: str) -> None:
    with pytest.raises(NameMatchError, match=said):
        read_aliases(text, places=tiny())


def test_places_are_units_municipios_of_2024_and_departments(places: pd.DataFrame) -> None:
    assert places["level"].value_counts().to_dict() == {"municipality": 900, "department": 54, "municipio_2024": 44}
    assert places["code"].is_unique
    # The 44 bear the official number of their department, as the census writes it.
    assert places.set_index("code")["name"]["SV02004"] == "Santa Ana Oeste"


def test_places_leave_lakes_out() -> None:
    unit = {"adm1_code": "GT01", "adm1_name": "Guatemala", "iso3": "GTM", "muni44_code": None, "muni44_name": None}
    units = pd.DataFrame(
        [
            {"code": "GT0100", "name": "Lago de Amatitlán", "kind": "lake", **unit},
            {"code": "GT0101", "name": "Guatemala", "kind": "municipio", **unit},
        ]
    )
    assert places_of(units)["code"].tolist() == ["GT01", "GT0101"]
