"""Check that an addition is one source with its own indicators, and joins the catalogue."""

from __future__ import annotations

import pytest

from geo.catalogue import load_catalogue
from geo.catalogue.addition import needs_of
from geo.errors import CatalogueError
from tests.pipelines.tiny import INDEX, INDICATOR, SOURCE, STUDY

ADDITION = """\
source:
  id: rain
  producer: Office
  publication: Rain
  url: https://example.org/rain
  licence: CC BY 4.0
  licence_status: open
  attribution: Office
  rasters: {rain: {path: rain/r.*.tif, least: 0}}
  series:
    dry: {title: {es: Seco, en: Dry}, countries: [AAA, BBB], level: municipality, year: 2020, kind: intensity}
indicators:
""" + "".join(
    "  " + line + "\n"
    for line in (
        INDICATOR.format(
            id="dryness", unit="meses", pillar="poverty_pillar", direction=1, kind="intensity", method="raster",
            series="dry", comparable="true",
        ) + "  raster: {source: rain, layer: consecutive_dry_months}"
    ).splitlines()
)  # fmt: skip
TEXTS = {"study.yml": STUDY, "index.yml": INDEX, "indicators.yml": "[]", "sources/office.yml": SOURCE}


def test_its_source_and_indicators_join() -> None:
    catalogue = load_catalogue(TEXTS | {"additions/rain.yml": ADDITION})
    assert [source.id for source in catalogue.sources] == ["office", "rain"]
    assert catalogue.indicator("dryness").raster.layer == "consecutive_dry_months"
    assert needs_of("additions/rain.yml", ADDITION).rasters["rain"].many


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("additions/wet.yml", "", "", "Name the file additions/rain.yml"),
        ("additions/rain.yml", "  rasters: {rain: {path: rain/r.*.tif, least: 0}}\n", "", "needs `rasters`"),
        ("additions/rain.yml", "{source: rain, layer", "{source: office, layer", "dryness: indicators of an addition"),
        ("additions/rain.yml", "least: 0", "start: 1981-02-30", "rain.yml:9: .*1981-02-30 is no day of the calendar"),
        ("additions/rain.yml", "least: 0", "lest: 0", r"additions/rain.yml:9: `source.rasters.rain.lest`"),
    ],
)
def test_faults_name_file_and_line(name: str, old: str, new: str, message: str) -> None:
    with pytest.raises(CatalogueError, match=message):
        load_catalogue(TEXTS | {name: ADDITION.replace(old, new) if old else ADDITION})


def test_one_that_cannot_be_read_waits_for_nothing() -> None:
    assert needs_of("additions/rain.yml", "source: [") is None


def test_a_date_needs_no_quotes() -> None:
    dated = ADDITION.replace("least: 0", "start: 1981-01-01")
    assert needs_of("additions/rain.yml", dated).rasters["rain"].start == "1981-01-01"
