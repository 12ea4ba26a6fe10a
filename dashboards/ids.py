"""Name the components that callbacks, scripts and styles speak of."""

from __future__ import annotations

URL = "url"
LANG = "lang"
CODE = "code"
FIRM = "firm"
WORDS = "words"
"""What the scripts say, in the language at hand."""

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
SEARCH = "search-field"
SEARCH_LABEL = "search-label"
COUNTRY = "set-country"
COUNTRY_LABEL = "country-label"
DEPARTMENT = "set-department"
DEPARTMENT_LABEL = "department-label"
TYPE = "set-type"
TYPE_LABEL = "type-label"
COUNT = "count"

OWN = "own"
NOTICE = "notice"
WEIGH = "weigh"
DRAWER = "drawer"
COPY = "copy-link"
LINK = "link"
PRINTED = "printed"

PANEL = "panel"
CLOSE = "close"
SPOKEN = "spoken"

CAUTION = "caution"
