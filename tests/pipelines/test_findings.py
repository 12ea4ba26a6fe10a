import pandas as pd
import pytest

from geo.catalogue import load_catalogue
from pipelines import findings
from pipelines.paths import Places
from pipelines.stage import Context
from tests.dashboards import world, world_findings


@pytest.fixture
def context(tmp_path):
    places = Places(study=tmp_path / "study", raw=tmp_path / "raw", processed=tmp_path / "processed")
    out = tmp_path / "out"
    out.mkdir()
    return Context(places, load_catalogue(world.texts()), {}, out, {}, lambda done, of: None)


def write(context, stage, name, frame):
    folder = context.places.result(stage)
    folder.mkdir(parents=True, exist_ok=True)
    frame.to_parquet(folder / name) if name.endswith(".parquet") else frame.to_csv(folder / name, index=False)


def test_what_is_not_public_stays_in(context):
    closed = next(entry.id for entry in context.catalogue.indicators if entry.tier != "public")
    public = next(entry.id for entry in context.catalogue.indicators if entry.tier == "public")
    write(context, "3_scored", "leave_one_out.csv", pd.DataFrame({"indicator": [closed, public], "weight": [0.5, 0.1]}))
    write(context, "4_grouped", "profiles.parquet", pd.DataFrame({"item": [public, closed], "value": [1.0, 2.0]}))
    findings.run(context)
    assert pd.read_csv(context.out / "findings" / "leave_one_out.csv")["indicator"].tolist() == [public]
    assert pd.read_parquet(context.out / "findings" / "profiles.parquet")["item"].tolist() == [public]


def test_numbers_stay_as_they_were_written(context):
    write(context, "3_scored", "sobol.csv", pd.DataFrame({"choice": ["weights"], "first": [0.1 + 0.2]}))
    findings.run(context)
    assert (context.out / "findings" / "sobol.csv").read_text() == "choice,first\nweights,0.30000000000000004\n"


def test_a_stage_that_left_nothing_publishes_nothing(context):
    findings.run(context)
    assert list((context.out / "findings").iterdir()) == []


def test_the_rankings_of_the_draws_are_published(context):
    write(context, "3_scored", "rankings.parquet", world_findings.rankings())
    findings.run(context)
    assert pd.read_parquet(context.out / "findings" / "rankings.parquet").equals(world_findings.rankings())


def test_what_is_said_of_an_outcome_that_is_not_public_stays_in(context):
    closed = next(entry.id for entry in context.catalogue.indicators if entry.tier != "public")
    write(
        context, "3_scored", "reach.csv", pd.DataFrame({"outcome": [closed, "emigrants_rate"], "reached": [0.5, 0.1]})
    )
    findings.run(context)
    assert pd.read_csv(context.out / "findings" / "reach.csv")["outcome"].tolist() == ["emigrants_rate"]
