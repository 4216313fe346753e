"""Which grounds can exempt a paper of the council from the public."""

import pytest
from django.core.exceptions import ValidationError

from meetings.exemptions.checking import check_basis
from tests import factories


@pytest.mark.parametrize(
    "text",
    ["offentleglova § 23 tredje ledd", "Offentleglova §13", "offl. § 23, jf. forvaltningsloven § 13", "§§ 23 og 24",
     "kommuneloven § 11-5", "offentleglova § 24; arkivlova § 14", "offentleglova § 145", "forvaltningsloven § 15",
     "offentleglova § 16", "forskrift om offentlige anskaffelser § 14-1", "off. anskaffelser § 15"],
)  # fmt: skip
def test_a_ground_with_a_paragraph_is_taken(text):
    check_basis(text)


@pytest.mark.parametrize("text", ["", "offentleglova", "unntatt offentlighet", "paragraf 23", "§ femten"])
def test_a_ground_without_a_paragraph_is_refused(text):
    with pytest.raises(ValidationError, match="Oppgi lov og paragraf"):
        check_basis(text)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    ["offentleglova § 14", "Offentleglova § 15 første ledd", "offl. § 14", "offl § 15", "OFFENTLEGLOVA §14",
     "offentlighetsloven § 15", "offentlegloven §§ 14",
     "offentleglova, se § 14"],
)  # fmt: skip
def test_internal_papers_are_no_ground_for_what_the_council_is_sent(text):
    with pytest.raises(ValidationError, match="§ 14 eller § 15"):
        check_basis(text)


@pytest.mark.django_db
def test_what_is_sent_to_a_council_that_is_no_elected_body_may_be_internal():
    factories.make_cooperation(is_council_elected_body=False)

    check_basis("offentleglova § 14")
