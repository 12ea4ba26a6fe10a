"""Bring one file whole over a connection that breaks: go on where it stopped, but never join two different files.

Going on needs proof that the file is the same one: an entity tag or a date that the server compares (If-Range), or a
hash that is known beforehand.

References
----------
RFC 9110, sections 13.1.5 (If-Range), 14 (Range Requests) and 15.5.17 (416).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import requests
from urllib3.exceptions import HTTPError

from pipelines.transport.content import HEAD, wrong_kind
from pipelines.transport.given_up import GivenUpError
from pipelines.transport.proof import refusal
from pipelines.transport.secrets import hidden, public_url
from pipelines.transport.trying import HitchError, judge, persist, told

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipelines.producers import Wanted
    from pipelines.transport.given_up import Sort
    from pipelines.transport.part import Part
    from pipelines.transport.patience import Patience
    from pipelines.transport.room import Room
    from pipelines.transport.session import PoliteSession

CHUNK = 1 << 16
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+)")


class UnchangedError(Exception):
    """The server says that the file at hand is still its own (304)."""


class Meter(Protocol):
    """Show how much has come; the terminal's form is in `pipelines.terminal`."""

    def begin(self, name: str, *, whole: int | None, held: int) -> None:
        """Open a file's bar at what is there already."""

    def received(self, name: str, count: int) -> None:
        """Move it on."""

    def end(self, name: str) -> None:
        """Close it."""

    def say(self, text: str) -> None:
        """Show what is being waited for."""


@dataclass
class Receipt:
    """What the server said of the file that came."""

    etag: str | None = None
    last_modified: str | None = None
    date: str | None = None
    resumed: bool = False


