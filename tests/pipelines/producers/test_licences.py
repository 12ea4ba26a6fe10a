"""Check that a licence is known to be open by its words, and refused where it is not."""

from __future__ import annotations

import pytest

from pipelines.producers import AlteredError
from pipelines.producers.licences import same_licence, sorted_licence


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("CC BY-IGO", "open"),
        ("Creative Commons Attribution 4.0 International (CC BY 4.0)", "open"),
        ("Creative Commons Attribution 3.0 Intergovernmental Organisations (CC BY 3.0 IGO)", "open"),
        ("Attribution 4.0 International", "open"),
        ("CC0 1.0 Universal (CC0 1.0) Public Domain Dedication", "open"),
        ("Public Domain", "open"),
        ("PDDL", "open"),
        ("ODC-BY", "open"),
        ("Open Data Commons Attribution License 1.0", "open"),
        ("Open Government Licence v1.0", "open"),
        ("CC BY-SA", "share_alike"),
        ("Creative Commons Attribution-ShareAlike 2.0", "share_alike"),
        ("ODbL", "share_alike"),
        ("Open Data Commons Open Database License 1.0", "share_alike"),
    ],
)
def test_open_licences_are_known(said: str, status: str) -> None:
    assert sorted_licence(said, of="x") == status


@pytest.mark.parametrize(
    "said",
    [
        "Creative Commons Attribution-NonCommercial 4.0 (CC BY-NC 4.0)", "CC BY-NC-SA 4.0", "CC BY-ND 4.0",
        "Creative Commons Attribution-NoDerivatives", "Other - Humanitarian", "Multiple Licenses", "none", "",
        "All rights reserved", "Not public domain", "Free for CC BY holders",
    ],
)  # fmt: skip
def test_what_is_not_known_to_be_open_is_refused(said: str) -> None:
    with pytest.raises(AlteredError, match="the licence of cod-ab-gtm is not known to be open"):
        sorted_licence(said, of="cod-ab-gtm")


def test_a_licence_is_the_same_however_it_is_spelt() -> None:
    assert same_licence("CC BY-IGO", "cc-by-igo")
    assert not same_licence("CC BY 3.0 IGO", "CC BY 4.0")
