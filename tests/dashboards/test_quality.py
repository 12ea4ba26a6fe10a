from dataclasses import replace

import pandas as pd
import pytest

from dashboards.data import load_published
from dashboards.scene import Live, Scene
from dashboards.state import State
from dashboards.views import quality
from tests.dashboards import world
from tests.dashboards.reading import read


@pytest.fixture
def folder(tmp_path):
    folder = world.publish(tmp_path)
    (folder / "findings").mkdir(exist_ok=True)
    return folder


def view(folder, lang="es"):
    data = load_published(folder)
    scene = Scene(data, Live(data.scores), replace(State(), lang=lang))
    return " | ".join(read(part) for part in quality.content(scene))


def write(folder, name, rows):
    pd.DataFrame(rows).to_csv(folder / name, index=False)


def check(name, **told):
    return {"check": name, "node": "violence", "id": "", "other": "", "n": 8, "flag": ""} | told


def test_without_tables_it_says_what_to_do(folder):
    for path in (folder / "findings").iterdir():
        path.unlink()
    assert "Ejecute `make score` de nuevo" in view(folder)


def test_how_each_figure_came_about_is_told_by_country(folder):
    data = load_published(folder)
    first = data.indicators[0].id
    counts = {"observed": 1, "inherited": 2, "imputed": 0, "missing": 1, "units": 4}
    write(folder, "findings/availability.csv", [{"indicator": first, "iso3": "AAA", "adm1_code": "AA01", **counts}])
    said = view(folder, "en")
    assert "25% measured" in said
    assert "50% handed down" in said
    assert "no data" in said  # nothing of it is told of the other country
    assert "0% estimated" not in said


def test_a_pillar_without_indicators_says_so(folder):
    first = load_published(folder).indicators[0].id
    counts = {"observed": 4, "inherited": 0, "imputed": 0, "missing": 0, "units": 4}
    write(folder, "findings/availability.csv", [{"indicator": first, "iso3": "AAA", "adm1_code": "AA01", **counts}])
    assert "Sin datos en este estudio" in view(folder)


def test_choices_come_in_the_order_of_what_they_move_each_with_its_interval(folder):
    rows = [
        {"output": "rank", "choice": "weights", "total": 0.1, "total_p5": -0.02, "total_p95": 0.2},
        {"output": "rank", "choice": "measurement", "total": 0.64, "total_p5": 0.6, "total_p95": 0.7},
        {"output": "rank", "choice": "sum", "total": None, "total_p5": None, "total_p95": None},
    ]
    write(folder, "findings/sobol.csv", rows)
    said = view(folder)
    assert "64% (60%–70%)" in said
    assert "10% (0%–20%)" in said
    assert said.index("Error de medición") < said.index("Pesos")


def test_what_the_checks_flag_is_a_sentence(folder):
    one, two = (entry.id for entry in load_published(folder).indicators[:2])
    rows = [
        {
            "check": "correlation",
            "node": "violence",
            "id": one,
            "other": two,
            "value": 0.98,
            "n": 8,
            "flag": "collinear",
        },
        {"check": "alpha", "node": "violence", "id": "", "other": "", "value": 0.2, "n": 8, "flag": "low_coherence"},
        {"check": "eigenvalue_share", "node": "violence", "id": "", "other": "", "value": 0.2, "n": 8, "flag": ""},
    ]
    write(folder, "quality.csv", rows)
    said = view(folder, "en")
    assert "say almost the same (r = 0.98)" in said
    assert "Violence is not one thing: Cronbach's alpha 0.20" in said


def test_checks_that_flag_nothing_say_so(folder):
    write(
        folder,
        "quality.csv",
        [check("alpha", value=0.9)],
    )
    assert "Las revisiones no señalan nada" in view(folder)
