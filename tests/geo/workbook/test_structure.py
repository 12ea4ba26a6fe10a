"""Check that every fault of a structure is told, with its cell, and all of them at once."""

from __future__ import annotations

import re

import pytest

from geo.errors import Faults, TableError
from geo.workbook import read_workbook
from geo.workbook.structure import check_figures, check_structure, id_of, number
from tests.geo.workbook.worlds import CODES, IMETA, coinr


def faults(meta: list[list[object]]) -> str:
    noted = Faults("index.xlsx", TableError)
    check_structure(read_workbook(coinr(meta), name="index.xlsx").entries, noted)
    return "\n".join(noted.messages)


def changed(row: int, **cells: object) -> list[list[object]]:
    """Change cells of one row, by heading."""
    at = {"iCode": 0, "iName": 1, "Level": 2, "Parent": 3, "Weight": 4, "Direction": 5, "Type": 6}
    rows = [list(line) for line in IMETA]
    for name, cell in cells.items():
        rows[row][at[name]] = cell
    return rows


def test_a_sound_structure_gives_nodes_and_indicators_with_ids() -> None:
    noted = Faults("index.xlsx", TableError)
    nodes, indicators = check_structure(read_workbook(coinr(), name="index.xlsx").entries, noted)
    assert not noted.messages
    assert [(node.id, node.parent, node.weight) for node in nodes] == [
        ("econ", "index", 2.0), ("harm", "index", 1.0), ("index", None, 1.0),
    ]  # fmt: skip
    assert [(i.id, i.parent, i.weight, i.direction) for i in indicators] == [
        ("gdppc", "econ", 1.0, 1), ("illit", "econ", 3.0, -1), ("viol_1", "harm", 1.0, 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "cells", "words"),
    [
        (0, {"Weight": -1}, r"1 of 6 rows have a weight below 0: iMeta!A2 \(-1\)"),
        (0, {"Weight": "2"}, r"1 of 6 rows have a weight that is no number: iMeta!A2 \('2'\)"),
        (0, {"Weight": None}, r"1 of 6 rows have a weight that is no number: iMeta!A2 \(''\)"),
        (0, {"Weight": True}, r"1 of 6 rows have a weight that is no number: iMeta!A2 \(True\)"),
        (2, {"Weight": 0}, "1 of 3 groups have nothing but weights of 0 below them: Harm"),
        (1, {"Direction": 0}, r"1 of 3 indicators have a direction that is neither 1 nor -1: iMeta!A3 \(0.0\)"),
        (1, {"Direction": "up"}, r"neither 1 nor -1: iMeta!A3 \('up'\)"),
        (3, {"Direction": -1}, r"1 of 3 groups are turned round by a direction: iMeta!A5 \(Econ\)"),
        (0, {"Parent": "Gone"}, r"1 of 6 rows name a parent that is not among the groups: iMeta!A2 \(GDPpc -> Gone\)"),
        (0, {"Parent": "econ"}, r"not among the groups: iMeta!A2 \(GDPpc -> econ\)"),
        (0, {"Parent": "Viol.1"}, r"not among the groups: iMeta!A2 \(GDPpc -> Viol.1\)"),
        (0, {"Parent": None}, r"1 of 6 indicators have no parent: iMeta!A2 \(GDPpc\)"),
        (4, {"Parent": None}, r"2 of 3 groups have no parent: iMeta!A6 \(Harm\), iMeta!A7 \(Index\)"),
        (5, {"Parent": "Econ"}, r"2 of 6 rows stand in a cycle: iMeta!A5 \(Econ\), iMeta!A7 \(Index\)"),
        (5, {"Parent": "Econ"}, "0 of 3 groups have no parent"),
        (0, {"Parent": "Index"}, "1 of 3 groups hold both indicators and groups: Index"),
        (3, {"Level": 3}, r"1 of 6 rows are not below the level of their parent: iMeta!A5 \(Econ: 3 under 3\)"),
        (0, {"Level": "one"}, r"1 of 6 rows have a level that is no whole number from 1 up: iMeta!A2 \(one\)"),
        (0, {"Level": 1.5}, r"no whole number from 1 up: iMeta!A2 \(1.5\)"),
        (4, {"iCode": "Econ"}, r"2 of 6 codes stand twice: iMeta!A5 \(Econ\), iMeta!A6 \(Econ\)"),
        (4, {"iCode": "ECÓN"}, "1 of 6 codes differ in nothing but capitals, accents and signs: ECÓN and Econ"),
        (0, {"iCode": "¿?"}, r"1 of 6 rows of the structure have no code, or one without a letter or digit: iMeta!A2"),
    ],
)  # fmt: skip
def test_a_slip_is_told_with_its_cell(row: int, cells: dict[str, object], words: str) -> None:
    noted = Faults("index.xlsx", TableError)
    meta = changed(row, **cells)
    data = [["uCode", *(line[0] for line in meta[:3])], *([code, 1, 2, 3] for code in CODES)]
    check_structure(read_workbook(coinr(meta, data), name="index.xlsx").entries, noted)
    assert re.search(words, "\n".join(noted.messages)), noted.messages


def test_all_faults_are_told_at_once() -> None:
    meta = changed(0, Weight=-1, Direction=5)
    meta[1][3] = "Gone"
    assert len(faults(meta).splitlines()) == 3


def test_levels_may_be_skipped() -> None:
    assert not faults(changed(5, Level=7))


def test_a_figure_that_is_no_number_is_told_with_its_cell() -> None:
    data = [["uCode", "uName", "GDPpc", "Illit", "Viol.1"]]
    data += [["AA0101", "x", "12,5", True, 1], ["AA0102", "x", "n.d.", 2, "NA"], ["AA0103", "x", None, 3, 2]]
    noted = Faults("index.xlsx", TableError)
    check_figures(read_workbook(coinr(data=data), name="index.xlsx").columns, noted)
    assert noted.messages[0].startswith("2 of 3 cells of `GDPpc` are no number: iData!C2 ('12,5'), iData!C3 ('n.d.').")
    assert noted.messages[1].startswith("1 of 3 cells of `Illit` are no number: iData!D2 (True).")
    assert len(noted.messages) == 2  # "NA" and the empty cell are missing values


@pytest.mark.parametrize(
    ("code", "id_"),
    [
        ("GDPpc", "gdppc"), ("A.V.1", "a_v_1"), ("Años escolares", "anos_escolares"), ("1st", "i_1st"), ("¿?", ""),
        ("../../etc/passwd", "etc_passwd"), ("x" * 80, "x" * 50), ("_a_", "a"), ("=cmd|' /C calc'!A0", "cmd_c_calc_a0"),
    ],
)  # fmt: skip
def test_an_id_is_made_of_small_letters_and_nothing_that_names_a_path(code: str, id_: str) -> None:
    assert id_of(code) == id_


def test_only_a_finite_number_is_a_number() -> None:
    assert number(3) == 3.0
    assert [number(cell) for cell in (True, "3", "", float("inf"), float("nan"))] == [None] * 5
