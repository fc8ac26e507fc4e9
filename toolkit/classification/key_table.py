"""A hash table of packed n-grams, filled and read by whole arrays."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]


class KeyTable:
    """A hash table of sorted keys, filled and read by whole arrays (open addressing)."""

    _FACTOR = np.uint64(0x9E3779B97F4A7C15)

    def __init__(self, keys: Keys) -> None:
        # At least eight slots a key: nearly every look-up ends at the first.
        self._bits = max(10, len(keys).bit_length() + 3)
        self._slots = np.full(1 << self._bits, -1, np.int32)
        # A guard: slot value -1 reads the last key, which is never asked for.
        self._keys = np.append(keys, np.uint64(0))
        waiting, slot = np.arange(len(keys), dtype=np.int32), self._slot(keys)
        while len(waiting):
            free = self._slots[slot] < 0
            self._slots[slot[free]] = waiting[free]
            left = self._slots[slot] != waiting
            waiting, slot = waiting[left], self._next(slot[left])

    def find(self, keys: Keys) -> NDArray[np.int32]:
        """Return the place of each key, -1 for a stranger."""
        slot = self._slot(keys)
        found = self._slots[slot]
        wrong = np.flatnonzero((self._keys[found] != keys) & (found >= 0))
        slot = slot[wrong]
        while len(wrong):
            slot = self._next(slot)
            found[wrong] = self._slots[slot]
            left = (self._keys[found[wrong]] != keys[wrong]) & (found[wrong] >= 0)
            wrong, slot = wrong[left], slot[left]
        return found

    def _slot(self, keys: Keys) -> NDArray[np.int64]:
        return ((keys * self._FACTOR) >> np.uint64(64 - self._bits)).view(np.int64)

    def _next(self, slot: NDArray[np.int64]) -> NDArray[np.int64]:
        return (slot + 1) & ((1 << self._bits) - 1)
