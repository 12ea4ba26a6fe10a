"""Take a table from a reader into quarantine: small, of one kind, checked, never opened by anything else here.

Off unless a folder is given. A file is kept below a folder of the reader's own session, under a name of ours; an
analyst looks at it there and brings it in with `arraigo add indicator`. Nothing that is uploaded changes what is shown.
"""

from __future__ import annotations

import csv
import io
import re
import secrets
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Response, abort, jsonify, request
from werkzeug.exceptions import RequestEntityTooLarge

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from flask import Flask

ADDRESS = "/upload"
SESSION = "arraigo_session"
LARGEST = 2_000_000
"""Bytes of a file; the study's largest table has a hundredth of it."""
TOO_LARGE = f"The file is larger than {LARGEST // 1_000_000} MB. Send a CSV with code and value only."
FILES = 20
"""How many files one session may leave."""
SESSIONS = 100
"""How many sessions may leave files: who sends without a session gets a new one each time."""
ROWS = 20_000
CELL = 1000
NEEDED = ("code", "value")


@dataclass(frozen=True)
class Report:
    """What a table holds, against the places of the study."""

    rows: int
    matched: int
    unknown: list[str]
    twice: list[str]
    without: int

    def told(self) -> dict[str, Any]:
        """Give it as plain values, no more than the first five of each kind."""
        return {
            "rows": self.rows,
            "matched": self.matched,
            "unknown": len(self.unknown),
            "unknown_first": self.unknown[:5],
            "twice": len(self.twice),
            "twice_first": self.twice[:5],
            "without": self.without,
        }


class NotATableError(ValueError):
    """What was sent is no table that can be looked at."""


def register(server: Flask, *, folder: Path, codes: Collection[str]) -> None:
    """Open the address; what goes wrong is told as JSON, in a sentence."""

    @server.post(ADDRESS)
    def upload() -> Response:
        # A page of another site cannot set this header without being let in first.
        if request.headers.get("X-Requested-With") != "arraigo":
            abort(403)
        request.max_content_length = LARGEST + 10_000
        try:
            sent = request.files.get("file")
        except RequestEntityTooLarge:
            return _refused(TOO_LARGE, 413)
        if sent is None:
            return _refused("No file was sent. Send one as `file`.", 400)
        with closing(sent.stream) as stream:
            content = stream.read(LARGEST + 1)
        if len(content) > LARGEST:
            return _refused(TOO_LARGE, 413)
        try:
            report = look_at(content, codes=codes)
        except NotATableError as error:
            return _refused(str(error), 415)
        session = _session()
        own = folder / session
        full = _full(own)
        if full:
            return _refused(f"{full} already. Ask the analyst to look at them first.", 429)
        own.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = own / f"{secrets.token_hex(8)}.csv"
        path.write_bytes(content)
        path.chmod(0o600)
        answer = jsonify(report.told())
        answer.set_cookie(SESSION, session, httponly=True, samesite="Strict", secure=request.is_secure)
        return answer


def look_at(content: bytes, *, codes: Collection[str]) -> Report:
    """Read a CSV of code and value, and hold its codes against those of the study.

    Raises
    ------
    NotATableError
        When it is not plain text, not a table, or lacks a needed column.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotATableError("The file is not UTF-8 text. Save it as CSV in UTF-8.") from error
    if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", text) or text.lstrip()[:1] in {"<", "{", "%", "#"}:
        raise NotATableError("The file is no table of plain text. Save it as CSV in UTF-8.")
    try:
        reader = csv.DictReader(io.StringIO(text), strict=True)
        names = [(name or "").strip().lower() for name in reader.fieldnames or ()]
        absent = [name for name in NEEDED if name not in names]
        if absent:
            raise NotATableError(f"{len(absent)} of {len(NEEDED)} columns are not there: {', '.join(absent)}.")
        reader.fieldnames = names
        rows = [row for _, row in zip(range(ROWS + 1), reader, strict=False)]
    except csv.Error as error:
        raise NotATableError(f"The file is no CSV that can be read ({error}).") from error
    if not rows:
        raise NotATableError("0 rows follow the heading.")
    if len(rows) > ROWS:
        raise NotATableError(f"The table has more than {ROWS:,} rows.")
    given = [(row["code"] or "").strip().upper()[:CELL] for row in rows]
    known = [code for code in given if code in codes]
    return Report(
        rows=len(rows),
        matched=len(set(known)),
        unknown=sorted({code for code in given if code not in codes}),
        twice=sorted(code for code, times in Counter(known).items() if times > 1),
        without=len(set(codes) - set(known)),
    )


def _session() -> str:
    """Give the reader's session, a new one where what was sent is not one of ours."""
    named = request.cookies.get(SESSION, "")
    return named if re.fullmatch(r"[0-9a-f]{32}", named) else secrets.token_hex(16)


def _full(own: Path) -> str:
    """Say what is full, a session's folder or the whole quarantine; nothing where there is room."""
    if own.is_dir():
        return f"This session has left {FILES} files" if len(list(own.iterdir())) >= FILES else ""
    there = len(list(own.parent.iterdir())) if own.parent.is_dir() else 0
    return f"{SESSIONS} sessions have left files" if there >= SESSIONS else ""


def _refused(text: str, status: int) -> Response:
    answer = jsonify({"refused": text})
    answer.status_code = status
    return answer
