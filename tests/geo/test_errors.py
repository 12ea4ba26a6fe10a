"""Check that faults are told in four parts, all together."""

from __future__ import annotations

import pytest

from geo import errors
from geo.errors import ArraigoError, CatalogueError, Faults, TableError, fault, listed


def test_listed_names_five_and_counts_the_rest() -> None:
    assert listed([1, 2, 3, 4, 5]) == "1, 2, 3, 4, 5"
    assert listed(range(1, 9)) == "1, 2, 3, 4, 5 and 3 more"


def test_a_fault_has_four_parts() -> None:
    text = fault("rows carry codes not among the units", bad=["1699", "2215"], of=340, do="Add them to names.csv.")
    assert text == "2 of 340 rows carry codes not among the units: 1699, 2215. Add them to names.csv."


def test_all_faults_are_raised_together() -> None:
    faults = Faults("poverty.csv", TableError)
    faults.check("rows are empty", bad=[3], of=9, do="Fill them in.")
    faults.check("rows are odd", bad=[], of=9, do="Nothing.")
    faults.add("The header is missing.")
    with pytest.raises(TableError, match=r"poverty.csv: 2 faults\n  - 1 of 9 rows are empty: 3") as caught:
        faults.raise_any()
    assert isinstance(caught.value, ValueError)


def test_nothing_is_raised_without_faults() -> None:
    Faults("anything", CatalogueError).raise_any()


@pytest.mark.parametrize("name", [n for n in vars(errors) if n.endswith("Error") and n != "ArraigoError"])
def test_every_class_is_drawn_in_the_tree_and_is_also_a_builtin(name: str) -> None:
    cls = getattr(errors, name)
    assert issubclass(cls, ArraigoError)
    builtin = next(base for base in cls.__mro__ if base.__module__ == "builtins" and base is not Exception)
    assert f"{name} ({builtin.__name__})" in (errors.__doc__ or "")
