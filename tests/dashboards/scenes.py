"""Make the scene of an address on published results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboards.scene import Live, Scene
from dashboards.state import read_state

if TYPE_CHECKING:
    from dashboards.data import Published


def scene(data: Published, search: str = "", *, own: bool = False) -> Scene:
    """Read the address as the app does; the scores are as published."""
    return Scene(data, Live(data.scores, own=own, replicates=200), read_state(search, known=data.known))
