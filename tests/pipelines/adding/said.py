"""Give the answers that a person would, and a study to add to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipelines.adding.answers import Answers

if TYPE_CHECKING:
    from collections.abc import Sequence

ALL: dict[str, Any] = {
    "id": "fresh", "title_es": "Nuevo", "title_en": "New", "unit_es": "unidad", "unit_en": "unit",
    "rationale_es": "Porque sí", "rationale_en": "Because", "pillar": "economic", "direction": "1",
    "kind": "intensity", "method_class": "measured", "comparable": False, "comparable_why_es": "De prueba",
    "comparable_why_en": "For the test", "missing": "leave", "treatment": "none", "tier": "public",
    "producer": "Office", "publication": "Yearbook", "url": "https://example.org/yearbook", "licence": "CC BY 4.0",
    "licence_status": "open", "attribution": "Office",
}  # fmt: skip


def said(**changes: Any) -> Answers:
    """Answer everything, but for what a test says otherwise."""
    return Answers(**(ALL | changes))


def flags(**changes: Any) -> list[str]:
    """Write answers as a person types them."""
    typed: list[str] = []
    for key, value in (ALL | changes).items():
        name = key.replace("_", "-")
        if value is None:
            continue
        if isinstance(value, bool):
            typed.append(f"--{name}" if value else f"--not-{name}")
        else:
            values: Sequence[Any] = value if isinstance(value, list | tuple) else [value]
            typed += [part for one in values for part in (f"--{name}", str(one))]
    return typed
