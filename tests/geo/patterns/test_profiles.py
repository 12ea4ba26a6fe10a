"""Check that a type's line says what marks it, in both languages, with its size and people."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from geo.catalogue import Text
from geo.patterns import Typology, describe_types, find_types

TITLES = {
    "violence": Text(es="Violencia", en="Violence"),
    "poverty": Text(es="Pobreza", en="Poverty"),
    "drought": Text(es="Sequía", en="Drought"),
    "rights": Text(es="Derechos", en="Rights"),
}


def typology() -> Typology:
    members = pd.DataFrame(
        {
            "code": ["HN0101", "HN0102", "HN0103", "HN0104", "HN0105", "HN0106"],
            "type": pd.array([1, 1, 2, 3, 0, pd.NA], dtype="Int64"),
            "type_p": [0.7, 0.9, 0.9, 0.8, 0.4, None],
            "nearest": pd.array([1, 1, 2, 3, 3, pd.NA], dtype="Int64"),
        }
    )
    contrasts = pd.DataFrame(
        {
            "violence": [0.6, -0.5, 0.4], "poverty": [1.5, -0.9, 0.0], "drought": [-0.7, 0.2, 0.1],
            "rights": [None, None, None],
        },
        index=pd.Index([1, 2, 3], name="type"),
        dtype=float,
    )  # fmt: skip
    returns = pd.DataFrame({"type": [1, 2, 3], "jaccard": [0.9, 0.8, 0.7], "kept": [None, None, None]})
    known = contrasts.notna().astype(float)
    return Typology(members, pd.DataFrame(), contrasts, contrasts, known, pd.DataFrame(), returns)


def pillars() -> pd.DataFrame:
    codes = typology().members["code"]
    return pd.DataFrame(
        {
            "violence": [70.0, 60, 20, 30, 50, None], "poverty": [90.0, 88, 10, 40, 60, None],
            "drought": [10.0, 12, 50, 55, 30, None], "rights": None,
        },
        index=pd.Index(codes, name="code"),
        dtype=float,
    )  # fmt: skip


def test_lines_in_both_languages() -> None:
    table = describe_types(typology(), pillars=pillars(), titles=TITLES, people=pd.Series(dtype=float))
    assert table["title_es"].tolist() == [
        "Por encima de la media: Pobreza, Violencia; por debajo: Sequía",
        "Por debajo de la media: Pobreza, Violencia",
        "Cerca de la media en todos los pilares",
    ]
    assert table["title_en"].tolist() == [
        "Above the mean: Poverty, Violence; below it: Drought",
        "Below the mean: Poverty, Violence",
        "Near the mean in every pillar",
    ]
    assert table["high"].tolist() == ["poverty;violence", "", ""]
    assert table["low"].tolist() == ["drought", "poverty;violence", ""]


def test_size_people_and_typical_members_leave_the_mixed_out() -> None:
    people = pd.Series({"HN0101": 100.0, "HN0102": 50.0, "HN0103": 7.0, "HN0105": 999.0})
    table = describe_types(typology(), pillars=pillars(), titles=TITLES, people=people)
    assert table["n"].tolist() == [2, 1, 1]
    assert table["people"].tolist() == [150, 7, 0]
    assert table["typical"].tolist() == ["HN0102;HN0101", "HN0103", "HN0104"]


def test_a_line_names_three_pillars_at_most() -> None:
    found = typology()
    wide = pd.DataFrame([[3.0, 2.0, 1.0, 0.9]], columns=list(TITLES), index=pd.Index([1], name="type"))
    table = describe_types(
        replace(found, centres=wide, contrasts=wide, known=wide.notna().astype(float)),
        pillars=pillars(),
        titles=TITLES,
        people=pd.Series(),
    )
    assert table["high"].tolist() == ["violence;poverty;drought"]


def test_only_low_pillars_begin_the_sentence() -> None:
    table = describe_types(typology(), pillars=pillars(), titles=TITLES, people=pd.Series(dtype=float))
    assert table["title_es"][1].startswith("Por debajo de la media")


def test_a_type_is_not_named_by_a_pillar_that_most_of_its_members_lack() -> None:
    frame = pd.DataFrame(
        {"a": [90.0, 91, 92, 93, 10, 11, 12, 13], "b": [99.0, np.nan, np.nan, np.nan, 1, 2, 3, 4]},
        index=[f"HN01{place:02d}" for place in range(8)],
    )
    found = find_types(frame, choices=[2], seed=1)
    assert found.known.loc[1].to_dict() == {"a": 1.0, "b": 0.25}
    table = describe_types(
        found, pillars=frame, titles={id_: Text(es=id_, en=id_) for id_ in "ab"}, people=pd.Series(dtype=float)
    )
    assert table["high"].tolist() == ["a", ""]


def test_each_type_has_its_rule_and_how_often_it_comes_back() -> None:
    table = describe_types(typology(), pillars=pillars(), titles=TITLES, people=pd.Series(dtype=float)).set_index(
        "type"
    )
    assert table.loc[1, "rule_en"] in {"Poverty above 74", "Drought up to 21", "Violence above 55"}
    assert table.loc[1, "rule_es"] in {"Pobreza por encima de 74", "Sequía hasta 21", "Violencia por encima de 55"}
    assert (table.loc[1, "rule_share"], table.loc[1, "rule_right"]) == (1, 1)
    assert table["jaccard"].tolist() == [0.9, 0.8, 0.7]
