import errno
import shutil
import sys

import pytest

from dashboards import __main__ as program
from dashboards import server
from geo.errors import MissingFileError


class Server:
    def __init__(self):
        self.ran = self.closed = False

    def run(self):
        self.ran = True

    def close(self):
        self.closed = True


def test_an_empty_folder_is_one_message_and_exit_code_2(tmp_path, capsys):
    assert program.main([str(tmp_path)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(f"arraigo: {tmp_path} holds no results yet. Run `make score`")
    assert "Traceback" not in told.err


def test_a_port_in_use_is_told(folder, capsys, monkeypatch):
    def create(app, **options):
        raise OSError(errno.EADDRINUSE, "Address already in use")

    monkeypatch.setattr(server, "create_server", create)
    assert program.main([str(folder), "--port", "8123"]) == 2
    assert "cannot listen on 127.0.0.1:8123 (Address already in use)" in capsys.readouterr().err


def test_a_port_that_cannot_be_is_refused(folder, capsys):
    with pytest.raises(SystemExit, match="2"):
        program.main([str(folder), "--port", "70000"])
    assert "between 1 and 65535" in capsys.readouterr().err


def test_it_serves_and_says_where(folder, capsys, monkeypatch):
    started, asked = Server(), {}

    def create(app, **options):
        asked.update(options)
        return started

    monkeypatch.setattr(server, "create_server", create)
    assert program.main([str(folder), "--host", "0.0.0.0", "--port", "8123"]) == 0
    assert started.ran
    assert started.closed
    assert asked["host"] == "0.0.0.0"
    assert "http://0.0.0.0:8123" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("environment", "options", "told"),
    [
        ({"ARRAIGO_TOKEN_PARTNER": "short"}, {}, "1 of 1 tokens are too short: ARRAIGO_TOKEN_PARTNER"),
        (
            {"ARRAIGO_TOKEN_PARTNER": "a" * 20, "ARRAIGO_TOKEN_INTERNAL": "a" * 20},
            {},
            "the tokens of two tiers are the same",
        ),
        ({}, {"header": "X-Tier"}, "--trust-header X-Tier is believed from nowhere"),
        ({}, {"header": "X-Tier", "proxies": ["anywhere"]}, "--trust-from anywhere is no network"),
    ],
)
def test_doors_that_would_not_hold_are_refused(environment, options, told):
    with pytest.raises(MissingFileError) as raised:
        program.read_keys(environment, **{"header": None, "proxies": []} | options)
    assert told in str(raised.value)
    assert "short" not in str(raised.value).replace("too short", "")
    assert "aaaa" not in str(raised.value)


def test_closed_results_without_a_door_are_refused(folder, tmp_path, capsys, monkeypatch):
    for tier in ("partner", "internal"):
        monkeypatch.delenv(f"ARRAIGO_TOKEN_{tier.upper()}", raising=False)
    shutil.copytree(folder, tmp_path / "partner")
    assert program.main([str(folder), "--closed", str(tmp_path)]) == 2
    assert "nothing says who may see them" in capsys.readouterr().err


def test_a_folder_without_closed_results_is_told(folder, tmp_path, capsys):
    assert program.main([str(folder), "--closed", str(tmp_path)]) == 2
    assert "holds no results of a closed tier" in capsys.readouterr().err


def test_several_processes_without_gunicorn_are_told(folder, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "gunicorn.app.base", None)
    assert program.main([str(folder), "--workers", "2"]) == 2
    assert "Several processes need gunicorn" in capsys.readouterr().err


@pytest.mark.parametrize("number", ["0", "65", "two"])
def test_a_number_of_processes_that_cannot_be_is_refused(folder, number, capsys):
    with pytest.raises(SystemExit, match="2"):
        program.main([str(folder), "--workers", number])
    assert "between 1 and 64" in capsys.readouterr().err
