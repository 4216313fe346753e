"""Which safe copy counts: the one that goes furthest and is still like its original. What was not done is told."""

import json

import pytest

from rorikt.children import processes
from rorikt.safe_pdf.safe import Refused
from rorikt.uploads import choosing
from rorikt.uploads.likeness import GONE, Page

SAME, OTHER = Page(0, 0, 100, 0), Page(0.2, 1, 100, 0)
SILENT = Page(0, 0, 100, 90)


class Ways:
    """What comes of each way: `pages(redraws, flattens, pictured)`. What was asked for is kept in `gone`."""

    def __init__(self, pages, **answer):
        self._pages = pages
        self._answer = {
            "was_redrawn": True,
            "was_flattened": True,
            "lacks_looks": False,
            "hidden_on": [],
            "page_count": 1,
            "original": "given.pdf",
            "stamped": "",
            **answer,
        }
        self.gone = []

    def __call__(self, module, task, *arguments, seconds=0):
        if task == "examine":
            way = choosing.way_from(json.loads(arguments[2]))
            self.gone.append((way.redraws, way.flattens, tuple(way.pictured)))
            steps = {"was_redrawn": way.redraws, "was_flattened": way.flattens, "lacks_looks": not way.lender}
            return json.dumps({**self._answer, **{key: self._answer[key] and value for key, value in steps.items()}})
        if task == "draw":
            return json.dumps({number: f"{number}.png" for number in json.loads(arguments[2])})
        if task == "looks":
            return ""
        pages = self._pages(*self.gone[-1])
        if pages is None:
            raise processes.Died("11: ")
        return json.dumps([page and vars(page) for page in pages])


def chosen(tmp_path, pages, **answer):
    ways = Ways(pages, **answer)
    return choosing.choose(tmp_path, tmp_path / "given", ways), ways.gone


def test_a_copy_that_is_like_its_original_is_made_once(tmp_path):
    copy, gone = chosen(tmp_path, lambda *way: [SAME, SAME])

    assert (copy.told, copy.is_true, copy.pictured, gone) == ((), True, (), [(True, True, ())])


@pytest.mark.parametrize("fault", [OTHER, SILENT, GONE])
def test_a_step_that_loses_something_is_left_out_and_told(tmp_path, fault):
    copy, gone = chosen(tmp_path, lambda redraws, flattens, pictured: [SAME, fault if redraws else SAME])

    assert copy.told == (
        "Sidene er ikke tegnet på nytt for arkivet, for da ville noe på dem blitt borte eller annerledes.",
    )
    assert (copy.is_true, gone) == (True, [(True, True, ()), (False, True, ())])


def test_fields_that_are_lost_when_they_become_part_of_the_page_lie_on_it(tmp_path):
    copy, gone = chosen(tmp_path, lambda redraws, flattens, pictured: [OTHER if flattens else SAME])

    assert copy.told == (
        "Felt og merknader er ikke slått sammen med siden, for da ville noe blitt borte eller annerledes.",
    )
    assert (copy.is_true, gone[-1]) == (True, (True, False, ()))


def test_a_step_that_was_not_taken_is_not_left_out(tmp_path):
    copy, gone = chosen(tmp_path, lambda *way: [SILENT], was_redrawn=False, was_flattened=False)

    assert gone == [(True, True, ())]
    assert (copy.told, copy.is_true) == (("Side 1 er ikke helt som i originalen. Se etter i kopien.",), False)


def test_pages_that_look_otherwise_whatever_is_done_become_pictures(tmp_path):
    def pages(redraws, flattens, pictured):
        return [SAME, SILENT if pictured else OTHER, SAME]

    copy, gone = chosen(tmp_path, pages)

    assert copy.told == (
        "Side 2 er tatt med som bilde, for den lot seg ikke gjøre trygg uten å bli annerledes. "
        "Teksten der kan ikke søkes i eller leses opp.",
    )
    assert (copy.is_true, copy.pictured, gone[-1]) == (True, (2,), (True, True, (2,)))


def test_pages_that_cannot_be_drawn_do_not_become_pictures(tmp_path):
    def run(module, task, *arguments, seconds=0):
        if task == "draw":
            raise processes.Died("11: ")
        return ways(module, task, *arguments, seconds=seconds)

    ways = Ways(lambda *way: [OTHER], was_redrawn=False, was_flattened=False)

    copy = choosing.choose(tmp_path, tmp_path / "given", run)

    assert copy.told == ("Side 1 er ikke helt som i originalen. Se etter i kopien.",)
    assert (copy.is_true, copy.pictured) == (False, ())


def test_what_is_still_another_is_told_and_is_not_true(tmp_path):
    copy, _ = chosen(tmp_path, lambda *way: [OTHER] * 60)

    assert copy.told == ("Side 1, 2, 3, 4, 5, 6 og 54 andre er ikke helt som i originalen. Se etter i kopien.",)
    assert (copy.is_true, copy.pictured) == (False, ())


def test_what_cannot_be_compared_is_told_and_the_way_that_does_least_is_gone(tmp_path):
    copy, gone = chosen(tmp_path, lambda *way: None)

    assert copy.told[-1] == "Kopien lot seg ikke sammenligne med originalen side for side. Se etter i kopien."
    assert (copy.is_true, gone[-1]) == (False, (False, False, ()))


def test_a_slow_file_is_not_made_in_every_way(tmp_path, monkeypatch):
    monkeypatch.setattr(choosing, "SLOW", 0)

    _, gone = chosen(tmp_path, lambda redraws, flattens, pictured: [OTHER if redraws or flattens else SAME])

    assert gone == [(True, True, ()), (False, False, ())]


def test_a_page_that_cannot_be_drawn_in_the_original_makes_the_copy_uncertain(tmp_path):
    copy, gone = chosen(tmp_path, lambda *way: [SAME, None])

    assert (copy.is_true, len(gone)) == (False, 1)


def test_letters_of_hidden_layers_are_rightly_gone(tmp_path):
    copy, _ = chosen(tmp_path, lambda *way: [SILENT], hidden_on=[1])

    assert (copy.told, copy.is_true) == ((), True)


def test_what_has_no_look_is_given_one_and_made_again(tmp_path):
    copy, gone = chosen(tmp_path, lambda *way: [SAME], lacks_looks=True)

    assert (len(gone), copy.answer["lacks_looks"]) == (2, False)


def test_a_file_that_is_refused_is_refused(tmp_path):
    with pytest.raises(Refused, match="Nei"):
        choosing.choose(tmp_path, tmp_path / "given", lambda *call, **more: json.dumps({"refused": ["no", "Nei"]}))
