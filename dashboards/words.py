"""Gather what is written in the page, and what its scripts say, in each language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboards import ids
from dashboards.offered import offered
from dashboards.state import VIEWS
from dashboards.texts import TEXTS
from dashboards.views import VIEWS as VIEWS_SHOWN
from geo.kinds import LANGS

if TYPE_CHECKING:
    from dashboards.data import Published
    from geo.kinds import Lang

WORDS = (
    (ids.TITLE, "children", "title"),
    (ids.SUBTITLE, "children", "subtitle"),
    (ids.SKIP, "children", "skip"),
    (ids.DOWNLOADS_LABEL, "children", "downloads"),
    (ids.MAP_LABEL, "children", "map_label"),
    (ids.MAP, "title", "map_title"),
    (ids.RANKING_LABEL, "children", "ranking_label"),
    (ids.RANKING_NOTE, "children", "ranking_note"),
    (ids.SEARCH_LABEL, "children", "search_label"),
    (ids.COUNTRY_LABEL, "children", "country_label"),
    (ids.DEPARTMENT_LABEL, "children", "department_label"),
    (ids.TYPE_LABEL, "children", "type_label"),
    (ids.WEIGH, "children", "setting_open"),
    (ids.DRAWER, "aria-label", "setting_title"),
    (ids.MENU, "aria-label", "views"),
    (ids.OWN, "aria-label", "own_region"),
    (ids.COPY, "children", "link_copy"),
    (ids.CAUTION, "children", "caution"),
)
"""Element, property and text; title and subtitle are the study's own."""

SCRIPTS = (
    "panel_empty", "search_hint", "count", "count_none", "unranked", "rank_interval", "setting_title", "setting_close",
    "setting_note", "setting_weights", "setting_inside", "setting_silent", "setting_share", "setting_presets",
    "preset_choose", "preset_study", "preset_equal", "preset_only", "preset_saved", "preset_ready", "preset_save",
    "preset_name", "preset_forget", "preset_kept", "preset_refused", "setting_method", "setting_normalisation",
    "setting_aggregation", "setting_scope", "setting_gate", "setting_reset", "certainty_running", "link_copied",
    "link_by_hand", "stale", "stale_reload", "lost", "printed",
)  # fmt: skip
"""The texts that the scripts in `assets/` say."""


def words(data: Published) -> dict[str, dict[str, Any]]:
    """Give by language what the page and its scripts say, and what they know of the study."""
    return {lang: _in(data, lang) for lang in LANGS}


def written(data: Published, lang: Lang) -> dict[str, str]:
    """Give the texts of `WORDS` by the id of the element."""
    study = data.catalogue.study
    own = {"title": study.title, "subtitle": study.subtitle}
    return {id_: own[key].in_(lang) if key in own else TEXTS[lang][key] for id_, _, key in WORDS}


def _in(data: Published, lang: Lang) -> dict[str, Any]:
    texts = written(data, lang)
    return {key: TEXTS[lang][key] for key in SCRIPTS} | {
        "lang": lang,
        "root": data.catalogue.index.root.id,
        "run": data.checksum,
        "known": _known(data),
        "texts": [[id_, name, texts[id_]] for id_, name, _ in WORDS],
        "menu": {name: TEXTS[lang][f"view_{name}"] for name in VIEWS},
        "views": {name: view.layer for name, view in VIEWS_SHOWN.items() if view.layer},
        "wide": [name for name, view in VIEWS_SHOWN.items() if view.wide],
        "files": [[file.kind, file.told, file.address] for file in offered(data, lang=lang)],
    }


def _known(data: Published) -> dict[str, list[str]]:
    """List what the ranking may be narrowed to, by the key of the address."""
    known = data.known
    return {
        "country": list(known.countries),
        "department": list(known.departments),
        "type": [str(number) for number in known.types],
    }
