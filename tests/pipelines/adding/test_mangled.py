"""Mangle tables as producers do: each is imported right or refused, and no figure lands on another place."""

from __future__ import annotations

import random
import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from geo.catalogue import load_catalogue
from geo.errors import ArraigoError
from pipelines.adding.figures import choose_figures, take_figures
from pipelines.adding.joining import World, join
from pipelines.adding.reading import find_table, world_of
from pipelines.adding.report import refusals
from pipelines.paths import Places
from tests.pipelines.adding.said import said

if TYPE_CHECKING:
    from pipelines.adding.answers import Answers

STUDY = Path(__file__).parents[3] / "data" / "studies" / "northern_triangle"
SETTINGS = settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@cache
def world() -> World:
    places = Places(study=STUDY, raw=Path("nowhere"), processed=Path("nowhere"))
    texts = {
        p.relative_to(STUDY).as_posix(): p.read_text(encoding="utf-8")
        for p in STUDY.rglob("*.yml")
        if "additions" not in p.parts
    }
    return world_of(places, load_catalogue(texts))


def imported(path: Path, answers: Answers) -> pd.DataFrame:
    """Do what `arraigo add indicator` does up to the table."""
    _, layout = find_table(path, answers, world())
    joined = join(layout, world(), countries=answers.countries, level=answers.level, by=answers.by)
    faults = refusals(joined, accept_fuzzy=answers.accept_fuzzy, leave_out=answers.leave_out_refused)
    if faults:
        raise ArraigoError("; ".join(faults))
    taking = choose_figures(layout, answers, kind=answers.kind, series=(), people=())
    table, _ = take_figures(layout, joined, answers, taking=taking, kind=answers.kind, year=2020)
    return table


def no_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


NAMES = {
    "as it is": str,
    "shouted": str.upper,
    "without accents": no_accents,
    "accented letters lost": lambda text: "".join(c for c in text if c.isascii()),
    "cut": lambda text: no_accents(text).upper()[:16],
    "numbered": lambda text: f"07. {text}",
}
CODES = {
    "none": lambda code: None,
    "whole": str,
    "small": lambda code: code.lower(),
    "digits": lambda code: code[2:],
    "unpadded": lambda code: str(int(code[2:])),
    "unpadded with letters": lambda code: code[:2] + str(int(code[2:])),
}


def formatted(number: float, *, comma: bool, percent: bool) -> str:
    text = f"{number * 100:.1f}" if percent else f"{number:.4f}"
    return text.replace(".", ",") if comma else text


@st.composite
def mangled(draw: st.DrawFn) -> dict[str, Any]:
    iso3 = draw(st.sampled_from(["SLV", "GTM", "HND"]))
    places = world().places
    towns = places[(places["level"] == "municipality") & (places["iso3"] == iso3)]
    shuffled = random.Random(draw(st.integers(0, 10_000)))
    rows = towns.sample(draw(st.integers(12, len(towns))), random_state=draw(st.integers(0, 10_000)))
    order = draw(st.sampled_from(["by code", "shuffled"]))
    rows = rows.sort_values("code") if order == "by code" else rows
    return {
        "iso3": iso3,
        "rows": rows.reset_index(drop=True),
        "truth": {code: round(shuffled.uniform(0.03, 0.97), 3) for code in rows["code"]},
        "names": draw(st.sampled_from([*NAMES, None])),
        "codes": draw(st.sampled_from(list(CODES))),
        "department": draw(st.sampled_from(["column", "numbered", "merged", "rows above", "none"])),
        "encoding": draw(st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "cp850", "utf-16", "mojibake"])),
        "separator": draw(st.sampled_from([",", ";", "\t", "|"])),
        "comma": draw(st.booleans()),
        "percent": draw(st.booleans()),
        "sign": draw(st.booleans()),
        "titles": draw(st.integers(0, 3)),
        "deep": draw(st.booleans()),
        "total": draw(st.sampled_from(["none", "first", "last"])),
        "footnote": draw(st.booleans()),
        "missing": draw(st.sampled_from(["", "s/d", "n.d.", "-", "..", "-99"])),
        "blank": draw(st.integers(0, 3)),
        "twice": draw(st.sampled_from([False, False, False, True])),
        "swapped": draw(st.sampled_from([False, False, False, True])),
    }


