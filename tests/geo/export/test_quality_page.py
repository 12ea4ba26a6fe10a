"""Check that the quality page tells every finding in both languages, and stands on its own."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from geo.export import public_quality, quality_page
from geo.export.quality_texts import TEXTS

if TYPE_CHECKING:
    from geo.catalogue import Catalogue

COLUMNS = ["check", "node", "id", "other", "value", "n", "flag"]


@pytest.fixture
def table(catalogue: Catalogue) -> pd.DataFrame:
    ids = [one.id for one in catalogue.indicators]
    pillars = [one.pillar for one in catalogue.indicators]
    rows = [
        (check, pillar, id_, "", value, 6, "")
        for check in ("nominal_weight", "variance_share", "shapley_effect", "correlation_ratio")
        for id_, pillar, value in zip(ids, pillars, np.linspace(0.1, 0.4, len(ids)), strict=True)
    ]
    rows += [("correlation", "", ids[0], ids[1], 0.95, 6, "collinear")]
    rows += [
        ("alpha", "drivers", "", "", -0.25, 6, "low_coherence"),
        ("eigenvalue_share", "drivers", "1", "", 0.75, 6, ""),
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


class _Reader(HTMLParser):
    """Collect what a page asks for, and whether its tags close."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.asked: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.asked += [value or "" for name, value in attrs if name in {"src", "href"}]
        if tag not in {"meta", "input", "br", "link"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_both_languages_have_the_same_words_to_fill() -> None:
    assert TEXTS["es"].keys() == TEXTS["en"].keys()
    for key, text in TEXTS["es"].items():
        assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", TEXTS["en"][key])), key


def test_the_page_stands_on_its_own(table: pd.DataFrame, catalogue: Catalogue) -> None:
    page = quality_page(table, catalogue, units=6)
    reader = _Reader()
    reader.feed(page)
    assert reader.open == []
    assert reader.asked == []
    assert not re.search(r"https?:|@import|url\(", page)
    assert page == quality_page(table, catalogue, units=6)


def test_findings_are_told_in_both_languages(table: pd.DataFrame, catalogue: Catalogue) -> None:
    page = quality_page(table, catalogue, units=6)
    spanish, english = (part.split("</main>")[0] for part in page.split("<main ")[1:])
    for part, lang, value, low in ((spanish, "es", "0.95", "−0.25"), (english, "en", "0.95", "−0.25")):
        first, second = (one.title.in_(lang) for one in catalogue.indicators[:2])  # type: ignore[arg-type]
        assert f"<b>{first} · {second}</b>" in part
        assert value in part
        assert low in part
        assert TEXTS[lang]["head_low_coherence"] + " (1)" in part  # type: ignore[index]
        assert TEXTS[lang]["found_none"] not in part  # type: ignore[index]
    assert "6 lugares con puntaje" in spanish
    assert "6 places with a score" in english


def test_nothing_found_is_said(table: pd.DataFrame, catalogue: Catalogue) -> None:
    assert TEXTS["en"]["found_none"] in quality_page(table.assign(flag=""), catalogue, units=6)


def test_figures_that_are_missing_and_against_the_rest(table: pd.DataFrame, catalogue: Catalogue) -> None:
    table.loc[table["check"] == "correlation_ratio", "value"] = np.nan
    at = table.index[table["check"] == "variance_share"][0]
    table.loc[at, ["value", "flag"]] = [-0.02, "against_the_rest"]
    page = quality_page(table, catalogue, units=6)
    assert "nan" not in page
    assert 'class="against"' in page
    assert "−2.0%" in page
    assert TEXTS["en"]["against_the_rest"].format(value="2.0%") in page


def test_markup_in_a_title_is_text(table: pd.DataFrame, catalogue: Catalogue) -> None:
    nodes = tuple(
        node.model_copy(update={"title": node.title.model_copy(update={"en": "<script>"})})
        for node in catalogue.index.nodes
    )
    changed = type(catalogue)(
        catalogue.study, catalogue.index.model_copy(update={"nodes": nodes}), catalogue.indicators, catalogue.sources
    )
    page = quality_page(table, changed, units=6)
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("place", [0, 1])
def test_what_is_not_public_does_not_leave(table: pd.DataFrame, catalogue: Catalogue, place: int) -> None:
    # Open all, then close one: the first or the second of the pair that is compared.
    entries = tuple(one.model_copy(update={"series": ("killed",), "tier": "public"}) for one in catalogue.indicators)
    hidden = entries[place].model_copy(update={"tier": "internal"})
    closed = type(catalogue)(
        catalogue.study,
        catalogue.index,
        tuple(hidden if one.id == hidden.id else one for one in entries),
        catalogue.sources,
    )
    left = public_quality(table, closed)
    assert hidden.id not in {*left["id"], *left["other"]}
    assert len(left) == len(table) - 5
    assert hidden.title.en not in quality_page(left, closed, units=6)
