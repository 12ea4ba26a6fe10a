"""Check that a replaced folder is shown once it is whole, and never before."""

from werkzeug.test import Client

from dashboards.app import create_app
from dashboards.data import load_published
from dashboards.renewal import Renewed
from tests.dashboards import world


def test_a_page_that_is_opened_shows_the_results_in_the_folder(tmp_path):
    folder = world.publish_scored(tmp_path / "5_published")
    made = []

    def make(data):
        made.append(data.checksum)
        return create_app(data).server

    client = Client(Renewed(lambda: load_published(folder), make))
    client.get("/")
    assert made == ["000000000007"]
    world.publish_scored(folder, seed=8)
    # What an open page asks is still answered from the results that it was made from.
    assert client.get("/live/fresh").json == {"stale": True}
    assert made == ["000000000007"]
    client.get("/")
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
