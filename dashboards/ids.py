"""Name the components that callbacks, scripts and styles speak of."""

from __future__ import annotations

SEEN = "seen"
"""What of the address concerns the menu and the open view."""
WHERE = "where"
"""The country that it narrows to."""
SETTING = "setting"
LANG = "lang"
FIRM = "firm"

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