@dataclass
class Transfer:
    """A downloader for pooch, which gives it a place to write to, checks the hash and moves the file."""

    wanted: Wanted
    session: PoliteSession
    patience: Patience
    part: Part
    meter: Meter
    room: Room
    conditions: Mapping[str, str] = field(default_factory=dict)
    """If-None-Match or If-Modified-Since, where the file is at hand and is only asked after."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """What is known of the file beforehand and goes into its passport, such as its licence."""
    receipt: Receipt = field(default_factory=Receipt)

    def __call__(self, url: str, output_file: str, pooch: Any, check_only: bool = False) -> None:  # noqa: ARG002
        """Fetch the file, trying again as long as there is hope.

        Raises
        ------
        GivenUpError
            When there is none.
        UnchangedError
            When the file at hand is still the server's.
        StoreError
            When the disk refuses; what has come stays for the next run.
        """
        try:
            self._persist(url)
            self._check(url)
        finally:
            self.room.end(self.wanted.path)
            self.meter.end(self.wanted.name)
        self.part.path.replace(output_file)

    def _persist(self, url: str) -> None:
        persist(lambda: self._attempt(url), patience=self.patience, url=public_url(url), reached=lambda: self.part.size)

    def _attempt(self, url: str) -> None:
        held = self._held(url)
        headers = {"Range": f"bytes={held}-", **self._if_range()} if held else dict(self.conditions)
        timeout = (self.patience.connect_s, self.patience.read_s)
        try:
            with self.session.get(url, headers=headers, stream=True, timeout=timeout) as response:
                if not self._is_whole_already(response, held):
                    self._receive(response, held, url)
        except (requests.RequestException, HTTPError, ValueError) as error:
            # A redirect to what is no address may end in a plain ValueError.
            raise told(error, self.patience) from None

    def _is_whole_already(self, response: requests.Response, held: int) -> bool:
        if response.status_code == 304 and self.conditions:
            raise UnchangedError
        if response.status_code != 416 or not held:
            judge(response, self.patience)
            return False
        if response.headers.get("Content-Range", "").strip() != f"bytes */{held}":
            self.part.forget()
            raise HitchError("what was there already does not fit the server's file", sort="broken")
        noted = self.part.noted()
        self.receipt = Receipt(noted.get("etag"), noted.get("last_modified"), self._header(response, "Date"), True)
        return True

    def _receive(self, response: requests.Response, held: int, url: str) -> None:
        start = self._start(response, held)
        total = _total(response, start)
        etag, date = self._header(response, "ETag"), self._header(response, "Last-Modified")
        self.receipt = Receipt(etag, date, self._header(response, "Date"), start > 0)
        if start == 0:
            noted = {"url": self._public(url), "etag": etag, "last_modified": date, "total": total}
            self.part.begin(noted | dict(self.facts))
        self.room.begin(self.wanted.path, total, held=start)
        self.meter.begin(self.wanted.name, whole=total, held=start)
        self._write(_chunks(response.raw), start)
        size = self.part.size
        if total is not None and size != total:
            if size > total:
                self.part.forget()
            raise HitchError(f"the file ended after {size} of {total} bytes", sort="broken")

    def _start(self, response: requests.Response, held: int) -> int:
        """Say where in the file the body begins: 0, or where we stopped, if it is certainly the same file."""
        if response.status_code == 200:
            return 0
        noted, found = self.part.noted(), _RANGE.fullmatch(response.headers.get("Content-Range", "").strip())
        same = (
            held > 0
            and found is not None
            and int(found[1]) == held
            and noted.get("total") in {None, int(found[2])}
            and self._header(response, "ETag") in {None, noted.get("etag")}
            and self._header(response, "Last-Modified") in {None, noted.get("last_modified")}
        )
        if not same:
            self.part.forget()
            raise HitchError("the file changed on the server while it was coming", sort="broken")
        return held

    def _write(self, chunks: Iterator[bytes], start: int) -> None:
        head = bytearray()
        with self.part.open(at=start) as file:
            for chunk in chunks:
                self.patience.stop_here()
                if start == 0 and len(head) < HEAD:
                    head += chunk
                    # A page of a hundred megabytes need not come whole to be known as one.
                    if len(head) >= HEAD:
                        self._refuse(wrong_kind(bytes(head[:HEAD]), self.wanted.kinds, self.wanted.columns))
                self.part.put(file, chunk)
                self.room.received(self.wanted.path, len(chunk))
                self.meter.received(self.wanted.name, len(chunk))
            self.part.sync(file)

    def _check(self, url: str) -> None:
        """Check the whole file; one that was put together from parts gets a second chance, from the beginning."""
        found = refusal(self.part.path, self.wanted)
        if found is not None and self.receipt.resumed:
            self.part.forget()
            self._persist(url)
            found = refusal(self.part.path, self.wanted)
        if found is not None:
            self._refuse(found[1], sort=found[0])

    def _refuse(self, wrong: str | None, *, sort: Sort = "wrong") -> None:
        if wrong is not None:
            self.part.forget()
            raise GivenUpError(sort, f"the server sent {wrong}")

    def _held(self, url: str) -> int:
        """Say how many bytes can be built upon: none without proof that the file is still the same."""
        noted = self.part.noted()
        proof = self.wanted.sha256 or _strong(noted.get("etag")) or noted.get("last_modified")
        return self.part.size if proof and noted.get("url") == self._public(url) else 0

    def _if_range(self) -> dict[str, str]:
        noted = self.part.noted()
        proof = _strong(noted.get("etag")) or noted.get("last_modified")
        return {"If-Range": proof} if proof else {}

    def _public(self, url: str) -> str:
        return public_url(url, self.session.secrets)

    def _header(self, response: requests.Response, name: str) -> str | None:
        found = response.headers.get(name)
        return None if found is None else hidden(found, self.session.secrets)


def _chunks(raw: Any) -> Iterator[bytes]:
    """Give bytes as they come, as they are: not unpacked, and none held back to be lost when the line breaks."""
    while chunk := raw.read1(CHUNK, decode_content=False):
        yield chunk


def _total(response: requests.Response, start: int) -> int | None:
    """Say how long the whole file is, where the server tells."""
    found = _RANGE.fullmatch(response.headers.get("Content-Range", "").strip())
    if start and found:
        return int(found[2])
    length = response.headers.get("Content-Length", "")
    return int(length) if length.isdecimal() else None


def _strong(etag: str | None) -> str | None:
    """Give an entity tag that vouches for every byte; a weak one does not."""
    return etag if etag and not etag.startswith("W/") else None
