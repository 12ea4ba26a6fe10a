"""Check that what is closed reaches those it is for and nobody else, in every file that is published."""

from __future__ import annotations

import io
import json
import shutil
import sqlite3
import zipfile
from typing import TYPE_CHECKING

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
from pypdf import PdfReader

from geo.catalogue import load_catalogue
from tests.pipelines.closed_world import INTERNAL, NAMES, PARTNER, arraigo, published, write_closed_study
from tests.pipelines.tiny import write_study

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipelines.paths import Places

FIGURES = {"partner": str(PARTNER), "internal": str(INTERNAL)}


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Places:
    home = tmp_path_factory.mktemp("closed")
    write_closed_study(home)
    return published(home)


def contents(name: str, content: bytes) -> Iterator[tuple[str, str]]:
    """Give all that a file says as text: archives opened, databases dumped, tables read."""
    if name.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for inside in archive.namelist():
                yield from contents(f"{name}/{inside}", archive.read(inside))
    elif name.endswith(".parquet"):
        frame = pd.read_parquet(io.BytesIO(content))
        yield name, frame.drop(columns="geometry", errors="ignore").to_csv()
        yield name, content.decode("latin-1")
    elif name.endswith(".gpkg"):
        base = sqlite3.connect(":memory:")
        base.deserialize(content)
        tables = [row[0] for row in base.execute("select name from sqlite_master where type = 'table'")]
        yield name, "\n".join(str(base.execute(f'select * from "{table}"').fetchall()) for table in tables)
        yield name, content.decode("utf-8", "replace")
        base.close()
    elif name.endswith(".json"):
        yield name, json.dumps(json.loads(content), ensure_ascii=False)
    else:
        yield name, content.decode("utf-8", "replace")


def said_in(folder: Path, *words: str) -> list[tuple[str, str]]:
    """List the files of a folder that say any of the words, whatever they are folded into."""
    return [
        (name, word)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for name, text in contents(path.relative_to(folder).as_posix(), path.read_bytes())
        for word in words
        if word in text
    ]


def test_nothing_closed_is_in_any_public_file(places: Places) -> None:
    words = [word for tier in NAMES for word in (*NAMES[tier], FIGURES[tier])]
    # The record of the stage lists the files that it read, and no more of them.
    found = [(name, word) for name, word in said_in(places.published(), *words) if name != "run.json"]
    assert found == []


def test_a_partner_sees_what_is_for_partners_and_nothing_internal(places: Places) -> None:
    folder = places.published("partner")
    assert said_in(folder, *NAMES["internal"], FIGURES["internal"]) == []
    found = said_in(folder, *NAMES["partner"], FIGURES["partner"])
    assert {name for name, _ in found} >= {
        "codebook.csv", "data_card.es.md", "map.html", "live/study.json", "scores.csv", "scores.parquet", "study.json",
        "values.csv", "values.parquet", "arraigo_tiny_partner.gpkg",
    }  # fmt: skip
    assert FIGURES["partner"] in {word for name, word in found if name == "arraigo_tiny_partner.gpkg"}


def test_the_house_sees_all(places: Places) -> None:
    folder = places.published("internal")
    scores = pd.read_csv(folder / "scores.csv")
    assert {"value_extortion", "value_raid_share", "contribution_raid_share"} <= set(scores)
    assert not scores[[name for name in scores if name.startswith("contribution_")]].isna().all().any()
    assert "suppressed" not in set(pd.read_parquet(folder / "values.parquet")["status"])
    for tier in NAMES:
        assert said_in(folder, FIGURES[tier])


