"""Check that a replaced folder is shown once it is whole, and never before."""

import json
import weakref
from argparse import Namespace

import pandas as pd
import pytest
from werkzeug.test import Client

from dashboards.__main__ import application
from dashboards.app import create_app
from dashboards.data import load_published
from dashboards.doors import Keys
from dashboards.renewal import OPENING, Renewed
from dashboards.takeaway import Takeaway
from geo.errors import MissingFileError
from tests.dashboards import world


@pytest.mark.parametrize("address", OPENING)
def test_a_page_that_is_opened_shows_the_results_in_the_folder(address, tmp_path):
    folder = world.publish_scored(tmp_path / "5_published")
    made = []

    def make(data):
        made.append(data.checksum)
        return create_app(data).server

    client = Client(Renewed(lambda: load_published(folder), make))
    client.get(address)
    assert made == ["000000000007"]
    world.publish_scored(folder, seed=8)
    # What an open page asks is still answered from the results that it was made from.
    assert client.get("/live/fresh").json == {"stale": True}
    assert made == ["000000000007"]
    client.get(address)
    assert made == ["000000000007", "000000000008"]
    assert client.get("/live/fresh?run=000000000007").json == {"stale": True}
    assert client.get("/live/fresh?run=000000000008").json == {"stale": False}


def test_a_half_written_folder_leaves_the_results_before(tmp_path):
    folder = world.publish_scored(tmp_path / "5_published")
    client = Client(Renewed(lambda: load_published(folder), lambda data: create_app(data).server))
    (folder / "summary.json").unlink()
    assert client.get("/").status_code == 200
    assert client.get("/live/scores").json["rows"]["code"] == list(world.NAMES)
    world.publish_scored(folder, seed=9)
    client.get("/")
    assert client.get("/live/fresh?run=000000000009").json == {"stale": False}


def test_a_file_that_goes_while_it_is_read_leaves_the_results_before(tmp_path):
    folder = world.publish_scored(tmp_path / "5_published")
    faults = iter([FileNotFoundError("map.html"), ValueError("half a table"), KeyError("code")])
    made = []

    def make(data):
        if made:
            raise next(faults)
        made.append(data.checksum)
        return create_app(data).server

    client = Client(Renewed(lambda: load_published(folder), make))
    world.publish_scored(folder, seed=8)
    assert [client.get("/").status_code for _ in range(3)] == [200, 200, 200]


def test_results_that_are_replaced_while_they_are_read_are_not_shown(tmp_path):
    folder = world.publish_scored(tmp_path / "5_published")

    def make(data):
        if data.checksum == "000000000008":
            world.publish_scored(folder, seed=9)
        return create_app(data).server

    client = Client(Renewed(lambda: load_published(folder), make))
    world.publish_scored(folder, seed=8)
    client.get("/")
    assert client.get("/health").json["checksum"] == "000000000007"
    client.get("/")
    assert client.get("/health").json["checksum"] == "000000000009"


def test_a_page_that_another_process_made_from_newer_results_is_answered_from_those(tmp_path):
    folder = world.publish_scored(tmp_path / "5_published")
    client = Client(Renewed(lambda: load_published(folder), lambda data: create_app(data).server))
    world.publish_scored(folder, seed=8)
    assert client.get("/live/fresh?run=000000000007").json == {"stale": True}
    assert client.get("/live/scores?run=000000000008").json["rows"]["code"] == list(world.NAMES)
    assert client.get("/live/fresh?run=000000000008").json == {"stale": False}


def view(client, run):
    """Ask for a view as Dash does in a page that was made from some results; give what it is told, if anything."""
    inputs = [
        {"id": "seen", "property": "value", "value": "?view=types"},
        {"id": "firm", "property": "value", "value": ""},
    ]
    outputs = [{"id": "view", "property": "children"}, {"id": "chosen", "property": "value"}]
    asked = {
        "output": "..view.children...chosen.value..",
        "outputs": outputs,
        "inputs": inputs,
        "state": [{"id": "run", "property": "value", "value": run}],
        "changedPropIds": ["seen.value"],
    }
    told = client.post("/_dash-update-component", json=asked).json
    return told.get("response"), told.get("sideUpdate")


def test_a_page_of_other_results_is_filled_with_none_of_these(tmp_path):
    folder = world.publish_scored(tmp_path / "5_published")
    client = Client(Renewed(lambda: load_published(folder), lambda data: create_app(data).server))
    client.get("/")
    filled, others = view(client, "000000000007")
    assert filled["view"]["children"]
    assert others is None
    world.publish_scored(folder, seed=8)
    # As long as nobody has opened a newer page, the old one is whole.
    assert view(client, "000000000007") == (filled, None)
    client.get("/")
    assert view(client, "000000000007") == ({}, {"others": {"value": "000000000008"}})
    assert client.get("/live/setting?run=000000000007").json == {"stale": True}
    assert view(client, "000000000008")[0]["view"]["children"]
    assert "stale" not in client.get("/live/setting?run=000000000008").json


def test_closed_results_are_renewed_too(tmp_path):
    for folder in ("5_published", "closed/partner"):
        world.publish_scored(tmp_path / folder)
    asked = Namespace(folder=tmp_path / "5_published", closed=tmp_path / "closed", uploads=None)
    client = Client(application(asked, Keys({"partner": "p" * 20})))
    world.publish_scored(tmp_path / "closed/partner", seed=8)
    token = {"Authorization": f"Bearer {'p' * 20}"}
    client.get("/", headers=token)
    told = client.get("/health", headers=token).json
    assert (told["tier"], told["checksum"]) == ("partner", "000000000008")


def test_findings_of_other_results_are_not_lent_to_these(tmp_path):
    folder = world.publish_scored(tmp_path / "5_published")
    data = load_published(folder)
    path = folder / "findings/rankings.parquet"
    pd.read_parquet(path).iloc[:0].to_parquet(path)
    assert len(data.finding("rankings.parquet")) > 0


def test_a_file_is_not_made_from_other_results(tmp_path):
    folder = world.publish_scored(tmp_path / "5_published")
    (folder / "run.json").write_text(json.dumps({"started": "2026-11-25", "parameters": {}}))
    takeaway = Takeaway(load_published(folder))
    world.publish_scored(folder, seed=8)
    for make in (
        lambda: takeaway.part("csv", "all", search="", lang="es"),
        lambda: takeaway.brief("AA0101", lang="es"),
    ):
        with pytest.raises(MissingFileError, match="Open the page again"):
            make()


def test_a_folder_that_is_replaced_while_it_is_read_is_refused(tmp_path, monkeypatch):
    folder = world.publish_scored(tmp_path / "5_published")
    read = pd.read_parquet

    def replacing(path, **options):
        if path.name == "values.parquet":
            monkeypatch.setattr("pandas.read_parquet", read)
            world.publish_scored(folder, seed=8)
        return read(path, **options)

    monkeypatch.setattr("pandas.read_parquet", replacing)
    with pytest.raises(MissingFileError, match="replaced while it was read"):
        load_published(folder)


def test_results_that_were_replaced_are_let_go(tmp_path):
    folder = world.publish_scored(tmp_path / "5_published")
    read = []

    def make(data):
        read.append(weakref.ref(data))
        return create_app(data).server

    client = Client(Renewed(lambda: load_published(folder), make))
    assert client.get("/live/scores?w=origin:3").status_code == 200
    world.publish_scored(folder, seed=8)
    client.get("/")
    assert len(read) == 2
    assert read[0]() is None
    assert read[1]() is not None
