"""Say what became of every file that was asked for: which are there, which are not, why, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from geo.errors import DownloadError, Faults, listed
from pipelines.transport import Sort, size_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pipelines.producers import Order, Wanted

State = Literal["kept", "fetched", "copied", "by_hand", "changed", "unmirrored"] | Sort
_GOOD: dict[State, str] = {
    "fetched": "fetched", "kept": "there already", "copied": "copied from the mirror", "by_hand": "placed by hand",
}  # fmt: skip
SHOWN = 24
"""How many names a line of the report holds."""


@dataclass(frozen=True)
class Outcome:
    """What became of one file."""

    file: Wanted
    state: State
    path: str
    """Where it lies below the raw folder, or would."""
    size: int = 0
    reason: str = ""

    @property
    def good(self) -> bool:
        """Whether the file is there as it should be."""
        return self.state in _GOOD


def told(order: Order, outcomes: Sequence[Outcome], raw: Path) -> Iterator[str]:
    """Report on one entry: how many of how many, the licence, and by name what is not there."""
    good = [outcome for outcome in outcomes if outcome.good]
    parts = [
        f"{count} {text}" for state, text in _GOOD.items() if (count := sum(found.state == state for found in good))
    ]
    how = f" ({', '.join(parts)}; {size_text(sum(outcome.size for outcome in good))})" if good else ""
    yield f"{len(good)} of {len(outcomes)} files of `{order.entry.id}` are in {raw / order.entry.id}{how}."
    if good:
        yield f"  {order.producer.licence}. Cite: {order.producer.citation}."
    for (state, reason), group in _grouped(outcomes):
        names = ", ".join(outcome.file.name for outcome in group[:SHOWN])
        more = f" and {len(group) - SHOWN} more" if len(group) > SHOWN else ""
        yield f"  {len(group)} {state}: {names}{more} ({reason})"


def _grouped(outcomes: Sequence[Outcome]) -> list[tuple[tuple[str, str], list[Outcome]]]:
    bad = sorted((found for found in outcomes if not found.good), key=_sorting)
    return [(key, list(group)) for key, group in groupby(bad, key=_sorting)]


def _sorting(outcome: Outcome) -> tuple[str, str]:
    return (outcome.state, outcome.reason)


def late(order: Order, outcomes: Sequence[Outcome]) -> list[Outcome]:
    """List the newest files that the server does not have yet, of a series that is asked for without an end."""
    if not order.producer.by_date or getattr(order.entry, "last", None) is not None:
        return []
    return _newest_absent(outcomes)


def _newest_absent(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """List what is absent after the last file that is there; nothing where none is there."""
    last = max((number for number, outcome in enumerate(outcomes) if outcome.good), default=len(outcomes))
    return [outcome for outcome in outcomes[last + 1 :] if outcome.state == "absent"]


def note_faults(order: Order, outcomes: Sequence[Outcome], faults: Faults, *, raw: Path) -> None:
    """Note every file that was asked for and is not there, but for the newest of a series without an end."""
    forgiven = late(order, outcomes)
    newest = _newest_absent(outcomes) if order.producer.by_date else []
    rest = [outcome for outcome in outcomes if outcome not in forgiven]
    for (state, reason), group in _grouped([outcome for outcome in rest if outcome not in newest]):
        faults.check(
            f"files of `{order.entry.id}` are not there ({reason})",
            bad=[outcome.file.name for outcome in group],
            of=len(outcomes),
            do=_remedy(state, order, raw),
        )
    faults.check(
        f"files of `{order.entry.id}`, the newest, are not on the server yet",
        bad=[outcome.file.name for outcome in newest if outcome in rest],
        of=len(outcomes),
        do="Run the same command later, or set `until` in downloads.yml to the last one that is there.",
    )


def _remedy(state: str, order: Order, raw: Path) -> str:
    by_hand = f"place them by hand in {raw / order.entry.id}"
    return {
        "absent": f"Look at {order.producer.page} whether they are called otherwise now, correct the entry in "
        f"downloads.yml, or {by_hand}.",
        "refused": f"Look at {order.producer.page} what it asks for{_anew(order)}, or {by_hand}.",
        "busy": "Run the same command later; it goes on where this one stopped.",
        "unreachable": "Look whether this machine has a network, then run the same command again; without one, take "
        "the files from a folder with --mirror.",
        "broken": "Run the same command again; it goes on where this one stopped.",
        "wrong": f"Look at {order.producer.page} whether the service has moved, give `base` in downloads.yml, or "
        f"{by_hand}. A file that was placed by hand must be taken away first.",
        "unmirrored": "Put them into the mirror, or run without --mirror to fetch them from the producer.",
        "altered": f"Look at {order.producer.page} what changed. If the study can live with it, state it in "
        "downloads.yml (`units`, `licences`) and take the file at hand away; if not, keep that one.",
        "changed": "Restore them, or fetch them again with --refresh.",
        "untried": "Mend what the other lines say, then run the same command again.",
    }.get(state, f"Look at {order.producer.page}, or {by_hand}.")


def _anew(order: Order) -> str:
    """Name the key that may have expired."""
    key = order.producer.key
    return "" if key is None else f", set {getattr(key, 'variables', key.variable)} anew if it has expired"


def faults_of_downloads() -> Faults:
    """Begin to gather what was asked for and could not be had."""
    return Faults("the downloads; what is complete stays", DownloadError)


def at_hand(order: Order, raw: Path) -> str:
    """Say how many files of an entry are there, without looking into them."""
    there = sum(any((raw / path).is_file() for path in file.paths) for file in order.files)
    line = f"{there} of {len(order.files)} files of `{order.entry.id}` are in {raw / order.entry.id}"
    key = order.producer.key
    asks = "" if key is None else f" (asks for {getattr(key, 'variables', key.variable)})"
    rest = "" if there == len(order.files) else f"; fetch them with `arraigo fetch {order.entry.id}`{asks}"
    tier = getattr(order.entry, "tier", "")
    return f"{line}{rest}{f'; tier {tier}' if tier else ''}."


def unknown(names: Sequence[str], known: Sequence[str]) -> None:
    """Refuse names that no entry bears.

    Raises
    ------
    DownloadError
        With all of them.
    """
    faults = Faults("fetch", DownloadError)
    faults.check(
        "names are no entries of downloads.yml",
        bad=[name for name in names if name not in known],
        of=len(names),
        do=f"Known are {listed(known) or 'none'}.",
    )
    faults.raise_any()
