from dataclasses import replace
from pathlib import Path

import pytest

from dashboards.scene import Live, Scene
from dashboards.state import State
from dashboards.views import method
from tests.dashboards.reading import read

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize(("lang", "words"), [("es", "El marco"), ("en", "The framework")])
def test_the_page_of_the_documentation_is_shown(data, lang, words):
    scene = Scene(data, Live(data.scores), replace(State(), lang=lang))
    title, text = method.content(scene)
    assert read(title) in {"Método", "Method"}
    assert f"### 1 {words}" in text.children
    assert "](decisions/" not in text.children


def test_both_pages_have_the_same_sections_and_name_the_same_decisions():
    pages = [(DOCS / f"method.{lang}.md").read_text(encoding="utf-8") for lang in ("es", "en")]
    heads = [[line.split()[1] for line in page.splitlines() if line.startswith("## ")][:8] for page in pages]
    assert heads[0] == heads[1]
    spanish, english = (page.count("](decisions/") for page in pages)
    assert spanish == english


def test_an_installation_without_the_page_says_where_it_is(data, monkeypatch, tmp_path):
    monkeypatch.setattr(method, "FOLDERS", (tmp_path,))
    method.page.cache_clear()
    scene = Scene(data, Live(data.scores), State())
    assert "docs/method.es.md" in read(method.content(scene)[1])
    method.page.cache_clear()
