from collections import Counter

import pytest

from dashboards import ids, layout
from dashboards.texts import TEXTS
from tests.dashboards.reading import parts, read


@pytest.fixture
def components(data):
    return [part for part in parts(layout.page(data)) if getattr(part, "id", None)]


def test_no_two_components_share_an_id(components):
    assert [id_ for id_, n in Counter(part.id for part in components).items() if n > 1] == []


def test_every_id_is_in_the_page(components):
    named = {value for name, value in vars(ids).items() if name.isupper()}
    # The panel's own way out is there once a place is chosen.
    assert named - {part.id for part in components} == {ids.CLOSE}


def test_every_callback_speaks_of_components_in_the_page(app, components):
    known = {part.id for part in components}
    spoken_of = {item["id"] for entry in app._callback_list for item in (*entry["inputs"], *entry["state"])}
    assert spoken_of <= known


def test_every_control_has_a_label(components):
    labels = {getattr(part, "htmlFor", None) for part in components if type(part).__name__ == "Label"}
    controls = {part.id for part in components if type(part).__name__ in {"Input", "Select"}}
    # The field for names is made by a script, and labelled there.
    assert controls == labels - {None}


def test_words_come_in_the_order_of_their_places(data):
    spanish = dict(zip((id_ for id_, _, _ in layout.WORDS), layout.words(data, "es"), strict=True))
    assert spanish[ids.TITLE] == "Prioridad de prueba"
    assert spanish[ids.SEARCH_LABEL] == TEXTS["es"]["search_label"]
    assert layout.words(data, "en")[0] == "Test priority"


def test_downloads_say_what_they_are(data):
    items = layout.downloads(data, lang="es")
    assert [read(item) for item in items] == [
        f"Mapa para abrir sin internet map.html · {layout._size(data, 'map.html')}",
        "Tabla (CSV) scores.csv · 1 kB",
        "Capa para SIG (shapefile) little.zip · 1 kB",
    ]
    assert items[1].children.href == "/download/scores.csv"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("arraigo_x.gpkg", "GIS layer (GeoPackage)"),
        ("codebook.csv", "What each column means"),
        ("data_card.en.md", "Data card: sources, licences and doubts"),
        ("scores.parquet", "Layer for analysis (GeoParquet)"),
        ("odd.bin", "odd.bin"),
    ],
)
def test_a_file_is_known_by_its_name(name, kind):
    assert layout._kind(name, lang="en") == kind
