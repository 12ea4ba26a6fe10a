"""Find the encoding of a text that came from somewhere, and undo the damage that a wrong reading left in it.

General detectors weigh how common letters are in many languages; a list of Spanish names is too short for that, and the
code page of DOS is what they miss. Here the question is narrower: which of the few encodings that Spanish files come in
leaves only letters that Spanish has, in the case of the letters beside them.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from geo.errors import TableError

SINGLE_BYTE = ("cp1252", "cp850", "mac_roman")
"""In the order of preference where they read equally well."""

_SPANISH = frozenset("áéíóúüñÁÉÍÓÚÜÑ¿¡°ºª–—’“”€·«»")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_TWICE = re.compile(
    "[ÃÂâ][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)
"""UTF-8 that was read as Latin-1 or as Windows-1252: ``gestiÃ³n``."""
_DOS = re.compile("├[\u0080-\u00ff\u2500-\u25a0]")
"""UTF-8 that was read by the code page of DOS: ``UMA├æA``."""


@dataclass(frozen=True)
class Decoded:
    """A text, and how it was found."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def decode(content: bytes, *, name: str, encoding: str | None = None) -> Decoded:
    """Turn bytes into text.

    Parameters
    ----------
    content
        The bytes of a text file.
    name
        What messages call it.
    encoding
        Taken at its word where it is given; else sniffed.

    Returns
    -------
    The text without its byte order mark, the encoding, and what was mended.

    Raises
    ------
    TableError
        When it is no text, or not in the encoding given.
    """
    found = encoding or _sniffed(content)
    if found is None:
        raise TableError(
            f"{name} is not a text: it holds bytes of zero. Give the file in one of the forms that are read."
        )
    try:
        text = content.decode(found).removeprefix("\ufeff")
    except (UnicodeDecodeError, LookupError) as error:
        raise TableError(
            f"{name} is not {found} ({error}). Give another --encoding, or none to have it found."
        ) from error
    mended, times = _mended(text)
    notes = [] if found in {"utf-8", "ascii"} else [f"read as {found}"]
    if times:
        notes.append("text that had been UTF-8 read in another encoding was put right")
    if "\ufffd" in mended:
        notes.append("letters are lost in the file itself (�); names are compared without them")
    return Decoded(mended, found, tuple(notes))


def _sniffed(content: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return encoding
    if b"\0" in content[:4096]:
        return _without_mark(content)
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return max(SINGLE_BYTE, key=lambda encoding: _looks_spanish(content, encoding))
    return "utf-8"


def _without_mark(content: bytes) -> str | None:
    """Tell UTF-16 without its mark by the zeros in every second byte; any other zero is no text."""
    head = content[:4096]
    for encoding, at in (("utf-16-le", 1), ("utf-16-be", 0)):
        half = head[at::2]
        if half.count(0) > 0.6 * len(half) and head[1 - at :: 2].count(0) == 0:
            return encoding
    return None


def _looks_spanish(content: bytes, encoding: str) -> int:
    """Count the letters beyond ASCII that Spanish has, less those that it has not or that stand in the wrong case."""
    text = content.decode(encoding, errors="replace")
    points = 0
    for found in re.finditer(r"[^\x00-\x7f]", text):
        letter, at = found.group(), found.start()
        before, after = text[max(at - 1, 0) : at], text[at + 1 : at + 2]
        upper = before.isupper() and (after.isupper() or not after.isalpha())
        lower = before.islower() or (after.islower() and not before.isalpha() and letter.islower())
        odd = (upper and letter.islower()) or (lower and before.islower() and letter.isupper())
        points += 1 if letter in _SPANISH and not odd else -1
    return points


def _mended(text: str) -> tuple[str, int]:
    """Undo readings of UTF-8 in another encoding, line by line, at most twice; a line that bore none stays."""
    times = 0
    for _ in range(2):
        lines = text.split("\n")
        repaired = [_way_back(line) for line in lines]
        if repaired == lines:
            break
        text, times = "\n".join(repaired), times + 1
    return text, times


def _way_back(line: str) -> str:
    encodings = ["latin-1", "cp1252"] if _TWICE.search(line) else ["cp850", "cp437"] if _DOS.search(line) else []
    for encoding in encodings:
        try:
            return line.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return line
