"""Write the quality page of an index: one HTML text in both languages that opens from disk and prints."""

from __future__ import annotations

from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

import pandas as pd

from geo.catalogue import closed_to
from geo.export.quality_texts import TEXTS
from geo.kinds import LANGS
from geo.numerals import percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo.catalogue import Catalogue
    from geo.kinds import Lang, Tier

MEASURES = ("nominal_weight", "variance_share", "shapley_effect", "correlation_ratio")
FINDINGS = ("collinear", "counter_directed", "against_the_rest", "low_coherence", "better_without")

FLAGGED = ' class="flagged"'
NUMBER = ' class="number"'

BAR_REM = 5.5
"""How long the longest bar of a column is, beside its figure."""

_CSS = files("geo.export") / "quality.css"


def public_quality(table: pd.DataFrame, catalogue: Catalogue, *, tier: Tier = "public") -> pd.DataFrame:
    """Leave out every row that names an indicator which readers of the tier may not see."""
    closed = {one.id for one in closed_to(catalogue, tier)}
    return table[~(table["id"].isin(closed) | table["other"].isin(closed))].reset_index(drop=True)


def quality_page(table: pd.DataFrame, catalogue: Catalogue, *, units: int) -> str:
    """Write the page.

    Parameters
    ----------
    table
        Long, a row for each finding: `check`, `node`, `id`, `other`, `value`, `n`, `flag`; an empty text or null where
        a column does not apply.
    catalogue
        Titles of nodes and indicators, in both languages.
    units
        How many places have a score.
    """
    told = table.assign(**{name: table[name].fillna("").astype(str) for name in ("node", "id", "other", "flag")})
    radios = "".join(
        f'<input type="radio" name="lang" id="lang-{lang}"{" checked" if lang == LANGS[0] else ""}>' for lang in LANGS
    )
    labels = "".join(f'<label for="lang-{lang}">{TEXTS[lang]["language"]}</label>' for lang in LANGS)
    bodies = "\n".join(_Page(told, catalogue, lang).body(units=units) for lang in LANGS)
    title = f"{TEXTS['es']['title']} · {TEXTS['en']['title']}"
    return (
        f'<!doctype html>\n<html lang="{LANGS[0]}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n'
        f"<style>\n{_CSS.read_text(encoding='utf-8')}</style>\n</head>\n<body>\n{radios}\n"
        f'<div class="choice">{labels}</div>\n{bodies}\n</body>\n</html>\n'
    )