def written(case: dict[str, Any]) -> tuple[bytes, set[str]]:
    """Write the table as a producer would, and say which places have no figure in it."""
    rows, mark = case["rows"], case["separator"]
    comma = case["comma"] and mark != ","
    silent = set(rows["code"][: case["blank"]])
    spelt = NAMES[case["names"]] if case["names"] else None
    codes = [CODES[case["codes"]](code) for code in rows["code"]]
    if case["swapped"] and len(codes) > 1:
        codes[0], codes[1] = codes[1], codes[0]
    heading = [*(["Código"] if case["codes"] != "none" else [])]
    sections = case["department"] == "rows above" and spelt is not None
    column = case["department"] in {"column", "numbered", "merged"}
    heading += [*(["Departamento"] if column else []), *(["Municipio"] if spelt else []), "Pobreza"]
    body, before = [], None
    for n, row in rows.iterrows():
        figure = case["truth"][row["code"]]
        shown = formatted(figure, comma=comma, percent=case["percent"]) + (
            "%" if case["percent"] and case["sign"] else ""
        )
        cells = [*([codes[n]] if case["codes"] != "none" else [])]
        if column:
            home = (
                row["adm1_name"] if case["department"] != "numbered" else f"{row['adm1_code'][2:]}. {row['adm1_name']}"
            )
            cells.append("" if case["department"] == "merged" and row["adm1_code"] == before else home)
        if sections and row["adm1_code"] != before:
            blank = [""] * len(heading)
            blank[heading.index("Municipio")] = f"{row['adm1_code'][2:]}-{row['adm1_name'].upper()}"
            body.append(blank)
        before = row["adm1_code"]
        cells += [*([spelt(row["name"])] if spelt else []), case["missing"] if row["code"] in silent else shown]
        body.append(cells)
    if case["twice"]:
        body.append(body[-1])
    total = ["TOTAL", *[""] * (len(heading) - 2), "50.0" if not comma else "50,0"]
    body = [*([total] if case["total"] == "first" else []), *body, *([total] if case["total"] == "last" else [])]
    above = [[f"Cuadro {n}. Pobreza por municipio"] + [""] * (len(heading) - 1) for n in range(case["titles"])]
    deep = [[""] * (len(heading) - 1) + ["Indicadores"]] if case["deep"] else []
    under = (
        [["Fuente: Oficina de estadística; cifras preliminares".replace(mark, " ")] + [""] * (len(heading) - 1)]
        if case["footnote"]
        else []
    )
    text = "\n".join(mark.join(str(cell) for cell in cells) for cells in [*above, *deep, heading, *body, *under]) + "\n"
    if case["encoding"] == "mojibake":
        return text.encode("utf-8").decode("latin-1").encode("utf-8"), silent
    return text.encode(case["encoding"], errors="replace"), silent


@SETTINGS
@given(case=mangled())
def test_a_mangled_table_is_imported_right_or_refused(case: dict[str, Any], tmp_path: Path) -> None:
    content, silent = written(case)
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    try:
        table = imported(path, said(kind="share", accept_fuzzy=True))
    except ArraigoError:
        event(f"refused: {case['codes']}, {case['names']}, {case['department']}")
        return
    event("imported")
    found = dict(zip(table["code"], table["value"], strict=True))
    for code, value in found.items():
        if code in silent:
            assert pd.isna(value), code
        else:
            assert value == pytest.approx(case["truth"][code], abs=6e-4), code
    assert set(found) == set(case["truth"])


@SETTINGS
@given(case=mangled())
def test_a_plain_table_is_never_refused(case: dict[str, Any], tmp_path: Path) -> None:
    plain = case | {
        "names": "as it is", "department": "column", "codes": "whole", "swapped": False, "twice": False,
        "percent": True, "sign": True, "missing": "",
    }  # fmt: skip
    content, _ = written(plain)
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    assert len(imported(path, said(kind="share"))) == len(case["rows"])


@SETTINGS
@given(case=mangled())
def test_swapped_codes_are_never_taken_against_the_names(case: dict[str, Any], tmp_path: Path) -> None:
    swapped = {"names": "as it is", "department": "column", "codes": "whole", "swapped": True}
    content, _ = written(case | swapped)
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    with pytest.raises(ArraigoError, match=r"--by code or --by name|about a place that another"):
        imported(path, said(kind="share", scale="percent" if case["percent"] else "share"))
