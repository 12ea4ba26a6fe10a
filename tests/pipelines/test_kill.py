"""Check that a run that is killed in the middle of a file leaves no half file, and that the next one goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipelines import cli
from tests.pipelines.rasters import tif
from tests.pipelines.server import file, stall
from tests.pipelines.tiny import write_study

if TYPE_CHECKING:
    from tests.pipelines.server import Server

ROOT = Path(__file__).parents[2]
CONTENT = tif(size=60_000)
PATH = "/monthly/latam/tifs/chirps-v3.0.2020.01.tif"


def test_a_killed_download_is_gone_on_with(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study = write_study(tmp_path)
    (study / "downloads.yml").write_text(
        "- {id: rain, producer: chirps_v3_monthly, from: 2020-01, until: 2020-01}\n", encoding="utf-8"
    )
    gate = threading.Event()
    server.on(PATH, stall(CONTENT, 40_000, gate), file(CONTENT))
    words = ["fetch", "rain", "--study", "tiny", "--base", server.base]
    raw = tmp_path / "data" / "raw"
    part = raw / ".half" / "rain" / "chirps-v3.0.2020.01.tif.part"
    # Where the tests are told of real raw files, the child must not be: it would download into their folder.
    kept = {name: value for name, value in os.environ.items() if name != "ARRAIGO_RAW"}
    run = subprocess.Popen(
        [sys.executable, "-c", "from pipelines.cli import main; main()", *words],
        cwd=ROOT, env={**kept, "ARRAIGO_HOME": str(tmp_path), "no_proxy": "127.0.0.1"},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        for _ in range(400):
            if part.is_file() and part.stat().st_size == 40_000:
                break
            time.sleep(0.05)
        run.send_signal(signal.SIGKILL)
        run.wait(10)
    finally:
        run.kill()
        gate.set()
    assert part.stat().st_size == 40_000
    assert not list((raw / "rain").glob("*")) if (raw / "rain").exists() else True
    assert not (raw / "manifest.json").exists()

    monkeypatch.setenv("ARRAIGO_HOME", str(tmp_path))
    monkeypatch.delenv("ARRAIGO_RAW", raising=False)
    monkeypatch.setattr("sys.argv", ["arraigo", *words])
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert (left.value.code or 0) == 0
    assert server.asked(PATH)[1]["Range"] == "bytes=40000-"
    assert (raw / "rain" / "chirps-v3.0.2020.01.tif").read_bytes() == CONTENT
    assert not part.parent.exists()
