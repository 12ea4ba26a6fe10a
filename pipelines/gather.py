"""Make one table of the pages of a service: all of them, checked, or none."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from pipelines.outcome import Outcome
from pipelines.retrieve import put
from pipelines.store import sha256, write_bytes
from pipelines.transport import GivenUpError, Part, converse, public_url, refusal

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.producers import Order, Sheet, Wanted
    from pipelines.transport import Meter, Patience, PoliteSession


def gathered(
    order: Order, file: Wanted, session: PoliteSession, *, patience: Patience, meter: Meter, raw: Path, half: Path
) -> tuple[Outcome, dict[str, Any]]:
    """Read all pages that make a file, and put it in its place below the raw folder.

    Pages that have come are not kept for another run: a service that changes in between would be joined to itself.

    Returns
    -------
    What became of it, and the facts for its passport.

    Raises
    ------
    GivenUpError
        When a page cannot be had, or the pages do not fit together; what was there before stands.
    StoreError
        When the disk refuses.
    """
    sheet: Sheet = converse(order.gathering(file), session, patience=patience, meter=meter)
    staged, part = half / f"{file.name}.whole", Part(half, file.name)
    facts = {
        "url": public_url(sheet.url, session.secrets),
        "accessed": patience.now().date().isoformat(),
        "rows": len(sheet.rows),
    }
    write_bytes(staged, as_csv(sheet))
    try:
        _check(staged, file)
        size = staged.stat().st_size
        # Noted beside it first, so that a run that is killed before the manifest knows it is remembered.
        part.begin(facts)
        put(staged, file, file.path, raw=raw)
    except GivenUpError:
        part.forget()
        raise
    finally:
        staged.unlink(missing_ok=True)
    return Outcome(file, "fetched", file.path, size), facts


def _check(staged: Path, file: Wanted) -> None:
    found = refusal(staged, file)
    if found is not None:
        raise GivenUpError(found[0], f"the pages make {found[1]}")
    if file.sha256 not in {None, sha256(staged)}:
        raise GivenUpError("wrong", "the pages make a file with another hash than downloads.yml states")


def as_csv(sheet: Sheet) -> bytes:
    """Write a table as it is kept: what is missing stays empty, and the same rows give the same bytes."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(sheet.columns)
    writer.writerows([row.get(name) for name in sheet.columns] for row in sheet.rows)
    return text.getvalue().encode("utf-8")
