import dataclasses
import json

import pandas as pd
import pytest

from dashboards.panel import panel, spoken
from dashboards.scene import Live, Scene
from dashboards.state import read_state
from tests.dashboards import world
from tests.dashboards.reading import find, parts, read
from tests.dashboards.scenes import scene


def at(data, code, *, lang):
    return scene(data, f"?lang={lang}" + (f"&code={code}" if code else ""))


def section(tree, name):
    (found,) = find(tree, name)
    return found


def test_nothing_chosen_is_an_invitation(data):
    assert read(panel(at(data, None, lang="es"))).startswith("Elija un lugar")
    assert spoken(at(data, None, lang="es")) == ""


def test_the_heading_says_where_the_place_is(data):
    words = read(panel(at(data, "BB0101", lang="en")))
    assert words.startswith("Eneida ×")
    assert "District · Gran Boria, La Paz, Borya · BB0101" in words


def test_rank_and_score_stand_with_their_bounds(data):
    words = read(section(panel(at(data, "AA0102", lang="es")), "standing"))
    assert words == (
        "Puesto 2.º de 6 con puesto entre el 1.º y el 6.º en nueve de cada diez simulaciones "
        "En Aria: 2.º de 4, entre el 1.º y el 3.º. "
        "Puntaje 66.5 de 100 entre 40.0 y 90.0, según lo que valgan los datos que faltan"
    )


def test_below_the_gate_there_is_a_reason_instead_of_a_rank(data):
    words = read(section(panel(at(data, "BB0201", lang="en")), "standing"))
    assert words.startswith("Rank No rank No rank: 23.0% of the weight of the data is known and the minimum is 40%.")
    assert "55.0 of 100 between 11.0 and 92.0" in words


def test_a_place_without_any_data_has_neither_rank_score_nor_bars(data):
    tree = panel(at(data, "BB0202", lang="es"))
    assert "sin puntaje" in read(tree)
    assert find(tree, "bars") == []
    assert "0.0" not in read(tree)


def test_what_is_chosen_is_said_in_a_sentence(data):
    assert spoken(at(data, "AA0101", lang="en")) == "Alfa. Rank 1st, between 1st and 1st in nine of ten simulations."
    assert spoken(at(data, "BB0201", lang="es")).startswith("Gámbita. Sin puesto: se conoce el 23.0%")


def test_facts_leave_out_what_is_not_known(data):
    words = read(section(panel(at(data, "AA0101", lang="es")), "facts"))
    assert "> 99%" in words
    assert "12,000" in words
    assert "Tipo 1 Origen y violencia altos · certeza 97%" in words
    assert "Población" not in read(section(panel(at(data, "BB0202", lang="es")), "facts"))


def test_pillars_show_what_the_study_knows_nothing_of(data):
    words = read(section(panel(at(data, "AA0101", lang="es")), "pillars"))
    assert words.endswith("Origen 90 Causas 72 Violencia 80 Economía 65 Gobierno Sin datos en este estudio")
    assert "Origen sin dato" in read(section(panel(at(data, "BB0201", lang="es")), "pillars"))


def test_contributions_sum_to_the_score_with_what_is_not_public(data):
    tree = section(panel(at(data, "AA0101", lang="es")), "contributions")
    assert [read(item) for item in find(tree, "bars")[0].children] == [
        "Emigrantes 32.5",
        "Homicidios 24.4",
        "Pobreza 12.2",
        "Indicadores no públicos 12.2",
    ]
    assert find(tree, "fill")[0].style["width"] == "100.0%"


def test_under_a_geometric_mean_contributions_are_not_called_points(data):
    tree = data.catalogue.index
    nodes = tuple(node.model_copy(update={"aggregation": "geometric"}) for node in tree.nodes)
    catalogue = dataclasses.replace(data.catalogue, index=tree.model_copy(update={"nodes": nodes}))
    words = read(panel(at(dataclasses.replace(data, catalogue=catalogue), "AA0101", lang="en")))
    assert "logarithm of the score" in words
    assert "not public" not in words


def test_small_contributions_share_a_bar(data, monkeypatch):
    monkeypatch.setattr("dashboards.breakdown.SHOWN", 1)
    words = read(section(panel(at(data, "AA0101", lang="en")), "contributions"))
    assert "Emigrants 32.5 2 other indicators 36.6" in words


