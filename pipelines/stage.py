"""Declare what a stage is, and decide whether its results still hold.

A stage is named by its verb, reads the study's files and the folders of earlier stages, and writes one folder. While
everything it reads, its parameters, the code and the versions of the packages are the same, it is not run again.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import json
import resource
import shutil
import sys
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from geo.catalogue.addition import FOLDER
from geo.errors import MissingFileError
from pipelines.fingerprints import fingerprints
from pipelines.store import replaced_folder, sha256, write_json, write_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo.catalogue import Catalogue
    from geo.zonal import Executor
    from pipelines.beside import Beside
    from pipelines.paths import Places

Found = TypeVar("Found")

PACKAGES = (
    "arraigo", "folium", "geopandas", "numpy", "pandas", "pyarrow", "pydantic",
    "pyogrio", "pyproj", "rapidfuzz", "rasterio", "scikit-learn", "scipy", "shapely", "xstatic-leaflet",
)  # fmt: skip
RUN = "run.json"


@dataclass(frozen=True)
class Context:
    """What a stage is handed: where things lie, the folder to fill, and how to tell how far it is."""

    places: Places
    catalogue: Catalogue
    texts: Mapping[str, str]
    """The YAML files that the catalogue was made of, by name."""
    out: Path
    parameters: Mapping[str, Any]
    progress: Callable[[int, int], None]
    executor: Executor | None = None
    """What runs large work elsewhere; it changes no result."""
    notes: list[str] = field(default_factory=list)
    """Lines for the person at the terminal: what was rebuilt, what was left out."""
    mended: set[str] = field(default_factory=set)
    """The study's own files that the stage wrote anew from raw, by their name below the study's folder."""
    beside: Beside | None = None
    """The second process, where there is one; it changes no result."""
    beside_mb: list[float] = field(default_factory=list)
    """What each part took at most in the second process."""
    before: Mapping[str, Any] = field(default_factory=dict)
    """The record of the stage's last run, where the same code made it with the same packages."""
    made_of: dict[str, dict[str, str]] = field(default_factory=dict)
    """What single files were made of, by hash, where that is less than all that the stage reads."""

    def mend(self, name: str, text: str) -> bool:
        """Write one of the study's own files anew; say whether it changed."""
        self.mended.add(name)
        return write_text(self.places.study / name, text)

    def taken_over(self, name: str, *, made_of: dict[str, str]) -> bool:
        """Take a file over from the stage's last run, where it was made of the same; say whether it was.

        Boundaries do not hang on an indicator. What the file is made of goes into the record, for the run after.
        """
        self.made_of[name] = made_of
        kept = self.before.get("folder", Path()) / name
        if self.before.get("made_of", {}).get(name) != made_of or not kept.is_file():
            return False
        if sha256(kept) != self.before["outputs"].get(name):
            return False
        shutil.copyfile(kept, self.out / name)
        return True

    def part(self, work: Callable[..., Found], *given: Any) -> Callable[[], Found]:
        """Begin a part of the stage that hangs on no other, in the second process; give what waits for it.

        Without a second process the part is done when it is waited for.
        """
        own = replace(self, progress=_untold, executor=None, notes=[], mended=set(), beside=None, beside_mb=[])
        begun = None if self.beside is None else self.beside.begin(_done_beside, work, own, given)

        def result() -> Found:
            if begun is None:
                found, notes = _done(work, own, given)
            else:
                found, notes, peak = begun()
                self.beside_mb.append(peak)
            self.notes.extend(notes)
            return found

        return result


