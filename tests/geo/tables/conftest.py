"""Give the tests a way to declare a raw file, and a few places to publish figures for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from .worlds import source_of

if TYPE_CHECKING:
    from pathlib import Path

    from geo.catalogue import Source

    from .worlds import Declare


@pytest.fixture
def declare(tmp_path: Path) -> Declare:
    """Write a raw file and make its entry, whose parts are given as the entry writes them."""

    def make(content: str | bytes, *, name: str = "list.csv", **parts: Any) -> tuple[Path, Source]:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path, source_of(tmp_path, name, **parts)

    return make


@pytest.fixture
def places() -> pd.DataFrame:
    """Three municipalities of Guatemala and their department, and one of El Salvador's 44."""
    return pd.DataFrame(
        [
            ("GT0101", "Guatemala", "municipality", "GTM"),
            ("GT0102", "Santa Catarina Pinula", "municipality", "GTM"),
            ("GT0103", "San José Pinula", "municipality", "GTM"),
            ("GT01", "Guatemala", "department", "GTM"),
            ("SV02004", "Santa Ana Oeste", "municipio_2024", "SLV"),
        ],
        columns=["code", "name", "level", "iso3"],
    )
