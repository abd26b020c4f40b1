"""Values as people read them: numbers, times, names. Pure functions; `templatetags/ui.py` puts them into pages."""

import datetime
import zlib

from django.utils import dateformat, timezone

EXACT = "D j M Y, H:i"
EXACT_DAY = "D j M Y"
TONES = ("sky", "ok", "warn", "plum", "accent")  # not "bad": a colleague is not a fault


def number(value, cap=None):
    """`12,431`; above the cap `10,000+`, because a capped count must say so. What is no number comes back as it is."""
    if value is None or value == "":
        return ""
    if cap is not None and value > cap:
        return f"{cap:,}+"
    try:
        return f"{value:,}"
    except (TypeError, ValueError):
        return str(value)


def plural(count, noun, cap=None):
    """`1 lead`, `12,431 leads`; irregular nouns name both: `person,people`."""
    one, _, many = noun.partition(",")
    return f"{number(count, cap)} {one if count == 1 else many or f'{one}s'}"


def initials(name):
    """At most two letters, of the first and the last word that has any."""
    words = ["".join(filter(str.isalnum, word)) for word in str(name or "").split("@")[0].split()]
    words = [word for word in words if word]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def tone(name):
    """The colour of a name: always the same for the same name, in every process and on every machine."""
    return TONES[zlib.crc32(str(name or "").strip().casefold().encode()) % len(TONES)]


def exact(when):
    """`Mon 23 Nov 2026, 08:57` in the viewer's zone; without the time for a day."""
    if isinstance(when, datetime.datetime):
        return dateformat.format(_local(when), EXACT)
    return dateformat.format(when, EXACT_DAY)


def relative(when, now=None):
    """`Just now`, `5 min ago`, `3 h ago`, `Yesterday`, `Fri`, `3 Nov`, `3 Nov 2024`; what is to come says its time."""
    now = _local(now or timezone.now())
    if not isinstance(when, datetime.datetime):
        return _day(when, now.date())
    when = _local(when)
    seconds = (now - when).total_seconds()
    if seconds < -60:
        return f"{_day(when.date(), now.date())} {when:%H:%M}"
    if seconds < 60:
        return "Just now"
    if seconds < 3600:
        return f"{seconds // 60:.0f} min ago"
    if when.date() == now.date():
        return f"{seconds // 3600:.0f} h ago"
    return _day(when.date(), now.date())


def duration(seconds):
    """`less than a second`, `41 s`, `3 min`, `2 h 5 min`: as exact as anybody needs it."""
    if seconds < 1:
        return "less than a second"
    if seconds < 99.5:
        return f"{seconds:.0f} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def _day(day, today):
    away = (day - today).days
    if abs(away) <= 1:
        return ("Yesterday", "Today", "Tomorrow")[away + 1]
    if abs(away) < 7:
        return dateformat.format(day, "D")
    return dateformat.format(day, "j M" if day.year == today.year else "j M Y")


def _local(when):
    return timezone.localtime(when) if timezone.is_aware(when) else timezone.make_aware(when)
