"""Print the app: what a sheet must say is on it, and the controls are not."""

from __future__ import annotations

import pytest

from tests.browser.desk import SHOTS, until

pytestmark = pytest.mark.browser

CONTROLS = (".tools", "#menu", ".filters", "#weigh", "#skip")


def printed(page, name):
    """Print to a file that people can look at, and read what it says."""
    pypdf = pytest.importorskip("pypdf")
    SHOTS.mkdir(exist_ok=True)
    path = SHOTS / f"print_{name}.pdf"
    page.pdf(path=path, prefer_css_page_size=True)
    return "\n".join(sheet.extract_text() for sheet in pypdf.PdfReader(path).pages)


@pytest.mark.parametrize(
    ("lang", "search", "says"),
    [
        ("es", "/?lang=es", ("Lugares por prioridad", "Alfa", "puntaje de 0 a 100", "Impreso el", "Fuentes", "km")),
        ("es", "/?lang=es&code=AA0102", ("Ávila", "entre el 1.º y el 6.º", "Oficina Central", "Impreso el")),
        ("en", "/?lang=en&view=target", ("Choose places", "The set of the study", "Printed on", "km")),
        ("en", "/?lang=en&view=compare&vs=AA0101,BB0102", ("Alfa comes before San José", "Printed on")),
        ("es", "/?lang=es&view=quality", ("Lo que falta no cuenta como cero", "Impreso el")),
    ],
    ids=["ranking", "place", "target", "compare", "quality"],
)
def test_a_sheet_says_what_it_shows_and_when(sit, lang, search, says, request):
    page = sit(search)
    if "code=" in search:
        page.locator("#panel.open h2").wait_for()
    until(page, "document.getElementById('caution').textContent")
    text = " ".join(printed(page, request.node.callspec.id).split())
    assert [words for words in says if words not in text] == []
    assert "Para qué no sirve" in text or "What it is not for" in text
    page.emulate_media(media="print")
    assert [name for name in CONTROLS if page.locator(name).first.is_visible()] == []
    if "view=quality" not in search:
        assert page.frame_locator("#map").locator("#legend").is_visible()
        assert page.frame_locator("#map").locator(".leaflet-control-scale").is_visible()
        assert not page.frame_locator("#map").locator(".leaflet-control-zoom").is_visible()
