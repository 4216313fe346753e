"""A paragraph found again in later texts: never another one without a word of doubt."""

from dataclasses import dataclass, field
from itertools import count

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from meetings.documents.content import NumberedSection, Text
from meetings.paragraphs.following import Standing, follow, follow_cell
from meetings.paragraphs.paragraphs import paragraphs_of
from rorikt.figures.values import Cell, Column, Table
from rorikt.texts import richtext
from rorikt.texts.blocks import blocks_of, identified, without_ids

SECTION = NumberedSection("1", 1, "avsnitt-1", "Drift", key="s7")
WORDS = [
    "rådet", "drift", "kommune", "år", "avvik", "budsjett", "system", "bruker", "sak", "møte", "server",
    "nett", "lisens", "avtale", "pris", "leder", "plan", "tiltak", "frist", "vedtak", "regnskap", "skole",
    "helse", "lag", "opplæring", "sikkerhet", "rutine", "mål", "hendelse", "støtte", "arkiv", "prosjekt",
]  # fmt: skip
SILENT = {Standing.SAME, Standing.CHANGED}


def shown(text):
    return paragraphs_of([NumberedSection("1", 1, "avsnitt-1", "Drift", (Text(text),), key="s7")])


def step_of(text):
    return {block.id: richtext.plain(block.html) for block in blocks_of(text)}


@dataclass
class Written:
    """A section that is edited: what is true of each paragraph, in order, and what has been stored."""

    truth: list[tuple[int, str]]
    stored: list[str] = field(default_factory=list)
    steps: list[dict] = field(default_factory=list)
    numbers: count = field(default_factory=count)

    def save(self, keeps_ids, ids):
        """Through the same function as the product, with the ids that the editor kept, or with none."""
        html = "".join(
            f'<p data-id="{ids[one]}">{text}</p>' if keeps_ids and one in ids else f"<p>{text}</p>"
            for one, text in self.truth
        )
        self.stored.append(identified(richtext.clean(html), self.stored[-1] if self.stored else ""))
        self.steps.append(step_of(self.stored[-1]))

    def ids(self):
        return {one: block.id for (one, _), block in zip(self.truth, blocks_of(self.stored[-1]), strict=True)}


sentences = st.lists(st.sampled_from(WORDS), min_size=3, max_size=14).map(" ".join)
# Paragraphs that resemble each other, as those of a report of municipalities do.
formulaic = st.builds(
    "I {} hadde {} i alt {} saker om {}".format,
    st.sampled_from(["mars", "april"]),
    st.sampled_from(["Molde", "Rauma"]),
    st.integers(1, 99),
    st.sampled_from(WORDS),
)
operations = st.lists(
    st.tuples(
        st.sampled_from(["edit", "edit", "delete", "delete", "insert", "move", "copy", "rewrite"]),
        st.integers(0, 1000),
        st.integers(0, 1000),
        sentences,
        st.booleans(),  # the ids are kept
        st.booleans(),  # it is saved now, or together with the next edit
    ),
    min_size=10,
    max_size=25,
)


def fresh(written, words):
    """Words that stand nowhere else: of one who takes out a paragraph and writes the same again, nobody can tell."""
    number = next(written.numbers)
    return " ".join(f"{word}{number}" for word in words.split())


def change(written, kind, place, other, words):
    truth = written.truth
    if not truth:
        truth.append((next(written.numbers), words))
        return
    place %= len(truth)
    one, text = truth[place]
    match kind:
        case "edit":  # some of its words
            old = text.split()
            old[other % len(old)] = fresh(written, words.split()[0])
            truth[place] = (one, " ".join(old))
        case "rewrite":
            truth[place] = (one, fresh(written, words))
        case "delete":
            del truth[place]
        case "insert":
            truth.insert(other % (len(truth) + 1), (next(written.numbers), fresh(written, words)))
        case "copy":
            truth.insert(other % (len(truth) + 1), (next(written.numbers), text))
        case "move":
            truth.insert(other % len(truth), truth.pop(place))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(st.lists(sentences | formulaic, min_size=3, max_size=9, unique=True), operations)
def test_no_note_moves_silently_whatever_is_edited_deleted_moved_copied_and_pasted(begun, edits):
    """About 1 000 edits: the paragraph that is shown without a doubt is the one that was pointed at."""
    numbers = count()
    written = Written([(next(numbers), text) for text in begun], numbers=numbers)
    written.save(keeps_ids=True, ids={})
    notes = []
    ids = written.ids()
    for kind, place, other, words, keeps_ids, is_saved in edits:
        at = len(written.stored) - 1
        known = {note[0] for note in notes}
        notes += [(one, ids[one], text, at) for one, text in written.truth if one in ids and one not in known]
        change(written, kind, place, other, words)
        if not is_saved and kind != "copy":  # one that is copied and then taken out at once, is moved
            continue
        written.save(keeps_ids, ids)
        ids = written.ids()
        names, now = {name: one for one, name in ids.items()}, shown(written.stored[-1])
        for one, name, was, noted_at in notes:
            found = follow(name, "s7", was, now, written.steps[noted_at:])
            if found.standing in SILENT:
                assert names[found.paragraph.name] == one, (was, found)
                assert (found.standing == Standing.SAME) == (found.now == was)
            event(found.standing.value)


