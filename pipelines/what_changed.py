"""Hold one run against another, and write what changed as Markdown in both languages and as CSV."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from geo.catalogue import Study, closed_series, closed_to
from geo.catalogue.yaml_text import Document
from geo.changes import (
    EntryChange,
    Inputs,
    Label,
    Moves,
    Run,
    changed_inputs,
    compare_runs,
    follows,
    moves_csv,
    nothing_before,
    report,
    without,
)
from geo.errors import ArraigoError, Faults, RunError
from geo.kinds import LANGS, at_most
from geo.scoring import choices_of
from pipelines.kept import LAST, PREVIOUS, opened, runs_folder
from pipelines.record import published_now
from pipelines.store import write_bytes, write_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geo.catalogue import Catalogue
    from geo.kinds import Lang, Tier
    from pipelines.record import RunFiles
    from pipelines.stage import Context

UNITS = ["code", "name", "iso3", "adm1_code", "adm1_name", "muni44_code", "kind"]
PAGE, CSV = "what_changed.{lang}.md", "what_changed.csv"


def write_against_last(context: Context, checksum: str, tier: Tier = "public") -> None:
    """Hold the run that is being published against the last one, write what changed, and say the gist in a note."""
    title = context.catalogue.study.title
    folder = runs_folder(context.places) / LAST
    if not folder.is_dir():
        _write_pages(context.out, {lang: nothing_before(title.in_(lang), lang=lang) for lang in LANGS})
        return
    now = published_now(context.places, context.texts, parameters=context.parameters, checksum=checksum)
    try:
        before = opened(folder)
        moves, inputs, runs = compare(before, now, k=context.catalogue.study.top_k)
    except RunError as error:
        context.notes.append(f"not compared with the run before: {error}")
        reason = str(error)
        _write_pages(context.out, {lang: nothing_before(title.in_(lang), lang=lang, reason=reason) for lang in LANGS})
        return
    told = without(inputs, closed_ids(runs, [context.catalogue], tier=tier))
    # By the time that anybody reads the page, the run before is kept as `previous`.
    called = replace(before, name=PREVIOUS)
    write(context.out, moves, told, study=context.catalogue.study, before=called, now=now)
    context.notes.append(gist(moves, before))


def gist(moves: Moves, before: RunFiles) -> str:
    """Say in one line how many moved."""
    both = moves.those(state="ranked_in_both")
    return (
        f"against the run before, of {before.record['date']}: {len(moves.those(top='entered'))} entered and "
        f"{len(moves.those(top='left'))} left the first {moves.k}; {int((both['move'] != 0).sum())} of {len(both)} "
        f"ranks moved ({PAGE.format(lang='en')})"
    )


def write(
    out: Path, moves: Moves, inputs: Inputs, *, study: Study, before: RunFiles, now: RunFiles,
    langs: Sequence[Lang] = LANGS,
) -> list[Path]:  # fmt: skip
    """Write the pages and the table."""
    labels = [label(run) for run in (before, now)]
    pages: dict[Lang, str] = {
        lang: report(
            moves,
            inputs,
            title=study.title.in_(lang),
            before=labels[0],
            now=labels[1],
            countries={country.iso3: country.name.in_(lang) for country in study.countries},
            lang=lang,
        )
        for lang in langs
    }
    write_bytes(out / CSV, moves_csv(moves))
    return [*_write_pages(out, pages), out / CSV]


def _write_pages(out: Path, pages: dict[Lang, str]) -> list[Path]:
    paths = []
    for lang, text in pages.items():
        paths.append(out / PAGE.format(lang=lang))
        write_text(paths[-1], text)
    return paths


def label(run: RunFiles) -> Label:
    """Say how a run is called; the one that is being published, and the results now, have no name."""
    return Label(checksum=run.record["checksum"], date=run.record["date"] or None, name=run.name)


def compare(before: RunFiles, now: RunFiles, *, k: int) -> tuple[Moves, Inputs, tuple[Run, Run]]:
    """Hold two runs side by side.

    Raises
    ------
    RunError
        When a run is damaged, or was made by a version whose entries cannot be read any more.
    """
    a, b = (load(run) for run in (before, now))
    inputs = _inputs(a, b, before, now)
    moves = compare_runs(a, b, k=k, follow=follows(a, b, series=inputs.series))
    return moves, inputs, (a, b)


def load(run: RunFiles) -> Run:
    """Read what of a run is compared.

    Raises
    ------
    RunError
        As `compare`.
    """
    scores, measured = (
        pd.read_parquet(run.result(name)) for name in ("3_scored/scores.parquet", "2_measured/values.parquet")
    )
    units = pd.read_parquet(run.result("1_harmonised/units.parquet"))
    try:
        choices = choices_of(json.loads(run.result("3_scored/log.json").read_text(encoding="utf-8")))
    except (ArraigoError, ValueError, KeyError, TypeError) as error:
        if isinstance(error, RunError):
            raise
        raise RunError(
            f"1 of 2 runs was made by another version of arraigo, whose entries cannot be read any more: "
            f"{run.name or 'now'}. Hold other runs against each other, or make it again with that version."
        ) from error
    asks = any(indicator.missing == "neighbours" for indicator in choices["indicators"])
    return Run(
        scores=scores,
        measured=measured,
        units=units[[column for column in UNITS if column in units]],
        index=choices["index"],
        indicators=tuple(choices["indicators"]),
        seed=choices["seed"],
        neighbours=_neighbours(run) if asks else None,
    )


def _neighbours(run: RunFiles) -> dict[str, list[str]]:
    pairs = pd.read_parquet(run.result("4_grouped/neighbours.parquet"))
    return {str(code): list(around) for code, around in pairs.groupby("code")["neighbour"]}


def _inputs(a: Run, b: Run, before: RunFiles, now: RunFiles) -> Inputs:
    hashes = [run.record["inputs"] for run in (before, now)]
    differ = [name for name in sorted({*hashes[0], *hashes[1]}) if hashes[0].get(name) != hashes[1].get(name)]
    texts: dict[str, tuple[str | None, str | None]] = {}
    tables: dict[str, tuple[bytes | None, bytes | None]] = {}
    whole: list[EntryChange] = []
    for name in differ:
        try:
            old, new = before.file(name), now.file(name)
        except RunError:
            # It was edited before the run was kept: that it differs is all that can be told.
            old, new = b"", b""
        if name.endswith(".yml") and (old or new):
            texts[name] = _text(old), _text(new)
        elif name.startswith("tables/") and (old or new):
            tables[name.removeprefix("tables/").removesuffix(".csv")] = old, new
        else:
            whole.append(EntryChange(name, (), *("" if name in told else None for told in hashes)))
    return changed_inputs(
        a,
        b,
        texts=texts,
        tables=tables,
        others=whole,
        parameters=(before.record["parameters"], now.record["parameters"]),
        packages=(before.record["packages"], now.record["packages"]),
        code=before.record["code"] != now.record["code"],
    )


def _text(content: bytes | None) -> str | None:
    return None if content is None else content.decode("utf-8", errors="replace")


def closed_ids(runs: Sequence[Run], catalogues: Sequence[Catalogue], *, tier: Tier = "public") -> set[str]:
    """Name the indicators, series and sources that may not be named in what leaves for readers of a tier."""
    closed = {entry.id: entry for run in runs for entry in run.indicators if not at_most(entry.tier, tier)}
    series: set[str] = set()
    for catalogue in catalogues:
        closed |= {one.id: one for one in closed_to(catalogue, tier)}
        series |= closed_series(catalogue, tier)
    drawn = {id_ for run in runs for entry in run.indicators if entry.id not in closed for id_ in entry.series}
    series |= {id_ for entry in closed.values() for id_ in entry.series} - drawn
    sources = {one.id for catalogue in catalogues for one in catalogue.sources if one.series.keys() <= series}
    return {*closed, *series, *sources}


def study_of(run: RunFiles) -> Study:
    """Read the settings of the study that a run was made of.

    Raises
    ------
    RunError
        When they cannot be read any more.
    """
    content = run.file("study.yml") or b""
    faults = Faults("study.yml", RunError)
    study = Document("study.yml", content.decode("utf-8", errors="replace"), faults).parse(Study, faults)
    faults.raise_any()
    if study is None:
        raise RunError(f"1 of 1 study.yml of the run `{run.name or 'now'}` is empty. Restore it.")
    return study
