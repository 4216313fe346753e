"""Everything that has to be well, looked at once."""

import logging
import threading
import time
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError, InterfaceError, connection

from rorikt.conditions import Condition, State, conditions

logger = logging.getLogger(__name__)
KEPT_SECONDS = 5.0  # so that who asks often, and whoever asks, costs nothing
UNKNOWN = State("Ukjent", False, detail="Det lot seg ikke undersøke. Loggen sier hva som gikk galt.")

WITHOUT_DATABASE = State("Ukjent", False, detail="Databasen svarer ikke.")


@dataclass(frozen=True)
class Found:
    condition: Condition
    state: State

    @property
    def title(self) -> str:
        return f"{self.condition.name}: {self.state.word.lower()}"


def look(now: datetime) -> list[Found]:
    """Each condition as it is; one that cannot be looked at is not well, and keeps no other from being told."""
    return [Found(condition, _state(condition, now)) for condition in conditions()]


class Kept:
    """What was found of what is vital, for some seconds; one looks, and the others wait for what it finds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._at = float("-inf")
        self._found: list[Found] = []

    def found(self, now: datetime) -> list[Found]:
        with self._lock:
            if time.monotonic() - self._at > KEPT_SECONDS:
                self._found = [Found(one, _state(one, now)) for one in conditions() if one.vital]
                self._at = time.monotonic()
            return self._found

    def forget(self) -> None:
        self._at = float("-inf")


vital = Kept()


def _state(condition: Condition, now: datetime) -> State:
    try:
        return condition.look(now)
    except (DatabaseError, InterfaceError) as error:
        connection.close_if_unusable_or_obsolete()  # so that the next who asks connects anew
        logger.warning("the condition «%s» asks a database that refuses: %s", condition.name, type(error).__name__)
        return WITHOUT_DATABASE
    except Exception:
        logger.exception("the condition «%s» cannot be looked at", condition.name)
        return UNKNOWN
