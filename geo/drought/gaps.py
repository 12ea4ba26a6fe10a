"""Name the months that are missing from a series."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.drought.series import Start


@dataclass(frozen=True)
class Gap:
    """Months in a row that a series lacks."""

    series: int
    """Counted from 0."""

    first: Start
    """Year and month of the first that is missing."""

    months: int

    def __str__(self) -> str:
        """Write it as in a message: ``series 3 from 1987-03, 2 months``."""
        return f"series {self.series} from {self.first[0]}-{self.first[1]:02d}, {self.months} months"


def find_gaps(monthly: NDArray[np.floating], *, start: Start) -> tuple[Gap, ...]:
    """List every run of missing months, by series and then by time.

    Parameters
    ----------
    monthly
        Series x months from `start` on; NaN is a missing month.
    start
        Year and month (1-12) of the first column.
    """
    missing = np.zeros((len(monthly), monthly.shape[1] + 2), np.int8)
    missing[:, 1:-1] = np.isnan(monthly)
    steps = np.diff(missing, axis=1)
    (series, begins), (_, ends) = np.nonzero(steps == 1), np.nonzero(steps == -1)
    return tuple(
        Gap(int(one), (start[0] + (start[1] - 1 + int(begin)) // 12, (start[1] - 1 + int(begin)) % 12 + 1), int(length))
        for one, begin, length in zip(series, begins, ends - begins, strict=True)
    )
