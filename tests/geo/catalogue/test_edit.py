"""Edit small pieces of YAML as text, and see what else stays letter for letter."""

from __future__ import annotations

import pytest

from geo.catalogue.edit import append_value, insert_entry, remove_entry, remove_key, replace_scalar, set_value
from geo.errors import CatalogueError

TEXT = """\
# The head.
- id: one  # first
  pillar: ácida
  weight: 2 # heavy
  series: [a, b]

# Of the second pillar.
- id: two
  pillar: base
  series:
    - c
    - d

# The last.
- {id: three, pillar: base, series: [e]}
"""


def test_an_entry_goes_behind_the_last_of_its_pillar_before_the_comments_of_the_next() -> None:
    made = insert_entry(TEXT, "- id: new\n", pillar="ácida")
    assert made == TEXT.replace("  series: [a, b]\n", "  series: [a, b]\n- id: new\n")
    assert insert_entry(TEXT, "- id: new\n", pillar="base") == TEXT + "- id: new\n"
    assert insert_entry(TEXT, "- id: new\n", pillar="none") == TEXT + "- id: new\n"
    assert insert_entry("# Nothing yet.\n", "- id: new\n", pillar="x") == "# Nothing yet.\n- id: new\n"
    assert insert_entry("- id: a", "- id: new\n", pillar="x") == "- id: a\n- id: new\n"


def test_an_entry_goes_without_its_neighbours_comments() -> None:
    start, end = TEXT.index("- id: one"), TEXT.index("\n# Of the second")
    assert remove_entry(TEXT, "one") == TEXT[:start] + TEXT[end:]
    assert remove_entry(TEXT, "three") == TEXT[: TEXT.index("- {id: three")]


@pytest.mark.parametrize(
    ("id_", "key", "value", "old", "new"),
    [
        ("one", "weight", 0.5, "weight: 2 # heavy", "weight: 0.5 # heavy"),
        ("one", "id", "uno", "id: one  # first", "id: uno  # first"),
        ("two", "weight", 3, "  pillar: base\n  series:\n", "  pillar: base\n  weight: 3\n  series:\n"),
        ("three", "weight", 3, "pillar: base, series: [e]", "pillar: base, weight: 3, series: [e]"),
    ],
)
def test_a_value_changes_alone(id_: str, key: str, value: object, old: str, new: str) -> None:
    assert set_value(TEXT, id_, key, value, after="pillar") == TEXT.replace(old, new)


@pytest.mark.parametrize(
    ("id_", "old", "new"),
    [("one", "[a, b]", "[a, b, z]"), ("two", "    - d\n", "    - d\n    - z\n"), ("three", "[e]", "[e, z]")],
)
def test_a_list_grows_in_its_own_form(id_: str, old: str, new: str) -> None:
    assert append_value(TEXT, id_, "series", "z") == TEXT.replace(old, new)


def test_a_key_goes_from_a_mapping() -> None:
    text = "id: s\nseries:\n  a:\n    year: 1\n  # Of b.\n  b: {year: 2}\nurl: x\n"
    assert remove_key(text, "series", "a") == "id: s\nseries:\n  # Of b.\n  b: {year: 2}\nurl: x\n"
    assert remove_key(text, "series", "b") == "id: s\nseries:\n  a:\n    year: 1\n  # Of b.\nurl: x\n"


def test_a_nested_text_is_replaced() -> None:
    assert replace_scalar("a:\n  b: old # why\n", ("a", "b"), "new") == "a:\n  b: new # why\n"


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (lambda: remove_entry(TEXT, "four"), "there is no entry `four`"),
        (lambda: set_value(TEXT, "one", "x", 1, after="y"), "has no `y`"),
        (lambda: append_value(TEXT, "one", "pillar", "z"), "has no list `pillar`"),
        (lambda: remove_key("series: {a: 1}\n", "series", "a"), "lines of its own"),
        (lambda: remove_key("series:\n  a: 1\n", "series", "b"), "there is no `series: b`"),
        (lambda: replace_scalar("a: 1\n", ("a", "b"), "x"), "nothing stands under a.b"),
    ],
)
def test_what_is_not_there_is_told(edit: object, reason: str) -> None:
    with pytest.raises(CatalogueError, match=reason):
        edit()  # type: ignore[operator]
