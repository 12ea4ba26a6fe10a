"""Keep what the reader has chosen in the address, so that a copied link opens the same view.

The address is the only state of the app: a control writes there, and everything drawn follows from it. What makes no
sense in it counts as not said, and what is the default is not written.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, get_args
from urllib.parse import parse_qs, urlencode

from geo.kinds import LANGS, Aggregation, Normalisation, Scope

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from geo.kinds import Lang

VIEWS = ("ranking", "compare", "types", "space", "target", "reach", "quality", "method", "downloads")
"""The views in the order of the menu."""
SCHEMES = ("quantiles", "natural", "equal", "pretty")
GOALS = ("score", "people", "migrants")
WEIGHT_MAX = 5.0
COMPARED_MAX = 4


@dataclass(frozen=True)
class Setting:
    """How the score is made, where it is not as the study says; hashable, so that a result is kept by it.

    Attributes
    ----------
    weights
        Pairs of the id of a node or an indicator and its weight, in order of the id.
    normalisation, aggregation, scope, gate
        One for all; None is what the study says of each.
    """

    weights: tuple[tuple[str, float], ...] = ()
    normalisation: Normalisation | None = None
    aggregation: Aggregation | None = None
    scope: Scope | None = None
    gate: float | None = None


@dataclass(frozen=True)
class Wish:
    """Which set of places is asked for; None is what the study says.

    Attributes
    ----------
    quotas
        Triples such as ``("country=SLV", 10, 20)``; a bound that is not set is None.
    locked, excluded
        Codes that must, and that must not, be chosen.
    """

    k: int | None = None
    goal: str | None = None
    budget: float | None = None
    quotas: tuple[tuple[str, int | None, int | None], ...] = ()
    locked: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    zones: int | None = None


@dataclass(frozen=True)
class State:
    """Everything that a reader has chosen.

    Attributes
    ----------
    view
        One of `VIEWS`.
    code
        The chosen place.
    layer, scheme, at
        What the map shows, in which classes, and where: latitude, longitude, zoom. None is the view's own.
    country, department, type, query
        What the ranking is narrowed to.
    compared
        Codes of the places side by side.
    """

    lang: Lang = LANGS[0]
    view: str = VIEWS[0]
    code: str | None = None
    layer: str | None = None
    scheme: str | None = None
    at: tuple[float, float, float] | None = None
    country: str | None = None
    department: str | None = None
    type: int | None = None
    query: str = ""
    compared: tuple[str, ...] = ()
    setting: Setting = field(default_factory=Setting)
    wish: Wish = field(default_factory=Wish)


@dataclass(frozen=True)
class Known:
    """What an address may name: codes of places, departments and countries, types, layers, and what has a weight."""

    codes: Collection[str] = ()
    departments: Collection[str] = ()
    countries: Collection[str] = ()
    types: Collection[int] = ()
    layers: Collection[str] = ()
    weighed: Collection[str] = ()


def read_state(search: str | None, *, known: Known) -> State:
    """Read the query part of the address."""
    asked = {key: values[-1] for key, values in parse_qs((search or "").removeprefix("?")).items()}

    def one(key: str, options: Iterable[Any]) -> Any:
        return next((option for option in options if str(option) == asked.get(key)), None)

    return State(
        lang=one("lang", LANGS) or LANGS[0],
        view=one("view", VIEWS) or VIEWS[0],
        code=next(iter(_codes(asked.get("code", ""), known.codes)), None),
        layer=one("layer", known.layers),
        scheme=one("scheme", SCHEMES),
        at=_at(asked.get("at", "")),
        country=one("country", known.countries),
        department=one("department", known.departments),
        type=one("type", known.types),
        query=asked.get("q", "")[:80],
        compared=_codes(asked.get("vs", ""), known.codes)[:COMPARED_MAX],
        setting=Setting(
            weights=_weights(asked.get("w", ""), known.weighed),
            normalisation=one("n", get_args(Normalisation)),
            aggregation=one("a", get_args(Aggregation)),
            scope=one("s", get_args(Scope)),
            gate=_number(asked.get("gate"), low=0.0, high=1.0),
        ),
        wish=Wish(
            k=_whole(asked.get("k"), low=1, high=len(known.codes) or 1),
            goal=one("goal", GOALS),
            budget=_number(asked.get("budget"), low=0.0, high=math.inf),
            quotas=_quotas(asked.get("quota", "")),
            locked=_codes(asked.get("in", ""), known.codes),
            excluded=_codes(asked.get("out", ""), known.codes),
            zones=_whole(asked.get("zones"), low=1, high=50),
        ),
    )


def write_state(state: State) -> str:
    """Write the address of a state, what is the default left out; `read_state` gives the state back."""
    plain: dict[str, Any] = {"q": state.query}
    names = ("lang", "view", "code", "layer", "scheme", "country", "department", "type")
    plain |= {name: getattr(state, name) for name in names if getattr(state, name) != _DEFAULTS[name]}
    plain["at"] = ",".join(f"{number:g}" for number in state.at or ())
    plain["vs"] = ",".join(state.compared)
    setting, wish = state.setting, state.wish
    plain["w"] = ",".join(f"{id_}:{weight:g}" for id_, weight in setting.weights)
    plain |= {"n": setting.normalisation, "a": setting.aggregation, "s": setting.scope, "gate": _short(setting.gate)}
    plain |= {"k": wish.k, "goal": wish.goal, "budget": _short(wish.budget), "zones": wish.zones}
    plain["quota"] = ",".join(f"{what}:{_short(low)}-{_short(high)}" for what, low, high in wish.quotas)
    plain |= {"in": ",".join(wish.locked), "out": ",".join(wish.excluded)}
    said = {key: value for key, value in plain.items() if value not in {None, ""}}
    return f"?{urlencode(said, safe=':,=')}" if said else ""


_DEFAULTS = {entry.name: entry.default for entry in fields(State)}


def _codes(text: str, codes: Collection[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for code in text.upper().split(",") if code in codes))


def _weights(text: str, weighed: Collection[str]) -> tuple[tuple[str, float], ...]:
    pairs = (part.partition(":")[::2] for part in text.split(","))
    found = {id_: _number(weight, low=0.0, high=WEIGHT_MAX) for id_, weight in pairs if id_ in weighed}
    return tuple(sorted((id_, weight) for id_, weight in found.items() if weight is not None))


def _quotas(text: str) -> tuple[tuple[str, int | None, int | None], ...]:
    found = re.findall(r"((?:country|department|pillar)=\w{1,40}):(\d{0,4})-(\d{0,4})(?:,|$)", text)
    return tuple((what, int(low) if low else None, int(high) if high else None) for what, low, high in found)


def _at(text: str) -> tuple[float, float, float] | None:
    bounds = ((-90.0, 90.0), (-180.0, 180.0), (0.0, 20.0))
    parts = text.split(",")
    if len(parts) != len(bounds):
        return None
    found = [_number(part, low=low, high=high) for part, (low, high) in zip(parts, bounds, strict=True)]
    return None if None in found else (found[0], found[1], found[2])  # type: ignore[return-value]


def _number(text: str | None, *, low: float, high: float) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if math.isfinite(number) and low <= number <= high else None


def _whole(text: str | None, *, low: int, high: int) -> int | None:
    # Python refuses to read thousands of digits as a number; nothing here has more than nine.
    whole = int(text) if text is not None and len(text) < 10 and text.isdecimal() else None
    return whole if whole is not None and low <= whole <= high else None


def _short(number: float | None) -> str:
    return "" if number is None else f"{number:g}"
