"""Check that no name on a map covers another, and that the own name is always there."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from geo.export.brief.names import Wish, place_names
from geo.export.brief.shapes import Window

VIEW = Window(west=0, south=0, metres=1, x=40, y=100, wide=300, tall=200)
SPOTS = st.tuples(st.floats(40, 340), st.floats(100, 300))
TEXTS = st.sampled_from(["San José", "Santa María de la Asunción", "Ixcán", "La Unión del Norte"])


def covers(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@given(st.lists(st.tuples(SPOTS, TEXTS, st.floats(5, 90)), max_size=25))
def test_no_name_covers_another_or_leaves_the_frame(wishes: list[tuple[tuple[float, float], str, float]]) -> None:
    placed = place_names((Wish(text, x, y, 6, room) for (x, y), text, room in wishes), view=VIEW)
    boxes = [name.box for name in placed]
    assert not [(a, b) for i, a in enumerate(boxes) for b in boxes[i + 1 :] if covers(a, b)]
    assert all(b[0] >= 40 and b[1] >= 100 and b[2] <= 340 and b[3] <= 300 for b in boxes)


@given(SPOTS, st.text(min_size=1, max_size=300))
def test_the_own_name_is_always_there_and_inside(spot: tuple[float, float], text: str) -> None:
    box_of_all = (40.0, 100.0, 340.0, 300.0)
    placed = place_names([Wish(f"A{text}", *spot, 8, 80, sure=True)], view=VIEW, taken=[box_of_all])
    assert len(placed) == 1
    box = placed[0].box
    assert box[0] >= 40
    assert box[1] >= 100
    assert box[2] <= 340
    assert box[3] <= 300


def test_a_name_without_room_is_left_out_or_becomes_its_number() -> None:
    wish = {"x": 190, "y": 200, "size": 6, "room": 10}
    assert place_names([Wish("Santa María", **wish)], view=VIEW) == []
    [short] = place_names([Wish("7 Santa María", short="7", **wish)], view=VIEW)
    assert short.lines == ("7",)


def test_names_break_between_words_only() -> None:
    [name] = place_names([Wish("San Antonio Huista", 190, 200, 6, 30)], view=VIEW)
    assert set(" ".join(name.lines).split()) == {"San", "Antonio", "Huista"}


def test_a_name_that_would_hide_its_place_stands_beside_it_and_no_other_goes_there() -> None:
    own = Wish("Alfa", 190, 200, 8, 80, bold=True, sure=True, clear=(20, 20))
    others = [Wish("Beta", 190, 200, 6, 60), Wish("Gama", 190, 235, 6, 60)]
    placed = place_names([own, *others], view=VIEW)
    assert [name.lines for name in placed] == [("Alfa",), ("Gama",)]
    assert not any(covers(name.box, (170, 180, 210, 220)) for name in placed)
