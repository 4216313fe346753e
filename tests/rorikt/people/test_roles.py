"""Who a person is, which all permissions are put together of."""

import pytest
from django.contrib.auth.models import AnonymousUser

from rorikt.people.models import User
from rorikt.people.person import person
from rorikt.people.roles import has_role, is_anyone, is_head, is_staff_of_cooperation

HEAD, SECRETARY, AUTHOR, FINANCE, MEMBER, ADMINISTRATOR = (
    User.Role.HEAD, User.Role.SECRETARY, User.Role.AUTHOR, User.Role.FINANCE, User.Role.COUNCIL_MEMBER,
    User.Role.ADMINISTRATOR,
)  # fmt: skip


@pytest.mark.parametrize("role", list(User.Role))
def test_a_person_has_its_own_role_and_no_other(role):
    user = User(role=role)

    assert [other for other in User.Role if has_role(other)(user)] == [role]
    assert is_anyone(user)
    assert is_staff_of_cooperation(user) == (role in {HEAD, SECRETARY, AUTHOR, ADMINISTRATOR})
    assert has_role(FINANCE, MEMBER)(user) == (role in {FINANCE, MEMBER})


def test_one_whose_account_is_closed_is_nobody():
    assert not is_head(User(role=HEAD, is_active=False))
    assert not is_anyone(User(role=HEAD, is_active=False))


def test_the_public_has_no_role():
    assert not is_anyone(AnonymousUser())
    assert not is_staff_of_cooperation(AnonymousUser())


def test_a_page_without_log_in_has_nobody_who_asks(rf):
    request = rf.get("/")
    request.user = User(role=HEAD)
    assert person(request) is request.user

    request.user = AnonymousUser()
    with pytest.raises(ValueError, match="nobody is logged in"):
        person(request)