@pytest.mark.parametrize(
    ("code", "indicator", "words"),
    [
        ("AA0101", "Emigrantes", "Emigrantes 31.4 por mil 2018 medido en el lugar Oficina Central"),
        ("AA0102", "Emigrantes", "Emigrantes 22.0 por mil 2018 no medido en el lugar: dato del departamento Oficina"),
        ("BB0102", "Homicidios", "Homicidios 0.0 por 100 mil 2020 medido: ningún caso; tasa suavizada Oficina Central"),
        ("BB0201", "Emigrantes", "Emigrantes sin dato sin dato: no se ha medido"),
        ("AA0101", "Pobreza", "Pobreza 71% de las personas 2019 medido en el lugar Oficina Central"),
    ],
)
def test_each_indicator_says_how_it_is_known(data, code, indicator, words):
    rows = [read(row) for row in section(panel(at(data, code, lang="es")), "figures").children[1].children]
    (row,) = [row for row in rows if row.startswith(f"{indicator} ")]
    assert row.startswith(words)


def test_an_indicator_without_a_row_is_shown_as_not_applicable(data):
    rest = data.values[(data.values["indicator"] != "emigrants_rate") | (data.values["code"] != "AA0101")]
    words = read(panel(at(dataclasses.replace(data, values=rest), "AA0101", lang="en")))
    assert "Emigrants no data no data: does not apply" in words


def test_a_name_with_markup_is_shown_as_text(data):
    tree = panel(at(data, "AA0201", lang="es"))
    assert world.MARKUP in [part for part in parts(tree) if isinstance(part, str)]
    assert spoken(at(data, "AA0201", lang="es")).startswith(world.MARKUP)


@pytest.mark.parametrize("lang", ["es", "en"])
def test_every_place_has_a_panel(data, lang):
    for code in data.places:
        words = read(panel(at(data, code, lang=lang)))
        assert "nan" not in words.split()
        assert "None" not in words
        assert "<NA>" not in words


def test_each_value_is_set_against_department_country_and_type(data):
    # Emigrants of Aria 31.4, 22.0, 18.2, 9.0; of La Paz 31.4 and 22.0, which are also those of type 1.
    rows = [read(row) for row in find(panel(at(data, "AA0101", lang="es")), "among")]
    assert rows[0] == "depto. 26.7 país 20.1 tipo 26.7 Entre el quinto que más atención pide de su país y de su tipo."


def test_a_place_of_no_single_type_is_not_set_against_one(data):
    rows = [read(row) for row in find(panel(at(data, "BB0101", lang="en")), "among")]
    assert rows[0] == "dept. 4.3 country 4.3"


def test_what_is_not_compared_across_countries_stays_in_its_own(data):
    loose = tuple(i.model_copy(update={"comparable": False}) for i in data.catalogue.indicators)
    other = dataclasses.replace(data, catalogue=dataclasses.replace(data.catalogue, indicators=loose))
    rows = [read(row) for row in find(panel(at(other, "AA0101", lang="en")), "among")]
    assert rows[0].startswith("dept. 26.7 country 20.1 · Line of the country.")


def test_neighbours_stand_with_their_ranks_and_the_border_between(data):
    words = read(section(panel(at(data, "AA0102", lang="es")), "neighbours"))
    assert words == (
        "Vecinos Lugar Puesto (intervalo) Alfa 1.º (1–1) "
        f"{world.MARKUP} 3.º (2–4) {world.NAMES['BB0102']} al otro lado de la frontera, en Boria 6.º (6–6)"
    )
    assert "It borders no other place" in read(section(panel(at(data, "BB0202", lang="en")), "neighbours"))


def test_groups_stand_among_the_facts(data):
    words = read(section(panel(at(data, "AA0102", lang="en")), "facts"))
    assert "Hot spot Hot the place and its neighbours score higher than chance would give" in words
    assert "Zone Ávila, Arya" in words
    assert "The study's set It is in it chosen in 75% of the simulations" in words


def test_a_study_without_findings_has_a_panel_all_the_same(bare):
    words = read(panel(at(bare, "AA0101", lang="es")))
    assert "Este estudio no publicó quién linda con quién. Corra `arraigo run`" in words
    assert "Zona" not in words