@dataclass(frozen=True)
class Stage:
    """One verb: what it reads, what it writes, and the module whose `run` does the work."""

    verb: str
    folder: str
    reads: tuple[str, ...]
    study_files: tuple[str, ...]
    parameters: tuple[str, ...] = ()
    raw: bool = False
    """Whether raw files, where they are at hand, are part of what it reads."""

    def inputs(self, places: Places, texts: Mapping[str, str], raw_files: Mapping[str, Path]) -> dict[str, str]:
        """Hash everything the stage reads; of the catalogue, the texts it was made of, not what they may be by now."""
        files = places.study_files(*self.study_files)
        # An addition that waits for its grids is no part of the study yet.
        files = {name: path for name, path in files.items() if name in texts or not name.startswith(FOLDER)}
        found = {name: sha256(path) for name, path in files.items()}
        found |= {name: hashlib.sha256(texts[name].encode()).hexdigest() for name in found if name in texts}
        if self.raw:
            hashes = fingerprints(raw_files, memory=places.processed / "fingerprints.json")
            found |= {f"raw/{name}": digest for name, digest in hashes.items()}
        for folder in self.reads:
            if not (places.result(folder) / RUN).is_file():
                raise MissingFileError(
                    f"`{self.verb}` reads {places.result(folder)}, which is not there yet. "
                    f"Run the whole flow with `arraigo run --study {places.study.name}`, without --from."
                )
            found |= {f"{folder}/{name}": digest for name, digest in read_run(places.result(folder))["outputs"].items()}
        return found

    def execute(
        self,
        places: Places,
        *,
        catalogue: Catalogue,
        texts: Mapping[str, str],
        parameters: Mapping[str, Any],
        raw_files: Mapping[str, Path],
        progress: Callable[[int, int], None],
        executor: Executor | None = None,
        beside: Beside | None = None,
    ) -> list[str] | None:
        """Bring the stage's folder up to date.

        Returns
        -------
        list of str or None
            Notes for the person at the terminal, or ``None`` when the results still hold.
        """
        chosen = {name: parameters[name] for name in self.parameters}
        passport = {"inputs": self.inputs(places, texts, raw_files), "parameters": chosen, **environment()}
        out = places.result(self.folder)
        if _holds(out, passport):
            return None
        if beside is not None:
            beside.wake()
        module = importlib.import_module(f"pipelines.{self.verb}")
        started, clock = datetime.now(UTC), time.perf_counter()
        _reset_peak()
        with replaced_folder(out) as fresh:
            context = Context(places, catalogue, texts, fresh, chosen, progress, executor, beside=beside)
            context = replace(context, before=_same_made(out, passport))
            try:
                module.run(context)
            finally:
                if beside is not None:
                    beside.settle(self.verb)
            passport["inputs"] |= {name: sha256(places.study / name) for name in sorted(context.mended)}
            record = {
                "verb": self.verb,
                "study": places.study.name,
                **passport,
                "outputs": _outputs(fresh),
                "made_of": context.made_of,
                "started": started.isoformat(timespec="seconds"),
                "wall_s": round(time.perf_counter() - clock, 3),
                "peak_mb": round(_peak_mb()),
                "peak_mb_beside": round(max(context.beside_mb)) if context.beside_mb else None,
                "notes": context.notes,
            }
            write_json(fresh / RUN, record)
        return context.notes


def read_run(folder: Path) -> dict[str, Any]:
    """Read the record that a stage left in its folder; empty when there is none or it is damaged."""
    try:
        record: dict[str, Any] = json.loads((folder / RUN).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        record = {}
    return {"outputs": {}} | record


@cache
def environment() -> dict[str, Any]:
    """Say which code and which packages do the work."""
    root = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for package in ("geo", "pipelines"):
        for path in sorted((root / package).rglob("*")):
            if path.suffix in {".py", ".js", ".css", ".html", ".yml"}:
                digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return {
        "code": digest.hexdigest(),
        "packages": {"python": sys.version.split()[0], **_versions()},
    }


def _versions() -> dict[str, str]:
    found = {}
    for name in PACKAGES:
        with contextlib.suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


def _untold(_done: int, _total: int) -> None:
    """Tell nobody how far a part is that is done beside the others."""


def _done(work: Callable[..., Found], context: Context, given: tuple[Any, ...]) -> tuple[Found, list[str]]:
    """Do a part; give what it found, and the notes that it left."""
    return work(context, *given), context.notes


def _done_beside(
    work: Callable[..., Found], context: Context, given: tuple[Any, ...]
) -> tuple[Found, list[str], float]:
    """Do a part in the second process; tell also what this process took at most meanwhile, in MB."""
    _reset_peak()
    found, notes = _done(work, context, given)
    return found, notes, _peak_mb()


def _outputs(folder: Path) -> dict[str, str]:
    return {p.relative_to(folder).as_posix(): sha256(p) for p in sorted(folder.rglob("*")) if p.is_file()}


def _holds(out: Path, passport: Mapping[str, Any]) -> bool:
    record = read_run(out)
    same = all(record.get(key) == passport[key] for key in ("inputs", "parameters", "code", "packages"))
    # A result somebody edited or deleted is not the stage's result any more.
    return same and record["outputs"] == {k: v for k, v in _outputs(out).items() if k != RUN}


def _same_made(out: Path, passport: Mapping[str, Any]) -> dict[str, Any]:
    """Give the record of what stands in a folder, and the folder, where this code made it; else nothing."""
    record = read_run(out)
    same = all(record.get(key) == passport[key] for key in ("code", "packages"))
    return record | {"folder": out} if same else {}


def _reset_peak() -> None:
    try:
        # Linux: forget the high-water mark, so that each stage, and each part of one, is told its own.
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    except OSError:
        return


def _peak_mb() -> float:
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
