"""Add events to a tiny study by command, and see counts, rates and distances that can be worked out by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from geo.catalogue import load_catalogue
from geo.errors import ArraigoError, CatalogueError, GeometryError, StoreError, TableError
from geo.tables import read_series
from pipelines.cli import app
from pipelines.paths import find_places
from pipelines.store import locked
from tests.geo.points.ged import ged, row
from tests.pipelines.tiny import write_study

if TYPE_CHECKING:
    from pathlib import Path

A11, A12, A21, B11 = (0.05, 0.05), (0.15, 0.05), (0.05, 0.15), (0.55, 0.05)
SAID = [
    "--title-es", "Sucesos", "--title-en", "Events", "--producer", "Office", "--publication", "List", "--url",
    "https://example.org", "--licence", "CC BY 4.0", "--licence-status", "open", "--attribution", "Office",
]  # fmt: skip
MEANT = [
    "--pillar", "violence", "--direction", "1", "--rationale-es", "Daño", "--rationale-en", "Harm", "--comparable",
    "--comparable-why-es", "Una sola fuente", "--comparable-why-en", "One source",
]  # fmt: skip


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_study(tmp_path)
    monkeypatch.setenv("ARRAIGO_HOME", str(tmp_path))
    monkeypatch.delenv("ARRAIGO_RAW", raising=False)
    return tmp_path


def csv(home: Path, *rows: tuple) -> str:
    """Write points: number, (longitude, latitude), class, date, deaths."""
    lines = ["n,lat,lon,prec,date,deaths"]
    lines += [f"{n},{at[1]},{at[0]},{prec},{date},{deaths}" for n, at, prec, date, deaths in rows]
    path = home / "points.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def add(*words: str) -> str:
    result = CliRunner().invoke(app, ["add", "events", *words, "--study", "tiny"])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def table(home: Path, id_: str) -> pd.DataFrame:
    path = home / "data" / "studies" / "tiny" / "tables" / f"{id_}.csv"
    return read_series(path.read_bytes(), name=id_).set_index("code")


LATLON = ["--lat", "lat", "--lon", "lon"]
FIVE = (
    (1, A11, 1, "2020-03-01", 2),
    (2, A11, 2, "2021-03-01", 1),
    (3, A12, 3, "2021-04-01", 5),
    (4, A11, 4, "2021-05-01", 9),
    (5, B11, 6, "2021-05-01", 9),
)


def test_counts_are_of_events_that_are_known_to_their_municipality(home: Path) -> None:
    said = add(
        csv(home, *FIVE), "--id", "attacks", "--as", "count", *LATLON, *SAID, "--event-id", "n", "--when", "date",
        "--years", "2020-2021", "--precision", "prec", "--municipal", "1,2,3", "--departmental", "4",
    )  # fmt: skip
    made = table(home, "attacks")
    assert made["numerator"].to_dict() == {"AA0101": 2, "AA0102": 1}
    assert made["denominator"].isna().all()
    assert set(made["year"]) == {2021}
    assert "counted by year: 2020: 1, 2021: 2" in said
    places = find_places("tiny")
    catalogue = load_catalogue(places.texts())
    doubts = catalogue.source_of["attacks"].doubts
    assert doubts[0].en == (
        "Points of the file: 5; placed in a municipality: 3; in a department only: 1; nowhere: 1. By municipality, "
        "only those placed in one are counted."
    )
    assert "missing, not zero" in doubts[1].en
    assert catalogue.series["attacks"].complete is False


def test_departments_count_those_known_to_the_department_too(home: Path) -> None:
    add(
        csv(home, *FIVE), "--id", "attacks", "--as", "count", *LATLON, *SAID, "--when", "date", "--years", "2020-2021",
        "--precision", "prec", "--municipal", "1,2,3", "--departmental", "4", "--level", "department",
    )  # fmt: skip
    assert table(home, "attacks")["numerator"].to_dict() == {"AA01": 4}


def test_a_full_list_makes_zeros_and_the_rate_of_years_is_of_person_years(home: Path) -> None:
    add(
        csv(home, *FIVE), "--id", "attacks", "--as", "rate", *LATLON, *SAID, *MEANT, "--when", "date", "--years",
        "2020-2021", "--complete", "--precision", "prec", "--municipal", "1,2,3", "--countries", "AAA",
    )  # fmt: skip
    made = table(home, "attacks")
    assert made["numerator"].tolist() == [2, 1, 0, 0, 0, 0]
    assert made["denominator"].tolist() == [20_000, 22_000, 24_000, 26_000, 28_000, 30_000]
    result = CliRunner().invoke(app, ["run", "--study", "tiny"])
    assert result.exit_code == 0, result.output
    values = pd.read_parquet(home / "data" / "processed" / "tiny" / "2_measured" / "values.parquet")
    mine = values[values["indicator"] == "attacks"].set_index("code")
    assert mine["status"].to_dict() == {
        "AA0101": "observed", "AA0102": "observed", "AA0201": "observed_zero", "AA0202": "observed_zero",
        "AA0103": "observed_zero", "AA0203": "observed_zero",
        **{f"BB0{d}0{m}": "not_monitored" for d in (1, 2) for m in (1, 2, 3)},
    }  # fmt: skip
    assert mine.loc["AA0101", "raw_value"] == pytest.approx(2 / 20_000 * 100_000)
    # Shrunk towards the others.
    assert mine.loc["AA0101", "value"] < mine.loc["AA0101", "raw_value"]


def test_a_list_of_services_is_of_one_year_and_counts_per_person(home: Path) -> None:
    add(
        csv(home, (1, A11, "", "", ""), (2, A11, "", "", ""), (3, B11, "", "", "")), "--id", "posts", "--as", "rate",
        *LATLON, *SAID, *MEANT, "--years", "2020", "--per", "10000", "--complete",
    )  # fmt: skip
    catalogue = load_catalogue(find_places("tiny").texts())
    entry = catalogue.indicator("posts")
    assert (entry.rate.per, entry.rate.denominator) == (10_000, ("people",))
    assert entry.unit.es == "por 10,000 habitantes"
    assert table(home, "posts")["numerator"].sum() == 3


def test_distances_are_of_the_nearest_service_of_the_country(home: Path) -> None:
    add(csv(home, (1, A11, "", "", "")), "--id", "far", "--as", "distance", *LATLON, *SAID, *MEANT, "--years", "2020")
    km = table(home, "far")["value"]
    assert km.index.str[:2].unique().tolist() == ["AA"]
    assert km["AA0101"] == 0
    assert km["AA0102"] == pytest.approx(11.12, abs=0.01)
    assert load_catalogue(find_places("tiny").texts()).indicator("far").unit.en == "km"


def test_deaths_are_added_up_and_tests_on_columns_keep_rows(home: Path) -> None:
    add(
        csv(home, *FIVE), "--id", "deaths", "--as", "count", *LATLON, *SAID, "--when", "date", "--years", "2021",
        "--sum", "deaths", "--where", "prec=2,3,4",
    )  # fmt: skip
    assert table(home, "deaths")["numerator"].to_dict() == {"AA0101": 10, "AA0102": 5}


def test_ucdp_is_read_as_it_comes(home: Path) -> None:
    (home / "ged.csv").write_text(
        ged(
            row(1, *A11),
            row(2, *A12, where_prec=2, adm_1="Departamento AA2"),
            row(3, *A11, where_prec=4, adm_1="Departamento AA2 department"),
            row(4, *A11, where_prec=6),
            row(5, *A11, country="Boria"),
            row(6, *A11, type_of_violence=1),
            row(7, *A11, country="Elsewhere"),
            row(8, *A11, year=2010),
        ),
        encoding="utf-8",
    )
    words = [str(home / "ged.csv"), "--as", "count", "--ucdp", "--title-es", "A", "--title-en", "A", "--years"]
    said = add(*words, "2020-2022", "--id", "a", "--types", "2,3", "--report", str(home / "r.csv"))
    assert table(home, "a")["numerator"].to_dict() == {"AA0101": 1, "AA0102": 1}
    assert "events lie in another department than they name: rows 3" in said
    assert "1 events are of other years than 2020-2022" in said
    fates = pd.read_csv(home / "r.csv").set_index("row")["fate"]
    assert fates.to_dict() == {
        2: "municipality", 3: "municipality", 4: "department", 5: "not_precise_enough", 6: "other_country",
        9: "municipality",
    }  # fmt: skip
    add(*words, "2020-2022", "--id", "b", "--types", "2,3", "--level", "department")
    # The third is known to the department that it names, not to the one that its point lies in.
    assert table(home, "b")["numerator"].to_dict() == {"AA01": 2, "AA02": 1}
    source = load_catalogue(find_places("tiny").texts()).source_of["a"]
    assert source.licence == "CC BY 4.0"
    assert "most homicides" in source.doubts[1].en


def test_a_dry_run_writes_nothing_and_yearly_counts_can_be_kept(home: Path) -> None:
    words = [csv(home, *FIVE), "--id", "a", "--as", "count", *LATLON, *SAID, "--when", "date", "--years", "2020-2021"]
    said = add(*words, "--dry-run", "--yearly", str(home / "y.csv"))
    assert "would write tables/a.csv, sources/a.yml" in said
    assert not (home / "data" / "studies" / "tiny" / "tables" / "a.csv").exists()
    yearly = pd.read_csv(home / "y.csv").set_index("code")
    assert yearly.loc["AA0101"].tolist() == [1, 2]
    assert np.isnan(yearly.loc["AA0102", "2020"])


def test_what_is_there_is_not_written_over_unless_told(home: Path) -> None:
    words = [csv(home, *FIVE), "--id", "a", "--as", "count", *LATLON, *SAID, *MEANT, "--years", "2020"]
    add(*words)
    indicators = (home / "data" / "studies" / "tiny" / "indicators.yml").read_text(encoding="utf-8")
    with pytest.raises(StoreError, match=r"tables/a\.csv, sources/a\.yml are there already"):
        add(*words)
    add(*words, "--replace")
    assert (home / "data" / "studies" / "tiny" / "indicators.yml").read_text(encoding="utf-8") == indicators
    with pytest.raises(StoreError, match="`homicides` is a series of the source `office`"):
        add(*words[:1], "--id", "homicides", *words[3:], "--replace")
    with pytest.raises(StoreError, match="there is an indicator `homicide_rate` already, of homicides"):
        add(*words[:1], "--id", "homicide_rate", *words[3:])


@pytest.mark.parametrize(
    ("words", "error", "what"),
    [
        ([], CatalogueError, "8 of 8 things that only a person knows are not said: --title-es and --title-en"),
        ([*SAID, "--years", "soon"], CatalogueError, "--years soon is no span"),
        ([*SAID, "--years", "2021-2019"], CatalogueError, "no span"),
        ([*SAID, "--years", "2020-2021"], CatalogueError, "no column says when"),
        ([*SAID, "--years", "2020", "--pillar", "violence"], CatalogueError, "--direction"),
        ([*SAID, "--years", "2020", "--precision", "prec"], CatalogueError, "no class places an event"),
        ([*SAID, "--years", "2020", "--municipal", "1"], CatalogueError, "Name it by --precision"),
        ([*SAID, "--years", "2020", "--types", "1"], CatalogueError, "--types are those of UCDP"),
        ([*SAID, "--years", "2020", "--ucdp"], CatalogueError, "knows its own columns"),
        ([*SAID, "--years", "2020", "--where", "prec"], CatalogueError, "1 of 1 tests are not COLUMN=VALUE: prec"),
        ([*SAID, "--years", "2020", "--countries", "XXX"], CatalogueError, "1 of 1 countries are not in the study"),
        ([*SAID, "--years", "2020", "--where", "kind=a"], TableError, "there is no column `kind`. There are n, lat"),
        ([*SAID, "--years", "2020", "--where", "prec=9"], TableError, "0 points are left"),
        ([*SAID, "--years", "2020", "--when", "deaths"], TableError, "5 of 5 cells of `deaths` name no one year"),
        ([*SAID, "--years", "1999", "--when", "date"], TableError, "no place gets a figure"),
        (
            [*SAID, "--years", "2020", "--licence-status", "free"],
            CatalogueError,
            r"sources/a.yml:\d+: `licence_status`",
        ),
        ([*SAID, *MEANT, "--years", "2020", "--pillar", "drivers"], CatalogueError, "not a leaf"),
        ([*SAID, *MEANT, "--years", "2020", "--treatment", "cut"], CatalogueError, r"indicators.yml:\d+: `treatment`"),
    ],
)
def test_faults_are_told_and_nothing_is_written(home: Path, words: list[str], error: type, what: str) -> None:
    before = sorted(p.name for p in (home / "data" / "studies" / "tiny").rglob("*"))
    with pytest.raises(error, match=what):
        add(csv(home, *FIVE), "--id", "a", "--as", "count", *LATLON, *words)
    assert sorted(p.name for p in (home / "data" / "studies" / "tiny").rglob("*")) == before


def test_an_id_or_a_distance_that_cannot_be_is_refused(home: Path) -> None:
    with pytest.raises(CatalogueError) as told:
        add(csv(home, *FIVE), "--id", "A b", "--as", "distance", *LATLON, *SAID, "--years", "2020", "--complete")
    assert "`A b` cannot be an id" in str(told.value)
    assert "a distance is of municipalities" in str(told.value)


def test_swapped_columns_are_refused(home: Path) -> None:
    lines = csv(home, (1, (0.05, 50.0), "", "", ""))
    with pytest.raises(ArraigoError):
        add(lines, "--id", "a", "--as", "count", *LATLON, *SAID, "--years", "2020")
    far = csv(home, (1, (500.0, 50.0), "", "", ""))
    with pytest.raises(GeometryError, match="beyond the globe"):
        add(far, "--id", "a", "--as", "count", *LATLON, *SAID, "--years", "2020")


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["--title-es", "A"], "--title-es and --title-en go together"),
        (["--direction", "up"], "neither 1 nor -1"),
        (["--types", "4"], "not among 1, 2, 3"),
    ],
)
def test_flags_that_cannot_be_are_refused_by_the_command(home: Path, words: list[str], what: str) -> None:
    result = CliRunner().invoke(app, ["add", "events", csv(home, *FIVE), "--id", "a", "--as", "count", *words])
    assert result.exit_code == 2
    assert what in " ".join(result.output.replace("│", " ").split())


def test_nothing_is_written_while_a_run_is_under_way(home: Path) -> None:
    words = [csv(home, *FIVE), "--id", "a", "--as", "count", *LATLON, *SAID, "--years", "2020"]
    before = sorted(p.name for p in (home / "data" / "studies" / "tiny").rglob("*"))
    with locked(find_places("tiny").processed), pytest.raises(StoreError):
        add(*words)
    assert sorted(p.name for p in (home / "data" / "studies" / "tiny").rglob("*")) == before


@pytest.mark.parametrize("dry", [[], ["--dry-run"]])
def test_the_whole_study_is_checked_with_the_new_files(home: Path, dry: list[str]) -> None:
    stray = home / "data" / "studies" / "tiny" / "tables" / "stray.csv"
    stray.write_text("code,value\n", encoding="utf-8")
    with pytest.raises(ArraigoError, match="stray"):
        add(csv(home, *FIVE), "--id", "a", "--as", "count", *LATLON, *SAID, "--years", "2020", *dry)
    assert not stray.with_name("a.csv").exists()


def test_the_doubts_tell_points_of_other_years_and_countries_apart(home: Path) -> None:
    add(
        csv(home, *FIVE), "--id", "attacks", "--as", "count", *LATLON, *SAID, "--when", "date", "--years", "2021",
        "--countries", "AAA",
    )  # fmt: skip
    doubt = load_catalogue(find_places("tiny").texts()).source_of["attacks"].doubts[0]
    assert doubt.en.startswith("Points of the file: 5; of other years or countries: 2; placed in a municipality: 3;")
    assert doubt.es.startswith("Puntos del archivo: 5; de otros años o países: 2; ubicados en un municipio: 3;")
    assert table(home, "attacks")["numerator"].sum() == 3
