"""Tell in short lines what was changed before anything was scored, and which units came and went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.changes.texts import TEXTS
from geo.export.markdown import escaped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.changes.entries import EntryChange
    from geo.changes.figures import FigureChange
    from geo.changes.inputs import Inputs, WeightChange
    from geo.changes.moves import Moves
    from geo.kinds import Lang

SHOWN = 30
"""How many lines of one kind are told before the rest are counted."""


def input_lines(inputs: Inputs, *, lang: Lang) -> list[str]:
    """Say what was changed, a line for each thing."""
    words = TEXTS[lang]
    groups: list[tuple[str, list[str]]] = [
        ("weights_line", [_pair(change, lang) for change in inputs.weights]),
        ("entries_line", [_entry(change, lang) for change in inputs.entries]),
        ("tables_line", [_figures(change, lang, kind="_rows") for change in inputs.tables]),
        ("values_line", [_figures(change, lang) for change in inputs.values]),
        ("parameters_line", [_pair(change, lang) for change in inputs.parameters]),
        ("packages_line", [_pair(change, lang) for change in inputs.packages]),
    ]
    lines = [line for key, told in groups if told for line in _group(words[key], told, lang)]
    lines += [words["code_line"]] if inputs.code else []
    return [*lines, words["withheld"].format(count=f"{inputs.withheld:,}")] if inputs.withheld else lines


def _group(heading: str, told: Sequence[str], lang: Lang) -> Iterator[str]:
    if len(told) == 1:
        yield f"{heading}: {told[0]}"
        return
    more = [TEXTS[lang]["more"].format(count=f"{len(told) - SHOWN:,}")] if len(told) > SHOWN else []
    yield f"{heading}:" + "".join(f"\n  - {line}" for line in [*told[:SHOWN], *more])


def _pair(change: WeightChange, lang: Lang) -> str:
    words = TEXTS[lang]
    before, now = (words["nothing"] if one is None else escaped(one) for one in (change.before, change.now))
    return f"{code(change.id)} {before} → {now}"


def _entry(change: EntryChange, lang: Lang) -> str:
    words = TEXTS[lang]
    where = code(change.file) + (f" {code('.'.join(change.path))}" if change.path else "")
    if change.before is None:
        return f"{where} {words['added']}" + (f": {escaped(change.now)}" if change.now else "")
    if change.now is None:
        return f"{where} {words['removed']}" + (f": {escaped(change.before)}" if change.before else "")
    if not change.before and not change.now:
        return f"{where} {words['changed_whole']}"
    return f"{where}: {escaped(change.before)} → {escaped(change.now)}"


def _figures(change: FigureChange, lang: Lang, *, kind: str = "") -> str:
    words = TEXTS[lang]
    counts = [
        words[key + kind].format(count=f"{count:,}")
        for key, count in (("changed", change.changed), ("new", change.new), ("gone", change.gone))
        if count
    ]
    return f"{code(change.id)}: {', '.join(counts)}"


def unit_lines(moves: Moves, *, lang: Lang) -> list[str]:
    """Say which units appeared, went, gained a rank or lost it."""
    words = TEXTS[lang]
    lines = []
    for state in ("appeared", "disappeared", "gained_rank", "lost_rank"):
        rows = moves.those(state=state)
        names = [f"{escaped(str(name))} ({code_})" for code_, name in rows["name"].items()]
        more = [words["more"].format(count=f"{len(names) - SHOWN:,}")] if len(names) > SHOWN else []
        if names:
            told = ", ".join([*names[:SHOWN], *more])
            lines.append(words[state].format(count=f"{len(names):,}", names=told))
    return lines


def code(text: str) -> str:
    """Set a text as code; a backtick in it would end it."""
    return f"`{' '.join(text.replace('`', chr(39)).split())}`"
