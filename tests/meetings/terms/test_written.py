"""Which words of a text are a term: whole words, in the forms that were typed and those that follow from them."""

import pytest

from meetings.documents.content import ExplainedTerm
from meetings.terms.written import Finder, used

TERMS = (
    ExplainedTerm("AD", "Active Directory."),
    ExplainedTerm("Azure AD", "Katalogen i skyen.", ("Entra ID",)),
    ExplainedTerm("Digitalisering", "Å endre en oppgave."),
    ExplainedTerm("Feide", "Innloggingen i skolen.", is_name=True),
    ExplainedTerm("Innebygd personvern", "Et prinsipp."),
    ExplainedTerm("mikroVPN", "En forbindelse."),
    ExplainedTerm("SLA", "Avtalt frist.", ("tjenestenivåavtale", "tjenestenivåavtalen")),
    ExplainedTerm("SOC", "Et senter.", ("SOC+",)),
    ExplainedTerm("Ting", "En forsamling."),
)
FINDER = Finder(TERMS)


def found(text):
    return [(text[use.start : use.end], TERMS[use.term].term) for use in FINDER.uses(text)]


@pytest.mark.parametrize(
    ("text", "word", "term"),
    [
        ("Fristen (SLA) gjelder.", "SLA", "SLA"),
        ("SLA-fristen er kort", "SLA-fristen", "SLA"),
        ("Flere SLA-er", "SLA-er", "SLA"),
        ("Tjenestenivåavtalen sier", "Tjenestenivåavtalen", "SLA"),
        ("en tjenestenivåavtale.", "tjenestenivåavtale", "SLA"),
        ("I Azure AD ligger", "Azure AD", "Azure AD"),
        ("I Azure\u00a0AD ligger", "Azure\u00a0AD", "Azure AD"),
        ("I Entra ID ligger", "Entra ID", "Azure AD"),
        ("I AD ligger", "AD", "AD"),
        ("digitaliseringen går", "digitaliseringen", "Digitalisering"),
        ("DIGITALISERING", "DIGITALISERING", "Digitalisering"),
        ("digitaliseringens pris", "digitaliseringens", "Digitalisering"),
        ("Feides brukere", "Feides", "Feide"),
        ("med Feide-innlogging", "Feide-innlogging", "Feide"),
        ("Kravet om innebygd personvern", "innebygd personvern", "Innebygd personvern"),
        ("SOC+ er i drift", "SOC+", "SOC"),
        ("et ting", "ting", "Ting"),
        ("SOC/IRT", "SOC", "SOC"),
        ("mikroVPN", "mikroVPN", "mikroVPN"),
    ],
)
def test_a_term_is_found(text, word, term):
    assert found(text) == [(word, term)]


@pytest.mark.parametrize(
    "text",
    [
        "sla på lyset",
        "Slag og SLAM, ISLAM",
        "e-SLA",
        "SLA-X9",
        "SLA2",
        "post@sla.no, SLA@example.no og https://SLA.no",
        "www.AD.no",
        "en feide mellom naboer",
        "mikrovpn",
        "en ingen, noen ringer, tinger",
        "innebygd og personvern",
        "digitaliseringsplan",
    ],
)
def test_what_only_looks_like_a_term_is_not(text):
    assert found(text) == []


def test_the_terms_of_an_explanation_count_as_used_and_the_order_is_kept():
    terms = (ExplainedTerm("A1", "Som C3."), ExplainedTerm("B2", "Alene."), ExplainedTerm("C3", "Se A1."))

    assert used(["Med C3."], terms) == (terms[0], terms[2])
    assert used(["Uten."], terms) == ()
