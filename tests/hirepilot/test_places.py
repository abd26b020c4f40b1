"""Every country whose numbers can be read, and zones that people know."""

import zoneinfo

import phonenumbers

from hirepilot.places import COUNTRIES, countries, time_zones


def test_every_country_of_the_phone_library_has_a_name():
    assert set(COUNTRIES) == set(phonenumbers.SUPPORTED_REGIONS)
    assert len(set(COUNTRIES.values())) == len(COUNTRIES)
    assert countries()[0] == ("AF", "Afghanistan")


def test_zones_are_offered_by_area_and_exist():
    zones = [(value, label) for _, group in time_zones() for value, label in group]

    assert zones[0] == ("UTC", "UTC")
    assert ("America/Argentina/Buenos_Aires", "Argentina, Buenos Aires") in zones
    assert {value for value, _ in zones} <= zoneinfo.available_timezones()
    assert not [value for value, _ in zones if value.startswith(("Etc/", "US/", "posix"))]
