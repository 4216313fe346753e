"""The pages of the money in a real browser, at every width: with rows, with an error, and empty."""

import pytest
from django.urls import reverse

from budget.keys.models import CostKey
from budget.lines.models import BudgetLine
from budget.projects.models import InvestmentProject
from tests import factories
from tests.budget import golden
from tests.test_browser import browser, faults, log_in, page  # noqa: F401

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_every_page_of_the_money_is_accessible_at_every_width(page, live_server, client, head):  # noqa: F811
    factories.make_cooperation()
    golden.make_year_2023()
    estimate = golden.make_security_partner()
    line = BudgetLine.objects.get(title="Konsulenter")
    factories.make_cause(line=line)
    log_in(page, client, head, live_server)

    addresses = [
        *(reverse(f"budget:{name}", args=[2023]) for name in ("operating-result", "investments", "settlement")),
        *(reverse(f"budget:{name}", args=[2031]) for name in ("operating-result", "investments", "settlement")),
        *(reverse(f"budget:{name}") for name in ("cost-keys", "cost-key-new", "cost-estimates")),
        *(
            row.get_absolute_url()
            for row in (line, estimate, CostKey.objects.first(), InvestmentProject.objects.first())
        ),
        reverse("budget:payments", args=[2023]),
        reverse("budget:cause-new", args=[line.pk]),
        reverse("budget:line-delete", args=[line.pk]),
    ]
    found = {address: faults(page, live_server.url + address) for address in addresses}
    assert {address: wrong for address, wrong in found.items() if wrong} == {}


def test_a_wrong_form_leads_to_its_field(page, live_server, client, head):  # noqa: F811
    factories.make_cooperation()
    log_in(page, client, head, live_server)
    page.goto(live_server.url + reverse("budget:cost-key-new"))
    page.fill("[name=source]", "Vedtak")
    page.fill("[name=share_1506]", "99,99")
    page.fill("[name=share_1535]", "mye")

    page.click("main button[type=submit]")
    page.click("a[href='#id_share_1535']")

    page.wait_for_selector("[name=share_1535]:focus")
    assert page.input_value("[name=share_1506]") == "99,99"
    assert page.input_value("[name=source]") == "Vedtak"
