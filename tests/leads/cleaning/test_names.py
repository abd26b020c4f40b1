import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leads.cleaning.names import Name, clean_name
from leads.cleaning.text import Bad

ADA = ("Ada Byron", "Ada", "Byron")


@pytest.mark.parametrize(
    "full",
    [
        "Ada Byron",
        "  Ada \t Byron ",
        "Byron, Ada",
        "Dr. Ada Byron, PhD",
        "Prof. Dr. Ada Byron",
        "Ms Ada Byron",
        "Ada Byron, MBA, PMP",
        "Ada Byron MBA",
        "Ada Byron, SHRM-CP®",
        "Ada Byron, CEH",
        "Ada Byron™",
        "Ada Byron | VP Sales @ Engines",
        "Ada Byron @ Engines",
        "Ada Byron • 2nd",
        "Ada Byron / Recruiter",
        "Ada Byron - Recruiter",
        "Ada Byron – we are hiring",
        "Ada Byron, Recruiter",
        "Ada 🚀 Byron",
        "🚀 Ada Byron 🚀 We are hiring",
        "Ada (Addie) Byron",
        'Ada "Addie" Byron',
        "Ada Byron (she/her)",
        "𝐀𝐝𝐚 𝐁𝐲𝐫𝐨𝐧",
        "Ada\u200b Byron\0",
        "\u202eAda Byron",
    ],
)
@pytest.mark.proves("LEAD-009")
def test_the_full_name_stays_as_given_and_its_parts_are_without_titles_and_slogans(full):
    name = clean_name(full)

    assert (name.plain, name.first, name.last) == ADA
    assert name.full == " ".join(full.replace("\u200b", "").replace("\0", "").replace("\u202e", "").split())


@pytest.mark.parametrize(
    ("full", "first", "last"),
    [
        ("Ada", "Ada", ""),
        ("Ada Maria Byron", "Ada", "Byron"),
        ("Ada M. Byron", "Ada", "Byron"),
        ("A. Byron", "A.", "Byron"),
        ("Ada Byron-King", "Ada", "Byron-King"),
        ("Ada O'Neill", "Ada", "O'Neill"),
        ("Ludwig van der Berg", "Ludwig", "van der Berg"),
        ("Ada 't Hart", "Ada", "'t Hart"),
        ("Van Nguyen", "Van", "Nguyen"),
        ("Jack Ma", "Jack", "Ma"),
        ("Don Draper", "Don", "Draper"),
        ("John Smith Jr.", "John", "Smith"),
        ("John Smith III", "John", "Smith"),
        ("ADA BYRON", "ADA", "BYRON"),
        ("danah boyd", "danah", "boyd"),
        ("Jürgen Groß", "Jürgen", "Groß"),
        ("Иван Петров", "Иван", "Петров"),
        ("محمد علي", "محمد", "علي"),
        ("王小明", "", ""),
        ("山田 太郎", "太郎", "山田"),
        ("佐々木希", "", ""),
        ("김철수", "철수", "김"),
        ("남궁민수", "민수", "남궁"),
        ("アダ・バイロン", "アダ", "バイロン"),
        ("Xiaoming Wang 王小明", "Xiaoming", "Wang"),
    ],
)
def test_a_full_name_is_split(full, first, last):
    assert clean_name(full) == Name(full, first, last, full)


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (("Byron, Ada Maria",), ("Ada Maria Byron", "Ada", "Byron")),
        (("BYRON, ADA",), ("ADA BYRON", "ADA", "BYRON")),
        (("Silva Costa, Maria",), ("Maria Silva Costa", "Maria", "Silva Costa")),
        (("'t Hart, Ada",), ("Ada 't Hart", "Ada", "'t Hart")),
        (("Smith, Jr., John",), ("John Smith Jr.", "John", "Smith")),
        (("Ada King - Byron",), ("Ada King-Byron", "Ada", "King-Byron")),
        (("Dr. Byron",), ("Byron", "", "Byron")),
        (("Byron, Ada, Dr.",), ("Ada Byron", "Ada", "Byron")),
        (("Ada Byron, Dr.",), ("Ada Byron", "Ada", "Byron")),
        (("(Ada)",), ("Ada", "Ada", "")),
        (("", "Ada", "Byron"), ADA),
        (("", " Ada ", "Byron, MBA"), ADA),
        (("", "Dr. Ada", "Byron 🚀"), ADA),
        (("", "Mary Jane", "van der Berg"), ("Mary Jane van der Berg", "Mary Jane", "van der Berg")),
        (("", "John", "Smith Jr."), ("John Smith Jr.", "John", "Smith")),
        (("", "太郎", "山田"), ("山田 太郎", "太郎", "山田")),
        (("", "Ada", ""), ("Ada", "Ada", "")),
        (("", "", "Byron"), ("Byron", "", "Byron")),
        (("", "Ada", "-"), ("Ada", "Ada", "")),
        (("Ada Maria Byron", "Ada", "Byron"), ("Ada Maria Byron", "Ada", "Byron")),
        (("Dr. Ada Byron, PhD", "Ada", "Byron"), ADA),
        (("Engines Ltd", "Ada", "Byron"), ADA),
        (("Unknown", "Ada", "Byron"), ADA),
        (("Ada Byron", "LinkedIn", "Member"), ADA),
    ],
)
def test_the_cells_of_a_name_are_brought_together(given, found):
    name = clean_name(*given)
    assert (name.plain, name.first, name.last) == found


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ((), "blank"),
        (("  ",), "blank"),
        (("N/A",), "blank"),
        (("", "-", "-"), "no_name"),
        (("12345",), "no_name"),
        (("|",), "no_name"),
        (("🚀",), "no_name"),
        (("ada@engines.example",), "no_name"),
        (("https://engines.example",), "no_name"),
        (("LinkedIn Member",), "not_a_person"),
        (("linkedin member",), "not_a_person"),
        (("Membre de LinkedIn",), "not_a_person"),
        (("", "LinkedIn", "Member"), "not_a_person"),
        (("LinkedIn-Mitglied",), "not_a_person"),
        (("First Name",), "not_a_person"),
    ],
)
def test_what_is_no_name_says_why(given, code):
    bad = clean_name(*given)

    assert isinstance(bad, Bad)
    assert bad.code == code
    assert bad.detail.endswith(".")


