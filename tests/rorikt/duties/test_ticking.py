"""What the clock asks for is done once, whoever ticks, and one duty that fails stops no other."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone

from rorikt.duties import ticking
from rorikt.duties.models import DutyState
from rorikt.duties.ticking import Duty, tick


@pytest.fixture
def name_duties(monkeypatch):
    """Put these in the place of those of the rooms."""
    return lambda *named: monkeypatch.setattr(ticking, "duties", lambda: named)


def duty(name, do=lambda now: "", every=timedelta(hours=1), **others):
    return Duty(name, every, do, **others)


def told():
    return [str(attempt) for attempt in tick()]


def some_time_passes(**time):
    for state in DutyState.objects.all():
        state.begun_at = state.begun_at and state.begun_at - timedelta(**time)
        state.held_until = state.held_until and state.held_until - timedelta(**time)
        state.save()


def test_every_duty_that_the_rooms_name_has_a_name_of_its_own_and_can_be_done(db):
    names = [one.name for one in ticking.duties()]

    assert len(names) == len(set(names))
    assert [attempt.error for attempt in tick() if attempt.error] == []
    assert list(tick()) == []


def test_a_duty_comes_again_when_its_time_has_passed(db, name_duties):
    name_duties(duty("Rydder", lambda now: "2 filer er fjernet."))

    assert told() == ["Rydder: 2 filer er fjernet."]
    assert told() == []
    some_time_passes(minutes=59)
    assert told() == []
    some_time_passes(minutes=1)
    assert told() == ["Rydder: 2 filer er fjernet."]


def test_a_duty_that_nothing_waits_for_is_not_begun(db, name_duties):
    waiting = []
    name_duties(duty("Purrer", lambda now: f"{waiting.pop()} er purret.", waits=lambda: waiting))

    assert told() == []
    waiting.append("En")
    assert told() == ["Purrer: En er purret."]


def test_one_that_fails_is_told_of_stops_no_other_and_is_tried_again_in_a_while(db, name_duties, caplog):
    faults = [ValidationError("Nøkkelen er borte."), ZeroDivisionError("secret")]

    def fail(now):
        if faults:
            raise faults.pop()
        return "Ferdig."

    name_duties(duty("Henter", fail), duty("Rydder"))

    assert told() == [f"Henter: {ticking.FAILED}", "Rydder: ingenting å gjøre."]
    assert "ZeroDivisionError" in caplog.text
    assert told() == []
    some_time_passes(minutes=6)
    assert told() == ["Henter: Nøkkelen er borte."]
    assert DutyState.objects.get(name="Henter").error == "Nøkkelen er borte."
    some_time_passes(minutes=6)
    assert told() == ["Henter: Ferdig."]
    state = DutyState.objects.get(name="Henter")
    assert (state.error, state.told, state.held_until) == ("", "Ferdig.", None)


def test_asking_what_waits_may_fail_too(db, name_duties):
    name_duties(duty("Henter", waits=lambda: 1 / 0), duty("Rydder"))

    assert told() == [f"Henter: {ticking.FAILED}", "Rydder: ingenting å gjøre."]
    assert told() == []


def test_one_that_died_with_its_process_is_begun_again(db, name_duties):
    name_duties(duty("Henter", every=timedelta(0), longest=timedelta(minutes=2)))
    DutyState.objects.create(name="Henter", begun_at=timezone.now(), held_until=timezone.now() + timedelta(minutes=2))

    assert told() == []
    some_time_passes(minutes=3)
    assert told() == ["Henter: ingenting å gjøre."]


def test_duties_go_on_when_the_clock_is_set_back(db, name_duties):
    name_duties(duty("Daglig", every=timedelta(days=1)), duty("Holdt", every=timedelta(minutes=1)))
    next_year = timezone.now() + timedelta(days=365)
    DutyState.objects.create(name="Daglig", begun_at=next_year)
    DutyState.objects.create(name="Holdt", begun_at=next_year, held_until=next_year + timedelta(minutes=30))

    assert told() == ["Daglig: ingenting å gjøre.", "Holdt: ingenting å gjøre."]
    assert told() == []


def test_a_duty_that_another_process_has_just_taken_is_not_done_twice(db, name_duties):
    """The other one comes when this one has found the duty due, and again when this one is at it."""
    done, others = [], []

    def ask():
        if not others:
            others.append("before")
            others.append(list(tick()))
        return True

    def act(now):
        done.append(now)
        others.append(list(tick()))
        return "Gjort."

    name_duties(duty("Henter", act, every=timedelta(minutes=1), waits=ask))

    assert told() == []
    assert len(done) == 1
    assert [str(attempt) for attempt in others[-1]] == ["Henter: Gjort."]
    assert others[1] == []
    assert DutyState.objects.get().held_until is None


@pytest.mark.django_db(transaction=True)
def test_the_worker_ticks_beside_its_work(name_duties, monkeypatch):
    monkeypatch.setattr(ticking, "PAUSE", 0.01)
    has_ticked = threading.Event()

    def act(now):
        has_ticked.set()
        return "Gjort."

    name_duties(duty("Henter", act))

    with ticking.ticking():
        assert has_ticked.wait(20)

    assert DutyState.objects.get().told == "Gjort."


@pytest.mark.django_db(transaction=True)
def test_the_worker_ticks_on_after_a_database_that_did_not_answer(name_duties, monkeypatch, caplog):
    monkeypatch.setattr(ticking, "PAUSE", 0.01)
    monkeypatch.setattr(ticking, "PAUSE_AFTER_FAULT", 0.01)
    answers, has_ticked = [True, False], threading.Event()

    def tick_or_fail(*, quick):
        if quick:
            return []
        if not answers.pop():
            raise OperationalError
        has_ticked.set()
        answers.append(True)
        return []

    monkeypatch.setattr(ticking, "tick", tick_or_fail)

    with ticking.ticking():
        assert has_ticked.wait(20)

    assert "it cannot be told what is due" in caplog.text


def test_the_command_says_in_a_line_each_what_was_done(db, name_duties, capsys):
    name_duties(duty("Rydder", lambda now: "2 filer er fjernet."))

    call_command("tick")
    call_command("tick")

    assert capsys.readouterr().out == "Rydder: 2 filer er fjernet.\n"


def test_the_command_fails_where_a_duty_has_failed(db, name_duties, capsys):
    name_duties(duty("Henter", lambda now: 1 / 0), duty("Rydder", lambda now: "Ferdig."))

    with pytest.raises(CommandError, match="1 oppgaver feilet"):
        call_command("tick")

    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("Rydder: Ferdig.\n", f"Henter: {ticking.FAILED}\n")


def test_what_is_quick_is_done_beside_the_others(db, name_duties):
    done = []
    long = duty("Lang", lambda now: done.append("lang") or "", every=timedelta(0))
    name_duties(long, duty("Kort", lambda now: done.append("kort") or "", every=timedelta(0), is_quick=True))

    assert [attempt.duty.name for attempt in tick(quick=True)] == ["Kort"]
    assert [attempt.duty.name for attempt in tick(quick=False)] == ["Lang"]
    assert [attempt.duty.name for attempt in tick()] == ["Lang", "Kort"]
    assert done == ["kort", "lang", "lang", "kort"]
