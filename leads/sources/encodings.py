"""Which encoding a text file is in, and the same text in UTF-8, which is all that later steps read.

A byte order mark is believed, then whatever is UTF-8 from the first byte to the last. What is left is one of the old
eight-bit encodings. They are told apart by the letters that their bytes would be: the letters of a real file belong to one
language, and a capital does not follow a small letter.
"""

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder

from leads.errors import ImportRefused

# What a person may choose, in the order of a menu.
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp1252": "Windows-1252 (Western Europe)",
    "cp1250": "Windows-1250 (Central Europe)",
    "mac_roman": "Mac Roman",
    "iso8859-15": "ISO 8859-15 (Western Europe)",
    "iso8859-2": "ISO 8859-2 (Central Europe)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "cp1253": "Windows-1253 (Greek)",
    "cp1254": "Windows-1254 (Turkish)",
    "cp850": "DOS 850 (Western Europe)",
    "shift_jis": "Shift JIS (Japanese)",
    "gb18030": "GB 18030 (Chinese)",
    "euc_kr": "EUC-KR (Korean)",
}

_WESTERN = (
    "äöüß", "àâæçéèêëîïôœùûü", "áéíñóúü", "ãáâàçéêíóôõú", "àèéìíòóùú", "éëïóöüá", "æøåéö", "åäöé", "áðéíóúýþæö", "àèéíïòóúüç",
)  # fmt: skip
_CENTRAL = (
    "ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "čćđšž", "ăâîşţ",
)  # fmt: skip
# The likelier first: where two fit alike, it is taken.
_LANGUAGES = {"cp1252": _WESTERN, "cp1250": _CENTRAL, "mac_roman": _WESTERN}
# Signs that people write, and of those the ones that stand directly after a letter, or before one.
_SIGNS = frozenset("’‘“”„–—…€£§°©®™·«» ´")
_AFTER_A_LETTER = frozenset("’”…»™®–— ")
_BEFORE_A_LETTER = frozenset("’‘“„«§£€…–—© ")
_SEVERAL = 0.9  # letters of several languages are less of a proof than those of one
_WORD = re.compile(rb"[A-Za-z\x80-\xff'.-]*[\x80-\xff][A-Za-z\x80-\xff'.-]*")
_BLOCK = 1 << 20
_ENOUGH = 20_000  # words with such bytes


def detect(path):
    """The encoding of a file, one of ENCODINGS. Reads it whole unless it is in UTF-16."""
    head = _head(path)
    if head.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "utf-16"
    # Without its mark it shows itself by the zero bytes of plain letters.
    if _share_of_zeros(head[1::2]) > 0.4 or _share_of_zeros(head[0::2]) > 0.4:
        return "utf-16"
    return "utf-8" if _is_utf8(path) else _old_encoding(path)


def to_utf8(path, target, encoding):
    """Write the text of a file to `target` in UTF-8. Raises ImportRefused at the first byte that is no text in it."""
    decoder, at = getincrementaldecoder(_codec(path, encoding))(), 0
    with open(path, "rb") as source, open(target, "wb") as file:
        while block := source.read(_BLOCK):
            file.write(_decoded(decoder, block, at, encoding))
            at += len(block)
        file.write(_decoded(decoder, b"", at, encoding, final=True))


def _codec(path, encoding):
    """Python's name of the encoding of this file, which says what becomes of a byte order mark, or what stands for one."""
    if encoding == "utf-8":
        return "utf-8-sig"
    head = _head(path)
    if encoding != "utf-16" or head.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return encoding
    return "utf-16-le" if _share_of_zeros(head[1::2]) > _share_of_zeros(head[0::2]) else "utf-16-be"


def _head(path):
    with open(path, "rb") as file:
        return file.read(4096)


def _decoded(decoder, block, at, encoding, *, final=False):
    try:
        return decoder.decode(block, final).encode()
    except UnicodeError as error:
        place = at + getattr(error, "start", 0)
        raise ImportRefused(
            f"The file is not in {ENCODINGS[encoding]}: about {place:,} bytes from the start is no text in it. Choose another"
            " encoding, or save the file as “CSV UTF-8” in your spreadsheet and upload that."
        ) from None


def _share_of_zeros(data):
    return data.count(0) / len(data) if data else 0


def _is_utf8(path):
    decoder = getincrementaldecoder("utf-8")()
    with open(path, "rb") as file:
        try:
            while block := file.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", True)
        except UnicodeDecodeError:
            return False
    return True


def _old_encoding(path):
    words = list(_words(path))
    return max(_LANGUAGES, key=lambda encoding: _fit(words, encoding))


def _words(path):
    """The first words of the file that are not plain ASCII."""
    found, rest = 0, b""
    with open(path, "rb") as file:
        while block := file.read(_BLOCK):
            data = rest + block
            cut = max(data.rfind(b"\n"), data.rfind(b"\r")) + 1 or len(data)
            data, rest = data[:cut], data[cut:]
            for word in _WORD.findall(data):
                yield word
                found += 1
                if found >= _ENOUGH:
                    return
    yield from _WORD.findall(rest)


def _fit(words, encoding):
    """From 0 to 1: how much of what is not ASCII are letters of one language, or signs that people write."""
    letters, signs, wrong = [], 0, 0
    for word in words:
        text = word.decode(encoding, "replace")
        for before, letter, after in zip(" " + text, text, text[1:] + " ", strict=False):
            if letter.isascii():
                continue
            if letter in _SIGNS:
                fits = (letter in _AFTER_A_LETTER or not before.isalpha()) and (
                    letter in _BEFORE_A_LETTER or not after.isalpha()
                )
                signs, wrong = signs + fits, wrong + (not fits)
            elif not letter.isalpha() or (letter.isupper() and before.islower()):
                wrong += 1
            else:
                letters.append(letter.lower())
    several = frozenset("".join(_LANGUAGES[encoding]))
    of_one = max(sum(letter in language for letter in letters) for language in _LANGUAGES[encoding])
    of_several = sum(letter in several for letter in letters)
    total = len(letters) + signs + wrong
    return (max(of_one, _SEVERAL * of_several) + _SEVERAL * signs) / total if total else 0
