"""The tree of categories: what lies above and below each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from support.tickets.models import Category


@dataclass(frozen=True)
class Tree:
    """The categories, by key: their names and those above them."""

    names: Mapping[int, str]
    parents: Mapping[int, int | None]

    @classmethod
    def load(cls) -> "Tree":
        rows = list(Category.objects.values_list("pk", "name", "parent"))
        return cls({key: name for key, name, _ in rows}, {key: parent for key, _, parent in rows})

    def path(self, key: int) -> list[int]:
        """From the top down to the category itself."""
        found = [key]
        while (parent := self.parents.get(found[0])) is not None and parent not in found:
            found.insert(0, parent)
        return found

    def at_level(self, level: int) -> Any:
        """For every key the category at the level that it belongs to, or itself where it lies higher."""
        above = np.zeros(max(self.names, default=0) + 1, dtype=np.int64)
        for key in self.names:
            path = self.path(key)
            above[key] = path[min(level, len(path)) - 1]
        return above

    def below(self, key: int) -> list[int]:
        """The category and all that belong to it."""
        return [own for own in self.names if key in self.path(own)]
