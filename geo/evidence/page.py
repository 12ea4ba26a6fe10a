"""Write the evidence page: both languages in one file that asks no network for anything and runs no script.

The links between the languages are anchors, and the style sheet shows the one that the address names. So the page can
be sent with a language chosen, printed, and read where scripts are forbidden.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from geo.evidence.comparators_view import comparators_section
from geo.evidence.drivers import LEAST_PLACES
from geo.evidence.links_view import brief_section, dependence_section, links_section
from geo.evidence.reach_view import reach_section
from geo.evidence.texts import TEXTS
from geo.evidence.view import Evidence

if TYPE_CHECKING:
    import pandas as pd

    from geo.catalogue import Catalogue, Comparator
    from geo.kinds import Lang

STYLE = """
:root { --ink: #1c2629; --quiet: #566267; --line: #dddbd3; --paper: #f7f6f2; --accent: #0f5c66; --warn: #8a3b12;
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); }
main { max-width: 54rem; margin: 0 auto; padding: 1.5rem 1.5rem 3rem; background: #fff; }
#en { display: none; }
#en:target { display: block; }
#en:target ~ #es { display: none; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: .2rem 0 .5rem; }
h2 { font-size: 1.3rem; line-height: 1.3; margin: 2.4rem 0 .4rem; padding-top: .9rem;
  border-top: 2px solid var(--accent); }
h3 { font-size: 1.08rem; margin: 1.8rem 0 .3rem; }
h4 { font-size: .95rem; margin: 1.2rem 0 .4rem; }
p { margin: .5rem 0; }
nav { text-align: right; }
nav a { color: var(--accent); display: inline-block; padding: .4rem 0; }
.study, .quiet, footer { color: var(--quiet); }
.quiet, footer, .doubts, details { font-size: .875rem; }
.warning { border-left: 5px solid var(--warn); background: #fbf1ea; padding: .6rem .9rem; margin: 1rem 0; }
.warning b { display: block; color: var(--warn); }
.chart { display: block; width: 100%; height: auto; margin: .3rem 0 .6rem; font-family: inherit; }
.chart .label { font-size: 12.5px; font-weight: 600; fill: var(--ink); }
.chart .tick { font-size: 11px; fill: var(--quiet); }
.chart .quiet { font-size: 12px; font-style: italic; fill: var(--quiet); }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1.3rem; font-size: .875rem; color: var(--ink); }
.legend span { display: inline-flex; align-items: center; gap: .45rem; }
.key { flex: none; }
.wide { overflow-x: auto; margin: .4rem 0 .8rem; }
table { border-collapse: collapse; width: 100%; font-size: .84rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .32rem .6rem .32rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--quiet); font-weight: 600; }
.doubts { padding-left: 1.1rem; margin: .4rem 0; }
.brief { padding-left: 1.1rem; }
.doubts li, .brief li { margin: .3rem 0; }
summary { cursor: pointer; color: var(--accent); }
:focus-visible { outline: 3px solid #b4570a; outline-offset: 2px; }
@media (max-width: 44rem) { main { padding: 1rem; } .chart { min-width: 42rem; } }
@media print {
  body, main { background: #fff; padding: 0; } nav { display: none; } main { max-width: none; }
  .wide { overflow: visible; } .chart, tr, .warning { break-inside: avoid; } h2, h3, h4 { break-after: avoid; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
"""


def build_evidence(
    *,
    links: pd.DataFrame,
    dependence: pd.DataFrame,
    reach: pd.DataFrame,
    first: pd.DataFrame,
    comparators: pd.DataFrame,
    catalogue: Catalogue,
    entries: tuple[Comparator, ...],
    seed: int,
) -> str:
    """Build the whole page as one HTML text, in Spanish unless the address ends in ``#en``.

    Parameters
    ----------
    links, dependence, reach, first, comparators
        The tables of `3_scored`, without what may not be published.
    catalogue
        The study, for its titles.
    entries
        The comparators that may be published.
    seed
        That of the run.
    """
    pages = {}
    langs: tuple[Lang, ...] = ("en", "es")
    for lang in langs:
        page = Evidence(links, dependence, reach, first, comparators, catalogue, entries, lang)
        pages[lang] = _main(page, seed=seed)
    title = escape(f"{TEXTS['es']['title']} · {TEXTS['en']['title']}")
    return (
        '<!DOCTYPE html>\n<html lang="es">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
        "base-uri 'none'; form-action 'none'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{pages['en']}\n{pages['es']}\n</body>\n</html>\n"
    )


def _main(page: Evidence, *, seed: int) -> str:
    other = "es" if page.lang == "en" else "en"
    study = escape(page.catalogue.study.title.in_(page.lang), quote=False)
    return "\n".join(
        [
            f'<main id="{page.lang}" lang="{page.lang}">',
            f'<nav><a href="#{other}" lang="{other}" hreflang="{other}">{page.say("other")}</a></nav>',
            f'<p class="study">{study}</p><h1>{page.say("title")}</h1><p>{page.say("intro")}</p>',
            f'<div class="warning"><b>{page.say("warning_title")}</b>{page.say("warning")}</div>',
            f"<p>{page.say('level_rule')}</p>",
            brief_section(page),
            links_section(page),
            dependence_section(page),
            reach_section(page),
            comparators_section(page),
            f"<h2>{page.say('method_title')}</h2><p>{page.say('method', least=LEAST_PLACES)}</p>",
            f"<footer>{page.say('files')} {page.say('seed', seed=seed)}</footer>",
            "</main>",
        ]
    )
