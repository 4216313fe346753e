"""How far something in a register has come, as the rules of the standard registers read it. Pure."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class State:
    """By its key, which is its name for life; people read its label. Without a key where nobody has said it."""

    key: str = ""
    label: str = "Ikke ført"
    tone: str = "neutral"
    is_settled: bool = False

    def __str__(self) -> str:
        return self.label


UNSAID = State()


def is_late(state: State, due: date | None, today: date) -> bool:
    """Its day is over, and it is neither done nor dropped. A day lasts until it ends."""
    return due is not None and due < today and not state.is_settled
