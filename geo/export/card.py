"""Write the data card: sources, licences, doubts, coverage by country, and what the weight rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from geo.catalogue import FOR_WHOM, closed_to, seen_by, tier_of
from geo.export.availability import EVIDENCE, availability, evidence
from geo.export.card_texts import TEXTS
from geo.export.markdown import escaped, table
from geo.kinds import at_most
from geo.numerals import percent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from geo.catalogue import Catalogue, Comparator, Indicator, Source, Text
    from geo.kinds import Lang, LicenceStatus, Tier


class Passport(Protocol):
    """What a source and a boundary layer both say of themselves."""

    @property
    def producer(self) -> str:
        """Who made it."""

    @property
    def publication(self) -> str:
        """What it is called."""

    @property
    def url(self) -> str:
        """Where it is found."""

    @property
    def licence(self) -> str:
        """Under which terms."""

    @property
    def licence_status(self) -> LicenceStatus:
        """How open the terms are."""

    @property
    def attribution(self) -> str:
        """How to cite it."""

    @property
    def doubts(self) -> tuple[Text, ...]:
        """What is to be feared of it."""


class LayerPassport(Passport, Protocol):
    """The passport of a boundary layer or of a table that names its units."""

    @property
    def vintage(self) -> str | None:
        """The state of the limits that it shows."""


def data_card(
    catalogue: Catalogue,
    values: pd.DataFrame,
    *,
    units: pd.DataFrame,
    weights: Mapping[str, float],
    layers: Sequence[LayerPassport] = (),
    comparators: Sequence[Comparator] = (),
    lang: Lang,
    tier: Tier = "public",
) -> str:
    """Write the data card of a study and a run as Markdown, in one language.

    Parameters
    ----------
    values
        By `geo.contracts.VALUES`: a row per scored unit and indicator.
    units
        `code`, `iso3` and `adm1_code` of the scored units.
    weights
        Nominal weight of each indicator in the whole index; see `availability.evidence`.
    layers
        The boundary layers, whose licences differ from those of the sources.
    comparators
        The outside figures that the scores are held against; those that the readers may not see are left
        out.
    tier
        The readers; sources and indicators that they may not see are not named, only counted.

    Raises
    ------
    MethodError
        When the weights are not those of the catalogue's indicators.
    """
    words = TEXTS[lang]
    study = catalogue.study
    seen = seen_by(catalogue, tier)
    sources = [one for one in catalogue.sources if any(at_most(series.tier, tier) for series in one.series.values())]
    countries = [
        words["units_line"].format(name=c.name.in_(lang), units=c.units, word=c.unit_word.in_(lang))
        for c in study.countries
    ]
    parts = [
        f"# {words['title']}: {study.title.in_(lang)}\n",
        f"{study.subtitle.in_(lang)}.\n",
        f"{words['intro']}\n",
        *([f"**{FOR_WHOM[tier].in_(lang)}.**\n"] if tier in FOR_WHOM else []),
        f"## {words['units']}\n",
        _bullets(countries),
        f"## {words['sources']}\n",
        _sources(sources, tier, lang),
        f"### {words['attribution']}\n",
        _attributions(sources, lang),
        *(_boundaries(layers, lang) if layers else []),
        *_comparators(catalogue, [one for one in comparators if at_most(one.tier, tier)], lang),
        f"## {words['indicators']}\n",
        _indicators(catalogue, seen, weights, lang),
        *_closed(catalogue, weights, tier, lang),
        *_empty_pillars(catalogue, lang),
        f"## {words['coverage']}\n",
        f"{words['coverage_line']}\n",
        _coverage(catalogue, seen, availability(values, units=units), lang),
        f"## {words['evidence']}\n",
        f"{words['evidence_line']}\n",
        _evidence(catalogue, evidence(values, catalogue=catalogue, weights=weights), units, lang),
    ]
    return "\n".join(parts)


def _sources(sources: Sequence[Source], tier: Tier, lang: Lang) -> str:
    words = TEXTS[lang]
    header = [words[key] for key in ("source", "producer", "covers", "licence", "licence_status")]
    return table(
        header,
        [
            (s.publication, s.producer, _covers(s, tier, lang), s.licence, words[f"licence_{s.licence_status}"])
            for s in sources
        ],
    )


def _covers(source: Source, tier: Tier, lang: Lang) -> str:
    seen = [series for series in source.series.values() if at_most(series.tier, tier)]
    lines = [_series_line(series.countries, series.year, series.level, lang) for series in seen]
    return "; ".join(dict.fromkeys(lines))


def _series_line(countries: Sequence[str], year: int, level: str, lang: Lang) -> str:
    return f"{', '.join(countries)} {year} ({TEXTS[lang][f'level_{level}']})"


def _attributions(passports: Sequence[Passport], lang: Lang) -> str:
    lines = []
    for passport in passports:
        where = f"<{passport.url}>" if passport.url.startswith("http") else escaped(passport.url)
        line = f"{escaped(passport.publication)}. {escaped(passport.attribution)}. {where}"
        doubts = " ".join(doubt.in_(lang) for doubt in passport.doubts)
        lines.append(f"{line}. {TEXTS[lang]['doubts']}: {escaped(doubts)}" if doubts else line)
    return _bullets(lines)


def _boundaries(layers: Sequence[LayerPassport], lang: Lang) -> list[str]:
    words = TEXTS[lang]
    header = [words[key] for key in ("source", "producer", "vintage", "licence", "licence_status")]
    rows = [
        (
            layer.publication,
            layer.producer,
            layer.vintage or "",
            layer.licence,
            words[f"licence_{layer.licence_status}"],
        )
        for layer in layers
    ]
    return [f"## {words['boundaries']}\n", table(header, rows), _attributions(layers, lang)]


def _comparators(catalogue: Catalogue, comparators: Sequence[Comparator], lang: Lang) -> list[str]:
    if not comparators:
        return []
    words = TEXTS[lang]
    header = [
        words[key]
        for key in ("comparator", "unit", "against", "asks", "producer", "covers", "licence", "licence_status")
    ]
    rows = [
        (
            entry.title.in_(lang),
            entry.unit.in_(lang),
            catalogue.index.node(entry.against).title.in_(lang),
            words["higher" if entry.direction > 0 else "lower"],
            entry.producer,
            _series_line(entry.countries, entry.year, entry.level, lang),
            entry.licence,
            words[f"licence_{entry.licence_status}"],
        )
        for entry in comparators
    ]
    return [
        f"## {words['comparators']}\n",
        f"{words['comparators_line']}\n",
        table(header, rows),
        _attributions(comparators, lang),
    ]


def _indicators(catalogue: Catalogue, seen: Sequence[Indicator], weights: Mapping[str, float], lang: Lang) -> str:
    words = TEXTS[lang]
    keys = (
        "indicator",
        "unit",
        "pillar",
        "weight",
        "asks",
        "method_class",
        "missing",
        "scale",
        "why",
        "tier",
        "series",
    )
    return table(
        [words[key] for key in keys],
        [
            (
                indicator.title.in_(lang),
                indicator.unit.in_(lang),
                catalogue.index.node(indicator.pillar).title.in_(lang),
                percent(weights.get(indicator.id, float("nan")), decimals=1),
                words["higher" if indicator.direction > 0 else "lower"],
                words[f"class_{indicator.method_class}"],
                words[f"missing_{indicator.missing}"],
                words[indicator.scope],
                indicator.comparable_why.in_(lang),
                words[f"tier_{tier_of(catalogue, indicator)}"],
                _series(catalogue, indicator, lang),
            )
            for indicator in seen
        ],
    )


def _closed(catalogue: Catalogue, weights: Mapping[str, float], tier: Tier, lang: Lang) -> list[str]:
    """Count the indicators that the readers may not see, and the weight they carry together."""
    closed = closed_to(catalogue, tier)
    share = percent(sum(weights.get(one.id, 0.0) for one in closed), decimals=1)
    return [f"{TEXTS[lang]['closed'].format(n=len(closed), share=share)}\n"] if closed else []


def _series(catalogue: Catalogue, indicator: Indicator, lang: Lang) -> str:
    series = [catalogue.series[id_] for id_ in indicator.series]
    return "; ".join(_series_line(one.countries, one.year, one.level, lang) for one in series)


def _empty_pillars(catalogue: Catalogue, lang: Lang) -> list[str]:
    index = catalogue.index
    empty = [
        node.title.in_(lang)
        for node in index.walk()
        if not index.children(node.id) and not catalogue.of_pillar(node.id)
    ]
    words = TEXTS[lang]
    return [f"## {words['empty']}\n", f"{words['empty_line']}\n", _bullets(empty)] if empty else []


def _coverage(catalogue: Catalogue, seen: Sequence[Indicator], counts: pd.DataFrame, lang: Lang) -> str:
    words = TEXTS[lang]
    sums = counts.groupby(["indicator", "iso3"])[["units", "observed", "inherited", "imputed"]].sum()
    counted = sums.to_dict(orient="index")

    def cell(indicator: str, iso3: str) -> str:
        row = counted.get((indicator, iso3))
        if row is None:
            return ""
        elsewhere = row["inherited"] + row["imputed"]
        value = percent((row["observed"] + elsewhere) / row["units"], decimals=1)
        part = percent(elsewhere / row["units"], decimals=1)
        return words["of_which"].format(value=value, part=part) if elsewhere else value

    countries = catalogue.study.countries
    rows = [
        (indicator.title.in_(lang), *(cell(indicator.id, country.iso3) for country in countries)) for indicator in seen
    ]
    return table([words["indicator"], *(country.name.in_(lang) for country in countries)], rows, numbers=True)


def _evidence(catalogue: Catalogue, shares: pd.DataFrame, units: pd.DataFrame, lang: Lang) -> str:
    words = TEXTS[lang]
    country = units.set_index("code")["iso3"].reindex(shares.index)
    groups = [(c.name.in_(lang), shares[country == c.iso3]) for c in catalogue.study.countries]
    rows = [
        (name, *(percent(share, decimals=1) for share in of.mean().tolist()))
        for name, of in [*groups, (words["all"], shares)]
        if len(of)
    ]
    return table([words["country"], *(words[f"evidence_{kind}"] for kind in EVIDENCE)], rows, numbers=True)


def _bullets(lines: Sequence[str]) -> str:
    return "".join(f"- {line}\n" for line in lines)
