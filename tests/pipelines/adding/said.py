"""Give what a person would at the command line: answers, flags, a table of their own; and read what it left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pipelines import cli
from pipelines.adding.answers import Answers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipelines.paths import Places

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


def contents(places: Places) -> dict[str, bytes]:
    return {
        p.relative_to(places.study).as_posix(): p.read_bytes() for p in sorted(places.study.rglob("*")) if p.is_file()
    }


def arraigo(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr("sys.argv", ["arraigo", *words])
    with pytest.raises(SystemExit) as left:
        cli.main()
    return int(left.value.code or 0)


def table(tmp_path: Path, **changes: str) -> Path:
    """Write figures of Aria's six places by name, the third unknown."""
    path = tmp_path / "escuelas_2021.csv"
    rows = ["Departamento;Municipio;Escuelas"]
    for n in range(6):
        department, place = divmod(n, 3)
        name = f"Lugar AA{department + 1}{place + 1}"
        rows.append(f"Departamento AA{department + 1};{changes.get(name, name)};{'s/d' if n == 2 else f'{n + 1},5'}")
    path.write_text("\n".join(rows) + "\n", encoding="cp1252")
    return path
