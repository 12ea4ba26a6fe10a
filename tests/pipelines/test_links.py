"""Check that `score` writes what it links to, from a study small enough to know by heart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from geo.errors import ArraigoError
from pipelines.paths import find_places
from tests.pipelines.test_flow import run
from tests.pipelines.tiny import write_study

if TYPE_CHECKING:
    from pathlib import Path

ENTRY = """\
id: wealth
title: {es: Riqueza, en: Wealth}
unit: {es: pesos, en: pesos}
producer: Bank
publication: Yearbook
url: https://example.org/wealth
licence: none stated
licence_status: unstated
attribution: Bank
countries: [AAA, BBB]
level: municipality
year: 2020
direction: -1
against: violence
comparable: true
"""


def compared(home: Path) -> Path:
    """Add a comparator that falls as violence rises, to the tiny study."""
    folder = write_study(home)
    (folder / "comparators").mkdir()
    (folder / "comparators/wealth.yml").write_text(ENTRY, encoding="utf-8")
    codes = [f"{prefix}{d:02d}{p:02d}" for prefix in ("AA", "BB") for d in (1, 2) for p in (1, 2, 3)]
    rows = "".join(f"{code},{100 - number}\n" for number, code in enumerate(codes))
    (folder / "comparators/wealth.csv").write_text(f"code,value\n{rows}", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("links")
    compared(home)
    run(home, "run", "--study", "tiny")
    return home


def table(home: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(home / "data/processed/tiny/3_scored" / name)


def test_a_figure_is_looked_at_where_it_was_published(home: Path) -> None:
    links = table(home, "links.csv").set_index("iso3")
    assert links["level"].to_dict() == {"AAA": "municipality", "BBB": "department"}
    assert links["places"].to_dict() == {"AAA": 6, "BBB": 2}
    assert links["skill"].isna().all()  # too few for a model, and each has its row


def test_reach_adds_up_what_the_tables_count(home: Path) -> None:
    reach = table(home, "reach.csv")
    scores = pd.read_parquet(home / "data/processed/tiny/3_scored/scores.parquet").set_index("code")
    counted = pd.Series({"AA0101": 50, "AA0102": 90, "AA0103": 20, "AA0201": 10, "AA0202": 70, "AA0203": 30})
    order = scores.loc[counted.index, "node_drivers"].sort_values(ascending=False, kind="stable").index
    curve = reach[(reach["iso3"] == "AAA") & (reach["ranking"] == "drivers") & (reach["by"] == "places")]
    expected = counted[order].cumsum() / counted.sum()
    assert curve["reached"].tolist() == pytest.approx(expected.tolist(), abs=1e-8)
    assert curve["best"].iloc[0] == pytest.approx(90 / 270, abs=1e-8)
    assert set(reach["ranking"]) == {"priority", "drivers"}
    people = reach[(reach["iso3"] == "BBB") & (reach["by"] == "people")]
    assert len(people) == 4  # two departments, two rankings


def test_the_first_places_of_the_study_are_bounded_where_departments_were_counted(home: Path) -> None:
    first = table(home, "reach_first.csv").set_index("iso3")
    assert first["k"].unique().tolist() == [3]
    assert first["chosen"].sum() == 3
    assert first.loc["AAA", "reached_low"] == first.loc["AAA", "reached_high"]
    assert first.loc["BBB", "reached_low"] <= first.loc["BBB", "reached_high"]


def test_an_outside_figure_is_correlated_with_every_node_and_overall_where_it_is_comparable(home: Path) -> None:
    found = table(home, "comparators.csv")
    outside = found[found["kind"] == "external"]
    assert set(outside["iso3"]) == {"AAA", "BBB", "ALL"}
    assert set(outside["against"]) == {"priority", "origin", "drivers", "violence", "poverty_pillar"}
    whole = outside.set_index(["iso3", "against"]).loc[("ALL", "poverty_pillar")]
    assert whole["n"] == 12
    assert whole["spearman"] < 0
    # Six places of a country are too few for a correlation; the row says so.
    assert outside.loc[outside["iso3"] == "AAA", "spearman"].isna().all()
    held = found[found["kind"] == "held_out"]
    assert set(held["against"]) == {"drivers", "violence", "poverty_pillar"}


def test_the_page_stands_among_what_was_published(home: Path) -> None:
    page = (home / "data/processed/tiny/5_published/evidence.html").read_text(encoding="utf-8")
    assert "Riqueza" in page
    assert "Wealth" in page
    assert "evidence.html" in run(home, "run", "--study", "tiny").output


def test_what_is_not_public_is_linked_and_not_published(tmp_path: Path) -> None:
    folder = compared(tmp_path)
    entry, indicators = folder / "comparators/wealth.yml", folder / "indicators.yml"
    entry.write_text(ENTRY + "tier: internal\n", encoding="utf-8")
    text = indicators.read_text(encoding="utf-8")
    head, emigrants = text.split("- id: emigrant_rate")
    closed = emigrants.replace("tier: public", "tier: internal")
    indicators.write_text(f"{head}- id: emigrant_rate{closed}", encoding="utf-8")
    run(tmp_path, "run", "--study", "tiny")
    assert set(table(tmp_path, "comparators.csv")["figure"]) == {"wealth", "emigrant_rate"}
    page = (tmp_path / "data/processed/tiny/5_published/evidence.html").read_text(encoding="utf-8")
    assert "Riqueza" not in page
    assert "emigrant_rate" not in page


def test_a_study_without_comparators_or_a_block_to_hold_out_scores_all_the_same(tmp_path: Path) -> None:
    folder = write_study(tmp_path)
    study = folder / "study.yml"
    study.write_text(study.read_text(encoding="utf-8") + "held_out: elsewhere\n", encoding="utf-8")
    run(tmp_path, "run", "--study", "tiny")
    for name in ("links.csv", "partial_dependence.csv", "reach.csv", "reach_first.csv", "comparators.csv"):
        found = table(tmp_path, name)
        assert found.empty
        assert len(found.columns) > 5


def test_an_edited_comparator_runs_score_again_and_a_slip_in_it_is_told(tmp_path: Path) -> None:
    folder = compared(tmp_path)
    run(tmp_path, "run", "--study", "tiny", "--until", "score")
    figures = folder / "comparators/wealth.csv"
    figures.write_text(figures.read_text(encoding="utf-8").replace("100", "50"), encoding="utf-8")
    again = run(tmp_path, "run", "--study", "tiny", "--until", "score").output
    assert again.count("unchanged") == 2
    figures.write_text("code,value\nAA0101,many\n", encoding="utf-8")
    for words in (("check",), ("run", "--until", "score")):
        with pytest.raises(ArraigoError, match=r"comparators/wealth.csv[\s\S]*row 2 \(many\)"):
            run(tmp_path, *words, "--study", "tiny")
    (folder / "comparators/wealth.csv").unlink()
    with pytest.raises(ArraigoError, match="1 of 1 entries have no table: comparators/wealth"):
        run(tmp_path, "check", "--study", "tiny")


def test_the_same_seed_links_to_the_same_bytes(home: Path, tmp_path: Path) -> None:
    compared(tmp_path)
    run(tmp_path, "run", "--study", "tiny")
    for name in ("links.csv", "reach.csv", "comparators.csv", "../5_published/evidence.html"):
        first, second = ((find_places("tiny", home=h).result("3_scored") / name).read_bytes() for h in (home, tmp_path))
        assert first == second, name


def test_costs_are_followed_where_every_place_has_one(tmp_path: Path) -> None:
    folder = compared(tmp_path)
    codes = [f"AA{d:02d}{p:02d}" for d in (1, 2) for p in (1, 2, 3)]
    costs = {code: 10.0 + number for number, code in enumerate(codes)}
    rows = "".join(f"{code},{cost}\n" for code, cost in costs.items())
    (folder / "costs.csv").write_text(f"code,value\n{rows}", encoding="utf-8")
    run(tmp_path, "run", "--study", "tiny")
    reach = table(tmp_path, "reach.csv")
    budget = reach[reach["by"] == "budget"]
    assert set(budget["iso3"]) == {"AAA"}  # nobody said what BBB costs
    scores = pd.read_parquet(tmp_path / "data/processed/tiny/3_scored/scores.parquet").set_index("code")
    order = scores.loc[codes, "score"].sort_values(ascending=False, kind="stable").index
    spent = pd.Series(costs)[order].cumsum() / sum(costs.values())
    assert budget.loc[budget["ranking"] == "priority", "spent"].tolist() == pytest.approx(spent.tolist(), abs=1e-8)
    page = (tmp_path / "data/processed/tiny/5_published/evidence.html").read_text(encoding="utf-8")
    assert "Por lo que cuesta" in page
    (folder / "costs.csv").write_text("code,value\nAA0101,0\n", encoding="utf-8")
    with pytest.raises(ArraigoError, match="1 of 1 costs are not above zero: AA0101"):
        run(tmp_path, "check", "--study", "tiny")
