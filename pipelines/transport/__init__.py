"""Carry files over a network that breaks, politely and without losing or mixing anything."""

from pipelines.transport.content import kind_of, wrong_content
from pipelines.transport.entrance import Entrance
from pipelines.transport.given_up import GivenUpError, Sort
from pipelines.transport.part import Part
from pipelines.transport.patience import Patience
from pipelines.transport.proof import change, refusal
from pipelines.transport.room import Room, free_bytes, size_text
from pipelines.transport.secrets import hidden, key_of, public_url
from pipelines.transport.session import PoliteSession
from pipelines.transport.talk import converse
from pipelines.transport.transfer import Meter, Receipt, Transfer, UnchangedError
from pipelines.transport.unpack import unpack

__all__ = [
    "Entrance", "GivenUpError", "Meter", "Part", "Patience", "PoliteSession", "Receipt", "Room", "Sort", "Transfer",
    "UnchangedError", "change", "converse", "free_bytes", "hidden", "key_of", "kind_of", "public_url", "refusal",
    "size_text", "unpack", "wrong_content",
]  # fmt: skip
