"""Write what changed between two runs as Markdown that people read, in Spanish or English."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from geo.changes.mixture import CAUSES
from geo.changes.texts import TEXTS
from geo.changes.told_inputs import input_lines, unit_lines
from geo.export.markdown import escaped, table
from geo.numerals import interval, number, percent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.changes.inputs import Inputs
    from geo.changes.mixture import Cause
    from geo.changes.moves import Moves
    from geo.kinds import Lang

SHOWN = 20
"""How many of the other moves are shown."""
CSV = "what_changed.csv"


@dataclass(frozen=True)
class Label:
    """How a run is called: when it ended, the check sum of its scores, the name it is kept under."""

    checksum: str
    date: str | None = None
    name: str | None = None

    def text(self, lang: Lang) -> str:
        """Write it as part of a sentence; without a name it is this run."""
        words = TEXTS[lang]
        if self.name is None:
            called = words["this_run"]
        else:
            called = words["run_of"].format(date=self.date) if self.date else words["run_undated"]
        also = [words["kept_as"].format(name=self.name)] if self.name else []
        return f"{called} ({', '.join([*also, words['checksum'].format(checksum=self.checksum[:12])])})"


def nothing_before(title: str, *, lang: Lang, reason: str | None = None) -> str:
    """Write the report of a run that has nothing before it, or nothing that could be read."""
    words = TEXTS[lang]
    told = words["first"] if reason is None else words["unreadable"].format(reason=escaped(reason))
    return f"# {words['title']}: {escaped(title)}\n\n{told}\n"


def report(
    moves: Moves,
    inputs: Inputs,
    *,
    title: str,
    before: Label,
    now: Label,
    countries: Mapping[str, str],
    lang: Lang,
) -> str:
    """Write the report.

    Parameters
    ----------
    moves, inputs
        Who moved, and what was changed.
    title
        Of the study.
    before, now
        What the runs are called.
    countries
        The names of the countries, by ISO 3166-1 alpha-3 code.
    """
    words = TEXTS[lang]
    still = not _moved(moves).any() and not (set(moves.table["state"]) - {"ranked_in_both", "unranked"})
    parts = [
        f"# {words['title']}: {escaped(title)}\n",
        words["compared"].format(before=before.text(lang), now=now.text(lang)) + "\n",
    ]
    if still:
        parts.append(words["same_ranks" if inputs else "same"] + "\n")
    else:
        parts += [f"## {words['short']}\n", _bullets(in_short(moves, lang=lang)), *_by_cause(moves, lang)]
    told = [*input_lines(inputs, lang=lang), *unit_lines(moves, lang=lang)]
    parts += [f"## {words['inputs']}\n", _bullets(told)] if told else []
    if not still:
        parts += _places(moves, countries, lang)
        parts += [f"## {words['reading']}\n", f"{words['reading_text']}\n"]
    return "\n".join(parts)


def _moved(moves: Moves) -> pd.Series:
    return moves.table["move"].fillna(0.0) != 0.0


def in_short(moves: Moves, *, lang: Lang) -> list[str]:
    """Say the gist in a few sentences."""
    words, k = TEXTS[lang], f"{moves.k:,}"
    both, sizes = moves.those(state="ranked_in_both"), moves.table["move"].abs()
    sizes = sizes[sizes > 0]
    jaccard = "" if pd.isna(moves.jaccard) else f"{moves.jaccard:.3f}"
    lines = [
        words["entered_left"].format(
            entered=f"{len(moves.those(top='entered')):,}",
            left=f"{len(moves.those(top='left')):,}",
            k=k,
            shared=percent(moves.jaccard, decimals=1) if jaccard else words["nothing"],
            jaccard=jaccard or words["nothing"],
        ),
        words["moved"].format(
            moved=f"{len(sizes):,}",
            both=f"{len(both):,}",
            median=f"{sizes.median():,.0f}" if len(sizes) else "0",
            largest=f"{sizes.max():,.0f}" if len(sizes) else "0",
        ),
    ]
    if len(sizes):
        lines.append(words["apart"].format(apart=f"{int(both['intervals_apart'].sum()):,}"))
    if pd.notna(moves.spearman):
        lines.append(words["spearman"].format(value=f"{moves.spearman:.3f}"))
    (had, lacked), (has, lacks) = moves.people("before"), moves.people("now")
    people = words["people"].format(before=f"{had:,.0f}", now=f"{has:,.0f}", change=signed(has - had), k=k)
    lines.append(f"{people} {words['unknown'].format(unknown=lacked + lacks)}" if lacked + lacks else people)
    return lines


def signed(number: float, *, decimals: int = 0) -> str:
    """Write a number with its sign, nought without one, and nothing where it is missing."""
    if pd.isna(number):
        return ""
    text = f"{abs(number):,.{decimals}f}"
    if not float(text.replace(",", "")):
        return "0"
    return f"+{text}" if number > 0 else f"\N{MINUS SIGN}{text}"


def shown_causes(moves: Moves) -> tuple[Cause, ...]:
    """List the causes that moved anything."""
    return tuple(cause for cause in CAUSES if (moves.table[f"by_{cause}"].abs() > 0).any())


def _by_cause(moves: Moves, lang: Lang) -> list[str]:
    words = TEXTS[lang]
    if moves.split is None:
        return [f"{words['no_split'].format(reason=escaped(moves.fault))}\n"]
    sizes = {cause: moves.table[f"by_{cause}"].abs().dropna() for cause in CAUSES}
    whole = sum(float(size.sum()) for size in sizes.values())
    rows = [
        (
            words[cause],
            f"{int((size > 0).sum()):,}",
            f"{size.mean() if len(size) else 0.0:,.1f}",
            f"{size.max() if len(size) else 0.0:,.1f}",
            percent(float(size.sum()) / whole if whole else 0.0, decimals=1),
        )
        for cause, size in sizes.items()
    ]
    header = [words[key] for key in ("cause", "moved_by", "mean", "largest", "share")]
    code = [f"{words['code_moves'].format(code=f'{moves.split.code:,}')}\n"] if moves.split.code else []
    return [f"## {words['by_cause']}\n", f"{words['by_cause_line']}\n", table(header, rows, numbers=True), *code]


def _places(moves: Moves, countries: Mapping[str, str], lang: Lang) -> list[str]:
    words, k = TEXTS[lang], f"{moves.k:,}"
    entered = moves.those(top="entered").sort_values("rank_now")
    left = moves.those(top="left").sort_values("rank_before")
    parts = []
    for key, rows in (("entered", entered), ("left", left)):
        told = _moves_table(rows, moves, countries, lang) if len(rows) else f"{words['nobody']}\n"
        parts += [f"## {words[key].format(k=k)}\n", told]
    rest = moves.table[_moved(moves) & ~moves.table["top"].isin(["entered", "left"])]
    if len(rest):
        first = rest.loc[rest["move"].abs().sort_values(ascending=False, kind="stable").index[:SHOWN]]
        line = words["others_line"].format(count=len(first), of=f"{len(rest):,}", file=CSV)
        parts += [f"## {words['others']}\n", f"{line}\n", _moves_table(first, moves, countries, lang)]
    return parts


def _moves_table(rows: pd.DataFrame, moves: Moves, countries: Mapping[str, str], lang: Lang) -> str:
    words, causes = TEXTS[lang], shown_causes(moves)
    header = [words[key] for key in ("place", "department", "before", "now", "move", *causes)]
    return table(
        header,
        [
            (
                f"{row['name']} ({code})",
                f"{row['adm1_name']}, {countries.get(row['iso3'], row['iso3'])}",
                standing_text(row, "before", lang),
                standing_text(row, "now", lang),
                signed(row["move"]),
                *(signed(row[f"by_{cause}"], decimals=1) for cause in causes),
            )
            for code, row in rows.iterrows()
        ],
    )


def standing_text(row: pd.Series, which: str, lang: Lang) -> str:
    """Write a rank with its interval, or say why there is none."""
    words = TEXTS[lang]
    if pd.notna(row[f"rank_{which}"]):
        low, high = row[f"rank_{which}_p5"], row[f"rank_{which}_p95"]
        return f"{number(row[f'rank_{which}'])} ({interval(low, high)})"
    if row["state"] == "appeared" and which == "before":
        return words["not_there"]
    return words["not_here"] if row["state"] == "disappeared" and which == "now" else words["no_rank"]


def _bullets(lines: Sequence[str]) -> str:
    return "".join(f"- {line}\n" for line in lines)
