"""Check that a changed key is named as a person would name it."""

from __future__ import annotations

import pytest

from geo.changes import EntryChange, entry_changes

INDEX = """\
coverage_gate: 0.4
nodes:
  - {id: root, title: {es: Raíz, en: Root}}
  - {id: violence, parent: root, tops: [1, 2]}
"""


def changes(now: str, before: str = INDEX) -> list[tuple[str, str | None, str | None]]:
    return [(".".join(one.path), one.before, one.now) for one in entry_changes("index.yml", before, now)]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("0.4", "0.5", [("coverage_gate", "0.4", "0.5")]),
        ("es: Raíz", "es: Base", [("nodes.root.title.es", "Raíz", "Base")]),
        ("[1, 2]", "[1, 3]", [("nodes.violence.tops", "1, 2", "1, 3")]),
        ("parent: root", "parent: root, weight: 2", [("nodes.violence.weight", None, "2")]),
        ("coverage_gate: 0.4\n", "", [("coverage_gate", "0.4", None)]),
        ("- {id: violence", "- {id: new, parent: root}\n  - {id: violence", [("nodes.new", None, "")]),
        ("coverage_gate: 0.4", "coverage_gate: true", [("coverage_gate", "0.4", "true")]),
        ("tops: [1, 2]", "tops: {a: 1}", [("nodes.violence.tops", "1, 2", "")]),
    ],
)
def test_a_key_is_named(old: str, new: str, expected: list[tuple[str, str | None, str | None]]) -> None:
    assert changes(INDEX.replace(old, new)) == expected


def test_the_order_of_entries_is_no_change() -> None:
    lines = INDEX.splitlines(keepends=True)
    assert changes("".join([*lines[:2], lines[3], lines[2]])) == []
    assert changes(INDEX) == []


def test_entries_without_a_name_are_compared_as_a_whole() -> None:
    assert changes("a: [{x: 1}]\n", "a: [{x: 2}]\n") == [("a", "", "")]
    assert changes("a: [{id: 1}, {id: 1}]\n", "a: [{id: 1}, {id: 2}]\n") == [("a", "", "")]


def test_a_long_text_is_cut() -> None:
    [(_, before, now)] = changes(f"a: {'word ' * 40}\n", "a: short\n")
    assert before == "short"
    assert now is not None
    assert now.endswith("word…")
    assert len(now) <= 61


def test_files_that_come_go_or_are_not_yaml_differ_as_a_whole() -> None:
    assert entry_changes("a.yml", None, "a: 1") == [EntryChange("a.yml", (), None, "")]
    assert entry_changes("a.yml", "a: 1", None) == [EntryChange("a.yml", (), "", None)]
    assert entry_changes("a.yml", "a: 1", "a: [") == [EntryChange("a.yml", (), "", "")]
    assert changes("", "a: 1\n") == [("a", "1", None)]
    assert changes("a:\n", "a: 1\n") == [("a", "1", "null")]