@pytest.mark.parametrize(("tier", "closed"), [("public", ["extortion", "raid_share"]), ("partner", ["raid_share"])])
def test_the_score_less_its_parts_gives_no_closed_part(places: Places, tier: str, closed: list[str]) -> None:
    told = pd.read_csv(places.published(tier) / "scores.csv").set_index("code")
    known = pd.read_parquet(places.result("3_scored") / "scores.parquet").set_index("code").loc[told.index]
    shown = [name for name in told if name.startswith("contribution_")]
    rest = told["score"] - told[shown].sum(axis=1)
    parts = known[[f"contribution_{id_}" for id_ in closed]]
    there = parts.notna().any(axis=1) & known["score"].notna()
    assert there.sum() == 12
    # The rest is of more than the closed ones: at least one part that partners cannot see either is among them.
    assert (rest - parts.sum(axis=1))[there].gt(1e-6).sum() >= 10
    nodes = {"violence": "extortion", "poverty_pillar": "raid_share"}
    for node, id_ in nodes.items():
        if id_ in closed and f"node_{node}" in told:
            fed = ["homicide_rate", "extortion"] if node == "violence" else ["poverty_rate", "raid_share"]
            public = {name for name in fed if told.get(f"value_{name}", pd.Series(dtype=float)).notna().any()}
            assert told[f"node_{node}"].isna().all() or not public


def test_what_is_withheld_beside_is_withheld_from_all_below(places: Places) -> None:
    statuses = {
        tier: pd.read_parquet(places.published(tier) / "values.parquet").set_index(["indicator", "code"])["status"]
        for tier in ("public", "partner")
    }
    gone = statuses["partner"].eq("suppressed")
    assert set(gone[gone].index.get_level_values("indicator")) == {"poverty_rate"}
    assert statuses["public"].loc[gone[gone].index].eq("suppressed").all()


def test_what_stands_in_for_a_closed_indicator_keeps_its_place_and_weight(places: Places) -> None:
    catalogue = load_catalogue(json.loads((places.published() / "study.json").read_text(encoding="utf-8")))
    own = load_catalogue(places.texts())
    assert [(i.pillar, i.weight) for i in catalogue.indicators] == [(i.pillar, i.weight) for i in own.indicators]
    assert [i.id for i in catalogue.indicators if i.tier != "public"] == ["reserved_1", "reserved_2"]
    assert catalogue.index == own.index


def test_everything_for_a_closed_tier_says_for_whom(places: Places, tmp_path: Path) -> None:
    folder = places.published("partner")
    for lang, words in {"es": "Solo para socios", "en": "For partners only"}.items():
        assert f"**{words}.**" in (folder / f"data_card.{lang}.md").read_text(encoding="utf-8")
        assert words in (folder / "map.html").read_text(encoding="utf-8")
    card = (folder / "data_card.en.md").read_text(encoding="utf-8")
    assert "Not named here: 1 closed indicators" in card
    book = pd.read_csv(folder / "codebook.csv").set_index("name")["tier"]
    assert (book["value_extortion"], book["value_homicide_rate"]) == ("partner", "public")
    done = arraigo(
        places.study.parents[2], "export", "--tier", "partner", "--format", "xlsx,gpkg", "--out", str(tmp_path)
    )
    assert done.exit_code == 0, done.output
    assert {path.name for path in tmp_path.iterdir()} == {"arraigo_tiny_partner.xlsx", "arraigo_tiny_partner.gpkg"}
    readme = openpyxl.load_workbook(tmp_path / "arraigo_tiny_partner.xlsx").worksheets[0]
    assert "Solo para socios" in [row[0].value for row in readme.iter_rows()]
    assert "value_extortion" in gpd.read_file(tmp_path / "arraigo_tiny_partner.gpkg", layer="units")


def brief(places: Places, out: Path, *words: str) -> str:
    """Write a brief and give all that its pages say, and what the file says of itself."""
    done = arraigo(places.study.parents[2], "brief", *words, "--out", str(out))
    assert done.exit_code == 0, done.output
    reader = PdfReader(out)
    told = [page.extract_text() for page in reader.pages]
    return " ".join(" ".join([*told, str(reader.metadata)]).split())


TITLES = {"es": ("Extorsión callada", "Redadas veladas"), "en": ("Hushed extortion", "Veiled raids")}
WHOM = {"es": ("Solo para socios", "Solo para uso interno"), "en": ("For partners only", "For internal use only")}


