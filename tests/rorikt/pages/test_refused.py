"""A request that the database gave up for another one's sake is answered in words."""

import pytest
from django.db import OperationalError
from django.test import RequestFactory

from rorikt.pages.collisions import CollisionMiddleware
from rorikt.snapshot import BUSY


@pytest.fixture
def middleware():
    return CollisionMiddleware(lambda request: None)


def make_request(user):
    request = RequestFactory().post("/")
    request.user, request.csp_nonce, request.htmx = user, "x", False
    return request


def test_a_locked_database_is_told_in_words(middleware, head):
    answer = middleware.process_exception(make_request(head), OperationalError("database is locked"))

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert BUSY in answer.content.decode()


def test_another_fault_is_left_to_be_logged(middleware, head):
    assert middleware.process_exception(make_request(head), OperationalError("no such table")) is None
