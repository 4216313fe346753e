"""What a person chooses for the own eyes: told to nobody, so it leaves no trail."""

from collections.abc import Mapping

from rorikt.looks.looks import to_store
from rorikt.people.models import User


def choose_looks(user: User, looks: Mapping[str, str]) -> None:
    User.objects.filter(pk=user.pk).update(looks=to_store(looks))
