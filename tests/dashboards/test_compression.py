"""Check that answers come compressed as the browser takes them: what is asked often thoroughly, a move quickly."""

import gzip
import json

import brotli
import pytest

from dashboards.app import create_app

MOVE = "/live/scores?w=origin:3"
ADDRESSES = [MOVE, "/", "/_dash-dependencies", "/map.html"]
"""What is compressed quickly, thoroughly, and once for all."""
REFUSED = ["br;q=0", "br;q=0, gzip;q=0", "*;q=0", "identity;q=0", "identity, br;q=0.5", "br;q=0, gzip;q=0, *", ""]


@pytest.fixture
def client(scored):
    return create_app(scored).server.test_client()


@pytest.mark.parametrize(
    ("accepted", "encoding", "opened"),
    [("gzip, deflate, br, zstd", "br", brotli.decompress), ("gzip, deflate", "gzip", gzip.decompress)],
)
def test_a_move_comes_compressed_as_the_browser_takes_it(client, accepted, encoding, opened):
    plain = client.get(MOVE)
    assert "Content-Encoding" not in plain.headers
    answer = client.get(MOVE, headers={"Accept-Encoding": accepted})
    assert answer.headers["Content-Encoding"] == encoding
    assert int(answer.headers["Content-Length"]) == len(answer.data) < len(plain.data)
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert json.loads(opened(answer.data)) == plain.json


def test_what_is_small_or_streams_is_left_as_it_is(client):
    takes = {"Accept-Encoding": "br"}
    assert "Content-Encoding" not in client.get("/live/fresh", headers=takes).headers
    assert "Content-Encoding" not in client.get("/live/intervals?w=origin:3", headers=takes).headers


def test_the_page_is_compressed_by_the_thorough_way(client):
    answer = client.get("/", headers={"Accept-Encoding": "br"})
    assert answer.headers["Content-Encoding"] == "br"
    assert b"<!DOCTYPE html>" in brotli.decompress(answer.data)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("accepted", REFUSED)
def test_what_the_browser_refuses_is_not_sent(client, address, accepted):
    answer = client.get(address, headers={"Accept-Encoding": accepted})
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers
    assert "Accept-Encoding" in answer.headers["Vary"]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("br;q=0, gzip", "gzip"),
        ("br;q=0, *;q=0.5", "gzip"),
        ("gzip;q=1, br;q=0.5", "gzip"),
        ("gzip;q=0, *", "br"),
        ("identity;q=0.5, br;q=0.6", "br"),
        ("*", "br"),
    ],
)
def test_the_browser_says_what_it_takes_and_how_gladly(client, address, accepted, encoding):
    answer = client.get(address, headers={"Accept-Encoding": accepted})
    assert answer.headers["Content-Encoding"] == encoding
    assert {"br": brotli.decompress, "gzip": gzip.decompress}[encoding](answer.data)
