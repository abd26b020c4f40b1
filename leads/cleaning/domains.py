"""The domain of a company out of a website or a bare name."""

import re
from functools import lru_cache

from leads.cleaning.emails import clean_email
from leads.cleaning.text import clean_line

# Whoever gives one of these as the website names a page there, not a domain of their own.
SHARED_DOMAINS = frozenset({
    "linkedin.com", "facebook.com", "twitter.com", "x.com", "instagram.com", "youtube.com", "xing.com", "google.com",
    "sites.google.com", "github.com", "medium.com", "crunchbase.com", "linktr.ee", "bit.ly", "t.co", "gmail.com",
    "wikipedia.org", "glassdoor.com", "apollo.io",
})  # fmt: skip

_BEFORE = re.compile(r"[a-z][a-z0-9+.\-]*://|//|mailto:", re.IGNORECASE)
_DOMAIN = re.compile(
    r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9\-]{1,59})"
)


@lru_cache(maxsize=2048)
def clean_domain(raw):
    """The domain in ASCII without "www.", or "" where the text holds none of the company's own."""
    text = clean_line(raw, 500)
    if before := _BEFORE.match(text):
        text = text[before.end() :]
    host = (
        re.split(r"[/?#\s,;]", text, maxsplit=1)[0].rpartition("@")[2].partition(":")[0].rstrip(".").lower()
    )
    if not host.isascii():
        address = clean_email(f"x@{host}")
        host = address.value.partition("@")[2] if address else ""
    host = host.removeprefix("www.")
    shared = host in SHARED_DOMAINS or host.partition(".")[2] in SHARED_DOMAINS
    return host if _DOMAIN.fullmatch(host) and not shared else ""
