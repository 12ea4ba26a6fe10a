"""Check the files of both versions of CHIRPS, month by month."""

from __future__ import annotations

import datetime as dt

from geo.catalogue.download import ChirpsV2, ChirpsV3
from pipelines.producers import PRODUCERS, order

TODAY = dt.date(2026, 11, 4)


def v3(**options: object) -> ChirpsV3:
    return ChirpsV3.model_validate({"id": "rain", "producer": "chirps_v3_monthly", **options})


def test_version_3_has_a_file_per_month_and_region() -> None:
    found = order(v3(**{"from": "2019-11", "until": "2020-02"}), today=TODAY)
    assert [file.path for file in found.files] == [
        f"rain/chirps-v3.0.{month}.tif" for month in ("2019.11", "2019.12", "2020.01", "2020.02")
    ]
    assert found.files[0].url == (
        "https://data.chc.ucsb.edu/products/CHIRPS/v3.0/monthly/latam/tifs/chirps-v3.0.2019.11.tif"
    )
    assert {file.kinds for file in found.files} == {("tif",)}
    world = order(v3(**{"from": "2020-01", "until": "2020-01", "region": "global"}), today=TODAY)
    assert "/monthly/global/tifs/" in str(world.files[0].url)
    assert world.files[0].request != found.files[0].request


def test_forty_years_are_480_months() -> None:
    assert len(order(v3(**{"from": "1981-01", "until": "2020-12"}), today=TODAY).files) == 480


def test_without_an_end_the_month_that_runs_is_not_asked_for() -> None:
    for today, last in ((dt.date(2026, 11, 4), "2026.10"), (dt.date(2027, 1, 31), "2026.12")):
        assert order(v3(**{"from": "2026-08"}), today=today).files[-1].path == f"rain/chirps-v3.0.{last}.tif"
    assert order(v3(**{"from": "2026-11"}), today=TODAY).files == ()


def test_version_2_is_packed_and_global() -> None:
    entry = ChirpsV2.model_validate(
        {"id": "old", "producer": "chirps_v2_monthly", "from": "1981-01", "until": "1981-01"}
    )
    [file] = order(entry, today=TODAY).files
    assert file.url == ("https://data.chc.ucsb.edu/products/CHIRPS-2.0/global_monthly/tifs/chirps-v2.0.1981.01.tif.gz")
    assert file.kinds == ("gzip",)


def test_a_base_may_be_another_server_and_a_hash_may_be_pinned() -> None:
    digest = "a" * 64
    entry = v3(**{"from": "2020-01", "until": "2020-02", "sha256": {"chirps-v3.0.2020.02.tif": digest}})
    for found in (
        order(entry, today=TODAY, base="http://localhost:1/x/"),
        order(entry.model_copy(update={"base": "http://localhost:1/x"}), today=TODAY),
    ):
        assert found.files[0].url == "http://localhost:1/x/monthly/latam/tifs/chirps-v3.0.2020.01.tif"
        assert [file.sha256 for file in found.files] == [None, digest]


def test_every_producer_says_whose_and_under_which_licence() -> None:
    for producer in PRODUCERS.values():
        assert producer.base.startswith("https://")
        assert producer.page.startswith("https://")
        assert producer.licence
        assert producer.citation
    assert PRODUCERS["speibase"].licence_status == "share_alike"
