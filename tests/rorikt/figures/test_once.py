"""What many figures rest on is read once for all that is shown together, and anew for what comes after."""

from rorikt.figures.once import asked_once, once


def counted():
    asked = []

    @once
    def double(number, *, by=2):
        asked.append((number, by))
        return number * by

    return double, asked


def test_a_question_is_answered_once_within_and_each_time_outside():
    double, asked = counted()

    with asked_once():
        assert [double(1), double(1), double(2), double(1, by=3)] == [2, 2, 4, 3]
    double(1)
    double(1)

    assert asked == [(1, 2), (2, 2), (1, 3), (1, 2), (1, 2)]


def test_one_inside_another_knows_its_answers_and_the_next_asks_anew():
    double, asked = counted()

    with asked_once():
        double(1)
        with asked_once():
            double(1)
        double(1)
    with asked_once():
        double(1)

    assert asked == [(1, 2), (1, 2)]


def test_what_failed_is_asked_again():
    tried = []

    @once
    def fail():
        tried.append(1)
        raise KeyError

    with asked_once():
        for _ in range(2):
            try:
                fail()
            except KeyError:
                continue

    assert len(tried) == 2
