"""Check what a person sees when a producer changes its licence, columns or units: one message, exit code 2, no key."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from geo.catalogue import load_catalogue
from geo.catalogue.reading import Raw
from geo.errors import CatalogueError
from pipelines.paths import find_places
from pipelines.raw import declared, refuse_open_use
from pipelines.transport import Patience
from tests.pipelines.places import EVENT_ACLED, cod, dataset, gb
from tests.pipelines.server import answer, file, redirect, status
from tests.pipelines.test_fetch import arraigo, flat
from tests.pipelines.tiny import write_study

if TYPE_CHECKING:
    from pathlib import Path

    from tests.pipelines.server import Handler, Server

ENTRIES = """\
- {id: cod, producer: cod_ab, countries: [GTM, HND], units: {GTM: 2, HND: 2}, base: BASE}
- {id: gb, producer: geoboundaries, countries: [HND], base: BASE/gb}
- {id: closed, producer: acled, countries: [GTM], from: 2018, until: 2020, tier: internal, base: BASE}
"""
SHOW = "/api/3/action/package_show"
FOLDER = "/dataset/1/resource/2/download/"
SECRETS = {"ACLED_USERNAME": "SENTINEL-me@example.org", "ACLED_PASSWORD": "SENTINEL p&ss=1"}
TOKEN = "SENTINEL-token/with+signs=and%odd"


@pytest.fixture
def home(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    study = write_study(tmp_path)
    (study / "downloads.yml").write_text(ENTRIES.replace("BASE", server.base), encoding="utf-8")
    monkeypatch.setenv("ARRAIGO_HOME", str(tmp_path))
    monkeypatch.delenv("ARRAIGO_RAW", raising=False)
    for name in (*SECRETS, "ACLED_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Patience, "pause", lambda self, seconds: None)
    return tmp_path


def named(iso3: str) -> str:
    return f"{iso3}_admin_boundaries.geojson.zip"


def archives(server: Server, **codes: list[str]) -> None:
    server.on(SHOW, *[answer(dataset(named("gtm"), named("hnd"), base=server.base))])
    for iso3, held in codes.items():
        server.on(FOLDER + named(iso3), file(cod(held, stem=f"{iso3}_admin")))


def test_fewer_units_are_told_in_four_parts_and_the_other_country_comes(
    home: Path, server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    archives(server, gtm=["GT0101", "GT0102"], hnd=["HN0101"])
    assert arraigo(monkeypatch, "fetch", "cod") == 2
    said = capsys.readouterr()
    assert "1 of 2 files of `cod` are in" in said.out
    assert flat(said.err).startswith(
        "arraigo: the downloads; what is complete stays: 1 fault - 1 of 2 files of `cod` are not there (the "
        "server sent a file with 1 units of HND, not 2): hnd_admin_boundaries.geojson.zip. Look at https://data.humdata.org/"
    )
    assert "state it in downloads.yml (`units`, `licences`) and take the file at hand away" in flat(said.err)
    assert "Traceback" not in said.err


def test_another_licence_is_told_with_the_one_it_was(
    home: Path, server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    server.on(SHOW, answer(dataset(named("gtm"), named("hnd"), base=server.base, licence="cc-by-sa")))
    assert arraigo(monkeypatch, "fetch", "cod") == 2
    said = flat(capsys.readouterr().err)
    assert "(the licence of cod-ab-gtm was CC BY-IGO and is CC BY-SA now)" in said
    assert "(the licence of cod-ab-hnd was CC BY-IGO and is CC BY-SA now)" in said
    assert not (home / "data/raw/manifest.json").exists()


def test_a_refresh_names_the_units_that_came_and_went(
    home: Path, server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    about = {
        "boundaryISO": "HND", "boundaryType": "ADM2", "boundaryLicense": "CC BY 4.0", "admUnitCount": 2,
        "gjDownloadURL": server.base + "/layer",
    }  # fmt: skip
    server.on("/gb/HND/ADM2/", answer(about))
    server.on("/layer", redirect("/moved"))
    server.on("/moved", file(gb(["Yoro", "Lago de Yojoa"])))
    assert arraigo(monkeypatch, "fetch", "gb") == 0
    server.on("/moved", file(gb(["Yoro", "Nueva Frontera"]), etag='"v2"'))
    assert arraigo(monkeypatch, "fetch", "gb", "--refresh") == 2
    said = flat(capsys.readouterr().err)
    assert "HND had 2 units and has 2: 1 gone (Lago de Yojoa), 1 new (Nueva Frontera)" in said


def test_what_an_entry_asks_for_is_told_before_it_is_fetched(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert arraigo(monkeypatch, "fetch") == 0
    said = capsys.readouterr().out
    assert (
        "fetch them with `arraigo fetch closed` (asks for ACLED_USERNAME and ACLED_PASSWORD, or ACLED_TOKEN); "
        "tier internal." in said
    )
    assert arraigo(monkeypatch, "fetch", "closed") == 2
    assert "is not set: ACLED_USERNAME and ACLED_PASSWORD, or ACLED_TOKEN. Set them" in flat(capsys.readouterr().err)


def echo(handler: Handler) -> None:
    """Say back in an error what came in the header."""
    body = f'{{"title": "denied", "detail": "for {handler.headers.get("Authorization")}"}}'
    handler.send(403, body.encode(), {"Content-Type": "application/json"})


@pytest.mark.parametrize("act", ["fine", "echo", "expired", "elsewhere", "refused", "busy"])
def test_no_word_of_a_sign_in_is_left_anywhere(  # noqa: PLR0917 - five of them are fixtures
    act: str, home: Path, server: Server, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    server.on("/oauth/token", answer({"access_token": TOKEN}))
    pages = {
        "fine": [answer({"data": [EVENT_ACLED]}), answer({"data": []})],
        "echo": [echo],
        "expired": [status(401, body=TOKEN.encode())],
        "elsewhere": [redirect(f"{server.elsewhere}/stolen?access_token={TOKEN}", 307)],
        "busy": [status(503, body=TOKEN.encode())],
    }
    server.on("/stolen", echo)
    if act == "refused":
        server.on("/oauth/token", status(400, body=str(SECRETS).encode()))
    server.on("/api/acled/read", *pages.get(act, pages["fine"]))
    assert arraigo(monkeypatch, "fetch", "closed") == (0 if act == "fine" else 2)
    said = capsys.readouterr()
    left = [path.read_bytes().decode("utf-8", errors="replace") for path in home.rglob("*") if path.is_file()]
    for text in (said.out, said.err, caplog.text, *left, *[str(path) for path in home.rglob("*")]):
        assert "SENTINEL" not in text
    stolen = [headers for _, path, headers, _ in server.log if path.startswith("/stolen")]
    assert all("Authorization" not in headers for headers in stolen)
    assert "Traceback" not in said.err


@pytest.mark.parametrize("path", ["closed/gtm_acled_2018_2020.csv", "./closed/../closed/gtm.csv"])
def test_figures_made_of_closed_files_must_be_closed(path: str, home: Path) -> None:
    texts = find_places("tiny").texts()
    catalogue = load_catalogue(texts)
    refuse_open_use(texts, catalogue)
    first, *others = catalogue.sources
    taken = first.model_copy(update={"raw": Raw(path=path, sha256="a" * 64)})
    with pytest.raises(CatalogueError, match=r"not of tier internal: .*Write `tier: internal` into each"):
        declared(texts, replace(catalogue, sources=(taken, *others)))
    series = {id_: one.model_copy(update={"tier": "internal"}) for id_, one in taken.series.items()}
    closed = taken.model_copy(update={"series": series})
    assert path in declared(texts, replace(catalogue, sources=(closed, *others)))


def test_the_check_of_a_study_tells_it(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source = home / "data/studies/tiny/sources/office.yml"
    text = source.read_text(encoding="utf-8")
    source.write_text(text + "rasters: {grid: {path: closed/*.tif}}\n", encoding="utf-8")
    assert arraigo(monkeypatch, "check") == 2
    said = flat(capsys.readouterr().err)
    assert "made of files that may not be passed on, and are not of tier internal: office: people, office: hom" in said