def test_what_can_be_done_is_a_change_of_the_address(data):
    tree = section(panel(scene(data, "?code=AA0101&vs=AA0102&in=BB0101&out=AA0101")), "actions")
    changes = [json.loads(part.to_plotly_json()["props"]["data-go"]) for part in find(tree, "act") if goes(part)]
    assert changes == [
        {"vs": "AA0102,AA0101", "view": "compare"},
        {"in": "BB0101,AA0101", "out": None},
        {"in": "BB0101", "out": "AA0101"},
        {"in": "BB0101", "out": None},
    ]
    pressed = [getattr(part, "aria-pressed") for part in find(tree, "act") if hasattr(part, "aria-pressed")]
    assert pressed == ["false", "true", "false"]
    assert "/brief/AA0101.pdf?lang=es" in [getattr(part, "href", None) for part in find(tree, "act")]


def test_a_full_comparison_says_so_and_one_inside_can_be_taken_out(data):
    full = "?lang=en&vs=AA0101,AA0102,AA0201,AA0202&code="
    assert "There are 4 places" in read(section(panel(scene(data, f"{full}BB0101")), "actions"))
    assert "Take out of" in read(section(panel(scene(data, f"{full}AA0101")), "actions"))


def goes(part):
    return "data-go" in part.to_plotly_json()["props"]


def told(**rows):
    """Lay out what `to_enter_top` says, by indicator: now and needed on the scale, then in the indicator's unit."""
    columns = ["now", "needed", "value_now", "value_needed", "verdict"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("indicator").reset_index()


def entering(data, monkeypatch, table, search="?lang=en&code=AA0202", **more):
    # Each test asks anew: what was told before is kept by place.
    fresh = dataclasses.replace(data)
    monkeypatch.setattr(type(fresh.scorer), "entry", lambda self, code, *, k: table)
    return find(panel(scene(fresh, search, **more)), "entry")


def test_what_would_bring_a_place_among_the_first_is_told_the_smallest_change_first(data, monkeypatch):
    nan = float("nan")
    table = told(
        homicide_rate=(0.2, 0.9, 30.0, 80.0, "enough"),
        poverty_share=(0.3, 0.4, 0.41, 0.5, "enough"),
        emigrants_rate=(nan, 0.6, nan, 20.0, "enough"),
        injuries=(nan, 0.65, nan, nan, "enough"),
        trust_index=(0.1, nan, 0.1, nan, "not_by_this_alone"),
    )
    (part,) = entering(data, monkeypatch, table)
    lines = [read(line) for line in parts(part) if type(line).__name__ == "Li"]
    assert lines == [
        "Poverty: from 41% to 50% (of people)",
        "Emigrants: no data today; it would be enough to measure 20.0, or what calls for more attention (per 1,000)",
        "Injuries: no data today; it would be enough to measure a figure that calls for much attention (cases)",
        "Homicides: from 30.0 to 80.0 (per 100,000)",
    ]


def test_where_no_figure_alone_is_enough_it_says_so(data, monkeypatch):
    (part,) = entering(data, monkeypatch, told(poverty_share=(0.3, float("nan"), 0.41, float("nan"), "open")))
    assert "No figure alone would bring it among the first 3." in read(part)


def test_nothing_is_told_of_entering_to_those_inside_below_the_gate_or_under_other_weights(data, monkeypatch):
    table = told(poverty_share=(0.3, 0.4, 0.41, 0.5, "enough"))
    assert entering(data, monkeypatch, table, "?code=AA0101") == []
    assert entering(data, monkeypatch, table, "?code=BB0201") == []
    assert entering(data, monkeypatch, table, own=True) == []
    assert entering(data, monkeypatch, None) == []


def test_the_gate_and_the_mean_are_those_of_the_readers_setting(data):
    tree = data.catalogue.index
    nodes = tuple(node.model_copy(update={"aggregation": "geometric"}) for node in tree.nodes)
    own = dataclasses.replace(data.catalogue, index=tree.model_copy(update={"nodes": nodes, "coverage_gate": 0.3}))
    live = Live(data.scores, own=True, replicates=100, catalogue=own)
    words = [
        read(panel(Scene(data, live, read_state(f"?lang=en&code={code}", known=data.known))))
        for code in ("AA0101", "BB0201")
    ]
    assert "logarithm of the score" in words[0]
    assert "the minimum is 30%" in words[1]


def test_a_place_alone_in_its_department_is_not_set_against_itself(data):
    # Of the homicides of Sur only Gámbita's are known.
    rows = [read(row) for row in find(panel(at(data, "BB0201", lang="en")), "among")]
    assert rows == ["country 10.0"]