class _Page:
    """One language of the page."""

    def __init__(self, table: pd.DataFrame, catalogue: Catalogue, lang: Lang) -> None:
        self.table = table
        self.lang = lang
        self.words = TEXTS[lang]
        self.study = catalogue.study.title.in_(lang)
        self.titles = {node.id: escape(node.title.in_(lang)) for node in catalogue.index.nodes}
        self.titles |= {one.id: escape(one.title.in_(lang)) for one in catalogue.indicators}
        self.pillar = dict(zip(self._of("nominal_weight")["id"], self._of("nominal_weight")["node"], strict=True))
        self.nodes = [node.id for node in catalogue.index.walk()]
        self.pillars = [id_ for id_ in self.nodes if id_ in set(self.pillar.values())]
        # The sort is stable: within a pillar the order of the table stands.
        self.ids = sorted(self.pillar, key=lambda id_: self.nodes.index(self.pillar[id_]))

    def body(self, *, units: int) -> str:
        facts = self.words["facts"].format(units=units, indicators=len(self.ids), pairs=len(self._of("correlation")))
        head = f"<h1>{self.words['title']}</h1>\n<p>{escape(self.study)}</p>\n<p>{self.words['intro']}</p>"
        parts = (
            f'{head}\n<p class="quiet">{facts}</p>',
            self._findings(),
            self._weights(),
            self._coherence(),
            self._correlations(),
            self._how(),
        )
        return f'<main lang="{self.lang}">\n' + "\n".join(parts) + "\n</main>"

    def _of(self, check: str) -> pd.DataFrame:
        return self.table[self.table["check"] == check]

    def _findings(self) -> str:
        blocks = []
        for flag in FINDINGS:
            rows = self.table[self.table["flag"] == flag]
            items = "".join(f"<li>{self._finding(row)}</li>" for _, row in rows.iterrows())
            blocks += [f"<h3>{self.words[f'head_{flag}']} ({len(rows)})</h3>\n<ul>{items}</ul>"] if len(rows) else []
        return self._section("found", "\n".join(blocks) or f"<p>{self.words['found_none']}</p>")

    def _finding(self, row: pd.Series) -> str:
        share = row["flag"] == "against_the_rest"
        value = self._percent(abs(row["value"])) if share else self._figure(row["value"])
        text = self.words[row["flag"]].format(value=value, node=self.titles.get(row["node"], ""))
        named = [self.titles[id_] for id_ in (row["id"], row["other"]) if id_ in self.titles] or [
            self.titles[row["node"]]
        ]
        return f"<b>{' · '.join(named)}</b>: {text}"

    def _weights(self) -> str:
        columns = {name: self._of(name).set_index("id")["value"] for name in MEASURES}
        longest = {name: max(float(column.abs().max()), 1e-9) for name, column in columns.items()}
        # The first three are shares of one whole and can be held against each other; the fourth is not.
        common = max(longest[name] for name in MEASURES[:3])
        scale = dict.fromkeys(MEASURES[:3], common) | {MEASURES[3]: longest[MEASURES[3]]}
        known = self._of("nominal_weight").set_index("id")["n"]
        flagged = set(self._of("variance_share").query("flag != ''")["id"])
        rows = []
        for pillar in self.pillars:
            rows.append(f'<tr class="pillar"><th colspan="6">{self.titles[pillar]}</th></tr>')
            for id_ in (id_ for id_ in self.ids if self.pillar[id_] == pillar):
                bars = "".join(self._bar(name, columns[name].get(id_), scale[name]) for name in MEASURES)
                mark = FLAGGED if id_ in flagged else ""
                rows.append(
                    f'<tr{mark}><td>{self.titles[id_]}</td>{bars}<td class="number">{int(known[id_])}</td></tr>'
                )
        head = [self.words["indicator"], *(self.words[name] for name in MEASURES), self.words["places"]]
        return self._section("weights", f"<p>{self.words['weights_line']}</p>\n{_table(head, rows, right=1)}")

    def _bar(self, name: str, value: float | None, longest: float) -> str:
        kind = "bar nominal" if name == "nominal_weight" else "bar"
        if value is None or pd.isna(value):
            return f'<td class="{kind}">{self.words["no_scale"]}</td>'
        against = ' class="against"' if value < 0 else ""
        width = BAR_REM * abs(value) / longest
        return f'<td class="{kind}"><i{against} style="width:{width:.2f}rem"></i>{self._percent(value)}</td>'

    def _coherence(self) -> str:
        whole = {row["node"]: row for row in self._of("alpha").to_dict("records")}
        first = self._of("eigenvalue_share").query("id == '1'").set_index("node")["value"]
        rows = [
            f"<tr{FLAGGED if whole[node]['flag'] else ''}><td>{self.titles[node]}</td>"
            f'<td class="number">{self._figure(whole[node]["value"])}</td>'
            f'<td class="number">{self._percent(first.get(node, float("nan")))}</td>'
            f'<td class="number">{whole[node]["n"]}</td></tr>'
            for node in self.nodes
            if node in whole
        ]
        head = [self.words[key] for key in ("node", "alpha", "first_component", "places")]
        return self._section("coherence", f"<p>{self.words['coherence_line']}</p>\n{_table(head, rows, right=3)}")

    def _correlations(self) -> str:
        found: dict[tuple[str, str], tuple[float, str]] = {}
        for id_, other, value, flag in self._of("correlation")[["id", "other", "value", "flag"]].to_numpy():
            found[id_, other] = found[other, id_] = (value, flag)
        heads = "".join(f"<th>{place}</th>" for place in range(1, len(self.ids) + 1))
        rows = []
        for place, id_ in enumerate(self.ids):
            new = place == 0 or self.pillar[id_] != self.pillar[self.ids[place - 1]]
            cells = "".join(self._cell(id_, other, found) for other in self.ids)
            first = ' class="first"' if new else ""
            rows.append(f'<tr{first}><th scope="row">{self.titles[id_]} {place + 1}</th>{cells}</tr>')
        grid = f'<table class="grid"><thead><tr><th></th>{heads}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
        return self._section(
            "correlations", f"<p>{self.words['correlations_line']}</p>\n<div class='wide'>{grid}</div>"
        )

    def _cell(self, id_: str, other: str, found: Mapping[tuple[str, str], tuple[float, str]]) -> str:
        if id_ == other:
            return "<td></td>"
        r, flag = found.get((id_, other), (float("nan"), ""))
        shown = self.words["no_scale"] if pd.isna(r) else self._figure(r)
        mark = ' class="beyond"' if flag else ""
        title = f"{self.titles[id_]} · {self.titles[other]}: {shown}"
        return f'<td{mark} style="background:{_colour(r)}" title="{title}"></td>'

    def _how(self) -> str:
        keys = ("how_variance_share", "how_shapley_effect", "how_correlation_ratio", "how_limits", "table_note")
        return self._section("how", "<ul>" + "".join(f"<li>{self.words[key]}</li>" for key in keys) + "</ul>")

    def _section(self, key: str, content: str) -> str:
        return f"<section>\n<h2>{self.words[key]}</h2>\n{content}\n</section>"

    def _percent(self, share: float) -> str:
        return percent(share, decimals=1).replace("-", "\N{MINUS SIGN}")

    def _figure(self, value: float) -> str:
        return f"{value:.2f}".replace("-", "\N{MINUS SIGN}")


def _table(head: Sequence[str], rows: Iterable[str], *, right: int) -> str:
    """Write a table whose last `right` columns are figures, set to the right."""
    first = len(head) - right
    cells = "".join(f'<th scope="col"{NUMBER if place >= first else ""}>{name}</th>' for place, name in enumerate(head))
    return (
        f'<div class="wide"><table><thead><tr>{cells}</tr></thead>\n<tbody>\n'
        + "\n".join(rows)
        + "\n</tbody></table></div>"
    )


def _colour(r: float) -> str:
    """Go from white to blue for what goes together, to orange for what does not: safe for colour-blind readers."""
    if pd.isna(r):
        return "#e4e4e0"
    end = (0, 90, 156) if r > 0 else (201, 92, 12)
    share = min(1.0, abs(r))
    red, green, blue = (round(255 + (part - 255) * share) for part in end)
    return f"#{red:02x}{green:02x}{blue:02x}"
