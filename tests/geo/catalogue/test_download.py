"""Check that entries of `downloads.yml` load, and that their faults are told together, with their lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.catalogue.download import ChirpsV3, check_base, load_downloads
from geo.errors import CatalogueError

SHIPPED = Path(__file__).parents[3] / "data/studies/northern_triangle/downloads.yml"
RAIN = """\
- id: rain
  producer: chirps_v3_monthly
  from: 1991-01
  until: 2020-12
"""
INDEX = """\
- id: index
  producer: era5_drought
  variables: [spi]
  scales: [3]
  from: 1991-01
  area: [18, -92.5, 12.9, -83]
"""
STRESS = """\
- id: stress
  producer: asis
  service: ASI_D
  seasons: [1]
  from: 1991
  area: [18, -92.5, 12.9, -83]
"""
WATER = """\
- id: water
  producer: terraclimate
  variables: [ppt]
  from: 1991
"""
COD = "- id: cod\n  producer: cod_ab\n  countries: [GTM]\n  units: {GTM: 342}\n"
LAYER = "- id: gb\n  producer: geoboundaries\n  countries: [HND]\n  present: {HND: [Yoro]}\n"
CELLS = "- id: wp\n  producer: worldpop\n  countries: [HND]\n  years: [2020]\n"
EVENTS = '- id: ged\n  producer: ucdp_ged_api\n  version: "26.1"\n  countries: [HND]\n'
THEME = "- id: hapi\n  producer: hapi\n  theme: a/b-c\n  countries: [HND]\n"
CLOSED = "- id: acled\n  producer: acled\n  countries: [HND]\n  from: 2018\n  until: 2020\n  tier: internal\n"


def test_shipped_downloads_load() -> None:
    found = load_downloads(SHIPPED.read_text(encoding="utf-8"))
    assert list(found) == [
        "chirps_v3", "chirps_v2", "hdx_rainfall", "era5_drought", "speibase", "terraclimate", "asis", "cod_ab",
        "cod_ps", "pcodes", "geoboundaries", "worldpop", "ucdp_ged", "ucdp_ged_api", "hapi_population", "acled",
    ]  # fmt: skip
    assert found["chirps_v3"] == ChirpsV3.model_validate(
        {"id": "chirps_v3", "producer": "chirps_v3_monthly", "region": "latam", "from": "1981-01", "until": "2024-12"}
    )


def test_entries_load_in_their_order_and_a_file_may_be_empty() -> None:
    assert list(load_downloads(STRESS + RAIN + INDEX)) == ["stress", "rain", "index"]
    assert load_downloads("# nothing yet\n") == {}


@pytest.mark.parametrize(
    ("entry", "old", "new", "message"),
    [
        (RAIN, "1991-01", "1991", r"downloads\.yml:3: `from`"),
        (RAIN, "1991-01", "1991-13", r"downloads\.yml:3: `from`"),
        (RAIN, "1991-01", "1980-12", r"the series begins in 1981-01; `from` \(1980-12\) lies before"),
        (RAIN, "2020-12", "1990-12", r"`until` \(1990-12\) lies before `from` \(1991-01\)"),
        (RAIN, "  until", "  region: africa\n  until", r"downloads\.yml:4: `region`"),
        (RAIN, "  until", "  colour: red\n  until", r"downloads\.yml:4: `colour`"),
        (RAIN, "  until", "  base: ftp://x\n  until", r"downloads\.yml:4: `base`"),
        (RAIN, "  until", "  base: https://me:pass@x/y\n  until", r"downloads\.yml:4: `base`"),
        (RAIN, "  until", "  base: https://x/y?key=1\n  until", r"downloads\.yml:4: `base`"),
        (RAIN, "  until", "  sha256: {a.tif: abc}\n  until", r"downloads\.yml:4: `sha256\.a\.tif`"),
        (RAIN, "chirps_v3_monthly", "chirps", r"downloads\.yml:2: `producer` is 'chirps'\. Use one of chirps_v3"),
        (RAIN, "id: rain", "id: Rain fall", r"downloads\.yml:1: `id`"),
        (INDEX, "[3]", "[4]", r"downloads\.yml:4: `scales\.0`"),
        (INDEX, "[spi]", "[spi, spi]", "names something twice"),
        (INDEX, "1991-01", "1939-12", "begins in 1940-01"),
        (INDEX, "18, -92.5, 12.9", "12, -92.5, 12.9", r"must be \[north, west, south, east\]"),
        (INDEX, "18, -92.5", "-92.5, 18", r"must be \[north, west, south, east\]"),
        (STRESS, "  seasons: [1]\n", "", "`seasons` must be given for ASI_D"),
        (STRESS, "ASI_D", "VHI_D", "`seasons` must be given for ASI_D"),
        (STRESS, "1991", "1983", "begins in 1984"),
        (WATER, "1991", "1957", "begins in 1958"),
        (WATER, "ppt", "rain", r"downloads\.yml:3: `variables\.0`"),
        (COD, "units: {GTM", "units: {HND", "`units` speaks of HND, which `countries` does not name"),
        (COD, "342", "0", r"downloads\.yml:4: `units\.GTM`"),
        (COD, "  units", "  form: kml\n  units", r"downloads\.yml:4: `form`"),
        (COD, "  units", "  licences: {SLV: CC0}\n  units", "`licences` speaks of SLV"),
        (COD, "[GTM]", "[GTM, GTM]", "names something twice"),
        (LAYER, "present: {HND", "present: {GTM", "`present` speaks of GTM"),
        (LAYER, "present: {HND", "absent: {GTM", "`absent` speaks of GTM"),
        (LAYER, "[Yoro]", "[]", r"downloads\.yml:4: `present\.HND`"),
        (CELLS, "2020", "2021", r"downloads\.yml:4: `years\.0`"),
        (EVENTS, '"26.1"', "26.1", r"downloads\.yml:3: `version`"),
        (EVENTS, "[HND]", "[BLZ]", r"downloads\.yml:4: `countries\.0`"),
        (THEME, "a/b-c", "https://x", r"downloads\.yml:3: `theme`"),
        (THEME, "a/b-c", "a/../b", r"downloads\.yml:3: `theme`"),
        (CLOSED, "internal", "partner", r"downloads\.yml:6: `tier`"),
        (CLOSED, "  tier: internal\n", "", "`tier`"),
        (CLOSED, "2018", "2017", "begins in 2018"),
        (CLOSED, "  until: 2020\n", "", "`until`"),
        (RAIN, "- id: rain\n", "id: rain\n", "not valid YAML|must be a list"),
        (RAIN, RAIN, "rain: yes\n", r"downloads\.yml:1: must be a list of downloads"),
        (RAIN, RAIN, "- just text\n", r"downloads\.yml:1: `producer` is None"),
    ],
)
def test_faults_are_told_with_their_line(entry: str, old: str, new: str, message: str) -> None:
    assert old in entry
    with pytest.raises(CatalogueError, match=message):
        load_downloads(entry.replace(old, new))


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(CatalogueError, match=r"2 faults"):
        load_downloads(RAIN.replace("1991-01", "x") + INDEX.replace("[3]", "[]"))


def test_an_id_stands_once() -> None:
    with pytest.raises(CatalogueError, match="1 of 2 downloads share an id: rain"):
        load_downloads(RAIN + RAIN)


def test_a_base_is_an_address_and_is_not_repeated_when_it_is_none() -> None:
    check_base("http://127.0.0.1:8000")
    check_base("https://example.org/copies/chirps")
    for wrong in ("example.org/x", "file:///etc", "https://me:hunter2@example.org", "https://example.org/?token=1"):
        with pytest.raises(CatalogueError) as told:
            check_base(wrong)
        assert wrong not in str(told.value)
