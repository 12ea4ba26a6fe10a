"""Read YAML so that every fault can be told with its file and line.

PyYAML keeps the last of two equal keys and forgets where a value stood; both hide an analyst's slip.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

if TYPE_CHECKING:
    from geo.errors import Faults

Path = tuple[str | int, ...]
M = TypeVar("M", bound="Entry")
_Safe: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DATE = "tag:yaml.org,2002:timestamp"


class _Loader(_Safe):
    """Leave dates as they are written, so that an entry tells which is none, with its line."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - as PyYAML has it
        first: [(tag, pattern) for tag, pattern in known if tag != _DATE]
        for first, known in _Safe.yaml_implicit_resolvers.items()
    }


class Entry(BaseModel):
    """A frozen piece of the catalogue: unknown keys are refused, blank text is missing."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, str_min_length=1)


class Document:
    """One YAML file: its plain data and the line every value stands on."""

    def __init__(self, name: str, text: str, faults: Faults) -> None:
        self.name = name
        self.lines: dict[Path, int] = {(): 1}
        self.data: Any = None
        self.sound = True
        try:
            # One safe load; `compose` is called only for its positions.
            node = yaml.compose(text, Loader=_Loader)
            if node is not None:
                self._walk(node, (), faults)
                self.data = yaml.load(text, Loader=_Loader)  # noqa: S506 - the safe loader, in C where there is one
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 1 if mark else 1
            self.sound = False
            faults.add(f"{name}:{line}: not valid YAML ({getattr(error, 'problem', error)})")

    def _walk(self, node: yaml.Node, path: Path, faults: Faults) -> None:
        self.lines[path] = node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in node.value:
                if key.value in seen:
                    line = key.start_mark.line + 1
                    faults.add(f"{self.name}:{line}: key `{key.value}` stands twice. Keep one of them.")
                seen.add(key.value)
                self._walk(value, (*path, key.value), faults)
                self.lines[(*path, key.value)] = key.start_mark.line + 1
        elif isinstance(node, yaml.SequenceNode):
            for place, value in enumerate(node.value):
                self._walk(value, (*path, place), faults)

    def where(self, path: Path) -> str:
        """Say file and line of the nearest thing that stands in the file."""
        while path not in self.lines:
            path = path[:-1]
        return f"{self.name}:{self.lines[path]}"

    def parse(self, model: type[M], faults: Faults, *, data: Any = None, at: Path = ()) -> M | None:
        """Turn a part of the document into an entry, noting every fault; ``None`` when there are any."""
        if not self.sound:
            return None
        try:
            return model.model_validate(self.data if data is None else data)
        except ValidationError as error:
            for item in error.errors():
                path = (*at, *item["loc"])
                key = ".".join(str(part) for part in item["loc"]) or "the whole entry"
                faults.add(f"{self.where(path)}: `{key}`: {item['msg']}.")
            return None
