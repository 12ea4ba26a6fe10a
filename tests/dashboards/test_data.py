import json
import shutil

import pandas as pd
import pytest

from dashboards.data import NEEDED, fold, load_published
from geo.errors import ArraigoError, MissingFileError, TableError


@pytest.fixture
def copy(folder, tmp_path):
    return shutil.copytree(folder, tmp_path / "5_published")


def change(path, **columns):
    pd.read_parquet(path).assign(**columns).to_parquet(path)


def test_the_folder_is_read_whole(data):
    assert list(data.places) == list(data.scores["code"])
    assert data.top_k == 3
    assert data.ranked == 6
    assert data.files == ("map.html", "scores.csv", "little.zip")
    assert data.type_titles[2].en == "Nothing stands out"


def test_what_is_not_public_is_not_there(data):
    assert [indicator.id for indicator in data.indicators] == ["emigrants_rate", "homicide_rate", "poverty_share"]
    assert {"injuries", "trust_index"}.isdisjoint(data.values["indicator"])


def test_the_values_of_a_place_come_by_indicator(data):
    values = data.values_of("AA0102")
    assert values["emigrants_rate"]["status"] == "inherited"
    assert values["emigrants_rate"]["value"] == 22.0
    assert data.values_of("ZZ9999") == {}


def test_a_place_without_flags_has_an_empty_text(data):
    assert data.places["AA0101"]["flags"] == ""


def test_an_empty_folder_says_what_to_run(tmp_path):
    with pytest.raises(MissingFileError, match=r"holds no results yet.*make score"):
        load_published(tmp_path)


def test_a_folder_that_is_not_there_says_what_to_run(tmp_path):
    with pytest.raises(MissingFileError, match="holds no results yet"):
        load_published(tmp_path / "nowhere")


@pytest.mark.parametrize("name", NEEDED)
def test_a_half_written_folder_names_what_is_missing(copy, name):
    (copy / name).unlink()
    with pytest.raises(MissingFileError, match=rf"half written: 1 of {len(NEEDED)} files are not there: {name}"):
        load_published(copy)


def test_all_files_that_cannot_be_read_are_told_together(copy):
    for name in NEEDED[1:]:
        (copy / name).write_bytes(b"{ broken")
    with pytest.raises(TableError) as caught:
        load_published(copy)
    assert f"{len(NEEDED) - 1} faults" in str(caught.value)
    assert all(name in str(caught.value) for name in NEEDED[1:])


def test_a_rank_without_its_interval_is_refused(copy):
    change(copy / "scores.parquet", rank_p5=float("nan"))
    with pytest.raises(TableError, match="`rank_p5` do not go together"):
        load_published(copy)


def test_columns_that_lack_are_named(copy):
    path = copy / "scores.parquet"
    pd.read_parquet(path).drop(columns=["node_origin", "contribution_homicide_rate"]).to_parquet(path)
    with pytest.raises(TableError, match=r"2 of \d+ columns.*node_origin, contribution_homicide_rate"):
        load_published(copy)


def test_an_indicator_that_the_study_does_not_know_is_refused(copy):
    change(copy / "values.parquet", indicator="unheard_of")
    with pytest.raises(TableError, match="not in the study's catalogue: unheard_of"):
        load_published(copy)


def test_a_download_that_is_not_there_is_refused(copy):
    (copy / "little.zip").unlink()
    with pytest.raises(TableError, match=r"1 of 3 files that summary.json names.*little.zip"):
        load_published(copy)


def test_a_study_with_a_fault_says_where(copy):
    texts = json.loads((copy / "study.json").read_text(encoding="utf-8"))
    texts["study.yml"] += "surprise: 1\n"
    (copy / "study.json").write_text(json.dumps(texts), encoding="utf-8")
    with pytest.raises(ArraigoError, match=r"study.yml:\d+: `surprise`"):
        load_published(copy)


@pytest.mark.parametrize(
    ("name", "plain"), [("Quetzaltenango", "quetzaltenango"), ("  Petén  Norte", "peten norte"), ("ÑANDÚ", "nandu")]
)
def test_names_are_searched_without_accents(name, plain):
    assert fold(name) == plain
