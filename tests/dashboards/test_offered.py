import pytest

from dashboards import offered
from tests.dashboards.reading import read


def test_downloads_say_what_they_are(data):
    items = offered.downloads(data, lang="es")
    assert [read(item) for item in items] == [
        f"Mapa para abrir sin internet map.html · {offered._size(data, 'map.html')}",
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
    assert offered._kind(name, lang="en") == kind
