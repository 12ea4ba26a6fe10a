"""Bring the files of an entry in: look what is there, ask for addresses, fetch the rest, note every passport."""

from __future__ import annotations

import contextlib
import os
import shutil
from concurrent.futures import ThreadPoolExecutor, as_completed, wait
from dataclasses import dataclass, field, replace
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from geo.errors import StoreError
from pipelines.at_hand import ToFetch, copy_from, look
from pipelines.manifest import note, passport, read_manifest
from pipelines.outcome import Outcome
from pipelines.retrieve import is_archive, quiet_libraries, retrieve, unpacked
from pipelines.store import locked, sha256
from pipelines.transport import (
    GivenUpError,
    Part,
    Patience,
    PoliteSession,
    Room,
    Transfer,
    UnchangedError,
    converse,
    free_bytes,
    key_of,
    unpack,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from concurrent.futures import Future
    from pathlib import Path

    from pydantic import SecretStr

    from pipelines.producers import Order
    from pipelines.transport import Meter

HALF = ".half"
"""Below the raw folder: what has begun to come, out of sight of whoever reads a folder of months."""
HALTING = {"unreachable", "busy", "refused"}
"""After these the producer is left in peace: the next file would fare no better."""
Result = tuple[Outcome, dict[str, Any]]


@dataclass(frozen=True)
class Means:
    """Where files go and with how much patience; all that a test puts in the place of the world."""

    raw: Path
    meter: Meter
    mirror: Path | None = None
    """Files are taken from here only; nothing is asked of the producer."""
    refresh: bool = False
    patience: Patience = field(default_factory=Patience)
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)
    free: Callable[[Path], int] = free_bytes


@dataclass(frozen=True)
class Done:
    """What became of each file of an order, in the order of the files, and whether the disk put an end to it."""

    outcomes: list[Outcome]
    refused: StoreError | None


def download(order: Order, means: Means) -> Done:
    """Bring in what an order still lacks.

    Raises
    ------
    DownloadError
        When a key is missing, or the manifest is damaged; nothing was asked for.
    StoreError
        When another run is at work in the raw folder.
    """
    with locked(means.raw), quiet_libraries():
        run = _Run(order, means)
        run.look()
        refused = run.fetch()
        run.tidy()
    rest = "the disk refused another" if refused else "the run was stopped"
    return Done([run.outcomes.get(f.path) or Outcome(f, "untried", f.path, reason=rest) for f in order.files], refused)


