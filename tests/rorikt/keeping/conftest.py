import pytest

from rorikt.keeping import answers


@pytest.fixture(autouse=True)
def room(monkeypatch):
    monkeypatch.setattr(answers._answers, "most_bytes", 10_000_000)
    monkeypatch.setattr(answers, "LEAST_GAIN", 0)
    yield
    answers.forget_all()
