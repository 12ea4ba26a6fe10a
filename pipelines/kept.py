"""Keep runs under a name: what is needed to hold them against others and to run them again, and no more.

A kept run is a folder that stands for itself: `run.json`, the files of the study, a few results. Files that several
runs share lie on the disk once (as hard links, where the disk has them); they are read-only. `last` is the run that was
published last, `previous` the one before it; both are kept without asking.
"""

from __future__ import annotations

import errno
import hashlib
import json
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from geo.errors import RunError, StoreError, listed
from pipelines.paths import PUBLISHED
from pipelines.record import RunFiles, current_run
from pipelines.stage import RUN
from pipelines.store import recover, replaced_folder, sha256

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipelines.paths import Places

LAST, PREVIOUS, NOW = "last", "previous", "now"
RESERVED = (LAST, PREVIOUS, NOW)
FORMAT = 1
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")


def runs_folder(places: Places) -> Path:
    """Say where kept runs lie."""
    return places.processed / "runs"


def check_name(name: str) -> str:
    """Check what a person wants to call a run.

    Raises
    ------
    RunError
        When it is no plain name, or one that arraigo keeps for itself.
    """
    if not _NAME.fullmatch(name):
        raise RunError(
            f"1 of 1 names cannot be that of a run: {name!r}. Use letters without accents, digits, `-` and `_`, "
            "beginning with a letter or a digit, 60 at most."
        )
    if name.lower() in RESERVED:
        raise RunError(
            f"1 of 1 names is one that arraigo uses itself: {name}. Choose another than {', '.join(RESERVED)}."
        )
    return name


def keep(places: Places, name: str, *, note: str = "") -> RunFiles:
    """Keep the results now under a name.

    Raises
    ------
    RunError
        When the name will not do or is taken, nothing is published, or a file of the study has changed since.
    StoreError
        When the disk refuses; nothing half is left.
    """
    check_name(name)
    taken = [folder.name for folder in _folders(places) if folder.name.lower() == name.lower()]
    if taken:
        raise RunError(
            f"1 of {len(_folders(places))} kept runs is called {taken[0]} already. Choose another name, or take that "
            f"one away first with `arraigo forget {taken[0]}`."
        )
    run = now(places)
    run.check()
    return _write(places, run, name, note=note)


def now(places: Places) -> RunFiles:
    """Find the results now.

    Raises
    ------
    RunError
        When nothing is published, or a stage has run again since.
    """
    run = current_run(places)
    if run is None:
        raise RunError(
            f"0 of 1 runs are published in {places.processed}, or a stage has run again since. Run `arraigo run` first."
        )
    return run


def remember(places: Places) -> None:
    """Keep the run that was published last as `last`, and the one that was `last` as `previous`.

    Files of the study that were edited since are left out; everything else of the run is there.

    Raises
    ------
    StoreError
        When the disk refuses; what was kept before stands, and the results themselves too.
    """
    folder = runs_folder(places) / LAST
    recover(folder)
    run, kept = current_run(places), _record(folder)
    if run is None or (kept is not None and kept.get("published") == run.record["published"]):
        return
    if kept is not None:
        with replaced_folder(runs_folder(places) / PREVIOUS) as fresh:
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    _second_name(path, fresh / path.relative_to(folder))
    _write(places, run, LAST)


def _write(places: Places, run: RunFiles, name: str, *, note: str = "") -> RunFiles:
    shared = {digest: path for folder in _folders(places) for path, digest in _hashes(folder)}
    wanted = {f"study/{file}": digest for file, digest in run.record["inputs"].items()}
    wanted |= {f"results/{file}": digest for file, digest in run.record["outputs"].items()}
    with replaced_folder(runs_folder(places) / name) as fresh:
        there = {file for file, digest in wanted.items() if _put(fresh / file, run, file, digest, shared.get(digest))}
        record = {
            "format": FORMAT,
            **run.record,
            "outputs": {file: sum_ for file, sum_ in run.record["outputs"].items() if f"results/{file}" in there},
            "left_out": [file for file in run.record["inputs"] if f"study/{file}" not in there],
            "kept": datetime.now(UTC).isoformat(timespec="seconds"),
            "note": note,
        }
        (fresh / RUN).write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return opened(runs_folder(places) / name)


