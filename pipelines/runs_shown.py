"""Show kept runs, two runs side by side, and what came of a replay, at the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.markup import escape
from rich.table import Table

from geo.catalogue import load_catalogue
from geo.changes import CAUSES, in_short, input_lines, signed, standing_text, unit_lines, without
from geo.changes.texts import TEXTS
from geo.errors import CatalogueError, RunError
from geo.kinds import LANGS
from pipelines import what_changed
from pipelines.kept import find
from pipelines.terminal import console

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

    from geo.catalogue import Catalogue
    from geo.changes import Inputs, Moves
    from geo.kinds import Lang
    from pipelines.paths import Places
    from pipelines.record import RunFiles
    from pipelines.rerun import Replayed

SHOWN = 10


def show_runs(runs: Mapping[str, Mapping[str, Any] | None]) -> None:
    """List kept runs, the newest last."""
    if not runs:
        console.print("No run is kept yet. `arraigo run` keeps the last one, `arraigo keep NAME` any that you name.")
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("name", "run of", "seed", "replicates", "check sum", "note"):
        table.add_column(heading, justify="right" if heading in {"seed", "replicates"} else "left")
    for name, record in sorted(runs.items(), key=lambda item: ((item[1] or {}).get("kept", ""), item[0])):
        if record is None:
            table.add_row(escape(name), "[red]damaged[/red]")
            continue
        told = record["parameters"]
        table.add_row(
            escape(name),
            escape(str(record.get("date", ""))),
            str(told.get("seed", "")),
            str(told.get("replicates", "")),
            escape(record["checksum"][:12]),
            escape(str(record.get("note", ""))),
        )
    console.print(table)


def diff(places: Places, run_a: str, run_b: str, *, out: Path | None, lang: Lang | None) -> None:
    """Hold two runs side by side, show the gist, and write the rest where a folder is given.

    At the terminal everything is told; what is written leaves out what is not public.
    """
    before, now = find(places, run_a), find(places, run_b)
    if before.record["study"] != now.record["study"]:
        raise RunError(
            f"2 of 2 runs are of different studies: {before.record['study']} and {now.record['study']}. "
            "Hold runs of one study against each other."
        )
    study = what_changed.study_of(now)
    moves, inputs, runs = what_changed.compare(before, now, k=study.top_k)
    show_moves(moves, inputs, before=before, now=now, lang=lang or "en")
    if out is None:
        return
    told = without(inputs, what_changed.closed_ids(runs, _catalogues(before, now)))
    paths = what_changed.write(out, moves, told, study=study, before=before, now=now, langs=(lang,) if lang else LANGS)
    for path in paths:
        console.print(path, soft_wrap=True, markup=False)


def _catalogues(*runs: RunFiles) -> list[Catalogue]:
    """Load the catalogues of runs, to know what is public in either."""
    try:
        return [
            load_catalogue(
                {
                    name: (run.file(name) or b"").decode("utf-8")
                    for name in run.record["inputs"]
                    if name.endswith(".yml") and not name.startswith("comparators/")
                }
            )
            for run in runs
        ]
    except CatalogueError as error:
        raise RunError(
            "1 of 2 runs has a catalogue that cannot be read any more, so that nobody can tell what of it is public. "
            f"Leave --out out.\n{error}"
        ) from error


def show_moves(moves: Moves, inputs: Inputs, *, before: RunFiles, now: RunFiles, lang: Lang) -> None:
    """Show who moved and what was changed."""
    words = TEXTS[lang]
    labels = [what_changed.label(run).text(lang) for run in (before, now)]
    lines = [words["compared"].format(before=labels[0], now=labels[1]), *in_short(moves, lang=lang)]
    for line in [*lines, *input_lines(inputs, lang=lang), *unit_lines(moves, lang=lang)]:
        console.print(line.replace("\\", "").replace("`", ""), soft_wrap=True, markup=False)
    if moves.split is None:
        console.print(words["no_split"].format(reason=moves.fault), soft_wrap=True, markup=False)
    rest = moves.table[moves.table["move"].abs() > 0].sort_values("move", key=abs, ascending=False, kind="stable")
    for key, rows in (
        ("entered", moves.those(top="entered").sort_values("rank_now")),
        ("left", moves.those(top="left").sort_values("rank_before")),
        ("others", rest[~rest["top"].isin(["entered", "left"])]),
    ):
        if len(rows):
            console.print()
            console.print(_table(rows.head(SHOWN), title=words[key].format(k=moves.k), lang=lang))
            if len(rows) > SHOWN:
                console.print(words["more"].format(count=len(rows) - SHOWN))


def _table(rows: pd.DataFrame, *, title: str, lang: Lang) -> Table:
    words = TEXTS[lang]
    causes = [cause for cause in CAUSES if (rows[f"by_{cause}"].abs() > 0).any()]
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for key in ("place", "before", "now", "move", *causes):
        table.add_column(words[key], justify="left" if key == "place" else "right")
    for code, row in rows.iterrows():
        table.add_row(
            escape(f"{row['name']} ({code})"),
            standing_text(row, "before", lang),
            standing_text(row, "now", lang),
            signed(row["move"]),
            *(signed(row[f"by_{cause}"], decimals=1) for cause in causes),
        )
    return table


def show_replayed(told: Replayed) -> None:
    """Say whether the same came out, and what differs that may explain it."""
    if told.same:
        console.print(f"The same came out: check sum {told.again[:12]} (scores).")
    else:
        console.print(f"Something else came out: check sum {told.again[:12]}, kept was {told.before[:12]} (scores).")
    if not told.code:
        console.print("The code of arraigo is not the one that the run was made with.")
    for name, then, now in told.packages:
        console.print(f"{name}: {then} then, {now} now", soft_wrap=True, markup=False)
    if not told.same and told.code and not told.packages:
        console.print("Code and packages are the same. Another processor can differ in the last bits of a score.")
    console.print(told.published, soft_wrap=True, markup=False)
