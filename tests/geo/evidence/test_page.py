"""Check that the page says what the tables say, in both languages, and asks nobody for anything."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from geo.evidence import build_evidence
from geo.evidence.texts import TEXTS, number, percent
from tests.geo.evidence.world import CATALOGUE, GDP, LINKS, TABLES

PAGE = build_evidence(**TABLES, catalogue=CATALOGUE, entries=(GDP,), seed=7)
BODY = re.search(r"<body>(.*)</body>", PAGE, re.DOTALL)
assert BODY is not None
MAINS = {main.attrib["id"]: main for main in ET.fromstring(f"<body>{BODY.group(1)}</body>")}


def text(lang: str) -> str:
    return re.sub(r"\s+", " ", " ".join(MAINS[lang].itertext()))


def test_both_languages_stand_in_one_page_with_the_same_keys_and_the_same_charts() -> None:
    assert list(MAINS) == ["en", "es"]
    assert TEXTS["es"].keys() == TEXTS["en"].keys()
    assert len(list(MAINS["es"].iter("svg"))) == len(list(MAINS["en"].iter("svg"))) > 0
    for key in TEXTS["es"]:
        assert set(re.findall(r"{\w+}", TEXTS["es"][key])) == set(re.findall(r"{\w+}", TEXTS["en"][key])), key


def test_it_asks_no_network_for_anything_and_runs_no_script() -> None:
    assert "<script" not in PAGE
    assert not re.findall(r"""(?:src|href|url)\s*[=(]\s*["']?(?!#)[a-z/]""", PAGE)
    assert "default-src 'none'" in PAGE


def test_every_text_warns_against_reading_causes() -> None:
    assert "Nada de esta página prueba causas" in text("es")
    assert "Nothing on this page shows causes" in text("en")
    for lang, words in (("es", "No es el efecto de cambiar"), ("en", "It is not the effect of changing")):
        assert words in text(lang)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("es", ["31% (10% a 50%)", "16 departamentos", "muy pocos lugares para un modelo",
                "con dato en 38 de 40 lugares", "5% a 45%", "Duda única", "Personas emigradas & más"]),
        ("en", ["31% (10% to 50%)", "16 departments", "too few places for a model", "known in 38 of 40 places",
                "5% to 45%", "A single doubt", "Emigrants & more", "expected ←"]),
    ],
)  # fmt: skip
def test_it_says_the_numbers_and_how_many_places_each_rests_on(lang: str, words: list[str]) -> None:
    told = text(lang)
    assert not [word for word in words if re.sub(r"\s+", " ", word) not in told]


def test_in_brief_reads_reach_at_a_quarter_of_the_people() -> None:
    # drivers: 0.25 ** 0.8 = 0.33; best: 0.25 ** 0.5 = 0.5.
    assert "With 25% of the population, the order of “Drivers” reaches 33% of those who leave; the best" in text("en")
    assert "possible is 50%." in text("en")


def test_a_skill_whose_interval_reaches_zero_draws_no_dependence_and_is_called_doubtful() -> None:
    unsure = LINKS.assign(skill_p5=LINKS["skill_p5"].clip(upper=-0.1))
    page = build_evidence(**(TABLES | {"links": unsure}), catalogue=CATALOGUE, entries=(GDP,), seed=7)
    assert "Dependencia parcial" not in page
    assert "doubtful" in page
    worse = unsure.assign(skill=unsure["skill"] - 0.6)
    page = build_evidence(**(TABLES | {"links": worse}), catalogue=CATALOGUE, entries=(GDP,), seed=7)
    assert "no better than the country's mean" in page


def test_names_are_text_and_never_markup() -> None:
    assert "Aria &lt;b&gt;" in PAGE
    assert "Producto &lt;i&gt;" in PAGE
    assert "<i>" not in PAGE


def test_a_study_without_any_of_it_says_so() -> None:
    empty = {name: pd.DataFrame(columns=table.columns) for name, table in TABLES.items()}
    page = build_evidence(**empty, catalogue=CATALOGUE, entries=(), seed=7)
    for lang in ("es", "en"):
        for key in ("no_links", "no_reach", "no_comparators"):
            assert TEXTS[lang][key] in page


def test_what_lies_beyond_an_axis_is_cut_and_marked() -> None:
    chart = next(svg for svg in MAINS["es"].iter("svg") if svg.attrib.get("aria-label") == TEXTS["es"]["links_chart"])
    arrows = [shape for shape in chart if shape.tag == "polygon"]
    assert len(arrows) == 1  # the regression's interval begins at -0.7, the axis at -0.5
    xs = [float(line.attrib[end]) for line in chart if line.tag == "line" for end in ("x1", "x2")]
    assert 0 <= min(xs) <= max(xs) <= 720


@pytest.mark.parametrize(
    ("value", "digits", "told"), [(1234.5, 1, "1,234.5"), (-0.2, 1, "−0.2"), (-0.01, 0, "0"), (0.25, 2, "0.25")]
)
def test_numbers_are_written_as_the_three_countries_do(value: float, digits: int, told: str) -> None:
    assert number(value, digits=digits) == told
    assert percent(0.314) == "31%"
