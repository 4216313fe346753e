"""Whose share a person is shown beside the totals: asked of the person once in a request."""

from django.core.exceptions import ValidationError

from meetings.municipal.models import MunicipalView
from rorikt.people.models import Municipality, User

NOT_CHOSEN = "Velg hvilken kommune du vil se andelen til."


def may_choose(user: User) -> bool:
    """Those who work for all. The others are of one municipality, and see that one's share."""
    return user.role not in {User.Role.COUNCIL_MEMBER, User.Role.FINANCE}


def municipality_of(user: User) -> Municipality | None:
    """The one that is chosen, or the person's own; None for one who has to be asked."""
    view = _view_of(user)
    if view and view.municipality_id and may_choose(user):
        return view.municipality
    return user.municipality


def shown_for(user: User) -> Municipality | None:
    """None where the person has not switched it on."""
    view = _view_of(user)
    return municipality_of(user) if view and view.is_on else None


def show(user: User, *, is_on: bool, municipality: Municipality | None = None) -> None:
    """Kept from page to page, and until it is changed. None keeps the municipality that there is.

    Raises ValidationError where there is none to show.
    """
    chosen = municipality if may_choose(user) else None
    if is_on and not (chosen or municipality_of(user)):
        raise ValidationError(NOT_CHOSEN)
    values = {"is_on": is_on, **({"municipality": chosen} if chosen else {})}
    MunicipalView.objects.update_or_create(user=user, defaults=values)


def _view_of(user: User) -> MunicipalView | None:
    """Remembered with the person, also that there is none."""
    return getattr(user, "municipal_view", None)
