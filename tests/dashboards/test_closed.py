"""Open a study that was published in every tier as each reader would, and look for what is not theirs."""

from __future__ import annotations

import argparse
import io
import itertools
import json

import openpyxl
import pandas as pd
import pypdf
import pytest
from plotly.utils import PlotlyJSONEncoder
from werkzeug.test import Client

from dashboards import callbacks
from dashboards.__main__ import application
from dashboards.data import load_published
from dashboards.doors import Keys
from dashboards.state import VIEWS
from tests.pipelines.closed_world import INTERNAL, NAMES, PARTNER, published, write_closed_study

TOKENS = {"partner": "a token for the partners", "internal": "a token for the house"}
FIGURES = {"partner": str(PARTNER), "internal": str(INTERNAL)}
PLACE = "AA0202"
"""Where the marked figure of the partners stands."""


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    home = tmp_path_factory.mktemp("doors")
    write_closed_study(home)
    return published(home)


@pytest.fixture(scope="module")
def client(places):
    asked = argparse.Namespace(
        folder=places.result("5_published"), closed=places.result("5_closed"), uploads=None
    )  # fmt: skip
    return Client(application(asked, Keys(TOKENS)))


def ask(client, address, tier="public", body=None):
    headers = {"Authorization": f"Bearer {TOKENS[tier]}"} if tier in TOKENS else {}
    return client.open(address, method="GET" if body is None else "POST", data=body, headers=headers, buffered=True)


def addresses(places):
    """List all that the app answers, files to download among them."""
    summary = json.loads((places.published("internal") / "summary.json").read_text(encoding="utf-8"))
    files = {*summary["files"].values(), *(name.replace("_internal", "") for name in summary["files"].values())}
    live = [f"/live/{path.name}" for path in (places.published() / "live").iterdir()]
    return [
        "/", "/_dash-layout", "/_dash-dependencies", "/map.html", "/health", "/live/scores", "/live/scores?w=origin:3",
        "/live/scores?lang=en&w=extortion:2", "/live/intervals?w=origin:3", f"/?lang=en&code={PLACE}", "/take/csv",
        "/take/geojson", *live, *(f"/download/{name}" for name in sorted(files)),
    ]  # fmt: skip


def pages(places, tier):
    """Fill every view and the table, as the page asks for them."""
    data = load_published(places.published(tier))
    for lang in ("es", "en"):
        for view in VIEWS:
            search = f"?view={view}&lang={lang}&codes={PLACE},BB0101"
            yield view, callbacks.fill_view(data, search, None)
        yield "ranking", callbacks.fill_ranking(data, lang, "")
        yield "lists", callbacks.write_lists(data, lang)


@pytest.mark.parametrize(
    ("tier", "hidden"), [("public", ["partner", "internal"]), ("partner", ["internal"]), ("internal", [])]
)
def test_no_answer_names_what_is_closed_to_the_reader(client, places, tier, hidden):
    words = [word for name in hidden for word in (*NAMES[name], FIGURES[name])]
    for view, filled in pages(places, tier):
        text = json.dumps(filled, cls=PlotlyJSONEncoder, ensure_ascii=False)
        assert [word for word in words if word in text] == [], view
    for address in addresses(places):
        text = ask(client, address, tier).get_data().decode("utf-8", "replace")
        assert [word for word in words if word in text] == [], address
    for what, lang in itertools.product(("place", "entry"), ("es", "en")):
        told = ask(client, f"/live/{what}", tier, body=f"lang={lang}&code={PLACE}").text
        assert [word for word in words if word in told] == [], what


@pytest.mark.parametrize("tier", ["partner", "internal"])
def test_a_token_opens_the_map_and_the_files_of_its_tier(client, tier):
    health = ask(client, "/health", tier).json
    assert health["tier"] == tier
    study = ask(client, "/live/study.json", tier).json
    shown = {layer["id"] for layer in study["layers"]}
    assert "extortion" in shown
    assert ("raid_share" in shown) == (tier == "internal")
    assert ask(client, f"/download/arraigo_tiny_{tier}.gpkg", tier).status_code == 200
    assert ask(client, f"/download/arraigo_tiny_{tier}.gpkg").status_code == 404


def test_the_app_says_for_whom_it_is(client):
    told = {tier: ask(client, "/", tier).text for tier in ("public", *TOKENS)}
    assert "for-whom" not in told["public"]
    assert "Solo para socios" in told["partner"]
    assert "For internal use only" in told["internal"]


def test_what_is_taken_away_names_its_tier(client):
    answer = ask(client, "/take/xlsx", "partner")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="arraigo_tiny_partner.xlsx"'
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert "Solo para socios" in [row[0].value for row in book.worksheets[0].iter_rows()]
    table = pd.read_csv(io.BytesIO(ask(client, "/take/csv", "partner").data)).set_index("code")
    assert table.loc[PLACE, "value_extortion"] == PARTNER
    assert "value_raid_share" not in table
    assert "value_extortion" not in pd.read_csv(io.BytesIO(ask(client, "/take/csv").data))


def words_of(answer):
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.data)).pages)


def test_a_brief_shows_what_its_readers_may_see_and_says_so(client):
    told = {tier: words_of(ask(client, f"/brief/{PLACE}.pdf?lang=en", tier)) for tier in ("public", *TOKENS)}
    assert ["Hushed extortion" in told[tier] for tier in told] == [False, True, True]
    assert ["Veiled raids" in told[tier] for tier in told] == [False, False, True]
    assert ["For partners only" in told[tier] for tier in told] == [False, True, False]
    answer = ask(client, f"/brief/{PLACE}.pdf?lang=es", "partner")
    assert f"arraigo_{PLACE}_partner.es.pdf" in answer.headers["Content-Disposition"]


def test_scores_are_made_again_where_all_is_seen(client):
    own = {tier: ask(client, "/live/scores?w=extortion:5", tier).json for tier in ("public", *TOKENS)}
    assert own["internal"]["own"]
    assert not own["public"]["own"]
    assert not own["partner"]["own"]
