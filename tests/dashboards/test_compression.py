"""Check that answers come compressed as the browser takes them: what is asked often thoroughly, a move quickly."""

import gzip
import json

import brotli
import pytest

from dashboards.app import create_app

MOVE = "/live/scores?w=origin:3"


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
