"""Find the machines that do large work: a Dask cluster given by its address, or workers started on this machine."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from geo.errors import MethodError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.zonal import Executor

WAIT_S = 20
"""How long a scheduler may take to answer."""


@contextmanager
def machines(*, dask: str | None = None, workers: int | None = None) -> Iterator[Executor | None]:
    """Give what runs work elsewhere; none when neither is asked for.

    Parameters
    ----------
    dask
        Address of a scheduler, such as ``tcp://10.0.0.5:8786``; its workers need arraigo, and the files under the same
        paths.
    workers
        Processes to start here, which end with the block.

    Raises
    ------
    MethodError
        When both are asked for, the extra `cluster` is not installed, the scheduler does not answer, or all who took
        up a batch were lost.
    """
    if dask is None and workers is None:
        yield None
        return
    if dask is not None and workers is not None:
        raise MethodError("Both --dask and --workers were given. Give the address of a cluster, or start workers here.")
    try:
        import distributed  # noqa: PLC0415 - an extra, asked for only where it is used
        from distributed.comm.core import CommClosedError  # noqa: PLC0415
    except ImportError as error:
        raise MethodError(
            "--dask and --workers need the extra `cluster`, which is not installed. Install it with "
            "`pip install 'arraigo[cluster]'`, or leave them out: one machine does the study in seconds."
        ) from error
    options = {} if dask else {"n_workers": workers, "threads_per_worker": 1, "dashboard_address": None}
    try:
        client = distributed.Client(dask, timeout=WAIT_S, set_as_default=False, **options)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TimeoutError) as error:
        raise MethodError(
            f"No scheduler answered at {dask} within {WAIT_S} s ({error}). Start one with `dask scheduler`, or correct "
            "the address."
        ) from error
    try:
        with client:
            yield cast("Executor", client)
    except (distributed.KilledWorker, distributed.CancelledError, CommClosedError) as error:
        raise MethodError(
            "The workers were lost, one after another, or their scheduler was: most likely one batch asks for more "
            "memory than a worker has. Give a smaller --memory-mb or larger workers, then run the same command again."
        ) from error
