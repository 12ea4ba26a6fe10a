"""Check that comparators are read whole, and that every slip in them is told with its place."""

from __future__ import annotations

import pytest

from geo.catalogue import Index, load_comparators
from geo.errors import CatalogueError

ENTRY = """\
id: gdp
title: {es: Producto, en: Product}
unit: {es: dólares, en: dollars}
producer: Bank
publication: Yearbook
url: https://example.org/yearbook
licence: none stated
licence_status: unstated
attribution: Bank
countries: [AAA]
level: municipality
year: 2020
direction: -1
against: drivers
"""
TEXT = {"es": "x", "en": "x"}
INDEX = Index.model_validate(
    {
        "nodes": [
            {"id": "priority", "title": TEXT, "rationale": TEXT},
            {"id": "drivers", "parent": "priority", "title": TEXT, "rationale": TEXT},
        ]
    }
)


def load(*, tables: tuple[str, ...] = ("comparators/gdp.csv",), **texts: str) -> tuple:
    named = {f"comparators/{name}.yml": text for name, text in texts.items()}
    return load_comparators(named, index=INDEX, tables=tables, countries=["AAA", "BBB"])


def test_an_entry_is_read_and_is_not_comparable_across_countries_unless_it_says_so() -> None:
    (entry,) = load(gdp=ENTRY)
    assert (entry.id, entry.against, entry.direction, entry.comparable, entry.tier) == (
        "gdp", "drivers", -1, False, "public",
    )  # fmt: skip
    assert load(tables=()) == ()


def test_all_faults_are_told_together() -> None:
    text = ENTRY.replace("against: drivers", "against: gone").replace("[AAA]", "[AAA, ZZZ]")
    with pytest.raises(CatalogueError) as caught:
        load(other=text, tables=("comparators/lost.csv",))
    told = str(caught.value)
    assert "comparators/other.yml:1: holds the comparator `gdp`" in told
    assert "1 of 1 comparators are held against a node that is not in the tree: gdp -> gone" in told
    assert "1 of 1 comparators are of a country that is not in study.yml: gdp -> ZZZ" in told
    assert "1 of 2 tables have no entry: comparators/lost" in told
    assert "1 of 2 entries have no table: comparators/other" in told


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("direction: -1", "direction: 0"), r"comparators/gdp.yml:13: `direction`"),
        (("year: 2020", "yaer: 2020"), r"comparators/gdp.yml:12: `yaer`: Extra inputs"),
        (("producer: Bank\n", ""), r"`producer`: Field required"),
    ],
)
def test_a_slip_is_told_with_its_line(change: tuple[str, str], words: str) -> None:
    with pytest.raises(CatalogueError, match=words):
        load(gdp=ENTRY.replace(*change))
