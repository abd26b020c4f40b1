import pytest

from leads.errors import ImportRefused
from leads.sources.encodings import ENCODINGS, detect, to_utf8

GERMAN = "Name;Firma\nJörg Müller;Bäckerei Groß\nUwe Möller;Käse & Söhne\n"
FRENCH = "Prénom,Société\nHélène,Crème brûlée\nFrançois,Forêt d’Été\nZoë,Noël\n"
NORDIC = "Navn,By\nBjørn Ågård,Tromsø\nÅse Sæther,Ålesund\n"
PORTUGUESE = "Nome,Cargo\nJoão Gonçalves,Direção\nInês Conceição,Gestão\n"
POLISH = "Imię;Firma\nŁukasz Wiśniewski;Żabka\nMałgorzata Dąbrowska;Gdańsk\nZdzisław Źrebięć;Łódź\n"
CZECH = "Jméno;Město\nJiří Dvořák;Plzeň\nŽaneta Procházková;Třebíč\nLuděk Kučera;Ústí\n"
HUNGARIAN = "Név;Város\nErzsébet Sőtér;Győr\nÖrs Fűzfa;Hűvösvölgy\n"
MIXED = "Name,Place\nJosé Muñoz,Málaga\nJörg Groß,Köln\nHélène Leçon,Orléans\nBjørn Dahl,Tromsø\n"


def saved(tmp_path, text, encoding):
    path = tmp_path / "people.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *((text, "cp1252") for text in (GERMAN, FRENCH, NORDIC, PORTUGUESE, MIXED)),
        *((text, "mac_roman") for text in (GERMAN, FRENCH, NORDIC, PORTUGUESE, MIXED)),
        *((text, "cp1250") for text in (POLISH, CZECH, HUNGARIAN)),
        *((text, "utf-8") for text in (GERMAN, POLISH, "Name,Email\nAda,ada@engines.example\n")),
        (GERMAN, "utf-16"),
    ],
)
def test_the_encoding_of_a_file_is_found_and_its_text_kept(tmp_path, text, encoding, ends):
    text = text.replace("\n", ends)
    path = saved(tmp_path, text, encoding)

    assert detect(path) == encoding
    to_utf8(path, tmp_path / "utf8.csv", encoding)
    assert (tmp_path / "utf8.csv").read_bytes() == text.encode()


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_is_known_without_its_mark(tmp_path, encoding):
    path = saved(tmp_path, GERMAN, encoding)

    assert detect(path) == "utf-16"
    to_utf8(path, tmp_path / "utf8.csv", "utf-16")
    assert (tmp_path / "utf8.csv").read_text() == GERMAN


def test_the_mark_of_utf8_is_no_text(tmp_path):
    path = saved(tmp_path, GERMAN, "utf-8-sig")

    assert detect(path) == "utf-8"
    to_utf8(path, tmp_path / "utf8.csv", "utf-8")
    assert (tmp_path / "utf8.csv").read_text() == GERMAN


def test_one_letter_far_down_is_enough_to_leave_utf8(tmp_path):
    path = saved(tmp_path, "Name,Place\n" + "Ada,London\n" * 200_000 + "Jörg,Köln\n", "cp1252")

    assert detect(path) == "cp1252"


def test_a_file_of_apostrophes_and_dashes_is_windows_text(tmp_path):
    assert detect(saved(tmp_path, "Name,Note\nMia O’Hara,“call” – later…\n", "cp1252")) == "cp1252"


def test_half_a_letter_at_the_end_of_a_block_is_whole_in_the_text(tmp_path):
    text = "x" * ((1 << 20) - 1) + "é" + "\n"
    path = saved(tmp_path, text, "utf-8")

    to_utf8(path, tmp_path / "utf8.csv", "utf-8")

    assert (tmp_path / "utf8.csv").read_text() == text


def test_bytes_that_are_no_text_in_the_chosen_encoding_are_named(tmp_path):
    path = saved(tmp_path, "Name\nAda\nJörg\n", "cp1252")

    with pytest.raises(ImportRefused) as refused:
        to_utf8(path, tmp_path / "utf8.csv", "utf-8")

    assert str(refused.value) == (
        "The file is not in UTF-8: about 10 bytes from the start is no text in it. Choose another encoding, or save the file as"
        " “CSV UTF-8” in your spreadsheet and upload that."
    )


def test_every_encoding_that_can_be_chosen_is_one():
    for encoding in ENCODINGS:
        assert "Ada".encode(encoding).decode(encoding) == "Ada"
