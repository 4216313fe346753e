"""Who a person is, as predicates that each app's rules.py puts together."""

import rules

from rorikt.people.models import User


def has_role(*roles: User.Role) -> rules.Predicate:
    @rules.predicate("has_role:" + ",".join(roles))
    def check(user: User) -> bool:
        return user.is_active and getattr(user, "role", None) in roles

    return check


is_head = has_role(User.Role.HEAD)
is_secretary = has_role(User.Role.SECRETARY)
is_author = has_role(User.Role.AUTHOR)
is_finance = has_role(User.Role.FINANCE)
is_council_member = has_role(User.Role.COUNCIL_MEMBER)
is_administrator = has_role(User.Role.ADMINISTRATOR)
is_anyone = has_role(*User.Role)
is_staff_of_cooperation = is_head | is_secretary | is_author | is_administrator
runs_meetings = is_head | is_secretary