@settings(max_examples=20, deadline=None, derandomize=True)
@given(st.lists(sentences, min_size=3, max_size=8, unique=True), st.data())
def test_a_note_is_found_again_while_the_editor_keeps_the_ids(begun, data):
    """So that the test above is not passed by doubting everything."""
    written = Written(list(enumerate(begun)))
    written.save(keeps_ids=True, ids={})
    names = written.ids()
    before = dict(written.truth)
    gone = data.draw(st.sampled_from(sorted(names)))
    written.truth = [(one, text) for one, text in written.truth if one != gone]
    written.save(keeps_ids=True, ids=names)

    for one, name in names.items():
        found = follow(name, "s7", before[one], shown(written.stored[-1]), written.steps)
        assert found.standing == (Standing.GONE if one == gone else Standing.SAME)


FIRST = "Kommunene skal innføre flerfaktor for alle ansatte før sommeren i år"
OTHER = "Serverne i Molde er byttet, og de gamle er solgt til gjenbruk"


def saved(*paragraphs, earlier="", ids=()):
    marked = [f' data-id="{one}"' for one in ids] + [""] * len(paragraphs)
    html = "".join(f"<p{mark}>{text}</p>" for mark, text in zip(marked, paragraphs, strict=False))
    return identified(richtext.clean(html), earlier)


def followed(name, was, *texts):
    return follow(name, "s7", was, shown(texts[-1]), list(map(step_of, texts)))


def test_a_changed_paragraph_is_told_with_what_stands_now():
    before = saved(FIRST, OTHER)
    name = blocks_of(before)[0].id
    after = saved(FIRST.replace("sommeren", "høsten"), OTHER, earlier=before)

    found = followed(name, FIRST, before, after)

    assert (found.standing, found.now) == (Standing.CHANGED, FIRST.replace("sommeren", "høsten"))


def test_a_paragraph_that_is_taken_out_is_gone_also_where_all_was_pasted_over():
    before = saved(FIRST, OTHER)
    name = blocks_of(before)[0].id

    assert followed(name, FIRST, before, saved(OTHER, earlier=before)).standing == Standing.GONE


@pytest.mark.parametrize(
    "after",
    [
        "Kommunene skal innføre noe helt annet for skolene til neste vår, og rådet ber om en plan",
        "Kommunene skal innføre flerfaktor",
    ],
)
def test_a_paragraph_that_is_written_anew_is_uncertain(after):
    before = saved(FIRST, OTHER)
    name = blocks_of(before)[0].id

    found = followed(name, FIRST, before, saved(after, OTHER, earlier=before, ids=[name]))

    assert found.standing == Standing.UNCERTAIN


def test_one_of_two_that_said_the_same_is_uncertain_when_the_other_is_gone():
    before = saved(FIRST, FIRST, OTHER)
    first, second, _ = [block.id for block in blocks_of(before)]
    after = saved(FIRST, OTHER, earlier=before)
    [left, _] = [block.id for block in blocks_of(after)]

    assert left in {first, second}
    assert followed(left, FIRST, before, after).standing == Standing.UNCERTAIN


def test_a_paragraph_that_comes_back_is_the_one_it_was():
    before = saved(FIRST, OTHER)
    name = blocks_of(before)[0].id
    between = saved(OTHER, earlier=before)

    assert followed(name, FIRST, before, between, before).standing == Standing.SAME


def test_a_paragraph_in_another_section_is_told_to_be_moved():
    before = saved(FIRST, OTHER)
    name = blocks_of(before)[0].id
    elsewhere = NumberedSection("2", 1, "avsnitt-2", "Annet", (Text(before),), key="s8")

    found = follow(name, "s7", FIRST, paragraphs_of([SECTION, elsewhere]))

    assert (found.standing, found.is_moved) == (Standing.SAME, True)


def test_a_paragraph_that_stands_in_two_places_is_uncertain():
    before = saved(FIRST, OTHER)
    name = blocks_of(before)[0].id
    both = [NumberedSection(str(n), 1, f"avsnitt-{n}", "Del", (Text(before),), key=f"s{n}") for n in (7, 8)]

    assert follow(name, "s7", FIRST, paragraphs_of(both)).standing == Standing.UNCERTAIN


def test_texts_without_ids_have_the_words_of_their_blocks_alone():
    assert without_ids(saved(FIRST)) == f"<p>{FIRST}</p>"


def table_with(*rows, key="kostnader"):
    columns = (Column("Kommune"), Column("2024", "number"), Column("2025", "number"))
    return Table(key, "Kostnader", columns, tuple(tuple(map(Cell, row)) for row in rows))


def cell_in(table, was="12"):
    [paragraph] = paragraphs_of([NumberedSection("1", 1, "avsnitt-1", "Drift", (table,), key="s7")])
    there = follow(paragraph.name, "s7", paragraph.text, [paragraph])
    found = follow_cell("Molde", "2025", was, there)
    return found.standing, found.now


def test_a_cell_is_followed_by_what_its_row_and_its_column_are_called():
    assert cell_in(table_with(("Rauma", "1", "2"), ("Molde", "11", "12"))) == (Standing.SAME, "12")
    assert cell_in(table_with(("Molde", "11", "13"))) == (Standing.CHANGED, "13")
    assert cell_in(table_with(("Rauma", "1", "12"))) == (Standing.GONE, "")
    assert cell_in(table_with(("Molde", "1", "12"), ("Molde", "2", "14"))) == (Standing.UNCERTAIN, "12")
