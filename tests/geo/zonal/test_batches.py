"""Check that batches, blocks, threads and machines change nothing but the time and the memory."""

from __future__ import annotations

from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from rasterio.transform import Affine
from shapely import box

from geo.errors import GeometryError, MethodError, RasterError
from geo.zonal import Ask, Declared, Stack, cover, coverage_on, open_stack, reduce_layers, reduce_stack
from geo.zonal import batches as batching
from tests.geo.zonal.worlds import patches, write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geo.zonal import Zonal

FINE = Affine(0.1, 0, -90.2, 0, -0.1, 16.1)
SHAPES = patches(seed=8)
ALL = Ask(("mean", "sum", "min", "max", "sd", "share", "median", "q90"), at_least=100)


@pytest.fixture(params=["pixel", "band"])
def stack(request: pytest.FixtureRequest, tmp_path: Path) -> Stack:
    """Eleven layers whose gaps differ."""
    rng = np.random.default_rng(2)
    values = rng.gamma(2, 60, (11, 52, 63)).astype("float32")
    values[rng.random(values.shape) < 0.1] = -9999
    values[3] = -9999
    path = write(tmp_path / "a.tif", *values, transform=FINE, interleave=request.param, compress="deflate")
    return open_stack(path, declared=Declared(least=0))


def in_memory(stack: Stack, ask: Ask = ALL) -> tuple[dict[str, np.ndarray], np.ndarray]:
    window = stack.around(SHAPES)
    layers = stack.read(range(len(stack.names)), window).astype(float)
    found = reduce_layers(cover(SHAPES, stack.grid.window(*window)), layers, ask=ask)
    return dict(found.figures), found.valid


@pytest.mark.parametrize("memory_mb", [1e-3, 0.02, 512])
@pytest.mark.parametrize("workers", [1, 3])
def test_memory_and_threads_change_no_bit(stack: Stack, memory_mb: float, workers: int) -> None:
    figures, valid = in_memory(stack)
    found = reduce_stack(SHAPES, stack, ask=ALL, memory_mb=memory_mb, workers=workers)
    for name, expected in figures.items():
        np.testing.assert_array_equal(found[name], expected, err_msg=name)
    np.testing.assert_array_equal(found.valid, valid)


def test_memory_bounds_what_a_batch_and_a_block_hold(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int, int]] = []
    read = type(stack).read

    def spied(self, layers, window):
        seen.append((len(layers), window.rows * window.cols))
        return read(self, layers, window)

    monkeypatch.setattr(type(stack), "read", spied)
    reduce_stack(SHAPES, stack, memory_mb=0.1, workers=2)
    assert len(seen) > 11
    assert max(layers * cells * 16 for layers, cells in seen) <= 0.1e6 / 2


def test_a_kept_coverage_serves(stack: Stack) -> None:
    found = reduce_stack(SHAPES, stack, ask=ALL, coverage=coverage_on(SHAPES, stack))
    for name, expected in in_memory(stack)[0].items():
        np.testing.assert_array_equal(found[name], expected)


def test_some_layers_in_the_order_asked_for(stack: Stack) -> None:
    found = reduce_stack(SHAPES, stack, layers=[7, 0, 7])
    np.testing.assert_array_equal(found["mean"], in_memory(stack)[0]["mean"][:, [7, 0, 7]])


def test_weights_stand_on_the_whole_lattice(stack: Stack) -> None:
    people = np.random.default_rng(3).integers(0, 50, stack.grid.rows * stack.grid.cols).astype(float)
    found = reduce_stack(SHAPES, stack, ask=Ask(weight=people), memory_mb=0.02)
    window = stack.around(SHAPES)
    inside = people.reshape(52, 63)[window.row : window.row + window.rows, window.col : window.col + window.cols]
    np.testing.assert_array_equal(found["mean"], in_memory(stack, Ask(weight=inside.reshape(-1)))[0]["mean"])


def test_other_processes_give_the_same_bits(stack: Stack) -> None:
    told: list[tuple[int, int]] = []
    # A fork of a process with threads may wait for ever for a lock that a thread held.
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        found = reduce_stack(
            SHAPES, stack, ask=ALL, memory_mb=0.02, executor=pool, progress=lambda *done: told.append(done)
        )
    for name, expected in in_memory(stack)[0].items():
        np.testing.assert_array_equal(found[name], expected)
    assert told[-1][0] == told[-1][1] == 11 * len(told)


