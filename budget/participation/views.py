"""Pages of who takes part in what: the periods of the members, and the purposes that have keys of their own."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from budget.keys.views import key_crumbs
from budget.memberships.models import Membership
from budget.money.access import may_view
from budget.participation import actions
from budget.participation.forms import MembershipForm, PurposeForm
from budget.participation.tables import MembershipTable, PurposeTable
from budget.purposes.models import KeyPurpose
from budget.years.navigation import navigation
from rorikt.pages.editing import Crumbs
from rorikt.pages.row_pages import among, row_pages
from rorikt.tables import export, listing


@may_view
def memberships(request: HttpRequest) -> HttpResponse:
    may_change = request.user.has_perm("budget.change_budget")
    KeyPurpose.general()  # so that the purpose of all that names none can be named here too
    table = MembershipTable(Membership.objects.select_related("municipality", "case"), may_change=may_change)
    purposes = PurposeTable(KeyPurpose.objects.all(), may_change=may_change, prefix="formal-")
    if answer := export.answer(request, "Medlemskap og formål", table, purposes):
        return answer
    for one in (table, purposes):
        listing.configure(request, one)
    context = {
        **navigation(request, "budget:cost-keys"),
        "table": table,
        "purposes": purposes,
        "may_change": may_change,
        "crumbs": key_crumbs(),
    }
    return render(request, "budget/participation/memberships.html", context)


def _crumbs(row: object) -> Crumbs:
    return [*key_crumbs(), ("Medlemskap og formål", reverse("budget:memberships"))]


membership_pages = row_pages(
    MembershipForm,
    "budget.change_budget",
    find=among(Membership.objects.select_related("municipality", "case")),
    start=lambda request: Membership(),
    crumbs=_crumbs,
    new="Nytt medlemskap",
    consequence="Uten noen periode regnes kommunen som medlem hele tiden.",
    delete_url="budget:memberships-delete",
    store=actions.store_membership,
    delete=actions.delete_membership,
)
purpose_pages = row_pages(
    PurposeForm,
    "budget.change_budget",
    find=among(KeyPurpose.objects.all()),
    start=lambda request: KeyPurpose(),
    crumbs=_crumbs,
    new="Nytt formål",
    consequence="Bare et formål som ingen nøkkel eller kostnad bruker, kan slettes.",
    delete_url="budget:purposes-delete",
    store=actions.store_purpose,
    delete=actions.delete_purpose,
)
