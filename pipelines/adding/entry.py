"""Write the entries of a new indicator as text, in the form that a person would give them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.kinds import Level
    from pipelines.adding.answers import Answers
    from pipelines.adding.figures import Taking


def series_id(answers: Answers, *, indicator: str, countries: Sequence[str], year: int) -> str:
    """Name the series after its indicator, country and year, unless a name was given."""
    middle = f"_{countries[0].lower()}" if len(countries) == 1 else ""
    return answers.series or f"{indicator}{middle}_{year}"


def source_id(answers: Answers, *, indicator: str, countries: Sequence[str], year: int) -> str:
    """Name the source likewise, the country first."""
    front = f"{countries[0].lower()}_" if len(countries) == 1 else ""
    return answers.source or f"{front}{indicator}_{year}"


def indicator_text(answers: Answers, *, series: str, taking: Taking) -> str:
    """Write the entry for `indicators.yml`."""
    kind = answers.kind
    by_rate = bool(taking.numerator)
    entry: dict[str, Any] = {
        "id": answers.id,
        "title": {"es": answers.title_es, "en": answers.title_en},
        "unit": {"es": answers.unit_es, "en": answers.unit_en},
        "rationale": {"es": answers.rationale_es, "en": answers.rationale_en},
        "pillar": answers.pillar,
        **({} if answers.weight is None else {"weight": _plain(answers.weight)}),
        "direction": int(str(answers.direction)),
        "kind": kind,
        "method": "rate" if by_rate else "value",
        "method_class": answers.method_class,
        "series": [series],
    }
    if by_rate and kind == "share":
        entry["rate"] = {"per": 1, "smooth": "none"}
    elif by_rate:
        divided = {"denominator": list(taking.series)} if taking.series else {}
        entry["rate"] = {"per": _plain(1 if answers.per is None else answers.per), **divided}
    entry |= {
        "comparable": answers.comparable,
        "comparable_why": {"es": answers.comparable_why_es, "en": answers.comparable_why_en},
        "missing": answers.missing,
        "treatment": answers.treatment,
        "tier": answers.tier,
        **({} if answers.decimals is None else {"decimals": answers.decimals}),
    }
    return _dump([entry])


def source_text(
    answers: Answers,
    *,
    id_: str,
    series: str,
    title: dict[str, str],
    countries: Sequence[str],
    level: Level,
    year: int,
    made: Sequence[str],
    limits: dict[str, str] | None = None,
) -> str:
    """Write the file of the source; `made` says, as comments, what the table was made from, `limits` of what places."""
    doubt = {"es": answers.doubt_es or answers.doubt_en, "en": answers.doubt_en or answers.doubt_es}
    doubts = [one for one in (doubt, limits) if one and one["es"]]
    entry: dict[str, Any] = {
        "id": id_,
        "producer": answers.producer,
        "publication": answers.publication,
        "url": answers.url,
        "licence": answers.licence,
        "licence_status": answers.licence_status,
        "attribution": answers.attribution,
        **({"doubts": doubts} if doubts else {}),
        "series": {
            series: {
                "title": title,
                "countries": list(countries),
                "level": level,
                "year": year,
                **({} if answers.tier in {None, "public"} else {"tier": answers.tier}),
                **({"complete": True} if answers.complete else {}),
            }
        },
    }
    return "".join(f"# {line}\n" for line in made) + _dump(entry)


def _plain(number: float) -> float | int:
    return int(number) if float(number).is_integer() else number


def _dump(data: Any) -> str:
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=130, default_flow_style=None)
