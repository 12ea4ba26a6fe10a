"""Say what a run was made from and what came of it, in one record: that of the results now, or that of a kept run."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geo.errors import RunError, listed
from geo.kinds import TIERS
from pipelines.paths import CLOSED, PUBLISHED
from pipelines.stage import RUN, read_run
from pipelines.store import sha256

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pipelines.paths import Places

FOLDERS = ("1_harmonised", "2_measured", "3_scored", "4_grouped", PUBLISHED)
TEXTS = "study.json"
SCORES = "scores.csv"
"""The published table whose check sum stands for a run."""

RESULTS = (
    "1_harmonised/units.parquet", "2_measured/values.parquet", "2_measured/people.parquet", "3_scored/scores.parquet",
    "3_scored/log.json", "3_scored/weights.csv", "4_grouped/neighbours.parquet", "4_grouped/members.parquet",
    "4_grouped/types.parquet", "4_grouped/targets.parquet",
)  # fmt: skip
"""What of the results is needed to hold a run against another, or to run it again."""


@dataclass(frozen=True)
class RunFiles:
    """A run on disk: its record, and where its files lie.

    Attributes
    ----------
    record
        `study`, `date`, `parameters`, `code`, `packages`, `inputs` (hashes of the study's files), `raw` (those of raw
        files), `outputs` (those of `RESULTS`), `checksum` (of the published scores) and `note`.
    results, study
        The folders of its results and of its study's files.
    texts
        The YAML files as the run read them, where they are at hand already.
    name
        What it is kept under; none for the results now.
    """

    record: dict[str, Any]
    results: Path
    study: Path
    texts: Mapping[str, str] = field(default_factory=dict)
    name: str | None = None

    def result(self, name: str) -> Path:
        """Give a result whose content is what the record says.

        Raises
        ------
        RunError
            When it is damaged or gone.
        """
        path = self.results / name
        if not path.is_file() or sha256(path) != self.record["outputs"].get(name):
            raise RunError(self._damaged([name], of=len(self.record["outputs"])))
        return path

    def has(self, name: str) -> bool:
        """Say whether the run left a result."""
        return name in self.record["outputs"]

    def file(self, name: str) -> bytes | None:
        """Read one of the study's files as the run read it; none where the run had no such file.

        Raises
        ------
        RunError
            When it is another by now, or gone.
        """
        digest = self.record["inputs"].get(name)
        if digest is None:
            return None
        if name in self.texts:
            return self.texts[name].encode("utf-8")
        path = self.study / name
        if not path.is_file() or sha256(path) != digest:
            left_out = name in self.record.get("left_out", ())
            raise RunError((self._left_out if left_out else self._damaged)([name], of=len(self.record["inputs"])))
        return path.read_bytes()

    def check(self) -> None:
        """Check that every file of the run is there as it was.

        Raises
        ------
        RunError
            With all that are damaged or gone, or were edited before the run could be kept.
        """
        left_out = list(self.record.get("left_out", ()))
        if left_out:
            raise RunError(self._left_out(left_out, of=len(self.record["inputs"])))
        wanted = {self.results / name: digest for name, digest in self.record["outputs"].items()}
        wanted |= {self.study / name: sum_ for name, sum_ in self.record["inputs"].items() if name not in self.texts}
        bad = [path.name for path, digest in wanted.items() if not path.is_file() or sha256(path) != digest]
        if bad:
            raise RunError(self._damaged(bad, of=len(wanted)))

    def _left_out(self, names: list[str], *, of: int) -> str:
        return (
            f"{len(names)} of {of} files of the study had been edited before the run `{self.name}` was kept: "
            f"{listed(names)}. Take another run, or restore them in {self.study}."
        )

    def _damaged(self, names: list[str], *, of: int) -> str:
        if self.name is None:
            return (
                f"{len(names)} of {of} files are not those of the last run any more: {listed(names)}. "
                "Run `arraigo run` first."
            )
        return (
            f"{len(names)} of {of} files of the kept run `{self.name}` are damaged or gone: {listed(names)}. "
            f"Restore them, or take the run away with `arraigo forget {self.name}`."
        )


def current_run(places: Places) -> RunFiles | None:
    """Find the run that was published last; none where none was, or a stage has run again since."""
    records = {folder: read_run(places.result(folder)) for folder in FOLDERS}
    published = records[PUBLISHED]
    if SCORES not in published["outputs"]:
        return None
    try:
        texts = _texts(places, published.get("inputs", {}))
    except (OSError, ValueError):
        return None
    outputs = _outputs(records)
    read = {name: digest for name, digest in published.get("inputs", {}).items() if name.split("/")[0] in FOLDERS}
    if any(outputs.get(name) != digest for name, digest in read.items()):
        return None
    record = record_of(records) | {
        "checksum": published["outputs"][SCORES],
        "published": sha256(places.result(PUBLISHED) / RUN),
    }
    return RunFiles(record, results=places.processed, study=places.study, texts=texts)


def _texts(places: Places, inputs: Mapping[str, str]) -> dict[str, str]:
    """Read the texts that the run was made of; what is closed to the public stands whole with the most closed tier."""
    closed = [places.result(CLOSED) / tier / TEXTS for tier in TIERS[1:]]
    paths = [places.published() / TEXTS, *(path for path in closed if path.is_file())]
    read = [json.loads(path.read_text(encoding="utf-8")) for path in paths]
    pairs = [(name, text) for texts in read for name, text in texts.items()]
    return {name: text for name, text in pairs if hashlib.sha256(text.encode()).hexdigest() == inputs.get(name)}


def published_now(
    places: Places, texts: Mapping[str, str], *, parameters: Mapping[str, Any], checksum: str
) -> RunFiles:
    """Describe the run that is being published, whose last folder does not stand in its place yet."""
    records = {folder: read_run(places.result(folder)) for folder in FOLDERS[:-1]}
    records[PUBLISHED] = records["4_grouped"] | {"inputs": {}, "outputs": {}, "parameters": dict(parameters)}
    return RunFiles(record_of(records) | {"checksum": checksum}, places.processed, places.study, texts)


def record_of(records: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Put the records of the stages together; what a later stage read of a file is what counts."""
    inputs: dict[str, str] = {}
    for folder in FOLDERS:
        inputs |= records[folder].get("inputs", {})
    own = {name: digest for name, digest in inputs.items() if name.split("/")[0] not in {*FOLDERS, "raw"}}
    last, outputs = records[PUBLISHED], _outputs(records)
    return {
        "study": last.get("study", ""),
        "date": str(last.get("started", ""))[:10],
        "parameters": dict(last.get("parameters", {})),
        "code": last.get("code", ""),
        "packages": dict(last.get("packages", {})),
        "inputs": dict(sorted(own.items())),
        "raw": {name[4:]: digest for name, digest in sorted(inputs.items()) if name.startswith("raw/")},
        "outputs": {name: outputs[name] for name in RESULTS if name in outputs},
    }


def _outputs(records: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    return {
        f"{folder}/{name}": digest for folder, record in records.items() for name, digest in record["outputs"].items()
    }
