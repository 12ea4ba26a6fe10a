import gzip
import re
from pathlib import Path

import pytest

import dashboards

ASSETS = Path(dashboards.__file__).parent / "assets"
OUTSIDE = re.compile(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", re.IGNORECASE)


def test_the_page_asks_nothing_of_other_hosts(client):
    page = client.get("/").text
    asked = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert asked
    assert [address for address in asked if not address.startswith("/")] == []
    assert '<html lang="es">' in page


@pytest.mark.parametrize("path", sorted(ASSETS.iterdir()), ids=lambda path: path.name)
def test_the_assets_name_no_other_host(path):
    assert OUTSIDE.findall(path.read_text(encoding="utf-8")) == []


def test_scripts_and_styles_are_served_from_here(client):
    for address in re.findall(r'(?:src|href)="(/[^"]+)"', client.get("/").text):
        with client.get(address) as answer:
            assert answer.status_code == 200, address


def test_the_map_is_served_compressed_and_once(client, data):
    answer = client.get("/map.html", headers={"Accept-Encoding": "br, gzip"})
    assert answer.content_encoding == "gzip"
    assert gzip.decompress(answer.data) == data.page.plain
    assert "Accept-Encoding" in answer.headers["Vary"]
    again = client.get("/map.html", headers={"Accept-Encoding": "gzip", "If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""


def test_the_map_is_served_plain_to_who_cannot_unpack_it(client, data):
    answer = client.get("/map.html", headers={"Accept-Encoding": "identity"})
    assert answer.content_encoding is None
    assert answer.data == data.page.plain


def test_only_files_that_the_results_name_are_downloaded(client):
    with client.get("/download/scores.csv") as answer:
        assert answer.data == b"code,name\n"
        assert "attachment" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("name", ["secret.txt", "study.json", "../world.py", "%2e%2e/secret.txt", "etc/passwd"])
def test_no_other_file_is(client, name):
    assert client.get(f"/download/{name}").status_code == 404


def test_answers_keep_other_sites_out(client):
    headers = client.get("/map.html").headers
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert headers["X-Content-Type-Options"] == "nosniff"
