"""Write Markdown tables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SPECIAL = re.compile(r"([\\|<>*\[\]])")


def escaped(text: str) -> str:
    """Take the power from characters that would end a cell or begin a tag; line breaks become spaces."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def table(header: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: bool = False) -> str:
    """Write a table; with `numbers`, all columns but the first are set to the right."""
    rule = ["---", *("---:" if numbers else "---" for _ in header[1:])]
    lines = [header, rule, *([escaped(cell) for cell in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
