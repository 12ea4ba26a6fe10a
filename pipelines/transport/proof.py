"""Say of a whole file why it may not be taken: another kind, cut short, or not holding what it should."""

from __future__ import annotations

import csv
import zipfile
import zlib
from typing import TYPE_CHECKING

from pipelines.producers import ContentsError, altered, unexpected
from pipelines.transport.content import wrong_content

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.producers import Wanted
    from pipelines.transport.given_up import Sort

# The directory of a mangled archive sends zipfile to places before the file's beginning, or asks for a password.
_DAMAGES = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, UnicodeError, csv.Error)


def refusal(path: Path, file: Wanted) -> tuple[Sort, str] | None:
    """Say of which sort a file's fault is, and what the file is instead; ``None`` when it is as it should be."""
    wrong = wrong_content(path, file.kinds, file.columns)
    if wrong is not None:
        return "wrong", wrong
    if file.contents is None:
        return None
    try:
        found = unexpected(file.contents(path), file.expected)
    except ContentsError as error:
        found = str(error)
    except _DAMAGES:
        return "wrong", "a file that is damaged, or packed in a way that cannot be read"
    return None if found is None else ("altered", found)


def change(old: Path, new: Path, file: Wanted) -> str | None:
    """Say what a newer file changed against the one at hand; ``None`` when nothing that matters, or nobody can tell."""
    if file.contents is None or not old.is_file() or refusal(old, file) is not None:
        return None
    return altered(file.contents(old), file.contents(new))
