"""Settle at a terminal what a file alone does not: near spellings, and codes against names."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.errors import CatalogueError
from pipelines.adding.answers import Answers
from pipelines.adding.indicator import plan_indicator
from pipelines.paths import Places
from tests.pipelines.adding.said import ALL

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(("take", "count"), [("yes", 3), ("no", None)])
def test_near_spellings_are_taken_after_a_yes(take: str, count: int | None, tmp_path: Path) -> None:
    file = tmp_path / "agua_2022.csv"
    file.write_text(
        "Departamento,Municipio,Agua\nHuehuetenango,San Idelfonso Ixtahuacán,4\nHuehuetenango,Chiantla,5\n"
        "Quiché,Santa María Nebaj,6\n",
        encoding="utf-8",
    )
    shipped = Places(study=ROOT / "data" / "studies" / "northern_triangle", raw=tmp_path, processed=tmp_path)
    told = {"accept_fuzzy": take} | {key: str(value) for key, value in ALL.items()} | {"comparable": "no"}
    if count is None:
        with pytest.raises(CatalogueError, match="1 of 3 rows were matched by a near"):
            plan_indicator(shipped, file, Answers(), ask=lambda question: told[question.key])
    else:
        plan = plan_indicator(shipped, file, Answers(), ask=lambda question: told[question.key])
        assert plan.table is not None
        assert plan.table["code"].tolist() == ["GT1302", "GT1309", "GT1413"]


def test_codes_that_names_contradict_are_settled_by_a_person(tmp_path: Path) -> None:
    file = tmp_path / "agua_2022.csv"
    file.write_text("code,muni,Agua\nGT0206,Sanarate,4\nGT0207,Sansare,5\nGT0201,Guastatoya,6\n", encoding="utf-8")
    shipped = Places(study=ROOT / "data" / "studies" / "northern_triangle", raw=tmp_path, processed=tmp_path)
    told = {key: str(value) for key, value in ALL.items()} | {"comparable": "no"}
    found = {}
    for by in ("code", "name"):
        plan = plan_indicator(shipped, file, Answers(), ask=lambda question, by=by: (told | {"by": by})[question.key])
        assert plan.table is not None
        found[by] = dict(zip(plan.table["code"], plan.table["value"], strict=True))
    assert found == {
        "code": {"GT0201": 6.0, "GT0206": 4.0, "GT0207": 5.0},
        "name": {"GT0201": 6.0, "GT0206": 5.0, "GT0207": 4.0},
    }
    with pytest.raises(CatalogueError, match="2 of 3 rows have a code and a name of different places"):
        plan_indicator(shipped, file, Answers(), ask=lambda question: (told | {"by": "stop"})[question.key])
