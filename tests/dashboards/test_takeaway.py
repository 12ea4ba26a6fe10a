import io
import json
import zipfile

import geopandas as gpd
import pandas as pd
import pytest

from dashboards.app import create_app
from dashboards.data import load_published
from dashboards.takeaway import Takeaway
from geo.export import FORMATS
from tests.dashboards import world

RUN = {"started": "2026-11-25T12:00:00+00:00", "parameters": {"seed": 7, "replicates": 200}, "code": "abcdef1234"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = world.publish(tmp_path_factory.mktemp("taken"))
    (folder / "run.json").write_text(json.dumps(RUN))
    return folder


@pytest.fixture(scope="module")
def client(folder):
    return create_app(load_published(folder)).server.test_client()


@pytest.mark.parametrize("format_", FORMATS)
def test_the_whole_study_leaves_in_every_format(client, format_):
    answer = client.get(f"/take/{format_}?part=all")
    assert answer.status_code == 200
    assert answer.mimetype == FORMATS[format_].media_type
    assert f'attachment; filename="arraigo_little.{FORMATS[format_].suffix}"' in answer.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ("part=department&department=AA02", ["AA0201", "AA0202"]),
        ("part=filter&country=BBB&q=eneida", ["BB0101"]),
        ("part=filter&q=avila", ["AA0102"]),
        ("part=all&department=AA02", list(world.NAMES)),
        ("part=department&department=ZZ99", list(world.NAMES)),
    ],
)
def test_a_part_is_what_was_asked_for(client, asked, codes):
    table = pd.read_csv(io.BytesIO(client.get(f"/take/csv?{asked}").data))
    assert sorted(table["code"]) == sorted(codes)
    layer = gpd.read_file(io.BytesIO(client.get(f"/take/geojson?{asked}").data))
    assert sorted(layer["code"]) == sorted(codes)


def test_a_part_without_places_is_told(client):
    answer = client.get("/take/csv?part=filter&q=nobody")
    assert answer.status_code == 409
    assert answer.mimetype == "text/plain"
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("address", ["/take/exe", "/take/csv?part=secrets", "/brief/ZZ0000.pdf", "/brief/..%2fx.pdf"])
def test_what_is_not_offered_is_not_there(client, address):
    answer = client.get(address)
    assert answer.status_code == 404 or answer.mimetype == "text/html"


def test_a_file_is_made_once(folder, monkeypatch):
    takeaway = Takeaway(load_published(folder))
    first = takeaway.part("csv", "all", search="", lang="es")
    monkeypatch.setattr("dashboards.takeaway.write_format", None)
    assert takeaway.part("csv", "all", search="", lang="es") == first


def test_what_is_kept_is_bounded(folder, monkeypatch):
    monkeypatch.setattr("dashboards.takeaway.KEPT", 1)
    takeaway = Takeaway(load_published(folder))
    for format_ in ("csv", "geojson", "csv"):
        takeaway.part(format_, "all", search="", lang="es")
    assert len(takeaway._kept) == 1


def test_it_is_not_sent_twice(client):
    first = client.get("/take/csv")
    assert client.get("/take/csv", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize("code", ["AA0101", "AA02"])
def test_a_brief_opens_in_the_browser(client, code):
    answer = client.get(f"/brief/{code}.pdf?lang=en")
    assert answer.data.startswith(b"%PDF-")
    assert answer.headers["Content-Disposition"] == f'inline; filename="arraigo_{code}.en.pdf"'


@pytest.mark.parametrize("record", [None, "{", "[]", "{}"])
def test_a_brief_without_a_date_is_none(tmp_path, record):
    folder = world.publish(tmp_path)
    if record is not None:
        (folder / "run.json").write_text(record)
    answer = create_app(load_published(folder)).server.test_client().get("/brief/AA0101.pdf")
    assert (answer.status_code, "Run `make score` again" in answer.text) == (409, True)


def test_a_shapefile_carries_its_codebook(client):
    with zipfile.ZipFile(io.BytesIO(client.get("/take/shp").data)) as archive:
        assert any("codebook" in name for name in archive.namelist())
