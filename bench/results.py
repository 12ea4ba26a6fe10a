"""Write what was measured into the table of results, and keep of the table what was not measured again.

The file has a section for each part, with the day and the machine it was measured on, and last the remarks, which are
written by hand and never touched.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bench.row import Row

TOP = """\
# Results

Each part says when and where it was measured last: by `make bench` all of them, by `python -m bench --only app,add`
some. Medians, ours and the peer's in turn; memory is the largest peak seen. A part is a file of this folder; bounds
that were aimed at stand in the names of the rows. What the figures mean and how they came about stands under Remarks,
which are written by hand and kept when a part is measured again.
"""
REMARKS = "## Remarks"
HEAD = """\
| what | arraigo | peer | peer takes | ratio | memory | greatest relative difference |
|---|---|---|---|---|---|---|"""


def updated(text: str, measured: Mapping[str, Mapping[str, Row]], *, parts: Sequence[str], measured_on: str) -> str:
    """Give the file with the sections of what was measured made anew.

    Parameters
    ----------
    text
        The file as it is; may be empty.
    measured
        Rows by part. A part without rows, such as one that needs files which are not at hand, stays as it was.
    parts
        All parts, in the order of the file; a section of none of them is dropped.
    measured_on
        The day, the machine and the versions.
    """
    before, remarks = _sections(text)
    fresh = {part: f"{measured_on}\n\n{table(rows)}" for part, rows in measured.items() if rows}
    told = before | fresh
    sections = [f"## {part}\n\n{told[part]}" for part in parts if part in told]
    return "\n\n".join([TOP.rstrip(), *sections, remarks or REMARKS]) + "\n"


def table(rows: Mapping[str, Row]) -> str:
    """Write rows as a table; a figure that a row does not have is left blank."""
    return "\n".join([HEAD, *(_line(name, row) for name, row in rows.items())])


def _line(name: str, row: Row) -> str:
    memory = f"{row.ours_mb} MB" if row.ours_mb else ""
    memory += f" / {row.peer_mb} MB" if row.peer_mb else ""
    cells = (
        name,
        f"{row.ours_s} s" if row.ours_s else "",
        row.peer,
        _or_blank(row.peer_s, " s"),
        _or_blank(row.ratio),
        memory,
        _or_blank(row.max_rel_diff),
    )
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _sections(text: str) -> tuple[dict[str, str], str]:
    """Take the file apart: the sections by part, and the remarks with their heading."""
    made, cut, remarks = text.partition(f"\n{REMARKS}\n")
    found = re.split(r"^## (.+)\n", made, flags=re.MULTILINE)[1:]
    sections = {part.strip(): body.strip() for part, body in zip(found[::2], found[1::2], strict=True)}
    return sections, f"{REMARKS}\n{remarks}".rstrip() if cut else ""


def _or_blank(number: float | None, unit: str = "") -> str:
    return "" if number is None else f"{number:.3g}{unit}"
