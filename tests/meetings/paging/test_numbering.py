"""Where each page of a packet and its supplements lies, and before which paragraph of a paper it is told."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetings.issuing.supplements import ManifestEntry, plan
from meetings.paging.numbering import Leaf, PageMark, Sent, first_on, leaves, page_marks

unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
NAMES = ["avsnitt-1", "a", "b", "avsnitt-2", "c"]


def entry(key, content, *labels):
    return ManifestEntry(key, key, content, labels)


def test_a_page_of_a_supplement_lies_after_the_pages_of_its_own():
    first = Sent([entry("saksliste", "1", "1"), entry("sak-1-dokument-1", "2", "2", "3")], ["1", "2", "3", "4"], 4)
    second = Sent(
        [entry("saksliste", "3", "1a"), entry("sak-1-dokument-1", "4", "3a", "3b")],
        ["1", "1a", "2", "3", "3a", "3b", "4"],
        5,
    )

    found = leaves([first, second])

    assert found["3"] == Leaf(0, 3)
    assert found["4"] == Leaf(0, 4)
    assert (found["1a"], found["3a"], found["3b"]) == (Leaf(1, 3), Leaf(1, 4), Leaf(1, 5))


@st.composite
def revisions(draw):
    """Each a list of parts by key with content and length; keys and contents come, go and change."""
    part = st.tuples(st.integers(1, 4), st.integers(1, 3))
    revision = st.dictionaries(st.sampled_from(["sak-1-dokument-1", "sak-2-dokument-1", "sak-3-vedlegg-7"]), part)
    return draw(st.lists(revision.filter(bool), min_size=1, max_size=5))


@unhurried
@given(revisions())
def test_every_label_lies_where_the_supplements_put_it(history):
    """Held against laying the pages one by one, as they are sewn."""
    sent, laid, entries, labels = [], {}, [], []
    for number, revision in enumerate(history):
        new = [ManifestEntry(key, key, f"{content}-{length}") for key, (content, length) in revision.items()]
        counts = {key: length for key, (_, length) in revision.items()}
        if number == 0:
            at, made = 1, []
            for one in new:
                own = tuple(str(page) for page in range(at, at + counts[one.key]))
                made.append(ManifestEntry(one.key, one.title, one.content, own))
                at += counts[one.key]
            entries, labels = made, [label for one in made for label in one.labels]
            laid |= {label: Leaf(0, page) for page, label in enumerate(labels, start=1)}
            sent.append(Sent(entries, labels, len(labels)))
            continue
        planned = plan(entries, labels, new, counts)
        file = ["front", "front", *(label for one in planned.added for label in one.labels)]
        laid |= {label: Leaf(number, page) for page, label in enumerate(file, start=1) if label != "front"}
        entries, labels = list(planned.entries), list(planned.pages)
        sent.append(Sent(entries, labels, len(file)))

    assert leaves(sent) == laid


def test_a_page_is_told_before_the_first_that_begins_on_it():
    marks = page_marks(NAMES, {"avsnitt-1": 2, "a": 2, "b": 2, "avsnitt-2": 3, "c": 4}, 5, "slutt")

    assert marks == {"avsnitt-1": [PageMark(2)], "avsnitt-2": [PageMark(3)], "c": [PageMark(4)]}


def test_a_page_on_which_nothing_begins_is_told_after_what_covers_it():
    marks = page_marks(NAMES, {"avsnitt-1": 0, "a": 0, "b": 1, "avsnitt-2": 3, "c": 3}, 6, "slutt")

    assert marks["avsnitt-2"] == [PageMark(2, is_above=True), PageMark(3)]
    assert marks["slutt"] == [PageMark(4, is_above=True), PageMark(5, is_above=True)]


def test_a_paper_whose_paragraphs_are_not_placed_has_no_marks():
    assert page_marks(NAMES, {}, 6, "slutt") == {}


@unhurried
@given(st.lists(st.integers(0, 6), min_size=1, max_size=12).map(sorted), st.integers(0, 3))
def test_each_page_from_the_first_paragraph_on_is_told_once_and_where_it_begins(pages, more):
    names = [f"n{place}" for place in range(len(pages))]
    begins_on = dict(zip(names, pages, strict=True))
    count = pages[-1] + 1 + more

    marks = page_marks(names, begins_on, count, "slutt")

    told = [(one.page, name, one.is_above) for name in [*names, "slutt"] for one in marks.get(name, [])]
    assert [page for page, _, _ in told] == list(range(pages[0], count))
    for page, name, is_above in told:
        if is_above:
            assert page not in pages
            assert begins_on.get(name, count) > page
        else:
            assert name == names[pages.index(page)]


def test_a_page_leads_to_the_first_that_begins_on_it_or_to_what_it_goes_on_with():
    begins_on = {"avsnitt-1": 2, "a": 2, "b": 3, "avsnitt-2": 5, "c": 5}

    assert [first_on(page, NAMES, begins_on) for page in range(7)] == [
        "", "", "avsnitt-1", "b", "b", "avsnitt-2", "c",
    ]  # fmt: skip


def test_a_span_names_one_page_or_the_first_and_the_last():
    assert (entry("sak-1", "x", "7").span, entry("sak-1", "x", "7", "8", "9").span) == ("side 7", "side 7–9")
