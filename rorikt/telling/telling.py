"""What people are told of by mail: the kinds that rooms have, what each person wants of them, and the telling.

A room names its kinds in a tuple `TELLS` of its `tells.py`, which its app names in `AppConfig.tells`; `ALWAYS` there
says what it sends by itself, whatever a person wants. What is told waits in the database, and `sending.py` makes mails
of it, at once or gathered in the morning.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import import_module

from django.apps import apps
from django.db import transaction

from rorikt.mail.handing_over import one_line
from rorikt.people.models import User
from rorikt.people.roles import is_anyone
from rorikt.telling.models import LONGEST_ONCE, LONGEST_SUBJECT, LONGEST_TEXT, Told, When, Wish

AT_ONCE, DAILY, NEVER = When.AT_ONCE, When.DAILY, When.NEVER
# Functions that take what may not stand in a mail out of a text: what is told may have been closed since.
withholding: list[Callable[[list[str]], list[str]]] = []


@dataclass(frozen=True)
class Kind:
    """Something to be told of: `name` begins with its app, `label` stands on the page «Varsler», `default` is what
    counts until a person has chosen. `concerns` says whose page it stands on."""

    name: str
    label: str
    default: When = When.AT_ONCE
    help: str = ""
    concerns: Callable[[User], bool] = is_anyone


@cache
def kinds() -> Mapping[str, Kind]:
    """Those of all apps by their names, in the order they are named."""
    modules = [module for config in apps.get_app_configs() for module in getattr(config, "tells", ())]
    return {kind.name: kind for module in modules for kind in import_module(module).TELLS}


@cache
def always() -> tuple[str, ...]:
    """What is sent to whom it concerns, whatever they have chosen; in words of the page."""
    modules = [module for config in apps.get_app_configs() for module in getattr(config, "tells", ())]
    return tuple(one for module in modules for one in getattr(import_module(module), "ALWAYS", ()))


def kinds_for(user: User) -> list[Kind]:
    return [kind for kind in kinds().values() if kind.concerns(user)]


def tell(kind: str, people: Iterable[User], *, subject: str, text: str, url: str, once: str, now: datetime) -> None:
    """Each of the people gets it by mail at once, daily or not at all, as they chose, and what has the same kind and
    `once` only once.

    `text` and `subject` name nothing exempt, `url` is a path in the product. Who is not active, or whom the kind does
    not concern, is told nothing. What a person does not want is noted too, so that it is not told later. Raises
    ValueError for a kind that no room has.
    """
    known = kinds().get(kind)
    if known is None:
        raise ValueError(f"no room tells of {kind!r}")
    if len(once) > LONGEST_ONCE:
        raise ValueError(f"{once!r} is longer than {LONGEST_ONCE} characters")
    if not url.startswith("/") or url.startswith("//"):
        raise ValueError(f"{url!r} is no page of ours")
    by_pk = {person.pk: person for person in people if person.is_active and known.concerns(person)}
    wishes = wishes_of(by_pk.values(), (kind,))
    Told.objects.bulk_create(
        [
            Told(
                user=person,
                kind=kind,
                once=once,
                subject=one_line(subject)[:LONGEST_SUBJECT],
                text=text.strip()[:LONGEST_TEXT],
                url=url,
                made_at=now,
                state=Told.State.UNWANTED if wishes[pk, kind] == NEVER else Told.State.WAITING,
            )
            for pk, person in by_pk.items()
        ],
        ignore_conflicts=True,
    )


def wishes_of(people: Iterable[User], names: Iterable[str]) -> dict[tuple[int, str], When]:
    """By person and kind: what each has chosen, or the default. What no room tells of any more is not wanted."""
    pks, names = [person.pk for person in people], list(names)
    chosen = {
        (user, kind): When(when)
        for user, kind, when in Wish.objects.filter(user__in=pks, kind__in=names).values_list("user", "kind", "when")
    }
    defaults = {name: kinds()[name].default if name in kinds() else NEVER for name in names}
    return {(pk, name): chosen.get((pk, name), defaults[name]) for pk in pks for name in names}


def wish_of(user: User, kind: str) -> When:
    return wishes_of((user,), (kind,))[user.pk, kind]


@transaction.atomic
def choose(user: User, wishes: Mapping[str, When]) -> None:
    """By names of kinds. What waits of a kind that is not wanted any more is not sent."""
    for kind, when in wishes.items():
        Wish.objects.update_or_create(user=user, kind=kind, defaults={"when": when})
    unwanted = [kind for kind, when in wishes.items() if when == NEVER]
    Told.objects.waiting().filter(user=user, kind__in=unwanted).update(state=Told.State.UNWANTED)


def withheld(texts: list[str]) -> list[str]:
    """The texts without what is exempt now."""
    for withhold in withholding:
        texts = withhold(texts)
    return texts
