"""What a document says, stored as JSON by approval and read again for ever."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from meetings.documents.content import BrokenToken, NumberedSection, Sitting, Text, content_from_json
from rorikt.figures.values import Chart, Definitions, Table
from tests.factories import make_content

# A part of the activity report as release 0.2.0 stored it, and the hash that it gave it.
STORED = (Path(__file__).parent / "version_0_2_0.json").read_text()
HASH = "19cddeb5aee3c5de132c12566f939ed470c6beb5705c57e3c075ce63909cbb11"


def test_a_version_of_an_earlier_release_is_the_same_to_the_byte_when_it_is_stored_again():
    read = content_from_json(json.loads(STORED))

    assert json.dumps(read.to_json(), ensure_ascii=False, indent=1) + "\n" == STORED
    assert read.sha256 == HASH


def test_what_was_stored_is_read_as_what_it_was():
    read = content_from_json(json.loads(STORED))

    kinds = [[type(block) for block in section.blocks] for section in read.sections]
    assert kinds == [[], [Table], [Chart], [Text, Table], [Text, Definitions]]
    assert (read.as_of, read.meeting) == (date(2024, 2, 1), Sitting("2024/M1", date(2024, 2, 14)))
    assert {figure.key: figure.value for figure in read.figures}["merforbruk:mill"] == Decimal("1937782.94")
    assert {figure.key: figure.value for figure in read.figures}["nye-feilmeldinger:2024-01"] == 451
    assert read.sources[1].settings["closed_on"] == "2024-01-31"
    assert not read.is_draft


def test_what_was_stored_before_a_part_of_a_table_existed_reads_without_it():
    stored = json.loads(STORED)
    table = stored["sections"][1]["blocks"][0]["table"]
    del table["lacks"], table["columns"][0]["group"], table["rows"][0][0]["source"]

    [read] = content_from_json(stored).sections[1].blocks

    assert (read.lacks, read.columns[0].group, read.rows[0][0].source) == ("", "", "")


def test_a_block_of_a_later_release_is_not_passed_over():
    stored = json.loads(STORED)
    stored["sections"][0]["blocks"] = [{"type": "map"}]

    with pytest.raises(ValueError, match="no block of a document is of type map"):
        content_from_json(stored)


def test_a_draft_keeps_its_errors_and_tells_where_they_stand():
    blocks = (Text("<p>x</p>"), BrokenToken("x", "x finnes ikke."))
    section = NumberedSection("2.1", 2, "avsnitt-2-1", "Support", blocks)
    draft = make_content(is_draft=True, sections=(section,))

    assert content_from_json(draft.to_json()) == draft
    assert list(draft.errors) == ["Avsnitt 2.1 Support: x finnes ikke."]


def test_the_hash_of_a_content_follows_what_it_says():
    assert make_content().sha256 == make_content().sha256
    assert make_content().sha256 != replace(make_content(), title="En annen").sha256
