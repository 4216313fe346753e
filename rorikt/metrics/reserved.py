"""The files that processes count in, with their room on the disk taken before anything is written.

prometheus_client makes them sparse and writes through memory: on a full disk that ends the process with SIGBUS, and no
page, job or import may die for a figure. Here the one who counts gets an OSError instead.
"""

import os
from contextlib import suppress
from pathlib import Path

from prometheus_client import values
from prometheus_client.mmap_dict import _INITIAL_MMAP_SIZE, MmapedDict

MOST_OF_ONE = 4096  # bytes that one more value may take


class Reserved(MmapedDict):
    def __init__(self, filename: str, read_mode: bool = False) -> None:
        if not read_mode and (not os.path.exists(filename) or os.path.getsize(filename) < _INITIAL_MMAP_SIZE):
            _reserve(filename)
        super().__init__(filename, read_mode)

    def _init_value(self, key: str) -> None:
        if self._used + MOST_OF_ONE > self._capacity:
            os.posix_fallocate(self._f.fileno(), 0, self._capacity * 2)
        super()._init_value(key)


def use() -> None:
    """From now on in this process."""
    setattr(values, "MmapedDict", Reserved)  # noqa: B010  a class that the library names nowhere else


def _reserve(filename: str) -> None:
    with open(filename, "a+b") as file:
        try:
            os.posix_fallocate(file.fileno(), 0, _INITIAL_MMAP_SIZE)
        except OSError:
            with suppress(FileNotFoundError):
                Path(filename).unlink()
            raise
