"""Know the producers of rain and drought data: what an entry of `downloads.yml` stands for, file by file."""

from pipelines.producers.registry import PRODUCERS, Order, order
from pipelines.producers.wanted import Answer, Ask, Key, Producer, RefusedError, Talk, Wanted

__all__ = ["PRODUCERS", "Answer", "Ask", "Key", "Order", "Producer", "RefusedError", "Talk", "Wanted", "order"]
