"""Hold what only a person knows about a new indicator, and say which of it is still missing."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Literal, get_args

from geo.catalogue.yaml_text import Document
from geo.errors import CatalogueError, Faults, MissingFileError
from geo.kinds import Kind, Level, LicenceStatus, MethodClass, Missing, Tier, Treatment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@dataclass(frozen=True)
class Answers:
    """What was said by flags, in a file of answers, or at the terminal; None where nothing was."""

    id: str | None = None
    to_indicator: str | None = None
    title_es: str | None = None
    title_en: str | None = None
    unit_es: str | None = None
    unit_en: str | None = None
    rationale_es: str | None = None
    rationale_en: str | None = None
    pillar: str | None = None
    weight: float | None = None
    direction: str | None = None
    kind: Kind | None = None
    method_class: str | None = None
    per: float | None = None
    comparable: bool | None = None
    comparable_why_es: str | None = None
    comparable_why_en: str | None = None
    missing: str | None = None
    treatment: str | None = None
    tier: str | None = None
    decimals: int | None = None
    producer: str | None = None
    publication: str | None = None
    url: str | None = None
    licence: str | None = None
    licence_status: str | None = None
    attribution: str | None = None
    doubt_es: str | None = None
    doubt_en: str | None = None
    complete: bool = False
    source: str | None = None
    series: str | None = None
    year: int | None = None
    column: str | None = None
    numerator: str | None = None
    denominator: str | None = None
    se: str | None = None
    combine: str | None = None
    where: tuple[str, ...] = ()
    scale: Literal["share", "percent"] | None = None
    decimal: Literal[".", ","] | None = None
    missing_mark: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    level: Level | None = None
    by: str | None = None
    sheet: str | None = None
    encoding: str | None = None
    separator: str | None = None
    accept_fuzzy: bool = False
    leave_out_refused: bool = False
    write_aliases: bool = False
    alias: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """One thing to be said, and how."""

    key: str
    text: str
    choices: tuple[str, ...] = ()

    @property
    def flag(self) -> str:
        """How it is said on the command line."""
        if self.key == "comparable":
            return "--comparable or --not-comparable"
        return f"--{self.key.replace('_', '-')}"

    @property
    def wanted(self) -> str:
        """How a message asks for it."""
        choices = f" ({', '.join(self.choices)})" if self.choices and self.key != "comparable" else ""
        return f"{self.flag}: {self.text}{choices}"


_SOURCE = (
    Question("producer", "Who produced the figures"),
    Question("publication", "What the publication is called"),
    Question("url", "Where you got it"),
    Question("licence", "Its licence, in its own words"),
    Question("licence_status", "What the licence allows", get_args(LicenceStatus)),
    Question("attribution", "How the producer is to be named"),
)
_TITLE = (
    Question("title_es", "Title in Spanish"),
    Question("title_en", "Title in English"),
)
_INDICATOR = (
    Question("unit_es", "Unit in Spanish"),
    Question("unit_en", "Unit in English"),
    Question("rationale_es", "Why it belongs into the index, in Spanish"),
    Question("rationale_en", "Why it belongs into the index, in English"),
    Question("direction", "Whether more calls for more attention (1) or less does (-1)", ("1", "-1")),
    Question("kind", "What a figure is", get_args(Kind)),
    Question("method_class", "How the figures came about", get_args(MethodClass)),
    Question("comparable", "Whether figures of different countries may be put on one scale", ("yes", "no")),
    Question("comparable_why_es", "Why so, in Spanish"),
    Question("comparable_why_en", "Why so, in English"),
    Question("missing", "What is done about places without a figure", get_args(Missing)),
    Question("treatment", "What is done about outliers", get_args(Treatment)),
    Question("tier", "Who may see it", get_args(Tier)),
)
ID = Question("id", "A short id: small letters, digits, underscores")
PER = Question("per", "Per how many people, such as 1000 or 100000")
DENOMINATOR = Question(
    "denominator", "Divided by what: a column of the file, series of the study with commas, or `people`"
)


def questions(answers: Answers, *, pillars: Sequence[str]) -> list[Question]:
    """List what a person must still say of an indicator and its source, in the order in which it is written down."""
    asked = [*_SOURCE]
    if answers.to_indicator is None:
        asked = [
            *(ID, *_TITLE, *_INDICATOR[:4], Question("pillar", "A leaf of index.yml", tuple(pillars))),
            *_INDICATOR[4:],
            *asked,
        ]
        if answers.kind == "rate":
            asked += [PER, *([] if answers.denominator else [DENOMINATOR])]
    return [question for question in asked if getattr(answers, question.key) is None]


def wrong_choices(answers: Answers, *, pillars: Sequence[str]) -> list[str]:
    """Say which answers are none of those there are."""
    closed = {question.key: question.choices for question in (*_INDICATOR, *_SOURCE) if question.choices} | {
        "pillar": tuple(pillars),
        "level": ("municipality", "municipio_2024", "department"),
        "by": ("code", "name"),
        "scale": ("share", "percent"),
        "decimal": (".", ","),
        "combine": ("sum", "mean"),
    }
    return [
        f"--{key.replace('_', '-')} cannot be `{said}`. Choose one of {' '.join(choices)}."
        for key, choices in closed.items()
        if key != "comparable" and (said := getattr(answers, key)) is not None and said not in choices
    ]


def answered(answers: Answers, question: Question, text: str) -> Answers:
    """Take an answer in as the flag would be.

    Raises
    ------
    CatalogueError
        When it is none of the choices, or no number where one is asked for.
    """
    text = text.strip()
    if question.choices and text not in question.choices:
        raise CatalogueError(f"{question.flag} cannot be `{text}`. Choose one of {', '.join(question.choices)}.")
    value: Any = text
    if question.key == "comparable":
        value = text == "yes"
    elif question.key in {"year", "per"}:
        try:
            value = int(text) if question.key == "year" else float(text)
        except ValueError as error:
            raise CatalogueError(f"{question.flag} must be a number, not `{text}`.") from error
    return replace(answers, **{question.key: value})


def read_answers(path: Path) -> dict[str, Any]:
    """Read a file of answers: YAML with the names of the flags as keys.

    Raises
    ------
    MissingFileError
        When it is not there.
    CatalogueError
        With every key that is no flag, and its line.
    """
    if not path.is_file():
        raise MissingFileError(f"{path} is not there. Give --answers a YAML file with the names of the flags as keys.")
    faults = Faults(path.name, CatalogueError)
    try:
        document = Document(path.name, path.read_text(encoding="utf-8"), faults)
    except UnicodeDecodeError as error:
        raise CatalogueError(f"{path.name} is not UTF-8. Save it as UTF-8 in your editor.") from error
    faults.raise_any()
    if not isinstance(document.data, dict):
        raise CatalogueError(f"{path.name}:1: must be keys and values, such as `title_es: Puestos de salud`.")
    kinds = {field.name: str(field.type) for field in fields(Answers)}
    found: dict[str, Any] = {}
    for key, value in document.data.items():
        name = str(key).replace("-", "_")
        if name not in kinds:
            faults.add(f"{document.where((key,))}: `{key}` is no flag of `arraigo add indicator`.")
        elif (taken := _as(kinds[name], value)) is None:
            faults.add(f"{document.where((key,))}: `{key}` cannot be `{value}`. It is a {kinds[name].split(' |')[0]}.")
        else:
            found[name] = taken
    faults.raise_any()
    return found


def _as(kind: str, value: Any) -> Any:
    """Take a value of YAML as what the flag would give; None where it cannot be."""
    if kind.startswith("tuple"):
        return tuple(str(item) for item in value) if isinstance(value, list) else (str(value),)
    if kind.startswith("bool"):
        return value if isinstance(value, bool) else None
    if isinstance(value, bool | list | dict) or value is None:
        return None
    if kind.startswith(("int", "float")):
        wanted = int if kind.startswith("int") else float
        return wanted(value) if isinstance(value, int | float) else None
    return str(value)


def given(flags: dict[str, Any], file: Path | None) -> Answers:
    """Join flags and the file of answers; a flag goes before the file."""
    from_file = read_answers(file) if file is not None else {}
    said = {key: value for key, value in flags.items() if value is not None and value is not False and value != ()}
    if flags.get("comparable") is False:
        said["comparable"] = False
    return Answers(**(from_file | said))
