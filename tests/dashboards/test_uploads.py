import pytest

from dashboards.app import create_app
from dashboards.uploads import FILES, LARGEST, ROWS, NotATableError, look_at

CODES = ("AA0101", "AA0102", "BB0202")
OURS = {"X-Requested-With": "arraigo"}


@pytest.fixture
def client(data, tmp_path):
    return create_app(data, uploads=tmp_path / "waiting").server.test_client()


def send(client, content, *, name="table.csv", headers=OURS):
    # Written by hand: the client's own writer leaves a file open where the content is large.
    head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    body = head + content + b"\r\n--x--\r\n"
    return client.post("/upload", data=body, content_type="multipart/form-data; boundary=x", headers=headers)


def test_nothing_is_taken_unless_it_is_asked_for(app):
    assert send(app.server.test_client(), b"code,value\nAA0101,1\n").status_code in {404, 405}


def test_a_table_is_held_against_the_places_and_waits_in_a_folder_of_its_own(client, tmp_path):
    answer = send(client, b"code,value\nAA0101,1\naa0101,2\nXX0000,3\n", name="../../evil.py")
    assert answer.status_code == 200
    assert answer.json == {
        "rows": 3,
        "matched": 1,
        "unknown": 1,
        "unknown_first": ["XX0000"],
        "twice": 1,
        "twice_first": ["AA0101"],
        "without": 7,
    }
    kept = [path for path in (tmp_path / "waiting").rglob("*") if path.is_file()]
    assert [path.suffix for path in kept] == [".csv"]
    assert kept[0].parent.parent == tmp_path / "waiting"
    assert kept[0].stat().st_mode & 0o777 == 0o600


def test_two_sessions_wait_apart(client, data, tmp_path):
    send(client, b"code,value\nAA0101,1\n")
    send(client, b"code,value\nAA0101,2\n")
    other = client.application.test_client()
    send(other, b"code,value\nAA0101,3\n")
    assert sorted(len(list(own.iterdir())) for own in (tmp_path / "waiting").iterdir()) == [1, 2]


def test_a_session_that_is_none_of_ours_gets_another(client, tmp_path):
    client.set_cookie("arraigo_session", "../../../elsewhere")
    send(client, b"code,value\nAA0101,1\n")
    assert all(len(own.name) == 32 for own in (tmp_path / "waiting").iterdir())


def test_another_site_cannot_send(client):
    assert send(client, b"code,value\nAA0101,1\n", headers={}).status_code == 403


def test_no_file_is_told(client):
    assert client.post("/upload", data={}, headers=OURS).status_code == 400


def test_a_file_that_is_too_large_is_refused(client, tmp_path):
    for content in (b"code,value\n" + b"x" * LARGEST, b"code,value\n" + b"x" * (LARGEST + 20_000)):
        answer = send(client, content)
        assert answer.status_code == 413
        assert "larger than 2 MB" in answer.json["refused"]
    assert not (tmp_path / "waiting").exists()


def test_a_session_cannot_fill_the_disk(client):
    assert [send(client, b"code,value\nAA0101,1\n").status_code for _ in range(FILES + 1)] == [200] * FILES + [429]


def test_sessions_without_end_cannot_fill_the_disk(client, monkeypatch, tmp_path):
    monkeypatch.setattr("dashboards.uploads.SESSIONS", 2)
    others = [client.application.test_client() for _ in range(3)]
    assert [send(other, b"code,value\nAA0101,1\n").status_code for other in others] == [200, 200, 429]
    # A session that is there already may go on.
    assert send(others[0], b"code,value\nAA0101,1\n").status_code == 200
    assert len(list((tmp_path / "waiting").iterdir())) == 2


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not UTF-8"),
        (b"PK\x03\x04\x14\x00", "no table of plain text"),
        (b"MZ\x00\x00", "no table of plain text"),
        (b"<html><script>alert(1)</script></html>", "no table of plain text"),
        (b"#!/bin/sh\nrm -rf /\n", "no table of plain text"),
        (b"%PDF-1.7", "no table of plain text"),
        ("código,valor\n".encode("latin-1"), "not UTF-8"),
        (b"name,figure\nAlfa,1\n", "2 of 2 columns are not there: code, value"),
        (b"code,value\n", "0 rows follow"),
        (b"", "columns are not there"),
        (b'code,value\n"AA0101,1\n', "no CSV that can be read"),
        (b"code,value\n" + b"AA0101,1\n" * (ROWS + 1), "more than 20,000 rows"),
    ],
)
def test_what_is_no_table_is_refused(client, content, told):
    with pytest.raises(NotATableError, match=told):
        look_at(content, codes=CODES)
    answer = send(client, content)
    assert (answer.status_code, told in answer.json["refused"]) == (415, True)
