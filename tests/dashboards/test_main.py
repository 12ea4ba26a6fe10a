import errno

import pytest

from dashboards import __main__ as program


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

    monkeypatch.setattr(program, "create_server", create)
    assert program.main([str(folder), "--port", "8123"]) == 2
    assert "cannot listen on 127.0.0.1:8123 (Address already in use)" in capsys.readouterr().err


def test_a_port_that_cannot_be_is_refused(folder, capsys):
    with pytest.raises(SystemExit, match="2"):
        program.main([str(folder), "--port", "70000"])
    assert "between 1 and 65535" in capsys.readouterr().err


def test_it_serves_and_says_where(folder, capsys, monkeypatch):
    server, asked = Server(), {}

    def create(app, **options):
        asked.update(options)
        return server

    monkeypatch.setattr(program, "create_server", create)
    assert program.main([str(folder), "--host", "0.0.0.0", "--port", "8123"]) == 0
    assert server.ran
    assert server.closed
    assert asked["host"] == "0.0.0.0"
    assert "http://0.0.0.0:8123" in capsys.readouterr().out