NAMEISH = st.text(st.sampled_from("Aa é,.|@-'()王김\u200b\ud800\0🚀\"") | st.characters(), max_size=30)


@settings(max_examples=250, deadline=None)
@given(NAMEISH, NAMEISH, NAMEISH)
def test_any_text_has_an_answer_that_fits_its_columns(full, first, last):
    name = clean_name(full, first, last)

    assert isinstance(name, Name | Bad)
    if name:
        assert any(letter.isalpha() for letter in name.full)
        assert (len(name.full) <= 200, len(name.first) <= 100, len(name.last) <= 100) == (True, True, True)
        assert "".join(name).encode()


@pytest.mark.parametrize(
    "full", ["Ada Byron", "Ada Byron Jr.", "Ludwig van der Berg", "山田 太郎", "김철수", "アダ・バイロン"]
)
def test_a_name_given_whole_and_in_its_parts_stays_as_it_is(full):
    name = clean_name(full)

    assert clean_name(name.full, name.first, name.last)[:3] == name[:3] == (full, name.first, name.last)


@pytest.mark.parametrize(
    ("given", "full"),
    [
        (("Dr. Ada Byron, PhD",), "Dr. Ada Byron, PhD"),
        (("Byron, Ada",), "Byron, Ada"),
        (("Dr. Ada Byron, PhD", "Ada", "Byron"), "Dr. Ada Byron, PhD"),
        (("Engines Ltd", "Ada", "Byron"), "Ada Byron"),
        (("Unknown", "Dr. Ada", "Byron, MBA"), "Dr. Ada Byron, MBA"),
        (("", "Ada", "-"), "Ada"),
        (("", "太郎", "山田"), "山田 太郎"),
        ((f"{'🚀' * 300} Ada Byron",), "Ada Byron"),
    ],
)
@pytest.mark.proves("LEAD-009")
def test_the_full_name_is_the_whole_cell_or_the_cells_of_its_parts(given, full):
    name = clean_name(*given)

    assert name.full == full
    assert clean_name(name.full, name.first, name.last) == name  # as an export gives it back