class _Run:
    """One order under way: what is known of each file so far."""

    def __init__(self, order: Order, means: Means) -> None:
        self.order, self.means = order, means
        self.outcomes: dict[str, Outcome] = {}
        self._half = means.raw / HALF / order.entry.id
        self._tasks: list[ToFetch] = []
        self._halted = ""

    def look(self) -> None:
        """Take what is there, by an earlier run, by hand or from the mirror; remember the rest as to be fetched."""
        passports = read_manifest(self.means.raw)
        for file in self.order.files:
            found = look(file, raw=self.means.raw, passports=passports, refresh=self.means.refresh)
            if isinstance(found, ToFetch) and self.means.mirror is not None:
                found = copy_from(self.means.mirror, file, raw=self.means.raw, half=self._half)
            if isinstance(found, ToFetch):
                self._tasks.append(found)
            else:
                self._take(found, passports.get(found.path, {}))

    def _take(self, found: Outcome, noted: Mapping[str, Any]) -> None:
        """Note a file that is there and was not noted, and see to it that an archive is unpacked too."""
        found, facts = self._recalled(found) if found.state == "by_hand" else (found, {})
        facts = dict(noted) if found.state == "kept" else facts
        if found.good and is_archive(found.file, found.path) and not self._is_unpacked(found.path, noted):
            try:
                facts["members"] = unpack(self.means.raw / found.path, unpacked(self.means.raw / found.path))
            except GivenUpError as end:
                found = Outcome(found.file, end.sort, found.path, found.size, f"what is there is no use: {end}")
        if found.good and (found.state != "kept" or facts != noted):
            self._note(found, facts)
        self.outcomes[found.file.path] = found

    def _recalled(self, found: Outcome) -> Result:
        """Tell a file that a killed run had put in its place, but not noted yet, from one that a person placed."""
        part = Part(self._half, found.file.name)
        noted = part.noted()
        if not noted or part.path.exists() or noted.get("total") not in {None, found.size}:
            return found, {}
        return replace(found, state="fetched"), noted

    def _is_unpacked(self, path: str, noted: Mapping[str, Any]) -> bool:
        members = {member.name: sha256(member) for member in sorted(unpacked(self.means.raw / path).glob("*.nc"))}
        return bool(members) and members == noted.get("members")

    def _note(self, found: Outcome, facts: Mapping[str, Any]) -> None:
        today = self.means.patience.now().date()
        note(self.means.raw, [passport(self.order, found, facts, raw=self.means.raw, today=today)])

    def fetch(self) -> StoreError | None:
        """Fetch what is not there, a few files at a time, and note each as soon as it is complete."""
        if not self._tasks:
            return None
        for left in self._half.glob("tmp*"):
            left.unlink()
        count, key = self.means.patience.per_host, self.order.producer.key
        secret = None if key is None else key_of(key, self.means.environment)
        sessions: SimpleQueue[PoliteSession] = SimpleQueue()
        for _ in range(count):
            sessions.put(self._session(secret))
        room = Room(self.means.raw, files=len(self._tasks), free=self.means.free)
        addresses = self._addresses(self._session(secret))
        with ThreadPoolExecutor(count) as pool:
            return self._gather([pool.submit(self._one, task, addresses, sessions, room) for task in self._tasks])

    def _session(self, secret: SecretStr | None) -> PoliteSession:
        key = self.order.producer.key
        return PoliteSession(header="" if key is None else key.header, key=secret, origin=self.order.base)

    def _addresses(self, session: PoliteSession) -> dict[str, str]:
        """Say where the files are: known from the start, asked for together, or left to be asked for one by one."""
        if self.order.producer.locate is None or self.order.producer.one_by_one:
            return {task.file.path: task.file.url for task in self._tasks if task.file.url is not None}
        try:
            return self._ask(self._tasks, session)
        except GivenUpError as end:
            self.outcomes |= {
                task.file.path: Outcome(task.file, end.sort, task.file.path, reason=str(end)) for task in self._tasks
            }
            self._tasks = []
            return {}

    def _ask(self, tasks: list[ToFetch], session: PoliteSession) -> dict[str, str]:
        talk = self.order.talk([task.file for task in tasks])
        return converse(talk, session, patience=self.means.patience, meter=self.means.meter)

    def _one(
        self, task: ToFetch, addresses: Mapping[str, str], sessions: SimpleQueue[PoliteSession], room: Room
    ) -> Result:
        """Fetch one file; whatever keeps it from coming becomes its outcome, but for a disk that refuses."""
        session = sessions.get()
        try:
            url = self._address(task, addresses, session)
            part = Part(self._half, task.file.name)
            transfer = Transfer(
                task.file, session, self.means.patience, part, self.means.meter, room, conditions=task.conditions
            )
            return retrieve(transfer, url, raw=self.means.raw)
        except UnchangedError:
            return Outcome(task.file, "kept", task.path, (self.means.raw / task.path).stat().st_size), {}
        except GivenUpError as end:
            if end.sort in HALTING:
                self._halted = self._halted or str(end)
            return Outcome(task.file, end.sort, task.file.path, reason=str(end)), {}
        except StoreError:
            self.means.patience.stop.set()
            raise
        finally:
            sessions.put(session)

    def _address(self, task: ToFetch, addresses: Mapping[str, str], session: PoliteSession) -> str:
        self.means.patience.stop_here()
        if self._halted:
            raise GivenUpError("untried", f"the producer is left in peace: {self._halted}")
        found = self._ask([task], session) if self.order.producer.one_by_one else addresses
        if task.file.path not in found:
            raise GivenUpError("absent", "the producer's catalogue does not have it")
        return found[task.file.path]

    def _gather(self, work: list[Future[Result]]) -> StoreError | None:
        """Note what comes; when the disk refuses or a person stops the run, let the others end, and note those too."""
        open_ = set(work)
        try:
            for future in as_completed(work):
                open_.discard(future)
                self._keep(future)
        except BaseException as error:
            self.means.patience.stop.set()
            for future in open_:
                future.cancel()
            wait(open_)
            for future in open_:
                with contextlib.suppress(Exception):
                    self._keep(future)
            if isinstance(error, StoreError):
                return error
            raise
        return None

    def _keep(self, future: Future[Result]) -> None:
        if future.cancelled():
            return
        found, facts = future.result()
        if found.state == "fetched":
            self._note(found, facts)
            Part(self._half, found.file.name).forget()
        self.outcomes[found.file.path] = found
        count = sum(found.good for found in self.outcomes.values())
        self.means.meter.say(f"{self.order.entry.id}: {count} of {len(self.order.files)} files")

    def tidy(self) -> None:
        """Clear the folder of half files away once nothing is left to go on with."""
        if all(found.good for found in self.outcomes.values()) and len(self.outcomes) == len(self.order.files):
            shutil.rmtree(self._half, ignore_errors=True)
        with contextlib.suppress(OSError):
            self._half.parent.rmdir()
