"""Pages of how the cooperation suggests that charges are posted."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from budget.money.access import may_view
from budget.money.reader import Reader
from budget.posting.forms import PostingForm
from budget.posting.models import PostingRule
from budget.posting.tables import PostingTable
from budget.years.navigation import navigation, newest_year
from rorikt.pages.row_pages import among, row_pages
from rorikt.people.person import person
from rorikt.tables import export, listing


@may_view
def postings(request: HttpRequest) -> HttpResponse:
    may_edit = request.user.has_perm("budget.change_budget")
    table = PostingTable(PostingRule.objects.all(), reader=Reader(person(request)), may_change=may_edit)
    if answer := export.answer(request, "Forslag til føring", table):
        return answer
    listing.configure(request, table)
    context = {**navigation(request, "budget:postings"), "table": table, "may_change": may_edit}
    return render(request, "budget/posting/postings.html", context)


posting_pages = row_pages(
    PostingForm,
    "budget.change_budget",
    find=among(PostingRule.objects.all()),
    start=lambda request: PostingRule(year=newest_year()),
    crumbs=lambda rule: [("Økonomi", reverse("budget:index")), ("Føring", reverse("budget:postings"))],
    new="Nytt forslag til føring",
    consequence="Brev og saldobekreftelser som er sendt ut, endres ikke.",
    delete_url="budget:posting-delete",
)
