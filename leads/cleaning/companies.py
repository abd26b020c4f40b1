"""Companies are found by domain, else by folded name without its legal form."""

import re
from functools import lru_cache

from leads.cleaning.folding import fold

_LEGAL_FORM = re.compile(
    r"[ ,]+(?:inc|incorporated|llc|llp|lp|ltd|limited|plc|corp|corporation|co|company|gmbh(?: ?& ?co\.? ?kg)?|mbh|ag|kg|ohg|"
    r"se|sa|s\.a|sas|sarl|s\.a\.r\.l|srl|s\.r\.l|spa|s\.p\.a|bv|b\.v|nv|n\.v|ab|as|a/s|aps|oy|oyj|pty|pte|kk|"
    r"sp\.? ?z ?o\.? ?o|s\.? ?r\.? ?o)\.?$"
)


@lru_cache(maxsize=65_536)
def company_key(name):
    """The name that two spellings of one company share: folded, without punctuation at its ends and legal form."""
    key = fold(name).strip(" .,;-")
    while (shorter := _LEGAL_FORM.sub("", key).rstrip(" .,;-")) and shorter != key:
        key = shorter
    return key[:200]
