"""What a process holds in its memory, up to a number of bytes: what was unused for longest goes first."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Held = TypeVar("Held")


class Bounded(Generic[Held]):
    """By keys that name the very thing: what is another thing has another key. Safe for threads."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self._held: OrderedDict[Hashable, tuple[Held, int]] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Held | None:
        with self._lock:
            found = self._held.get(key)
            if found is None:
                return None
            self._held.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, thing: Held, size: int) -> None:
        """`size` in bytes. What is larger than all of the room is not held."""
        with self._lock:
            self._size -= self._held.pop(key, (None, 0))[1]
            if size > self.most_bytes:
                return
            self._held[key] = thing, size
            self._size += size
            while self._size > self.most_bytes:
                _, (_, gone) = self._held.popitem(last=False)
                self._size -= gone

    def clear(self) -> None:
        with self._lock:
            self._held.clear()
            self._size = 0

    def __len__(self) -> int:
        return len(self._held)
