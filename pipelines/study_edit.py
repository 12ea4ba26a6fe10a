"""Change files of a study together: checked as a whole before any is kept, and never left half changed.

The new files are written beside the study first, and a list of them last: from then on the change stands. Files are
then moved to their places one by one; a change that is killed between two of them is completed by whoever looks at the
study next.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import StoreError
from pipelines import check
from pipelines.paths import PENDING, Places
from pipelines.store import locked, write_bytes, write_json

if TYPE_CHECKING:
    from collections.abc import Mapping

LIST = "list.json"


def change_study(places: Places, files: Mapping[str, bytes | None]) -> None:
    """Write, replace and remove files of a study, all or none.

    Parameters
    ----------
    places
        The study.
    files
        Content by name below the study's folder, None where the file is to go. They are moved to their places in this
        order, so that what stands in between is a study too: what is named goes before what names it.

    Raises
    ------
    ArraigoError
        With every fault of the study as it would be; nothing is changed then.
    StoreError
        When the disk refuses, or a run is under way; nothing is changed.
    """
    with locked(places.processed):
        complete_change(places.study)
        check_changed(places, files)
        pending = places.study / PENDING
        try:
            for name, content in files.items():
                if content is not None:
                    write_bytes(pending / name, content)
            write_json(pending / LIST, {name: content is not None for name, content in files.items()})
        except StoreError:
            shutil.rmtree(pending, ignore_errors=True)
            raise
        complete_change(places.study)


def check_changed(places: Places, files: Mapping[str, bytes | None]) -> None:
    """Check the study as it would be, in a copy.

    Raises
    ------
    ArraigoError
        With every fault.
    """
    with tempfile.TemporaryDirectory(prefix="arraigo-") as folder:
        copy = Path(folder) / places.study.name
        try:
            shutil.copytree(places.study, copy, ignore=shutil.ignore_patterns(".*"))
            for name, content in files.items():
                path = copy / name
                if content is None:
                    path.unlink(missing_ok=True)
                else:
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(content)
        except OSError as error:
            raise StoreError(f"the study could not be copied to be checked ({error}). Nothing was changed.") from error
        check.run(Places(study=copy, raw=places.raw, processed=Path(folder)))


def complete_change(study: Path) -> bool:
    """Bring a change that was killed to its end, or clear away what never came to stand; say whether there was one.

    Raises
    ------
    StoreError
        When the disk refuses; what is left to do is done the next time.
    """
    pending = study / PENDING
    if not pending.is_dir():
        return False
    try:
        if (pending / LIST).is_file():
            for name, stays in json.loads((pending / LIST).read_text(encoding="utf-8")).items():
                target = study / name
                if not stays:
                    target.unlink(missing_ok=True)
                elif (pending / name).is_file():
                    target.parent.mkdir(parents=True, exist_ok=True)
                    (pending / name).replace(target)
            (pending / LIST).unlink()
        shutil.rmtree(pending)
    except OSError as error:
        raise StoreError(
            f"{study} could not be changed ({error.strerror or error}). Free some space or make it writable; the "
            "change is completed by the next command."
        ) from error
    return True
