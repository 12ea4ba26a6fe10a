"""Check the files of SPEIbase by scale and of TerraClimate by variable and year."""

from __future__ import annotations

import datetime as dt

from geo.catalogue.download import Speibase, Terraclimate
from pipelines.producers import order

TODAY = dt.date(2026, 11, 4)


def test_speibase_has_a_file_per_scale() -> None:
    entry = Speibase.model_validate({"id": "dry", "producer": "speibase", "scales": [3, 12]})
    found = order(entry, today=TODAY).files
    assert [file.url for file in found] == [
        f"https://spei.csic.es/spei_database_2_11/nc/spei{scale}.nc" for scale in ("03", "12")
    ]
    assert [file.path for file in found] == ["dry/spei03.nc", "dry/spei12.nc"]


def test_terraclimate_has_a_file_per_variable_and_year() -> None:
    entry = {"id": "water", "producer": "terraclimate", "variables": ["ppt", "PDSI"], "from": 2019, "until": 2020}
    found = order(Terraclimate.model_validate(entry), today=TODAY).files
    assert [file.path for file in found] == [
        f"water/TerraClimate_{name}.nc" for name in ("ppt_2019", "PDSI_2019", "ppt_2020", "PDSI_2020")
    ]
    assert found[0].url == ("https://climate.northwestknowledge.net/TERRACLIMATE-DATA/TerraClimate_ppt_2019.nc")
    endless = Terraclimate.model_validate({**entry, "until": None})
    assert order(endless, today=TODAY).files[-1].path == "water/TerraClimate_PDSI_2025.nc"
