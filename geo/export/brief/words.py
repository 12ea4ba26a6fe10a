"""Say in sentences what the figures of a place mean: what to do next, why there is no rank, what to bear in mind."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geo.catalogue import FOR_WHOM
from geo.export.brief.formats import known
from geo.export.brief.texts import has, say
from geo.numerals import chance, number, percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.catalogue import Source
    from geo.export.brief.ground import Boundary, Ground, Place
    from geo.kinds import Lang

THIN = re.compile(r"^(low_coverage|no_data_|inherited_)")
FIRM, DOUBTFUL = 0.8, 0.2
"""From which chance of being among the first on a place is called firm, and from which it may be in or out."""


def next_step(place: Place, ground: Ground, *, lang: Lang) -> str:
    """Say what to do next, by the rules of the map page."""
    if place["gate"] != "ranked":
        return say("next_gate", lang=lang)
    p_top = place[f"p_top_{ground.top_k}"]
    told = say(
        "next_firm" if p_top >= FIRM else "next_doubt" if p_top >= DOUBTFUL else "next_out", lang=lang, k=ground.top_k
    )
    thin = p_top >= FIRM and any(THIN.match(flag) for flag in place["flags"].split(";"))
    return f"{told} {say('next_confirm', lang=lang)}" if thin else told


def no_rank(place: Place, ground: Ground, *, lang: Lang) -> str:
    """Say why a place has no rank."""
    # A decimal, so that a place just below the minimum does not seem to reach it.
    coverage, gate = percent(place["coverage"], decimals=1), percent(ground.catalogue.index.coverage_gate)
    return say(f"gate_{place['gate']}", lang=lang, coverage=coverage, gate=gate)


def flags(place: Place, ground: Ground, *, lang: Lang) -> list[str]:
    """Say the flags of a place in words; one that is not known here is shown as it is rather than lost."""
    titles = ground.titles()
    said = []
    for flag in filter(None, place["flags"].split(";")):
        found = re.match(r"^(?:(no_data|inherited)_|(dominated):)(.+)$", flag)
        word, subject = (found[1] or found[2], found[3]) if found else (flag, "")
        name = titles[subject].in_(lang) if subject in titles else say("flag_closed", lang=lang)
        key = f"flag_{word}"
        said.append(say(key, lang=lang, name=name) if has(key, lang=lang) else flag.replace("_", " "))
    return said


def groups(place: Place, ground: Ground, *, lang: Lang) -> list[str]:
    """Say what a place is grouped with: type and certainty, hot spot, zone, selection, neighbours."""
    said = [*_type(place, ground, lang=lang)]
    hotspot = place.get("hotspot")
    if hotspot is not None and has(f"hotspot_{hotspot}", lang=lang):
        said.append(say(f"hotspot_{hotspot}", lang=lang))
    zone = place.get("zone")
    if known(zone) and int(zone or 0) in ground.zones:
        said.append(say("zone", lang=lang, name=ground.zones[int(zone or 0)][lang == "en"]))
    if known(place.get("selected")):
        key, p = ("selected" if place["selected"] else "selected_not"), place.get("selected_p")
        said.append(say(key, lang=lang, p=chance(p)) if p is not None and known(p) else say(f"{key}_bare", lang=lang))
    if ground.neighbours is not None:
        beside = [ground.places[code]["name"] for code in ground.neighbours.get(place["code"], ())]
        said.append(
            say("neighbours", lang=lang, names=listed(beside, most=12, lang=lang))
            if beside
            else say("neighbours_none", lang=lang)
        )
    return said


def _type(place: Place, ground: Ground, *, lang: Lang) -> list[str]:
    if not ground.types:
        return []
    if not known(place["type"]):
        return [say("type_none", lang=lang)]
    titles = ground.types.get(int(place["type"]))
    if titles is None:
        return [say("type_mixed", lang=lang)]
    sure = say("type", lang=lang, n=int(place["type"]), p=chance(place["type_p"]))
    return [f"{sure}. {titles[lang == 'en']}"]


def listed(names: Sequence[str], *, most: int, lang: Lang) -> str:
    """List names, and count those that there are beyond so many."""
    more = len(names) - most
    text = ", ".join(names[:most])
    return f"{text} {say('and_more', lang=lang, n=more)}" if more > 0 else text


def sources(codes: Iterable[str], ground: Ground, *, lang: Lang) -> list[str]:
    """List who published the figures of some places and their boundaries, with years and licence, each once."""
    years: dict[str, set[int]] = {}
    for code in codes:
        for value in ground.values.get(code, {}).values():
            if known(value["value"]) and value["source"] is not None:
                source = ground.catalogue.source_of[value["source"]]
                years.setdefault(source.id, set()).update([ground.catalogue.series[value["source"]].year])
    named = {source.id: source for source in ground.catalogue.sources if source.id in years}
    lines = [
        f"{source.producer}: {source.publication} ({_years(years[id_])}); {_licence(source, lang=lang)}."
        for id_, source in sorted(named.items(), key=lambda item: (item[1].producer, item[0]))
    ]
    countries = {ground.places[code]["iso3"] for code in codes}
    return lines + [
        say("boundaries", lang=lang, producer=layer.producer, publication=layer.publication)
        + f"; {_licence(layer, lang=lang)}."
        for layer in ground.boundaries
        if layer.iso3 in countries
    ]


def foot(codes: Sequence[str], ground: Ground, *, lang: Lang) -> str:
    """Say of what state and when the figures are, for the foot of each page."""
    vintages = sorted({str(ground.places[code]["vintage"]) for code in codes})
    named = [say(key, lang=lang) if has(key := f"vintage_{v}", lang=lang) else v for v in vintages]
    years = {
        int(value["year"])
        for code in codes
        for value in ground.values.get(code, {}).values()
        if known(value["value"]) and known(value["year"])
    }
    run = ground.run
    parts = [
        say(
            "foot",
            lang=lang,
            vintage=", ".join(named),
            years=_span(years) or say("no_data", lang=lang),
            date=run["date"],
            seed=run["seed"],
        )
    ]
    if run.get("replicates"):
        parts.append(say("foot_replicates", lang=lang, n=number(run["replicates"])))
    text = ", ".join(parts)
    text = f"{text} · {say('foot_version', lang=lang, version=run['version'])}" if run.get("version") else text
    return f"{FOR_WHOM[ground.tier].in_(lang)} · {text}" if ground.tier in FOR_WHOM else text


def _licence(passport: Source | Boundary, *, lang: Lang) -> str:
    """Name the licence where it has a name; else say in words how open the figures are."""
    status = passport.licence_status
    return passport.licence if status in {"open", "share_alike"} else say(f"licence_{status}", lang=lang)


def _years(years: set[int]) -> str:
    return ", ".join(map(str, sorted(years)))


def _span(years: set[int]) -> str:
    return "" if not years else f"{min(years)}–{max(years)}" if len(years) > 1 else str(min(years))
