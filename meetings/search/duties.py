"""The index follows what is saved, within seconds; and saved searches are looked at again when it has."""

from datetime import datetime, timedelta

from meetings.search import saved, storing
from rorikt.duties.ticking import Duty

AT_ONCE = 200  # sources in one go, so that the first reading of an installation lets other duties in between


def keep_in_step(now: datetime) -> str:
    return f"{storing.keep_in_step(AT_ONCE)} steder er lest inn i søket."


def list_anew(now: datetime) -> str:
    """A draft that was deleted took its places with it, and not its words."""
    storing.relist()
    return "Ordlisten i søket er ryddet."


def look_again(now: datetime) -> str:
    return f"Lagrede søk ga {saved.tell_of_new(now)} nye treff."


DUTIES = (
    Duty(
        "Holder søket ved like",
        timedelta(0),
        keep_in_step,
        waits=storing.is_stale,
        longest=timedelta(minutes=10),
        is_quick=True,
    ),
    Duty("Rydder ordlisten i søket", timedelta(days=1), list_anew),
    Duty("Ser etter nytt i lagrede søk", timedelta(minutes=5), look_again, waits=saved.is_any),
)
