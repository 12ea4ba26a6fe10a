"""Set text in the two faces of a brief: which letters there are, how wide a text is, and where it breaks.

A brief uses Helvetica, one of the faces that every PDF reader has, so that no font travels with 900 files. It holds the
letters of Western Europe (Windows-1252); a letter beyond them is written as its nearest kin. Text is always plain: what
looks like markup in a name is printed as it stands.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

from reportlab.pdfbase import pdfmetrics

FACES: Final = {False: "Helvetica", True: "Helvetica-Bold"}
"""By whether it is bold."""
KIN = str.maketrans(
    {"−": "–", "≥": ">=", "≤": "<=", "≈": "~", "→": "->", "‑": "-", "ʼ": "’", "′": "'", "″": '"', "\u00ad": None}
)
"""What stands in for signs that the faces lack; a soft hyphen is nothing where no line breaks at it."""
CODING = "cp1252"
CUT = "…"
_WIDTHS = {bold: pdfmetrics.getFont(face).widths for bold, face in FACES.items()}


@lru_cache(maxsize=8192)
def written(text: str) -> str:
    """Write a text in letters that the faces have, on one line.

    White space of any kind becomes one space. A letter that is lacking loses its marks (ẽ becomes e); where even that
    is lacking, a question mark says that something stood there.
    """
    plain = " ".join(unicodedata.normalize("NFC", text).translate(KIN).split())
    return "".join(_nearest(letter) for letter in plain)


def _nearest(letter: str) -> str:
    if unicodedata.category(letter) in {"Cc", "Cf", "Mn"}:
        return ""
    if _has(letter):
        return letter
    kin = "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
    return kin if kin and kin != letter and all(map(_has, kin)) else "?"


def _has(letter: str) -> bool:
    try:
        letter.encode(CODING)
    except UnicodeEncodeError:
        return False
    return True


@lru_cache(maxsize=16384)
def _measure(text: str, bold: bool) -> int:
    """Add up the widths of the letters, in thousandths of the size."""
    widths = _WIDTHS[bold]
    return sum(widths[byte] for byte in text.encode(CODING))


def width(text: str, *, size: float, bold: bool = False) -> float:
    """Say how many points wide a text is."""
    return _measure(written(text), bold) * size / 1000


def fitted(text: str, *, room: float, size: float, least: float, bold: bool = False) -> tuple[str, float]:
    """Make a text fit on one line: smaller down to `least`, then cut, which three dots show.

    Returns
    -------
    The text to write and the size to write it in.
    """
    text = written(text)
    whole = width(text, size=size, bold=bold)
    if whole <= room:
        return text, size
    smaller = max(least, size * room / whole)
    if width(text, size=smaller, bold=bold) <= room + 0.01:
        return text, smaller
    # Halving finds the longest beginning that fits in a few steps, however long the text is.
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if width(text[:middle].rstrip() + CUT, size=least, bold=bold) <= room:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + CUT, least


def wrapped(text: str, *, room: float, size: float, bold: bool = False, most: int | None = None) -> list[str]:
    """Break a text into lines between its words; a word longer than a line is broken inside.

    Parameters
    ----------
    most
        How many lines there may be; the last one is cut when there is more.
    """
    lines: list[str] = []
    line = ""
    for word in _pieces(written(text).split(), room=room, size=size, bold=bold):
        longer = f"{line} {word}" if line else word
        if line and width(longer, size=size, bold=bold) > room:
            lines.append(line)
            line = word
        else:
            line = longer
    lines += [line] if line else []
    if most is None or len(lines) <= most:
        return lines
    rest = " ".join(lines[most - 1 :])
    return [*lines[: most - 1], fitted(rest, room=room, size=size, least=size, bold=bold)[0]]


def _pieces(words: list[str], *, room: float, size: float, bold: bool) -> list[str]:
    pieces = []
    for word in words:
        rest = word
        while len(rest) > 1 and width(rest, size=size, bold=bold) > room:
            end = next((n for n in range(len(rest) - 1, 1, -1) if width(rest[:n], size=size, bold=bold) <= room), 1)
            pieces.append(rest[:end])
            rest = rest[end:]
        pieces.append(rest)
    return pieces