@pytest.mark.parametrize("asked", ["AA0201", "AA02"])
@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize(
    ("tier", "seen"),
    [(None, (False, False)), ("public", (False, False)), ("partner", (True, False)), ("internal", (True, True))],
)
def test_a_brief_says_what_its_readers_may_see_and_for_whom_it_is(  # noqa: PLR0917 - five things are varied
    places: Places, tmp_path: Path, asked: str, lang: str, tier: str | None, seen: tuple[bool, bool]
) -> None:
    text = brief(places, tmp_path / "a.pdf", asked, "--lang", lang, *(["--tier", tier] if tier else []))
    named = [title in text for title in TITLES[lang]]
    # The sheet of a department names no indicator that says nothing special there; a place's names them all.
    assert named == list(seen) if len(asked) == 6 else not any(n and not s for n, s in zip(named, seen, strict=True))
    assert [words in text for words in WHOM[lang]] == [tier == "partner", tier == "internal"]
    hidden = [word for name, may in zip(("partner", "internal"), seen, strict=True) if not may for word in NAMES[name]]
    assert not [word for word in hidden if word in text]


def test_the_files_of_a_closed_atlas_say_for_whom_they_are(places: Places, tmp_path: Path) -> None:
    home = places.study.parents[2]
    words = ["brief", "--atlas", "--tier", "partner", "--bound", "--jobs", "2", "--out", str(tmp_path)]
    done = arraigo(home, *words)
    assert done.exit_code == 0, done.output
    names = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.pdf"))
    assert len(names) == 12 + 4 + 4
    assert names[:2] == ["AA01/AA0101_partner.es.pdf", "AA01/AA0102_partner.es.pdf"]
    for name in names:
        pages = [" ".join(page.extract_text().split()) for page in PdfReader(tmp_path / name).pages]
        assert all("Solo para socios" in page for page in pages)
        assert not any(word in page for word in NAMES["internal"] for page in pages)


def test_a_brief_for_readers_that_nothing_was_published_for_is_refused(places: Places, tmp_path: Path) -> None:
    copied = tmp_path / "home"
    shutil.copytree(places.study.parents[2], copied)
    shutil.rmtree(copied / "data/processed/tiny/5_closed/partner")
    told = arraigo(copied, "brief", "AA0101", "--tier", "partner", "--out", str(tmp_path / "a.pdf"))
    assert "has nothing of the tier `partner`" in str(told.exception)
    assert not (tmp_path / "a.pdf").exists()
    assert arraigo(copied, "brief", "AA0101", "--tier", "nobody").exit_code == 2


def test_an_export_is_public_unless_asked_otherwise(places: Places, tmp_path: Path) -> None:
    done = arraigo(places.study.parents[2], "export", "--all-formats", "--out", str(tmp_path))
    assert done.exit_code == 0, done.output
    assert said_in(tmp_path, *(word for tier in NAMES for word in (*NAMES[tier], FIGURES[tier]))) == []


def test_only_the_owner_may_read_what_is_closed(places: Places) -> None:
    folder = places.result("5_closed")
    assert [path.stat().st_mode & 0o777 for path in (folder, folder / "partner", folder / "internal")] == [0o700] * 3
    assert places.published().stat().st_mode & 0o777 == 0o755


def test_closed_results_hold_until_something_changes_and_go_with_their_reason(tmp_path: Path) -> None:
    study = write_closed_study(tmp_path, tiers=("internal",))
    places = published(tmp_path)
    assert sorted(path.name for path in places.result("5_closed").iterdir()) == ["internal", "run.json"]
    again = arraigo(tmp_path, "run")
    assert again.output.count("unchanged") == 6
    told = arraigo(tmp_path, "export", "--tier", "partner")
    assert "has nothing of the tier `partner`" in str(told.exception)
    # What is opened to everyone is closed to nobody.
    source = study / "sources/raid_notes.yml"
    source.write_text(source.read_text(encoding="utf-8").replace(", tier: internal", ""), encoding="utf-8")
    assert arraigo(tmp_path, "run").exit_code == 0
    assert not places.result("5_closed").exists()
    assert said_in(places.published(), FIGURES["internal"])


def test_a_study_with_nothing_closed_has_no_closed_folder(tmp_path: Path) -> None:
    write_study(tmp_path)
    assert not published(tmp_path).result("5_closed").exists()
