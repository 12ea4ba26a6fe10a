"""Make what readers take away when they ask for it: a part of the study in any format, and briefs on paper."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
from flask import Response, abort, request

from dashboards.ranking import narrowed
from dashboards.state import read_state
from geo.catalogue.layer import load_layers
from geo.errors import ArraigoError, MissingFileError
from geo.export import FORMATS, read_classes, whole_of, write_format
from geo.export.brief import prepare_briefs
from geo.kinds import LANGS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask

    from dashboards.data import Published
    from geo.catalogue.layer import Layer
    from geo.export import Whole
    from geo.export.brief import Briefs
    from geo.kinds import Lang

TAKE, BRIEF = "/take/", "/brief/"
PARTS = ("all", "department", "filter", "selected")
"""What of the study can be taken: all of it, the chosen department, what the filters leave, the selected set."""
KEPT = 64_000_000
"""Bytes of files that are kept, so that a meeting that takes the same one does not wait for it twice."""


@dataclass
class Takeaway:
    """Makes files of one study, one at a time, and keeps the last ones."""

    data: Published
    _kept: OrderedDict[tuple[str, ...], tuple[str, bytes]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @cached_property
    def whole(self) -> Whole:
        """The study that parts are cut from."""
        self._check_same()
        folder = self.data.folder
        drawn, zones = folder / "classes.json", folder / "zones.parquet"
        made = whole_of(
            gpd.read_parquet(folder / "scores.parquet"),
            catalogue=self.data.catalogue,
            classes=read_classes(drawn.read_text(encoding="utf-8")) if drawn.is_file() else None,
            zones=pd.read_parquet(zones) if zones.is_file() else None,
            types=pd.read_parquet(folder / "types.parquet"),
            cards={path.name: path.read_bytes() for path in sorted(folder.glob("data_card.*.md"))},
            tier=self.data.tier,
        )
        self._check_same()
        return made

    @cached_property
    def briefs(self) -> Briefs:
        """The briefs of the study."""
        self._check_same()
        folder = self.data.folder
        zones = folder / "zones.parquet"
        made = prepare_briefs(
            gpd.read_parquet(folder / "scores.parquet"),
            pd.read_parquet(folder / "values.parquet"),
            catalogue=self.data.catalogue,
            types=pd.read_parquet(folder / "types.parquet"),
            zones=pd.read_parquet(zones) if zones.is_file() else None,
            neighbours=self.data.finding("neighbours.parquet"),
            run=_run(folder),
            boundaries=self._boundaries(),
            tier=self.data.tier,
        )
        self._check_same()
        return made

    def _check_same(self) -> None:
        """Refuse a folder that was replaced since, before and after reading: a file must say what the page says."""
        if self.data.stale:
            raise MissingFileError("The results were replaced. Open the page again, then take the file.")

    @property
    def _end(self) -> str:
        """What ends the name of a file for a closed tier."""
        return "" if self.data.tier == "public" else f"_{self.data.tier}"

    def _boundaries(self) -> list[Layer]:
        """Read which boundary layers the study was drawn from."""
        texts = json.loads((self.data.folder / "study.json").read_text(encoding="utf-8"))
        declared = load_layers(texts["layers.yml"]) if "layers.yml" in texts else {}
        return [layer for layer in declared.values() if not layer.is_table]

    def part(self, format_: str, part: str, *, search: str, lang: Lang) -> tuple[str, bytes]:
        """Write a part in a format.

        Raises
        ------
        ArraigoError
            When nothing is in the part, or it cannot be written.
        """
        state = read_state(search, known=self.data.known)
        name = f"arraigo_{self.data.catalogue.study.id}{self._end}"
        codes = tuple(narrowed(self.data, state)) if part == "filter" else None
        department = state.department if part == "department" else None
        ends = {"department": department or "", "filter": "part", "selected": "selected"}
        name = f"{name}_{ends[part]}" if ends.get(part) else name
        return self._once(
            (format_, part, lang, department or "", *(codes or ())),
            lambda: write_format(
                self.whole.cut(department=department, codes=codes, selected=part == "selected"),
                format_,
                name=name,
                whole=self.whole,
                lang=lang,
            ),
        )

    def brief(self, code: str, *, lang: Lang) -> tuple[str, bytes]:
        """Write the brief of a place or of a department.

        Raises
        ------
        ArraigoError
            When it cannot be written.
        """
        write = self.briefs.of_place if code in self.data.places else self.briefs.of_department
        return self._once(
            ("brief", code, lang), lambda: (f"arraigo_{code}{self._end}.{lang}.pdf", write(code, lang=lang))
        )

    def _once(self, key: tuple[str, ...], make: Callable[[], tuple[str, bytes]]) -> tuple[str, bytes]:
        # One at a time: a large file takes all the machine has, and the map must go on answering.
        with self._lock:
            if key not in self._kept:
                self._kept[key] = make()
                while sum(len(content) for _, content in self._kept.values()) > KEPT and len(self._kept) > 1:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return self._kept[key]


def register(server: Flask, data: Published) -> None:
    """Open the addresses."""
    takeaway = Takeaway(data)

    @server.get(f"{TAKE}<format_>")
    def take(format_: str) -> Response:
        part = request.args.get("part", PARTS[0])
        if format_ not in FORMATS or part not in PARTS:
            abort(404)
        search = request.query_string.decode("ascii", "replace")
        return _answer(lambda: takeaway.part(format_, part, search=search, lang=_lang()), FORMATS[format_].media_type)

    @server.get(f"{BRIEF}<code>.pdf")
    def brief(code: str) -> Response:
        if code not in data.places and code not in data.known.departments:
            abort(404)
        return _answer(lambda: takeaway.brief(code, lang=_lang()), "application/pdf", inline=True)


def _lang() -> Lang:
    return next((lang for lang in LANGS if lang == request.args.get("lang")), LANGS[0])


def _answer(make: Callable[[], tuple[str, bytes]], media_type: str, *, inline: bool = False) -> Response:
    """Send a file; what keeps it from being written is told as text."""
    try:
        name, content = make()
    except ArraigoError as error:
        return Response(f"{error}\n", status=409, mimetype="text/plain")
    response = Response(content, mimetype=media_type)
    # Names are ASCII: they are made of the study's id and of codes.
    response.headers["Content-Disposition"] = f'{"inline" if inline else "attachment"}; filename="{name}"'
    response.cache_control.no_cache = True
    response.add_etag()
    response.make_conditional(request)
    return response


def _run(folder: Path) -> dict[str, Any]:
    """Read when and from which seed the run was made.

    Raises
    ------
    MissingFileError
        When its record is not there or damaged: a brief without a date is none.
    """
    try:
        # The closed tiers are published together, and their record stands above them.
        path = next((path for path in (folder, folder.parent) if (path / "run.json").is_file()), folder)
        record = json.loads((path / "run.json").read_text(encoding="utf-8"))
        told = {"date": record["started"][:10], **record["parameters"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise MissingFileError(f"{folder / 'run.json'} cannot be read. Run `make score` again.") from error
    try:
        release = version("arraigo")
    except PackageNotFoundError:
        release = ""
    return told | {"version": "+".join(part for part in (release, str(record.get("code", ""))[:8]) if part)}
