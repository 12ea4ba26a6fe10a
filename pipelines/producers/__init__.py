"""Know the producers: what an entry of `downloads.yml` stands for, file by file, and how each is asked."""

from pipelines.producers.contents import ContentsError, altered, unexpected
from pipelines.producers.registry import PRODUCERS, Order, order
from pipelines.producers.wanted import (
    AlteredError,
    Answer,
    Ask,
    Gathering,
    Key,
    Login,
    Place,
    Producer,
    RefusedError,
    Sheet,
    Talk,
    Wanted,
)

__all__ = [
    "PRODUCERS", "AlteredError", "Answer", "Ask", "ContentsError", "Gathering", "Key", "Login", "Order", "Place",
    "Producer", "RefusedError", "Sheet", "Talk", "Wanted", "altered", "order", "unexpected",
]  # fmt: skip
