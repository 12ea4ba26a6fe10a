"""Check that the parts of a source fit together."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from geo.catalogue import Source

PASSPORT = {
    "id": "list",
    "producer": "Office",
    "publication": "List",
    "url": "https://example.org",
    "licence": "none stated",
    "licence_status": "unstated",
    "attribution": "Office",
}
HAND_KEYED = {"title": {"es": "Muertes", "en": "Deaths"}, "countries": ["GTM"], "level": "municipality", "year": 2020}
DEATHS = HAND_KEYED | {"kind": "count", "take": {"numerator": "deaths"}}
FILE = {
    "raw": {"path": "list.csv", "sha256": "0" * 64},
    "read": {"format": "csv"},
    "keys": {"name": {"column": "town"}},
}


def source(series: dict[str, Any], **parts: Any) -> Source:
    return Source.model_validate(PASSPORT | parts | {"series": series})


def test_a_source_may_be_keyed_by_hand_or_read() -> None:
    assert source({"deaths": HAND_KEYED}).raw is None
    assert source({"deaths": DEATHS}, **FILE).iso3 == "GTM"


@pytest.mark.parametrize(
    ("series", "parts", "said"),
    [
        ({}, {}, "series"),
        ({"deaths": HAND_KEYED | {"year": None}}, {}, "year"),
        ({"deaths": HAND_KEYED}, {"raw": FILE["raw"]}, "`raw`, `read` and `keys` go together; only raw given"),
        ({"deaths": HAND_KEYED}, FILE, "every series of a source that is read from a file needs `take`"),
        ({"deaths": DEATHS}, {}, "`take` needs the file"),
        ({"deaths": DEATHS | {"kind": None}}, FILE, "`take` needs `kind`"),
        ({"deaths": DEATHS | {"kind": "rate"}}, FILE, "a rate needs its denominator"),
        ({"deaths": HAND_KEYED | {"combine": "sum"}}, {}, "`where` and `combine` need `take`"),
        ({"deaths": DEATHS | {"combine": "sum", "take": {"value": "a", "se": "b"}}}, FILE, "do not `combine`"),
        ({"deaths": DEATHS, "other": DEATHS | {"level": "department"}}, FILE, "published at one `level`"),
        ({"deaths": HAND_KEYED}, {"resolution": {"es": "1 km", "en": "1 km"}}, "`resolution` is of grids"),
        ({"deaths": DEATHS, "other": DEATHS | {"countries": ["HND"]}}, FILE, "names are matched within one country"),
    ],
)
def test_parts_that_do_not_fit(series: dict[str, Any], parts: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        source(series, **parts)
