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
from pipelines.gather import gathered
from pipelines.manifest import note, passport, read_manifest
from pipelines.outcome import Outcome
from pipelines.producers import Place
from pipelines.producers.licences import same_licence
from pipelines.retrieve import is_archive, quiet_libraries, retrieve, unpacked
from pipelines.store import locked, sha256
from pipelines.transport import (
    Entrance,
    GivenUpError,
    Part,
    Patience,
    PoliteSession,
    Room,
    Transfer,
    UnchangedError,
    converse,
    free_bytes,
    unpack,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from concurrent.futures import Future
    from pathlib import Path

    from pipelines.producers import Order, Wanted
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


def _expecting(file: Wanted, place: Place) -> Wanted:
    """Hold a file against what its service counts, where the entry does not say otherwise."""
    expected = replace(file.expected, units={**place.units, **file.expected.units})
    return replace(file, expected=expected)


class _Run:
    """One order under way: what is known of each file so far."""

    def __init__(self, order: Order, means: Means) -> None:
        self.order, self.means = order, means
        self.outcomes: dict[str, Outcome] = {}
        self._half = means.raw / HALF / order.entry.id
        self._tasks: list[ToFetch] = []
        self._halted = ""
        self._passports: Mapping[str, Mapping[str, Any]] = {}

    def look(self) -> None:
        """Take what is there, by an earlier run, by hand or from the mirror; remember the rest as to be fetched."""
        passports = self._passports = read_manifest(self.means.raw)
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
        count = self.means.patience.per_host
        sessions: SimpleQueue[PoliteSession] = SimpleQueue()
        room = Room(self.means.raw, files=len(self._tasks), free=self.means.free)
        try:
            entrance = self._entrance()
            for _ in range(count):
                sessions.put(entrance.session())
            places = self._places(entrance.session())
        except GivenUpError as end:
            self.outcomes |= {
                task.file.path: Outcome(task.file, end.sort, task.file.path, reason=str(end)) for task in self._tasks
            }
            return None
        with ThreadPoolExecutor(count) as pool:
            return self._gather([pool.submit(self._one, task, places, sessions, room) for task in self._tasks])

    def _entrance(self) -> Entrance:
        """Say how to be let in; an entry may hold what the environment holds otherwise."""
        key, environment = self.order.producer.key, self.means.environment
        held = getattr(self.order.entry, getattr(key, "entry_field", "") or "-", None)
        if key is not None and held is not None:
            environment = {**environment, key.variable: str(held)}
        return Entrance(key, environment, base=self.order.base, patience=self.means.patience)

    def _places(self, session: PoliteSession) -> dict[str, Place]:
        """Say where the files are: known from the start, asked for together, or left to be asked for one by one."""
        if self.order.producer.locate is None or self.order.producer.one_by_one:
            return {task.file.path: Place(task.file.url) for task in self._tasks if task.file.url is not None}
        return self._ask(self._tasks, session)

    def _ask(self, tasks: list[ToFetch], session: PoliteSession) -> dict[str, Place]:
        talk = self.order.talk([task.file for task in tasks])
        return converse(talk, session, patience=self.means.patience, meter=self.means.meter)

    def _one(
        self, task: ToFetch, places: Mapping[str, Place], sessions: SimpleQueue[PoliteSession], room: Room
    ) -> Result:
        """Fetch one file; whatever keeps it from coming becomes its outcome, but for a disk that refuses."""
        session = sessions.get()
        try:
            self._go_on()
            if self.order.producer.gather is not None:
                return self._gathered(task.file, session)
            place = self._place(task, places, session)
            part = Part(self._half, task.file.name)
            transfer = Transfer(
                _expecting(task.file, place), session, self.means.patience, part, self.means.meter, room,
                conditions=task.conditions, facts=place.facts,
            )  # fmt: skip
            return retrieve(transfer, place.url, raw=self.means.raw)
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

    def _go_on(self) -> None:
        self.means.patience.stop_here()
        if self._halted:
            raise GivenUpError("untried", f"the producer is left in peace: {self._halted}")

    def _gathered(self, file: Wanted, session: PoliteSession) -> Result:
        means = self.means
        return gathered(
            self.order, file, session, patience=means.patience, meter=means.meter, raw=means.raw, half=self._half
        )

    def _place(self, task: ToFetch, places: Mapping[str, Place], session: PoliteSession) -> Place:
        found = self._ask([task], session) if self.order.producer.one_by_one else places
        if task.file.path not in found:
            raise GivenUpError("absent", "the producer's catalogue does not have it")
        place = found[task.file.path]
        before = self._licence_at_hand(task.file)
        if before and place.licence and not place.agreed and not same_licence(before, place.licence):
            raise GivenUpError("altered", f"its licence was {before} and is {place.licence} now")
        return place

    def _licence_at_hand(self, file: Wanted) -> str:
        """Give the licence under which we fetched the file that is there."""
        noted = [self._passports.get(path, {}) for path in file.paths if (self.means.raw / path).is_file()]
        return next((str(one["licence"]) for one in noted if one.get("origin") == "download"), "")

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
