import json
import os
import re
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from dashboards import server
from dashboards.doors import TRIES

ROOT = Path(__file__).parents[2]


@contextmanager
def served(folder, workers, *words, **tokens):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    asked = [str(folder), "--port", str(port), "--workers", workers, *map(str, words)]
    command, env = [sys.executable, "-m", "dashboards", *asked], os.environ | tokens
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=env) as program:
        assert program.stdout.readline().startswith("arraigo: http://")
        try:
            yield f"http://127.0.0.1:{port}"
            program.terminate()
            assert program.wait(timeout=30) == 0
        finally:
            program.kill()


@pytest.fixture(params=["1", "2"])
def address(request, folder):
    with served(folder, request.param) as address:
        yield address


def enter(address, *, told):
    """Type a wrong token as a proxy on this machine hands it on."""
    asked = urllib.request.Request(f"{address}/enter", data=b"token=guess", headers={"X-Forwarded-For": told})
    with pytest.raises(urllib.error.HTTPError) as answer:
        urllib.request.urlopen(asked, timeout=30)
    answer.value.close()
    return answer.value.code


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize("trusted", [["--trust-from", "127.0.0.1/32"], []])
def test_what_a_trusted_proxy_says_reaches_the_doors_whoever_serves(folder, tmp_path, workers, trusted):
    shutil.copytree(folder, tmp_path / "partner")
    words = ["--closed", tmp_path, *trusted]
    with served(folder, workers, *words, ARRAIGO_TOKEN_PARTNER="p" * 20) as address:
        # Each process counts for itself: with one try more than both let pass, one of them has had enough.
        enough = 2 * TRIES + 1
        assert 429 in {enter(address, told="192.0.2.1, 203.0.113.7") for _ in range(enough)}
        others = {enter(address, told="203.0.113.8") for _ in range(TRIES if trusted else enough)}
        assert others == {401} if trusted else 429 in others


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
