"""Check that however rows are cut into pages they make the same table, and that it reads back as it was."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import download as download_module
from pipelines.gather import as_csv
from pipelines.producers.paged import Pages, read_pages, rows_below
from tests.pipelines.places import EVENT
from tests.pipelines.producers.talking import play
from tests.pipelines.server import answer

if TYPE_CHECKING:
    from pipelines.producers import Sheet
    from tests.pipelines.conftest import World

CELLS = st.one_of(st.none(), st.integers(), st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8))
ROWS = st.lists(
    st.fixed_dictionaries({"id": st.integers()}, optional={"a": CELLS, "b": CELLS}),
    min_size=1,
    unique_by=lambda r: r["id"],
)


def joined(pages: list[list[dict]]) -> Sheet:
    asked = Pages(
        url=lambda page, come: f"https://x/{page}/{come}",
        rows=lambda a: rows_below(a, "data"),
        columns=("id",),
        key=("id",),
    )
    sheet, _ = play(read_pages(asked), *[(200, {"data": page}) for page in [*pages, []]])
    return sheet


@settings(max_examples=60, deadline=None)
@given(ROWS, st.data())
def test_however_rows_are_cut_into_pages_the_table_is_the_same(rows: list[dict], data: st.DataObject) -> None:
    whole = [{"id": row["id"], "a": row.get("a"), "b": row.get("b")} for row in rows]
    size = data.draw(st.integers(1, len(whole)))
    shuffled = data.draw(st.permutations(whole))
    pages = [shuffled[start : start + size] for start in range(0, len(shuffled), size)]
    assert as_csv(joined(pages)) == as_csv(joined([whole]))


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_a_table_reads_back_and_what_is_missing_stays_empty(rows: list[dict]) -> None:
    sheet = joined([rows])
    back = list(csv.DictReader(io.StringIO(as_csv(sheet).decode("utf-8"), newline="")))
    told = [{name: "" if row.get(name) is None else str(row[name]) for name in sheet.columns} for row in sheet.rows]
    assert back == told


def test_a_table_that_was_placed_but_not_noted_is_known_for_what_it_is(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.environment["UCDP_TOKEN"] = "0123-4567-89ab"
    world.server.on("/26.1", answer({"Result": [EVENT], "TotalCount": 1}))
    entry = '- {id: events, producer: ucdp_ged_api, version: "26.1", countries: [GTM]}'
    with monkeypatch.context() as killed:
        killed.setattr(download_module, "note", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            world.fetch(entry)
    assert (world.raw / "events/gtm_ged_26.1.csv").is_file()
    assert not (world.raw / "manifest.json").exists()
    assert [found.state for found in world.fetch(entry).outcomes] == ["fetched"]
    assert '"rows": 1' in (world.raw / "manifest.json").read_text(encoding="utf-8")
    assert len(world.server.log) == 1
