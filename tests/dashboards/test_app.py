import json
import re
import shutil
from pathlib import Path

import brotli
import pytest

import dashboards
from dashboards.app import create_app
from dashboards.compression import MOST, SUITES, Kept
from dashboards.data import load_published

ASSETS = Path(dashboards.__file__).parent / "assets"
OUTSIDE = re.compile(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", re.IGNORECASE)


def test_the_page_asks_nothing_of_other_hosts(client):
    page = client.get("/").text
    asked = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert asked
    # What stands in the page itself, or is a part of it, asks nothing of anyone.
    assert [address for address in asked if not address.startswith(("/", "#", "data:image/"))] == []
    assert '<html lang="es">' in page


@pytest.mark.parametrize("path", sorted(ASSETS.iterdir()), ids=lambda path: path.name)
def test_the_assets_name_no_other_host(path):
    assert OUTSIDE.findall(path.read_text(encoding="utf-8")) == []


def test_scripts_and_styles_are_served_from_here(client):
    for address in re.findall(r'(?:src|href)="(/[^"#]+)', client.get("/").text):
        with client.get(address) as answer:
            assert answer.status_code == 200, address


def test_the_map_is_served_as_it_was_published(client, data):
    assert client.get("/map.html", headers={"Accept-Encoding": "identity"}).data == data.page.plain


def test_scripts_are_compressed_and_kept(client):
    script = next(address for address in re.findall(r'src="([^"]+)"', client.get("/").text) if "suites" in address)
    plain = client.get(script, headers={"Accept-Encoding": "identity"}).data
    for _ in range(2):
        answer = client.get(script, headers={"Accept-Encoding": "br, gzip"})
        assert answer.content_encoding == "br"
        assert brotli.decompress(answer.data) == plain


def test_scripts_that_are_kept_are_bounded():
    kept = Kept()
    for version in range(MOST + 10):
        kept.set(f"br;{SUITES}dash/deps/react.v{version}.js", b"script")
    kept.set("br;/health", b"answer")
    assert sum(kept.get(f"br;{SUITES}dash/deps/react.v{version}.js") is not None for version in range(999)) == MOST
    assert kept.get("br;/health") is None


def test_it_says_that_it_is_well_and_when_other_results_are_there(data, tmp_path):
    shutil.copytree(data.folder, tmp_path / "results")
    client = create_app(load_published(tmp_path / "results")).server.test_client()
    told = client.get("/health")
    assert told.json["status"] == "ok"
    assert told.json["stale"] is False
    assert told.cache_control.no_store
    summary = json.loads((tmp_path / "results" / "summary.json").read_text())
    (tmp_path / "results" / "summary.json").write_text(json.dumps(summary | {"checksum": "another"}))
    assert client.get("/health").json["stale"] is True
    (tmp_path / "results" / "summary.json").unlink()
    assert client.get("/health").json["stale"] is True


def test_the_parts_of_the_live_map_are_served_and_nothing_beside_them(data, tmp_path):
    shutil.copytree(data.folder, tmp_path / "results")
    (tmp_path / "results" / "live").mkdir(exist_ok=True)
    (tmp_path / "results" / "live" / "geometry.json").write_text("{}")
    client = create_app(load_published(tmp_path / "results")).server.test_client()
    assert client.get("/live/geometry.json?v=1").json == {}
    assert client.get("/live/secret.json").status_code == 404
    # No such address: the app itself answers, with its page.
    assert client.get("/live/..%2fsummary.json").mimetype == "text/html"


def test_only_files_that_the_results_name_are_downloaded(client):
    with client.get("/download/scores.csv") as answer:
        assert answer.data == b"code,name\n"
        assert "attachment" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("name", ["secret.txt", "study.json", "../world.py", "%2e%2e/secret.txt", "etc/passwd"])
def test_no_other_file_is(client, name):
    assert client.get(f"/download/{name}").status_code == 404
