"""Make the tiny study with what not everyone may see: an indicator for partners, and a series that is internal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from typer.testing import CliRunner

from pipelines import cli
from pipelines.paths import Places, find_places
from tests.pipelines.tiny import INDICATOR, table, units, write_study

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

PARTNER, INTERNAL = 0.7351824, 0.6192837
"""The figure of one place, which is found again wherever it was written."""
SOURCE = """\
# Of hushed extortion and veiled raids.
id: field_notes
producer: Field notes
publication: Notes
url: https://example.org/notes
licence: none stated
licence_status: restricted
attribution: Field notes
series:
  extortion: {title: {es: Serie callada, en: Hushed series}, countries: [AAA, BBB], level: municipality, year: 2020}
"""
RAIDS = SOURCE.replace("field_notes", "raid_notes").replace("Field notes", "Raid notes").partition("  extortion")[0]
RAIDS += (
    "  raids: {title: {es: Serie velada, en: Veiled series}, countries: [AAA, BBB], level: municipality, year: 2020, "
    "tier: internal}\n"
)
NAMES = {
    "partner": ("extortion", "Extorsión callada", "Hushed extortion", "Serie callada", "Hushed series"),
    "internal": ("raids", "raid_share", "Redadas veladas", "Veiled raids", "Serie velada", "Veiled series"),
}
"""What names the closed figures of each tier, in the words and ids of the study."""


def entry(id_: str, es: str, en: str, *, pillar: str, series: str, tier: str) -> str:
    """Write the entry of a share."""
    text = INDICATOR.format(
        id=id_, unit="proporción", pillar=pillar, direction=1, kind="share", method="value", series=series,
        comparable="true",
    )  # fmt: skip
    text = text.replace(f"title: {{es: {id_}, en: {id_}}}", f"title: {{es: {es}, en: {en}}}")
    return text.replace("tier: public", f"tier: {tier}")


def write_closed_study(home: Path, *, tiers: tuple[str, ...] = ("partner", "internal")) -> Path:
    """Write the study, with what is closed to the given tiers."""
    study = write_study(home)
    number = pd.Series(range(12), dtype=float)
    partner = (0.1 + number * 0.037).where(number != 4, PARTNER)
    internal = (0.55 - number * 0.041).where(number != 7, INTERNAL)
    indicators = study / "indicators.yml"
    text = indicators.read_text(encoding="utf-8")
    if "partner" in tiers:
        text += entry(
            "extortion", "Extorsión callada", "Hushed extortion", pillar="violence", series="extortion", tier="partner"
        )
        (study / "sources/field_notes.yml").write_text(
            SOURCE.replace("2020}", "2020, tier: partner}"), encoding="utf-8"
        )
        (study / "tables/extortion.csv").write_text(table(units(), value=partner), encoding="utf-8")
    if "internal" in tiers:
        # The entry itself says public: its series closes it.
        text += entry(
            "raid_share", "Redadas veladas", "Veiled raids", pillar="poverty_pillar", series="raids", tier="public"
        )
        (study / "sources/raid_notes.yml").write_text(RAIDS, encoding="utf-8")
        (study / "tables/raids.csv").write_text(table(units(), value=internal), encoding="utf-8")
    indicators.write_text(text, encoding="utf-8")
    return study


def arraigo(home: Path, *arguments: str) -> Result:
    """Run a command on the study."""
    env = {"ARRAIGO_HOME": str(home), "ARRAIGO_RAW": str(home / "raw")}
    return CliRunner(env=env).invoke(cli.app, [*arguments, "--study", "tiny"])


def published(home: Path) -> Places:
    """Run the study."""
    done = arraigo(home, "run")
    assert done.exit_code == 0, done.output
    return find_places("tiny", home=home)
