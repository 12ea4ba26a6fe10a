import gzip

import brotli
import pytest
from flask import Flask

from dashboards.resources import FOREVER, Resource


@pytest.fixture
def client():
    server = Flask("server")
    server.add_url_rule("/page", "page", Resource(b"<p>page</p>" * 100).response)
    return server.test_client()


@pytest.mark.parametrize(
    ("accepted", "encoding", "unpack"),
    [
        ("br, gzip", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("identity", None, bytes),
        ("br;q=0.1, gzip", "gzip", gzip.decompress),
    ],
)
def test_it_is_served_as_the_browser_takes_it(client, accepted, encoding, unpack):
    answer = client.get("/page", headers={"Accept-Encoding": accepted})
    assert answer.content_encoding == encoding
    assert unpack(answer.data) == b"<p>page</p>" * 100
    assert "Accept-Encoding" in answer.headers["Vary"]


def test_it_is_not_sent_twice(client):
    first = client.get("/page", headers={"Accept-Encoding": "gzip"})
    again = client.get("/page", headers={"Accept-Encoding": "gzip", "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = client.get("/page", headers={"Accept-Encoding": "br", "If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


def test_an_address_with_its_hash_is_kept_for_ever(client):
    assert client.get("/page").cache_control.no_cache
    kept = client.get("/page?v=abc").cache_control
    assert kept.max_age == FOREVER
    assert kept.immutable


def test_the_hash_tells_contents_apart(tmp_path):
    assert Resource(b"abc").digest == Resource(b"abc").digest
    assert Resource(b"abc").digest != Resource(b"abd").digest
    (tmp_path / "map.js").write_bytes(b"1")
    assert Resource.of_file(tmp_path / "map.js").mimetype == "text/javascript"
