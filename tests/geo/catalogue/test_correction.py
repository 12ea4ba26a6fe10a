from __future__ import annotations

from pathlib import Path

import pytest

from geo.catalogue.correction import Drop, GiveOverlap, Rename, load_corrections
from geo.catalogue.layer import load_layers
from geo.errors import CatalogueError

STUDY = Path(__file__).parents[3] / "data/studies/northern_triangle"
ENTRY = """- id: one
  layer: hnd
  action: rename
  where:
    - {code: HN0101, expect: Uno, to: Dos}
  reason: {es: Porque sí, en: Because}
  source: The layer itself
"""


def test_shipped_corrections_load_and_name_layers_that_are_there() -> None:
    corrections = load_corrections((STUDY / "corrections.yml").read_text(encoding="utf-8"))
    layers = load_layers((STUDY / "layers.yml").read_text(encoding="utf-8"))
    assert {entry.layer for entry in corrections} <= set(layers)
    assert [entry.id for entry in corrections if isinstance(entry, Drop)] == [
        "slv_demarcation_sliver",
        "crosswalk_lakes",
    ]
    assert [entry.id for entry in corrections if isinstance(entry, GiveOverlap)] == ["hnd_nueva_frontera_overlap"]


def test_sound_entry_loads() -> None:
    (entry,) = load_corrections(ENTRY)
    assert isinstance(entry, Rename)
    assert entry.where[0].to == "Dos"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("rename", "repaint", r"corrections\.yml:3: `action` is 'repaint'\. Use one of drop, recode"),
        ("  action: rename\n", "", "`action` is None"),
        ("to: Dos", "to: Uno", r"corrections\.yml:5: .*changes nothing"),
        ("to: Dos", "to: HN0101", "changes nothing"),
        ("en: Because", "de: Weil", r"corrections\.yml:6"),
        ("  source: The layer itself\n", "", "`source`"),
        ("rename", "give_overlap", r"corrections\.yml:4"),
        ("- id: one", "- id: [", "not valid YAML"),
    ],
)
def test_faults_are_told_with_their_line(old: str, new: str, message: str) -> None:
    assert old in ENTRY
    with pytest.raises(CatalogueError, match=message):
        load_corrections(ENTRY.replace(old, new))


@pytest.mark.parametrize("text", ["", "[]", "# none yet"])
def test_a_study_may_need_none(text: str) -> None:
    assert load_corrections(text) == ()


@pytest.mark.parametrize("text", ["entries: []", "just a text"])
def test_no_list_is_a_fault(text: str) -> None:
    with pytest.raises(CatalogueError, match=r"corrections\.yml:1: must be a list"):
        load_corrections(text)


def test_all_faults_come_together() -> None:
    second = ENTRY.replace("id: one", "id: two").replace("rename", "drop")
    with pytest.raises(CatalogueError, match=r"(?s)corrections\.yml:3.*corrections\.yml:1[01]"):
        load_corrections(ENTRY.replace("rename", "repaint") + second)


def test_an_id_stands_once() -> None:
    with pytest.raises(CatalogueError, match="corrections share an id: one"):
        load_corrections(ENTRY + ENTRY)
