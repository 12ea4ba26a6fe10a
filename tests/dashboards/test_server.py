import json
import re
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from dashboards import server

ROOT = Path(__file__).parents[2]


@pytest.fixture(params=["1", "2"])
def address(request, folder):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "dashboards", str(folder), "--port", str(port), "--workers", request.param]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout.readline().startswith("arraigo: http://")
        try:
            yield f"http://127.0.0.1:{port}"
            program.terminate()
            assert program.wait(timeout=30) == 0
        finally:
            program.kill()


def test_one_process_and_several_answer_alike(address):
    with urllib.request.urlopen(f"{address}/health", timeout=30) as answer:
        told = json.load(answer)
    assert (told["status"], told["study"], told["tier"], told["stale"]) == ("ok", "little", "public", False)
    with urllib.request.urlopen(f"{address}/", timeout=30) as answer:
        assert re.search(r"<title>\w", answer.read().decode())


def test_half_a_request_holds_no_thread_for_ever(monkeypatch):
    monkeypatch.setattr(server, "SLOW", 0.05)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        server.limit(ours)
        # As gunicorn does before it reads.
        ours.setblocking(True)
        theirs.sendall(b"GET / HTTP/1.1\r\n")
        assert ours.recv(100) == b"GET / HTTP/1.1\r\n"
        with pytest.raises(BlockingIOError):
            ours.recv(100)
