"""What must not stand in a log is taken out, and what is needed there stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rorikt.logs.masking import harmless, is_secret_name, masked

SECRET = "Zk3vQ8bT1nXw5Yp0Lr7MdA2c"


@pytest.mark.parametrize(
    "told",
    [
        f"/konto/password/reset/key/3-{SECRET}/",
        f"Not Found: /kalender/{SECRET}.ics",
        f"/invitasjon/{SECRET}/",
        f"/noe/helt/nytt/{SECRET}/",
        f"postgres://rorikt:{SECRET}@db:5432/rorikt svarer ikke",
        f"password={SECRET}",
        f"{{'RORIKT_MAIL_PASSWORD': '{SECRET}', 'b': 1}}",
        f'"csrftoken": "{SECRET}"',
        f"Authorization: Bearer {SECRET}",
        f"Cookie: sessionid={SECRET}",
        f"RORIKT_METRICS_TOKEN={SECRET}",
        f"api-key: {SECRET}",
        f"secret_key = '{SECRET}'",
    ],
)
def test_a_secret_is_not_told(told):
    assert SECRET not in masked(told)


@pytest.mark.parametrize("path", ["/jobber/7c1f6d1e-52a1-4a8e-9c35-0d6f1f0f7c11/status/", f"/fil/{'0a' * 16}/"])
def test_an_id_that_nobody_has_thought_up_is_not_told_in_an_address(path):
    assert masked(path).count("…") == 1


@pytest.mark.parametrize(
    "told",
    [
        "/moter/2024/M1/",
        "/dokumenter/12/seksjoner/4/",
        "/okonomi/2023/driftsresultat-for-kommunene-i-2023/",
        "/static/rorikt/app.4f3a2b1c9d0e.css",
        "a kept PDF is damaged and is made again: 4f3a.pdf",
        "Task id=1 path=rorikt.jobs.queue.run_job state=RUNNING",
    ],
)
def test_what_is_no_secret_stays(told):
    assert masked(told) == told


def test_names_of_secrets_are_known_by_how_they_end():
    assert {name for name in ("password", "mail_password", "csrftoken", "api_key", "path", "tokens_used", "user")
            if is_secret_name(name)} == {"password", "mail_password", "csrftoken", "api_key"}  # fmt: skip


@given(st.text())
def test_what_is_harmless_is_one_line_and_moves_no_cursor(text):
    shown = harmless(text)

    assert shown.splitlines() in ([], [shown])
    assert not any(ord(sign) < 32 or 127 <= ord(sign) < 160 for sign in shown)


@given(st.text())
def test_to_mask_twice_is_to_mask_once(text):
    assert masked(masked(text)) == masked(text)
