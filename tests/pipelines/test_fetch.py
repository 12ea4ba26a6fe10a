"""Check what a person sees of a download at the terminal: a report, one clear message, exit code 2, and no key."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

import pytest

from pipelines import cli
from pipelines.transport import Patience
from tests.pipelines.rasters import netcdf, packed, rain_table, tif
from tests.pipelines.server import answer, file, page, redirect, status
from tests.pipelines.tiny import write_study

if TYPE_CHECKING:
    from pathlib import Path

    from tests.pipelines.server import Server

ENTRIES = """\
- {id: rain, producer: chirps_v3_monthly, from: 2020-01, until: 2020-04, base: BASE}
- {id: endless, producer: chirps_v3_monthly, from: 2020-01, base: BASE}
- {id: areas, producer: hdx_rainfall, countries: [GTM], base: BASE}
- id: indices
  producer: era5_drought
  variables: [spi]
  scales: [3]
  from: 2020-01
  until: 2020-02
  area: [18, -92.5, 12.9, -83]
  base: BASE/api
"""
KEY = "SENTINEL-0123-key/with+signs=and%odd"
EXECUTION = "/api/retrieve/v1/processes/derived-drought-historical-monthly/execution"
JOB = "/api/retrieve/v1/jobs/job-1"


@pytest.fixture
def home(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    study = write_study(tmp_path)
    (study / "downloads.yml").write_text(ENTRIES.replace("BASE", server.base), encoding="utf-8")
    monkeypatch.setenv("ARRAIGO_HOME", str(tmp_path))
    monkeypatch.delenv("ARRAIGO_RAW", raising=False)
    monkeypatch.delenv("CDSAPI_KEY", raising=False)
    monkeypatch.setattr(Patience, "pause", lambda self, seconds: None)
    return tmp_path


def arraigo(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr("sys.argv", ["arraigo", *words, "--study", "tiny"])
    with pytest.raises(SystemExit) as left:
        cli.main()
    return int(left.value.code or 0)


def months(server: Server, *numbers: int) -> None:
    for month in numbers:
        server.on(f"/monthly/latam/tifs/chirps-v3.0.2020.{month:02d}.tif", file(tif()))


def flat(text: str) -> str:
    return " ".join(text.split())


def test_without_a_name_nothing_is_asked(
    home: Path, server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert arraigo(monkeypatch, "fetch") == 0
    said = capsys.readouterr().out
    assert "0 of 0 raw files" in said
    assert "0 of 4 files of `rain` are in" in said
    assert "fetch them with `arraigo fetch rain`" in said
    assert not server.log
    assert not (home / "data" / "raw").exists()


def test_the_flow_and_the_check_need_no_network(home: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    assert arraigo(monkeypatch, "check") == 0
    assert arraigo(monkeypatch, "run", "--until", "measure") == 0
    assert not server.log


def test_the_report_says_how_many_and_under_which_licence(
    home: Path, server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    months(server, 1, 2, 3, 4)
    assert arraigo(monkeypatch, "fetch", "rain") == 0
    said = capsys.readouterr()
    assert "4 of 4 files of `rain` are in" in said.out
    assert "(4 fetched; 24.2 kB)" in said.out
    assert "CC BY 4.0. Cite: Climate Hazards Center" in said.out
    # Bars and the voice of libraries stay out of a log.
    assert said.err == ""
    assert "\x1b" not in said.out
    assert arraigo(monkeypatch, "fetch", "rain") == 0
    assert "(4 there already; 24.2 kB)" in capsys.readouterr().out
    assert arraigo(monkeypatch, "fetch") == 0
    assert "4 of 4 files of `rain` are in" in capsys.readouterr().out


def test_a_month_between_that_is_missing_is_a_fault(
    home: Path, server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    months(server, 1, 3)
    assert arraigo(monkeypatch, "fetch", "rain") == 2
    said = capsys.readouterr()
    assert "1 absent" not in said.err
    assert "2 absent: chirps-v3.0.2020.02.tif, chirps-v3.0.2020.04.tif (the server does not have it (404))" in said.out
    message = flat(said.err)
    assert message.startswith("arraigo: the downloads; what is complete stays: 2 faults")
    assert (
        "1 of 4 files of `rain` are not there (the server does not have it (404)): chirps-v3.0.2020.02.tif. Look"
        in message
    )
    assert (
        "1 of 4 files of `rain`, the newest, are not on the server yet: chirps-v3.0.2020.04.tif. Run the same"
        in message
    )
    assert "Traceback" not in message
    assert (home / "data/raw/rain/chirps-v3.0.2020.03.tif").is_file()


def test_the_newest_may_be_late_where_no_end_is_asked_for(
    home: Path, server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    months(server, 1, 2)
    assert arraigo(monkeypatch, "fetch", "endless") == 0
    assert "absent: chirps-v3.0.2020.03.tif, chirps-v3.0.2020.04.tif" in capsys.readouterr().out


def test_nothing_at_all_is_a_fault_even_without_an_end(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert arraigo(monkeypatch, "fetch", "endless") == 2
    assert "files of `endless` are not there" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ("fetch", "rian"),
            "1 of 1 names are no entries of downloads.yml: rian. Known are rain, endless, areas, indices.",
        ),
        (("fetch", "rain", "--mirror", "nowhere"), "1 of 1 mirrors is not a folder"),
        (("fetch", "rain", "--base", "ftp://x"), "is no address that"),
        (("fetch", "rain", "--base", "http://me:secret@x/"), "is no address that"),
        (("fetch", "--base", "http://x"), "--base goes with the name of one download"),
        (("fetch", "rain", "areas", "--base", "http://x"), "--base goes with the name of one download"),
        (("fetch", "indices"), "1 of 1 keys that this producer asks for is not set: CDSAPI_KEY."),
        (("fetch", "rain", "--base", "http://127.0.0.1:9"), "Look whether this machine has a network"),
    ],
)
def test_what_cannot_be_fetched_says_what_to_do(
    words: tuple[str, ...], told: str, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert arraigo(monkeypatch, *words) == 2
    said = flat(capsys.readouterr().err)
    assert told in said
    assert "Traceback" not in said
    assert "secret" not in said


def test_a_page_instead_of_a_raster_is_told(
    home: Path, server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for month in range(1, 5):
        server.on(f"/monthly/latam/tifs/chirps-v3.0.2020.{month:02d}.tif", page)
    assert arraigo(monkeypatch, "fetch", "rain") == 2
    assert "4 of 4 files of `rain` are not there (the server sent a page (HTML), not a GeoTIFF)" in flat(
        capsys.readouterr().err
    )


def test_a_fault_of_an_entry_is_told_with_its_line(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = home / "data/studies/tiny/downloads.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("from: 2020-01", "from: January", 1), encoding="utf-8")
    for verb in ("fetch", "check"):
        assert arraigo(monkeypatch, verb) == 2
        assert "downloads.yml:1: `from`" in capsys.readouterr().err


def test_a_mirror_gives_what_it_holds_without_a_name_and_all_with_one(
    home: Path, tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    mirror = tmp_path / "mirror"
    (mirror / "rain").mkdir(parents=True)
    (mirror / "rain/chirps-v3.0.2020.01.tif").write_bytes(tif())
    assert arraigo(monkeypatch, "fetch", "--mirror", str(mirror)) == 0
    assert "1 of 4 files of `rain` are in" in capsys.readouterr().out
    assert arraigo(monkeypatch, "fetch", "rain", "--mirror", str(mirror)) == 2
    assert "3 of 4 files of `rain` are not there (the mirror does not hold it)" in flat(capsys.readouterr().err)
    assert not server.log


def test_the_manifest_keeps_what_both_kinds_of_fetching_note(
    home: Path, tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    months(server, 1, 2, 3, 4)
    arraigo(monkeypatch, "fetch", "rain")
    mirror = tmp_path / "mirror"
    (mirror / "areas").mkdir(parents=True)
    (mirror / "areas/gtm-rainfall-subnat-full.csv").write_bytes(rain_table())
    assert arraigo(monkeypatch, "fetch", "--mirror", str(mirror)) == 0
    noted = json.loads((home / "data/raw/manifest.json").read_text(encoding="utf-8"))
    assert [row["path"] for row in noted][:2] == ["areas/gtm-rainfall-subnat-full.csv", "rain/chirps-v3.0.2020.01.tif"]
    assert len(noted) == 5


def store(server: Server, *, results: object, last: str = "successful") -> None:
    """Play the Climate Data Store for one job."""
    server.on(EXECUTION, answer({"jobID": "job-1", "status": "accepted"}, 201))
    server.on(JOB, answer({"jobID": "job-1", "status": "running"}), answer({"jobID": "job-1", "status": last}))
    server.on(f"{JOB}/results", results)


def echo(handler: object) -> None:
    """Say back what came, as careless services do in their errors."""
    said = {"title": "denied", "detail": f"token {handler.headers.get('PRIVATE-TOKEN')} has not accepted the licence"}  # type: ignore[attr-defined]
    handler.send(403, json.dumps(said).encode(), {"ETag": f'"{KEY}"', "Content-Type": "application/json"})  # type: ignore[attr-defined]


def echoed_page(handler: object) -> None:
    """Say it back in a page with status 200."""
    handler.send(200, f"<html>{handler.headers.get('PRIVATE-TOKEN')}</html>".encode())  # type: ignore[attr-defined]


def keyed_file(handler: object) -> None:
    """Send the file with the key in every header that is noted."""
    handler.send(200, packed({"a.nc": netcdf()}), {"ETag": f'"{KEY}"', "Last-Modified": KEY})  # type: ignore[attr-defined]


@pytest.mark.parametrize("act", ["fine", "echo", "page", "elsewhere", "failed", "broken"])
def test_a_key_is_nowhere_but_in_the_header_of_its_own_service(  # noqa: PLR0917 - five of them are fixtures
    act: str, home: Path, server: Server, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("CDSAPI_KEY", f" {KEY}\n")
    href = f"{server.elsewhere}/cache/result.zip?X-Amz-Signature={KEY}&token={KEY}"
    store(server, results=answer({"asset": {"value": {"href": href}}}))
    server.on("/cache/result.zip", keyed_file)
    expected = 2
    if act == "fine":
        expected = 0
    elif act == "echo":
        server.on(EXECUTION, echo)
    elif act == "page":
        server.on(EXECUTION, echoed_page)
    elif act == "elsewhere":
        server.on(EXECUTION, redirect(f"{server.elsewhere}/stolen", 307))
        server.on("/stolen", echo)
    elif act == "failed":
        store(server, results=answer({"title": "failed", "detail": f"for {KEY}"}, 400), last="failed")
    elif act == "broken":
        server.on("/cache/result.zip", status(500, body=KEY.encode()))
    with monkeypatch.context() as watched:
        chain: list[str] = []
        original = cli.app
        watched.setattr(cli, "app", lambda: _remembering(original, chain))
        assert arraigo(monkeypatch, "fetch", "indices") == expected
    said = capsys.readouterr()
    left = [path.read_bytes().decode("utf-8", errors="replace") for path in home.rglob("*") if path.is_file()]
    names = [str(path) for path in home.rglob("*")]
    for text in (said.out, said.err, caplog.text, *chain, *left, *names):
        assert KEY not in text
        assert "SENTINEL" not in text
    given = {path.split("?")[0] for _, path, headers, _ in server.log if headers.get("PRIVATE-TOKEN") == KEY}
    assert given <= {EXECUTION, JOB, f"{JOB}/results"}
    assert EXECUTION in given
    elsewhere = [headers for _, path, headers, _ in server.log if path.startswith(("/stolen", "/cache"))]
    assert all("PRIVATE-TOKEN" not in headers for headers in elsewhere)


def _remembering(app: object, chain: list[str]) -> None:
    """Run the app, and keep the text of whatever it raises, with all that lies behind it."""
    try:
        app()  # type: ignore[operator]
    except BaseException as error:
        behind: BaseException | None = error
        while behind is not None:
            chain.append(f"{behind!r} {behind}")
            behind = behind.__cause__ or behind.__context__
        raise


@pytest.mark.parametrize("key", ["short", "with a blank", "with\nbreak", "clé-with-accent"])
def test_a_key_that_cannot_be_one_is_not_sent_and_not_shown(
    key: str, home: Path, server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CDSAPI_KEY", key)
    assert arraigo(monkeypatch, "fetch", "indices") == 2
    said = capsys.readouterr().err
    assert "CDSAPI_KEY holds a blank" in said
    assert key not in said
    assert not server.log


def test_a_key_does_not_travel_in_clear(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CDSAPI_KEY", KEY)
    assert arraigo(monkeypatch, "fetch", "indices", "--base", "http://store.example.org/api") == 2
    assert "A key would travel in clear to http://store.example.org/api" in flat(capsys.readouterr().err)


def test_a_password_file_is_not_read(
    home: Path, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password hunter22\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    months(server, 1, 2, 3, 4)
    server.on("/monthly/latam/tifs/chirps-v3.0.2020.01.tif", redirect("/moved.tif"))
    server.on("/moved.tif", file(tif()))
    assert arraigo(monkeypatch, "fetch", "rain") == 0
    assert all("Authorization" not in headers for _, _, headers, _ in server.log)