def _put(target: Path, run: RunFiles, file: str, digest: str, shared: Path | None) -> bool:
    """Give a file that another run keeps a second name, else write it; say whether it could be had as it was."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if shared is not None and sha256(shared) == digest:
        _second_name(shared, target)
        return True
    kind, _, name = file.partition("/")
    text, path = run.texts.get(name), (run.study if kind == "study" else run.results) / name
    if kind == "study" and text is not None:
        content = text.encode("utf-8")
    elif path.is_file():
        content = path.read_bytes()
    else:
        return False
    if hashlib.sha256(content).hexdigest() != digest:
        return False
    # The folder is flushed to the disk as a whole when it is put in its place.
    target.write_bytes(content)
    target.chmod(0o444)
    return True


def _second_name(source: Path, target: Path) -> None:
    """Link a file, or copy it where the disk has no links; only kept files may share their content."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        target.hardlink_to(source)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise
        shutil.copy2(source, target)


def _hashes(folder: Path) -> Iterator[tuple[Path, str]]:
    record = _record(folder) or {"inputs": {}, "outputs": {}}
    for kind, key in (("study", "inputs"), ("results", "outputs")):
        for name, digest in record[key].items():
            if (path := folder / kind / name).is_file():
                yield path, digest


def _folders(places: Places) -> list[Path]:
    folder = runs_folder(places)
    return sorted(path for path in folder.glob("*") if path.is_dir() and not path.name.startswith("."))


def _record(folder: Path) -> dict[str, Any] | None:
    """Read the record of a kept run; none where it is not there or damaged."""
    try:
        record = json.loads((folder / RUN).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    wanted = {"study": str, "checksum": str, "inputs": dict, "outputs": dict, "parameters": dict, "packages": dict}
    sound = isinstance(record, dict) and all(isinstance(record.get(key), kind) for key, kind in wanted.items())
    if not sound or record.get("format") != FORMAT:
        return None
    # A folder that somebody else made must not reach out of itself.
    names = [PurePosixPath(name) for key in ("inputs", "outputs") for name in record[key]]
    return None if any(name.is_absolute() or ".." in name.parts for name in names) else record


def opened(folder: Path) -> RunFiles:
    """Open a kept run by its folder.

    Raises
    ------
    RunError
        When its record is not there, damaged, or of another version.
    """
    record = _record(folder)
    if record is None:
        raise RunError(
            f"1 of 1 kept runs cannot be read: {folder / RUN} is not there or damaged. Restore it, or take the run "
            f"away with `arraigo forget {folder.name}`."
        )
    return RunFiles(record, results=folder / "results", study=folder / "study", name=folder.name)


def find(places: Places, which: str) -> RunFiles:
    """Find a run by its name, by the path of its folder or its `run.json`, or the results `now`.

    Raises
    ------
    RunError
        When there is no such run, or it is damaged.
    """
    if which == NOW:
        return now(places)
    named = runs_folder(places) / which
    if _NAME.fullmatch(which) and named.is_dir():
        return opened(named)
    path = Path(which)
    folder = path.parent if path.name == RUN else path
    if path.exists() and folder.is_dir() and (folder / "results").is_dir():
        return opened(folder)
    if path.exists() and folder.resolve() in {places.processed.resolve(), places.result(PUBLISHED).resolve()}:
        return now(places)
    known = [folder.name for folder in _folders(places)]
    raise RunError(
        f"0 of {len(known)} kept runs are called {which!r}, and it is no folder of one. "
        f"Known are {listed([*known, NOW])}; `arraigo runs` lists them all."
    )


def every(places: Places) -> dict[str, Mapping[str, Any] | None]:
    """List the kept runs by name, with their records; none where a record is damaged."""
    return {folder.name: _record(folder) for folder in _folders(places)}


def forget(places: Places, name: str) -> None:
    """Take a kept run away; files that other runs share stay with them.

    Raises
    ------
    RunError
        When there is none of that name.
    """
    known = [folder.name for folder in _folders(places)]
    if name not in known:
        raise RunError(f"0 of {len(known)} kept runs are called {name!r}. Known are {listed(known) or 'none'}.")
    folder = runs_folder(places) / name
    # Out of sight first: a run that is half taken away is none.
    aside = folder.with_name(f".{name}.forgotten")
    try:
        for left in folder.parent.glob(".*.forgotten"):
            shutil.rmtree(left)
        folder.rename(aside)
        shutil.rmtree(aside)
    except OSError as error:
        raise StoreError(
            f"1 of {len(known)} kept runs could not be taken away ({error.strerror or error}): {folder}. "
            "See that you may write to the folder, then run the same command again."
        ) from error
