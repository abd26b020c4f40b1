import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from hirepilot import wording

NOW = dt.datetime(2026, 11, 24, 10, 30, tzinfo=dt.UTC)  # a Tuesday


@pytest.mark.parametrize(
    ("value", "cap", "text"),
    [
        (0, None, "0"),
        (12_431, None, "12,431"),
        (-1_000, None, "-1,000"),
        (10_000, 10_000, "10,000"),
        (10_001, 10_000, "10,000+"),
        (None, None, ""),
        ("", None, ""),
        ("many", None, "many"),
    ],
)
def test_a_number_has_separators_and_a_capped_one_says_so(value, cap, text):
    assert wording.number(value, cap) == text


@pytest.mark.parametrize(
    ("count", "noun", "text"),
    [
        (0, "lead", "0 leads"),
        (1, "lead", "1 lead"),
        (2_480, "lead", "2,480 leads"),
        (1, "person,people", "1 person"),
        (3, "person,people", "3 people"),
    ],
)
def test_a_count_agrees_with_its_noun(count, noun, text):
    assert wording.plural(count, noun) == text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("", "?"),
        (None, "?"),
        ("   ", "?"),
        ("—", "?"),
        ("<b>", "B"),
        ("Priya Raman", "PR"),
        ("Oluwaseun de la Bakare-Whitfield", "OB"),
        ("Étienne Fournier", "ÉF"),
        ("(Bob) ‘Smith’", "BS"),
        ("田中 太郎", "田太"),
        ("madonna", "M"),
        ("priya@northgate.example", "P"),
    ],
)
def test_initials_are_letters_whatever_the_name(name, text):
    assert wording.initials(name) == text


def test_the_tone_of_a_name_never_changes():
    names = ["Priya Raman", " priya RAMAN ", "Tobias Renner", "Callum Reid", "", None]

    assert [wording.tone(name) for name in names] == ["accent", "accent", "sky", "plum", "sky", "sky"]


@pytest.mark.parametrize(
    ("away", "text"),
    [
        (dt.timedelta(seconds=20), "Just now"),
        (-dt.timedelta(seconds=20), "Just now"),
        (-dt.timedelta(minutes=5), "5 min ago"),
        (-dt.timedelta(hours=3, minutes=59), "3 h ago"),
        (-dt.timedelta(hours=12), "Yesterday"),
        (-dt.timedelta(days=4), "Fri"),
        (-dt.timedelta(days=7), "17 Nov"),
        (-dt.timedelta(days=400), "20 Oct 2025"),
        (dt.timedelta(hours=2), "Today 12:30"),
        (dt.timedelta(days=1), "Tomorrow 10:30"),
        (dt.timedelta(days=3), "Fri 10:30"),
        (dt.timedelta(days=29), "23 Dec 10:30"),
    ],
)
def test_a_time_is_told_as_people_tell_it(away, text):
    with timezone.override(dt.UTC):
        assert wording.relative(NOW + away, NOW) == text


def test_the_viewer_s_zone_decides_which_day_it_was():
    when = NOW - dt.timedelta(hours=10)  # 00:30 in London, 19:30 the day before in Austin

    with timezone.override(ZoneInfo("Europe/London")):
        in_london = (wording.relative(when, NOW), wording.exact(when))
    with timezone.override(ZoneInfo("America/Chicago")):
        in_austin = (wording.relative(when, NOW), wording.exact(when))

    assert in_london == ("10 h ago", "Tue 24 Nov 2026, 00:30")
    assert in_austin == ("Yesterday", "Mon 23 Nov 2026, 18:30")


def test_a_day_has_no_time():
    day = dt.date(2026, 11, 23)

    with timezone.override(dt.UTC):
        assert (wording.relative(day, NOW), wording.exact(day)) == ("Yesterday", "Mon 23 Nov 2026")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.4, "less than a second"),
        (1, "1 s"),
        (41.4, "41 s"),
        (99, "99 s"),
        (100, "2 min"),
        (3_570, "1 h 0 min"),
        (7_500, "2 h 5 min"),
    ],
)
def test_a_duration_is_as_exact_as_anybody_needs_it(seconds, text):
    assert wording.duration(seconds) == text
