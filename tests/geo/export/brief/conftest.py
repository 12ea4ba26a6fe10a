"""Prepare the briefs of a little world of eight square places, and read what a brief says."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from pypdf import PdfReader

from geo.catalogue import load_catalogue
from geo.export.brief import Briefs, prepare_briefs
from tests.dashboards import world

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.catalogue import Catalogue

RUN = {"date": "2026-03-05", "seed": 7, "replicates": 200, "version": "1.2.3"}
PAIRS = pd.DataFrame(
    [("AA0101", "AA0102"), ("AA0102", "AA0101"), ("AA0102", "AA0201"), ("AA0201", "AA0102"), ("AA0101", "BB0101"),
     ("BB0101", "AA0101")], columns=["code", "neighbour"],
)  # fmt: skip
ZONES = pd.DataFrame({"zone": [4], "name_es": ["Valle de Alfa"], "name_en": ["Alfa valley"]})


@pytest.fixture(scope="session")
def little() -> Catalogue:
    return load_catalogue(world.texts())


@pytest.fixture(scope="session")
def prepare(little: Catalogue) -> Callable[..., Briefs]:
    def make(**changes: Any) -> Briefs:
        given: dict[str, Any] = {
            "scores": scores(), "values": world.values(), "catalogue": little, "types": world.types(), "zones": ZONES,
            "neighbours": PAIRS, "run": RUN,
        } | changes  # fmt: skip
        return prepare_briefs(given.pop("scores"), given.pop("values"), **given)

    return make


@pytest.fixture(scope="session")
def briefs(prepare: Callable[..., Briefs]) -> Briefs:
    return prepare()


def scores() -> Any:
    """Add hot spots, zones and a selection to the world's scores."""
    table = world.scores()
    table["hotspot"] = ["hot", "not_significant", "cold", "island", "hot", "cold", "no_data", "no_data"]
    table["zone"] = pd.array([4, *[None] * 7], dtype="Int64")
    table["selected"] = pd.array([1, 0, 1, 0, 0, 0, None, None], dtype="Int64")
    table["selected_p"] = [0.75, 0.2, 0.995, 0.0, 0.1, 0.0, None, None]
    return table


def read(content: bytes) -> list[str]:
    """Give the text of each page, white space made one."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]
