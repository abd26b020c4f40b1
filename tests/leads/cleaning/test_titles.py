import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leads.cleaning.title_words import FUNCTIONS, SENIORITIES
from leads.cleaning.titles import Title, clean_title


@pytest.mark.parametrize(
    ("raw", "normal", "seniority", "function"),
    [
        ("VP Sales", "Vice President Sales", "vp", "sales"),
        ("V.P. of Operations", "Vice President of Operations", "vp", "operations"),
        ("SVP Marketing", "Senior Vice President Marketing", "vp", "marketing"),
        ("VP Sales @ Engines | Hiring!", "Vice President Sales", "vp", "sales"),
        ("Senior Recruiter bei Engines GmbH", "Senior Recruiter", "senior", "people"),
        ("sr. software eng", "Senior Software Engineer", "senior", "engineering"),
        ("MARKETING MANAGER", "Marketing Manager", "manager", "marketing"),
        ("🚀 Recruiter 🚀", "Recruiter", "", "people"),
        ("Founder & CEO", "Founder and Chief Executive Officer", "founder", ""),
        ("Owner", "Owner", "owner", ""),
        ("Product Owner", "Product Owner", "", "product"),
        ("HR Business Partner", "HR Business Partner", "", "people"),
        ("Partner", "Partner", "partner", ""),
        ("Partner Manager", "Partner Manager", "manager", ""),
        ("CTO", "Chief Technology Officer", "c_suite", "engineering"),
        ("Chief People Officer", "Chief People Officer", "c_suite", "people"),
        ("General Counsel", "General Counsel", "c_suite", "legal"),
        ("Managing Director", "Managing Director", "c_suite", ""),
        ("Head of Talent Acquisition", "Head of Talent Acquisition", "head", "people"),
        ("Director of Engineering", "Director of Engineering", "director", "engineering"),
        ("Executive Assistant to the CEO", "Executive Assistant to the Chief Executive Officer", "entry", ""),
        ("Marketing Intern", "Marketing Intern", "intern", "marketing"),
        ("International Sales Manager", "International Sales Manager", "manager", "sales"),
        ("R&D Engineer", "R&D Engineer", "", "engineering"),
        ("FP&A Manager", "FP&A Manager", "manager", "finance"),
        ("Data Engineer", "Data Engineer", "", "data"),
        ("IT Manager", "IT Manager", "manager", "it"),
        ("UX Designer", "UX Designer", "", "design"),
        ("Team Lead Customer Success", "Team Lead Customer Success", "manager", "support"),
        ("Geschäftsführerin", "Geschäftsführerin", "c_suite", ""),
        ("Leiter Personalwesen", "Leiter Personalwesen", "head", "people"),
        ("Vertriebsleiterin", "Vertriebsleiterin", "head", "sales"),
        ("Teamleiter Kundenservice", "Teamleiter Kundenservice", "manager", "support"),
        ("Werkstudent Marketing", "Werkstudent Marketing", "intern", "marketing"),
        ("Directrice Générale", "Directrice Générale", "c_suite", ""),
        ("Responsable des ventes", "Responsable des ventes", "manager", "sales"),
        ("Ingeniero de software", "Ingeniero de software", "", "engineering"),
        ("Eigenaar", "Eigenaar", "owner", ""),
        ("Beekeeper", "Beekeeper", "", ""),
    ],
)
def test_a_title_is_written_out_and_read(raw, normal, seniority, function):
    assert clean_title(raw) == Title(raw, normal, seniority, function)


@pytest.mark.parametrize("raw", ["", " ", "N/A", "-", "\0"])
def test_a_blank_title_is_blank(raw):
    assert clean_title(raw) == Title("", "", "", "")


def test_the_keys_are_those_that_people_filter_by():
    assert set(SENIORITIES) == {
        "owner", "founder", "c_suite", "partner", "vp", "head", "director", "manager", "senior", "entry", "intern",
    }  # fmt: skip
    assert set(FUNCTIONS) == {
        "engineering", "sales", "marketing", "people", "finance", "operations", "product", "data", "design", "legal",
        "support", "it",
    }  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.text(st.characters(), max_size=60)
    | st.lists(st.sampled_from("VP of & @ Sales |".split())).map(" ".join)
)
def test_any_text_has_an_answer_that_fits_its_columns(raw):
    title = clean_title(raw)

    assert len(title.raw) <= 200
    assert len(title.normal) <= 200
    assert title.seniority in {"", *SENIORITIES}
    assert title.function in {"", *FUNCTIONS}
