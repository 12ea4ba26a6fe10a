"""Check that a scheduler and workers of their own give the serial figures, also when one of them is killed at work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from rasterio.transform import Affine

from geo.zonal import open_stack, reduce_stack
from geo.zonal.batches import _reduce_wkb
from tests.geo.zonal.worlds import patches, write

if TYPE_CHECKING:
    from collections.abc import Iterator

distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
ROOT = Path(__file__).parents[3]
# tornado and asyncio leave sockets to the collector when a worker has been killed.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")


def begin(*command: str, folder: Path) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_" + command[0], *command[1:]],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "20s"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen]]]:
    """Start a scheduler and two workers as processes; give its address and the workers."""
    told = tmp_path / "scheduler.json"
    quiet = ("--no-dashboard",)
    processes = [
        begin("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(told), *quiet, folder=tmp_path)
    ]
    for name in ("first", "second"):
        options = (
            "--scheduler-file",
            str(told),
            "--nthreads",
            "1",
            "--no-nanny",
            "--name",
            name,
            "--host",
            "127.0.0.1",
        )
        processes.append(begin("worker", *options, *quiet, folder=tmp_path))
    try:
        yield str(told), processes[1:]
    finally:
        for process in processes:
            process.kill()
            process.wait()


class Slow:
    """Pass work on to a client, each piece taking long enough for a worker to be killed in the middle of one."""

    def __init__(self, client) -> None:
        self.client = client
        self.futures: list = []

    def submit(self, function, *args):
        assert function is _reduce_wkb
        future = self.client.submit(slowly, *args, pure=False)
        self.futures.append(future)
        return future


def slowly(*args):
    time.sleep(0.3)
    return _reduce_wkb(*args)


def test_a_killed_worker_loses_nothing(cluster, tmp_path: Path) -> None:
    address, workers = cluster
    shapes = patches(seed=9)
    values = np.random.default_rng(4).gamma(2, 60, (6, 52, 63)).astype("float32")
    stack = open_stack(write(tmp_path / "a.tif", *values, transform=Affine(0.1, 0, -90.2, 0, -0.1, 16.1)))
    serial = reduce_stack(shapes, stack, memory_mb=0.02)
    done: list[int] = []

    def kill_one(finished: int, _: int) -> None:
        done.append(finished)
        if len(done) == 2:
            workers[0].send_signal(signal.SIGKILL)

    with distributed.Client(scheduler_file=address, timeout=30, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=60)
        slow = Slow(client)
        found = reduce_stack(shapes, stack, memory_mb=0.02, executor=slow, progress=kill_one)
        assert len(slow.futures) > 6
        assert len(client.scheduler_info()["workers"]) == 1
    assert workers[0].wait(10) == -signal.SIGKILL
    np.testing.assert_array_equal(found["mean"], serial["mean"])
    np.testing.assert_array_equal(found.valid, serial.valid)
