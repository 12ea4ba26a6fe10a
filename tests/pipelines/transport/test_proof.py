"""Check that a file, however mangled, is either taken or refused with a reason, and never breaks the run."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.producers import Wanted
from pipelines.producers.contents import boundaries, geojson, population, table, zipped_table
from pipelines.producers.wanted import Expected
from pipelines.transport import change, refusal
from tests.pipelines.places import EVENT, cod, csv_of, gb
from tests.pipelines.rasters import packed

if TYPE_CHECKING:
    from pathlib import Path

KINDS = {
    "archive": (
        Wanted(
            "a/a.zip", ("zip",), contents=partial(boundaries, iso3="GTM", level=2), expected=Expected(units={"GTM": 2})
        ),
        cod(["GT0101", "GT0102"]),
    ),
    "layer": (Wanted("a/a.geojson", ("json",), contents=partial(geojson, iso3="HND", name="shapeName")), gb(["Yoro"])),
    "packed": (Wanted("a/a.zip", ("zip",), contents=zipped_table), packed({"a.csv": csv_of(EVENT)})),
    "table": (Wanted("a/a.csv", ("csv",), contents=table, expected=Expected(columns=("id",))), csv_of(EVENT)),
    "people": (
        Wanted("a/a.csv", ("csv",), contents=partial(population, iso3="GTM", level=2)),
        csv_of({"ADM2_PCODE": "GT0101", "T_TL": 5}),
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_sound_file_is_taken(kind: str, tmp_path: Path) -> None:
    file, content = KINDS[kind]
    path = tmp_path / "a"
    path.write_bytes(content)
    assert refusal(path, file) is None
    assert change(path, path, file) is None


# GDAL says aloud what it passes over in a mangled layer.
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_mangled_file_is_taken_or_refused(kind: str, tmp_path: Path, data: st.DataObject) -> None:
    file, content = KINDS[kind]
    mangled = bytearray(content)
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=6)):
        mangled[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(1, len(content)))
    path = tmp_path / "a"
    path.write_bytes(bytes(mangled[:cut] if data.draw(st.booleans()) else mangled))
    found = refusal(path, file)
    assert found is None or (found[0] in {"wrong", "altered"} and found[1])


def test_a_file_at_hand_that_is_broken_measures_nothing(tmp_path: Path) -> None:
    file, content = KINDS["layer"]
    old, new = tmp_path / "old", tmp_path / "new"
    new.write_bytes(content)
    assert change(old, new, file) is None
    old.write_bytes(content[:-9])
    assert change(old, new, file) is None
    old.write_bytes(gb(["Yoro", "Choluteca"]))
    assert change(old, new, file) == "HND had 2 units and has 1: 1 gone (Choluteca)"


def test_a_message_without_a_bottom_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"[" * 200_000)
    assert refusal(path, KINDS["layer"][0]) == ("wrong", "a file that is damaged or cut short")