def test_progress_counts_up_to_the_end(stack: Stack) -> None:
    told: list[tuple[int, int]] = []
    reduce_stack(SHAPES, stack, memory_mb=0.02, progress=lambda *done: told.append(done))
    assert [done for done, _ in told] == sorted({done for done, _ in told})
    assert told[-1][0] == told[-1][1]


def test_units_partly_beyond_the_files_miss_that_part(stack: Stack) -> None:
    shape = box(-91.2, 12, -89.2, 13)
    found = reduce_stack([shape], stack, layers=[0], memory_mb=1e-3)
    assert 0 < found.valid[0, 0] < 0.51


def test_a_far_unit_among_near_ones_has_no_figure(stack: Stack) -> None:
    found = reduce_stack([SHAPES[0], box(10, 10, 11, 11)], stack, memory_mb=1e-3)
    assert np.isnan(found["mean"][1]).all()
    assert (found.valid[1] == 0).all()
    assert not np.isnan(found["mean"][0, 0])


def test_no_units_give_no_figures(stack: Stack) -> None:
    assert reduce_stack([], stack)["mean"].shape == (0, 11)


def test_faults(stack: Stack) -> None:
    with pytest.raises(GeometryError, match="1 of 1 units have no area"):
        reduce_stack([box(0, 0, 0, 0)], stack)
    with pytest.raises(RasterError, match="misses the units"):
        reduce_stack([box(10, 10, 11, 11)], stack)
    with pytest.raises(MethodError, match="3 faults") as caught:
        reduce_stack(SHAPES, stack, ask=Ask(("mode",), weight=np.ones(3)), memory_mb=0)
    assert "the memory allowed is 0 MB" in str(caught.value)
    with pytest.raises(MethodError, match="The coverage is not that of these units"):
        reduce_stack(SHAPES, stack, coverage=coverage_on(SHAPES[:3], stack))


def test_bands_lie_from_north_to_south(stack: Stack) -> None:
    found = batching._batches(SHAPES, stack, memory_mb=0.1, least=1)
    assert sorted(np.concatenate(found).tolist()) == list(range(len(SHAPES)))
    norths = [max(SHAPES[unit].bounds[3] for unit in batch) for batch in found]
    assert len(found) > 2
    assert norths == sorted(norths, reverse=True)


def test_weights_go_around_a_globe_that_begins_at_greenwich(tmp_path: Path) -> None:
    values = np.tile(np.arange(360, dtype="float32"), (2, 1))
    globe = open_stack(write(tmp_path / "g.tif", values, transform=Affine(1, 0, 0, 0, -1, 2)))
    weight = np.ones((2, 360))
    weight[:, 271] = 3
    found = reduce_stack([box(-90, 0, -88, 2)], globe, ask=Ask(weight=weight.reshape(-1)))
    assert found["mean"].tolist() == [[270.75]]


def test_no_layers_give_no_figures_and_others_are_refused(stack: Stack) -> None:
    found = reduce_stack(SHAPES, stack, layers=[])
    assert found["mean"].shape == found.valid.shape == (len(SHAPES), 0)
    with pytest.raises(MethodError, match=r"2 of 3 layers are not in a\.tif \(counted from 0\): 11, -1\. It holds 11"):
        reduce_stack(SHAPES, stack, layers=[0, 11, -1])


def test_no_more_of_the_weights_travels_than_a_batch_needs(stack: Stack) -> None:
    class Here:
        def __init__(self) -> None:
            self.sent: list[int] = []

        def submit(self, function: Callable[..., Zonal], shapes: np.ndarray, job: Any) -> Any:
            self.sent.append(job.ask.weight.size)
            done: Future[Zonal] = Future()
            done.set_result(function(shapes, job))
            return done

    cells = stack.grid.rows * stack.grid.cols
    here = Here()
    reduce_stack(SHAPES, stack, ask=Ask(weight=np.ones(cells)), executor=here)
    assert len(here.sent) > 6
    assert sum(here.sent) < 3 * cells
