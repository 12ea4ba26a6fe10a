"""Hold what the sections of the evidence page share: the tables of a run, its words, legends and tables."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import pandas as pd

from geo.evidence.comparators import ALL
from geo.evidence.texts import TEXTS, number, percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.catalogue import Catalogue, Comparator
    from geo.kinds import Lang


@dataclass(frozen=True)
class Evidence:
    """The tables of one run, and the words to tell them in."""

    links: pd.DataFrame
    dependence: pd.DataFrame
    reach: pd.DataFrame
    first: pd.DataFrame
    comparators: pd.DataFrame
    catalogue: Catalogue
    entries: tuple[Comparator, ...]
    lang: Lang

    def say(self, text: str, /, **fillings: object) -> str:
        """Give a text in the page's language, safe to stand in HTML."""
        return escape(TEXTS[self.lang][text].format(**fillings), quote=False)

    def country(self, iso3: str) -> str:
        """Name a country."""
        return TEXTS[self.lang]["all"] if iso3 == ALL else self.catalogue.study.country(iso3).name.in_(self.lang)

    def figure(self, id_: str) -> str:
        """Name an indicator."""
        return self.catalogue.indicator(id_).title.in_(self.lang)

    def node(self, id_: str) -> str:
        """Name a node of the index, or what is left without the held-out block."""
        nodes = {node.id: node.title.in_(self.lang) for node in self.catalogue.index.nodes}
        return nodes.get(id_, id_.replace("_", " "))

    def places(self, n: float, level: str) -> str:
        """Say how many places of which level."""
        words = TEXTS[self.lang]
        return words["places"].format(n=number(n), level=words[f"level_{level}"])

    def share(self, value: float) -> str:
        """Write a share, or a dash where there is none."""
        return TEXTS[self.lang]["none"] if pd.isna(value) else percent(value)


def main_outcome(page: Evidence) -> str:
    """Name the figure that most countries have; of equals, the one that comes first in the study."""
    order = [entry.id for entry in page.catalogue.indicators]
    counts = page.links.groupby("outcome")["iso3"].nunique()
    return max(counts.index, key=lambda name: (counts[name], -order.index(name)), default="")


def legend(*items: tuple[str, str]) -> str:
    """Write marks with what they mean; both are HTML already."""
    return '<p class="legend">' + "".join(f"<span>{mark}{text}</span>" for mark, text in items) + "</p>"


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a table; heads are HTML already, cells are text."""
    head = "".join(f'<th scope="col">{text}</th>' for text in heads)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell, quote=False)}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def shortened(text: str, most: int) -> str:
    """Cut a text to a number of characters, the last of which says that it was cut."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
