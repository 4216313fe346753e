"""The pages of the frame: a decision is put in by the head, from the estimate it decides."""

from datetime import date

import pytest
from django.urls import reverse

from budget.frame.models import FrameChange
from budget.keys.models import CostKey
from tests.budget import golden
from tests.budget.pages import plain
from tests.factories import make_frame_change, named_case

pytestmark = pytest.mark.django_db


def test_everyone_with_a_login_reads_the_frame_and_nobody_else(client, council_member, charged_2024):
    assert client.get(reverse("budget:frame", args=[2024])).status_code == 302
    client.force_login(council_member)

    assert client.get(reverse("budget:frame", args=[2024])).status_code == 200


@pytest.mark.parametrize(
    ("name", "arguments"),
    [("frame-change-new", [2024]), ("frame-decision-new", ["change"]), ("estimate-decide", ["sikkerhetspartner"])],
)
def test_only_the_head_changes_the_frame(client, finance, charged_2024, name, arguments):
    change = make_frame_change()
    client.force_login(finance)
    url = reverse(f"budget:{name}", args=[change.pk if one == "change" else one for one in arguments])

    assert client.post(url, {}).status_code == 403


def test_the_council_s_decision_is_put_in_the_frame_from_the_estimate(as_head, charged_2024):
    CostKey.objects.filter(valid_from=date(2024, 1, 1)).delete()
    golden.make_security_partner().__class__.objects.update(slug="sikkerhetspartner")
    url = reverse("budget:estimate-decide", args=["sikkerhetspartner"])

    shown = as_head.get(url, {"sak": named_case("2024/M1-004").pk})
    empty = as_head.post(url, {"decision": "Vedtatt", "decided_on": "2024-02-14"})
    done = as_head.post(
        url,
        {
            "changes": ["2024-one_off"],
            "decision": "Rådet vedtok avtalen",
            "decided_on": "2024-02-14",
            "case": "2024/M1-004",
        },
        follow=True,
    )

    assert shown.context["form"].initial["case"] == "2024/M1-004"
    assert empty.context["form"].errors["changes"] == ["Velg minst ett år."]
    assert FrameChange.objects.get().amount == 1_864_000
    assert f'href="{named_case("2024/M1-004").get_absolute_url()}"' in plain(done)
    assert "1 864 000,00" in plain(as_head.get(reverse("budget:frame", args=[2024])))
