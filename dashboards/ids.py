"""Name the components that callbacks, scripts and styles speak of."""

from __future__ import annotations

URL = "url"
LANG = "lang"
CODE = "code"

TITLE = "title"
SUBTITLE = "subtitle"
SPANISH = "lang-es"
ENGLISH = "lang-en"
SKIP = "skip"
MENU = "menu"
MAIN = "main"
VIEW = "view"

DOWNLOADS = "downloads"
DOWNLOADS_LABEL = "downloads-label"

MAP = "map"
MAP_LABEL = "map-label"

RANKING_LABEL = "ranking-label"
RANKING_NOTE = "ranking-note"
RANKING = "ranking"
SEARCH = "search"
SEARCH_LABEL = "search-label"
COUNTRY = "country"
COUNTRY_LABEL = "country-label"
DEPARTMENT = "department"
DEPARTMENT_LABEL = "department-label"
COUNT = "count"

PANEL = "panel"
CLOSE = "close"
SPOKEN = "spoken"

CAUTION = "caution"
