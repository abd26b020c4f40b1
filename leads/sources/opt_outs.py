"""What a cell says about wanting to be contacted."""

from leads.cleaning.folding import fold
from leads.cleaning.text import BLANK_WORDS

# Everything else that stands in an opt-out column means yes: a date, a tick, a reason, a word in any language.
NOT_OPTED_OUT = BLANK_WORDS | frozenset({
    "no", "n", "false", "f", "0", "0.0", "off", "unchecked", "not opted out", "never", "nein", "nie", "falsch", "non",
    "faux", "jamais", "falso", "nunca", "nao", "nee", "onwaar", "nooit", "nej", "subscribed", "opted in", "opt in",
    "opt-in", "optin", "active", "contactable", "ok", "aktiv", "abonniert", "angemeldet", "abonne", "inscrit", "actif",
    "suscrito", "activo", "geabonneerd", "aangemeld", "actief", "0000-00-00", "☐",
})  # fmt: skip

# Some exports keep the wish in the status instead of a column of its own.
STATUSES = {
    "do not contact": "all", "dnc": "all", "opted out": "all", "opt out": "all", "opt-out": "all", "blacklisted": "all",
    "unsubscribed": "email", "do not email": "email", "do not call": "phone", "nicht kontaktieren": "all",
    "abgemeldet": "email", "ne pas contacter": "all", "desabonne": "email", "no contactar": "all",
    "niet contacteren": "all", "afgemeld": "email",
}  # fmt: skip


def says_opted_out(cell):
    """Whether a cell of an opt-out column says that the person does not want it. Unclear words are taken for a yes."""
    cell = cell.strip()
    return bool(cell) and fold(cell) not in NOT_OPTED_OUT


def channel_of_status(status):
    """The channel that a status closes, or ""."""
    return STATUSES.get(fold(status), "")
