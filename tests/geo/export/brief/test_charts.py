"""Check the charts by the marks that they put down: where an interval lies, how long a bar is, what is left out."""

from __future__ import annotations

from typing import Any

import pytest

from geo.export.brief.charts import Block, Part, Span, draw_blocks, draw_parts, draw_span
from geo.export.brief.sheet import Sheet


@pytest.fixture
def marks(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[Any]]:
    """Note boxes (left, width), polygons and circles (middle), and texts."""
    found: dict[str, list[Any]] = {"box": [], "polygon": [], "circle": [], "text": []}
    monkeypatch.setattr(Sheet, "box", lambda self, x, y, wide, tall, **how: found["box"].append((x, wide)))
    monkeypatch.setattr(
        Sheet, "polygon", lambda self, points, **how: found["polygon"].append((len(points), points[0][0]))
    )
    monkeypatch.setattr(Sheet, "circle", lambda self, x, y, radius, **how: found["circle"].append(x))
    text = Sheet.text

    def spy(self: Sheet, x: float, y: float, words: str, **how: Any) -> float:
        found["text"].append(words)
        return text(self, x, y, words, **how)

    monkeypatch.setattr(Sheet, "text", spy)
    return found


@pytest.fixture
def sheet() -> Sheet:
    return Sheet(title="t", subject="s", lang="es", date="2026-03-05")


def test_an_interval_lies_where_its_ranks_are(sheet: Sheet, marks: dict[str, list[Any]]) -> None:
    draw_span(
        sheet, Span(low=11, value=31, high=51, start=1, end=101, ends=("1", "101"), band=21), x=100, y=50, room=200
    )
    assert marks["box"] == [(100, 40), (120, 80)]
    assert marks["polygon"] == [(4, 160)]


def test_a_line_of_one_rank_is_drawn_all_the_same(sheet: Sheet, marks: dict[str, list[Any]]) -> None:
    draw_span(sheet, Span(low=1, value=1, high=1, start=1, end=1, ends=("1", "1")), x=100, y=50, room=200)
    assert marks["box"] == [(100, 1.2)]


def test_a_bar_is_as_long_as_its_score_and_a_missing_one_is_words(sheet: Sheet, marks: dict[str, list[Any]]) -> None:
    blocks = [
        Block("Uno", 50.0, "sin dato", medians=(100.0, None, 0.0)),
        Block("Dos", None, "sin dato", medians=(None, 25.0, None)),
    ]
    draw_blocks(sheet, blocks, ["país", "", "vecinos"], x=0, y=0, room=310, step=16)
    assert marks["box"] == [(178, 50)]
    # Triangle at 100, circle at 25, diamond at 0; then the two of the key.
    assert [corners for corners, _ in marks["polygon"]] == [3, 4, 3, 4]
    assert marks["polygon"][:2] == [(3, 278), (4, 178)]
    assert marks["circle"] == [203]
    assert marks["text"].count("sin dato") == 1
    assert "50" in marks["text"]


def test_the_largest_part_fills_the_room_and_a_handed_one_is_hatched(sheet: Sheet) -> None:
    literals: list[str] = []
    sheet.canvas.addLiteral = literals.append
    draw_parts(sheet, [Part("Uno", 8.0, "8.0"), Part("Dos", 4.0, "4.0", handed=True)], x=0, y=20, room=200)
    widths = [float(text.split(" re")[0].split()[-2]) for text in literals]
    assert widths[1] == pytest.approx(widths[0] / 2, abs=0.01)
    assert ["W* n" in text for text in literals] == [False, True]
